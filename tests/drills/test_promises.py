"""The table of promises tells what was measured, and never calls kept what did not run or fell short."""

from __future__ import annotations

import pytest

from tests.drills.promises import NOT_RUN, PROMISES, Promise, table

UPDATES = PROMISES["lost updates"]


@pytest.mark.parametrize(
    ("measured", "failed", "ends"),
    [
        ([], [], NOT_RUN),
        ([{"updates": 600, "lost": 0}, {"updates": 400, "lost": 0}], [], "1,000 updates, 0 lost | kept"),
        ([{"updates": 999, "lost": 0}], [], "SHORT: fewer than 1,000 updates"),
        ([{"updates": 1_000, "lost": 1}], [], "SHORT: some lost"),
        ([{"updates": 1_000}], [], "SHORT: lost not measured"),
        ([{"updates": 1_000, "lost": 0}], ["test_two"], "FAILED: test_two (1,000 updates, 0 lost)"),
    ],
)
def test_a_line_says_what_was_measured(measured: list[dict[str, float]], failed: list[str], ends: str) -> None:
    lines = list(table({"lost updates": measured}, {"lost updates": failed}))
    (line,) = (line for line in lines if line.startswith(UPDATES.words))
    assert line.endswith(ends)
    assert len(lines) == len(PROMISES) + 1


def test_what_may_be_so_much_at_most_is_the_highest_that_was_seen() -> None:
    promise = Promise("small", "≤ 10 s", most={"seconds": 10})
    assert promise.lacks(promise.of([{"seconds": 9}, {"seconds": 3}])) == []
    assert promise.lacks(promise.of([{"seconds": 9}, {"seconds": 11}])) == ["more than 10 seconds"]
