"""The programme that the tests stand on."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.programme.begun import Begun


@pytest.fixture
def begun(cast: Cast) -> Begun:
    return Begun(cast)
