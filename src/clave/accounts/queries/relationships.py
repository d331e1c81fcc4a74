"""The people of a key account as pages, tables, map and API show them, with what is wrong and the next thing to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from clave.accounts.models import Place, StanceSaid, Tie, Touch
from clave.accounts.relationship_gates import seen, written
from clave.accounts.rules.relationship_flags import Flag, Known, flags, hangs_on, next_task
from clave.accounts.rules.relationship_terms import KNOWS_FROM, Part, Stance
from clave.accounts.rules.reporting_lines import trees
from clave.kit.seeking import folded, words_of
from clave.ledger.models import Contact, Customer
from clave.ledger.queries import groups_on
from clave.portfolio.models import KeyAccount
from clave.promises.queries.checking import codes_of, rolled_up
from clave.sponsorship.models import Visit
from clave.sponsorship.rules.consent import may_tell

if TYPE_CHECKING:
    from clave.access.models import User

PARTS = [*Part]
STANCES = [*Stance]


@dataclass
class PersonRow:
    """One person at the customer: what is on record, what follows from it."""

    contact: Contact
    on: date
    place: Place | None = None
    stances: list[StanceSaid] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    touch: Touch | None = None
    left_boss_behind: bool = False
    """Whether an import moved them or their boss to another group: the line says nothing of where they work now."""

    @property
    def name(self) -> str:
        """The name, where it may be told."""
        return named(self.contact)

    @property
    def is_named(self) -> bool:
        """Whether the name may be told."""
        return may_tell(self.contact.consent, "name")

    @property
    def part(self) -> str:
        """The part in the decision; empty where nobody said."""
        return self.place.part if self.place else ""

    @property
    def version(self) -> int:
        """The version of part and boss that a change is based on; 0 where nobody said."""
        return self.place.version if self.place else 0

    @property
    def boss(self) -> Contact | None:
        """To whom they report, as far as it is known and within the group."""
        return self.place.reports_to if self.place and not self.left_boss_behind else None

    @property
    def stance(self) -> StanceSaid | None:
        """Where they stand, as it was last said."""
        return self.stances[0] if self.stances else None

    @property
    def knowers(self) -> list[Tie]:
        """Who of ours, and still here, knows them; the closest first."""
        return [each for each in self.ties if each.today >= KNOWS_FROM and each.person.is_active]

    @property
    def best(self) -> int:
        """How well the one who knows them best does."""
        return max((each.today for each in self.knowers), default=0)

    @property
    def wanted(self) -> int:
        """How well somebody of ours should know them."""
        return max((each.wanted for each in self.ties if each.person.is_active), default=0)

    @property
    def quiet_days(self) -> int | None:
        """Days since one of ours had a word with them; None where nothing is on record."""
        return (self.on - self.touch.on).days if self.touch else None

    @property
    def known(self) -> Known:
        """What the tables look at."""
        said = self.stance
        return Known(
            part=self.part,
            stance=said.stance if said else "",
            stance_days=(self.on - said.said_on).days if said else None,
            knowers=tuple(each.person.full_name for each in self.knowers),
            best=self.best,
            wanted=self.wanted,
            quiet_days=self.quiet_days,
        )

    @property
    def flags(self) -> list[tuple[Flag, str]]:
        """What is wrong, each with its words."""
        return [(each, gettext(each.words)) for each in flags(self.known)]


@dataclass(frozen=True)
class Circle:
    """Everybody at a key account, and what is to be done."""

    people: list[PersonRow]
    heard_on: date | None
    visited_on: date | None
    on: date

    @property
    def task(self) -> tuple[PersonRow | None, str]:
        """The one thing to do next: about whom, in words."""
        found = next_task([each.known for each in self.people])
        row = self.people[found.place] if found.place is not None else None
        knower = row.known.knowers[0] if row and row.known.knowers else ""
        facts = {"person": row.name, "knower": knower, "days": row.quiet_days} if row else {}
        return row, gettext(found.sentence) % facts

    @property
    def hangs_on(self) -> str:
        """The one of ours on whom everything hangs; empty where it is more than one."""
        return hangs_on([each.known for each in self.people])

    @property
    def deciders(self) -> list[PersonRow]:
        """Who decides or releases the money."""
        return [each for each in self.people if each.part in ("decides", "approves")]

    @property
    def weighty(self) -> int:
        """How many can turn the decision."""
        return sum(each.known.is_weighty for each in self.people)

    @property
    def singles(self) -> int:
        """How many of them are known by one of ours alone."""
        return sum(each.known.is_weighty and len(each.known.knowers) == 1 for each in self.people)

    @property
    def unknown(self) -> int:
        """How many of them nobody of ours knows."""
        return sum(each.known.is_weighty and not each.known.knowers for each in self.people)

    @property
    def last_word_on(self) -> date | None:
        """When somebody of ours was last in touch, in a talk on record or a visit that was told of."""
        return max((day for day in (self.heard_on, self.visited_on) if day), default=None)

    @property
    def quiet_days(self) -> int | None:
        """Days since the customer as a whole heard of us."""
        return (self.on - self.last_word_on).days if self.last_word_on else None

    @property
    def below(self) -> dict[int, list[int]]:
        """Who reports to whom, by the keys of the contacts."""
        bosses = {each.contact.pk: each.boss.pk if each.boss else None for each in self.people}
        return trees([each.contact.pk for each in self.people], bosses)


def named(contact: Contact) -> str:
    """A person's name; who does not want to be on record is called by what they do."""
    if may_tell(contact.consent, "name"):
        return str(contact.full_name)
    return gettext("Somebody who does not want to be named")


