"""How every element and phase of the programme stands on a day, and in which year and stage the company is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Subquery, Value, When
from django.utils.translation import gettext

from clave.analytics.maturity import ENOUGH, WELL, Maturity, capped, maturity
from clave.kit.templatetags import figures
from clave.portfolio.models import Charter
from clave.programme.models import ElementJudgement, GateClosing, ProgrammeCharter
from clave.programme.queries.known import Known
from clave.programme.queries.sources import SOURCES
from clave.programme.rules.elements import (
    ELEMENTS,
    LEAST_FOR_AN_INDEX,
    PHASE_NAMES,
    SCORE_NAMES,
    Element,
    Phase,
    mark_of,
)
from clave.programme.rules.findings import NOT_RECORDED, Finding

NOTHING = Finding(None)


@dataclass(frozen=True)
class Standing:
    """One element: its score, what shows it, and whether Clave or a person says so."""

    element: Element
    score: int | None
    fact: str
    todo: str = ""
    page: str = ""
    judgement: ElementJudgement | None = None

    @property
    def is_computed(self) -> bool:
        """Whether Clave reads it from its own records."""
        return self.element.source in SOURCES

    @property
    def stands(self) -> bool:
        """Whether it is in place."""
        return self.score is not None and self.score >= WELL

    @property
    def name(self) -> str:
        return gettext(self.element.name)

    @property
    def mark(self) -> str:
        return mark_of(self.score)

    @property
    def words(self) -> str:
        return gettext("not judged yet") if self.score is None else gettext(SCORE_NAMES[self.score])


@dataclass(frozen=True)
class PhaseStanding:
    """One phase: its elements, and the day on which its gate closed."""

    phase: Phase
    elements: list[Standing]
    closing: GateClosing | None

    @property
    def name(self) -> str:
        return gettext(PHASE_NAMES[self.phase])

    @property
    def standing(self) -> int:
        """How many of its elements are in place."""
        return sum(each.stands for each in self.elements)

    @property
    def is_ready(self) -> bool:
        """Whether enough of its elements are in place to close the gate."""
        return self.standing >= ENOUGH * len(self.elements)

    @property
    def lacking(self) -> list[Standing]:
        """What is not in place, in order."""
        return [each for each in self.elements if not each.stands]


@dataclass(frozen=True)
class Stages:
    """The whole: every phase, the index where there are enough key accounts, and year and stage."""

    charter: ProgrammeCharter | None
    phases: list[PhaseStanding]
    found: Maturity
    has_index: bool
    year: int

    @property
    def stage(self) -> str:
        """The furthest phase reached; while none is, the first one is under way."""
        reached = self.found.reached
        return self.phases[max(reached - 1, 0)].name

    @property
    def is_reached(self) -> bool:
        """Whether any phase is complete."""
        return self.found.reached > 0

    @property
    def gate(self) -> PhaseStanding | None:
        """The phase whose gate is the next to close: none is skipped."""
        return next((each for each in self.phases if each.closing is None), None)

    @property
    def next(self) -> PhaseStanding | None:
        """The phase that is to be completed next."""
        return self.phases[self.found.reached] if self.found.reached < len(self.phases) else None


def finding(known: Known, source: str) -> Finding:
    """What a source shows; nothing where it is not recorded in Clave."""
    return SOURCES[source].read(known) if source in SOURCES else NOTHING


def told(found: Finding) -> str:
    """A finding in the reader's language."""
    facts = {name: figures.number(fact) if isinstance(fact, int) else fact for name, fact in found.facts.items()}
    return gettext(found.template) % facts


def standings(known: Known) -> list[Standing]:
    """Every element, computed where Clave knows and judged by a person elsewhere."""
    newest = _judged(ELEMENTS)
    return [_standing(known, element, newest.get(element.key)) for element in ELEMENTS]


def stages(known: Known) -> Stages:
    """Where the whole programme stands."""
    rows = standings(known)
    closings = {row.phase: row for row in GateClosing.objects.select_related("by")}
    phases = [
        PhaseStanding(phase, [row for row in rows if row.element.phase is phase], closings.get(phase))
        for phase in Phase
    ]
    found = maturity([[each.score or 0 for each in phase.elements] for phase in phases])
    return Stages(
        known.charter, phases, found, len(known.members) >= LEAST_FOR_AN_INDEX, year_of(known.charter, known.on)
    )


def ready_gate(known: Known) -> PhaseStanding | None:
    """The phase whose gate is the next to close, where a charter is written and enough of its elements are in place.

    Reads no more than tells it: charter, gates and criteria at once, then element by element until too many are missing.
    """
    gates = GateClosing.objects.order_by().values(all=Value(1)).annotate(closed=Count("pk")).values("closed")
    locked_first = Case(When(state="locked", then=0), default=1)
    counts = Charter.objects.exclude(state="withdrawn").order_by(locked_first, "-number")
    told = {f"by_{name}": Subquery(counts.values(name)[:1]) for name in ("state", "number")}
    charters = ProgrammeCharter.objects.annotate(gates=Subquery(gates), **told)
    charter: Any = charters.order_by("-number").first()
    at = (charter.gates or 0) if charter else len(Phase)
    if at >= len(Phase):
        return None
    phase, known.charter = list(Phase)[at], charter
    known.criteria = (charter.by_state, charter.by_number) if charter.by_state else None
    elements = [each for each in ELEMENTS if each.phase is phase]
    judged = _judged(elements) if any(each.source not in SOURCES for each in elements) else {}
    found, may_lack = [], int((1 - ENOUGH) * len(elements))
    for element in elements:
        found.append(_standing(known, element, judged.get(element.key)))
        if sum(not each.stands for each in found) > may_lack:
            return None
    return PhaseStanding(phase, found, None)


def _judged(elements: Iterable[Element]) -> dict[str, ElementJudgement]:
    """Element -> the newest judgement of it."""
    rows = ElementJudgement.objects.filter(element__in=[each.key for each in elements]).select_related("by")
    return {row.element: row for row in rows.order_by("seen_on", "pk")}


def year_of(charter: ProgrammeCharter | None, on: date) -> int:
    """In which year of the programme a day lies; 0 before it begins."""
    if charter is None or on < charter.started_on:
        return 0
    began: Any = charter.started_on
    return int(on.year - began.year - ((on.month, on.day) < (began.month, began.day)) + 1)


def _standing(known: Known, element: Element, judgement: ElementJudgement | None) -> Standing:
    if source := SOURCES.get(element.source):
        found = source.read(known)
        return Standing(element, found.score, told(found), gettext(source.todo), source.page)
    if judgement is None:
        return Standing(element, None, gettext(NOT_RECORDED))
    score = capped(judgement.score, has_evidence=bool(judgement.evidence))
    fact = judgement.evidence or gettext("Nothing shows it, so it counts 2 at most.")
    return Standing(element, score, fact, judgement=judgement)
