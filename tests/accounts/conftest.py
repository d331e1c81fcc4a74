"""The companies that tests of the key account workspace stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accounts.people import People
from tests.accounts.planning import Planning
from tests.accounts.worth import Workspace
from tests.cast import Cast


@pytest.fixture
def planning(cast: Cast, data_dir: Path) -> Planning:
    return Planning(cast)


@pytest.fixture
def people(cast: Cast) -> People:
    return People(cast)


@pytest.fixture
def workspace(cast: Cast, data_dir: Path) -> Workspace:
    return Workspace(cast)
