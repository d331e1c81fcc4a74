"""What came of won deals, from the ledger itself; and the form that begins with a customer's last years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from clave.value.deal_models import Deal
from clave.value.queries.deal_outcomes import Outcome, calibration, outcomes
from clave.value.queries.deals import deal_lines
from tests.ledger.imports import bring, write
from tests.value.dealing import TERMS, Dealing

pytestmark = pytest.mark.django_db
HEADER = (
    "order_id,line_no,product_code,product_group,customer_code,ordered_on,currency,quantity,net_amount,"
    "list_amount,cost_amount,freight_amount"
)
SMALL = replace(
    TERMS, years=2, list_price=Decimal(11), discount_percent=Decimal(0), volume=(Decimal(80), Decimal(100), Decimal(130)),
    cost=(Decimal(5), Decimal(6), Decimal(7)), price_low=Decimal(9), price_high=Decimal(12),
)  # fmt: skip


@pytest.fixture
def ledger(data_dir: Path, tmp_path: Path) -> None:
    """Alder Foods took 110 units at 10.00 in its first year and 200 at 8.00 in the half of the second that is known."""
    lines = (
        "o1,1,PUMP-1,Pumps,GOOD,2025-02-01,EUR,60,600.00,720.00,360.00,6.00",
        "o2,1,SEAL-9,Seals,GOOD,2025-11-01,EUR,50,500.00,600.00,300.00,5.00",
        "o3,1,PUMP-1,Pumps,GOOD,2026-02-01,EUR,200,1600.00,2400.00,1200.00,20.00",
        "o4,1,SEAL-9,Seals,QUIET,2026-03-31,EUR,1,1.00,1.00,1.00,1.00",
    )
    bring(write(tmp_path / "lines.csv", *lines, header=HEADER))


def came(dealing: Dealing) -> Outcome:
    lines = deal_lines(dealing.manager, timezone.localdate(), Deal.objects.all())
    return outcomes(lines)[0]


def test_a_whole_year_is_judged_and_one_that_runs_is_only_told(dealing: Dealing, ledger: None) -> None:
    dealing.won(SMALL, starts_on=date(2025, 1, 1))
    first, second = came(dealing).years
    assert [(one.measure, one.came and round(one.came, 2), one.is_within) for one in first.measures][:3] == [
        ("volume", Decimal(110), True),
        ("price", Decimal("10.00"), True),
        ("cost", Decimal("6.00"), True),
    ]
    assert (first.is_whole, second.is_whole) == (True, False)
    assert (second.measures[0].came, round(second.measures[1].came or 0, 2)) == (200, Decimal("8.00"))
    judged = {each.measure: (each.within, each.judged) for each in calibration([came(dealing)])}
    assert judged["volume"] == judged["price"] == judged["cost"] == (1, 1)


@pytest.mark.parametrize("named", ["PUMP-1", "Pumps"])
def test_only_the_products_or_groups_that_a_deal_names_are_held_against_it(
    dealing: Dealing, ledger: None, open_page: Any, named: str
) -> None:
    dealing.won(replace(SMALL, products=(named, "NEW-LINE")), starts_on=date(2025, 1, 1))
    first = came(dealing).years[0]
    assert [one.came for one in first.measures][:2] == [60, 10]
    assert f"only orders of {named}, NEW-LINE" in open_page(dealing.manager, "deal", number=1).content.decode()


def test_contribution_is_revenue_less_product_cost_and_what_a_unit_costs_to_serve(
    dealing: Dealing, ledger: None
) -> None:
    dealing.won(SMALL, starts_on=date(2025, 1, 1))
    contribution = came(dealing).years[0].measures[3]
    served = Decimal(20_000) / 2_400
    assert contribution.came == pytest.approx(1_100 - 660 - 110 * served)
    assert contribution.low <= contribution.likely <= contribution.high


def test_the_pages_tell_what_came(dealing: Dealing, ledger: None, open_page: Any) -> None:
    dealing.won(SMALL, starts_on=date(2025, 1, 1))
    text = open_page(dealing.manager, "deal", number=1).content.decode()
    for words in (
        "the deal names no products",
        "Year 1: 1 Jan 2025 to 31 Dec 2025",
        "Year 2 so far",
        "not judged yet",
        "within",
    ):
        assert words in text, words
    text = open_page(dealing.manager, "deals").content.decode()
    assert "How well we foresaw" in text
    assert "1 of 1" in text


def test_nothing_is_said_to_have_come_where_there_is_no_ledger(
    dealing: Dealing, data_dir: Path, open_page: Any
) -> None:
    dealing.won(SMALL, starts_on=date(2025, 1, 1))
    assert "What came of it" not in open_page(dealing.manager, "deal", number=1).content.decode()


def test_the_form_begins_with_the_last_twelve_months(dealing: Dealing, ledger: None, open_page: Any) -> None:
    text = open_page(dealing.manager, "new-deal", {"customer": "GOOD"}).content.decode()
    assert "it took 250 units at €8.40 net" in text
    for field in (
        'name="list_price" value="12.00"',
        'name="volume_likely" value="250"',
        'name="cost_likely" value="6.00"',
    ):
        assert field in text, field
    assert 'name="served_1" value="8.33"' in text


def test_a_customer_without_orders_leaves_every_field_open(dealing: Dealing, data_dir: Path, open_page: Any) -> None:
    text = open_page(dealing.manager, "new-deal", {"customer": "GOOD"}).content.decode()
    assert "every field is yours to fill" in text
