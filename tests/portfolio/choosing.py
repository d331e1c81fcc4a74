"""A company whose committee chooses: a charter, a ranking with a customer above the line, and decisions as people take them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.models import Customer
from clave.portfolio.models import Decision, KeyAccount, Ranking
from clave.portfolio.operations import deciding
from clave.portfolio.operations.entering import hold_review
from clave.portfolio.operations.ranking import rank_now
from tests.cast import Cast, person
from tests.portfolio.rankings import FEW_DRAWS, judge_all, ranking_of
from tests.value.book import AS_OF, Company, customer, run_with

TODAY = AS_OF + timedelta(days=20)
PLAN = {
    "who": "Their manager and our director visit the buyer.",
    "when": "In the first week of May.",
    "how": "In person, with a letter after it.",
    "changes": "The named engineer goes.",
    "stays": "Prices and delivery days.",
}


class Choosing:
    """The company with its people of the committee; `good` is above the entry line, `quiet` below it."""

    def __init__(self, company: Company) -> None:
        self.company, self.cast = company, company.cast
        judge_all(self.cast, company.good, 8.0)
        judge_all(self.cast, company.quiet, 4.0)
        self.ranking = ranking_of(self.cast)

    @property
    def good(self) -> Customer:
        return self.company.good

    @property
    def champion(self) -> User:
        return self.cast.champion

    @property
    def member(self) -> User:
        return self.cast[Role.COMMITTEE_MEMBER]

    @cached_property
    def second(self) -> User:
        """Another member of the committee."""
        return person("second_member", Role.COMMITTEE_MEMBER)

    @property
    def sponsor(self) -> User:
        return self.cast[Role.EXECUTIVE_SPONSOR]

    @property
    def manager(self) -> User:
        return self.cast[Role.KEY_ACCOUNT_MANAGER]

    def proposed(self, which: Customer | None = None, **more: Any) -> Decision:
        """The champion proposes to admit a customer."""
        told = {"reason": "It is worth most and we are strong there.", "today": TODAY, **more}
        return deciding.propose_admission(by=self.champion, customer=which or self.good, **told)

    def voted(self, decision: Decision, choice: str = "yes", by: User | None = None) -> Decision:
        """Somebody votes; the proposal as it stands after."""
        deciding.cast_vote(by=by or self.member, decision=decision, choice=choice, reason="As discussed.", today=TODAY)
        return Decision.objects.get(pk=decision.pk)

    def decided(self, decision: Decision, outcome: str = "approved", by: User | None = None, **more: Any) -> Decision:
        """The second member closes a proposal with minutes, from a day on."""
        told = {"minutes": "All were there.", "effective_on": TODAY, "today": TODAY, **more}
        told["version"] = told.get("version", decision.version)
        return deciding.decide(by=by or self.second, decision=decision, outcome=outcome, **told)

    def admitted(self, which: Customer | None = None, **more: Any) -> KeyAccount:
        """A customer becomes a key account: proposed, voted on, decided."""
        decision = self.decided(self.voted(self.proposed(which, **more)))
        return KeyAccount.objects.get(admission=decision)

    def review(self, as_of: date, today: date | None = None, **figures: Any) -> Ranking:
        """A run of later figures (of the good customer), ranked and held as a review."""
        changed = [{**row, **figures} if row["customer"] == self.good else row for row in self.company.rows()]
        run_with(changed, as_of=as_of)
        ranking = rank_now(by=None, draws=FEW_DRAWS)
        assert ranking.is_done, ranking.failure
        return hold_review(by=self.champion, ranking=ranking, today=today or as_of)


FALLEN = {"lifetime_value": 1_000_00, "lifetime_value_low": 0, "lifetime_value_high": 2_000_00}
FALLEN |= {"contribution_share_basis_points": 100}
"""Figures that carry the good customer below the exit line."""


def members(cast: Cast, count: int, begin: date = AS_OF) -> None:
    """So many key accounts more, each with its decision, written as the database keeps them."""
    ranking = Ranking.objects.order_by("-number").first()
    number = Decision.objects.count()
    for at in range(count):
        each = customer(f"KEY-{at}")
        decision = Decision.objects.create(
            number=number + at + 1,
            kind="admit",
            state="approved",
            customer=each,
            ranking=ranking,
            reason="Of old",
            minutes="Of old",
            effective_on=begin,
            proposed_by=cast.champion,
            decided_by=cast[Role.COMMITTEE_MEMBER],
            decided_at=ranking.queued_at if ranking else None,
        )
        KeyAccount.objects.create(customer=each, admission=decision, admitted_on=begin)
