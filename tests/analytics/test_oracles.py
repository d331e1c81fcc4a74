"""Every number of ../shared/oracles.json on lifetime value (topics 2 and 3) is computed, or excused by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.analytics.ledgers import oracles
from tests.analytics.oracle_table import CANNOT, CASES


def flat(value: Any) -> list[float]:
    """All numbers of an answer, in order of their names."""
    if isinstance(value, dict):
        return [number for name in sorted(value) for number in flat(value[name])]
    if isinstance(value, list):
        return [number for each in value for number in flat(each)]
    return [value]


def test_no_case_is_forgotten() -> None:
    known = {name for name, case in oracles().items() if case["topic"] in (2, 3)}
    assert known == set(CASES) | set(CANNOT)


@pytest.mark.parametrize("name", CASES)
def test_the_printed_number_is_found(name: str) -> None:
    case = oracles()[name]
    found = CASES[name](case["inputs"])
    if isinstance(case["expected"], dict):
        assert set(found) == set(case["expected"])
    assert flat(found) == pytest.approx(flat(case["expected"]), abs=case["tolerance"] + 1e-12)
