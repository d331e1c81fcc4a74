"""The review committee and its quarterly review: seats, dates ahead, steps settled once, minutes that stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from clave.access.lending import TokenScope
from clave.access.models import Entry
from clave.access.policy import Role
from clave.company.models import Person
from clave.kit.templatetags import figures
from clave.review.models import CommitteeMeeting, CommitteeStep, CommitteeTerm
from clave.review.operations import committee as operations
from clave.review.rules import committee as rules
from tests.accounts.test_relationships_page import text_of
from tests.asking import Asking, code_of
from tests.cast import Cast, our_person
from tests.review.portfolio_people import Portfolio

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)


def meeting(cast: Cast) -> CommitteeMeeting:
    """The next meeting."""
    return operations.plan_year(by=cast.champion)[0]


def settled(cast: Cast, held: CommitteeMeeting, but: str = "") -> None:
    """Every step, but one, with nothing to do."""
    for step in rules.STEPS:
        if step.key != but:
            operations.settle_step(by=cast.champion, meeting=held, step=step, is_nothing=True)


def test_the_steps_take_an_hour_and_meetings_lie_a_quarter_apart_on_working_days() -> None:
    assert sum(each.minutes for each in rules.STEPS) == 60
    days = rules.days_ahead(MONDAY, MONDAY)
    assert [each.weekday() < 5 for each in days] == [True] * 4
    assert [(later - first).days for first, later in pairwise(days)] == [91, 91, 91]
    assert min(rules.days_ahead(MONDAY - timedelta(days=900), MONDAY)) > MONDAY
    assert rules.days_ahead(date(2026, 8, 1), MONDAY, 0) == []


def test_a_year_is_planned_once_and_one_person_is_in_the_chair(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    for _ in range(2):
        assert client.post("/committee/meetings/").status_code == 302
    assert CommitteeMeeting.objects.count() == 4
    first, second = our_person(code="P-1"), our_person(code="P-2")
    fields = {"starts_on": "2026-01-01", "ends_on": "2028-01-01", "is_chair": "on"}
    assert client.post("/committee/members/", {**fields, "person": first.pk}).status_code == 302
    refused = client.post("/committee/members/", {**fields, "person": second.pk})
    assert refused.status_code == 409
    assert "Person P-1 is in the chair on these days" in text_of(refused)
    backwards = {"person": second.pk, "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    assert client.post("/committee/members/", backwards).status_code == 422
    term = CommitteeTerm.objects.get()
    assert client.post(f"/committee/members/{term.pk}/end/").status_code == 302
    assert CommitteeTerm.objects.get().ends_on == timezone.localdate()
    assert "1 member, Person P-1 in the chair." in text_of(client.get("/committee/"))


def test_a_closed_tab_loses_nothing_and_the_second_of_two_sees_what_the_first_decided(
    cast: Cast, client: Client, open_page: Any
) -> None:
    held = meeting(cast)
    path = f"/quarterly-review/{held.number}/steps/changed/"
    client.force_login(cast.champion)
    assert client.post(path, {"words": ""}).status_code == 422
    owner = our_person(code="P-1")
    assert client.post(path, {"words": "The figures hold", "owner": owner.pk}).status_code == 422
    fields = {"words": "The figures hold", "owner": owner.pk, "due_on": "2099-01-01"}
    for _ in range(2):
        assert client.post(path, fields).status_code == 302
    assert CommitteeStep.objects.count() == 1
    other = Client()
    other.force_login(cast[Role.COMMITTEE_MEMBER])
    late = other.post(path, {"words": "They do not"})
    assert late.status_code == 409
    assert "settled this step meanwhile: “The figures hold”" in text_of(late)
    assert "They do not" in text_of(late)
    page = text_of(open_page(cast[Role.COMMITTEE_MEMBER], "quarterly-review"))
    assert "1 of 8 steps settled, 55 minutes to go" in page
    assert "Person P-1 does it by" in page


def test_it_closes_when_every_step_is_settled_and_then_stays(cast: Cast, client: Client, open_page: Any) -> None:
    held = meeting(cast)
    settled(cast, held, but="releases")
    client.force_login(cast.champion)
    path = f"/quarterly-review/{held.number}/close/"
    early = client.post(path, {"minutes": "Early"})
    assert early.status_code == 409
    assert "These steps are still open: Who goes." in text_of(early)
    owner, day = our_person(code="P-1"), timezone.localdate() - timedelta(days=3)
    step = rules.BY_KEY["releases"]
    operations.settle_step(by=cast.champion, meeting=held, step=step, words="Nobody yet", owner=owner, due_on=day)
    assert client.post(path, {"minutes": ""}).status_code == 422
    draft = open_page(cast.champion, "quarterly-review-of", number=held.number).context["minutes"].initial["minutes"]
    assert f"Who goes: Nobody yet (Person P-1, {figures.day(day)})" in draft
    assert client.post(path, {"minutes": draft}).status_code == 302
    with pytest.raises(rules.MeetingClosed):
        operations.settle_step(by=cast.champion, meeting=held, step=step, words="Somebody")
    assert client.post(path, {"minutes": "Again"}).status_code == 409
    assert "closed" in text_of(open_page(cast.champion, "quarterly-review-of", number=held.number))
    assert Entry.objects.filter(event="review.committee.meeting.closed").count() == 1
    assert "late" in text_of(open_page(cast.champion, "committee"))
    action = CommitteeStep.objects.get(step="releases")
    for _ in range(2):
        assert client.post(f"/committee/actions/{action.pk}/done/").status_code == 302
    assert Entry.objects.filter(event="review.committee.action.done").count() == 1


def test_a_quarter_without_data_and_two_key_accounts_are_said(cast: Cast, open_page: Any) -> None:
    Portfolio(cast, count=2)
    held = meeting(cast)
    assert "The newest figures are those of" in text_of(open_page(cast.champion, "quarterly-review"))
    settled(cast, held)
    operations.close_meeting(
        by=cast.champion, meeting=held, minutes="Nothing", at=timezone.now() + timedelta(minutes=1)
    )
    page = text_of(open_page(cast.champion, "quarterly-review"))
    assert "a quarter without data" in page
    assert "There are 2 key accounts" in page
    assert "No median is told from so few." in page


def test_before_any_meeting_the_page_teaches(cast: Cast, open_page: Any) -> None:
    assert "One hour a quarter, step by step" in text_of(open_page(cast.champion, "quarterly-review"))
    assert "No meeting is planned" in text_of(open_page(cast.champion, "committee"))
    assert "was not assessed by the committee yet" in text_of(open_page(cast.champion, "self-assessment"))


def test_the_assessment_is_kept_with_the_meeting_and_shows_what_moved(
    cast: Cast, client: Client, open_page: Any
) -> None:
    held = meeting(cast)
    client.force_login(cast.champion)
    with transaction.atomic():
        assert client.post(f"/quarterly-review/{held.number}/steps/assessment/", {"nothing": "1"}).status_code == 302
        kept = CommitteeMeeting.objects.get(pk=held.pk)
        transaction.set_rollback(True)
    assert len(kept.assessment) == 20
    rows = [{**row, "score": 4 if row["element"] == "purpose" else row["score"]} for row in kept.assessment]
    step = rules.BY_KEY["assessment"]
    operations.settle_step(by=cast.champion, meeting=held, step=step, is_nothing=True, assessment=rows)
    page = text_of(open_page(cast.champion, "self-assessment"))
    assert "1 element moved since the last assessment" in page
    assert "worse than last time" in page
    assert "there is a list of elements, and no index" in page


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_the_pack_leaves_as_paper_and_workbook_and_that_is_kept(cast: Cast, open_page: Any, kind: str) -> None:
    held = meeting(cast)
    answer = open_page(cast.champion, "review-pack", {"kind": kind}, number=held.number)
    content = answer.content if kind == "pdf" else b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF" if kind == "pdf" else b"PK")
    assert Entry.objects.filter(event="review.committee.pack.exported").count() == 1


def test_a_sponsor_reads_and_does_not_run_it_and_a_manager_does_neither(cast: Cast, client: Client) -> None:
    held = meeting(cast)
    for role, read in ((Role.EXECUTIVE_SPONSOR, 200), (Role.KEY_ACCOUNT_MANAGER, 403)):
        client.force_login(cast[role])
        assert client.get(f"/quarterly-review/{held.number}/").status_code == read
        assert client.post(f"/quarterly-review/{held.number}/steps/changed/", {"words": "x"}).status_code == 403


def test_a_program_reads_the_meetings(cast: Cast) -> None:
    held = meeting(cast)
    operations.settle_step(by=cast.champion, meeting=held, step=rules.BY_KEY["changed"], words="The figures hold")
    ask = Asking(cast.champion, TokenScope.READ_PROGRAMME)
    told = ask.get("committee/meetings")["items"]
    assert len(told) == 4
    assert told[-1]["steps"][0]["words"] == "The figures hold"
    days = {"starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=9)}
    operations.seat_member(by=cast.champion, person=our_person(code="P-1"), is_chair=True, **days)
    assert [(each["person"], each["is_chair"]) for each in ask.get("committee/members")] == [("P-1", True)]


def test_a_program_plans_and_moves_a_meeting_upon_the_version_it_read(cast: Cast) -> None:
    ask, today = Asking(cast.champion, TokenScope.CHANGE_PROGRAMME), timezone.localdate()
    day = {"meets_on": (today + timedelta(days=30)).isoformat()}
    made = [ask("POST", "committee/meetings", day, Idempotency_Key="once") for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201]
    assert CommitteeMeeting.objects.count() == 1
    assert code_of(ask("POST", "committee/meetings", day)) == (409, "COMMITTEE_MEETING_TWICE")
    over = {"meets_on": (today - timedelta(days=1)).isoformat()}
    assert code_of(ask("POST", "committee/meetings", over)) == (422, "COMMITTEE_MEETING_PAST")
    path, later = "committee/meetings/1", {"meets_on": (today + timedelta(days=37)).isoformat()}
    assert code_of(ask("PUT", path, later)) == (428, "PRECONDITION_REQUIRED")
    tag = ask("GET", path).headers["ETag"]
    moved = ask("PUT", path, later, If_Match=tag)
    assert (moved.status_code, moved.json()["meets_on"]) == (200, later["meets_on"])
    assert code_of(ask("PUT", path, day, If_Match=tag)) == (412, "PRECONDITION_FAILED")
    held = CommitteeMeeting.objects.get()
    settled(cast, held)
    operations.close_meeting(by=cast.champion, meeting=held, minutes="Held")
    tag = ask("GET", path).headers["ETag"]
    assert code_of(ask("PUT", path, day, If_Match=tag)) == (409, "COMMITTEE_MEETING_CLOSED")


def test_a_meeting_is_moved_once_and_the_second_of_two_sees_where_to(cast: Cast, client: Client) -> None:
    held, today = meeting(cast), timezone.localdate()
    client.force_login(cast.champion)
    path, day = f"/committee/meetings/{held.number}/move/", today + timedelta(days=40)
    assert client.post(path, {"day": day.isoformat(), "based_on": "1"}).status_code == 302
    late = client.post(path, {"day": (day + timedelta(days=7)).isoformat(), "based_on": "1"})
    assert late.status_code == 409
    assert f"Somebody moved this meeting meanwhile, to {figures.day(day)}" in text_of(late)
    assert client.post(path, {"day": (day + timedelta(days=7)).isoformat(), "based_on": "2"}).status_code == 302
    assert client.post("/committee/meetings/new/", {"day": (day + timedelta(days=7)).isoformat()}).status_code == 409
    assert client.post("/committee/meetings/new/", {"day": ""}).status_code == 422
    assert client.post("/committee/meetings/new/", {"day": day.isoformat()}).status_code == 302
    assert Entry.objects.filter(event="review.committee.meeting.moved").count() == 2


def action(cast: Cast, owner: Person, held: CommitteeMeeting | None = None) -> CommitteeStep:
    """What the committee asks of somebody, late since yesterday."""
    day, step = timezone.localdate() - timedelta(days=1), rules.BY_KEY["reviews"]
    told: dict[str, Any] = {"words": "Review every relationship", "owner": owner, "due_on": day}
    return operations.settle_step(by=cast.champion, meeting=held or meeting(cast), step=step, **told)


def test_who_answers_for_an_action_finds_it_on_my_day_and_says_that_it_is_done(
    cast: Cast, client: Client, open_page: Any
) -> None:
    owner = cast[Role.FUNCTION_MEMBER]
    asked = action(cast, our_person(owner, code="P-1"))
    assert "Review every relationship" in text_of(open_page(owner, "home"))
    assert "Review every relationship" in text_of(open_page(cast.champion, "home"))
    assert "Review every relationship" not in text_of(open_page(cast[Role.PEOPLE_LEAD], "home"))
    assert "It is done" in text_of(open_page(owner, "committee-action", pk=asked.pk))
    client.force_login(cast[Role.PEOPLE_LEAD])
    assert client.get(f"/committee/actions/{asked.pk}/").status_code == 404
    client.force_login(owner)
    done = client.post(f"/committee/actions/{asked.pk}/done/", follow=True)
    assert "It is written down as done, and the committee sees it." in text_of(done)
    assert "Review every relationship" not in text_of(open_page(owner, "home"))
    assert CommitteeStep.objects.get().done_on == timezone.localdate()


def test_a_program_says_that_an_action_of_its_owner_is_done(cast: Cast) -> None:
    owner = cast[Role.FUNCTION_MEMBER]
    asked = action(cast, our_person(owner, code="P-1"))
    stranger = Asking(cast[Role.PEOPLE_LEAD], TokenScope.CHANGE_PROGRAMME)
    assert stranger("POST", f"committee/actions/{asked.pk}/done").status_code == 404
    ask = Asking(owner, TokenScope.CHANGE_PROGRAMME)
    told = [ask("POST", f"committee/actions/{asked.pk}/done").json()["done_on"] for _ in range(2)]
    assert told == [timezone.localdate().isoformat()] * 2


def test_the_quarterly_review_that_is_near_stands_on_my_day_of_who_runs_it(cast: Cast, open_page: Any) -> None:
    operations.plan_meeting(by=cast.champion, day=timezone.localdate() + timedelta(days=5))
    for role, is_told in ((Role.CHAMPION, True), (Role.COMMITTEE_MEMBER, True), (Role.EXECUTIVE_SPONSOR, False)):
        assert ("0 of 8 steps are settled." in text_of(open_page(cast[role], "home"))) is is_told, role


def test_the_database_keeps_a_closed_meeting_its_steps_and_an_assessment_as_they_are(cast: Cast) -> None:
    held = meeting(cast)
    asked = action(cast, our_person(code="P-1"), held)
    settled(cast, held, but="reviews")
    assessed = CommitteeMeeting.objects.get(number=held.number + 1)
    step = rules.BY_KEY["assessment"]
    operations.settle_step(by=cast.champion, meeting=assessed, step=step, is_nothing=True, assessment=[{"score": 1}])
    operations.close_meeting(by=cast.champion, meeting=held, minutes="Held")
    meetings, steps = CommitteeMeeting.objects.filter(pk=held.pk), CommitteeStep.objects.filter(pk=asked.pk)
    forbidden: list[Callable[[], Any]] = [
        lambda: meetings.update(minutes="Other"),
        lambda: meetings.delete(),
        lambda: CommitteeMeeting.objects.filter(pk=assessed.pk).update(assessment=[{"score": 4}]),
        lambda: steps.update(words="Other"),
        lambda: steps.update(words="Other", done_on=MONDAY),
        lambda: CommitteeStep.objects.filter(pk=asked.pk)._raw_delete(CommitteeStep.objects.db),
        lambda: CommitteeStep.objects.create(meeting=held, step="changed", outcome="nothing"),
    ]
    for each in forbidden:
        with pytest.raises(DatabaseError), transaction.atomic():
            each()
    assert steps.update(done_on=MONDAY) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        steps.update(done_on=None)
