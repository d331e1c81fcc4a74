"""A charter is drafted, proposed, approved by two and locked; what is locked stays, by every door."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from clave.access.models import Entry, User
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.kit.refusals import Refusal
from clave.portfolio.models import Approval, Charter, Criterion
from clave.portfolio.operations import charter as operations
from clave.portfolio.operations.charter_weights import weigh_by_comparison
from clave.portfolio.queries import charter as queries
from clave.portfolio.rules import charter_refusals as refusals
from clave.portfolio.rules.states import Side
from tests.cast import Cast, person
from tests.portfolio.charters import TERMS, approved_by, draft, judged, locked, measured, proposed, without_run
from tests.value.book import Company

pytestmark = pytest.mark.django_db
SPONSOR = Role.EXECUTIVE_SPONSOR
JUDGED = without_run()


def events() -> list[str]:
    found = Entry.objects.filter(event__startswith="portfolio.charter").order_by("seq")
    return [event.removeprefix("portfolio.charter.") for event in found.values_list("event", flat=True)]


def test_the_first_charter_begins_with_a_suggestion(cast: Cast) -> None:
    made = operations.draft_charter(by=cast.champion, reason="We begin.")
    terms = queries.terms_of(operations.fresh(made))
    assert (made.number, made.state, made.replaces, made.first) == (1, "draft", None, 15)
    assert {side: sum(each.weight_hundredths for each in terms.of_side(side)) for side in Side} == dict.fromkeys(
        Side, 10_000
    )
    assert events() == ["drafted"]


def test_two_approvals_lock_it_with_a_digest_that_verifies(company: Company) -> None:
    cast = company.cast
    once = approved_by(proposed(cast), cast.finance_partner)
    assert (once.state, once.digest, queries.in_force()) == ("proposed", "", None)
    charter = approved_by(once, cast[SPONSOR])
    assert (charter.state, charter.run, len(charter.digest)) == ("locked", company.run, 64)
    assert charter.code_version
    assert queries.in_force() == charter
    assert operations.verify_charter(queries.in_force()).holds
    assert events() == ["drafted", "edited", "proposed", "approved", "approved", "locked"]


def test_a_new_version_begins_with_what_is_in_force_and_replaces_it_when_locked(cast: Cast) -> None:
    first = locked(cast, JUDGED)
    made = operations.draft_charter(by=cast.champion, reason="The customer's view counts more.")
    assert queries.terms_of(operations.fresh(made)) == JUDGED
    assert made.replaces == first
    edited = operations.edit_charter(
        by=cast.champion, charter=made, version=1, terms=replace(JUDGED, theirs_share_percent=40)
    )
    assert [change.part for change in queries.changes(first, edited)] == ["theirs_share_percent"]
    second = operations.propose_charter(by=cast.champion, charter=edited, version=edited.version)
    second = approved_by(second, cast[SPONSOR], cast.finance_partner)
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "locked")
    assert operations.verify_charter(operations.fresh(first)).holds


def test_the_same_charter_is_not_agreed_twice(cast: Cast) -> None:
    locked(cast, JUDGED)
    made = operations.draft_charter(by=cast.champion, reason="Again.")
    with pytest.raises(refusals.CharterUnchanged):
        operations.propose_charter(by=cast.champion, charter=made, version=1)


def test_weights_of_99_are_saved_in_a_draft_and_refused_in_a_proposal(cast: Cast) -> None:
    short = replace(JUDGED, criteria=(judged("fit", 60), judged("openness", 39), *JUDGED.of_side(Side.THEIRS)))
    made = draft(cast, short)
    with pytest.raises(refusals.WeightsNotWhole, match="99 %: 1 % are missing"):
        operations.propose_charter(by=cast.champion, charter=made, version=made.version)
    made.refresh_from_db()
    assert made.state == "draft"


def test_measured_criteria_need_a_run(cast: Cast) -> None:
    made = draft(cast)
    with pytest.raises(refusals.RunMissing):
        operations.propose_charter(by=cast.champion, charter=made, version=made.version)


REFUSED = {
    "tenure": (measured("stability", "first_ordered_on", 100), refusals.CriterionIsTenure),
    "revenue": (measured("size", "revenue", 100), refusals.CriterionIsPastRevenue),
    "friends": (judged("friends-of-the-house", 100), refusals.CriterionIsFriendship),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_criterion_does_not_even_stand_in_a_draft(cast: Cast, name: str) -> None:
    criterion, refusal = REFUSED[name]
    made = operations.draft_charter(by=cast.champion, reason="We begin.")
    with pytest.raises(refusal):
        operations.edit_charter(by=cast.champion, charter=made, version=1, terms=replace(TERMS, criteria=(criterion,)))
    assert not Criterion.objects.filter(key=criterion.key).exists()


def test_the_proposer_never_approves_whatever_else_that_person_is(cast: Cast) -> None:
    both = person("both", Role.CHAMPION, SPONSOR)
    made = draft(cast, JUDGED)
    waiting = operations.propose_charter(by=both, charter=made, version=made.version)
    with pytest.raises(refusals.ProposerApproves):
        operations.approve_charter(by=both, charter=waiting, version=waiting.version)


def test_one_person_twice_does_not_lock(cast: Cast) -> None:
    both = person("both", Role.FINANCE_PARTNER, SPONSOR)
    once = approved_by(proposed(cast, JUDGED), both)
    with pytest.raises(refusals.ApprovedTwice):
        operations.approve_charter(by=both, charter=once, version=once.version)
    assert queries.in_force() is None


def test_two_for_the_programme_do_not_stand_for_a_sponsor(cast: Cast) -> None:
    once = approved_by(proposed(cast, JUDGED), cast.finance_partner)
    with pytest.raises(refusals.CapacityTaken, match="Finance Partner"):
        operations.approve_charter(by=person("second", Role.CHAMPION), charter=once, version=once.version)
    assert Approval.objects.count() == 1


def test_what_is_sent_back_is_a_draft_again_and_its_approvals_are_void(cast: Cast) -> None:
    once = approved_by(proposed(cast, JUDGED), cast[SPONSOR])
    back = operations.send_back_charter(
        by=cast.finance_partner, charter=once, version=once.version, reason="The exit line is too high."
    )
    assert (back.state, back.sent_back_by, back.sent_back_reason) == (
        "draft",
        cast.finance_partner,
        "The exit line is too high.",
    )
    assert not Approval.objects.exists()
    again = operations.propose_charter(by=cast.champion, charter=back, version=back.version)
    assert (again.state, again.sent_back_reason) == ("proposed", "")


def test_one_version_is_worked_on_at_a_time(cast: Cast) -> None:
    made = draft(cast, JUDGED)
    with pytest.raises(refusals.CharterOpen, match="C1"):
        operations.draft_charter(by=cast.champion, reason="Another.")
    operations.withdraw_charter(by=cast.champion, charter=made, version=made.version, reason="Not now.")
    assert operations.draft_charter(by=cast.champion, reason="Another.").number == 2


def test_nobody_saves_over_a_draft_not_seen(cast: Cast) -> None:
    made = operations.draft_charter(by=cast.champion, reason="We begin.")
    operations.edit_charter(by=cast.champion, charter=made, version=1, terms=JUDGED)
    with pytest.raises(refusals.CharterStale):
        operations.edit_charter(by=cast.champion, charter=made, version=1, terms=replace(JUDGED, first=9))
    assert operations.fresh(made).first == JUDGED.first


def test_what_was_approved_is_what_was_seen(cast: Cast) -> None:
    waiting = proposed(cast, JUDGED)
    with pytest.raises(refusals.CharterStale):
        operations.approve_charter(by=cast[SPONSOR], charter=waiting, version=waiting.version - 1)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CHAMPION])
def test_only_the_champion_drafts(cast: Cast, role: Role) -> None:
    with pytest.raises(NotAllowed):
        operations.draft_charter(by=cast[role], reason="I want.")


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CHAMPION, Role.FINANCE_PARTNER, SPONSOR)])
def test_only_champion_finance_partner_and_sponsor_approve(cast: Cast, role: Role) -> None:
    waiting = proposed(cast, JUDGED)
    for change in (
        lambda: operations.approve_charter(by=cast[role], charter=waiting, version=waiting.version),
        lambda: operations.send_back_charter(by=cast[role], charter=waiting, version=waiting.version, reason="No."),
    ):
        with pytest.raises(NotAllowed):
            change()


Operation = Callable[[User, Charter], Any]
OPERATIONS: dict[str, Operation] = {
    "edit": lambda by, charter: operations.edit_charter(by=by, charter=charter, version=charter.version, terms=JUDGED),
    "weigh": lambda by, charter: weigh_by_comparison(
        by=by, charter=charter, version=charter.version, side=Side.THEIRS, pairs={("service", "product"): 3}
    ),
    "propose": lambda by, charter: operations.propose_charter(by=by, charter=charter, version=charter.version),
    "approve": lambda by, charter: operations.approve_charter(by=by, charter=charter, version=charter.version),
    "send back": lambda by, charter: operations.send_back_charter(
        by=by, charter=charter, version=charter.version, reason="No."
    ),
    "withdraw": lambda by, charter: operations.withdraw_charter(
        by=by, charter=charter, version=charter.version, reason="No."
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_operation_changes_a_locked_charter(cast: Cast, name: str) -> None:
    charter = locked(cast, JUDGED)
    with pytest.raises((refusals.CharterLocked, refusals.CharterUnchanged)):
        OPERATIONS[name](cast.champion, charter)
    assert operations.verify_charter(operations.fresh(charter)).holds


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def other_draft(charter: Charter) -> Charter:
    return Charter.objects.create(number=77, reason="Beside", drafted_by=charter.drafted_by)


def stray(charter: Charter) -> Criterion:
    """A criterion of a draft beside this charter."""
    return Criterion.objects.create(
        charter=other_draft(charter), position=9, key="new", name="New", side="ours", kind="judged"
    )


CHANGES: dict[str, Callable[[Charter], Any]] = {
    "a line": lambda charter: Charter.objects.filter(pk=charter.pk).update(entry_line_thousandths=9_000),
    "its state": lambda charter: Charter.objects.filter(pk=charter.pk).update(state="draft"),
    "its digest while it is replaced": lambda charter: Charter.objects.filter(pk=charter.pk).update(
        state="replaced", digest="0" * 64
    ),
    "the charter away": lambda charter: raw("DELETE FROM portfolio_charter WHERE id = %s", charter.pk),
    "a weight": lambda charter: Criterion.objects.filter(charter=charter).update(weight_hundredths=1),
    "a weight past the model": lambda charter: raw("UPDATE portfolio_criterion SET weight_hundredths = 1"),
    "a criterion away": lambda charter: charter.criteria.all().delete(),
    "another criterion": lambda charter: Criterion.objects.create(
        charter=charter, position=9, key="tenure", name="Tenure", side="ours", kind="judged"
    ),
    "a criterion out of it": lambda charter: Criterion.objects.update(charter=other_draft(charter)),
    "a criterion into it": lambda charter: Criterion.objects.filter(pk=stray(charter).pk).update(charter=charter),
    "an approval away": lambda charter: charter.approvals.all().delete(),
    "another approval": lambda charter: Approval.objects.create(charter=charter, by=charter.proposed_by, capacity="x"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_database_itself_refuses_to_change_a_locked_charter(cast: Cast, name: str) -> None:
    charter = locked(cast, JUDGED)
    with pytest.raises(DatabaseError, match="a locked charter never changes"), transaction.atomic():
        CHANGES[name](charter)
    assert operations.verify_charter(operations.fresh(charter)).holds


def test_no_statement_puts_another_charter_in_its_place(cast: Cast) -> None:
    charter = locked(cast, JUDGED)
    statement = "INSERT OR REPLACE INTO portfolio_charter SELECT * FROM portfolio_charter"
    if connection.vendor == "postgresql":
        raw("SET CONSTRAINTS ALL IMMEDIATE")
        statement = "TRUNCATE portfolio_charter CASCADE"
    with pytest.raises(DatabaseError, match="a locked charter never changes"), transaction.atomic():
        raw(statement)
    assert operations.verify_charter(operations.fresh(charter)).holds


def test_a_forged_charter_is_found_by_its_digest(cast: Cast) -> None:
    charter = proposed(cast, JUDGED)
    Charter.objects.filter(pk=charter.pk).update(state="locked", locked_at=charter.proposed_at, digest="0" * 64)
    with pytest.raises(refusals.DigestDiffers, match="C1"):
        operations.verify_charter(operations.fresh(charter))


def test_the_history_tells_what_was_before_and_after(cast: Cast) -> None:
    made = draft(cast, JUDGED)
    operations.edit_charter(by=cast.champion, charter=made, version=made.version, terms=replace(JUDGED, first=7))
    entry = Entry.objects.filter(event="portfolio.charter.edited").first()
    assert entry is not None
    assert [json.loads(told)["terms"]["first"] for told in (entry.before, entry.after)] == [5, 7]


THREE = replace(TERMS, criteria=(judged("a", 50), judged("b", 30), judged("c", 20), *TERMS.of_side(Side.THEIRS)))


def compare(cast: Cast, charter: Charter, pairs: dict[tuple[str, str], float], **more: Any) -> Charter:
    return weigh_by_comparison(
        by=cast.champion, charter=charter, version=charter.version, side=Side.OURS, pairs=pairs, **more
    )


def test_comparisons_become_weights_that_are_whole(cast: Cast) -> None:
    charter = compare(cast, draft(cast, THREE), {("a", "b"): 1 / 3, ("a", "c"): 5, ("b", "c"): 7})
    weights = {each.key: each.weight_hundredths for each in charter.criteria.filter(side="ours")}
    assert weights == {"a": 2_790, "b": 6_491, "c": 719}
    assert charter.comparisons["ours"]["ratio"] == pytest.approx(0.0559, abs=0.001)
    assert not charter.comparisons["ours"]["looked_again"]


def test_contradicting_comparisons_are_refused_unless_looked_at_again(cast: Cast) -> None:
    made = draft(cast, THREE)
    circle = {("a", "b"): 5.0, ("b", "c"): 5.0, ("a", "c"): 1 / 5}
    with pytest.raises(refusals.ComparisonsContradict, match="“A”, “B” and “C”"):
        compare(cast, made, circle)
    charter = compare(cast, made, circle, looked_again=True)
    assert charter.comparisons["ours"]["looked_again"]
    assert sum(each.weight_hundredths for each in charter.criteria.filter(side="ours")) == 10_000


@pytest.mark.parametrize("pairs", [{}, {("a", "b"): 3}, {("a", "b"): 30, ("a", "c"): 5, ("b", "c"): 7}])
def test_every_pair_is_compared_within_the_scale(cast: Cast, pairs: dict[tuple[str, str], float]) -> None:
    with pytest.raises(refusals.ComparisonsUnfit):
        compare(cast, draft(cast, THREE), pairs)


def test_weights_written_by_hand_forget_the_comparison(cast: Cast) -> None:
    charter = compare(cast, draft(cast, THREE), {("a", "b"): 1, ("a", "c"): 1, ("b", "c"): 1})
    kept = operations.edit_charter(
        by=cast.champion, charter=charter, version=charter.version, terms=replace(queries.terms_of(charter), first=9)
    )
    assert "ours" in kept.comparisons
    again = operations.edit_charter(by=cast.champion, charter=kept, version=kept.version, terms=THREE)
    assert again.comparisons == {}


def test_refusals_say_what_to_do_next() -> None:
    found = [each for each in vars(refusals).values() if isinstance(each, type) and issubclass(each, Refusal)]
    told = [each for each in found if each.__dict__.get("template")]
    assert len({each.code for each in told}) > 20
    assert all(each.template.count(".") >= 1 for each in told)
