"""The review committee as its pages show it: who sits on it, its meetings, what it asked for, what waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.portfolio.models import Decision, ExceptionRequest, KeyAccount
from clave.portfolio.queries.at_a_glance import Glance
from clave.review.models import CommitteeMeeting, CommitteeStep, CommitteeTerm
from clave.review.queries import comparison_words as words
from clave.review.queries.comparison import comparison
from clave.review.queries.relationship_reviews import last_next_on
from clave.value.models import Run

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN = 12


@dataclass(frozen=True)
class Line:
    """One thing a step looks at: what, what is said under it, how it stands, and the page that says more."""

    text: str
    under: str = ""
    mark: str = "none"
    status: str = ""
    to: str = ""


@dataclass(frozen=True)
class Committee:
    """Everything the committee's page shows."""

    members: list[CommitteeTerm]
    past: list[CommitteeTerm]
    ahead: list[CommitteeMeeting]
    held: list[CommitteeMeeting]
    actions: list[CommitteeStep]

    @property
    def chair(self) -> CommitteeTerm | None:
        """Who is in the chair now."""
        return next((each for each in self.members if each.is_chair), None)


def committee(user: User, on: date) -> Committee:
    """The committee on a day, as this person may see it."""
    terms = list(CommitteeTerm.objects.visible_to(user).select_related("person__function"))
    meetings = list(CommitteeMeeting.objects.visible_to(user).select_related("closed_by").prefetch_related("steps"))
    return Committee(
        [each for each in terms if each.ends_on >= on],
        [each for each in terms if each.ends_on < on],
        [each for each in meetings if each.is_open],
        [each for each in reversed(meetings) if not each.is_open],
        open_actions(user),
    )


def open_actions(user: User) -> list[CommitteeStep]:
    """What the committee asked for that is not done, the earliest day first."""
    rows = CommitteeStep.objects.visible_to(user).filter(owner__isnull=False, done_on=None)
    return list(rows.select_related("owner__function", "meeting").order_by("due_on", "pk"))


def due_actions(user: User, until: date) -> QuerySet[CommitteeStep]:
    """What is due until a day of what this person answers for; for who runs the committee, of everybody."""
    rows = CommitteeStep.objects.answered_by(user).filter(done_on=None, due_on__lte=until)
    found: QuerySet[CommitteeStep] = rows.select_related("owner").order_by("due_on", "pk")
    return found


def last_held(before: CommitteeMeeting) -> CommitteeMeeting | None:
    """The meeting that was closed before this one."""
    closed = CommitteeMeeting.objects.filter(state="closed", number__lt=before.number)
    found: CommitteeMeeting | None = closed.order_by("-number").first()
    return found


def waiting(user: User, on: date, since: datetime | None) -> dict[str, list[Line]]:
    """Step -> what waits there for this person, as far as they may see it; what changed is since the last meeting."""
    return {
        "changed": list(_changed(user, since)),
        "actions": list(_actions(user, on)),
        "admissions": list(_proposals(user, "admit")),
        "releases": [*_proposals(user, "release"), *_below(user, on)],
        "exceptions": list(_exceptions(user, since)),
        "reviews": list(_lapsed(user, on)),
        "comparison": list(_outliers(user, on)),
    }


