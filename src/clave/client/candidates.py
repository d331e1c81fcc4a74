"""Candidates. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast

from clave.client.asking import UNSET, Asking, segment
from clave.client.shared import Failure


@dataclass(frozen=True)
class CandidateTold:
    """One candidate: rank, score of 0 to 10 with its interval, chance of being in the first, status."""

    customer_code: str = UNSET
    rank: int | None = UNSET
    score: float | None = UNSET
    score_low: float | None = UNSET
    score_high: float | None = UNSET
    top_k_probability: float | None = UNSET
    status: str = UNSET


@dataclass(frozen=True)
class RankingTold:
    """One ranking: by which charter, from which run, and where it stands."""

    code: str = UNSET
    state: Literal["queued", "running", "done", "failed"] = UNSET
    charter: int = UNSET
    run: str = UNSET
    as_of: date = UNSET
    is_review: bool = UNSET
    first: int = UNSET
    draws: int = UNSET
    seed: int = UNSET
    candidates: int = UNSET
    result_digest: str = UNSET
    queued_at: datetime = UNSET
    finished_at: datetime | None = UNSET
    failure: Failure | None = UNSET


class CandidatesApi:
    """Candidates."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def rankings(self, *, limit: int = UNSET) -> Iterator[RankingTold]:
        """Every ranking, whatever became of it."""
        return self._asking.pages(RankingTold, "/rankings", {"limit": limit})

    def start_ranking(self, *, is_review: bool = UNSET) -> RankingTold:
        """Have all candidates ranked by the charter in force and the latest run; one under way is given back."""
        return cast("RankingTold", self._asking.write(RankingTold, "POST", "/rankings", {"is_review": is_review}))

    def ranking(self, code: str) -> RankingTold:
        """One ranking; `latest` is the newest that is done."""
        return cast("RankingTold", self._asking.read(RankingTold, f"/rankings/{segment(code)}", {}))

    def candidates(self, code: str, *, limit: int = UNSET) -> Iterator[CandidateTold]:
        """The candidates in the owner's scope; those that cannot be scored come last. `latest` is the newest ranking
        done.
        """
        return self._asking.pages(CandidateTold, f"/rankings/{segment(code)}/candidates", {"limit": limit})
