"""The workspace these tests look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accounts.worth import Workspace
from tests.cast import Cast


@pytest.fixture
def workspace(cast: Cast, data_dir: Path) -> Workspace:
    return Workspace(cast)
