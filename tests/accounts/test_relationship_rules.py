"""What is said of how a customer is known, row by row, and the one thing to do next."""

from __future__ import annotations

import pytest

from clave.accounts.rules.relationship_flags import NO_DECIDER, NOBODY, NOTHING, Known, flags, hangs_on, next_task

FINE = {"knowers": ("Ana", "Ben"), "best": 3, "wanted": 3, "quiet_days": 5, "stance": "open", "stance_days": 5}


def decider(**facts: object) -> Known:
    return Known(**{"part": "decides", **FINE, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "kinds"),
    [
        (decider(), []),
        (decider(knowers=(), best=0, wanted=0, quiet_days=None), ["unknown_decider"]),
        (decider(knowers=("Ana",)), ["single"]),
        (decider(quiet_days=61), ["quiet"]),
        (decider(quiet_days=60), []),
        (decider(quiet_days=None), ["untold"]),
        (decider(stance="doubts"), ["against"]),
        (decider(wanted=4), ["below_wanted"]),
        (decider(stance="", stance_days=None), ["no_stance"]),
        (decider(stance_days=181), ["old_stance"]),
        (Known(part="uses", knowers=("Ana",), quiet_days=400), []),
    ],
)
def test_each_row_of_the_table_flags_what_it_says(known: Known, kinds: list[str]) -> None:
    assert [each.kind for each in flags(known)] == kinds


def test_the_gravest_thing_comes_first_whoever_it_is_about() -> None:
    people = [decider(quiet_days=400), decider(knowers=(), best=0, wanted=0)]
    found = next_task(people)
    assert found.place == 1
    assert "nobody of ours knows them" in found.sentence


def test_before_anybody_or_a_decider_is_known_that_is_the_task() -> None:
    assert next_task([]) == NOBODY
    assert next_task([Known(part="uses")]) == NO_DECIDER
    assert next_task([decider()]) == NOTHING


def test_everything_hangs_on_one_where_two_are_known_by_the_same() -> None:
    assert hangs_on([decider(knowers=("Ana",)), decider(knowers=("Ana",))]) == "Ana"
    assert hangs_on([decider(knowers=("Ana",))]) == ""
    assert hangs_on([decider(knowers=("Ana",)), decider(knowers=("Ben",))]) == ""
