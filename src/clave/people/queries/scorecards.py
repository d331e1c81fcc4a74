"""The scorecards of managers: what their key accounts are worth more by, what was promised and kept, what was done inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils import timezone

from clave.access.policy import FieldClass
from clave.analytics.promise_check import KeptRate
from clave.company.models import Person
from clave.ledger.gates import in_scope
from clave.ledger.models import Customer, CustomerAssignment
from clave.people import hooks
from clave.people.gates import HELD_IN, people_seen, reads_attainment, scorecards_seen
from clave.people.hooks import Stretch, Work
from clave.people.models import HandOverItem
from clave.people.queries import skills, training
from clave.people.queries.valuations import AccountMoved, Pair, accounts_moved
from clave.people.rules.holding import Holding, days_of
from clave.people.rules.scorecards import Brought, together
from clave.portfolio.models import KeyAccount

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clave.access.models import User


@dataclass(frozen=True)
class Part:
    """One key account on a scorecard: for which days it counts, how its value moved, how promises were kept."""

    customer: Customer
    days: Fraction
    share: float
    is_read: bool
    """Whether the reader may see what it is worth."""
    account: AccountMoved | None
    kept: KeptRate | None
    is_held: bool

    @property
    def brought(self) -> Brought | None:
        """What counts for the person; None where it is not known or not for the reader."""
        if not self.is_read or self.account is None or self.account.moved is None:
            return None
        return self.account.moved.share(self.share)


@dataclass
class Scorecard:
    """One person's scorecard between two runs."""

    person: Person
    parts: list[Part] = field(default_factory=list)
    promised: KeptRate = field(default_factory=lambda: KeptRate(0, 0))

    @property
    def known(self) -> list[Part]:
        """The key accounts whose change is known and may be read."""
        return [part for part in self.parts if part.brought]

    @property
    def brought(self) -> Brought | None:
        """The change over all of them; None where nothing is known."""
        found = [part.brought for part in self.parts if part.brought]
        return together(found) if found else None

    @property
    def hidden(self) -> int:
        """How many key accounts count for the person and are not for the reader to see."""
        return sum(not part.is_read for part in self.parts)

    @property
    def unknown(self) -> int:
        """How many may be read, but a run does not know them."""
        return sum(part.is_read and part.brought is None for part in self.parts)

    @property
    def held(self) -> int:
        """How many key accounts the person holds now."""
        return sum(part.is_held for part in self.parts)


def people(user: User) -> list[Person]:
    """Everybody whose scorecard this person sees and who manages or managed a key account, by name."""
    managed = CustomerAssignment.objects.filter(capacity__in=HELD_IN, customer__in=_key_accounts())
    rows = scorecards_seen(user).filter(user__in=managed.values("user")).select_related("function")
    return list(rows.order_by("full_name"))


def scorecards(*, reader: User, pair: Pair, of: Sequence[Person]) -> list[Scorecard]:
    """The scorecards of these people between two runs, whose value grew most first."""
    held = holdings()
    days = {customer: days_of(found, pair.after, pair.until) for customer, found in held.items()}
    present = _present(held)
    cards = {person.user_id: Scorecard(person) for person in of if person.user_id}
    counted = {customer for customer, found in days.items() if found.keys() & cards.keys()}
    customers = Customer.objects.in_bulk(counted)
    read = _read(reader, counted)
    accounts, stretch = accounts_moved(pair, read), Stretch(reader, pair.after, pair.until)
    shares = Stretch(None, pair.after, pair.until) if reads_attainment(reader) else stretch
    kept = hooks.kept_rates(counted, shares)
    for customer in counted:
        for user, found in days[customer].items():
            if user in cards:
                told = (found, float(found / pair.days), customer in read, accounts.get(customer), kept.get(customer))
                cards[user].parts.append(Part(customers[customer], *told, (user, customer) in present))
    for card in cards.values():
        card.parts.sort(key=_most_first)
        card.promised = _added(part.kept for part in card.parts)
    return sorted(cards.values(), key=_best_first)


@dataclass(frozen=True)
class Beside:
    """What stands beside the value on one person's scorecard."""

    work: Sequence[Work]
    handed_over: int
    may_see_skills: bool
    is_trained: bool
    places: Sequence[training.Place]
    short: Sequence[tuple[Customer, Sequence[str]]]
    """Key account held now -> the skills it needs more of, by name."""


def beside(*, reader: User, card: Scorecard, pair: Pair) -> Beside:
    """What was done inside our company, and, for who may see them, skills that are missing and training."""
    person, today = card.person, timezone.localdate()
    stretch = Stretch(reader, pair.after, pair.until)
    customers = [part.customer.pk for part in card.parts]
    done = HandOverItem.objects.filter(
        done_by=person.user_id,
        done_on__gt=pair.after,
        done_on__lte=pair.until,
        appointment__key_account__customer__in=customers,
    )
    sees = people_seen(reader).filter(pk=person.pk).exists()
    return Beside(
        work=hooks.work_of(person.user_id, customers, stretch) if person.user_id else (),
        handed_over=done.count(),
        may_see_skills=sees,
        is_trained=sees and person.pk in training.trained([person.pk], today),
        places=training.places_of(person, today) if sees else (),
        short=_short(person, [part.customer for part in card.parts if part.is_held]) if sees else (),
    )


def holdings() -> dict[int, list[Holding]]:
    """Customer -> who managed it or stood in, from when to when; one query."""
    rows = CustomerAssignment.objects.filter(capacity__in=HELD_IN, customer__in=_key_accounts())
    found: dict[int, list[Holding]] = defaultdict(list)
    for row in rows.only("customer_id", "user_id", "capacity", "valid_from", "valid_to"):
        found[row.customer_id].append(Holding(row.user_id, row.capacity, row.valid_from, row.valid_to))
    return found


def _key_accounts() -> QuerySet[KeyAccount, dict[str, int]]:
    found: QuerySet[KeyAccount, dict[str, int]] = KeyAccount.objects.order_by().values("customer_id")
    return found


def _present(held: Mapping[int, Sequence[Holding]]) -> set[tuple[int, int]]:
    """Who holds which key account today: login and customer."""
    today: date = timezone.localdate()
    return {(each.user, customer) for customer, found in held.items() for each in found if each.covers(today)}


def _read(reader: User, customers: Collection[int]) -> set[int]:
    """Of these customers, those whose value and contribution the reader may see."""
    scope = in_scope(reader, FieldClass.F2, timezone.localdate())
    return set(Customer.objects.filter(scope, pk__in=customers).values_list("pk", flat=True))


def _short(person: Person, customers: Sequence[Customer]) -> list[tuple[Customer, list[str]]]:
    levels, profiles = skills.levels([person.pk]).get(person.pk, {}), skills.profiles(c.pk for c in customers)
    names, found = skills.names(), []
    for customer in customers:
        needs = (profiles.get(customer.pk) or profiles[None]).needs
        missing = [names[key] for key, gap in skills.gaps(levels, needs).items() if gap]
        if missing:
            found.append((customer, missing))
    return found


def _added(rates: Iterable[KeptRate | None]) -> KeptRate:
    found = [rate for rate in rates if rate]
    return KeptRate(sum(rate.judged for rate in found), sum(rate.kept for rate in found))


def _most_first(part: Part) -> tuple[bool, float, str]:
    return part.brought is None, -(part.brought.new_value if part.brought else 0.0), part.customer.name


def _best_first(card: Scorecard) -> tuple[bool, float, str]:
    return card.brought is None, -(card.brought.new_value if card.brought else 0.0), card.person.full_name
