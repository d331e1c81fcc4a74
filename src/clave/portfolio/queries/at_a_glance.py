"""What My day asks of the key accounts one sees: which stand below the line, were merged, or lack somebody or something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Subquery

from clave.ledger.gates import holding, lasting
from clave.ledger.models import Customer, CustomerAssignment, CustomerParent
from clave.portfolio.models import AccountOffer, CandidateScore, KeyAccount, Ranking
from clave.portfolio.queries.answering import groups_above
from clave.portfolio.queries.key_accounts import given_on, reviews_of, valued_by
from clave.portfolio.rules.releasing import below_in_a_row, is_ripe

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Below:
    """A key account below the exit line; scores in thousandths."""

    customer: Customer
    score: int
    exit_line: int
    may_leave: bool


class Glance:
    """The key accounts that one person sees on a day, each question asked once and only where it is put."""

    def __init__(self, user: User, on: date) -> None:
        self.user, self.on = user, on

    @cached_property
    def held(self) -> Sequence[KeyAccount]:
        """The current ones, each with whether it has a manager, a sponsor, an offer of its own, and a group above it."""
        above = CustomerParent.objects.filter(holding(self.on), customer=OuterRef("customer"))
        answers = CustomerAssignment.objects.filter(lasting(self.on), customer=OuterRef("customer"))
        given = AccountOffer.objects.filter(given_on(self.on), key_account=OuterRef("pk"))
        rows = KeyAccount.objects.visible_to(self.user, self.on).current(self.on).select_related("customer")
        rows = rows.annotate(
            has_manager=Exists(answers.filter(capacity="manager")),
            has_sponsor=Exists(answers.filter(capacity="sponsor")),
            has_offer=Exists(given),
            has_group=Exists(above),
        )
        return list(rows.order_by("customer__name", "customer__code"))

    def lacking(self, what: str) -> int:
        """How many have no `manager`, no `sponsor`, or nothing of the `offer`."""
        return sum(not getattr(each, f"has_{what}") for each in self.held)

    @cached_property
    def merged(self) -> dict[int, Customer]:
        """Customer -> the widest group into which it was merged since."""
        above = groups_above([each.customer_id for each in self.held if each.has_group], self.on)  # type: ignore[attr-defined]
        return {pk: groups[-1] for pk, groups in above.items() if groups}

    @cached_property
    def below(self) -> dict[int, Below]:
        """Customer -> how it stands, for those below the exit line of the newest ranking."""
        newest = Ranking.objects.filter(state="done").order_by("-number").values("pk")[:1]
        line = F("ranking__charter__exit_line_thousandths")
        rows = CandidateScore.objects.visible_to(self.user).filter(ranking=Subquery(newest), score__lt=line)
        found = rows.filter(customer_id__in=[each.customer_id for each in self.held]) if self.held else rows.none()
        scores = {pk: (score, at) for pk, score, at in found.order_by().values_list("customer_id", "score", line)}
        valued = valued_by(self.user, scores, self.on) if scores else set()
        return self._told({pk: scores[pk] for pk in valued})

    def _told(self, scores: dict[int, tuple[int, int]]) -> dict[int, Below]:
        reviews = reviews_of(set(scores)) if scores else {}
        found = {}
        for each in self.held:
            if (pk := each.customer_id) in scores:
                ripe = is_ripe(below_in_a_row(reviews.get(pk, []), each.admitted_on))
                found[pk] = Below(each.customer, *scores[pk], ripe)
        return found
