"""Single values: numbers, days, currencies, codes; what is taken, what is refused, and never a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from clave.analytics.sources import Intake, IntakeSettings

from .conftest import Take, codes, file_of, line, warned


def landed(intake: Intake) -> list[dict[str, Any]]:
    """The rows that landed."""
    assert intake.landed is not None
    rows: list[dict[str, Any]] = pq.read_table(intake.landed).to_pylist()
    return rows


@pytest.mark.parametrize(
    "amount", ["1e3", "1_000", "0x1F", "€5", "5 %", "(5)", "5-", "1 000", "--5", ".", "1.2.3", "nan", "NULL"]
)
def test_what_is_no_plain_number_is_refused(take: Take, amount: str) -> None:
    intake = take(file_of(line(1), line(2, net_amount=amount)))
    assert codes(intake) == ["NUMBER_INVALID"]
    assert amount in intake.refused[0].sentence()


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        (["1.234", "2.5"], "3.73"),
        (['"1,234.50"', '"1,234"'], "2468.50"),
        (['"1.234,50"', '"1.234"'], "2468.50"),
        (['"1234,5"', '"0,25"'], "1234.75"),
        (['"1,234,567"', "1"], "1234568.00"),
        (["+5", ".5"], "5.50"),
        (["-5", "-.25"], "-5.25"),
    ],
)
def test_a_column_that_decides_its_decimal_sign_is_read(take: Take, amounts: list[str], total: str) -> None:
    rows = [line(i, net_amount=amount, cost_amount="") for i, amount in enumerate(amounts)]
    intake = take(file_of(*rows))
    assert codes(intake) == []
    assert intake.totals["net_amount"] == total


@pytest.mark.parametrize(
    "amounts", [['"1,234"'], ["700.00", '"1,234"'], ['"1,234"', "1.234"], ["1.5", '"1,5"'], ['"1.234,5"', '"1,234.5"']]
)
def test_a_number_that_can_be_read_in_two_ways_is_refused(take: Take, amounts: list[str]) -> None:
    rows = [line(i, net_amount=amount, cost_amount="") for i, amount in enumerate(amounts)]
    assert set(codes(take(file_of(*rows)))) == {"NUMBER_AMBIGUOUS"}


def test_a_declared_decimal_sign_decides(take: Take) -> None:
    content = file_of(line(1, net_amount='"1,234"', cost_amount=""))
    assert take(content, profile='[format]\ndecimal = ","').totals["net_amount"] == "1.23"
    assert take(content, profile='[format]\ndecimal = "."').totals["net_amount"] == "1234.00"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("0.00005", "0.0001"), ("-0.00005", "-0.0001"), ("0.000049999999", "0.0000"), ("2.99995", "3.0000")],
)
def test_money_is_kept_to_four_decimals_halves_away_from_zero(take: Take, written: str, kept: str) -> None:
    assert landed(take(file_of(line(1, net_amount=written))))[0]["net_amount"] == Decimal(kept)


@pytest.mark.parametrize("changed", [{"net_amount": "123456789012345.5"}, {"quantity": "1" * 40}, {"line_no": "-1"}])
def test_a_number_too_large_to_keep_is_refused(take: Take, changed: dict[str, str]) -> None:
    assert codes(take(file_of(line(1, **changed)))) in (["NUMBER_RANGE"], ["NUMBER_INVALID"])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-03-14", date(2025, 3, 14)),
        ("2025/03/14", date(2025, 3, 14)),
        ("20250314", date(2025, 3, 14)),
        ("14.03.2025", date(2025, 3, 14)),
        ("14/03/2025", date(2025, 3, 14)),
        ("3/14/2025", date(2025, 3, 14)),
        ("14-Mar-2025", date(2025, 3, 14)),
        ("2025-03-14 00:00:00", date(2025, 3, 14)),
        ("2025-03-14T17:30:00", date(2025, 3, 14)),
        ("2025-03-14T23:30:00Z", date(2025, 3, 15)),
        ("2025-03-14T23:30:00-0500", date(2025, 3, 15)),
        ("2025-03-14 00:30:00+02:00", date(2025, 3, 13)),
        ("14.03.2025 17:30", date(2025, 3, 14)),
    ],
)
def test_a_day_is_read_in_the_zone_of_the_company(take: Take, written: str, day: date) -> None:
    intake = take(file_of(line(1, ordered_on=written)))
    assert [row["ordered_on"] for row in landed(intake)] == [day]


@pytest.mark.parametrize("written", ["2025-02-30", "25-03-14", "14/3/25", "yesterday", "2025-03", "00000000", "NULL"])
def test_what_is_no_day_is_refused(take: Take, written: str) -> None:
    assert codes(take(file_of(line(1), line(2, ordered_on=written)))) == ["DATE_INVALID"]


def test_days_and_months_that_no_row_tells_apart_are_refused(take: Take) -> None:
    both_ways = file_of(line(1, ordered_on="03/04/2025"), line(2, ordered_on="05/06/2025"))
    assert codes(take(both_ways)) == ["DATE_AMBIGUOUS"]
    assert take(both_ways, profile='[format]\ndate = "%d/%m/%Y"').totals["last_ordered_on"] == "2025-06-05"
    contradicting = file_of(line(1, ordered_on="13/04/2025"), line(2, ordered_on="04/13/2025"))
    assert codes(take(contradicting)) == ["DATE_AMBIGUOUS"]
    same_either_way = file_of(line(1, ordered_on="03/03/2025"))
    assert take(same_either_way).totals["last_ordered_on"] == "2025-03-03"


def test_another_date_column_may_tell_days_from_months(take: Take) -> None:
    header = "order_id,customer_id,order_date,shipped_date,currency,amount"
    content = file_of("1,C,3/4/2025,3/14/2025,EUR,5", header=header)
    assert take(content).totals["first_ordered_on"] == "2025-03-04"


def test_a_promise_may_lie_ahead_an_order_may_not(take: Take) -> None:
    header = "order_id,customer_id,order_date,promised_date,currency,amount"
    assert take(file_of("1,C,2025-11-23,2026-11-23,EUR,5", header=header)).is_clean
    assert codes(take(file_of("1,C,2025-11-24,,EUR,5", header=header))) == ["DATE_RANGE"]
    assert codes(take(file_of("1,C,2025-11-23,2999-12-31,EUR,5", header=header))) == ["DATE_RANGE"]


def test_another_zone_moves_the_hour_that_is_missing(take: Take) -> None:
    content = file_of(line(1, ordered_on="2025-03-30T02:30:00"), line(2, ordered_on="2025-03-09T02:30:00"))
    assert [problem.line for problem in take(content).refused] == [2]
    new_york = take(content, profile='[format]\ntime_zone = "America/New_York"')
    assert [problem.line for problem in new_york.refused] == [3]


@pytest.mark.parametrize("code", ["1.2E+12", "1E5", "01-Mar", "3-ene", "Mar-10", "2025-03-01 00:00:00"])
def test_a_code_that_a_spreadsheet_changed_is_refused(take: Take, code: str) -> None:
    assert codes(take(file_of(line(1, product_code=code)))) == ["KEY_SUSPECT"]


@pytest.mark.parametrize("code", ["MAR-10", "P-10", "E5", "12E", "0001", "1.5", "A/B 7"])
def test_a_code_that_only_looks_a_little_like_it_is_kept(take: Take, code: str) -> None:
    assert [row["product_code"] for row in landed(take(file_of(line(1, product_code=code))))] == [code]


@pytest.mark.parametrize("text", ["a\x07b", "a\u202eb", "00\u200b01"])
def test_a_character_that_cannot_be_seen_is_refused(take: Take, text: str) -> None:
    assert codes(take(file_of(line(1, product_code=text)))) == ["TEXT_UNSAFE_CONTROL"]


def test_blanks_around_a_code_do_not_make_another_customer(take: Take) -> None:
    rows = (line(1, customer_code=" 000123"), line(2, customer_code="000123\u00a0"), line(3))
    assert take(file_of(*rows)).totals["customers"] == 1


def test_customers_are_compared_with_those_there_are(take: Take, settings: IntakeSettings) -> None:
    known = replace(settings, known_customers=frozenset({"000123"}))
    intake = take(file_of(line(1), line(2, customer_code="123")), settings=known)
    assert codes(intake) == ["REF_UNKNOWN_ACCOUNT"]
    assert codes(take(file_of(line(1)), settings=replace(settings, known_customers=frozenset()))) == [
        "REF_UNKNOWN_ACCOUNT"
    ]


def test_a_locked_period_takes_no_row(take: Take, settings: IntakeSettings) -> None:
    locked = replace(settings, locked_until=date(2025, 3, 14))
    intake = take(file_of(line(1), line(2, ordered_on="2025-03-15")), settings=locked)
    assert [(problem.code, problem.line) for problem in intake.refused] == [("PERIOD_LOCKED", 2)]


def test_a_status_is_one_of_four_words(take: Take) -> None:
    intake = take(file_of(line(1, status="Cancelled"), line(2, status=""), line(3, status="shipped")))
    assert codes(intake) == ["STATUS_UNKNOWN"]
    assert [row["status"] for row in landed(intake)] == ["cancelled", "invoiced"]


def test_cancelled_lines_land_and_count_in_no_total(take: Take) -> None:
    intake = take(file_of(line(1), line(2, status="cancelled")))
    assert (intake.accepted, intake.totals["lines"], intake.totals["net_amount"]) == (2, 1, "1000.00")


def test_currencies_are_not_added_up(take: Take) -> None:
    intake = take(file_of(line(1), line(2, currency="USD", net_amount="5", cost_amount="1")))
    assert warned(intake) == ["CURRENCIES_MIXED"]
    assert (intake.totals["net_amount"], intake.totals["currency"]) == (None, None)
    assert intake.totals["by_currency"]["USD"]["net_amount"] == "5.00"


def test_most_margins_negative_needs_a_confirmation(take: Take) -> None:
    swapped = [line(i, net_amount="700", cost_amount="1000") for i in range(3)]
    assert take(file_of(*swapped)).needs_confirmation == ("MARGIN_NEGATIVE_MOST_ROWS",)
    one = take(file_of(line(1), line(2), line(3, net_amount="500", cost_amount="900")))
    assert (warned(one), one.needs_confirmation) == (["MARGIN_NEGATIVE"], ())
    assert "line 4" in one.warnings[0].sentence()


def test_every_bad_row_counts_and_the_first_hundred_are_told(take: Take) -> None:
    intake = take(file_of(*(line(i, net_amount="x") for i in range(150)), line(200)))
    assert (intake.refused_count, len(intake.refused), intake.accepted) == (150, 100, 1)
    assert [problem.line for problem in intake.refused] == list(range(2, 102))


def test_a_row_with_two_faults_is_told_twice_and_counted_once(take: Take) -> None:
    intake = take(file_of(line(1, net_amount="x", currency="ZZZ")))
    assert sorted(codes(intake)) == ["CURRENCY_UNKNOWN", "NUMBER_INVALID"]
    assert intake.refused_count == 1


def test_every_column_of_the_contract_lands_in_its_type(take: Take, tmp_path: Path) -> None:
    intake = take(file_of(line(1)))
    assert intake.landed is not None
    types = {field.name: str(field.type) for field in pq.read_schema(intake.landed)}
    assert types == {
        **dict.fromkeys(("customer_code", "order_id", "currency", "product_code", "product_group"), "string"),
        **dict.fromkeys(("ship_mode", "site", "seller_code", "status"), "string"),
        **dict.fromkeys(("ordered_on", "promised_on", "delivered_on"), "date32[day]"),
        **dict.fromkeys(("net_amount", "list_amount", "cost_amount", "freight_amount"), "decimal128(18, 4)"),
        "quantity": "decimal128(18, 6)",
        "line_no": "int64",
    }
