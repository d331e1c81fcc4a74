"""The company whose promises these tests keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.promises.keeping import Keeping


@pytest.fixture
def keeping(cast: Cast, data_dir: Path) -> Keeping:
    return Keeping(cast)
