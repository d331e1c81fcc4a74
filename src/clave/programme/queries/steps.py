"""The seven steps as the strip shows them: how each stands, the fact that decides, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from clave.programme.queries.known import Known
from clave.programme.queries.sources import SOURCES
from clave.programme.queries.stages import finding, told
from clave.programme.rules.elements import mark_of
from clave.programme.rules.findings import NOT_RECORDED
from clave.programme.rules.steps import STANDS, STATE_NAMES, STEPS, StepSpec, deciding


@dataclass(frozen=True)
class StepShown:
    """One step: its mark and state in words, the fact behind it, what to do and where."""

    number: int
    name: str
    mark: str
    state: str
    fact: str
    todo: str
    to: str
    unrecorded: int

    @property
    def is_behind(self) -> bool:
        """Whether something recorded falls short."""
        return self.mark in ("warn", "bad")


def steps(known: Known, pages: Container[str]) -> list[StepShown]:
    """All seven, in order; what the reader may not open has no address."""
    return [_shown(known, spec, pages) for spec in STEPS]


def _shown(known: Known, spec: StepSpec, pages: Container[str]) -> StepShown:
    found = {source: finding(known, source) for source in spec.sources}
    key = spec.sources[deciding([each.score for each in found.values()])]
    deciding_one, source = found[key], SOURCES.get(key)
    mark = mark_of(deciding_one.score)
    short = source is not None and (deciding_one.score or 0) < STANDS
    return StepShown(
        number=spec.number,
        name=gettext(spec.name),
        mark=mark,
        state=gettext(STATE_NAMES[mark]),
        fact=told(deciding_one) if source else gettext(NOT_RECORDED),
        todo=gettext(source.todo) if source and short else "",
        to=reverse(source.page) if source and source.page in pages else "",
        unrecorded=sum(each.score is None for each in found.values()),
    )
