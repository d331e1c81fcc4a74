"""Judgements. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class JudgementTold:
    """What one rater says of a customer on one criterion now; the own manager's does not count."""

    criterion: str = UNSET
    rater: str = UNSET
    score_thousandths: int = UNSET
    rival_thousandths: int | None = UNSET
    rival: str = UNSET
    evidence: str = UNSET
    confirmed_on: date | None = UNSET
    at: datetime = UNSET
    counts: bool = UNSET


class JudgementsApi:
    """Judgements."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def judgements(self, code: str, *, limit: int = UNSET) -> Iterator[JudgementTold]:
        """The newest judgement of every rater on every criterion."""
        return self._asking.pages(JudgementTold, f"/customers/{segment(code)}/judgements", {"limit": limit})

    def judge(
        self,
        code: str,
        *,
        criterion: str,
        score_thousandths: int,
        evidence: str,
        rival_thousandths: int | None = UNSET,
        rival: str = UNSET,
        confirmed_on: date | None = UNSET,
    ) -> JudgementTold:
        """Give the owner's score; what the owner said before stays, and counts no more."""
        return cast(
            "JudgementTold",
            self._asking.write(
                JudgementTold,
                "POST",
                f"/customers/{segment(code)}/judgements",
                {
                    "criterion": criterion,
                    "score_thousandths": score_thousandths,
                    "evidence": evidence,
                    "rival_thousandths": rival_thousandths,
                    "rival": rival,
                    "confirmed_on": confirmed_on,
                },
            ),
        )
