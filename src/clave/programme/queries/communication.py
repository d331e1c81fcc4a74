"""Who heard which message: functions by sites with the gaps, key accounts by functions, and the log itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from clave.company.models import Function
from clave.portfolio.models import KeyAccount
from clave.programme.models import Hearing, Message, Site, Telling
from clave.programme.rules.communication import HEARD_MARKS, HEARD_NAMES, LASTS_DAYS, Heard, heard
from clave.promises.models import Promise
from clave.promises.rules.states import ALIVE

if TYPE_CHECKING:
    from clave.access.models import User

COUNTED = Q(telling__taken_back_reason="")


@dataclass(frozen=True)
class Cell:
    """A function at a site: when it heard the message last and from whom; None where it has nobody there."""

    function: Function
    site: Site
    is_there: bool
    last: Telling | None
    on: date

    @property
    def stands(self) -> Heard:
        return heard(self.last.told_on if self.last else None, self.on)

    @property
    def mark(self) -> str:
        return HEARD_MARKS[self.stands]

    @property
    def words(self) -> str:
        return gettext(HEARD_NAMES[self.stands])

    @property
    def is_gap(self) -> bool:
        """Whether somebody there should hear it."""
        return self.is_there and self.stands is not Heard.HEARD

    @property
    def sentence(self) -> str:
        """The gap in a sentence."""
        facts = {"function": self.function, "site": self.site}
        if self.stands is Heard.LONG_AGO:
            return gettext("%(function)s in %(site)s heard it more than a year ago") % facts
        return gettext("Nobody of %(function)s in %(site)s has heard it") % facts


@dataclass(frozen=True)
class Matrix:
    """One message, or any of the programme, across functions and sites."""

    message: Message | None
    sites: list[Site]
    rows: list[tuple[Function, list[Cell]]]

    @property
    def gaps(self) -> list[Cell]:
        """Where somebody should still hear it, those who never did first."""
        found = [cell for _, cells in self.rows for cell in cells if cell.is_gap]
        return sorted(found, key=lambda cell: cell.stands is not Heard.NOBODY)

    @property
    def places(self) -> int:
        """How many functions at their sites there are."""
        return sum(cell.is_there for _, cells in self.rows for cell in cells)

    @property
    def reached(self) -> int:
        """How many of them have heard it within a year."""
        return self.places - len(self.gaps)


@dataclass(frozen=True)
class ToldOf:
    """A key account and one function: when it was told of it last, and how many promises it keeps for it."""

    function: Function
    last: Telling | None
    promises: int
    on: date

    @property
    def is_gap(self) -> bool:
        """Whether it keeps promises to a customer of whom nobody told it."""
        return bool(self.promises) and heard(self.last.told_on if self.last else None, self.on) is not Heard.HEARD

    @property
    def mark(self) -> str:
        if self.last:
            return HEARD_MARKS[heard(self.last.told_on, self.on)]
        return "bad" if self.promises else "none"


@dataclass(frozen=True)
class Entry:
    """One line of the log, with the customer where the reader sees it."""

    telling: Telling
    about: KeyAccount | None

    @property
    def is_hidden(self) -> bool:
        """Whether it is about a key account outside the reader's scope: its words are not shown either."""
        return self.telling.message.key_account_id is not None and self.about is None

    @property
    def heard(self) -> str:
        """Who heard it, site by site."""
        by_site: dict[str, list[str]] = defaultdict(list)
        for each in self.telling.hearings.all():
            by_site[each.site.name].append(each.function.name)
        return "; ".join(f"{site}: {', '.join(names)}" for site, names in by_site.items())


def messages_of_programme() -> list[Message]:
    """The messages about the programme as a whole, in the order in which they were first told."""
    return list(Message.objects.filter(key_account=None).order_by("pk"))


