"""Customers enter and leave by governed decisions: what is refused, what is written, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.kit.refusals import Refusal
from clave.ledger.models import CustomerAssignment
from clave.ledger.operations import link_parent
from clave.portfolio.models import Decision, ExceptionRequest, KeyAccount, Vote
from clave.portfolio.operations import deciding
from clave.portfolio.operations.exceptions import ask_exception
from clave.portfolio.operations.ranking import rank_now
from clave.portfolio.rules import deciding_refusals as refusals
from tests.cast import customer_of
from tests.portfolio.charters import TERMS, locked
from tests.portfolio.choosing import FALLEN, PLAN, TODAY, Choosing, members
from tests.portfolio.rankings import judge_all
from tests.value.book import AS_OF

pytestmark = pytest.mark.django_db


def code_of(what: Callable[..., Any], *arguments: Any, **given: Any) -> str:
    """The code of the refusal that this meets, after which nothing has changed."""
    before = Entry.objects.count()
    with pytest.raises(Refusal) as met:
        what(*arguments, **given)
    assert Entry.objects.count() == before
    return met.value.code


def test_a_customer_enters_by_proposal_vote_and_minutes(choosing: Choosing) -> None:
    held = choosing.admitted(manager=choosing.manager, sponsor=choosing.sponsor)
    decision = held.admission
    assert (decision.state, decision.minutes, decision.ranking) == ("approved", "All were there.", choosing.ranking)
    assert (held.admitted_on, held.released_on) == (TODAY, None)
    given = CustomerAssignment.objects.filter(customer=choosing.good).values_list("capacity", "user", "valid_from")
    assert set(given) == {("manager", choosing.manager.pk, TODAY), ("sponsor", choosing.sponsor.pk, TODAY)}
    events = Entry.objects.filter(event__startswith="portfolio.").exclude(event__contains="charter")
    told = [event.split(".", 1)[1] for event in events.order_by("seq").values_list("event", flat=True)]
    assert told[2:] == [
        "decision.proposed",
        "decision.recused",
        "decision.voted",
        "decision.approved",
        "key_account.admitted",
    ]


def test_below_the_entry_line_nothing_is_proposed(choosing: Choosing) -> None:
    assert code_of(choosing.proposed, choosing.company.quiet) == "BELOW_ENTRY_LINE"


def test_a_customer_of_a_group_is_refused_and_the_group_named(choosing: Choosing) -> None:
    link_parent(by=None, customer=choosing.good, parent=choosing.company.group, valid_from=date(2026, 1, 1))
    with pytest.raises(refusals.CustomerMerged, match="Propose Elm Group instead"):
        choosing.proposed()


def test_a_merger_after_the_proposal_stops_the_admission(choosing: Choosing) -> None:
    decision = choosing.voted(choosing.proposed())
    link_parent(by=None, customer=choosing.good, parent=choosing.company.group, valid_from=date(2026, 1, 1))
    assert code_of(choosing.decided, decision) == "CUSTOMER_MERGED"
    assert not KeyAccount.objects.exists()


def test_what_cannot_be_scored_is_not_proposed(choosing: Choosing) -> None:
    assert code_of(choosing.proposed, choosing.company.member) == "NOT_A_CANDIDATE"


def test_a_ranking_by_an_earlier_charter_judges_nobody(choosing: Choosing) -> None:
    locked(choosing.cast, TERMS.__class__(**{**TERMS.__dict__, "first": 6}), "We want six.")
    assert code_of(choosing.proposed) == "RANKING_OUTDATED"


def test_a_proposal_judged_by_an_earlier_charter_is_not_approved(choosing: Choosing) -> None:
    decision = choosing.voted(choosing.proposed())
    locked(choosing.cast, TERMS.__class__(**{**TERMS.__dict__, "first": 6}), "We want six.")
    assert code_of(choosing.decided, decision) == "DECISION_OUTDATED"


def test_the_hundredth_is_refused(choosing: Choosing) -> None:
    members(choosing.cast, 98)
    decision = choosing.voted(choosing.proposed())
    choosing.decided(decision)
    judge_all(choosing.cast, choosing.company.group, 9.9)
    assert KeyAccount.objects.count() == 99
    with pytest.raises(DatabaseError, match="99 key accounts"), transaction.atomic():
        members_one_more(choosing)


def members_one_more(choosing: Choosing) -> None:
    kept = KeyAccount.objects.first()
    assert kept is not None
    KeyAccount.objects.create(customer=choosing.company.quiet, admission=kept.admission, admitted_on=TODAY)


def test_with_ninety_nine_nothing_is_proposed(choosing: Choosing) -> None:
    members(choosing.cast, 99)
    assert code_of(choosing.proposed) == "KEY_ACCOUNTS_FULL"


def test_a_manager_without_room_is_refused_and_the_sponsor_only_told(choosing: Choosing, settings: Any) -> None:
    members(choosing.cast, 2)
    for at in range(2):
        customer_of(choosing.manager, code=f"KEY-{at}")
    settings.KEY_ACCOUNTS_PER_MANAGER, settings.KEY_ACCOUNTS_PER_SPONSOR = 2, 0
    assert code_of(choosing.proposed, manager=choosing.manager) == "MANAGER_FULL"
    assert choosing.proposed(sponsor=choosing.sponsor).sponsor == choosing.sponsor


def test_customers_that_are_no_key_accounts_take_no_room(choosing: Choosing, settings: Any) -> None:
    customer_of(choosing.manager, code="ORDINARY")
    settings.KEY_ACCOUNTS_PER_MANAGER = 1
    assert choosing.proposed(manager=choosing.manager).is_open


def test_two_proposals_about_one_customer_are_one_too_many(choosing: Choosing) -> None:
    choosing.proposed()
    assert code_of(choosing.proposed) == "DECISION_IS_OPEN"


def test_who_answers_for_the_customer_is_recused_from_the_start_and_seen(choosing: Choosing) -> None:
    customer_of(choosing.sponsor, code="GOOD")
    decision = choosing.proposed()
    assert list(decision.votes.values_list("by", "choice")) == [(choosing.sponsor.pk, "recused")]
    assert code_of(choosing.voted, decision, "yes", choosing.sponsor) == "DECISION_ON_OWN_ACCOUNT"
    assert code_of(choosing.decided, choosing.voted(decision), by=choosing.sponsor) == "DECISION_ON_OWN_ACCOUNT"


def test_who_answers_for_the_group_above_is_recused_too(choosing: Choosing) -> None:
    customer_of(choosing.sponsor, code="GROUP")
    held = choosing.proposed()
    link_parent(by=None, customer=choosing.good, parent=choosing.company.group, valid_from=date(2026, 1, 1))
    assert code_of(choosing.voted, held, "yes", choosing.sponsor) == "DECISION_ON_OWN_ACCOUNT"


def test_a_vote_given_before_one_became_responsible_does_not_count(choosing: Choosing) -> None:
    decision = choosing.voted(choosing.proposed(), "yes", choosing.sponsor)
    customer_of(choosing.sponsor, code="GOOD")
    assert code_of(choosing.decided, decision) == "VOTES_MISSING"


def test_a_vote_that_no_longer_counts_is_kept_as_a_recusal(choosing: Choosing) -> None:
    decision = choosing.voted(choosing.voted(choosing.proposed()), "no", choosing.sponsor)
    customer_of(choosing.sponsor, code="GOOD")
    choosing.decided(decision)
    assert set(decision.votes.values_list("by", "choice")) == {
        (choosing.member.pk, "yes"),
        (choosing.sponsor.pk, "recused"),
    }


def test_the_proposer_neither_votes_nor_decides(choosing: Choosing) -> None:
    told = {"customer": choosing.good, "reason": "We want it.", "today": TODAY}
    decision = deciding.propose_admission(by=choosing.member, **told)
    assert code_of(choosing.voted, decision, "yes", choosing.member) == "DECISION_PROPOSER_VOTES"
    decision = choosing.voted(decision, "yes", choosing.second)
    assert code_of(choosing.decided, decision, by=choosing.member) == "DECISION_PROPOSER_DECIDES"


def test_votes_decide_and_a_changed_mind_counts_once(choosing: Choosing) -> None:
    decision = choosing.voted(choosing.voted(choosing.proposed(), "yes"), "no")
    assert Vote.objects.filter(decision=decision).count() == 1
    assert code_of(choosing.decided, decision) == "VOTES_SAY_OTHERWISE"
    assert choosing.decided(decision, "refused").state == "refused"
    assert not KeyAccount.objects.exists()


def test_a_page_that_saw_fewer_votes_does_not_decide(choosing: Choosing) -> None:
    decision = choosing.voted(choosing.proposed())
    choosing.voted(decision, "no", choosing.sponsor)
    assert code_of(choosing.decided, decision, version=decision.version) == "DECISION_STALE"


def test_what_was_decided_is_not_decided_again(choosing: Choosing) -> None:
    decision = choosing.decided(choosing.voted(choosing.proposed()))
    for what in (choosing.decided, choosing.voted):
        assert code_of(what, decision) == "DECISION_CLOSED"


def test_a_decision_takes_effect_neither_before_its_figures_nor_far_ahead(choosing: Choosing) -> None:
    decision = choosing.voted(choosing.proposed())
    early, late = AS_OF - timedelta(days=1), TODAY + timedelta(days=200)
    assert code_of(choosing.decided, decision, effective_on=early) == "EFFECTIVE_TOO_EARLY"
    assert code_of(choosing.decided, decision, effective_on=late) == "EFFECTIVE_TOO_LATE"
    assert choosing.decided(decision, effective_on=AS_OF).effective_on == AS_OF


def test_only_the_proposer_withdraws(choosing: Choosing) -> None:
    decision = choosing.proposed()
    told = {"decision": decision, "version": decision.version, "reason": "Too early."}
    assert code_of(deciding.withdraw_decision, by=choosing.member, **told) == "DECISION_NOT_YOURS"
    assert deciding.withdraw_decision(by=choosing.champion, **told).state == "withdrawn"
    assert choosing.proposed().number == decision.number + 1


def test_who_may_not_is_refused(choosing: Choosing) -> None:
    finance = choosing.cast.finance_partner
    with pytest.raises(NotAllowed):
        deciding.propose_admission(by=finance, customer=choosing.good, reason="x", today=TODAY)
    decision = choosing.voted(choosing.proposed())
    with pytest.raises(NotAllowed):
        choosing.voted(decision, by=finance)
    with pytest.raises(NotAllowed):
        choosing.decided(decision, by=choosing.manager)


def test_a_key_account_leaves_after_two_reviews_and_a_plan(choosing: Choosing) -> None:
    held = choosing.admitted()
    judge_all(choosing.cast, choosing.good, 1.0)
    leave = {"by": choosing.champion, "customer": choosing.good, "reason": "It fell.", "telling": PLAN}
    first, later = date(2026, 6, 30), date(2026, 8, 31)
    choosing.review(first, **FALLEN)
    assert code_of(deciding.propose_release, today=first, **leave) == "REVIEWS_MISSING"
    choosing.review(later, **FALLEN)
    assert code_of(deciding.propose_release, today=later, **{**leave, "telling": {}}) == "TELLING_MISSING"
    decision = choosing.voted(deciding.propose_release(today=later, **leave))
    choosing.decided(decision, effective_on=later, today=later)
    held.refresh_from_db()
    assert (held.released_on, held.release, held.release.telling) == (later, decision, PLAN)


def test_a_merged_key_account_leaves_once_its_group_has_entered(choosing: Choosing) -> None:
    choosing.admitted()
    group = choosing.company.group
    link_parent(by=None, customer=choosing.good, parent=group, valid_from=date(2026, 1, 1))
    leave = {"by": choosing.champion, "customer": choosing.good, "reason": "One buyer.", "telling": PLAN}
    assert code_of(deciding.propose_release, today=TODAY, **leave) == "REVIEWS_MISSING"
    kept = Decision.objects.create(
        number=50,
        kind="admit",
        state="approved",
        customer=group,
        ranking=choosing.ranking,
        reason="Of old",
        minutes="Of old",
        proposed_by=choosing.champion,
        decided_by=choosing.member,
        decided_at=choosing.ranking.queued_at,
    )
    KeyAccount.objects.create(customer=group, admission=kept, admitted_on=AS_OF)
    assert deciding.propose_release(today=TODAY, **leave).kind == "release"


def test_a_released_customer_enters_again_by_a_new_decision(choosing: Choosing) -> None:
    test_a_key_account_leaves_after_two_reviews_and_a_plan(choosing)
    judge_all(choosing.cast, choosing.good, 9.0)
    choosing.review(date(2026, 10, 31))
    later = date(2026, 11, 10)
    decision = choosing.voted(choosing.proposed(today=later))
    choosing.decided(decision, today=later, effective_on=later)
    assert KeyAccount.objects.filter(customer=choosing.good).count() == 2


def asked(choosing: Choosing, **more: Any) -> ExceptionRequest:
    told = {"customer": choosing.company.quiet, "ground": "friendship", "reason": "The chief plays golf there.", **more}
    return ask_exception(by=choosing.manager, on_behalf_of="The chief executive", today=TODAY, **told)


def test_a_friends_favourite_is_judged_by_the_charter_and_kept(choosing: Choosing) -> None:
    made = asked(choosing)
    assert (made.number, made.verdict, made.asked_by) == (1, "refused", choosing.manager)
    assert made.figures["entry_line"] == 6_500
    assert made.figures["score"] < 6_500
    assert asked(choosing, customer=choosing.good).verdict == "no_exception_needed"
    entry = Entry.objects.filter(event="portfolio.exception.asked").earliest("seq")
    assert "chief executive" not in entry.after


def test_an_exception_needs_a_reason_and_a_ground(choosing: Choosing) -> None:
    assert code_of(asked, choosing, reason=" ") == "EXCEPTION_NEEDS_REASON"
    assert code_of(asked, choosing, ground="golf") == "EXCEPTION_GROUND_UNKNOWN"


SEALED: dict[str, Callable[[], Any]] = {
    "the minutes": lambda: Decision.objects.update(minutes="Otherwise"),
    "the decision away": lambda: Decision.objects.all()._raw_delete("default"),
    "a vote": lambda: Vote.objects.update(choice="no"),
    "a vote away": lambda: Vote.objects.all().delete(),
    "an exception": lambda: ExceptionRequest.objects.update(verdict="granted"),
    "an exception away": lambda: ExceptionRequest.objects.all().delete(),
    "the day of entry": lambda: KeyAccount.objects.update(admitted_on=AS_OF),
    "a key account away": lambda: KeyAccount.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("name", SEALED)
def test_what_was_decided_stays_by_any_door(choosing: Choosing, name: str) -> None:
    choosing.admitted()
    asked(choosing)
    with pytest.raises(DatabaseError, match="what was decided stays"), transaction.atomic():
        SEALED[name]()


def test_no_vote_is_added_to_what_was_decided(choosing: Choosing) -> None:
    held = choosing.admitted()
    with pytest.raises(DatabaseError, match="what was decided stays"), transaction.atomic():
        Vote.objects.create(decision=held.admission, by=choosing.sponsor, choice="no")


def test_a_later_ranking_leaves_what_a_decision_quotes(choosing: Choosing) -> None:
    decision = choosing.proposed()
    rank_now(by=None, draws=50)
    decision.refresh_from_db()
    assert decision.ranking == choosing.ranking


def test_a_sponsor_sees_what_is_put_to_the_vote_and_nothing_else_of_others(choosing: Choosing) -> None:
    decision = choosing.proposed()
    seen = Decision.objects.visible_to
    assert list(seen(choosing.sponsor)) == [decision]
    assert list(seen(choosing.manager)) == []
    decision = choosing.decided(choosing.voted(decision))
    assert list(seen(choosing.sponsor)) == []
    assert list(seen(choosing.member)) == [decision]
    assert list(seen(choosing.cast[Role.READER])) == []
