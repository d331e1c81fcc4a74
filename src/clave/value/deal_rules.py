"""How a deal moves, which limits it breaks, and who decides then: decisions without a database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from clave.kit.refusals import gettext_noop


class DealState(StrEnum):
    """Where a deal stands."""

    DRAFT = "draft"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    WON = "won"
    LOST = "lost"


DEAL_MOVES: dict[DealState, frozenset[DealState]] = {
    DealState.DRAFT: frozenset({DealState.DRAFT, DealState.ASKED, DealState.WITHDRAWN}),
    DealState.ASKED: frozenset({DealState.DRAFT, DealState.APPROVED, DealState.REFUSED, DealState.WITHDRAWN}),
    DealState.APPROVED: frozenset({DealState.DRAFT, DealState.WON, DealState.LOST, DealState.WITHDRAWN}),
    DealState.REFUSED: frozenset({DealState.DRAFT, DealState.LOST, DealState.WITHDRAWN}),
    DealState.WITHDRAWN: frozenset(),
    DealState.WON: frozenset(),
    DealState.LOST: frozenset(),
}
"""State -> the states it may move to. Every new version begins as a draft; what is over stays over."""

OVER = frozenset(state for state, after in DEAL_MOVES.items() if not after)
DEAL_STATE_NAMES: dict[DealState, str] = {
    DealState.DRAFT: gettext_noop("being priced"),
    DealState.ASKED: gettext_noop("waits for approval"),
    DealState.APPROVED: gettext_noop("approval given"),
    DealState.REFUSED: gettext_noop("approval refused"),
    DealState.WITHDRAWN: gettext_noop("withdrawn by us"),
    DealState.WON: gettext_noop("won"),
    DealState.LOST: gettext_noop("lost"),
}
DEAL_STATE_MARKS: dict[DealState, str] = {
    DealState.DRAFT: "none",
    DealState.ASKED: "warn",
    DealState.APPROVED: "good",
    DealState.REFUSED: "bad",
    DealState.WITHDRAWN: "none",
    DealState.WON: "good",
    DealState.LOST: "none",
}
WHAT_NEXT: dict[DealState, str] = {
    DealState.DRAFT: gettext_noop("Ask for approval first."),
    DealState.ASKED: gettext_noop("Wait for the decision, withdraw it, or save a new version."),
    DealState.APPROVED: gettext_noop("Say whether it was won or lost."),
    DealState.REFUSED: gettext_noop("Save a new version and ask again."),
    DealState.WITHDRAWN: gettext_noop("Price a new deal."),
    DealState.WON: gettext_noop("Price a new deal for what comes after it."),
    DealState.LOST: gettext_noop("Price a new deal."),
}
"""State -> what can be done instead of what it does not allow."""


class Seat(StrEnum):
    """In which capacity somebody decides on a deal."""

    SECOND = "second"
    CHAMPION = "champion"
    FINANCE = "finance"
    SPONSOR = "sponsor"


SEAT_NAMES: dict[Seat, str] = {
    Seat.SECOND: gettext_noop("another manager of the customer, or the champion"),
    Seat.CHAMPION: gettext_noop("the champion"),
    Seat.FINANCE: gettext_noop("the finance partner"),
    Seat.SPONSOR: gettext_noop("the executive sponsor"),
}
SEATS: tuple[tuple[Seat, ...], ...] = (
    (Seat.SECOND,),
    (Seat.CHAMPION, Seat.FINANCE),
    (Seat.CHAMPION, Seat.FINANCE, Seat.SPONSOR),
)
"""How many limits deep a deal goes -> who decides; never whoever proposed it."""
SITS: dict[Seat, frozenset[str]] = {
    Seat.SECOND: frozenset({"key_account_manager", "champion"}),
    Seat.CHAMPION: frozenset({"champion"}),
    Seat.FINANCE: frozenset({"finance_partner"}),
    Seat.SPONSOR: frozenset({"executive_sponsor"}),
}
"""Seat -> the roles that may take it, each only where the deal is in their scope."""

LIMIT_NAMES: dict[str, str] = {
    "chance_of_loss": gettext_noop("Chance of a loss"),
    "share_at_risk": gettext_noop("Share of a year's contribution at risk"),
    "years": gettext_noop("Term in years"),
    "discount": gettext_noop("Discounts and rebates off the list price"),
}
USUAL_LIMITS: dict[str, tuple[float, float]] = {
    "chance_of_loss": (0.1, 0.25),
    "share_at_risk": (0.02, 0.1),
    "years": (2, 4),
    "discount": (0.15, 0.3),
}
"""Measure -> beyond the first figure champion and Finance decide, beyond the second the sponsor too; until Finance sets its own."""


@dataclass(frozen=True)
class Breach:
    """One measure beyond a limit: its figure (None where it cannot be said), the limit, and how deep."""

    measure: str
    figure: float | None
    limit: float
    depth: int


def breaches(figures: Mapping[str, float | None], limits: Mapping[str, tuple[float, float]]) -> list[Breach]:
    """The limits a deal goes beyond; a figure that is not known counts as beyond the last: missing is never small."""
    found = []
    for measure, (first, second) in limits.items():
        figure = figures.get(measure)
        depth = 2 if figure is None or figure > second else int(figure > first)
        if depth:
            found.append(Breach(measure, figure, second if depth == 2 else first, depth))
    return found


def seats_for(found: Collection[Breach]) -> tuple[Seat, ...]:
    """Who decides, from the limits that are broken."""
    return SEATS[max((each.depth for each in found), default=0)]


def seat_of(roles: Collection[str], open_seats: Collection[Seat]) -> Seat | None:
    """The first open seat that somebody with these roles may take."""
    return next((seat for seat in Seat if seat in open_seats and not SITS[seat].isdisjoint(roles)), None)


def crossed(limits: Mapping[str, tuple[float, float]]) -> str:
    """The first measure whose limits do not rise; empty where all do."""
    return next((name for name, (first, second) in limits.items() if not 0 <= first < second), "")