def _changed(user: User, since: datetime | None) -> Iterator[Line]:
    """The figures of the quarter, and who came and went; a quarter without a run is said."""
    runs = Run.objects.filter(state="done").order_by("-number")
    newest = runs.first()
    fresh = sum((each.finished_at or each.queued_at) > since for each in runs[:SHOWN]) if since else 0
    if newest is None or newest.as_of is None:
        yield Line(
            gettext("No run was ever done: there is no figure to look at"), mark="warn", status=gettext("no data")
        )
        return
    facts = {"run": newest.short_code, "day": figures.day(newest.as_of)}
    if since and not fresh:
        told = gettext("No run since the last meeting: the figures are still those of %(day)s (run %(run)s)") % facts
        yield Line(told, mark="warn", status=gettext("a quarter without data"))
    else:
        yield Line(gettext("The newest figures are those of %(day)s (run %(run)s)") % facts)
    seen = KeyAccount.objects.visible_to(user).select_related("customer")
    day = timezone.localdate(since) if since else None
    for each in seen.filter(admitted_on__gt=day) if day else ():
        to = reverse("key-account", args=[each.customer.code])
        yield Line(str(each.customer), figures.day(each.admitted_on), "good", gettext("came in"), to)
    for each in seen.filter(released_on__gt=day) if day else ():
        yield Line(str(each.customer), figures.day(each.released_on), "none", gettext("left"))


def _actions(user: User, on: date) -> Iterator[Line]:
    for each in open_actions(user):
        under = f"{each.owner} · {figures.day(each.due_on)}"
        is_late = bool(each.due_on and each.due_on < on)
        mark, status = ("warn", gettext("late")) if is_late else ("none", gettext("to do"))
        yield Line(each.words, under, mark, status, reverse("committee"))


def _proposals(user: User, kind: str) -> Iterator[Line]:
    rows = Decision.objects.visible_to(user).filter(state="open", kind=kind).select_related("customer", "proposed_by")
    for each in rows:
        under = gettext("Proposed by %(who)s") % {"who": each.proposed_by}
        yield Line(str(each.customer), under, "warn", gettext("to vote on"), reverse("decision", args=[each.number]))


def _below(user: User, on: date) -> Iterator[Line]:
    """Key accounts below the exit line, with whether two reviews say so."""
    if not user.may(Action.SEE_CANDIDATES):
        return
    proposed = set(Decision.objects.filter(state="open").values_list("customer_id", flat=True))
    for each in Glance(user, on).below.values():
        if each.customer.pk in proposed:
            continue
        facts = {"score": figures.number(each.score / 1_000, 1), "line": figures.number(each.exit_line / 1_000, 1)}
        under = gettext("Score %(score)s, exit line %(line)s.") % facts
        mark, status = ("bad", gettext("may leave")) if each.may_leave else ("warn", gettext("below, once"))
        yield Line(str(each.customer), under, mark, status, reverse("key-account", args=[each.customer.code]))


def _exceptions(user: User, since: datetime | None) -> Iterator[Line]:
    rows = ExceptionRequest.objects.visible_to(user).select_related("customer", "asked_by")
    for each in rows.filter(asked_at__gt=since) if since else rows[:SHOWN]:
        under = f"{each.asked_by} · {figures.day(each.asked_at)}"
        yield Line(str(each.customer), under, to=reverse("exception", args=[each.number]))


def _lapsed(user: User, on: date) -> Iterator[Line]:
    """Key accounts whose relationship review is overdue, or never took place."""
    held = KeyAccount.objects.visible_to(user).current(on).select_related("customer")
    days = last_next_on(held)
    for each in held:
        next_on = days.get(each.pk)
        if next_on is not None and next_on >= on:
            continue
        under = gettext("due on %(day)s") % {"day": figures.day(next_on)} if next_on else gettext("never held")
        to = reverse("key-account", args=[each.customer.code])
        yield Line(str(each.customer), under, "warn", gettext("lapsed"), to)


def _outliers(user: User, on: date) -> Iterator[Line]:
    if not user.may(Action.COMPARE_KEY_ACCOUNTS):
        return
    found = comparison(user, on)
    for each in found.outliers:
        mark, status = ("good", gettext("better")) if each.is_good else ("bad", gettext("worse"))
        yield Line(words.sentence_of(each, words.currency_of(found)), "", mark, status, reverse("comparison"))
    if found.in_all < 3:
        told = ngettext("There is %(number)s key account", "There are %(number)s key accounts", found.in_all)
        yield Line(told % {"number": found.in_all}, gettext("No median is told from so few."))