def family(customer: Customer, on: date | None = None) -> set[int]:
    """The keys of a customer and of all that roll up into it."""
    codes = codes_of(customer, on or timezone.localdate())
    return set(Customer.objects.filter(code__in=codes).values_list("pk", flat=True))


def key_accounts_seen(user: User) -> QuerySet[KeyAccount]:
    """The current key accounts whose people this person reads about."""
    found: QuerySet[KeyAccount] = KeyAccount.objects.current().filter(seen(user, "customer_id"))
    return found.select_related("customer")


def key_accounts_written(user: User) -> QuerySet[KeyAccount]:
    """The current key accounts whose people this person writes about."""
    found: QuerySet[KeyAccount] = KeyAccount.objects.current().filter(written(user, "customer_id"))
    return found.select_related("customer")


def contacts_seen(user: User) -> QuerySet[Contact]:
    """The contacts that this person reads about."""
    found: QuerySet[Contact] = Contact.objects.filter(seen(user, "customer_id"))
    return found.select_related("customer")


def contacts_written(user: User) -> QuerySet[Contact]:
    """The contacts that this person writes about."""
    found: QuerySet[Contact] = Contact.objects.filter(written(user, "customer_id"))
    return found.select_related("customer")


def may_write_about(user: User, contact: Contact) -> bool:
    """Whether this person writes about somebody."""
    return contacts_written(user).filter(pk=contact.pk).exists()


def head_of(user: User, contact: Contact) -> KeyAccount | None:
    """The key account at which somebody works: the customer's own, or the one it rolls up into."""
    tops, code = groups_on(timezone.localdate()), contact.customer.code
    for held in key_accounts_seen(user):
        if code in rolled_up(held.customer.code, tops):
            return held
    return None


def group_around(customer: Customer) -> set[int]:
    """The keys of everybody in the group a customer belongs to: the top, and all that roll up into it."""
    tops = groups_on(timezone.localdate())
    codes = rolled_up(tops.get(customer.code, customer.code), tops)
    return set(Customer.objects.filter(code__in=codes).values_list("pk", flat=True))


def reports_of(user: User, contact: Contact) -> list[tuple[Contact, str]]:
    """Who reports to somebody, each with the name as far as it may be told."""
    return [(each, named(each)) for each in contacts_seen(user).filter(place__reports_to=contact)]


