"""What the rules ask about a customer that may enter or leave, as the database has it now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clave.ledger.models import Customer
from clave.portfolio.models import CandidateScore, Decision, KeyAccount, Ranking
from clave.portfolio.queries import charter as charters
from clave.portfolio.queries.answering import load_of, merged_into
from clave.portfolio.queries.ranking import latest_done
from clave.portfolio.rules.deciding import Admission
from clave.portfolio.rules.deciding_refusals import RankingOutdated
from clave.portfolio.rules.ranking_refusals import NoCharterInForce, NoRankingYet
from clave.portfolio.rules.releasing import Leaving, Review
from clave.portfolio.rules.states import DecisionState

if TYPE_CHECKING:
    from clave.access.models import User


def ranking_to_quote() -> Ranking:
    """The ranking by which a customer is judged now: the latest, made by the charter in force.

    Raises NoCharterInForce, NoRankingYet and RankingOutdated.
    """
    charter, ranking = charters.in_force(), latest_done()
    if charter is None:
        raise NoCharterInForce
    if ranking is None:
        raise NoRankingYet
    if ranking.charter_id != charter.pk:
        raise RankingOutdated(ranking=ranking.short_code, made_by=str(ranking.charter), charter=str(charter))
    return ranking


def score_in(ranking: Ranking, customer: Customer) -> CandidateScore | None:
    """What a ranking keeps of a customer; None where it is not among the candidates."""
    return CandidateScore.objects.filter(ranking=ranking, customer=customer).first()


def missing_criteria(ranking: Ranking, row: CandidateScore | None) -> list[str]:
    """The names of the criteria on which nothing is known of a candidate."""
    known = row.by_criterion if row else {}
    return [each.name for each in ranking.charter.criteria.all() if "score" not in known.get(each.key, {})]


def admission_of(
    customer: Customer,
    ranking: Ranking,
    *,
    on: date,
    manager: User | None = None,
    sponsor: User | None = None,
    deciding: Decision | None = None,
) -> Admission:
    """Everything the rules ask about an admission; `deciding` is the proposal that is decided, so no obstacle itself."""
    row, group = score_in(ranking, customer), merged_into(customer, on)
    return Admission(
        customer=customer.name,
        charter=str(ranking.charter),
        ranking=ranking.short_code,
        entry_line=ranking.charter.entry_line_thousandths,
        is_active=customer.is_active,
        is_candidate=row is not None,
        is_key_account=current_of(customer, on) is not None,
        open_proposal=_open_beside(customer, deciding),
        merged_into=(group.code, group.name) if group else None,
        score=row.score if row else None,
        missing=tuple(missing_criteria(ranking, row)) if row and row.score is None else (),
        held=count_on(on),
        manager=load_of(manager, "manager", on, customer.pk),
        sponsor=load_of(sponsor, "sponsor", on, customer.pk),
    )


def leaving_of(
    customer: Customer, *, on: date, telling: dict[str, str] | None = None, deciding: Decision | None = None
) -> Leaving:
    """Everything the rules ask about a release."""
    held, charter = current_of(customer, on), charters.in_force()
    group = merged_into(customer, on)
    continues = group is not None and current_of(group, on) is not None
    return Leaving(
        customer=customer.name,
        admitted_on=held.admitted_on if held else None,
        exit_line=charter.exit_line_thousandths if charter else 0,
        reviews=tuple(reviews_of(customer)),
        open_proposal=_open_beside(customer, deciding),
        continues_in=group.name if group and continues else "",
        telling=telling,
    )


def reviews_of(customer: Customer) -> list[Review]:
    """What every review found of a customer, the oldest first; one that does not know it could not score it."""
    held = Ranking.objects.filter(state="done", is_review=True).select_related("charter").order_by("as_of", "number")
    scores = CandidateScore.objects.filter(ranking__in=held, customer=customer)
    found = dict(scores.values_list("ranking_id", "score"))
    return [
        Review(each.short_code, each.as_of, found.get(each.pk), each.charter.exit_line_thousandths) for each in held
    ]


def current_of(customer: Customer, on: date) -> KeyAccount | None:
    """The customer as a key account on a day; None where it is none."""
    found: KeyAccount | None = KeyAccount.objects.current(on).filter(customer=customer).first()
    return found


def count_on(on: date) -> int:
    """How many key accounts there are on a day, those admitted for later among them."""
    return int(KeyAccount.objects.current(on).count())


def last_released_on(customer: Customer) -> date | None:
    """When a customer left the programme last."""
    released = KeyAccount.objects.filter(customer=customer, released_on__isnull=False).order_by("-released_on")
    return released.values_list("released_on", flat=True).first()


def open_about(customer: Customer) -> Decision | None:
    """The proposal about a customer that waits for its decision."""
    found: Decision | None = Decision.objects.filter(customer=customer, state=DecisionState.OPEN).first()
    return found


def _open_beside(customer: Customer, deciding: Decision | None) -> int | None:
    found = open_about(customer)
    return found.number if found and (deciding is None or found.pk != deciding.pk) else None
