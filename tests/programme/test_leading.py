"""Who leads the programme, the known failure modes, and their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.company.models import Person
from clave.programme.models import ChampionTerm, PayAnswer
from clave.programme.operations import leading
from clave.programme.queries.known import Known
from clave.programme.queries.stages import standings
from clave.programme.queries.warnings import pay_answer, seeable, signals, warned
from clave.programme.rules import refusals
from clave.programme.rules.warnings import MODES, PaidOn, Signals
from tests.cast import Cast, our_person
from tests.people.managing import Managing
from tests.programme.begun import DAY, Begun
from tests.value.book import Company

pytestmark = pytest.mark.django_db
SOUND = Signals(12, 0, 0, 5, 0, 4, 1, 1, PaidOn.VALUE, 30, 20, 0)
BROKEN: dict[str, dict[str, Any]] = {
    "champion": {"champions_to_the_top": 0},
    "only_sales": {"functions_taking_part": 1},
    "no_sponsor": {"without_sponsor": 1},
    "too_many": {"key_accounts": 26},
    "pay": {"paid_on": PaidOn.REVENUE},
    "untrained": {"without_trained_manager": 2},
    "unowned": {"functions_without_owner": 1},
    "reviews": {"days_since_review": None},
    "figures": {"days_since_run": 101},
    "plans": {"stale_plans": 3},
}


def appointed(begun: Begun, person: Person, boss: Person, **said: Any) -> ChampionTerm:
    told = {"mandate": "Decides on slots.", "reason": "People follow her.", "starts_on": DAY}
    told |= {"ends_on": DAY + timedelta(days=730), **said}
    return leading.appoint_champion(by=begun.cast[Role.EXECUTIVE_SPONSOR], person=person, reports_to=boss, **told)


def test_a_champion_counts_fully_only_with_a_line_to_the_top(begun: Begun) -> None:
    def score() -> int | None:
        return {each.element.key: each.score for each in standings(Known(DAY))}["champion"]

    assert score() == 0
    term = appointed(begun, begun.lead, begun.seller)
    assert score() == 2
    leading.end_term(by=begun.cast[Role.PEOPLE_LEAD], term=term, ends_on=DAY)
    appointed(begun, begun.lead, begun.boss, starts_on=DAY + timedelta(days=1))
    assert {each.element.key: each.score for each in standings(Known(DAY + timedelta(days=1)))}["champion"] == 4


def test_a_champion_who_left_leads_nothing(begun: Begun) -> None:
    appointed(begun, begun.lead, begun.boss)
    Person.objects.filter(pk=begun.lead.pk).update(is_active=False)
    assert Known(DAY).champions == []


def test_bad_appointments_are_refused_and_change_nothing(begun: Begun) -> None:
    gone = our_person(code="B-9", is_active=False)
    me = our_person(begun.cast[Role.EXECUTIVE_SPONSOR], code="B-8")
    for person, boss, said, refusal in (
        (me, begun.boss, {}, refusals.NobodyAppointsThemselves),
        (gone, begun.boss, {}, refusals.ChampionHasLeft),
        (begun.lead, gone, {}, refusals.ChampionHasLeft),
        (begun.lead, begun.lead, {}, refusals.ReportsToThemselves),
        (begun.lead, begun.boss, {"ends_on": DAY - timedelta(days=1)}, refusals.TermEndsBeforeStart),
    ):
        with pytest.raises(refusal):
            appointed(begun, person, boss, **said)
    assert not ChampionTerm.objects.exists()
    term = appointed(begun, begun.lead, begun.boss)
    with pytest.raises(refusals.ChampionAlready):
        appointed(begun, begun.lead, begun.boss, starts_on=DAY + timedelta(days=9))
    with pytest.raises(refusals.TermOver):
        leading.end_term(by=begun.cast[Role.PEOPLE_LEAD], term=term, ends_on=date(2099, 1, 1))


def test_a_champion_cannot_appoint_champions(begun: Begun) -> None:
    with pytest.raises(NotAllowed):
        leading.appoint_champion(
            by=begun.champion,
            person=begun.seller,
            reports_to=begun.boss,
            mandate="x",
            reason="x",
            starts_on=DAY,
            ends_on=DAY,
        )


def test_a_sound_programme_shows_no_failure_mode() -> None:
    assert [row.mode.key for row in warned(SOUND) if row.shows is not False] == []


@pytest.mark.parametrize("key", [mode.key for mode in MODES])
def test_each_failure_mode_shows_on_its_own_sign_alone(key: str) -> None:
    assert [row.mode.key for row in warned(replace(SOUND, **BROKEN[key])) if row.shows] == [key]


def test_what_has_no_record_is_neither_good_nor_bad() -> None:
    rows = {row.mode.key: row for row in warned(replace(SOUND, paid_on=None))}
    assert [key for key, row in rows.items() if row.shows is None] == ["pay"]
    assert rows["pay"].evidence == "Not recorded in Clave yet."


def test_the_newest_answer_about_pay_counts_and_all_stay(begun: Begun) -> None:
    for answer in (PaidOn.REVENUE, PaidOn.VALUE):
        leading.answer_pay(by=begun.champion, answer=answer)
    assert signals(Known(DAY), pay_answer()).paid_on is PaidOn.VALUE
    assert PayAnswer.objects.count() == 2
    assert {each.element.key: each.score for each in standings(Known(DAY))}["rewards"] == 4


def test_a_sponsor_appoints_on_the_page_and_the_champion_reads(begun: Begun, client: Client, open_page: Any) -> None:
    sponsor, today = begun.cast[Role.EXECUTIVE_SPONSOR], timezone.localdate()
    open_page(sponsor, "champions")
    said = {"person": begun.lead.pk, "reports_to": begun.seller.pk, "mandate": "Slots.", "reason": "Energy."}
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=700)).isoformat()}
    assert client.post("/programme/champions/", said).status_code == 422
    assert client.post("/programme/champions/", {**said, **days}).status_code == 302
    assert client.post("/programme/champions/", {**said, **days}).status_code == 409
    text = open_page(begun.champion, "champions").content.decode()
    assert "Carla Champion leads the programme" in text
    assert "does not report to the top team" in text
    client.force_login(sponsor)
    term = ChampionTerm.objects.get()
    assert client.post(f"/programme/champions/{term.pk}/end/", {"ends_on": "x"}).status_code == 422
    assert client.post(f"/programme/champions/{term.pk}/end/", {"ends_on": today.isoformat()}).status_code == 302


def test_warnings_stand_with_their_evidence_and_pay_is_asked_once(begun: Begun, client: Client, open_page: Any) -> None:
    text = open_page(begun.champion, "programme-warnings").content.decode()
    assert "No champion at the top" in text
    assert "Nobody has said yet." in text
    assert client.post("/programme/warnings/", {"answer": "gifts"}).status_code == 422
    assert client.post("/programme/warnings/", {"answer": "revenue"}).status_code == 302
    assert "They are paid mostly on revenue" in client.get("/programme/warnings/").content.decode()


def test_the_smallest_benefit_is_told_in_money_to_those_who_read_costs(cast: Cast, open_page: Any) -> None:
    Managing(Company(cast))
    known = Known(timezone.localdate())
    assert seeable(cast[Role.EXECUTIVE_SPONSOR], known) is None
    open_page(cast.champion, "programme-warnings")
    assert seeable(cast.champion, known) is None, "three customers outside tell nothing about noise"
