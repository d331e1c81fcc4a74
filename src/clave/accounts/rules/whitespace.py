"""What a cell of the whitespace grid is worth, how sure that is, and how a grid is read. No Django."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from clave.accounts.rules.worth_refusals import Unready
from clave.kit.refusals import Refusal, gettext_noop


class Standing(StrEnum):
    """How sure a potential is."""

    ASSUMED = "assumed"
    CONFIRMED = "confirmed"


STANDING_NAMES: dict[str, str] = {
    Standing.ASSUMED: gettext_noop("estimated by us"),
    Standing.CONFIRMED: gettext_noop("confirmed by the customer"),
}


class Lens(StrEnum):
    """What the cells show."""

    REVENUE = "revenue"
    CONTRIBUTION = "contribution"
    POTENTIAL = "potential"
    GAP = "gap"


LENS_NAMES: dict[str, str] = {
    Lens.CONTRIBUTION: gettext_noop("Contribution"),
    Lens.GAP: gettext_noop("Gap to the potential"),
    Lens.POTENTIAL: gettext_noop("Potential"),
    Lens.REVENUE: gettext_noop("Revenue"),
}
"""Contribution first: revenue never leads."""


def gap(potential: Decimal | None, sold: Decimal) -> Decimal | None:
    """What could still be sold a year; None while the potential is not known, never below 0."""
    return None if potential is None else max(potential - sold, Decimal(0))


class CellStale(Refusal):
    code = "CELL_STALE"
    template = gettext_noop(
        "Somebody changed %(cells)s meanwhile: what stands there now is beside what you wrote. Everything else was saved."
    )


class CellTwice(Unready):
    code = "CELL_TWICE"
    template = gettext_noop("%(offering)s at %(unit)s is named twice. Name each cell once. Nothing was saved.")


class OfferingUnknown(Unready):
    code = "OFFERING_UNKNOWN"
    template = gettext_noop("Nobody bought %(offering)s in the past year, so it is no offering. Nothing was saved.")


class UnitUnknown(Unready):
    code = "UNIT_UNKNOWN"
    template = gettext_noop("%(unit)s does not belong to this key account. Nothing was saved.")
