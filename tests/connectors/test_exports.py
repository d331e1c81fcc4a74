"""Files with the headers that Salesforce, HubSpot and Dynamics give are known, and read without a mapping."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from clave.analytics.sources import Intake, IntakeSettings, inspect, take_in
from clave.analytics.sources.exports import exports, recognised

SETTINGS = IntakeSettings(date(2025, 11, 23), "Europe/Madrid")
DYNAMICS = {"(Do Not Modify) Row Checksum": "x", "(Do Not Modify) Modified On": "2025-03-14"}
FILES: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "Salesforce (accounts)": (
        "customers",
        {"Account ID": "001A", "Account Name": "Acme", "Account Owner": "Ana Sanz", "Billing Country": "Spain", "Industry": "Energy",
         "Last Activity": "2025-03-14"},
        {"customer_code": "001A", "name": "Acme", "country": "Spain", "segment": "Energy", "parent_code": None, "owner_email": None},
    ),
    "Salesforce (contacts)": (
        "contacts",
        {"Id": "003A", "AccountId": "001A", "FirstName": "Eva", "LastName": "Gil", "OwnerId": "005", "Email": "e@x.example",
         "Title": "Buyer", "Phone": "1"},
        {"contact_id": "003A", "customer_code": "001A", "full_name": "Eva Gil", "email": "e@x.example", "role": "Buyer"},
    ),
    "Salesforce (opportunities)": (
        "orders",
        {"Opportunity ID": "006A", "Account ID": "001A", "Opportunity Name": "Pumps", "Stage": "Closed Won", "Amount": "1200.50",
         "Amount Currency": "EUR", "Close Date": "2025-03-14", "Probability (%)": "100"},
        {"order_id": "006A", "customer_code": "001A", "ordered_on": date(2025, 3, 14), "currency": "EUR", "status": "invoiced"},
    ),
    "HubSpot (companies)": (
        "customers",
        {"Record ID": "9001", "Company name": "Acme", "Company owner": "Ana", "Country/Region": "Spain", "Industry": "Energy",
         "Create Date": "2025-03-14 10:30", "Phone Number": "1"},
        {"customer_code": "9001", "name": "Acme", "country": "Spain", "segment": "Energy"},
    ),
    "HubSpot (contacts)": (
        "contacts",
        {"Record ID": "51", "First Name": "Eva", "Last Name": "Gil", "Email": "e@x.example", "Phone Number": "1",
         "Job Title": "Buyer", "Associated Company IDs": "9001", "Associated Company": "Acme"},
        {"contact_id": "51", "customer_code": "9001", "full_name": "Eva Gil", "phone": "1", "role": "Buyer"},
    ),
    "HubSpot (deals)": (
        "orders",
        {"Record ID": "77", "Deal Name": "Pumps", "Deal Stage": "Closed Won", "Amount": "1200.50", "Close Date": "2025-03-14 10:30",
         "Currency": "EUR", "Associated Company IDs": "9001", "Pipeline": "Sales Pipeline"},
        {"order_id": "77", "customer_code": "9001", "ordered_on": date(2025, 3, 14), "currency": "EUR", "status": "invoiced"},
    ),
    "Dynamics 365 (accounts)": (
        "customers",
        {"(Do Not Modify) Account": "aaaa-1", **DYNAMICS, "Account Name": "Acme", "Main Phone": "1", "Primary Contact": "Eva Gil",
         "Address 1: Country/Region": "Spain"},
        {"customer_code": "Acme", "name": "Acme", "country": "Spain"},
    ),
    "Dynamics 365 (contacts)": (
        "contacts",
        {"(Do Not Modify) Contact": "cccc-1", **DYNAMICS, "Full Name": "Eva Gil", "Email": "e@x.example", "Company Name": "Acme",
         "Business Phone": "1", "Job Title": "Buyer"},
        {"contact_id": "cccc-1", "customer_code": "Acme", "full_name": "Eva Gil", "role": "Buyer"},
    ),
    "Dynamics 365 (opportunities)": (
        "orders",
        {"(Do Not Modify) Opportunity": "oooo-1", **DYNAMICS, "Topic": "Pumps", "Potential Customer": "Acme", "Status": "Won",
         "Actual Close Date": "2025-03-14", "Actual Revenue": "1200.50", "Currency": "Euro"},
        {"order_id": "oooo-1", "customer_code": "Acme", "ordered_on": date(2025, 3, 14), "currency": "EUR", "status": "invoiced"},
    ),
}  # fmt: skip


def written(path: Path, *rows: dict[str, str]) -> Path:
    """The rows under their headers, as CSV or as a workbook."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (list(rows[0]), *(list(row.values()) for row in rows)):
            book.active.append(row)
        book.save(path)
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def taken(path: Path, kind: str) -> Intake:
    return take_in(path, kind=kind, profile=None, land_in=path.parent / "landed", settings=SETTINGS)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("name", FILES)
def test_an_export_is_known_by_its_headers_and_read_without_a_mapping(name: str, suffix: str, tmp_path: Path) -> None:
    kind, row, expected = FILES[name]
    intake = taken(written(tmp_path / f"export{suffix}", row), kind)
    assert ([each.code for each in intake.refused], [w.value for w in intake.warnings][:1]) == ([], [name])
    (landed,) = pq.read_table(intake.landed).to_pylist()
    assert {column: landed[column] for column in expected} == expected


def test_open_deals_are_left_out_and_a_stage_of_ones_own_is_asked_about(tmp_path: Path) -> None:
    row = FILES["Salesforce (opportunities)"][1]
    rows = [
        row,
        {**row, "Opportunity ID": "006B", "Stage": "Prospecting"},
        {**row, "Opportunity ID": "006C", "Stage": "Pilot"},
    ]
    intake = taken(written(tmp_path / "deals.csv", *rows), "orders")
    assert (intake.accepted, intake.excluded, [each.code for each in intake.refused]) == (1, 1, ["STATUS_UNKNOWN"])


def test_a_file_sent_as_the_wrong_kind_says_what_it_looks_like(tmp_path: Path) -> None:
    path = written(tmp_path / "export.csv", FILES["HubSpot (companies)"][1])
    looked = inspect(path, kind="orders", settings=SETTINGS)
    assert (looked.looks_like, looked.looks_like_kind) == ("HubSpot (companies)", "customers")


def test_every_export_has_its_profile_and_no_two_are_told_by_the_same_headers(tmp_path: Path) -> None:
    assert {export.name for export in exports()} == set(FILES)
    for export in exports():
        assert recognised(export.telling) == export
