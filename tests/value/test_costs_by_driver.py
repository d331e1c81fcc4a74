"""Cost to serve by driver on the pages: kept by every run to the cent, drawn as a waterfall, and what ends a loss."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clave.access.models import Entry
from clave.analytics.cost_to_serve.right_hand_side import LossFacts, against_peers, usual_shares
from clave.value.models import BookRow, BookSeries
from clave.value.operations import running, trying
from clave.value.operations.costs import drivers_together
from clave.value.rules import waterfall
from tests.analytics.ledgers import oracles
from tests.cast import Cast
from tests.value.dealing import TERMS
from tests.value.test_drivers import GROUPED, saved
from tests.value.test_runs import orders  # noqa: F401

OpenPage = Callable[..., Any]
DEAR = """
[[drivers]]
name = "Packing by hand"
each = "line"
amount = "900.333"
"""


def test_the_printed_waterfall_from_list_to_pocket() -> None:
    case = oracles()["price.waterfall"]
    given, expected = case["inputs"], case["expected"]
    figures = {"list_revenue": given["list"], "discount": -given["invoice_discounts"]}
    figures["revenue"] = given["list"] + given["invoice_discounts"]
    rebates = [("Rebates", -given["post_invoice_rebates"], True)]
    found = {step.name: step.amount for step in waterfall(figures, rebates)}
    assert (found["revenue"], found["pocket"]) == (expected["invoice"], expected["pocket"])
    terms = replace(TERMS, list_price=Decimal(given["list"]), discount_percent=Decimal(15))
    terms = replace(terms, rebate_percent=Decimal(-given["post_invoice_rebates"]) * 100 / expected["invoice"])
    assert terms.invoice_price == expected["invoice"]
    assert float(terms.net_price / terms.list_price) == pytest.approx(expected["pocket_pct"], abs=case["tolerance"])


def test_steps_lead_from_list_to_invoice_to_pocket_to_contribution() -> None:
    figures = {"list_revenue": 120, "discount": 20, "revenue": 100, "product_cost": 60, "contribution": 13}
    steps = waterfall(figures, [("Order handling", 12, False), ("freight", 10, True), ("Rebate", 5, True)])
    told = [(step.name, step.amount, step.is_total) for step in steps]
    assert told == [
        ("list_revenue", 120, True),
        ("discount", -20, False),
        ("revenue", 100, True),
        ("freight", -10, False),
        ("Rebate", -5, False),
        ("pocket", 85, True),
        ("product_cost", -60, False),
        ("Order handling", -12, False),
        ("contribution", 13, True),
    ]
    assert 85 - 60 - 12 == 13


def test_a_pocket_price_with_an_unknown_part_is_unknown() -> None:
    steps = waterfall({"revenue": 100}, [("freight", None, True)])
    assert next(step for step in steps if step.name == "pocket").amount is None


def test_usual_is_what_the_customer_in_the_middle_takes() -> None:
    shares = usual_shares([("visits", Decimal("0.1")), ("visits", Decimal("0.3")), ("visits", Decimal("0.2"))], 4)
    assert shares == {"visits": Decimal("0.15")}
    drivers = (("visits", Decimal(400)), ("calls", Decimal(300)))
    facts = LossFacts("C", Decimal(-100), Decimal(1000), None, 3, 0, Decimal(0), Decimal(0), drivers)
    assert against_peers(facts, shares) == ("calls", Decimal(300), Decimal("0.00"))
    assert against_peers(facts, {"visits": Decimal("0.5"), "calls": Decimal("0.5")}) is None


def test_drivers_of_a_group_are_those_of_its_members() -> None:
    one, other = [["a", 5, False], ["b", 1, True]], [["b", 9, True], ["c", None, False]]
    assert drivers_together([one, other]) == [["b", 10, True], ["a", 5, False], ["c", None, False]]
    assert drivers_together([one, None]) is None


@pytest.mark.django_db
def test_every_run_keeps_the_drivers_of_every_customer_to_the_cent(cast: Cast, orders: Path) -> None:  # noqa: F811
    saved(cast, GROUPED + DEAR)
    run = running.run_now(by=cast.finance_partner)
    assert run.state == "done"
    rows = BookRow.objects.filter(run=run).select_related("series")
    assert rows
    for row in rows:
        assert sum(amount for _, amount, _ in row.series.drivers) == row.cost_to_serve
    assert {name for name, _, _ in rows[0].series.drivers} >= {"Order handling", "Packing by hand"}


@pytest.mark.django_db
def test_a_customer_that_loses_says_through_what_and_what_would_end_it(
    cast: Cast,
    client: Client,
    orders: Path,  # noqa: F811
    open_page: OpenPage,
) -> None:
    saved(cast, GROUPED + DEAR)
    run = running.run_now(by=cast.finance_partner)
    losing = BookRow.objects.filter(run=run, contribution__lt=0, is_widest=True, is_group=False).select_related(
        "series", "customer"
    )
    assert losing
    kept = losing[0].series.loss
    assert any(remedy["suffices"] for remedy in kept["remedies"])
    assert not BookSeries.objects.filter(row__run=run, row__contribution__gte=0, loss__isnull=False).exists()
    page = open_page(cast.finance_partner, "customer", code=losing[0].customer.code).content.decode()
    assert "Packing by hand" in page
    assert "Enough by itself: " in page
    assert "Rests on" in page
    whale = open_page(cast.finance_partner, "whale").content.decode()
    assert "What would end it" in whale
    assert "higher at the same volume" in whale.lower()
    assert client.get("/value/whale/?sort=beyond").status_code == 200
    assert client.get("/value/whale/?sort=nonsense").status_code == 200


@pytest.mark.django_db
def test_losses_go_into_a_file_and_the_history(cast: Cast, client: Client, orders: Path) -> None:  # noqa: F811
    saved(cast, GROUPED + DEAR)
    run = running.run_now(by=cast.finance_partner)
    client.force_login(cast.finance_partner)
    answer = client.get("/exports/losses/?kind=csv")
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    lines = text.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + BookRow.objects.filter(run=run, contribution__lt=0, is_widest=True).count()
    assert Entry.objects.filter(event="value.losses.exported").count() == 1
    assert client.get("/exports/losses/?kind=doc").status_code == 422


@pytest.mark.django_db
def test_a_trial_shows_places_and_ten_movers_and_is_found_again(
    cast: Cast,
    orders: Path,  # noqa: F811
    open_page: OpenPage,
) -> None:
    trial = trying.finish_trial(
        trial=trying.try_drivers(by=cast.finance_partner, text=GROUPED + DEAR, reason="What if", based_on=0)
    )
    found = trial.found
    assert len(found["movers"]) <= 10
    assert len({mover["was"] for mover in found["movers"]}) == len(found["movers"])
    costs = found["costs"]["totals"]
    parts = (Decimal(costs[name]) for name in ("traced", "unused", "untraced"))
    assert sum(parts) == Decimal(costs["cost"])
    page = open_page(cast.finance_partner, "driver-trial", number=trial.pk).content.decode()
    assert re.search(r"\d+ of \d+ customers change their place", page)
    assert "What if" in open_page(cast.finance_partner, "drivers").content.decode()
    assert "What if" not in open_page(cast.champion, "drivers").content.decode()
