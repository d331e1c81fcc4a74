"""The charter in versions, what counts of an element, and gates that close on evidence alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.programme.models import ElementJudgement, GateClosing, PayAnswer, ProgrammeCharter
from clave.programme.operations import course
from clave.programme.operations.leading import answer_pay
from clave.programme.queries.known import Known
from clave.programme.queries.sources import SOURCES, Source
from clave.programme.queries.stages import stages, standings, year_of
from clave.programme.queries.steps import steps
from clave.programme.rules import refusals
from clave.programme.rules.elements import BY_KEY, ELEMENTS, Phase
from clave.programme.rules.findings import Finding, of_age, of_number, of_share
from clave.programme.rules.steps import STEPS, deciding
from clave.programme.rules.warnings import PaidOn
from tests.cast import Cast, key_account_of
from tests.programme.begun import DAY, PURPOSE, Begun

pytestmark = pytest.mark.django_db


def judged(begun: Begun, key: str, score: int, evidence: str = "Seen.", on: date = DAY) -> ElementJudgement:
    told = {"score": score, "evidence": evidence, "seen_on": on, "today": DAY}
    return course.judge_element(by=begun.champion, element=BY_KEY[key], **told)  # type: ignore[arg-type]


def test_a_new_version_of_the_charter_needs_a_reason_and_the_newest_version_before_it(begun: Begun) -> None:
    begun.written()
    told = {"by": begun.champion, "purpose": PURPOSE, "started_on": DAY}
    with pytest.raises(refusals.ProgrammeCharterStale):
        course.write_charter(based_on=0, horizon_years=5, reason="Longer.", **told)
    with pytest.raises(refusals.ProgrammeCharterUnchanged):
        course.write_charter(based_on=1, horizon_years=4, reason="Same.", **told)
    with pytest.raises(refusals.ReasonMissing):
        course.write_charter(based_on=1, horizon_years=5, **told)
    made = course.write_charter(based_on=1, horizon_years=5, reason="It takes longer.", **told)
    assert [each.number for each in ProgrammeCharter.objects.all()] == [2, 1]
    entry = Entry.objects.order_by("-seq")[0]
    assert (entry.event, entry.subject_id) == ("programme.charter.written", str(made.pk))


def test_only_the_champion_changes_the_programme(begun: Begun) -> None:
    for role in (Role.FINANCE_PARTNER, Role.EXECUTIVE_SPONSOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            course.close_gate(by=begun.cast[role], phase=Phase.SCOPING, today=DAY)


def test_the_year_turns_on_the_day_the_programme_began(begun: Begun) -> None:
    made = begun.written(date(2024, 6, 1))
    days = (date(2024, 5, 31), date(2024, 6, 1), date(2025, 5, 31), date(2025, 6, 1), date(2026, 6, 1))
    assert [year_of(made, day) for day in days] == [0, 1, 1, 2, 3]


def test_a_judgement_without_evidence_counts_two_and_the_newest_day_wins(begun: Begun) -> None:
    judged(begun, "practices", 4, "")
    found = {each.element.key: each for each in standings(Known(DAY))}
    assert (found["practices"].score, found["benefit"].score) == (2, 0)
    judged(begun, "practices", 1, "Older.", DAY - timedelta(days=9))
    judged(begun, "practices", 3, "Card 7 was copied twice.")
    assert {each.element.key: each.score for each in standings(Known(DAY))}["practices"] == 3
    with pytest.raises(refusals.JudgedAhead):
        judged(begun, "practices", 3, on=DAY + timedelta(days=1))


def test_nobody_judges_what_clave_reads_itself(begun: Begun) -> None:
    with pytest.raises(refusals.ElementIsComputed):
        judged(begun, "managers", 4)
    assert not ElementJudgement.objects.exists()


def test_a_source_added_to_the_registry_is_read_by_elements_and_steps(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {each.element.key: each.score for each in standings(Known(DAY))}["promises"] is None
    assert steps(Known(DAY), ())[0].unrecorded
    monkeypatch.setitem(
        SOURCES, "promises", Source(lambda known: Finding(1, "Kept: 3 of 9."), "Keep them", "programme")
    )
    row = {each.element.key: each for each in standings(Known(DAY))}["promises"]
    assert (row.score, row.fact, row.is_computed) == (1, "Kept: 3 of 9.", True)


def test_a_gate_without_evidence_is_refused_and_names_everything_that_is_missing(begun: Begun) -> None:
    with pytest.raises(refusals.GateWithoutEvidence) as refused:
        course.close_gate(by=begun.champion, phase=Phase.SCOPING, today=DAY)
    assert refused.value.facts["missing"] == (
        "The purpose and a horizon in years are written down; The criteria for key accounts are agreed and locked; "
        "What every customer contributes and is worth is known; A champion with a mandate reports to the top"
    )
    with pytest.raises(refusals.GateOutOfOrder):
        course.close_gate(by=begun.champion, phase=Phase.INTRODUCING, today=DAY)
    assert not GateClosing.objects.exists()


def test_a_gate_that_closes_keeps_what_every_element_showed_that_day(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun.written()
    begun.lock_criteria()
    for name in ("figures", "champion"):
        monkeypatch.setitem(SOURCES, name, Source(lambda known: Finding(4, "Fresh."), "Run", "runs"))
    made = course.close_gate(by=begun.champion, phase=Phase.SCOPING, today=DAY)
    assert [each["element"] for each in made.evidence] == ["purpose", "criteria", "figures", "champion"]
    assert made.evidence[1]["fact"] == "Version 7 is locked."
    found = stages(Known(DAY))
    assert (found.found.reached, found.stage, found.has_index) == (1, "Scoping", True)
    with pytest.raises(refusals.GateClosed):
        course.close_gate(by=begun.champion, phase=Phase.SCOPING, today=DAY)


@pytest.mark.parametrize("table", [GateClosing, ProgrammeCharter, ElementJudgement, PayAnswer])
@pytest.mark.parametrize("change", ["update", "delete", "replace"])
def test_the_database_keeps_gates_charters_judgements_and_answers(begun: Begun, table: Any, change: str) -> None:
    begun.written()
    judged(begun, "practices", 4)
    answer_pay(by=begun.champion, answer=PaidOn.VALUE)
    GateClosing.objects.create(phase="scoping", closed_on=DAY, evidence=[], by=begun.champion)
    rows = table.objects.all()
    before = list(rows.values())
    tries: dict[str, Any] = {
        "update": lambda: rows.update(by=begun.cast.administrator),
        "delete": lambda: rows._raw_delete(rows.db),
        "replace": lambda: table(**{**before[0], "by_id": begun.cast.administrator.pk}).save(force_insert=True),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        tries[change]()
    assert list(rows.values()) == before


def test_with_fewer_than_five_key_accounts_there_is_no_index(cast: Cast) -> None:
    assert cast.people
    for number in range(5):
        assert not stages(Known(DAY)).has_index
        key_account_of(code=f"K{number}")
    assert stages(Known(DAY)).has_index


def test_what_the_records_show_of_a_programme_that_has_begun(begun: Begun) -> None:
    begun.own_every_function()
    scores = {each.element.key: each.score for each in standings(Known(DAY)) if each.is_computed}
    assert (scores["few"], scores["managers"], scores["sponsors"], scores["owners"]) == (4, 4, 4, 4)
    assert (scores["trained"], scores["purpose"], scores["reviews"], scores["figures"]) == (0, 0, 0, 0)


def test_shares_ages_and_numbers_are_scored_by_their_tables() -> None:
    assert [of_share(done, 10, "").score for done in (0, 1, 5, 8, 10)] == [0, 1, 2, 3, 4]
    assert of_share(0, 0, "").score == 0
    assert [of_number(count) for count in (0, 4, 5, 25, 26)] == [0, 2, 4, 4, 1]
    assert [of_age(days, ((10, 4), (20, 2))) for days in (None, 10, 11, 21)] == [0, 4, 2, 1]


def test_the_weakest_known_evidence_decides_about_a_step() -> None:
    assert deciding([None, 3, 1, 1]) == 2
    assert deciding([None, None]) == 0


def test_every_source_named_by_a_step_belongs_to_an_element() -> None:
    keys = {element.source or element.key for element in ELEMENTS}
    assert {source for step in STEPS for source in step.sources} <= keys
