"""A company with a finished run, small enough to check by hand."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.value.book import Company
from tests.value.dealing import Dealing


@pytest.fixture
def company(cast: Cast) -> Company:
    """Customers of the cast with figures of a finished run."""
    return Company(cast)


@pytest.fixture
def dealing(cast: Cast) -> Dealing:
    """A customer with which the manager prices deals."""
    return Dealing(cast)
