"""The files a company would export: in the contract's columns, referring to each other, the same for the same seed."""

from __future__ import annotations

import csv
import io
import subprocess
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import clave.demo
from clave.analytics.schema import KINDS
from clave.analytics.sources import IntakeSettings, take_in
from clave.demo.files import EXPORTS, DemoFiles, build_company
from clave.demo.writing import FILE_NAMES
from tests.demo.conftest import SEED, UNTIL, Rows

SOURCE = Path(clave.demo.__file__).parent.parent


@pytest.mark.parametrize("kind", sorted(FILE_NAMES))
def test_every_file_has_the_columns_of_the_contract_in_its_order(rows: Rows, kind: str) -> None:
    assert list(rows[kind][0]) == [column.name for column in KINDS[kind].columns]


@pytest.mark.parametrize("kind", sorted(FILE_NAMES))
def test_the_intake_refuses_no_row(files: DemoFiles, rows: Rows, tmp_path: Path, kind: str) -> None:
    files.write(tmp_path)
    known = frozenset(row["customer_code"] for row in rows["customers"])
    settings = IntakeSettings(today=UNTIL, known_customers=None if kind == "customers" else known)
    intake = take_in(tmp_path / EXPORTS / f"{kind}.csv", kind=kind, land_in=tmp_path, settings=settings)
    assert (intake.refused, intake.accepted) == ((), len(rows[kind]))


def test_the_company_is_as_large_as_promised(rows: Rows) -> None:
    assert len(rows["customers"]) == 400
    assert 60_000 <= len(rows["orders"]) <= 120_000
    assert len({row["country"] for row in rows["customers"]}) == 12
    assert len({row["product_code"] for row in rows["orders"]}) == 60
    assert len({row["product_group"] for row in rows["orders"]}) == 8
    assert len({row["function"] for row in rows["people"]}) == 9


def test_orders_cover_four_years_and_end_with_the_last_day(rows: Rows) -> None:
    days = [row["ordered_on"] for row in rows["orders"]]
    assert (min(days), max(days)) == ("2022-06-01", "2026-06-17")
    assert all(date.fromisoformat(day).weekday() < 5 for day in set(days))


def test_nothing_has_happened_after_the_last_day(rows: Rows) -> None:
    last = UNTIL.isoformat()
    assert all(row["delivered_on"] <= last for row in rows["orders"])
    assert all(row["occurred_on"] <= last for row in rows["activities"])


@pytest.mark.parametrize("kind", ["orders", "activities", "contacts"])
def test_every_row_belongs_to_a_known_customer(rows: Rows, kind: str) -> None:
    assert {row["customer_code"] for row in rows[kind]} <= {row["customer_code"] for row in rows["customers"]}


def test_sellers_owners_and_superiors_are_people_of_ours(rows: Rows) -> None:
    codes, emails = ({row[name] for row in rows["people"]} for name in ("person_code", "email"))
    assert {row["seller_code"] for row in rows["orders"]} <= codes
    assert {row["reports_to"] for row in rows["people"]} <= codes | {""}
    assert {row["owner_email"] for row in rows["customers"]} <= emails


@pytest.mark.parametrize("kind", sorted(FILE_NAMES))
def test_keys_are_unique(rows: Rows, kind: str) -> None:
    key = KINDS[kind].key
    seen = Counter(tuple(row[name] for name in key) for row in rows[kind]) if key else Counter()
    assert [each for each, times in seen.items() if times > 1] == []


def test_groups_are_one_level_deep_and_heads_come_first(rows: Rows) -> None:
    heads = {row["customer_code"] for row in rows["customers"] if not row["parent_code"]}
    sites = [row for row in rows["customers"] if row["parent_code"]]
    assert len(sites) == 42
    assert {row["parent_code"] for row in sites} <= heads


def test_one_customer_has_one_currency_and_every_rate_it_needs(rows: Rows) -> None:
    of_customer = {(row["customer_code"], row["currency"]) for row in rows["orders"]}
    assert len(of_customer) == len({code for code, _ in of_customer})
    rated = {(row["rate_date"], row["quote"]) for row in rows["rates"]}
    needed = {(row["ordered_on"], row["currency"]) for row in rows["orders"] if row["currency"] != "EUR"}
    assert needed <= rated
    assert {currency for _, currency in needed} == {"GBP", "USD"}


def test_credits_take_back_less_than_was_sold(rows: Rows) -> None:
    credits = [row for row in rows["orders"] if row["status"] == "credit"]
    assert len(credits) > 500
    assert all(int(row["quantity"]) < 0 and Decimal(row["net_amount"]) < 0 for row in credits)
    assert all(Decimal(row["cost_amount"]) <= 0 for row in credits)


def test_only_lines_that_arrived_are_invoiced(rows: Rows) -> None:
    arrived = Counter((row["status"], bool(row["delivered_on"])) for row in rows["orders"])
    assert set(arrived) == {("invoiced", True), ("open", False), ("cancelled", False), ("credit", False)}


def test_nobody_is_paid_less_than_list_price_by_chance(rows: Rows) -> None:
    sold = [row for row in rows["orders"] if row["status"] != "credit"]
    assert all(0 < Decimal(row["net_amount"]) <= Decimal(row["list_amount"]) for row in sold)


def test_mail_and_telephone_reach_nobody(rows: Rows) -> None:
    mails = [row["email"] for kind in ("people", "contacts") for row in rows[kind]]
    assert all(mail.endswith(".example") and mail.isascii() for mail in mails)
    assert all(" 000 " in row["phone"] for row in rows["contacts"])


def test_names_are_given_out_once(rows: Rows) -> None:
    names = [row["name"] for row in rows["customers"]]
    assert len(set(names)) == len(names)
    assert len({row["full_name"] for row in rows["people"]}) == len(rows["people"])


def test_the_same_seed_gives_the_same_bytes(files: DemoFiles) -> None:
    assert build_company(seed=SEED, until=UNTIL).contents == files.contents


def test_another_seed_gives_another_company(files: DemoFiles) -> None:
    other = build_company(seed=SEED + 1, until=UNTIL).contents
    assert [name for name in other if other[name] == files.contents[name]] == []


def test_the_language_changes_words_and_no_figure(files: DemoFiles, rows: Rows) -> None:
    spanish = build_company(seed=SEED, until=UNTIL, language="es").contents
    there = list(csv.DictReader(io.StringIO(spanish["orders.csv"].decode())))
    words = {"product_group", "ship_mode"}
    assert {row["product_group"] for row in there}.isdisjoint({row["product_group"] for row in rows["orders"]})
    assert all(
        {name: cell for name, cell in a.items() if name not in words}
        == {name: cell for name, cell in b.items() if name not in words}
        for a, b in zip(rows["orders"], there, strict=True)
    )


def test_the_application_never_reads_the_truths() -> None:
    found = subprocess.run(["grep", "-rliE", "demo[-_]truth", str(SOURCE)], capture_output=True, text=True, check=False)
    outside = [name for name in found.stdout.split() if "/demo/" not in name and not name.endswith(".pyc")]
    assert found.stdout
    assert outside == []
