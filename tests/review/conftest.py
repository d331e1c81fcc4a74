"""The people that tests of relationship reviews stand on."""

from __future__ import annotations

import pytest

from tests.accounts.people import People
from tests.cast import Cast
from tests.review.portfolio_people import Portfolio


@pytest.fixture
def people(cast: Cast) -> People:
    return People(cast)


@pytest.fixture
def portfolio(cast: Cast) -> Portfolio:
    return Portfolio(cast)
