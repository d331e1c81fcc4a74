"""The doors of rankings and candidates for other programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Asked, Limit, newest_first, page, read_cursor
from clave.portfolio.models import CandidateScore, Ranking
from clave.portfolio.operations.ranking import queue_ranking
from clave.portfolio.queries.candidates_told import FIELDS, candidate_told, lines_of
from clave.portfolio.queries.ranking import key_accounts_on
from clave.value.api_answers import Failure, failure_told

CANDIDATES = gettext_noop("Candidates")
UNRANKED = 2**31 - 1
router = Router(tags=[CANDIDATES])


class RankingTold(Answer):
    """One ranking: by which charter, from which run, and where it stands."""

    code: str
    state: Literal["queued", "running", "done", "failed"]
    charter: int
    run: str
    as_of: date
    is_review: bool
    first: int
    draws: int
    seed: int
    candidates: int
    result_digest: str
    queued_at: datetime
    finished_at: datetime | None
    failure: Failure | None


class Rankings(Answer):
    """A page of rankings, newest first."""

    items: list[RankingTold]
    next_cursor: str | None


class RankingAsked(Asked):
    """Whether the ranking is a review that the committee holds."""

    is_review: bool = False


class CandidateTold(Answer):
    """One candidate: rank, score of 0 to 10 with its interval, chance of being in the first, status."""

    customer_code: str
    rank: int | None
    score: float | None
    score_low: float | None
    score_high: float | None
    top_k_probability: float | None
    status: str


class Candidates(Answer):
    """A page of the candidates of one ranking."""

    items: list[CandidateTold]
    next_cursor: str | None


@router.get("/rankings", response=Rankings, url_name="rankings", summary=gettext_noop("Rankings, newest first"))
@requires(Action.SEE_CANDIDATES)
def rankings(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every ranking, whatever became of it."""
    return newest_first(_visible(request), limit, cursor, ranking_told)


@router.post("/rankings", response={202: RankingTold}, url_name="rankings", summary=gettext_noop("Start a ranking"))
@requires(Action.RANK_CANDIDATES)
def start_ranking(request: SignedIn, response: HttpResponse, asked: RankingAsked) -> Status[Any]:
    """Have all candidates ranked by the charter in force and the latest run; one under way is given back."""
    ranking = queue_ranking(by=request.user, is_review=asked.is_review)
    response.headers["Location"] = f"/api/v1/rankings/{ranking.short_code}"
    return Status(202, ranking_told(ranking))


@router.get("/rankings/{code}", response=RankingTold, url_name="ranking", summary=gettext_noop("One ranking"))
@requires(Action.SEE_CANDIDATES)
def ranking(request: SignedIn, code: str) -> dict[str, Any]:
    """One ranking; `latest` is the newest that is done."""
    return ranking_told(_ranking(request, code))


@router.get(
    "/rankings/{code}/candidates", response=Candidates, url_name="candidates",
    summary=gettext_noop("Candidates of a ranking, by rank"),
)  # fmt: skip
@requires(Action.SEE_CANDIDATES)
def candidates(request: SignedIn, code: str, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The candidates in the owner's scope; those that cannot be scored come last. `latest` is the newest ranking done."""
    found, after = _ranking(request, code), read_cursor(cursor, int, int)
    scores = CandidateScore.objects.visible_to(request.user).filter(ranking=found)
    rows = scores.annotate(place=Coalesce(F("rank"), Value(UNRANKED))).order_by("place", "pk")
    if after:
        rows = rows.filter(Q(place__gt=after[0]) | Q(place=after[0], pk__gt=after[1]))
    values = rows.values(*FIELDS, "customer__code", "place", "pk")[: limit + 1]
    shown, following = page(values, limit, lambda row: (row["place"], row["pk"]))
    lines, members = lines_of(found.charter), key_accounts_on(timezone.localdate())
    return {"items": [candidate_told(row, lines, members) for row in shown], "next_cursor": following}


def ranking_told(ranking: Ranking) -> dict[str, Any]:
    """A ranking as the API tells it."""
    same = ("state", "as_of", "is_review", "first", "draws", "seed", "candidates", "result_digest")
    return {
        **{name: getattr(ranking, name) for name in (*same, "queued_at", "finished_at")},
        "code": ranking.short_code,
        "charter": ranking.charter.number,
        "run": ranking.run.short_code,
        "failure": failure_told(ranking.failure),
    }


def _visible(request: SignedIn) -> QuerySet[Ranking]:
    rows: QuerySet[Ranking] = Ranking.objects.visible_to(request.user).select_related("charter", "run")
    return rows


def _ranking(request: SignedIn, code: str) -> Ranking:
    rows = _visible(request)
    if code == "latest":
        rows = rows.filter(state="done").order_by("-number")[:1]
        return get_object_or_404(rows)
    return get_object_or_404(rows, short_code=code)
