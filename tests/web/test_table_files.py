"""The tables of pages leave by the page's own door: in both kinds, for who may take them, and never unseen."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from clave.access.models import Entry
from clave.access.policy import Role
from tests.cast import SAMPLES, Cast, made_webhook

R = Role
PAGES: dict[str, tuple[list[str], Role, Role | None, str]] = {
    "users": (["users"], R.ADMINISTRATOR, None, ""),
    "user": (["roles"], R.ADMINISTRATOR, None, "person"),
    "second-factor": (["second-factor"], R.ADMINISTRATOR, None, ""),
    "mail-room": (["mails"], R.ADMINISTRATOR, None, ""),
    "history": (["history"], R.ADMINISTRATOR, None, ""),
    "tokens": (["tokens"], R.READER, None, ""),
    "webhooks": (["webhooks"], R.READER, None, ""),
    "webhook": (["messages"], R.CHAMPION, None, "webhook"),
    "saved-views": (["views"], R.READER, None, ""),
    "personal-data": (["kept", "periods", "erasures"], R.CHAMPION, None, ""),
    "connectors": (["connectors"], R.CHAMPION, None, ""),
    "connector": (["times"], R.CHAMPION, None, "connector"),
    "hierarchy": (["groups", "likely-groups"], R.CHAMPION, R.READER, ""),
    "group": (["links"], R.CHAMPION, R.FUNCTION_MEMBER, "customer_pk"),
    "assignments": (["assignments"], R.CHAMPION, R.READER, ""),
    "imports": (["imports"], R.FINANCE_PARTNER, None, ""),
    "data-versions": (["versions"], R.FINANCE_PARTNER, None, ""),
    "period": (["closed-periods"], R.FINANCE_PARTNER, None, ""),
    "rates": (["currencies"], R.FINANCE_PARTNER, None, ""),
    "runs": (["runs"], R.FINANCE_PARTNER, None, ""),
    "run": (["files"], R.FINANCE_PARTNER, None, "run"),
    "drivers": (["driver-versions"], R.FINANCE_PARTNER, None, ""),
    "deal": (["years", "outcomes"], R.FINANCE_PARTNER, None, "deal"),
    "charter": (["versions"], R.CHAMPION, R.KEY_ACCOUNT_MANAGER, ""),
    "skill-catalogue": (["skill-catalogue"], R.PEOPLE_LEAD, R.CHAMPION, ""),
    "skills-of": (["assessments"], R.PEOPLE_LEAD, R.CHAMPION, "our_person"),
    "scorecard": (["scorecard"], R.CHAMPION, R.PEOPLE_LEAD, "our_person"),
    "communication": (["heard", "told-of-accounts"], R.CHAMPION, None, ""),
    "function": (["courses"], R.CHAMPION, R.FUNCTION_MEMBER, "function"),
    "self-assessment": (["assessments"], R.COMMITTEE_MEMBER, None, ""),
}
"""Page -> its tables, a role that takes them, one that sees the page and does not, and whose object."""


def place(cast: Cast, name: str, role: Role, sample: str) -> str:
    return reverse(name, kwargs=SAMPLES[sample](cast, cast[role])["own"] if sample else None)


@pytest.mark.parametrize("name", PAGES)
def test_a_table_leaves_as_csv_and_as_a_workbook_with_its_day(cast: Cast, client: Client, name: str) -> None:
    tables, takes, only_sees, sample = PAGES[name]
    at = place(cast, name, takes, sample)
    client.force_login(cast[takes])
    for table in tables:
        answer = client.get(at, {"file": f"{table}.csv"})
        assert answer.status_code == 200, table
        head, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        assert head[-2:] == ["run", "as_of"]
        assert len(set(head)) == len(head)
        assert all(len(row) == len(head) for row in rows)
        answer = client.get(at, {"file": f"{table}.xlsx"})
        assert (
            openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0].max_column
            == len(head) - 2
        )
    taken = Entry.objects.filter(event="access.table.exported", actor=cast[takes], subject_id=at)
    assert taken.count() == 2 * len(tables)
    assert client.get(at, {"file": "no-such-table.csv"}).status_code == 404
    assert client.get(at, {"file": f"{tables[0]}.exe"}).status_code == 404
    if only_sees:
        at = place(cast, name, only_sees, sample)
        client.force_login(cast[only_sees])
        page = client.get(at)
        assert page.status_code == 200
        assert "?file=" not in page.content.decode()
        assert client.get(at, {"file": f"{tables[0]}.csv"}).status_code == 403


def test_a_cell_that_a_spreadsheet_would_compute_is_text_and_numbers_stay_numbers(cast: Cast, client: Client) -> None:
    made_webhook(cast.champion, "promises.promise.made", name="=cmd|calc")
    client.force_login(cast.champion)
    page = client.get("/webhooks/").content.decode()
    assert "?file=webhooks.csv" in page
    assert "?file=webhooks.xlsx" in page
    file = client.get("/webhooks/?file=webhooks.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content))).worksheets[0]
    cells = {head.value: cell for head, cell in zip(*sheet.iter_rows(max_row=2), strict=True)}
    assert (cells["Webhook"].value, cells["Webhook"].data_type) == ("'=cmd|calc", "s")
    assert (cells["Waiting"].value, cells["Waiting"].data_type) == (0, "n")