def matrix(on: date, message: Message | None) -> Matrix:
    """Functions with people by sites; of no message, whether any about the programme was heard. Four queries."""
    sites = list(Site.objects.prefetch_related("functions").order_by("name"))
    there = {(function.pk, site.pk) for site in sites for function in site.functions.all()}
    rows = Hearing.objects.filter(COUNTED, telling__message__key_account=None)
    if message:
        rows = rows.filter(telling__message=message)
    last: dict[tuple[int, int], Telling] = {}
    for row in rows.select_related("telling__told_by").order_by("telling__told_on", "telling__number"):
        last[row.function_id, row.site_id] = row.telling
    return Matrix(
        message,
        sites,
        [
            (each, [Cell(each, site, (each.pk, site.pk) in there, last.get((each.pk, site.pk)), on) for site in sites])
            for each in working_functions()
        ],
    )


def told_of(user: User, on: date) -> list[tuple[KeyAccount, list[ToldOf]]]:
    """The key accounts one sees by function: who was told of each, and who keeps promises without having been.

    Functions of which there is nothing to say for any key account are left out. Four queries.
    """
    seen = KeyAccount.objects.visible_to(user, on).current(on).select_related("customer").order_by("customer__name")
    accounts, functions = list(seen), working_functions()
    last: dict[tuple[int, int], Telling] = {}
    rows = Hearing.objects.filter(COUNTED, telling__message__key_account__in=accounts)
    told = rows.select_related("telling__message", "telling__told_by")
    for row in told.order_by("telling__told_on", "telling__number"):
        last[row.telling.message.key_account_id or 0, row.function_id] = row.telling
    kept = promises_kept(accounts)
    concerned = {function for _, function in last.keys() | kept.keys()}
    functions = [each for each in functions if each.pk in concerned]
    return [
        (held, [ToldOf(f, last.get((held.pk, f.pk)), kept.get((held.pk, f.pk), 0), on) for f in functions])
        for held in accounts
    ]


def promises_kept(accounts: Iterable[KeyAccount]) -> dict[tuple[int, int], int]:
    """Key account and function -> how many promises that are alive the function keeps for it."""
    alive = Promise.objects.filter(state__in=ALIVE, key_account__in=list(accounts))
    counted = alive.values("key_account", "function").annotate(number=Count("pk"))
    return {(row["key_account"], row["function"]): row["number"] for row in counted}


def working_functions() -> list[Function]:
    """The functions that have people, by name."""
    return list(Function.objects.filter(people__is_active=True).distinct().order_by("name"))


def log(user: User, on: date, rows: QuerySet[Telling] | None = None) -> list[Entry]:
    """What was told, the newest first; five queries."""
    found = Telling.objects.visible_to(user) if rows is None else rows
    shown = list(
        found.select_related("message", "told_by", "by").prefetch_related("hearings__function", "hearings__site")
    )
    keys = {each.message.key_account_id for each in shown if each.message.key_account_id}
    held = KeyAccount.objects.visible_to(user, on).filter(pk__in=keys).select_related("customer")
    accounts = {each.pk: each for each in held} if keys else {}
    return [Entry(each, accounts.get(each.message.key_account_id or 0)) for each in shown]


def places() -> list[tuple[int, int]]:
    """Every function at each of its sites."""
    return list(Site.functions.through.objects.values_list("function_id", "site_id"))


def reached_places(on: date) -> set[tuple[int, int]]:
    """The functions at sites that heard a message about the programme within a year."""
    since = on - timedelta(days=LASTS_DAYS)
    rows = Hearing.objects.filter(COUNTED, telling__message__key_account=None, telling__told_on__gt=since)
    return set(rows.filter(telling__told_on__lte=on).values_list("function_id", "site_id"))


def never_reached(on: date) -> QuerySet[Any]:
    """The functions at sites that heard no message about the programme within a year, and whether any before it (`heard`)."""
    since = on - timedelta(days=LASTS_DAYS)
    there = Hearing.objects.filter(COUNTED, function=OuterRef("function"), site=OuterRef("site"))
    told = there.filter(telling__message__key_account=None, telling__told_on__lte=on)
    rows = Site.functions.through.objects.filter(~Exists(told.filter(telling__told_on__gt=since)))
    found: QuerySet[Any] = rows.annotate(heard=Exists(told))
    return found
