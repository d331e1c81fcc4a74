"""Why a value changed between two runs, on the page and on the command line: the steps add up, and who may not see none."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from clave.access.policy import Role
from clave.value.commands import value
from clave.value.models import BookRow, Run
from clave.value.queries.bridge import why_it_changed
from tests.cast import Cast
from tests.value.book import Company, run_with

STEPS = ("volume", "price_mix", "product_cost", "cost_to_serve", "risk", "time")


@pytest.fixture
def two_runs(company: Company) -> tuple[Run, Run]:
    """A run after that of the company, in which GOOD pays better prices, costs more to serve and is surer to stay."""
    rows = [*company.rows()]
    good = next(row for row in rows if row["customer"] == company.good)
    good |= {
        "revenue": 540_000_00,
        "cost_to_serve": 30_000_00,
        "contribution": 210_000_00,
        "p_active_basis_points": 9_700,
        "expected_contribution": 250_000_00,
        "lifetime_value": 226_789_01,
    }
    return Run.objects.latest_done(), run_with(rows, as_of=date(2026, 6, 30))


def told(*words: str) -> dict[str, Any]:
    """What the command prints as JSON."""
    done = CliRunner().invoke(value, [*words, "--json"], standalone_mode=False)
    assert done.exception is None, done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_command_tells_steps_that_add_up_to_the_cent(two_runs: tuple[Run, Run]) -> None:
    found = told("GOOD", "--since", two_runs[0].short_code)
    assert (found["run"], found["since"], found["currency"]) == (two_runs[1].short_code, two_runs[0].short_code, "EUR")
    assert (found["lifetime_value"], found["low"], found["high"]) == ("226789.01", "120000.00", "260000.00")
    bridge = {name: Decimal(amount) for name, amount in found["bridge"].items()}
    assert list(bridge) == ["from", *STEPS, "to"]
    assert bridge["from"] + sum(bridge[name] for name in STEPS) == bridge["to"] == Decimal("226789.01")
    assert bridge["price_mix"] > 0 > bridge["cost_to_serve"]
    assert bridge["risk"] > 0


def test_without_a_run_to_compare_with_there_is_no_bridge(company: Company) -> None:
    found = told("GOOD")
    assert found["lifetime_value"] == "190000.00"
    assert (found["since"], found["bridge"]) == (None, None)
    spoken = CliRunner().invoke(value, ["GOOD"])
    assert "There is no earlier run that can be compared with it." in spoken.stdout


@pytest.mark.parametrize(
    ("words", "code"), [(("NOBODY",), "CUSTOMER_UNKNOWN"), (("GOOD", "--since", "R9"), "RUN_UNKNOWN")]
)
def test_what_is_not_there_is_refused(company: Company, words: tuple[str, ...], code: str) -> None:
    done = CliRunner().invoke(value, words)
    assert done.exit_code == 2
    assert code in done.stderr


def test_an_older_run_that_kept_no_units_tells_the_size_of_orders_within_the_price(two_runs: tuple[Run, Run]) -> None:
    before, now = (BookRow.objects.get(run=run, customer__code="GOOD") for run in two_runs)
    before.units_thousandths = None
    found = why_it_changed(now, before)
    assert found
    assert found.bridge.start + sum(amount or 0 for amount in found.bridge.steps.values()) == found.bridge.end


def test_runs_in_two_currencies_are_not_compared(two_runs: tuple[Run, Run]) -> None:
    before, now = (BookRow.objects.get(run=run, customer__code="GOOD") for run in two_runs)
    before.run.currency = "USD"
    assert why_it_changed(now, before) is None


def test_the_page_draws_the_steps_for_who_may_read_the_value(
    two_runs: tuple[Run, Run], company: Company, cast: Cast, client: Client
) -> None:
    assert "Why the value changed" in page(client, cast.champion)
    company.assign(Role.FUNCTION_MEMBER)
    assert "Why the value changed" not in page(client, cast[Role.FUNCTION_MEMBER])


def page(client: Client, user: Any) -> str:
    client.force_login(user)
    return re.sub(r"\s+", " ", client.get("/customers/GOOD/").content.decode())
