"""One intake from beginning to end: read, map, check, land, total."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.schema import KINDS, ColumnType, Kind
from clave.analytics.sources import landing, observations
from clave.analytics.sources.dates import ISO, DateStyle
from clave.analytics.sources.exports import Export, recognised
from clave.analytics.sources.fields import MappingBuilder
from clave.analytics.sources.hierarchy import refuse_cycles
from clave.analytics.sources.intake import SHOWN_PROBLEMS, FileRefused, Intake, IntakeSettings
from clave.analytics.sources.mapping import origins_of, refuse_missing
from clave.analytics.sources.numbers import NumberStyle
from clave.analytics.sources.profile import FileFormat, Profile
from clave.analytics.sources.rate_checks import RateChecks
from clave.analytics.sources.reading import Reading, engine_faults, find_sources
from clave.analytics.sources.record_checks import refuse_records
from clave.analytics.sources.refusing import refused_rows
from clave.analytics.sources.rows import CheckedRows
from clave.analytics.sources.set_checks import SetChecks
from clave.analytics.sources.swift import can_be_swift, stage_swiftly
from clave.analytics.sources.tables import Table
from clave.analytics.sources.totals import totals_of
from clave.analytics.sources.training_checks import TrainingChecks
from clave.analytics.sources.wording import problem

Progress = Callable[[int, int], None]
STEPS = 6


def take_in_source(
    path: Path | str,
    *,
    kind: str,
    profile: Profile | None,
    land_in: Path,
    settings: IntakeSettings,
    progress: Progress | None,
) -> Intake:
    """See `clave.analytics.sources.take_in`."""
    land_in.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".intake-", dir=land_in) as folder:
        taking = TakingIn(KINDS[kind], profile or Profile(), settings, Path(folder), land_in, progress)
        return taking.run(path)


class TakingIn:
    """The state of one intake."""

    def __init__(
        self,
        kind: Kind,
        profile: Profile,
        settings: IntakeSettings,
        folder: Path,
        land_in: Path,
        progress: Progress | None,
    ) -> None:
        self.kind, self.profile, self.settings = kind, profile, settings
        self.folder, self.land_in, self.progress = folder, land_in, progress
        self.steps = 0
        self.export: Export | None = None
        self.digest = ""

    def step(self) -> None:
        """Tell how far the intake is."""
        self.steps += 1
        if self.progress:
            self.progress(self.steps, STEPS)

    def run(self, path: Path | str) -> Intake:
        """The intake; a refusal of the file as a whole is an answer too."""
        try:
            sources = find_sources(path, self.profile)
            reading = Reading(sources, self.kind, self.profile, self.settings, self.folder)
            try:
                with engine_faults(reading):
                    return self.take(reading)
            finally:
                reading.connection.close()
        except FileRefused as refusal:
            return self.refused_file(refusal.problem)

    def refused_file(self, fault: Problem) -> Intake:
        """The answer when nothing of the file can be taken."""
        return Intake(
            kind=self.kind.name,
            rows=0,
            accepted=0,
            refused=(fault,),
            refused_count=1,
            warnings=(),
            totals={},
            landed=None,
            profile=self.profile,
            content_sha256=self.digest,
            refused_file=True,
        )

    def take(self, reading: Reading) -> Intake:
        """Read, map, check, land and total."""
        table = reading.table()
        self.digest = reading.content_sha256
        self.refuse_known(reading)
        self.recognise(table)
        self.step()
        rows = self.mapped(reading, table)
        self.step()
        staged = stage_swiftly(rows, self.folder) if can_be_swift(rows) else None
        if staged is None:
            rows = self.judged(reading, rows)
            table = rows.table
        excluded = rows.count_excluded() if staged is None else {}
        total, bad = rows.count() if staged is None else (table.rows, 0)
        observations.refuse_empty(rows, total + sum(excluded.values()) + table.refused_count)
        faults = refused_rows(rows) if bad else []
        self.step()
        checks, finished = self.checked(rows, staged, has_bad=bool(bad))
        self.step()
        accepted = total - bad - checks.refused - checks.dropped
        unique = checks.is_one_line_an_order
        asked = accepted and self.settings.adds_up
        totals = totals_of(rows.connection, self.kind.name, finished if asked else None, unique)
        self.step()
        warnings = [*self.recognition(table), *table.warnings, *observations.left_out(rows, excluded), *checks.warnings]
        warnings += observations.observe(rows, totals)
        landed = landing.publish(finished, self.target()) if accepted else None
        answer = Intake(
            kind=self.kind.name,
            rows=total + sum(excluded.values()) + table.refused_count,
            accepted=accepted,
            refused=in_order(table, [*table.refused, *faults, *checks.problems]),
            refused_count=bad + checks.refused + table.refused_count,
            warnings=tuple(warnings),
            totals=totals,
            landed=landed,
            profile=completed(reading, rows, self.profile),
            content_sha256=self.digest,
            refused_file=False,
            excluded=sum(excluded.values()) + checks.dropped,
            needs_confirmation=tuple(w.code for w in warnings if w.code in observations.NEEDING_CONFIRMATION),
            one_line_orders=unique,
        )
        self.step()
        return answer

    def target(self) -> Path:
        """Where the accepted rows land."""
        return self.land_in / f"{self.kind.name}-{self.digest[:20]}.parquet"

    def recognise(self, table: Table) -> None:
        """Where nobody mapped the columns, read what another program exported by the profile ready for it."""
        self.export = None if self.profile.columns else recognised(table.headers)
        if self.export is not None and self.export.kind == self.kind.name:
            self.profile = self.export.profile_for(table.headers, self.profile)

    def recognition(self, table: Table) -> list[Problem]:
        """What to say of a file that another program exported."""
        if self.export is None or self.export.kind != self.kind.name:
            return []
        return [problem("EXPORT_RECOGNISED", file=table.parts[0].file, value=self.export.name)]

    def refuse_known(self, reading: Reading) -> None:
        """Refuse content that came before."""
        before = self.settings.already_imported.get(self.digest)
        if before is not None:
            raise FileRefused(problem("FILE_ALREADY_IMPORTED", file=reading.sources.name, before=before))

    def refuse_too_many(self, table: Table) -> None:
        """Refuse a source with more rows than may be."""
        limit = self.settings.max_rows
        if limit is not None and table.rows > limit:
            raise FileRefused(problem("ROWS_TOO_MANY", file=table.parts[0].file, count=table.rows, limit=limit))

    def mapped(self, reading: Reading, table: Table) -> CheckedRows:
        """The rows under our names."""
        origins = origins_of(self.kind, self.profile, table)
        refuse_missing(self.kind, origins, table)
        plan = MappingBuilder(self.kind, table, origins).build()
        naive = [field for field in plan.fields if field.theirs in table.naive_times and field.type is ColumnType.DATE]
        if naive and self.profile.format.time_zone is None:
            facts: dict[str, Any] = {"column": naive[0].theirs, "zone": self.settings.time_zone}
            raise FileRefused(problem("DATE_TZ_COLUMN", file=table.parts[0].file, **facts))
        profile = replace(self.profile, columns=origins)
        rows = CheckedRows(reading.connection, table, plan, profile, self.settings)
        rows.open()
        return rows

    def judged(self, reading: Reading, rows: CheckedRows) -> CheckedRows:
        """The rows with every value judged; files that were taken at their word are read again with care."""
        if not reading.is_careful and rows.table.bare_sql:
            reading.is_careful = True
            rows = self.mapped(reading, reading.table())
        self.refuse_too_many(rows.table)
        rows.judge()
        return rows

    def checked(self, rows: CheckedRows, staged: Path | None, *, has_bad: bool) -> tuple[SetChecks, Path]:
        """The checks across rows, and the file of the rows that pass."""
        staged = staged or landing.stage(rows, self.folder, has_bad)
        landing.make_staged(rows, staged, has_bad)
        checks = SetChecks(rows)
        checks.run()
        if self.kind.name == "rates":
            RateChecks(rows).run(checks)
        if self.kind.name == "training":
            TrainingChecks(rows).run(checks)
        refuse_records(rows, checks)
        if self.kind.name == "customers":
            refuse_cycles(rows, "customer_code", "parent_code")
        if self.kind.name == "people":
            refuse_cycles(rows, "person_code", "reports_to")
        numbered = self.kind.name == "orders" and not rows.plan.has("line_no") and not checks.is_one_line_an_order
        is_final = rows.is_straight and not has_bad and not checks.removes_rows
        if is_final and not numbered and landing.ORDER_FREIGHT not in rows.value_columns():
            return checks, staged
        sql = landing.finished_sql(rows, numbered=numbered, removes_rows=checks.removes_rows)
        return checks, landing.finish(rows.connection, sql, self.folder)


def in_order(table: Table, faults: list[Problem]) -> tuple[Problem, ...]:
    """The first problems in the order of files and lines."""
    files = {part.file: number for number, part in reversed(list(enumerate(table.parts)))}
    ordered = sorted(faults, key=lambda fault: (files.get(fault.file, 0), fault.line or 0))
    return tuple(ordered[:SHOWN_PROBLEMS])


def completed(reading: Reading, rows: CheckedRows, given: Profile) -> Profile:
    """The profile with everything that was found out, so that the next file is read the same way."""
    return replace(as_written(reading, given, **numbers_and_days(rows)), columns=rows.profile.columns)


def as_written(reading: Reading, given: Profile, **found: str) -> Profile:
    """The profile with how the file is written, what the profile itself says coming first."""
    stated = {name: value for name, value in vars(given.format).items() if value is not None}
    return replace(given, format=FileFormat(**{**vars(reading.found_format()), **found, **stated}))


def numbers_and_days(rows: CheckedRows) -> dict[str, str]:
    """The decimal sign and the format of days, where they are not the plain ones."""
    numbers = [style for style in rows.styles.values() if isinstance(style, NumberStyle)]
    days = {style.format for style in rows.styles.values() if isinstance(style, DateStyle)} - {ISO}
    signs = {style.decimal for style in numbers if style.grouped or style.decimal == ","}
    return {**({"decimal": signs.pop()} if len(signs) == 1 else {}), **({"date": days.pop()} if len(days) == 1 else {})}
