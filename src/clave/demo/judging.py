"""What the demo's raters say of its candidates: two for most, a third or only one for some, each with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.utils import timezone

from clave.access.models import User
from clave.access.policy import Role
from clave.demo.chance import stream
from clave.demo.evidence import RIVALS, said
from clave.demo.words import Language
from clave.ledger.models import Customer
from clave.portfolio.models import Criterion, Judgement
from clave.portfolio.rules.charter import CriterionTerms
from clave.portfolio.rules.states import SCORE_SCALE, Kind, Side

People = Mapping[Role, User]
RATERS = (Role.CHAMPION, Role.FINANCE_PARTNER)
THIRD = Role.COMMITTEE_MEMBER
MIDDLE, SPREAD, APART = 6.0, 1.5, 0.4
RIVAL, RIVALS_APART = 5.5, 0.7
HAS_A_THIRD, LACKS_A_RATER, IS_CONFIRMED, IS_OLD = 0.25, 0.12, 0.35, 0.15
"""Chances among those who were not chosen of a third rater and of one only; among all, of a customer's own yes and of age."""
DAYS, DAYS_WHEN_OLD = (10, 200), (380, 460)
MANAGERS_VIEW = 9.5
HALF_A_POINT = SCORE_SCALE // 2


@dataclass(frozen=True)
class Account:
    """One candidate account as the maker of the company knows it."""

    customer: Customer
    potential: float
    fit: float
    is_chosen: bool


class Raters:
    """The raters of the demo with the chance that they draw on: the same seed says the same."""

    def __init__(self, users: People, seed: int, language: Language, part: str = "judgements") -> None:
        self.users, self.language = users, language
        self.rng = stream(seed, part)

    def judge(self, accounts: Sequence[Account], criteria: Sequence[CriterionTerms]) -> None:
        """Judge the likely accounts, each around what is true of it."""
        judged = [each for each in criteria if each.kind == Kind.JUDGED]
        for account in accounts:
            raters, rival = self._raters_of(account), self._pick(RIVALS)
            for criterion in judged:
                is_theirs = criterion.side == Side.THEIRS
                middle = MIDDLE + SPREAD * (account.fit if is_theirs else account.potential)
                for role in raters:
                    score = middle + self.rng.normal(0, APART)
                    self.say(self.users[role], account.customer, criterion, score, rival if is_theirs else "")

    def judge_own(self, codes: Iterable[str], criteria: Sequence[CriterionTerms]) -> None:
        """What the manager thinks of the own customers: it is shown, and does not count."""
        manager = self.users[Role.KEY_ACCOUNT_MANAGER]
        for customer in Customer.objects.filter(code__in=codes).order_by("code"):
            for criterion in criteria:
                if criterion.kind == Kind.JUDGED and criterion.side == Side.OURS:
                    self.say(manager, customer, criterion, MANAGERS_VIEW, "", counts=False)

    def say(
        self,
        rater: User,
        customer: Customer,
        criterion: CriterionTerms | Criterion,
        score: float,
        rival: str,
        *,
        counts: bool = True,
        is_new: bool = False,
    ) -> None:
        """What one rater gives a customer on one criterion; it takes the place of what the rater gave before."""
        points, key = _on_scale(score), criterion.key
        begins, ends = DAYS if self.rng.random() >= IS_OLD else DAYS_WHEN_OLD
        at = timezone.now() - timedelta(days=0 if is_new else int(self.rng.integers(begins, ends)))
        confirmed_on = (
            timezone.localdate(at) - timedelta(days=4) if rival and self.rng.random() < IS_CONFIRMED else None
        )
        Judgement.objects.filter(customer=customer, criterion_key=key, rater=rater).update(is_newest=False)
        Judgement.objects.create(
            customer=customer,
            criterion_key=key,
            rater=rater,
            score_thousandths=points,
            rival_thousandths=_on_scale(self.rng.normal(RIVAL, RIVALS_APART)) if rival else None,
            rival=rival,
            evidence=said(key, points / SCORE_SCALE, int(self.rng.integers(1_000)), self.language),
            confirmed_on=confirmed_on,
            counts=counts,
            at=at,
        )

    def _raters_of(self, account: Account) -> Sequence[Role]:
        """Who judges an account: two for whom it was decided, otherwise as it goes in a company."""
        chance = self.rng.random()
        if account.is_chosen:
            return RATERS
        if chance < LACKS_A_RATER:
            return RATERS[:1]
        return (*RATERS, THIRD) if chance < LACKS_A_RATER + HAS_A_THIRD else RATERS

    def _pick(self, names: Sequence[str]) -> str:
        return names[int(self.rng.integers(len(names)))]


def _on_scale(points: float) -> int:
    """A score to half a point, between 0 and 10, in thousandths."""
    return int(np.clip(round(points * 2), 0, 20)) * HALF_A_POINT
