"""The phases of a programme, the elements that make each of them, and from which record each is read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clave.kit.refusals import gettext_noop


class Phase(StrEnum):
    """Davies & Ryals 2009: how a programme grows."""

    SCOPING = "scoping"
    INTRODUCING = "introducing"
    EMBEDDING = "embedding"
    OPTIMISING = "optimising"


PHASE_NAMES: dict[Phase, str] = {
    Phase.SCOPING: gettext_noop("Scoping"),
    Phase.INTRODUCING: gettext_noop("Introducing"),
    Phase.EMBEDDING: gettext_noop("Embedding"),
    Phase.OPTIMISING: gettext_noop("Optimising"),
}


@dataclass(frozen=True)
class Element:
    """One thing that a phase needs; `source` names the record it is read from, empty where a person judges it."""

    key: str
    phase: Phase
    name: str
    source: str = ""


ELEMENTS = (
    Element("purpose", Phase.SCOPING, gettext_noop("The purpose and a horizon in years are written down"), "charter"),
    Element("criteria", Phase.SCOPING, gettext_noop("The criteria for key accounts are agreed and locked"), "criteria"),
    Element("figures", Phase.SCOPING, gettext_noop("What every customer contributes and is worth is known"), "figures"),
    Element("champion", Phase.SCOPING, gettext_noop("A champion with a mandate reports to the top"), "champion"),
    Element("few", Phase.INTRODUCING, gettext_noop("There are few key accounts: between 5 and 25"), "few"),
    Element("managers", Phase.INTRODUCING, gettext_noop("Every key account has a manager"), "managers"),
    Element("trained", Phase.INTRODUCING, gettext_noop("The managers are trained for it"), "managers_trained"),
    Element("sponsors", Phase.INTRODUCING, gettext_noop("Every key account has an executive sponsor"), "sponsors"),
    Element("owners", Phase.INTRODUCING, gettext_noop("Every function has an owner"), "owners"),
    Element("functions", Phase.EMBEDDING, gettext_noop("People of every function are trained"), "functions_trained"),
    Element("told", Phase.EMBEDDING, gettext_noop("Every function has heard the message"), "told"),
    Element("offers", Phase.EMBEDDING, gettext_noop("Key accounts get something that others do not"), "offers"),
    Element("promises", Phase.EMBEDDING, gettext_noop("Promises are kept"), "promises"),
    Element("visits", Phase.EMBEDDING, gettext_noop("Sponsors visit as planned"), "visits"),
    Element("agenda", Phase.EMBEDDING, gettext_noop("The top team decides what is brought to it"), "agenda"),
    Element("reviews", Phase.OPTIMISING, gettext_noop("The portfolio is reviewed in every year"), "reviews"),
    Element("plans", Phase.OPTIMISING, gettext_noop("Account plans were touched within 90 days"), "plans"),
    Element("rewards", Phase.OPTIMISING, gettext_noop("Managers are paid on value, not on revenue"), "rewards"),
    Element("practices", Phase.OPTIMISING, gettext_noop("What works is copied to other key accounts"), "practices"),
    Element("benefit", Phase.OPTIMISING, gettext_noop("The benefit is estimated with its doubt"), "benefit"),
)
BY_KEY = {element.key: element for element in ELEMENTS}
LEAST_FOR_AN_INDEX = 5
"""With fewer key accounts there is a list of elements, and no index."""
SCORE_NAMES = (
    gettext_noop("missing"),
    gettext_noop("begun"),
    gettext_noop("partly"),
    gettext_noop("in place"),
    gettext_noop("fully in place"),
)


def of_phase(phase: Phase) -> tuple[Element, ...]:
    """The elements of a phase, in order."""
    return tuple(element for element in ELEMENTS if element.phase is phase)


def mark_of(score: int | None) -> str:
    """How a score is marked: good from 3, bad at 0, none where nothing is known."""
    if score is None:
        return "none"
    return "good" if score >= 3 else "warn" if score else "bad"
