"""What we can tell about groups of customers, their reviews, and who answers for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from clave.access.models import User
from clave.ledger.gates import holding
from clave.ledger.likely_groups import Likely, Named, likely_groups
from clave.ledger.models import Customer, CustomerAssignment, CustomerParent
from clave.ledger.rules import REVIEW_HOLDS_DAYS, Review, review_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LONELY = 20_000
"""Customers without a group that are looked at for a likely one, by name."""
SHOWN_LIKELY = 50


@dataclass(frozen=True)
class Group:
    """One group on a day: its head, its members, and when somebody last looked at the roll-up as a whole."""

    head: Customer
    links: Sequence[CustomerParent]
    review: Review
    within: CustomerParent | None = None

    @property
    def reviewed_by(self) -> User | None:
        """Who looked at the link whose review is the oldest."""
        if self.review.on is None:
            return None
        oldest = min(self.links, key=lambda link: link.reviewed_at or timezone.now())
        return oldest.reviewed_by


@dataclass(frozen=True)
class Lonely:
    """Customers without a group: how many, and for some of them a likely one."""

    count: int
    likely: list[Likely]


def links_on(user: User, day: date) -> QuerySet[CustomerParent]:
    """The links that hold on a day, between customers this person may see."""
    seen = Customer.objects.visible_to(user).values("pk")
    links = CustomerParent.objects.filter(holding(day), customer__in=seen)
    return links.select_related("customer", "parent", "reviewed_by")


def groups(*, user: User, on: date, today: date) -> list[Group]:
    """The groups this person may see on a day, the review that is furthest back first."""
    links = list(links_on(user, on))
    members: dict[int, list[CustomerParent]] = defaultdict(list)
    for link in links:
        members[link.parent_id].append(link)
    within = {link.customer_id: link for link in links}
    found = [_group(held, within.get(parent), today) for parent, held in members.items()]
    return sorted(found, key=lambda group: (group.review.on or date.min, group.head.name))


def history(*, user: User, head: Customer) -> QuerySet[CustomerParent]:
    """Every link to this group there ever was, the ones that hold first."""
    seen = Customer.objects.visible_to(user).values("pk")
    links = CustomerParent.objects.filter(parent=head, customer__in=seen)
    return links.select_related("customer", "parent", "reviewed_by").order_by("valid_to", "customer__name")


def lonely(*, user: User, on: date) -> Lonely:
    """Customers that belong to no group and head none, with likely groups by name and owner."""
    held = CustomerParent.objects.filter(holding(on))
    free = Customer.objects.visible_to(user).filter(is_active=True)
    free = free.exclude(pk__in=held.values("customer")).exclude(pk__in=held.values("parent"))
    named = [Named(*row) for row in free.values_list("code", "name", "owner_email")[:MOST_LONELY]]
    heads = Customer.objects.visible_to(user).filter(pk__in=held.values("parent"))
    likely = likely_groups(named, [Named(*row) for row in heads.values_list("code", "name", "owner_email")])
    count = len(named) if len(named) < MOST_LONELY else free.count()
    return Lonely(count, sorted(likely, key=lambda each: (-len(each.shared.split()), not each.same_owner)))


def links_to_review(*, today: date) -> QuerySet[CustomerParent]:
    """The links at which nobody has looked for a year, or ever."""
    oldest = timezone.make_aware(datetime.combine(today, time.min)) - timedelta(days=REVIEW_HOLDS_DAYS)
    due = Q(reviewed_at=None) | Q(reviewed_at__lt=oldest)
    return CustomerParent.objects.filter(holding(today), due)


def assignments(*, user: User, on: date, person: User | None = None) -> QuerySet[CustomerAssignment]:
    """Who answers for which customer on a day, of those this person may see."""
    seen = Customer.objects.visible_to(user).values("pk")
    found = CustomerAssignment.objects.filter(holding(on), customer__in=seen).select_related("customer", "user")
    return found.filter(user=person) if person else found


def answering(assigned: Iterable[CustomerAssignment]) -> int:
    """How many people answer for these customers."""
    return len({each.user_id for each in assigned})


def _group(links: Sequence[CustomerParent], within: CustomerParent | None, today: date) -> Group:
    reviewed = [timezone.localdate(link.reviewed_at) if link.reviewed_at else None for link in links]
    return Group(links[0].parent, links, review_of(reviewed, today), within)
