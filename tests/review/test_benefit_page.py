"""The page of the benefit, its files and its doors for programs and the command line."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.access.lending import TokenScope
from clave.access.models import Entry
from clave.access.policy import Role
from clave.programme.queries.known import Known
from clave.programme.queries.sources import benefit as evidence
from clave.review.benefit_commands import benefit
from clave.review.models import BenefitStatement, ProgrammeCost
from clave.review.operations.benefit import state_now
from tests.accounts.test_relationships_page import text_of
from tests.analytics.benefit.test_statement import panel
from tests.asking import Asking
from tests.cast import Cast
from tests.review.benefit_company import BenefitCompany

pytestmark = pytest.mark.django_db
JSON_KEYS = {"estimate", "low", "high", "currency", "per", "methods", "minimum_detectable", "warning"}


def run_clave(*words: str) -> Result:
    """`clave benefit` as the command line calls it."""
    return CliRunner().invoke(benefit, words[1:])


def stated(cast: Cast, effect: float = 0.3) -> BenefitStatement:
    """A company whose programme has this effect, and what is said of it."""
    BenefitCompany(cast, panel(effect=effect)).admit_all()
    return state_now(by=cast[Role.FINANCE_PARTNER])


def signed_in(client: Client, cast: Cast, role: Role) -> Client:
    client.force_login(cast[role])
    return client


def test_the_heading_is_the_answer_and_everything_behind_it_stands_below(cast: Cast, open_page: Any) -> None:
    found = stated(cast)
    text = text_of(open_page(cast[Role.COMMITTEE_MEMBER], "benefit"))
    assert "The programme added €" in text
    for words in (
        "Three methods, side by side",
        "Key accounts beside their likes",
        "Placebos",
        "As if they had entered a year too early",
        "Smallest benefit that would be seen",
        "Why there is no before-and-after figure",
        "enter what it costs below",
        found.short_code,
    ):
        assert words in text, words
    old = open_page(cast.champion, "benefit-statement", statement=found.short_code)
    assert found.result_digest in text_of(old)


def test_without_an_effect_the_page_says_that_the_data_cannot_tell(cast: Cast, open_page: Any) -> None:
    stated(cast, effect=0.0)
    text = text_of(open_page(cast.champion, "benefit"))
    assert "The data cannot tell yet whether the programme pays" in text
    assert "would not show" in text
    assert "The programme added" not in text


def test_with_two_key_accounts_the_page_says_why_a_method_has_no_figure(cast: Cast, open_page: Any) -> None:
    BenefitCompany(cast, panel(effect=0.3, chosen=2)).admit_all()
    state_now(by=cast[Role.FINANCE_PARTNER])
    text = text_of(open_page(cast.champion, "benefit"))
    assert "Not computed: it takes three key accounts" in text
    assert "Three methods, side by side" not in text


def test_before_the_first_statement_the_page_teaches_and_shows_what_could_be_seen(cast: Cast, open_page: Any) -> None:
    text = text_of(open_page(cast.champion, "benefit"))
    assert "bring in the order lines and start a run" in text
    BenefitCompany(cast).admit_all()
    assert "What it takes" in text_of(open_page(cast.champion, "benefit"))


def test_a_bare_before_and_after_figure_is_refused_at_every_door(cast: Cast, client: Client) -> None:
    stated(cast)
    page = signed_in(client, cast, Role.CHAMPION).get("/benefit/?method=before-and-after")
    assert page.status_code == 422
    assert "bare before-and-after" in text_of(page)
    ask = Asking(cast.champion, TokenScope.READ_BENEFIT)
    answer = ask("GET", "benefit?method=before_after")
    assert (answer.status_code, answer.json()["code"]) == (422, "BARE_BEFORE_AFTER")
    result = run_clave("benefit", "--method", "before-after")
    assert (result.exit_code, "BARE_BEFORE_AFTER" in result.output) == (2, True)


def test_the_command_prints_what_the_contract_asks_and_computes_again(cast: Cast) -> None:
    assert run_clave("benefit").exit_code == 2, "nothing has been stated yet"
    BenefitCompany(cast).admit_all()
    told = json.loads(run_clave("benefit", "--state", "--json").output)
    assert told.keys() >= JSON_KEYS
    assert (told["per"], told["currency"], told["is_claimed"]) == ("year", "EUR", True)
    assert [each["name"] for each in told["methods"]] == ["ancova", "sdid", "near_miss"]
    again = json.loads(run_clave("benefit", "--recompute", "--json").output)
    assert (again["same"], again["differences"]) == (True, [])
    assert "Net" not in run_clave("benefit").output, "no cost is known, so no net figure is given"


def test_what_comes_out_differently_is_said_with_its_reason(
    cast: Cast, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated(cast)
    monkeypatch.setattr("clave.review.operations.benefit.code_version", lambda: "of tomorrow")
    monkeypatch.setattr("clave.review.operations.benefit.stated", lambda run, inputs: {"net": 1})
    done = run_clave("benefit", "--recompute")
    reason = "Clave of tomorrow computed it again"
    assert (done.exit_code, reason in done.output) == (2, True)
    assert reason in text_of(open_page(cast.champion, "benefit"))


def test_programs_read_it_and_have_it_stated(cast: Cast) -> None:
    ask = Asking(cast.champion, TokenScope.READ_BENEFIT, TokenScope.STATE_BENEFIT)
    assert ask("GET", "benefit").json()["code"] == "BENEFIT_NOT_STATED"
    found = stated(cast)
    assert ask.get("benefit")["statement"] == found.short_code
    assert ask.get("benefit?method=sdid")["estimate"] == ask.get("benefit")["methods"][1]["estimate"]
    made = ask("POST", "benefit/statements")
    assert (made.status_code, made.json()["code"]) == (202, found.short_code)
    assert ask.get(f"benefit/statements/{found.short_code}")["benefit"]["digest"] == found.result_digest
    assert len(ask.get("benefit/statements")["items"]) == 1
    sponsor = Asking(cast[Role.EXECUTIVE_SPONSOR], TokenScope.READ_BENEFIT)
    assert sponsor("GET", "benefit").status_code == 403


def test_files_hold_every_month_and_every_method_and_are_in_the_history(cast: Cast, open_page: Any) -> None:
    found = stated(cast)
    finance = cast[Role.FINANCE_PARTNER]

    def rows(name: str) -> list[dict[str, str]]:
        answer = open_page(finance, name, statement=found.short_code)
        return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    months, results = rows("benefit-panel-export"), rows("benefit-export")
    assert len(months) == 200 * 48
    assert len(results) == 3 + 15
    taken = Entry.objects.filter(event="review.benefit.exported")
    assert taken.count() == 2


def test_finance_enters_and_withdraws_a_cost(cast: Cast, client: Client) -> None:
    stated(cast)
    signed_in(client, cast, Role.FINANCE_PARTNER)
    typed = {"what": "Managers", "cost": "120000", "currency": "EUR", "starts_on": "2024-07-01"}
    assert client.post(reverse("enter-programme-cost"), {**typed, "currency": "euro"}).status_code == 422
    assert client.post(reverse("enter-programme-cost"), {**typed, "ends_on": "2020-01-01"}).status_code == 422
    assert client.post(reverse("enter-programme-cost"), typed).status_code == 302
    cost = ProgrammeCost.objects.get()
    assert (cost.yearly_cost, cost.key_account) == (120_000_00, None)
    assert client.post(reverse("withdraw-programme-cost", args=[cost.pk])).status_code == 302
    assert "counts no more" in text_of(client.get("/benefit/"))


def test_asking_and_computing_again_on_the_page(cast: Cast, client: Client) -> None:
    BenefitCompany(cast).admit_all()
    signed_in(client, cast, Role.CHAMPION)
    client.post(reverse("state-benefit"))
    assert "is being made" in text_of(client.get("/benefit/"))
    found = BenefitStatement.objects.get()
    assert client.post(reverse("check-benefit", args=[found.short_code])).status_code == 302
    assert found.checks.count() == 0, "what is not done cannot be computed again"


def test_the_programme_reads_it_as_evidence(cast: Cast) -> None:
    assert evidence(Known(date(2026, 1, 31))).score == 0
    found = stated(cast)
    assert found.finished_at is not None
    assert evidence(Known(timezone.localdate(found.finished_at))).score == 4
