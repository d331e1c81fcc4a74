"""Which of their columns is which of ours: by name, by similar name, by what the values look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from clave.analytics.schema import Column, ColumnType, Kind
from clave.analytics.sources.fields import SHOWN_HEADERS
from clave.analytics.sources.headers import column_called, plain_name
from clave.analytics.sources.intake import FileRefused, ProposedColumn
from clave.analytics.sources.profile import Origin, Profile, Theirs
from clave.analytics.sources.tables import Table
from clave.analytics.sources.wording import problem

SURE, KNOWN, SIMILAR, FITTING = 1.0, 0.9, 0.6, 0.4
CONFIDENT = 0.85
SIMILAR_ENOUGH = 0.8
LOOKS_LIKE: dict[ColumnType, re.Pattern[str]] = {
    ColumnType.DATE: re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[./-]\d{1,2}[./-]\d{4}.*|(19|20)\d{6}"),
    ColumnType.CURRENCY: re.compile(r"[A-Z]{3}"),
    ColumnType.EMAIL: re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    ColumnType.INTEGER: re.compile(r"\d+"),
    ColumnType.DECIMAL: re.compile(r"[-+]?[\d.,]+"),
    ColumnType.MONEY: re.compile(r"[-+]?[\d.,]+"),
    ColumnType.SHARE: re.compile(r"0?[.,]\d+|0|1"),
}
NOT_AMOUNTS = ("tax", "vat", "iva", "rate", "discount", "descuento")
"""Words in the names of columns that are near an amount and never it."""
TELLING = (ColumnType.DATE, ColumnType.CURRENCY, ColumnType.EMAIL)
"""Types whose values alone suggest a column."""


def by_name(kind: Kind, headers: Sequence[str]) -> dict[str, ProposedColumn]:
    """Columns that go by a name we know; where several do, the better name."""
    columns = (*kind.columns, *kind.inputs)
    found: dict[str, tuple[int, ProposedColumn]] = {}
    for header in headers:
        called = column_called(header, columns)
        if called is None:
            continue
        column, rank = called
        proposal = ProposedColumn(column.name, header, KNOWN if rank else SURE, "other_name" if rank else "name")
        if column.name not in found or rank < found[column.name][0]:
            found[column.name] = (rank, proposal)
    return {ours: proposal for ours, (_, proposal) in found.items()}


def propose(kind: Kind, headers: Sequence[str], sample: Sequence[Sequence[str | None]]) -> tuple[ProposedColumn, ...]:
    """A mapping with how sure each part is, for a person to confirm."""
    found = by_name(kind, headers)
    for propose_more in (by_similar_name, by_values):
        taken = {proposal.theirs for proposal in found.values()}
        open_columns = [column for column in kind.columns if column.name not in found]
        free = [(i, header) for i, header in enumerate(headers) if header not in taken]
        for proposal in propose_more(open_columns, free, sample):
            if proposal.ours not in found and proposal.theirs not in {other.theirs for other in found.values()}:
                found[proposal.ours] = proposal
    checked = [doubted(proposal, kind, headers, sample) for proposal in found.values()]
    order = [column.name for column in (*kind.columns, *kind.inputs)]
    return tuple(sorted(checked, key=lambda proposal: order.index(proposal.ours)))


def by_similar_name(
    columns: Sequence[Column], free: Sequence[tuple[int, str]], sample: Sequence[Sequence[str | None]]
) -> list[ProposedColumn]:
    """Columns whose name is close to one we know, the closest first."""
    scored = [(likeness(column, header), column.name, header) for column in columns for _, header in free]
    close = sorted((score for score in scored if score[0] >= SIMILAR_ENOUGH), reverse=True)
    return [ProposedColumn(ours, header, SIMILAR, "similar_name") for _, ours, header in close]


def likeness(column: Column, header: str) -> float:
    """How alike two names are, 0..1; one holding the other counts as alike."""
    from difflib import SequenceMatcher

    plain = plain_name(header)
    if column.type is ColumnType.MONEY and any(word in plain for word in NOT_AMOUNTS):
        return 0.0
    names = [plain_name(name) for name in (column.name, *column.also_called)]
    if any(len(name) > 4 and name in plain for name in names):
        return SIMILAR_ENOUGH
    return max(SequenceMatcher(None, name, plain).ratio() for name in names)


def by_values(
    columns: Sequence[Column], free: Sequence[tuple[int, str]], sample: Sequence[Sequence[str | None]]
) -> list[ProposedColumn]:
    """Columns whose values can only be one of our needed columns."""
    proposals = []
    for column in columns:
        fitting = [header for i, header in free if column.needed and column.type in TELLING and fits(column, i, sample)]
        if len(fitting) == 1:
            proposals.append(ProposedColumn(column.name, fitting[0], FITTING, "values"))
    return proposals


def fits(column: Column, place: int, sample: Sequence[Sequence[str | None]]) -> bool:
    """True when the sample's values look like the column's type."""
    pattern = LOOKS_LIKE.get(column.type)
    values = [row[place].strip() for row in sample if place < len(row) and row[place] and str(row[place]).strip()]  # type: ignore[union-attr]
    return pattern is None or (bool(values) and all(pattern.fullmatch(value) for value in values))


def doubted(
    proposal: ProposedColumn, kind: Kind, headers: Sequence[str], sample: Sequence[Sequence[str | None]]
) -> ProposedColumn:
    """The proposal, less sure when the values do not look like it."""
    column, place = kind.column(proposal.ours), list(headers).index(proposal.theirs)
    empty = not any(row[place] for row in sample if place < len(row))
    return proposal if empty or fits(column, place, sample) else replace(proposal, confidence=proposal.confidence / 2)


def origins_of(kind: Kind, profile: Profile, table: Table) -> dict[str, Origin]:
    """Where each of our columns comes from: as the profile says; needed ones it does not mention, by their name."""
    known = {column.name for column in (*kind.columns, *kind.inputs)}
    for ours in profile.columns:
        if ours not in known:
            facts: dict[str, Any] = {"kind": kind.name, "known": ", ".join(sorted(known))}
            raise FileRefused(problem("PROFILE_COLUMN", file=table.parts[0].file, value=ours, **facts))
    named = by_name(kind, table.headers)
    found = {ours: Theirs(proposal.theirs) for ours, proposal in named.items()}
    if not profile.columns:
        return without_spare_inputs(kind, dict(found))
    needed = {column.name for column in kind.columns if column.needed}
    if "unit_price" in profile.columns:
        needed.discard("net_amount")
    added = {ours: origin for ours, origin in found.items() if ours in needed and ours not in profile.columns}
    return {**added, **profile.columns}


def without_spare_inputs(kind: Kind, origins: dict[str, Origin]) -> dict[str, Origin]:
    """Origins found by name, leaving out unit prices where the line amount itself is there."""
    if "net_amount" in origins:
        for spare in ("unit_price", "discount_share", "discount_amount"):
            origins.pop(spare, None)
    return origins


def refuse_missing(kind: Kind, origins: dict[str, Origin], table: Table) -> None:
    """Refuse a file that has no column for something every row needs."""
    missing = [column.name for column in kind.columns if column.needed and column.name not in origins]
    if "unit_price" in origins and "net_amount" in missing:
        missing.remove("net_amount")
    if kind.name == "activities" and "amount" in origins and "currency" not in origins:
        missing.append("currency")
    if missing:
        headers = ", ".join(table.headers[:SHOWN_HEADERS])
        facts = {"column": missing[0], "needed": ", ".join(missing), "headers": headers}
        raise FileRefused(
            problem("COLUMN_MISSING", file=table.parts[0].file, line=(table.first_line or 2) - 1, **facts)
        )
