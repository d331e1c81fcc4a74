"""/scorecards/, the page of one person, and the file: who sees whose, and what a key account's days count for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.lending import TokenScope, loan_of
from clave.access.policy import Action, Role
from clave.people.models import HandOverItem
from clave.people.operations import appointing
from clave.portfolio.models import KeyAccount
from clave.promises.models import Escalation, Outcome, Promise
from tests.cast import Cast, our_person
from tests.people.scoring import BEFORE, NOW, Scoring, worth
from tests.value.book import run_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def scoring(cast: Cast) -> Scoring:
    return Scoring(cast)


def test_value_leads_by_the_days_held_within_the_budget(scoring: Scoring, open_page: Any) -> None:
    scoring.runs()
    text = open_page(scoring.cast.champion, "scorecards").content.decode()
    assert text.index("Bob") < text.index("Ana")
    assert scoring.card(scoring.bob).brought.new_value == pytest.approx(180_000_00 * 183 / 365, rel=0.001)  # type: ignore[union-attr]
    ana = {part.customer.code: part for part in scoring.card(scoring.ana).parts}
    assert ana["ALDER"].days == 182
    assert ana["ALDER"].brought.new_value == pytest.approx(180_000_00 * 182 / 365, rel=0.001)  # type: ignore[union-attr]
    assert ana["BIRCH"].brought.new_value == pytest.approx((-20_000 - (55_000 + 15_000)) * 100, rel=0.001)  # type: ignore[union-attr]


def test_the_page_of_a_person_shows_why_and_says_what_is_not_theirs(scoring: Scoring, open_page: Any) -> None:
    scoring.runs()
    text = open_page(scoring.cast.champion, "scorecard", pk=scoring.ana.pk).content.decode()
    assert "The passage of time gave back" in text
    assert "no longer held" in text
    assert "Time" in text
    own = open_page(scoring.ana.user, "scorecard", pk=scoring.ana.pk).content.decode()
    assert "not yours to see" in own
    assert "-€90k" in own.replace("\u2212", "-")
    assert "Skills and training" in own


def test_before_there_are_two_runs_the_pages_teach(scoring: Scoring, client: Client) -> None:
    client.force_login(scoring.cast.champion)
    assert "A change needs two runs" in client.get("/scorecards/").content.decode()
    run_with([{"customer": scoring.alder, **worth(500_000, 0)}], as_of=NOW)
    assert "A change needs two runs" in client.get(f"/scorecards/{scoring.ana.pk}/").content.decode()


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        ({"currency": "USD"}, "different currencies"),
        ({"parameters": {"costs": {"version": 2, "digest": "other"}}}, "cost drivers differ"),
    ],
)
def test_runs_by_other_terms_say_that_they_cannot_be_compared(
    scoring: Scoring, client: Client, later: dict[str, Any], reason: str
) -> None:
    scoring.runs(**later)
    client.force_login(scoring.cast.champion)
    for path in ("/scorecards/", f"/scorecards/{scoring.ana.pk}/"):
        text = client.get(path).content.decode()
        assert "cannot be compared" in text
        assert reason in text
    assert scoring.card(scoring.ana).brought is None


def test_a_run_by_the_same_terms_is_preferred_and_another_can_be_asked_for(scoring: Scoring, client: Client) -> None:
    scoring.runs()
    odd = run_with([], as_of=date(2025, 4, 1), currency="USD")
    client.force_login(scoring.cast.champion)
    assert "cannot be compared" not in client.get("/scorecards/").content.decode()
    assert "cannot be compared" in client.get("/scorecards/", {"since": odd.short_code}).content.decode()


def test_a_key_account_that_one_run_does_not_know_is_left_out_and_counted(scoring: Scoring) -> None:
    run_with([{"customer": scoring.alder, **worth(500_000, 0)}], as_of=BEFORE)
    run_with([{"customer": scoring.alder, **worth(500_000, 0)}], as_of=NOW)
    card = scoring.card(scoring.ana)
    assert (len(card.known), card.unknown) == (1, 1)


def test_a_manager_reads_no_scorecard_but_their_own(scoring: Scoring, client: Client) -> None:
    scoring.runs()
    client.force_login(scoring.ana.user)
    assert "Bob" not in client.get("/scorecards/").content.decode()
    assert client.get(f"/scorecards/{scoring.ana.pk}/").status_code == 200
    assert client.get(f"/scorecards/{scoring.bob.pk}/").status_code == 404
    assert client.get("/scorecards/scorecards.csv").status_code == 403
    loan = loan_of([scope.value for scope in TokenScope])
    assert not loan.lends(Action.SEE_SCORECARDS)


def test_a_sponsor_sees_who_manages_their_key_accounts_and_of_them_only_these(scoring: Scoring, client: Client) -> None:
    scoring.runs()
    sponsor = scoring.sponsor(scoring.birch)
    client.force_login(sponsor)
    assert client.get(f"/scorecards/{scoring.bob.pk}/").status_code == 404
    assert client.get(f"/scorecards/{scoring.ana.pk}/").status_code == 200
    card = scoring.card(scoring.ana, sponsor)
    assert [part.customer for part in card.known] == [scoring.birch]
    assert card.hidden == 1


def promised_twice_kept_once(scoring: Scoring) -> Promise:
    """A standing promise to birch: late in May 2025, kept in June."""
    held = KeyAccount.objects.get(customer=scoring.birch)
    owner = our_person(code="OWNER")
    told = {"key_account": held, "what": "A slot", "function": owner.function, "owner": owner, "kind": "standing"}
    made = Promise.objects.create(number=1, starts_on=BEFORE, made_by=scoring.ana.user, **told)
    Promise.objects.filter(pk=made.pk).update(made_at=timezone.now().replace(year=2025, month=6, day=1))
    for month, verdict, kept in ((5, "late", 0), (6, "kept", 1)):
        reason = "" if kept else "No slot."
        Outcome.objects.create(
            promise=made, period_on=date(2025, month, 1), verdict=verdict, kept=kept, reason=reason, by=scoring.ana.user
        )
    return made


def test_the_people_lead_sees_promises_and_skills_but_no_value(scoring: Scoring, client: Client) -> None:
    scoring.runs()
    promised_twice_kept_once(scoring)
    client.force_login(scoring.cast[Role.PEOPLE_LEAD])
    for path in ("/scorecards/", f"/scorecards/{scoring.ana.pk}/"):
        text = client.get(path).content.decode()
        assert "€" not in text
        assert "1 of 2" in text
        assert "No slot." not in text
    assert "Skills and training" in text


def test_work_inside_our_company_is_counted_and_kept_promises_are_told(scoring: Scoring, open_page: Any) -> None:
    scoring.runs()
    made = promised_twice_kept_once(scoring)
    asked = Escalation.objects.create(promise=made, reason="Late again", by=scoring.ana.user)
    Escalation.objects.filter(pk=asked.pk).update(at=timezone.now().replace(year=2025, month=5, day=3))
    text = open_page(scoring.cast.champion, "scorecard", pk=scoring.ana.pk).content.decode()
    assert "1 of 2" in text
    assert "promises taken to the champion" in text
    assert "broken promises that were kept again next time" in text
    assert "hours are not asked for" in text


def test_things_handed_over_count_as_work(scoring: Scoring, client: Client) -> None:
    scoring.runs()
    held = KeyAccount.objects.get(customer=scoring.birch)
    scoring.birch.assignments.all().delete()
    champion = scoring.cast.champion
    for who, month in ((scoring.bob, 4), (scoring.ana, 5)):
        day = date(2025, month, 1)
        appointing.appoint(by=champion, key_account=held, person=who, starts_on=day, reason="Fits.")
    item = HandOverItem.objects.first()
    assert item is not None
    HandOverItem.objects.filter(pk=item.pk).update(done_on=date(2025, 6, 1), done_by=scoring.ana.user)
    client.force_login(champion)
    assert "things handed over" in client.get(f"/scorecards/{scoring.ana.pk}/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_scorecards_leave_as_a_file_with_run_and_day(scoring: Scoring, open_page: Any, kind: str) -> None:
    scoring.runs()
    content = b"".join(open_page(scoring.cast.champion, f"scorecards-{kind}").streaming_content)
    assert (b"BIRCH" in content and b"2026-03-31" in content) or kind == "xlsx"
