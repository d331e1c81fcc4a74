"""What is held leaves as a file that an import takes back without changing anything, in both formats and languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from clave.access.models import Entry
from clave.access.policy import Role
from clave.ledger import operations
from clave.ledger.models import ImportJob
from tests.cast import Cast
from tests.ledger.conftest import file_of, line

ORDERS = file_of(
    line(1, net_amount="1060.8999", quantity="-2.5"),
    line(2, customer_code="0007", cost_amount="", product_code="00123"),
    line(2, customer_code="0007", line_no="2", status="cancelled"),
    line(3, customer_code="A/B", product_code="E-5/1", net_amount="0.10"),
)
FILES: dict[str, tuple[bytes, Role]] = {
    "orders": (ORDERS, Role.FINANCE_PARTNER),
    "activities": (
        b"customer_code,kind,occurred_on,quantity,minutes,amount,currency\n0007,call,2025-03-01,1,12.5,,\n"
        b"0007,call,2025-03-01,2,12.5,,\nA/B,repair,2025-03-02,2,,99.99,EUR\n",
        Role.FINANCE_PARTNER,
    ),
    "rates": (
        b"rate_date,base,quote,rate\n2025-03-01,USD,EUR,0.9234567\n2025-03-02,EUR,GBP,0.85\n",
        Role.FINANCE_PARTNER,
    ),
    "customers": (
        'customer_code,name,parent_code,country,segment,owner_email\n0007,"Nuñez, S.A.",,Spain,A,ana@clave.example\n'
        "A/B,=Peña & Hijos,0007,Spain,,\nC-9,-Minus,,,B,\n".encode(),
        Role.CHAMPION,
    ),
    "contacts": (
        b"contact_id,customer_code,full_name,email,phone,role,consent,note\n"
        b"K1,0007,Eva Sol,eva@x.example,+34 600 100 200,Buyer,yes,likes tea\nK2,0007,Tom Ray,,,,,\nK3,0007,Ann No,,,,no,\n",
        Role.CHAMPION,
    ),
    "people": (
        b"person_code,full_name,email,function,reports_to,is_top_team\nP1,Ana Boss,ana@x.example,Sales,,yes\n"
        b"P2,Ben Ops,,Operations,P1,no\n",
        Role.PEOPLE_LEAD,
    ),
}


PAGES = {"rates": "/rates/rates.{}", "people": "/people/people.{}"}


def brought(kind: str, path: Path) -> ImportJob:
    """A file read and, where anything in it is new, imported."""
    job = operations.receive_path(by=None, kind=kind, path=str(path))
    operations.start_reading(by=None, job=job)
    job = operations.finish_reading(job=ImportJob.objects.get(pk=job.pk))
    assert job.problems == []
    return job


@pytest.mark.parametrize("kind", FILES)
def test_what_was_taken_out_changes_nothing_when_it_comes_back(
    cast: Cast, client: Client, files: Path, kind: str, at_once: Path
) -> None:
    if kind == "contacts":
        (files / "customers.csv").write_bytes(FILES["customers"][0])
        operations.import_batch(by=None, job=brought("customers", files / "customers.csv"), confirmed=True)
    content, role = FILES[kind]
    (files / "first.csv").write_bytes(content)
    operations.import_batch(by=None, job=brought(kind, files / "first.csv"), confirmed=True)
    rows = len(content.splitlines()) - 1
    client.force_login(cast[role])
    for language in ("en", "es"):
        cast[role].language = language
        cast[role].save(update_fields=["language"])
        for ending in ("csv", "xlsx"):
            answer = client.get(f"/exports/held/{kind}/{ending}/")
            assert answer.status_code == 200
            taken = files / f"{language}.{ending}"
            taken.write_bytes(b"".join(answer.streaming_content))
            with translation.override(language):
                preview = brought(kind, taken).preview
            counts = {name: preview[name] for name in ("added", "changed", "unchanged")}
            assert counts == {"added": 0, "changed": 0, "unchanged": rows}, (language, ending)
    assert Entry.objects.filter(event="ledger.held.exported", actor=cast[role]).count() == 4


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", PAGES)
def test_the_file_of_a_page_changes_nothing_either(
    cast: Cast, client: Client, files: Path, kind: str, ending: str, language: str
) -> None:
    content, role = FILES[kind]
    (files / "first.csv").write_bytes(content)
    operations.import_batch(by=None, job=brought(kind, files / "first.csv"), confirmed=True)
    cast[role].language = language
    cast[role].save(update_fields=["language"])
    client.force_login(cast[role])
    taken = files / f"taken.{ending}"
    taken.write_bytes(b"".join(client.get(PAGES[kind].format(ending)).streaming_content))
    with translation.override(language):
        job = brought(kind, taken)
    assert job.state == "ready", job.inspection
    assert (job.preview["added"], job.preview["changed"]) == (0, 0), job.preview


def test_a_file_of_nothing_has_its_headings(cast: Cast, client: Client) -> None:
    client.force_login(cast.finance_partner)
    content = b"".join(client.get("/exports/held/orders/csv/").streaming_content)
    assert content.decode("utf-8-sig").splitlines()[0].startswith("customer_code,order_id,line_no")


def test_the_page_offers_what_one_brings_in(cast: Cast, client: Client, files: Path, open_page: Any) -> None:
    (files / "first.csv").write_bytes(ORDERS)
    operations.import_batch(by=None, job=brought("orders", files / "first.csv"), confirmed=True)
    page = open_page(cast.finance_partner, "imports").content.decode()
    assert ("/exports/held/rates/csv/" in page, "/exports/held/customers/csv/" in page) == (True, False)
