"""A quarterly review on its way: every step with what waits there, and how the programme's own elements moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from clave.analytics.maturity import WELL, Maturity, maturity
from clave.kit.templatetags import figures
from clave.programme.queries.known import Known
from clave.programme.queries.stages import Standing, standings
from clave.programme.rules.elements import ELEMENTS, LEAST_FOR_AN_INDEX, PHASE_NAMES, SCORE_NAMES, Phase, mark_of
from clave.review.models import CommitteeMeeting, CommitteeStep
from clave.review.queries.committee import Line, last_held, waiting
from clave.review.rules.committee import OUTCOME_NAMES, STEPS, Step, next_step

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class StepShown:
    """One step: what waits there, what became of it, and whether it is the one to go on with."""

    step: Step
    lines: Sequence[Line]
    settled: CommitteeStep | None
    is_next: bool

    @property
    def name(self) -> str:
        """What the step is called."""
        return gettext(self.step.name)

    @property
    def asks(self) -> str:
        """The one question of the step."""
        return gettext(self.step.asks)

    @property
    def outcome(self) -> str:
        """What became of it, in a word."""
        return gettext(OUTCOME_NAMES[self.settled.outcome]) if self.settled else ""


@dataclass(frozen=True)
class Flow:
    """A whole quarterly review."""

    meeting: CommitteeMeeting
    before: CommitteeMeeting | None
    steps: Sequence[StepShown]

    @property
    def done(self) -> int:
        """How many steps are settled."""
        return sum(each.settled is not None for each in self.steps)

    @property
    def minutes_left(self) -> int:
        """For how long the steps still to come are planned."""
        return sum(each.step.minutes for each in self.steps if each.settled is None)

    @property
    def draft(self) -> str:
        """Minutes written from what the steps decided."""
        return "\n".join(_minute(each) for each in self.steps if each.settled)


@dataclass(frozen=True)
class Element:
    """One published element in two assessments: its score, how it moved, and what shows it."""

    key: str
    phase: Phase
    name: str
    score: int | None
    before: int | None
    fact: str
    page: str

    @property
    def mark(self) -> str:
        """How the score is marked."""
        return mark_of(self.score)

    @property
    def words(self) -> str:
        """The score in words."""
        return gettext("not judged yet") if self.score is None else gettext(SCORE_NAMES[self.score])

    @property
    def moved(self) -> int:
        """By how many points it moved."""
        return 0 if self.score is None or self.before is None else self.score - self.before


@dataclass(frozen=True)
class Assessed:
    """One assessment that was kept: when, its index, and how far it came."""

    on: date
    found: Maturity
    standing: int
    scores: dict[str, int | None]


def current_meeting(user: User) -> CommitteeMeeting | None:
    """The meeting that is to be held next, or that was begun."""
    found: CommitteeMeeting | None = CommitteeMeeting.objects.visible_to(user).filter(state="planned").first()
    return found


def flow(user: User, meeting: CommitteeMeeting, on: date) -> Flow:
    """The steps of a meeting; what waits is looked up only while it is open."""
    settled = {each.step: each for each in meeting.steps.select_related("owner", "by")}
    before, coming = last_held(meeting), next_step(settled)
    lines: dict[str, list[Line]] = {}
    if meeting.is_open:
        since = before.closed_at if before else None
        lines = {**waiting(user, on, since), "assessment": assessment_lines(on, before)}
    steps = [
        StepShown(each, lines.get(each.key, ()), settled.get(each.key), meeting.is_open and each == coming)
        for each in STEPS
    ]
    return Flow(meeting, before, steps)


def _minute(each: StepShown) -> str:
    said = each.settled.words if each.settled and each.settled.words else each.outcome
    if each.settled and each.settled.owner and each.settled.due_on:
        said = f"{said} ({each.settled.owner}, {figures.day(each.settled.due_on)})"
    return f"{each.name}: {said}"


def snapshot(on: date) -> list[dict[str, Any]]:
    """Every element as it stands on a day, to be kept with a meeting."""
    return [{"element": each.element.key, "score": each.score, "fact": each.fact} for each in standings(Known(on))]


def assessed() -> list[Assessed]:
    """Every assessment that was kept, the oldest first."""
    rows = CommitteeMeeting.objects.exclude(assessment=None).order_by("meets_on")
    return [_assessed(each) for each in rows]


def _assessed(meeting: CommitteeMeeting) -> Assessed:
    scores = {row["element"]: row["score"] for row in meeting.assessment or ()}
    phases = [[scores.get(each.key) or 0 for each in ELEMENTS if each.phase is phase] for phase in Phase]
    well = sum((score or 0) >= WELL for score in scores.values())
    return Assessed(meeting.meets_on, maturity(phases), well, scores)


def elements_now(on: date) -> list[Element]:
    """Every element as Clave's own records show it today, beside the last assessment that was kept."""
    kept = assessed()
    before = kept[-1].scores if kept else {}
    return [_element(each, before) for each in standings(Known(on))]


def _element(each: Standing, before: dict[str, int | None]) -> Element:
    key = each.element.key
    return Element(key, each.element.phase, each.name, each.score, before.get(key), each.fact, each.page)


def has_index(on: date) -> bool:
    """Whether there are enough key accounts for an index."""
    return len(Known(on).members) >= LEAST_FOR_AN_INDEX


def phase_name(phase: Phase) -> str:
    """A phase in the reader's language."""
    return gettext(PHASE_NAMES[phase])


def assessment_lines(on: date, before: CommitteeMeeting | None) -> list[Line]:
    """What moved since the last assessment, and what is not in place; the whole stands on its own page."""
    to = reverse("self-assessment")
    earlier = {row["element"]: row["score"] for row in (before.assessment or ())} if before else {}
    found = []
    for each in (_element(one, earlier) for one in standings(Known(on))):
        if each.moved or (each.score or 0) < WELL:
            under = each.fact
            if each.moved and each.before is not None:
                was = gettext("was: %(words)s") % {"words": gettext(SCORE_NAMES[each.before])}
                under = f"{each.fact} · {was}"
            found.append(Line(each.name, under, each.mark, each.words, to))
    return found
