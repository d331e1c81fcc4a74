"""The criteria that a first charter begins with: a proposal to be argued about, in the words of the person who drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clave.kit.refusals import gettext_noop
from clave.portfolio.rules.charter import CriterionTerms, Terms
from clave.portfolio.rules.measured import MEASURES
from clave.portfolio.rules.states import WEIGHT_SCALE, Kind, Side


@dataclass(frozen=True)
class Suggestion:
    """One criterion to begin with; a measured one takes name and figures from its measure."""

    key: str
    side: Side
    weight: int
    measure: str = ""
    name: str = ""
    anchor_10: str = ""
    anchor_5: str = ""
    anchor_0: str = ""


FIRST_CHARTER = (
    Suggestion("lifetime-value", Side.OURS, 35, measure="lifetime_value"),
    Suggestion("growth", Side.OURS, 15, measure="contribution_growth"),
    Suggestion("cost-to-serve", Side.OURS, 15, measure="cost_to_serve_share"),
    Suggestion(
        "strategic-fit",
        Side.OURS,
        20,
        name=gettext_noop("Strategic fit"),
        anchor_10=gettext_noop("Needs what we want to be best at, in every one of its plants"),
        anchor_5=gettext_noop("Needs it in a part of its business"),
        anchor_0=gettext_noop("Buys what anybody sells"),
    ),
    Suggestion(
        "openness",
        Side.OURS,
        15,
        name=gettext_noop("Openness to work together"),
        anchor_10=gettext_noop("Shares forecasts and plans, and names people for joint work"),
        anchor_5=gettext_noop("Talks about plans when asked"),
        anchor_0=gettext_noop("Asks for prices only"),
    ),
    Suggestion(
        "service",
        Side.THEIRS,
        40,
        name=gettext_noop("Delivery and service"),
        anchor_10=gettext_noop("The customer names us first when it matters"),
        anchor_5=gettext_noop("The customer sees no difference between us and the best alternative"),
        anchor_0=gettext_noop("The customer complains, and goes elsewhere when it matters"),
    ),
    Suggestion(
        "product",
        Side.THEIRS,
        35,
        name=gettext_noop("Product and know-how"),
        anchor_10=gettext_noop("Our product or advice saves the customer money nobody else can"),
        anchor_5=gettext_noop("As good as the best alternative"),
        anchor_0=gettext_noop("The customer prefers another product"),
    ),
    Suggestion(
        "people",
        Side.THEIRS,
        25,
        name=gettext_noop("People who solve problems"),
        anchor_10=gettext_noop("Several functions work with us directly and say so"),
        anchor_5=gettext_noop("One person of ours is called when there is a problem"),
        anchor_0=gettext_noop("The customer does not know whom to call"),
    ),
)


def first_terms(anchors: Mapping[str, Sequence[str]], translate: Callable[[str], str]) -> Terms:
    """The charter to begin with: `anchors` maps a measure to its suggested figures for 0, 5 and 10."""
    return Terms(criteria=tuple(_criterion(each, anchors, translate) for each in FIRST_CHARTER))


def _criterion(
    each: Suggestion, anchors: Mapping[str, Sequence[str]], translate: Callable[[str], str]
) -> CriterionTerms:
    words = [translate(word) if word else "" for word in (each.anchor_10, each.anchor_5, each.anchor_0)]
    return CriterionTerms(
        key=each.key,
        name=translate(each.name or MEASURES[each.measure].name),
        side=each.side,
        kind=Kind.MEASURED if each.measure else Kind.JUDGED,
        measure=each.measure,
        anchor_10=words[0],
        anchor_5=words[1],
        anchor_0=words[2],
        anchor_values=tuple(anchors.get(each.measure, ())),
        weight_hundredths=each.weight * WEIGHT_SCALE,
    )
