"""Rankings, one candidate, the matrix, versions of the charter and reviews as tables that leave Clave."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.tables import Table, listed
from clave.ledger.models import Customer
from clave.portfolio.models import Charter, Ranking
from clave.portfolio.queries.candidate import CandidatePage
from clave.portfolio.queries.matrix import Matrix
from clave.portfolio.rules.candidates import ADVICE
from clave.portfolio.rules.releasing import Review
from clave.portfolio.rules.states import SCORE_SCALE
from clave.portfolio.views.charter_words import state_said
from clave.portfolio.views.one_candidate_words import PartView
from clave.portfolio.views.ranking_words import RankingView
from clave.value.rules import BASIS_POINTS


def rankings(views: Iterable[RankingView]) -> Table:
    """One row a ranking: by which charter and run, and the digest that seals its scores."""
    columns = [
        ("ranking", gettext("Ranking"), lambda view: view.ranking.short_code),
        ("state", gettext("Where it stands"), lambda view: view.state),
        ("is_review", gettext("A review of the committee"), lambda view: view.ranking.is_review),
        ("charter", gettext("Charter"), lambda view: str(view.ranking.charter)),
        ("of_run", gettext("Run"), lambda view: view.ranking.run.short_code),
        ("ranked_as_of", gettext("As of"), lambda view: view.ranking.as_of),
        ("candidates", gettext("Candidates"), lambda view: view.ranking.candidates if view.ranking.is_done else None),
        ("queued_at", gettext("Asked for"), lambda view: view.ranking.queued_at),
        ("by", gettext("By"), lambda view: view.ranking.by and str(view.ranking.by)),
        ("digest", gettext("Digest"), lambda view: view.ranking.result_digest),
    ]
    return listed(gettext("Rankings"), views, columns, as_of=timezone.localdate())


def criteria(page: CandidatePage) -> Table:
    """One row a criterion of one candidate: score, what it brings, from where it is known."""
    ranking = page.found.ranking
    columns = [
        ("customer_code", gettext("Code"), lambda part: page.customer.code),
        ("criterion", gettext("Criterion"), lambda part: str(part.criterion.name)),
        ("side", gettext("Side"), lambda part: part.criterion.side),
        ("score", gettext("Score"), lambda part: _scaled(part.told.get("score"))),
        ("rival", gettext("Best alternative"), lambda part: _scaled(part.told.get("rival"))),
        ("weight", gettext("Weight"), lambda part: part.share),
        ("brings", gettext("Brings"), lambda part: _scaled(part.brings)),
        ("known_from", gettext("Known from"), lambda part: PartView(part, ranking.run.currency).source),
    ]
    title = gettext("Where the score comes from")
    return listed(title, page.parts, columns, run=ranking.run.short_code, as_of=ranking.as_of)


def history(page: CandidatePage) -> Table:
    """One row a ranking that held the candidate."""
    columns = [
        ("customer_code", gettext("Code"), lambda row: page.customer.code),
        ("ranking", gettext("Ranking"), lambda row: row.ranking.short_code),
        (
            "ranked_on",
            gettext("Ranked on"),
            lambda row: row.ranking.finished_at and timezone.localdate(row.ranking.finished_at),
        ),
        ("charter", gettext("Charter"), lambda row: str(row.ranking.charter)),
        ("place", gettext("Place"), lambda row: row.rank),
        ("score", gettext("Score"), lambda row: _scaled(row.score)),
        ("score_low", gettext("Score, interval from"), lambda row: _scaled(row.low)),
        ("score_high", gettext("Score, interval to"), lambda row: _scaled(row.high)),
        ("chance", gettext("Chance among the first"), lambda row: _share(row.top_k_basis_points)),
    ]
    return listed(gettext("Over its rankings"), page.history, columns, as_of=timezone.localdate())


def placed(laid: Matrix, ranking: Ranking) -> Table:
    """One row a candidate of the matrix: its quarter, both axes with their ranges."""
    columns = [
        ("place", gettext("Place"), lambda one: one.line.row.rank),
        ("customer_code", gettext("Code"), lambda one: one.line.row.customer.code),
        ("customer", gettext("Customer"), lambda one: str(one.line.row.customer)),
        ("state", gettext("State"), lambda one: one.line.status.value),
        ("quarter", gettext("Quarter"), lambda one: gettext(ADVICE[one.spot.quarter].name)),
        ("is_sure", gettext("Sure of its quarter"), lambda one: one.spot.is_sure),
        ("ours", gettext("How attractive to us"), lambda one: _scaled(one.spot.ours.value)),
        ("ours_low", gettext("How attractive, from"), lambda one: _scaled(one.spot.ours.low)),
        ("ours_high", gettext("How attractive, to"), lambda one: _scaled(one.spot.ours.high)),
        ("strength", gettext("How strong we are in its eyes"), lambda one: _scaled(one.spot.strength.value)),
        ("strength_low", gettext("How strong, from"), lambda one: _scaled(one.spot.strength.low)),
        ("strength_high", gettext("How strong, to"), lambda one: _scaled(one.spot.strength.high)),
    ]
    return listed(gettext("Matrix"), laid.drawn, columns, run=ranking.run.short_code, as_of=ranking.as_of)


def versions(charters: Iterable[Charter]) -> Table:
    """One row a version of the charter: why it was drafted, by whom, and when it was locked."""
    columns = [
        ("version", gettext("Version"), lambda each: each.number),
        ("state", gettext("State"), state_said),
        ("reason", gettext("Why"), lambda each: each.reason),
        ("drafted_by", gettext("Drafted by"), lambda each: each.drafted_by and str(each.drafted_by)),
        ("locked_on", gettext("Locked on"), lambda each: each.locked_at and timezone.localdate(each.locked_at)),
    ]
    return listed(gettext("Every version of the charter"), charters, columns, as_of=timezone.localdate())


def reviews(customer: Customer, held: Iterable[Review]) -> Table:
    """One row a review: the score of that day against the exit line."""
    columns = [
        ("customer_code", gettext("Code"), lambda review: customer.code),
        ("reviewed_as_of", gettext("As of"), lambda review: review.as_of),
        ("ranking", gettext("Ranking"), lambda review: str(review.ranking)),
        ("score", gettext("Score"), lambda review: _scaled(review.score)),
        ("exit_line", gettext("Exit line"), lambda review: _scaled(review.exit_line)),
        (
            "is_below",
            gettext("Below the exit line"),
            lambda review: review.is_below if review.score is not None else None,
        ),
    ]
    return listed(gettext("Reviews"), held, columns, as_of=timezone.localdate())


def _scaled(thousandths: float | None) -> float | None:
    return None if thousandths is None else thousandths / SCORE_SCALE


def _share(basis_points: int | None) -> float | None:
    return None if basis_points is None else basis_points / BASIS_POINTS
