"""A first look at a source: what its columns seem to be, for a person to confirm."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from clave.analytics.problems import Problem
from clave.analytics.schema import KINDS, Kind
from clave.analytics.sources.exports import recognised
from clave.analytics.sources.intake import FileRefused, Inspection, IntakeSettings, ProposedColumn
from clave.analytics.sources.mapping import CONFIDENT, origins_of, propose, refuse_missing, without_spare_inputs
from clave.analytics.sources.profile import Origin, Profile, Theirs
from clave.analytics.sources.reading import Reading, engine_faults, find_sources
from clave.analytics.sources.tables import LINE, PART, Table, identifier
from clave.analytics.sources.taking_in import TakingIn, as_written, completed

SAMPLE_ROWS = 20
JUDGED_ROWS = 200


def inspect_source(path: Path | str, *, kind: str, settings: IntakeSettings, profile: Profile | None) -> Inspection:
    """See `clave.analytics.sources.inspect`."""
    given = profile or Profile()
    with tempfile.TemporaryDirectory(prefix="clave-look-") as folder:
        try:
            sources = find_sources(path, given)
            reading = Reading(sources, KINDS[kind], given, settings, Path(folder))
        except FileRefused as refusal:
            return nothing_found(kind, given, refusal.problem)
        try:
            reading.is_careful = True
            with engine_faults(reading):
                return found(reading, reading.table())
        except FileRefused as refusal:
            return nothing_found(kind, given, refusal.problem)
        finally:
            reading.connection.close()


def nothing_found(kind: str, profile: Profile, fault: Problem) -> Inspection:
    """The answer when the file cannot be read at all."""
    return Inspection(kind, (), (), "", (), (), (), (), profile, (fault,))


def found(reading: Reading, table: Table) -> Inspection:
    """The columns of a table, some rows, and the proposed mapping."""
    sample = first_rows(reading, table)
    proposals = propose(reading.kind, table.headers, sample)
    given, export = reading.profile, None if reading.profile.columns else recognised(table.headers)
    if export is not None and export.kind == reading.kind.name:
        given = export.profile_for(table.headers, given)
        proposals = tuple(each for each in proposals if given.columns.get(each.ours) == Theirs(each.theirs))
    columns = confident(reading.kind, proposals)
    profile = replace(given, columns={**columns, **given.columns})
    missing = missing_of(reading.kind, [proposal.ours for proposal in proposals], profile)
    profile, problems = judged(reading, table, profile)
    taken = {proposal.theirs for proposal in proposals}
    return Inspection(
        kind=reading.kind.name,
        headers=table.headers,
        sample=tuple(sample[:SAMPLE_ROWS]),
        container=str(reading.container),
        sheets=reading.sheets,
        proposals=proposals,
        missing=missing,
        unused=tuple(header for header in table.headers if header not in taken),
        profile=profile,
        problems=problems,
        content_sha256=reading.content_sha256,
        looks_like=export.name if export else "",
        looks_like_kind=export.kind if export else "",
    )


def first_rows(reading: Reading, table: Table) -> list[tuple[str | None, ...]]:
    """The first rows as text."""
    columns = ", ".join(identifier(header) for header in table.headers)
    sql = f"SELECT {columns} FROM ({table.sql}) ORDER BY {PART}, {LINE} LIMIT {JUDGED_ROWS}"
    return list(reading.connection.execute(sql).fetchall())


def confident(kind: Kind, proposals: tuple[ProposedColumn, ...]) -> dict[str, Origin]:
    """The proposals sure enough to be used without asking."""
    sure: dict[str, Origin] = {p.ours: Theirs(p.theirs) for p in proposals if p.confidence >= CONFIDENT}
    return without_spare_inputs(kind, sure)


def missing_of(kind: Kind, proposed: list[str], profile: Profile) -> tuple[str, ...]:
    """Needed columns of ours for which nothing was found; a unit price stands for the line amount."""
    known = {*proposed, *profile.columns}
    needed = [column.name for column in kind.columns if column.needed and column.name not in known]
    return tuple(name for name in needed if not (name == "net_amount" and "unit_price" in known))


def judged(reading: Reading, table: Table, profile: Profile) -> tuple[Profile, tuple[Problem, ...]]:
    """The profile completed by how numbers and days are written, or what stands in the way of reading them."""
    try:
        refuse_missing(reading.kind, origins_of(reading.kind, profile, table), table)
    except FileRefused:
        return as_written(reading, profile), table.refused[:1]
    try:
        taking = TakingIn(reading.kind, profile, reading.settings, reading.folder, reading.folder, None)
        rows = taking.mapped(reading, table)
        rows.judge()
    except FileRefused as refusal:
        return as_written(reading, profile), (refusal.problem,)
    return completed(reading, rows, profile), table.refused[:1]