def circle_of(user: User, key_account: KeyAccount, on: date, tops: Mapping[str, str] | None = None) -> Circle:
    """Everybody at a key account whom this person reads about, those who matter most first.

    Who asked already hands in the top of each customer's group.
    """
    tops = groups_on(on) if tops is None else tops
    around = rolled_up(key_account.customer.code, tops)
    rows = person_rows(contacts_seen(user).filter(customer__code__in=around), on, tops)
    visits = Visit.objects.filter(key_account=key_account, state="reported", visit_on__lte=on)
    visited = visits.order_by("-visit_on").values_list("visit_on", flat=True).first()
    heard = max((each.touch.on for each in rows if each.touch), default=None)
    return Circle(sorted(rows, key=SORTS[""]), heard, visited, on)


def person_rows(contacts: Iterable[Contact], on: date, tops: Mapping[str, str] | None = None) -> list[PersonRow]:
    """These people with all that is on record about them."""
    rows = {each.pk: PersonRow(each, on) for each in contacts}
    for place in Place.objects.filter(contact__in=rows).select_related("reports_to__customer"):
        rows[place.contact_id].place = place
    _cut_lines_across(rows.values(), on, tops)
    said: dict[int, list[Any]] = defaultdict(list)
    for stance in StanceSaid.objects.filter(contact__in=rows).select_related("by"):
        said[stance.contact_id].append(stance)
    ties: dict[int, list[Any]] = defaultdict(list)
    for tie in Tie.objects.filter(contact__in=rows).select_related("person__function"):
        ties[tie.contact_id].append(tie)
    touches = {each.contact_id: each for each in _latest(Touch.objects.filter(contact__in=rows, on__lte=on))}
    for pk, row in rows.items():
        row.stances, row.ties, row.touch = said[pk], ties[pk], touches.get(pk)
    return list(rows.values())


def _cut_lines_across(rows: Iterable[PersonRow], on: date, tops: Mapping[str, str] | None) -> None:
    """Whoever reads about somebody is not told of a boss in another group, whom they may not know of."""
    across = [(row, row.boss) for row in rows if row.boss and row.boss.customer_id != row.contact.customer_id]
    tops = groups_on(on) if across and tops is None else tops or {}
    for row, boss in across:
        here, there = row.contact.customer.code, boss.customer.code
        row.left_boss_behind = tops.get(here, here) != tops.get(there, there)


def _latest(touches: QuerySet[Touch]) -> Iterable[Touch]:
    """The talks from the oldest to the newest, so that the newest of each person stands."""
    return touches.select_related("person").order_by("on", "pk")


def _weight(row: PersonRow) -> int:
    return PARTS.index(Part(row.part)) if row.part else len(PARTS)


def _stance(row: PersonRow) -> int:
    return STANCES.index(Stance(row.stance.stance)) if row.stance else len(STANCES)


SORTS: dict[str, Callable[[PersonRow], Any]] = {
    "": lambda row: (_weight(row), row.name.casefold()),
    "name": lambda row: row.name.casefold(),
    "part": lambda row: (_weight(row), row.name.casefold()),
    "stance": lambda row: (-_stance(row) if row.stance else 1, row.name.casefold()),
    "known": lambda row: (row.best, row.name.casefold()),
    "heard": lambda row: (row.touch is not None, row.touch.on if row.touch else row.on, row.name.casefold()),
}
"""Order of the table -> by what; the worst of each comes first."""


def in_order(rows: Sequence[PersonRow], by: str) -> list[PersonRow]:
    """The rows in one of the orders; an unknown one is the first."""
    return sorted(rows, key=SORTS.get(by, SORTS[""]))


def found_among(rows: Sequence[PersonRow], words: str) -> list[PersonRow]:
    """Those in whose name, work, part, unit or knowers every word stands; accents and capitals do not matter."""
    asked = words_of(words)
    return [row for row in rows if all(word in _sought(row) for word in asked)]


def _sought(row: PersonRow) -> str:
    said = [row.name, row.contact.role, row.contact.customer.name, row.place.part_name if row.place else ""]
    return folded(" ".join([*said, *(each.person.full_name for each in row.knowers)]))
