"""The relationship risk scorecard: what each factor asks, and what a 1, a 3 and a 5 look like."""

from __future__ import annotations

from dataclasses import dataclass

from clave.analytics.plan_value import DEFAULT
from clave.kit.refusals import gettext_noop


@dataclass(frozen=True)
class Factor:
    """One factor: what it is called, and how a grave, a middling and a sound relationship look."""

    name: str
    grave: str
    middling: str
    sound: str

    def anchor(self, score: int) -> str:
        """What this score looks like; empty for the scores between two anchors."""
        return {1: self.grave, 3: self.middling, 5: self.sound}.get(score, "")


FACTORS: dict[str, Factor] = {
    "contact_breadth": Factor(
        gettext_noop("Breadth of contacts"),
        gettext_noop("one person only"),
        gettext_noop("several people of one function"),
        gettext_noop("people of every function that decides"),
    ),
    "contact_seniority": Factor(
        gettext_noop("Seniority of contacts"),
        gettext_noop("nobody who decides"),
        gettext_noop("heads of department"),
        gettext_noop("the top team, regularly"),
    ),
    "product_lines": Factor(
        gettext_noop("Product lines bought"),
        gettext_noop("one, easily replaced"),
        gettext_noop("a few"),
        gettext_noop("most of what we offer"),
    ),
    "tenure": Factor(
        gettext_noop("Length of the relationship"),
        gettext_noop("less than a year"),
        gettext_noop("about four years"),
        gettext_noop("ten years or more"),
    ),
    "relationship_quality": Factor(
        gettext_noop("Quality of the relationship"),
        gettext_noop("open conflict"),
        gettext_noop("correct, and no more"),
        gettext_noop("they ask us first"),
    ),
    "understanding": Factor(
        gettext_noop("Our understanding of their business"),
        gettext_noop("we know their orders only"),
        gettext_noop("we know their goals"),
        gettext_noop("we know what moves their result"),
    ),
    "service_record": Factor(
        gettext_noop("Service record"),
        gettext_noop("promises broken every month"),
        gettext_noop("some broken, all explained"),
        gettext_noop("kept for a year"),
    ),
    "exposure": Factor(
        gettext_noop("Exposure to rivals and contract end"),
        gettext_noop("tender open, a rival preferred"),
        gettext_noop("contract ends within a year"),
        gettext_noop("contract for years, no rival in sight"),
    ),
}
"""Factor -> what it asks; the weights stand in `clave.analytics.plan_value.DEFAULT`."""
SCORES = (1, 2, 3, 4, 5)
WEIGHTS = DEFAULT.weights
STALE_AFTER_DAYS = 180
"""An answer older than this is asked again."""
