"""The mathematics of a proposal against inputs written by hand: who is best, who could not serve, what never enters."""

from __future__ import annotations

import ast
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from clave.company.models import Person
from clave.people.rules import proposing
from clave.people.rules.proposing import INPUT_FIELDS, digest, proposed, unexpected_fields
from clave.people.rules.refusals import NobodyCanServeThem, TeamTooSmall
from clave.people.rules.skills import protected_word

ASSUMED = {
    "uplift_share_percent": 10.0,
    "ramp_up_months": 9.0,
    "replacement_share_percent": 60.0,
    "moving_cost": 0,
    "unit": "accounts",
    "hours_an_account": 30.0,
}


def account(code: str, value: int, now: str | None = None, floor: int = 2) -> dict[str, Any]:
    """A key account that needs level 4 in planning and selling, selling twice as much."""
    needs = {"planning": [4, floor, 1], "selling": [4, floor, 2]}
    return {"code": code, "name": f"Account {code}", "lifetime_value": value, "hours": 1, "now": now, "needs": needs}


def candidate(code: str, planning: int | None, selling: int | None, cost: int = 0, room: float = 5) -> dict[str, Any]:
    """Somebody with these levels in tenths."""
    return {
        "code": code,
        "name": f"Person {code}",
        "function": "Sales",
        "levels": {"planning": planning, "selling": selling},
        "capacity": room,
        "contribution": 0,
        "replacement": 0,
        "opportunity_cost": cost,
        "is_assumed": False,
    }


def inputs(accounts: list[Any], people: list[Any]) -> dict[str, Any]:
    return {"assumptions": ASSUMED, "accounts": accounts, "people": people}


def best(given: dict[str, Any]) -> dict[str, str]:
    """Account -> person of the best team."""
    return {code: row["person"] for code, row in proposed(given)["teams"]["best"]["managers"].items()}


def test_the_one_who_fits_wins_and_the_reason_says_what_is_met() -> None:
    given = inputs([account("A", 1_000_000)], [candidate("x", 40, 20), candidate("y", 40, 50)])
    row = proposed(given)["teams"]["best"]["managers"]["A"]
    assert (row["person"], row["fit"], row["met"], row["short"]) == ("y", 1.0, ["planning", "selling"], [])
    assert (row["gain"], row["value"]) == (100_000, 100_000)


def test_a_top_seller_stays_where_taking_them_out_costs_more_than_they_add() -> None:
    people = [candidate("engineer", 40, 30), candidate("seller", 40, 40, cost=400_000)]
    assert best(inputs([account("A", 1_000_000)], people)) == {"A": "engineer"}
    people[1]["opportunity_cost"] = 50_000
    assert best(inputs([account("A", 1_000_000)], people)) == {"A": "seller"}


def test_nobody_below_a_floor_serves_however_good_the_rest() -> None:
    given = inputs([account("A", 1_000_000)], [candidate("x", 10, 50), candidate("y", 20, 20)])
    assert best(given) == {"A": "y"}
    assert proposed(given)["cannot"] == [{"person": "x", "unknown": [], "below": ["planning"], "no_time": False}]


def test_an_unknown_skill_keeps_somebody_out_and_is_named() -> None:
    given = inputs([account("A", 1_000_000)], [candidate("x", None, 50), candidate("y", 30, 30)])
    assert proposed(given)["cannot"] == [{"person": "x", "unknown": ["planning"], "below": [], "no_time": False}]


def test_capacity_holds_and_the_second_account_goes_to_the_next_best() -> None:
    accounts = [account("A", 9_000_000), account("B", 1_000_000)]
    given = inputs(accounts, [candidate("x", 40, 40, room=1), candidate("y", 30, 30, room=1)])
    assert best(given) == {"A": "x", "B": "y"}


def test_where_nobody_can_serve_the_account_is_named() -> None:
    accounts = [account("A", 1_000_000, floor=4), account("B", 1_000_000)]
    with pytest.raises(NobodyCanServeThem, match="Account A: skills"):
        proposed(inputs(accounts, [candidate("x", 30, 30)]))


def test_too_few_people_for_the_accounts_say_so() -> None:
    accounts = [account(code, 1_000_000) for code in "ABC"]
    with pytest.raises(TeamTooSmall, match="3 key accounts"):
        proposed(inputs(accounts, [candidate("x", 40, 40, room=2)]))


def test_nobody_moves_is_shown_beside_the_best_with_the_difference() -> None:
    given = inputs([account("A", 1_000_000, now="y")], [candidate("x", 40, 40), candidate("y", 20, 20)])
    teams = proposed(given)["teams"]
    assert (teams["best"]["moves"], teams["stay"]["moves"]) == (1, 0)
    assert teams["best"]["value"] - teams["stay"]["value"] == 50_000


def test_a_manager_who_is_not_known_to_fit_cannot_stay() -> None:
    given = inputs([account("A", 1_000_000, now="y")], [candidate("x", 40, 40), candidate("y", None, 20)])
    assert proposed(given)["teams"]["stay"] is None


def test_the_same_inputs_give_the_same_digest() -> None:
    given = inputs([account("A", 1_000_000), account("B", 500_000)], [candidate("x", 40, 40), candidate("y", 30, 40)])
    assert digest(proposed(given)) == digest(proposed(deepcopy(given)))


def test_the_inputs_of_a_proposal_hold_only_the_listed_fields() -> None:
    given = inputs([account("A", 1)], [candidate("x", 40, 40)])
    assert unexpected_fields(given) == []
    assert {key for row in given["people"] for key in row} == INPUT_FIELDS["people"]
    given["people"][0]["birthday"] = "1970-01-01"
    assert unexpected_fields(given) == ["birthday"]


def test_no_listed_field_and_no_field_of_our_people_speaks_of_what_a_person_is() -> None:
    listed = {name for fields in INPUT_FIELDS.values() for name in fields}
    known = {field.name for field in Person._meta.get_fields()}
    assert [name for name in listed | known if protected_word(name.replace("_", " "))] == []


def test_the_mathematics_reads_no_key_that_is_not_listed() -> None:
    source = ast.parse(Path(proposing.__file__).read_text(encoding="utf-8"))
    people = [
        node for node in ast.walk(source) if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    ]
    read = {
        str(node.slice.value)
        for node in people
        if isinstance(node.value, ast.Name) and node.value.id in ("each", "account")
    }  # type: ignore[attr-defined]
    assert read <= {name for fields in INPUT_FIELDS.values() for name in fields}
    assert read
