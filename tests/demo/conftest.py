"""One company for all these tests, as it is inside and as its files tell it."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from clave.demo.company import Company, found_company
from clave.demo.files import DemoFiles, build_company

SEED = 7
UNTIL = date(2026, 6, 17)
Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="session")
def company() -> Company:
    return found_company(seed=SEED, until=UNTIL)


@pytest.fixture(scope="session")
def files() -> DemoFiles:
    return build_company(seed=SEED, until=UNTIL)


@pytest.fixture(scope="session")
def rows(files: DemoFiles) -> Rows:
    """The rows of every file by kind, as text."""
    found = {name: text.decode() for name, text in files.contents.items() if name.endswith(".csv")}
    return {name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text))) for name, text in found.items()}


@pytest.fixture(scope="session")
def truth(files: DemoFiles) -> Any:
    return json.loads(files.contents["demo-truth.json"])
