"""A small company with key accounts and a finished run, made without files: what tests of the benefit stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.utils import timezone

from clave.access.policy import Role
from clave.analytics.benefit import Panel
from clave.ledger.models import Customer, DataVersion
from clave.portfolio.models import CandidateScore, Charter, Decision, KeyAccount, Ranking
from clave.value.models import BookRow, BookSeries, Run
from clave.value.series import months_between
from tests.analytics.benefit.test_statement import panel
from tests.cast import Cast

FIRST, LAST = date(2022, 1, 1), date(2025, 12, 31)
EFFECT = 0.3


class BenefitCompany:
    """Accounts × months of a panel as a run, with a ranking and admissions; `entered` as months of the panel."""

    def __init__(self, cast: Cast, held: Panel | None = None, *, first: date = FIRST) -> None:
        self.cast, self.first = cast, first
        self.panel = panel(effect=EFFECT) if held is None else held
        self.every = months_between(first, LAST)[: self.panel.months]
        self.customers = self._customers()
        self.run = self._run()
        self.ranking = self._ranking(1, self.panel.score)
        self._fill()

    def admit_all(self, entered: Mapping[int, date] | None = None) -> list[KeyAccount]:
        """Admit who entered, on the first day of the month, or the accounts named on the days given."""
        days = entered or {
            int(at): self.every[int(self.panel.entered[at])] for at in np.flatnonzero(self.panel.treated)
        }
        return [self.admit(at, day) for at, day in days.items()]

    def admit(self, at: int, day: date, ranking: Ranking | None = None) -> KeyAccount:
        """One key account from a day."""
        decision = Decision.objects.create(
            number=Decision.objects.count() + 1,
            kind="admit",
            customer=self.customers[at],
            ranking=ranking or self.ranking,
            reason="Best.",
            proposed_by=self.cast.champion,
            state="approved",
            minutes="All were there.",
            decided_by=self.cast[Role.COMMITTEE_MEMBER],
            decided_at=timezone.now(),
            effective_on=day,
        )
        return KeyAccount.objects.create(customer=self.customers[at], admission=decision, admitted_on=day)

    def _customers(self) -> list[Customer]:
        made = [
            Customer(code=f"A{at:03d}", name=f"Account {at}", origin="master") for at in range(len(self.panel.entered))
        ]
        Customer.objects.bulk_create(made)
        return made

    def _run(self) -> Run:
        version = DataVersion.objects.create(number=1, reason="benefit", digest="1" * 64)
        told: dict[str, Any] = {"horizon_months": 36, "discount_rate_basis_points": 1000, "currency": "EUR", "seed": 1}
        return Run.objects.create(
            number=1,
            short_code="R1-test",
            state="running",
            data_version=version,
            as_of=LAST,
            inputs_digest="1" * 64,
            **told,
        )

    def _ranking(self, number: int, scores: Sequence[float] | Any) -> Ranking:
        charter, _ = Charter.objects.get_or_create(number=900, defaults={"reason": "cast", "state": "withdrawn"})
        told = {"as_of": LAST, "first": 15, "draws": 1, "seed": 1, "state": "running"}
        made = Ranking.objects.create(
            number=number, short_code=f"K{number}-test", charter=charter, run=self.run, **told
        )
        CandidateScore.objects.bulk_create(
            CandidateScore(
                ranking=made,
                customer=customer,
                score=None if np.isnan(score) else round(score * 1000),
                score_high=None if np.isnan(score) else 20_000,
                known_basis_points=10_000,
            )
            for customer, score in zip(self.customers, scores, strict=True)
        )
        return made

    def rank_again(self, scores: Sequence[float] | Any) -> Ranking:
        """A second ranking with other scores."""
        return self._ranking(Ranking.objects.count() + 1, scores)

    def _fill(self) -> None:
        rows = BookRow.objects.bulk_create(
            BookRow(run=self.run, customer=each, orders=12, revenue=0, method="average") for each in self.customers
        )
        months = [month.isoformat() for month in self.every]
        BookSeries.objects.bulk_create(
            BookSeries(row_id=row.pk, month=months, contribution=[round(x * 100) for x in amounts.tolist()])
            for row, amounts in zip(rows, self.panel.outcome, strict=True)
        )
        Run.objects.filter(pk=self.run.pk).update(state="done", result_digest="2" * 64)
        self.run.refresh_from_db()
