"""A company whose customers have figures of a finished run."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.portfolio.choosing import Choosing
from tests.value.book import Company


@pytest.fixture
def company(cast: Cast) -> Company:
    """Customers of the cast with figures of a finished run."""
    return Company(cast)


@pytest.fixture
def choosing(company: Company) -> Choosing:
    """The company with a charter in force and a ranking: one customer above the entry line."""
    return Choosing(company)
