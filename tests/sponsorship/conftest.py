"""The top team that tests of sponsors stand on."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.sponsorship.top import Top


@pytest.fixture
def top(cast: Cast) -> Top:
    return Top(cast)
