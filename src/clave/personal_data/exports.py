"""What is kept of people, for how long, and who was erased, as tables that leave Clave: never the values themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.tables import Table, listed
from clave.personal_data.models import Erasure
from clave.personal_data.queries import Due, KeptOf


def kept(inventory: Iterable[KeptOf]) -> Table:
    """One row a table that holds something about people: what for, on which ground, how long."""
    columns = [
        ("whose", gettext("Of whom"), lambda row: row[0].name),
        ("purpose", gettext("What for"), lambda row: row[1].purpose),
        ("table", gettext("Where"), lambda row: row[1].table),
        ("fields", gettext("Fields"), lambda row: row[1].fields),
        ("class", gettext("Class"), lambda row: row[1].holds),
        ("ground", gettext("Ground"), lambda row: row[1].ground),
        ("months", gettext("Months"), lambda row: row[1].months),
        ("goes", gettext("When somebody is erased"), lambda row: row[1].goes),
        ("rows", gettext("Rows"), lambda row: row[1].rows),
    ]
    rows = [(of, line) for of in inventory for line in of.lines]
    return listed(gettext("What is kept of people"), rows, columns, as_of=timezone.localdate())


def periods(rows: Iterable[Due]) -> Table:
    """One row a period: how long, whether it goes by itself, what is due."""
    columns = [
        ("period", gettext("What"), lambda each: each.words),
        ("months", gettext("Months"), lambda each: each.months),
        ("is_on", gettext("By itself"), lambda each: each.is_on),
        ("due", gettext("Due now"), lambda each: each.due),
        ("done_on", gettext("Last looked"), lambda each: each.done_on),
        ("gone", gettext("Went"), lambda each: each.gone),
        ("held", gettext("Still needed"), lambda each: each.held),
    ]
    return listed(gettext("How long it is kept"), rows, columns, as_of=timezone.localdate())


def erasures(rows: Iterable[Erasure]) -> Table:
    """One row an erasure: of which kind and number, why, by whom, and what went or had to stay."""
    counts = {
        "rows": gettext("Rows"),
        "values": gettext("Values emptied"),
        "sentences": gettext("Sentences"),
        "history": gettext("Entries beside the history"),
        "sealed": gettext("Sealed sentences kept"),
        "chain": gettext("Entries of the chain kept"),
    }
    columns = [
        ("erased_on", gettext("Day"), lambda each: timezone.localdate(each.at)),
        ("kind", gettext("Of whom"), lambda each: each.kind_name),
        ("number", gettext("Number"), lambda each: each.subject_id),
        ("why", gettext("Why"), lambda each: each.why_name),
        ("by", gettext("By"), lambda each: each.by and str(each.by)),
        *((name, words, lambda each, name=name: each.counts.get(name, 0)) for name, words in counts.items()),
    ]
    return listed(gettext("Who was erased"), rows, columns, as_of=timezone.localdate())
