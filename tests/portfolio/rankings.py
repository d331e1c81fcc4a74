"""Rankings as tests need them: a charter in force, raters who said something, and the candidates ranked."""

from __future__ import annotations

from typing import Any

from clave.access.models import User
from clave.ledger.models import Customer
from clave.portfolio.models import CandidateScore, Judgement, Ranking
from clave.portfolio.operations.ranking import rank_now
from clave.portfolio.rules.charter import Terms
from tests.cast import Cast
from tests.portfolio.charters import TERMS, locked

FEW_DRAWS = 200


def judge(customer: Customer, key: str, *given: tuple[User, float], rival: float | None = None) -> None:
    """What raters give a customer on one criterion, 0 to 10, and the best alternative where the criterion has one."""
    for rater, score in given:
        Judgement.objects.filter(customer=customer, criterion_key=key, rater=rater).update(is_newest=False)
        Judgement.objects.create(
            customer=customer,
            criterion_key=key,
            rater=rater,
            score_thousandths=round(score * 1_000),
            rival_thousandths=None if rival is None else round(rival * 1_000),
            rival="" if rival is None else "Rivalis",
            evidence="They told us so in May.",
        )


def judge_all(cast: Cast, customer: Customer, score: float, rival: float = 5.0) -> None:
    """Two raters give this customer the same on every judged criterion of TERMS."""
    raters = (cast.champion, score), (cast.finance_partner, score)
    judge(customer, "fit", *raters)
    for key in ("service", "product"):
        judge(customer, key, *raters, rival=rival)


def ranking_of(cast: Cast, terms: Terms = TERMS, **parameters: Any) -> Ranking:
    """The candidates ranked by these terms."""
    locked(cast, terms)
    return ranked_again(**parameters)


def ranked_again(**parameters: Any) -> Ranking:
    """The candidates ranked by the charter in force."""
    ranking = rank_now(by=None, **{"draws": FEW_DRAWS, **parameters})
    assert ranking.is_done, ranking.failure
    return ranking


def row(ranking: Ranking, customer: Customer) -> CandidateScore:
    """What a ranking keeps of a customer."""
    return CandidateScore.objects.get(ranking=ranking, customer=customer)
