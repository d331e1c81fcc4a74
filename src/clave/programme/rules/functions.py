"""What a function beyond Sales lacks, the worst first, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clave.kit.refusals import gettext_noop

USUAL_SHARE = 0.95
"""Promises ask for so much at least, unless they say otherwise."""


@dataclass(frozen=True)
class FunctionFacts:
    """What the records say of one function, in counts; `trained` and those after it count people, the rest promises."""

    has_owner: bool
    owner_left: bool
    people: int
    trained: int
    ending: int
    expired: int
    open: int
    overdue: int
    adrift: int
    judged: int
    kept: int
    kept_high: float | None
    """The upper end of the interval of the share kept, 0..1."""


@dataclass(frozen=True)
class Gap:
    """One thing that can be missing: when it shows, in which words, and on which page it is mended."""

    key: str
    mark: str
    shows: Callable[[FunctionFacts], bool]
    words: str
    todo: str
    page: str


GAPS: tuple[Gap, ...] = (
    Gap(
        "owner",
        "bad",
        lambda f: not f.has_owner,
        gettext_noop("nobody owns it"),
        gettext_noop("Name an owner"),
        "function",
    ),
    Gap(
        "left",
        "bad",
        lambda f: f.owner_left,
        gettext_noop("its owner has left"),
        gettext_noop("Name a new owner"),
        "function",
    ),
    Gap(
        "adrift",
        "bad",
        lambda f: f.adrift > 0,
        gettext_noop("promises that nobody keeps: %(adrift)s"),
        gettext_noop("Give its promises to somebody who is here"),
        "promises",
    ),
    Gap(
        "overdue",
        "bad",
        lambda f: f.overdue > 0,
        gettext_noop("promises overdue: %(overdue)s"),
        gettext_noop("Say how the overdue promises stand"),
        "promises",
    ),
    Gap(
        "broken",
        "warn",
        lambda f: f.kept_high is not None and f.kept_high < USUAL_SHARE,
        gettext_noop("kept %(kept)s of %(judged)s"),
        gettext_noop("Look at what was not kept"),
        "promises",
    ),
    Gap(
        "untrained",
        "warn",
        lambda f: f.people > 0 and 2 * f.trained < f.people,
        gettext_noop("less than half trained"),
        gettext_noop("Train its people"),
        "training",
    ),
    Gap(
        "expired",
        "warn",
        lambda f: f.expired > 0,
        gettext_noop("training ran out: %(expired)s"),
        gettext_noop("Renew what ran out"),
        "training",
    ),
    Gap(
        "ending",
        "warn",
        lambda f: f.ending > 0,
        gettext_noop("training runs out soon: %(ending)s"),
        gettext_noop("Plan the renewal of training"),
        "training",
    ),
    Gap(
        "silent",
        "none",
        lambda f: f.open == 0,
        gettext_noop("no promise"),
        gettext_noop("Check what it could promise"),
        "promise-check",
    ),
)
"""In order of consequence; the first that shows is the one thing to do next."""


def gaps(facts: FunctionFacts) -> tuple[Gap, ...]:
    """What is missing, the worst first."""
    return tuple(gap for gap in GAPS if gap.shows(facts))
