"""The people that tests of relationship reviews stand on."""

from __future__ import annotations

import pytest

from tests.accounts.people import People
from tests.cast import Cast


@pytest.fixture
def people(cast: Cast) -> People:
    return People(cast)
