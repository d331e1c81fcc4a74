"""Every key account with its sponsor, the sponsor's load, the visits, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from clave.company.models import Person
from clave.kit.flags import Flag
from clave.ledger.gates import lasting
from clave.ledger.models import Customer, CustomerAssignment
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.answering import limit_of
from clave.sponsorship.models import Visit, VisitRhythm
from clave.sponsorship.queries.holders import Holder, holders, holders_named, top_team
from clave.sponsorship.rules.cadence import MARKS, STANDING_NAMES, VISITS_A_YEAR, Rhythm, Standing, standing

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Load:
    """How much one sponsor has on their hands: key accounts, the visits that means a year, and the guidance."""

    person: Person
    held: int
    visits: int
    most: int

    @property
    def is_heavy(self) -> bool:
        """Whether it is more than the guidance."""
        return self.held > self.most

    @property
    def words(self) -> str:
        """The load in a sentence."""
        facts = {"accounts": self.held, "visits": self.visits, "most": self.most}
        held = ngettext("%(accounts)s key account", "%(accounts)s key accounts", self.held) % facts
        return gettext("%(held)s, %(visits)s visits a year") % {"held": held, **facts}


@dataclass
class Sponsored:
    """One key account: sponsors and managers now or soon, its visits, and what is wrong."""

    key_account: KeyAccount
    on: date
    rhythm_row: VisitRhythm | None = None
    sponsors: list[Holder] = field(default_factory=list)
    managers: list[Holder] = field(default_factory=list)
    past: list[Visit] = field(default_factory=list)
    ahead: list[Visit] = field(default_factory=list)
    untold: list[Visit] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)

    @property
    def customer(self) -> Customer:
        return self.key_account.customer

    @property
    def last(self) -> Visit | None:
        """The latest visit that was told of."""
        return self.past[-1] if self.past else None

    @property
    def next(self) -> Visit | None:
        """The next visit planned."""
        return self.ahead[0] if self.ahead else None

    @property
    def visits_a_year(self) -> int:
        """How often it is visited."""
        return self.rhythm_row.visits_a_year if self.rhythm_row else VISITS_A_YEAR

    @property
    def rhythm(self) -> Rhythm:
        """What is known of its visits."""
        begun = [holder.assignment.valid_from for holder in self.sponsors]
        return Rhythm(
            self.visits_a_year,
            max([self.key_account.admitted_on, *begun[-1:]]),
            self.last.visit_on if self.last else None,
            self.next.visit_on if self.next else None,
            [visit.visit_on for visit in self.untold],
        )

    @property
    def standing(self) -> Standing:
        """How its visits stand."""
        return standing(self.rhythm, self.on)

    @property
    def is_overdue(self) -> bool:
        """Whether a visit is overdue with none planned."""
        return self.standing is Standing.OVERDUE

    @property
    def standing_words(self) -> str:
        return gettext(STANDING_NAMES[self.standing])

    @property
    def standing_mark(self) -> str:
        return MARKS[self.standing]


def sponsored(user: User, on: date, only: KeyAccount | None = None) -> list[Sponsored]:
    """The current key accounts one sees with sponsor, visits and what is wrong, by name; a fixed number of queries."""
    found = visited(user, on, only)
    heavy = {load.person.pk: load for load in loads(on)}
    for each in found:
        each.flags = _flags(each, heavy)
    return found


def visits_standing(held: Iterable[KeyAccount], on: date) -> list[Sponsored]:
    """How the visits of these key accounts stand, with the names of who answers for them and nothing else; three queries."""
    found = {each.customer_id: Sponsored(each, on) for each in held}
    _fill(found, holders_named(found.keys(), on), on)
    return list(found.values())


def visited(user: User, on: date, only: KeyAccount | None = None) -> list[Sponsored]:
    """The same without what is wrong, for who asks how the visits stand."""
    seen = KeyAccount.objects.visible_to(user).current(on).select_related("customer").order_by("customer__name")
    found = {each.customer_id: Sponsored(each, on) for each in (seen.filter(pk=only.pk) if only else seen)}
    _fill(found, holders(found.keys(), on), on)
    return list(found.values())


def loads(on: date) -> list[Load]:
    """Everybody of the top team with what they sponsor, the heaviest first."""
    members = KeyAccount.objects.current(on)
    rows = CustomerAssignment.objects.filter(
        lasting(on), capacity="sponsor", customer_id__in=members.values("customer_id")
    )
    pairs = set(rows.values_list("user_id", "customer_id"))
    chosen = VisitRhythm.objects.filter(key_account__in=members.values("pk"))
    rhythm = dict(chosen.values_list("key_account__customer_id", "visits_a_year"))
    held, visits = Counter(user for user, _ in pairs), Counter[int]()
    for user, customer in pairs:
        visits[user] += rhythm.get(customer, VISITS_A_YEAR)
    most = limit_of("sponsor")
    found = [Load(each, held[each.user_id or 0], visits[each.user_id or 0], most) for each in top_team()]
    return sorted(found, key=lambda load: (-load.held, load.person.full_name))


def _fill(found: dict[int, Sponsored], answering: Iterable[Holder], on: date) -> None:
    keys = {each.key_account.pk: each for each in found.values()}
    for holder in answering:
        each = found[holder.assignment.customer_id]
        (each.sponsors if holder.assignment.capacity == "sponsor" else each.managers).append(holder)
    for row in VisitRhythm.objects.filter(key_account__in=keys):
        keys[row.key_account_id].rhythm_row = row
    for visit in Visit.objects.filter(key_account__in=keys).exclude(state="called off").select_related("report"):
        _place(keys[visit.key_account_id], visit, on)


def _place(each: Sponsored, visit: Visit, on: date) -> None:
    """A visit counts as made when it was told of; one in the past that was not is asked for."""
    if not visit.is_planned:
        each.past.append(visit)
    elif visit.visit_on < on:
        each.untold.append(visit)
    else:
        each.ahead.append(visit)


def _flags(each: Sponsored, heavy: dict[int, Load]) -> list[Flag]:
    """What is wrong with how a key account is sponsored."""
    found = [] if each.sponsors else [Flag("nobody", "bad", gettext("no sponsor"))]
    bosses = bosses_of(holder.person for holder in each.managers)
    for holder in each.sponsors:
        found += _of_holder(holder, bosses, heavy)
    if len(each.sponsors) > 1:
        found.append(Flag("several", "warn", gettext("several sponsors")))
    return found


def _of_holder(holder: Holder, bosses: Collection[int], heavy: dict[int, Load]) -> Iterable[Flag]:
    person = holder.person
    if person is None or not person.is_top_team:
        yield Flag("top", "warn", gettext("not of the top team"), gettext("Only the top opens doors at the top."))
    if person and not person.is_active:
        yield Flag("left", "bad", gettext("sponsor has left"))
    if not holder.has_role:
        yield Flag("role", "warn", gettext("sponsor lacks the role"), gettext("An administrator grants it."))
    if person and person.pk in bosses:
        why = gettext(
            "The manager's own boss hears from the manager already and judges them: the customer gets no second voice."
        )
        yield Flag("boss", "warn", gettext("the manager's own boss"), why)
    load = heavy.get(person.pk) if person else None
    if load and load.is_heavy:
        why = gettext("%(load)s; the guidance is %(most)s key accounts.") % {"load": load.words, "most": load.most}
        yield Flag("load", "warn", gettext("sponsor holds many"), why)


def bosses_of(people: Iterable[Person | None]) -> set[int]:
    """The persons to whom these people report."""
    return {person.reports_to_id for person in people if person and person.reports_to_id}


def in_order(rows: Sequence[Sponsored]) -> list[Sponsored]:
    """Those that need somebody first: without a sponsor, then by how their visits stand."""
    order = list(Standing)
    return sorted(rows, key=lambda row: (bool(row.sponsors), order.index(row.standing), row.customer.name))
