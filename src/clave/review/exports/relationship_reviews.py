"""The relationship reviews of a key account as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table
from clave.review.queries.relationship_reviews import MatterRow, Reviewed


def reviews(found: Iterable[Reviewed], as_of: date) -> Table:
    """One row a thing that mattered in a review: rank, points of ours, of the rival and of the customer, the gap."""
    columns = [
        Column("review_on", gettext("Review of")),
        Column("is_closed", gettext("Closed")),
        Column("rank", gettext("Rank")),
        Column("was", gettext("Rank before")),
        Column("what", gettext("What matters to them")),
        Column("standing", gettext("We are")),
        Column("ours", gettext("We, 1 to 5")),
        Column("rivals", gettext("Best rival, 1 to 5")),
        Column("rival", gettext("Which rival")),
        Column("reason", gettext("What makes you think so")),
        Column("importance", gettext("How much it matters, says the customer")),
        Column("theirs", gettext("How good we are, says the customer")),
        Column("gap", gettext("Gap")),
        Column("answers", gettext("Answers")),
    ]
    return Table(
        gettext("Relationship reviews"), columns, (_row(one, each) for one in found for each in one.rows), as_of=as_of
    )


def _row(one: Reviewed, row: MatterRow) -> list[Cell]:
    matter = row.matter
    said: list[Cell] = [matter.standing_name, matter.ours, matter.rivals, matter.rival, matter.reason]
    theirs: list[Cell] = [row.importance, row.theirs, row.gap, row.answers]
    return [one.review.held_on, not one.review.is_open, matter.rank, row.was, matter.what, *said, *theirs]
