"""Real exports, with the profiles of the handbook, give the figures that are known of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from clave.analytics.sources import Intake, IntakeSettings, Profile, inspect, open_ledger

from .conftest import PROFILES, Take, codes, warned


def profile(name: str) -> Profile:
    """A profile of the handbook."""
    return Profile.from_file(PROFILES / f"{name}.toml")


def summed(intake: Intake, column: str) -> Decimal:
    """The sum of a landed column."""
    assert intake.landed is not None
    total: Decimal = pc.sum(pq.read_table(intake.landed, columns=[column])[column]).as_py()
    return total


def test_northwind(take: Take, data: Path) -> None:
    intake = take(data / "northwind", profile=profile("northwind"))
    assert (codes(intake), warned(intake), intake.accepted) == ([], [], 2155)
    assert (intake.totals["net_amount"], intake.totals["list_amount"]) == ("1265793.04", "1354458.59")
    assert (intake.totals["customers"], intake.totals["orders"]) == (89, 830)
    assert (intake.totals["first_ordered_on"], intake.totals["last_ordered_on"]) == ("1996-07-04", "1998-05-06")
    kept = summed(intake, "net_amount") - summed(intake, "freight_amount")
    assert kept.quantize(Decimal("0.01")) == Decimal("1200850.35")


def test_northwind_by_its_lines_file(take: Take, data: Path) -> None:
    assert (
        take(data / "northwind" / "order_details.csv", profile=profile("northwind")).totals["net_amount"]
        == "1265793.04"
    )


@pytest.mark.parametrize(("file", "name"), [("clean/Sale.csv", "wwi-sales"), ("raw/FactSale.csv", "wwi-raw-sales")])
def test_wide_world_importers(take: Take, data: Path, file: str, name: str) -> None:
    intake = take(data / "wwi" / file, profile=profile(name))
    assert (codes(intake), intake.rows, intake.accepted, intake.excluded) == ([], 26_397, 17_320, 9_077)
    assert intake.totals["net_amount"] == "13110877.10"
    assert summed(intake, "net_amount") - summed(intake, "cost_amount") == Decimal("6495284.9")
    assert set(warned(intake)) >= {"ROWS_EXCLUDED", "MARGIN_NEGATIVE"}


@pytest.mark.parametrize("file", ["clean/Customer.csv", "raw/DimCustomer.csv"])
def test_the_hierarchy_of_wide_world_importers(take: Take, data: Path, file: str) -> None:
    intake = take(data / "wwi" / file, kind="customers", profile=profile("wwi-customers"))
    assert codes(intake) == []
    assert (intake.totals["customers"], intake.totals["with_parent"]) == (401, 399)


def test_sap_bikes(take: Take, data: Path) -> None:
    folder = data / "sap_sample" / "Sample_Bikes_Sales_content" / "CSV"
    intake = take(folder, profile=profile("sap-bikes"))
    assert (codes(intake), intake.accepted, intake.totals["orders"]) == ([], 1930, 334)
    assert intake.totals["net_amount"] == "17879642.38"


def test_sap_content_with_decimal_commas_repeated_and_missing_orders(
    take: Take, data: Path, settings: IntakeSettings
) -> None:
    folder = data / "sap_sample" / "SAP_Sample_Content" / "CSV" / "Sales"
    mapped = profile("sap-content")
    later = replace(settings, today=date(2036, 12, 31))
    strict = take(folder, profile=replace(mapped, filters=Profile().filters), settings=later)
    assert set(codes(strict)) == {"REF_UNKNOWN_ORDER", "ORDER_REPEATED"}
    intake = take(folder, profile=mapped, settings=later)
    assert (codes(intake), intake.rows, intake.excluded, intake.totals["orders"]) == ([], 17_818, 4_878, 3_699)
    assert warned(intake) == ["ORDERS_MERGED", "ORDERS_MISSING"]
    assert intake.totals["net_amount"] == "127050149.95"


def test_cdnow(take: Take, data: Path) -> None:
    intake = take(data / "cdnow" / "CDNOW_master.txt", profile=profile("cdnow"))
    assert (codes(intake), intake.accepted, intake.totals["customers"]) == ([], 69_659, 23_570)
    assert intake.totals["net_amount"] == "2500315.63"
    assert warned(intake) == ["DUPLICATES_KEPT"]


def test_a_first_look_at_northwinds_customers_maps_what_is_needed(data: Path, settings: IntakeSettings) -> None:
    found = inspect(data / "northwind" / "customers.csv", kind="customers", settings=settings)
    assert {proposal.ours: proposal.theirs for proposal in found.proposals} == {
        "customer_code": "customer_id",
        "name": "company_name",
        "country": "country",
    }
    assert (found.missing, found.problems, found.profile.format.delimiter) == ((), (), ",")


def test_a_ledger_is_opened_from_a_profile(data: Path) -> None:
    ledger = open_ledger(data / "northwind", profile=PROFILES / "northwind.toml", today=date(2025, 11, 23))
    assert pq.read_table(ledger.orders[0]).num_rows == 2155
    again = open_ledger(data / "northwind", profile=PROFILES / "northwind.toml", today=date(2025, 11, 23))
    assert ledger.digest == again.digest
