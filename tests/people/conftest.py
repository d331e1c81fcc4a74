"""The team that tests of people stand on."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.people.team import Team
from tests.value.book import Company


@pytest.fixture
def team(cast: Cast) -> Team:
    return Team(cast)


@pytest.fixture
def company(cast: Cast) -> Company:
    """Customers of the cast with figures of a finished run."""
    return Company(cast)
