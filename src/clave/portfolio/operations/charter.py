"""Charters: drafted, proposed, approved by two and locked; never changed after."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.portfolio.models import Approval, Charter, Criterion
from clave.portfolio.queries import charter as queries
from clave.portfolio.queries.measured import anchors_for
from clave.portfolio.rules.approving import capacity_for, is_approved
from clave.portfolio.rules.charter import CriterionTerms, Terms, broken, digest_of, refuse, unfinished
from clave.portfolio.rules.charter_refusals import (
    CharterLocked,
    CharterMoved,
    CharterOpen,
    CharterStale,
    CharterUnchanged,
    DigestDiffers,
    ReasonMissing,
)
from clave.portfolio.rules.states import CHARTER_MOVES, CharterState, Side
from clave.portfolio.rules.suggesting import FIRST_CHARTER, first_terms
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

TERMS = ("first", "theirs_share_percent", "entry_line_thousandths", "exit_line_thousandths")


@transaction.atomic
def draft_charter(*, by: User, reason: str) -> Charter:
    """Begin the next version: what is in force, or a suggestion where nothing is. Raises CharterOpen, ReasonMissing."""
    refuse_unless(by, Action.CHANGE_CHARTER)
    refuse_without_reason(reason)
    journal.lock()
    if working := queries.open_version():
        raise CharterOpen(charter=str(working))
    before, run = queries.in_force(), queries.latest_run()
    number = (Charter.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    terms = queries.terms_of(before) if before else _suggested(run)
    made = Charter.objects.create(
        number=number,
        replaces=before,
        reason=reason.strip(),
        run=run,
        comparisons=before.comparisons if before else {},
        drafted_by=by,
        **{name: getattr(terms, name) for name in TERMS},
    )
    _write_criteria(made, terms)
    _record(by, "drafted", made, after={"reason": made.reason, "terms": asdict(terms)})
    return made


@transaction.atomic
def edit_charter(*, by: User, charter: Charter, version: int, terms: Terms) -> Charter:
    """Write what a draft says, weights and all; `version` is the one that was edited.

    Raises what is broken in the terms, CharterStale, CharterMoved and CharterLocked.
    """
    refuse_unless(by, Action.CHANGE_CHARTER)
    refuse(broken(terms))
    journal.lock()
    before = queries.terms_of(fresh(charter))
    kept = {side: told for side, told in charter.comparisons.items() if before.of_side(Side(side)) == _of(terms, side)}
    _move(charter, version, CharterState.DRAFT, comparisons=kept, **{name: getattr(terms, name) for name in TERMS})
    _write_criteria(charter, terms)
    _record(by, "edited", charter, before={"terms": asdict(before)}, after={"terms": asdict(terms)})
    return fresh(charter)


@transaction.atomic
def propose_charter(*, by: User, charter: Charter, version: int) -> Charter:
    """Put a finished draft to its approvers; it reads the latest run from now on, and is not edited any more.

    Raises what is unfinished, CharterUnchanged, CharterStale, CharterMoved and CharterLocked.
    """
    refuse_unless(by, Action.CHANGE_CHARTER)
    journal.lock()
    found = fresh(charter)
    _refuse_unless_there(found, version, CharterState.DRAFT)
    terms, run = queries.terms_of(found), queries.latest_run()
    refuse([*broken(terms), *unfinished(terms, has_run=run is not None)])
    force = queries.in_force()
    if force and queries.terms_of(force) == terms:
        raise CharterUnchanged(charter=str(force))
    proposed = {"run": run, "proposed_by": by, "proposed_at": timezone.now(), "replaces": force}
    _move(
        charter,
        version,
        CharterState.DRAFT,
        to=CharterState.PROPOSED,
        sent_back_by=None,
        sent_back_reason="",
        **proposed,
    )
    _record(by, "proposed", charter, after={"run": str(run or ""), "terms": asdict(terms)})
    return fresh(charter)


@transaction.atomic
def approve_charter(*, by: User, charter: Charter, version: int) -> Charter:
    """Say yes to a proposal; with the second yes it is locked and replaces the charter in force.

    Raises ProposerApproves, ApprovedTwice, CapacityTaken, CharterStale, CharterMoved and CharterLocked.
    """
    refuse_unless(by, Action.APPROVE_CHARTER)
    journal.lock()
    found = fresh(charter)
    _refuse_unless_there(found, version, CharterState.PROPOSED)
    given = queries.approvals_of(found)
    capacity = capacity_for(
        charter=str(found), person=by.pk, roles=by.roles, proposer=found.proposed_by_id, given=given
    )
    Approval.objects.create(charter=found, by=by, capacity=capacity)
    _record(by, "approved", found, after={"capacity": capacity})
    return _locked(by, fresh(found)) if is_approved({*given, capacity}) else _counted(found)


@transaction.atomic
def send_back_charter(*, by: User, charter: Charter, version: int, reason: str) -> Charter:
    """Make a proposal a draft again, for a reason; approvals given so far are void."""
    if not by.may(Action.CHANGE_CHARTER):
        refuse_unless(by, Action.APPROVE_CHARTER)
    refuse_without_reason(reason)
    journal.lock()
    said = {"sent_back_by": by, "sent_back_reason": reason.strip()}
    before = {capacity: who for capacity, (who, _) in queries.approvals_of(fresh(charter)).items()}
    _move(charter, version, CharterState.PROPOSED, to=CharterState.DRAFT, **said)
    Approval.objects.filter(charter=charter).delete()
    _record(by, "sent_back", charter, before={"approved_by": before}, after={"reason": reason.strip()})
    return fresh(charter)


@transaction.atomic
def withdraw_charter(*, by: User, charter: Charter, version: int, reason: str) -> Charter:
    """Give up a draft or a proposal, for a reason; it stays in the list of versions."""
    refuse_unless(by, Action.CHANGE_CHARTER)
    refuse_without_reason(reason)
    journal.lock()
    found = fresh(charter)
    said = {"sent_back_by": by, "sent_back_reason": reason.strip()}
    _move(charter, version, CharterState(found.state), to=CharterState.WITHDRAWN, **said)
    _record(by, "withdrawn", charter, before={"state": found.state}, after={"reason": reason.strip()})
    return fresh(charter)


def verify_charter(charter: Charter) -> queries.Seal:
    """The seal of a locked charter; raises DigestDiffers when it is broken."""
    seal = queries.seal_of(charter)
    if not seal.holds:
        raise DigestDiffers(charter=str(charter), found=seal.found[:12], kept=seal.kept[:12] or "–")
    return seal


def fresh(charter: Charter) -> Charter:
    """The charter as the database has it now."""
    return queries.whole(Charter.objects.get_queryset()).get(pk=charter.pk)


def refuse_without_reason(reason: str) -> None:
    """A change of the charter says why."""
    if not reason.strip():
        raise ReasonMissing


def _suggested(run: Any) -> Terms:
    measures = [each.measure for each in FIRST_CHARTER if each.measure]
    return first_terms(anchors_for(run, measures), gettext)


def _of(terms: Terms, side: str) -> tuple[CriterionTerms, ...]:
    return terms.of_side(Side(side))


def _locked(by: User, charter: Charter) -> Charter:
    """Seal an approved charter: the one in force is replaced, the digest is kept, and nothing changes after."""
    force = queries.in_force()
    if force:
        Charter.objects.filter(pk=force.pk).update(state=CharterState.REPLACED)
        _record(by, "replaced", force, after={"by": charter.number})
    charter.code_version = code_version()
    charter.digest = digest_of(queries.terms_of(charter), queries.pinned(charter))
    charter.state, charter.locked_at, charter.version = CharterState.LOCKED, timezone.now(), charter.version + 1
    charter.save(update_fields=["code_version", "digest", "state", "locked_at", "version"])
    _record(by, "locked", charter, after={"digest": charter.digest, "run": str(charter.run or "")})
    return charter


def _counted(charter: Charter) -> Charter:
    """One approval more: what the next one saw is this version."""
    _move(charter, charter.version, CharterState.PROPOSED)
    return fresh(charter)


def _refuse_unless_there(charter: Charter, version: int, state: CharterState) -> None:
    """Raise why this charter cannot be changed from this state and version."""
    if charter.state in (CharterState.LOCKED, CharterState.REPLACED):
        raise CharterLocked(charter=str(charter))
    if charter.state != state:
        raise CharterMoved(charter=str(charter))
    if charter.version != version:
        raise CharterStale(charter=str(charter))


def _move(
    charter: Charter, version: int, state: CharterState, *, to: CharterState | None = None, **values: Any
) -> None:
    """Write values on a charter of this version, and move it on as far as the table allows."""
    _refuse_unless_there(fresh(charter), version, state)
    if to is not None and to not in CHARTER_MOVES[state]:
        raise CharterMoved(charter=str(charter))
    values |= {"version": version + 1, "state": to or state}
    if not Charter.objects.filter(pk=charter.pk, version=version, state=state).update(**values):
        raise CharterStale(charter=str(charter))


def _write_criteria(charter: Charter, terms: Terms) -> None:
    """The criteria of a draft, in the order of the terms."""
    Criterion.objects.filter(charter=charter).delete()
    Criterion.objects.bulk_create(
        Criterion(charter=charter, position=place, **{**asdict(each), "anchor_values": list(each.anchor_values)})
        for place, each in enumerate(terms.criteria, start=1)
    )


def _record(by: User, event: str, charter: Charter, **told: Any) -> None:
    journal.record(by=by, event=f"portfolio.charter.{event}", subject=charter, holds=FieldClass.F2, **told)
