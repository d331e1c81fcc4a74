"""What we can tell about charters: which is in force, what it says, what differs, and whether its seal holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from clave.kit.refusals import Refusal
from clave.portfolio.models import Approval, Charter, Criterion
from clave.portfolio.rules.approving import Capacity, capacity_for
from clave.portfolio.rules.charter import CriterionTerms, Terms, digest_of
from clave.portfolio.rules.charter_changes import Change, differences
from clave.portfolio.rules.states import CharterState, Kind, Side
from clave.value.models import Run

if TYPE_CHECKING:
    from clave.access.models import User

OPEN = (CharterState.DRAFT, CharterState.PROPOSED)


@dataclass(frozen=True)
class Seal:
    """Whether a locked charter still is what was locked."""

    kept: str
    found: str

    @property
    def holds(self) -> bool:
        """Whether not a word has changed."""
        return bool(self.kept) and self.kept == self.found


def in_force() -> Charter | None:
    """The locked charter with its criteria, run and approvals at hand; None until one is locked."""
    return whole(Charter.objects.get_queryset()).filter(state=CharterState.LOCKED).first()


def open_version() -> Charter | None:
    """The version that is drafted or proposed; there is one at most."""
    return whole(Charter.objects.get_queryset()).filter(state__in=OPEN).first()


def versions(user: User) -> QuerySet[Charter]:
    """Every version this person may see, newest first."""
    return Charter.objects.visible_to(user).select_related("drafted_by", "proposed_by", "replaces")


def whole(charters: QuerySet[Charter]) -> QuerySet[Charter]:
    """Charters with everything a page shows of them, in three queries."""
    related = ("run__data_version", "replaces", "drafted_by", "proposed_by", "sent_back_by")
    approvals = Prefetch("approvals", Approval.objects.select_related("by"))
    return charters.select_related(*related).prefetch_related("criteria", approvals)


def latest_run() -> Run | None:
    """The run that measured criteria read."""
    run: Run | None = Run.objects.latest_done()
    return run


def terms_of(charter: Charter) -> Terms:
    """What a charter says, without the database."""
    return Terms(
        first=charter.first,
        theirs_share_percent=charter.theirs_share_percent,
        entry_line_thousandths=charter.entry_line_thousandths,
        exit_line_thousandths=charter.exit_line_thousandths,
        criteria=tuple(criterion_terms(each) for each in charter.criteria.all()),
    )


def criterion_terms(criterion: Criterion) -> CriterionTerms:
    """What one criterion says."""
    return CriterionTerms(
        key=criterion.key,
        name=criterion.name,
        side=Side(criterion.side),
        kind=Kind(criterion.kind),
        measure=criterion.measure,
        anchor_10=criterion.anchor_10,
        anchor_5=criterion.anchor_5,
        anchor_0=criterion.anchor_0,
        anchor_values=tuple(criterion.anchor_values),
        weight_hundredths=criterion.weight_hundredths,
    )


def approvals_of(charter: Charter) -> dict[Capacity, tuple[int, str]]:
    """Capacity -> who has approved in it."""
    return {Capacity(each.capacity): (each.by_id, str(each.by)) for each in charter.approvals.all()}


def barred_from_approving(user: User, charter: Charter) -> Refusal | None:
    """Why this approver does not approve this proposal; None where they may."""
    given, proposer = approvals_of(charter), charter.proposed_by_id
    try:
        capacity_for(charter=str(charter), person=user.pk, roles=user.roles, proposer=proposer, given=given)
    except Refusal as refusal:
        return refusal
    return None


def pinned(charter: Charter) -> dict[str, Any]:
    """What the digest pins beside the terms: version, reason, approvers, run, data version, and the code that locked it."""
    run = charter.run
    return {
        "version": charter.number,
        "reason": charter.reason,
        "replaces": charter.replaces.number if charter.replaces else None,
        "proposed_by": charter.proposed_by_id,
        "approved_by": {capacity: who for capacity, (who, _) in sorted(approvals_of(charter).items())},
        "run": run.short_code if run else "",
        "run_digest": run.result_digest if run else "",
        "data_version": run.data_version.number if run else None,
        "data_digest": run.data_version.digest if run else "",
        "code_version": charter.code_version,
    }


def seal_of(charter: Charter) -> Seal:
    """The digest that was kept at the lock, and the one of what stands there now."""
    return Seal(charter.digest, digest_of(terms_of(charter), pinned(charter)))


def changes(before: Charter, after: Charter) -> list[Change]:
    """What one version says differently from another."""
    return differences(terms_of(before), terms_of(after))
