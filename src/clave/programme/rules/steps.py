"""The seven steps, what shows that each is taken, and how a step stands when its evidence differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clave.kit.refusals import gettext_noop


@dataclass(frozen=True)
class StepSpec:
    """One of the seven steps and its evidence, the most pressing first."""

    number: int
    name: str
    sources: tuple[str, ...]


STEPS = (
    StepSpec(
        1, gettext_noop("Change the organisation"), ("charter", "owners", "functions_trained", "told", "promises")
    ),
    StepSpec(2, gettext_noop("Sponsors"), ("sponsors", "visits")),
    StepSpec(3, gettext_noop("Champion"), ("champion", "agenda")),
    StepSpec(4, gettext_noop("Key accounts"), ("criteria", "few", "offers")),
    StepSpec(5, gettext_noop("Account managers"), ("managers", "managers_trained")),
    StepSpec(6, gettext_noop("Measures"), ("figures", "rewards")),
    StepSpec(7, gettext_noop("Compare and build"), ("reviews", "practices", "benefit")),
)
STATE_NAMES = {
    "good": gettext_noop("In place"),
    "warn": gettext_noop("Behind"),
    "bad": gettext_noop("Missing"),
    "none": gettext_noop("Not recorded"),
}
STANDS = 3


def deciding(scores: Sequence[int | None]) -> int:
    """Which piece of evidence decides about a step: the lowest known score, the first one among equals; the first where none
    is known."""
    known = [(score, at) for at, score in enumerate(scores) if score is not None]
    return min(known)[1] if known else 0
