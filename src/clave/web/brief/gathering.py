"""Gathers the one page from everything that this reader may read of a key account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.kit.templatetags import figures
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.promises.queries.standing import Line as PromiseLine
from clave.promises.queries.standing import OpenAndBroken, open_and_broken
from clave.sponsorship.models import FollowUp, Note
from clave.sponsorship.queries.sponsors import Sponsored, sponsored
from clave.sponsorship.queries.visits import Told, open_follow_ups, visits_of
from clave.sponsorship.rules import questions
from clave.sponsorship.rules.notes import LINE_NAMES, Line
from clave.value.fields import reading
from clave.value.queries.customer import CustomerPage, customer_page, visible_customers
from clave.web.brief.asking import known_value, question_of
from clave.web.brief.parts import Afterwards, Brief, Entry, Part, clipped, more
from clave.web.brief.people import People, people_at, people_part
from clave.web.brief.worth import worth_of

MOST = 4
"""So many of each kind stand on the page."""


@dataclass(frozen=True)
class Gathered:
    """What was found, before it is put into words."""

    row: Sponsored
    value: CustomerPage | None
    promises: OpenAndBroken
    people: People
    last: Told | None
    follow_ups: list[FollowUp]
    on: date

    @property
    def customer(self) -> Customer:
        return self.row.customer


def brief_of(user: User, held: KeyAccount, on: date) -> Brief:
    """The page of one current key account for one reader on a day; a fixed number of queries."""
    found = _gathered(user, held, on)
    names = {"customer": found.customer.name}
    return Brief(
        language=figures.language(),
        title=gettext("Before the visit: %(customer)s") % names,
        heading=found.customer.name,
        lede=_lede(found),
        question=question_of(*_known(found)),
        worth=worth_of(found.value),
        left=[_promises(found), _follow_ups(found)],
        right=[people_part(found.people, found.customer), _last_time(found)],
        afterwards=Afterwards(gettext("Three lines afterwards"), [gettext(LINE_NAMES[line]) for line in Line]),
        foot=gettext("%(code)s · made on %(day)s for %(person)s · holds what is not for everybody: keep it to yourself")
        % {"code": found.customer.code, "day": figures.day(on), "person": user},
    )


def _gathered(user: User, held: KeyAccount, on: date) -> Gathered:
    reads = reading(user, on)
    customer = visible_customers(reads).filter(pk=held.customer_id).first()
    row = (*sponsored(user, on, only=held), Sponsored(held, on))[0]
    told = [each for each in visits_of(user, held) if each.notes or each.hidden]
    return Gathered(
        row=row,
        value=customer_page(customer, reads) if customer else None,
        promises=open_and_broken(held.customer, user, on),
        people=people_at(user, held.customer, on),
        last=told[0] if told else None,
        follow_ups=list(open_follow_ups(user, held)),
        on=on,
    )


def _lede(found: Gathered) -> str:
    row = found.row
    if row.next and row.next.starts_at:
        told = gettext("Visit on %(day)s") % {"day": figures.moment(row.next.starts_at)}
    elif row.next:
        told = gettext("Visit on %(day)s") % {"day": figures.day(row.next.visit_on)}
    else:
        told = gettext("No visit is planned; the next is due by %(day)s") % {"day": figures.day(row.rhythm.due_on)}
    parts = [told]
    if row.sponsors:
        parts.append(gettext("sponsor %(person)s") % {"person": row.sponsors[0].name})
    if row.managers:
        parts.append(gettext("key account manager %(person)s") % {"person": row.managers[0].name})
    return " · ".join([*parts, *(where for where in (found.customer.segment, found.customer.country) if where)])


def _known(found: Gathered) -> tuple[questions.Known, dict[str, str]]:
    value, words = known_value(found.value)
    late = next((each.sentence for each in found.follow_ups if each.due_on < found.on), "")
    broken = found.promises.broken[0].promise.what if found.promises.broken else ""
    worry = next((note.text for note in _notes(found) if note.line == Line.WORRIES), "")
    people = found.people
    known = questions.Known(
        broken=broken,
        late_follow_up=late,
        worry=worry,
        told=found.row.last is not None,
        contacts=len(people.named),
        unasked=people.unasked,
        **value,
    )
    quoted = {"broken": broken, "late": late, "worry": worry}
    counts = {"contacts": figures.number(len(people.named)), "unasked": figures.number(people.unasked)}
    return known, {**words, **{name: clipped(text) for name, text in quoted.items()}, **counts}


def _promises(found: Gathered) -> Part:
    broken, waiting = found.promises.broken, found.promises.open
    shown = [_promise(each, is_broken=True) for each in broken[:MOST]]
    shown += [_promise(each, is_broken=False) for each in waiting[: max(1, MOST - len(shown))]]
    lines = more(len(broken) + len(waiting) - len(shown))
    return Part(
        gettext("What we promised"), shown, lines or _when_empty(shown, gettext("No promise is open or broken."))
    )


def _promise(line: PromiseLine, *, is_broken: bool) -> Entry:
    promise, rate = line.promise, line.rate
    under = [str(promise.function)]
    if promise.due_on:
        under.append(gettext("by %(day)s") % {"day": figures.day(promise.due_on)})
    if rate.judged:
        kept = {"kept": figures.number(rate.kept), "judged": figures.number(rate.judged)}
        under.append(gettext("kept %(kept)s of %(judged)s, 12 months") % kept)
    status = gettext("broken") if is_broken else promise.state_name
    mark = "bad" if is_broken else promise.state_mark
    return Entry(clipped(promise.what), " · ".join(under), mark, status, reverse("promise", args=[promise.number]))


def _follow_ups(found: Gathered) -> Part:
    def entry(each: FollowUp) -> Entry:
        under = f"{each.kind_name} · {each.owner} · {gettext('by %(day)s') % {'day': figures.day(each.due_on)}}"
        is_late = each.due_on < found.on
        return Entry(
            clipped(each.sentence), under, *(("bad", gettext("late")) if is_late else ("none", gettext("open")))
        )

    shown = [entry(each) for each in found.follow_ups[:MOST]]
    lines = more(len(found.follow_ups) - len(shown)) or _when_empty(shown, gettext("Nothing is open."))
    return Part(gettext("Open since earlier visits"), shown, lines)


def _last_time(found: Gathered) -> Part:
    last = found.last
    if last is None:
        return Part(gettext("What was said last time"), lines=[gettext("No visit has been told of yet.")])
    day = {"day": figures.day(last.visit.visit_on)}
    shown = [Entry(clipped(note.text), note.line_name) for note in last.notes]
    return Part(gettext("What was said last time, %(day)s") % day, shown, list(_hidden(last)))


def _hidden(last: Told) -> Iterator[str]:
    if last.hidden:
        told = ngettext("%(number)s line is for others", "%(number)s lines are for others", last.hidden)
        yield told % {"number": figures.number(last.hidden)}


def _notes(found: Gathered) -> list[Note]:
    return found.last.notes if found.last else []


def _when_empty(shown: list[Entry], sentence: str) -> list[str]:
    return [] if shown else [sentence]
