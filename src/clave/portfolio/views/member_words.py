"""What needs doing about a key account, in sentences that say the next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from clave.portfolio.queries.key_accounts import Line
from clave.portfolio.rules.releasing import REVIEWS_APART_DAYS
from clave.portfolio.templatetags.choosing import points


@dataclass(frozen=True)
class Alert:
    """One thing that needs doing: how it is marked, in two words and in a sentence, and the page to act on."""

    kind: str
    short: str
    sentence: str
    to: str = ""


def alerts_of(line: Line) -> list[Alert]:
    """Everything that needs doing about a key account, what weighs most first."""
    return [*_merged(line), *_standing(line), *_people(line), *_offer(line), *_open(line)]


def _merged(line: Line) -> Iterator[Alert]:
    if line.group is None:
        return
    facts = {"customer": line.customer.name, "group": line.group.name, "code": line.group.code}
    if line.group_is_member:
        words = gettext(
            "%(customer)s belongs to %(group)s now, which is a key account itself: release it, nothing is taken away."
        )
        to = f"{reverse('propose-leaving')}?customer={line.customer.code}"
    else:
        words = gettext(
            "%(customer)s belongs to %(group)s (%(code)s) now, and the group buys and decides: propose the group, then release this one."
        )
        to = f"{reverse('propose')}?customer={line.group.code}"
    yield Alert("warn", gettext("merged"), words % facts, to)


def _standing(line: Line) -> Iterator[Alert]:
    if not line.is_valued or line.group:
        return
    if line.score is None or line.score.score is None:
        yield Alert(
            "warn", gettext("not scored"), gettext("The latest ranking could not score it: have it judged by two.")
        )
    elif line.is_below:
        facts = {"score": points(line.score.score), "line": points(line.exit_line), "days": REVIEWS_APART_DAYS}
        if line.may_leave:
            words = gettext("Below the exit line in two reviews: %(score)s against %(line)s. Decide whether it leaves.")
            to = f"{reverse('propose-leaving')}?customer={line.customer.code}"
        else:
            words = gettext(
                "Below the exit line now: %(score)s against %(line)s. It stays until two reviews, %(days)s days apart, say so; "
                "find out why first."
            )
            to = ""
        yield Alert("bad", gettext("below the exit line"), words % facts, to)


def _people(line: Line) -> Iterator[Alert]:
    if not line.people.get("manager"):
        yield Alert("bad", gettext("no manager"), gettext("Nobody manages it: appoint a key account manager."))
    if not line.people.get("sponsor"):
        yield Alert("warn", gettext("no sponsor"), gettext("It has no executive sponsor."))


def _offer(line: Line) -> Iterator[Alert]:
    if not line.offers:
        words = gettext("It gets nothing that others do not: a key account in name only.")
        yield Alert("warn", gettext("nothing different"), words, reverse("offers"))


def _open(line: Line) -> Iterator[Alert]:
    if line.open_proposal:
        words = gettext("A proposal about it waits for its decision.")
        to = reverse("decision", kwargs={"number": line.open_proposal})
        yield Alert("none", gettext("proposal open"), words, to)
