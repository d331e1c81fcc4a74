"""/programme/, its charter and its stages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.programme.models import ElementJudgement, ProgrammeCharter
from tests.cast import Cast
from tests.programme.begun import PURPOSE, Begun

pytestmark = pytest.mark.django_db


def test_the_strip_shows_each_step_with_its_fact_and_what_to_do(begun: Begun, open_page: Any) -> None:
    begun.written(timezone.localdate())
    text = open_page(begun.champion, "programme").content.decode()
    assert text.count('<li class="') >= 7
    assert "Year 1 of 4" in text
    assert 'href="/training/">Train the managers</a>' in text
    assert "Key accounts with a trained manager: 0 of 5." in text
    assert PURPOSE in text


def test_before_anything_is_written_the_page_teaches(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    text = client.get("/programme/").content.decode()
    assert "Write the charter" in text
    assert "An index needs at least five key accounts" in text


def test_the_charter_is_written_and_a_stale_one_shows_both(begun: Begun, client: Client, open_page: Any) -> None:
    open_page(begun.champion, "programme-charter")
    said = {"purpose": PURPOSE, "horizon_years": "4", "started_on": "2026-01-01", "based_on": "0"}
    assert client.post("/programme/charter/", {**said, "horizon_years": "40"}).status_code == 422
    assert client.post("/programme/charter/", said).status_code == 302
    stale = client.post("/programme/charter/", {**said, "purpose": "Mine.", "reason": "Clearer."})
    text = stale.content.decode()
    assert stale.status_code == 409
    assert PURPOSE in text
    assert "Mine." in text
    assert 'name="based_on" value="1"' in text
    assert ProgrammeCharter.objects.count() == 1


def test_elements_are_judged_and_gates_refused_on_the_page_of_stages(
    begun: Begun, client: Client, open_page: Any
) -> None:
    text = open_page(begun.champion, "programme-stages").content.decode()
    assert "A phase is complete when" in text
    assert re.findall(r"/programme/stages/gates/(\w+)/", text) == ["scoping"], "no gate is skipped"
    path, today = "/programme/stages/elements/practices/", timezone.localdate().isoformat()
    assert client.post(path, {"score": "9", "seen_on": today}).status_code == 422
    assert client.post(path, {"score": "3", "evidence": "Two cards.", "seen_on": today}).status_code == 302
    assert ElementJudgement.objects.get().evidence == "Two cards."
    assert client.post("/programme/stages/elements/managers/", {"score": "3", "seen_on": today}).status_code == 409
    refused = client.post("/programme/stages/gates/scoping/")
    assert refused.status_code == 422
    assert "The gate stays open" in refused.content.decode()


def test_elements_leave_as_csv_and_xlsx(begun: Begun, open_page: Any) -> None:
    sponsor = begun.cast[Role.EXECUTIVE_SPONSOR]
    rows = b"".join(open_page(sponsor, "stages-csv").streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("phase,element,name,score,is_computed,evidence")
    assert any(row.startswith("introducing,few,") and ",4,true," in row for row in rows)
    assert b"".join(open_page(sponsor, "stages-xlsx").streaming_content)[:2] == b"PK"
