"""The company whose plans these tests write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accounts.planning import Planning
from tests.cast import Cast


@pytest.fixture
def planning(cast: Cast, data_dir: Path) -> Planning:
    return Planning(cast)
