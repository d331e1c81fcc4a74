"""The team that tests of people stand on."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.people.team import Team


@pytest.fixture
def team(cast: Cast) -> Team:
    return Team(cast)
