"""Tables of the programme that leave Clave."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from clave.kit.tables import Column, Table
from clave.programme.queries.stages import Stages


def stages(found: Stages, as_of: date) -> Table:
    """One row an element."""
    columns = [
        Column("phase", gettext("Phase")),
        Column("element", gettext("Element")),
        Column("name", gettext("Name")),
        Column("score", gettext("Score")),
        Column("is_computed", gettext("Read by Clave")),
        Column("evidence", gettext("What shows it")),
        Column("seen_on", gettext("Seen on")),
        Column("gate_closed_on", gettext("Gate closed on")),
    ]
    rows = [
        [
            phase.phase.value,
            each.element.key,
            each.name,
            each.score,
            each.is_computed,
            each.fact,
            each.judgement.seen_on if each.judgement else None,
            phase.closing.closed_on if phase.closing else None,
        ]
        for phase in found.phases
        for each in phase.elements
    ]
    return Table(gettext("Stages of the programme"), columns, rows, as_of=as_of)
