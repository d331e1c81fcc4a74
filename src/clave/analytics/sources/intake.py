"""What an intake is asked and what it answers: the settings, the result and what a first look finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from clave.analytics.problems import Problem, Translate, gettext_noop, untranslated
from clave.analytics.sources.profile import Profile

SHOWN_PROBLEMS = 100
NOTHING_CHANGED = gettext_noop("Nothing was changed.")


@dataclass(frozen=True)
class IntakeSettings:
    """What is known outside the file: the date, the customers, the locked period and the limits."""

    today: date
    time_zone: str = "Europe/Berlin"
    allowed_currencies: frozenset[str] | None = None
    """None: every current ISO 4217 currency."""
    known_customers: frozenset[str] | None = None
    """None: customers are not checked against a list."""
    known_people: frozenset[str] | None = None
    known_emails: Mapping[str, str] = field(default_factory=dict)
    """E-mail address in small letters -> the code of whose it is, "" where it is several people's."""
    known_courses: frozenset[str] | None = None
    """None: courses are not checked against a list."""
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Column of a kind of records -> the values it may name; a column without a row is not checked."""
    locked_until: date | None = None
    already_imported: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of a file's content -> the name under which it came before."""
    max_rows: int | None = 1_000_000
    max_field_chars: int = 32_768
    max_columns: int = 200
    max_upload_mb: int | None = None
    max_uncompressed_mb: int | None = 200
    max_ratio: int | None = 100
    threads: int | None = None
    memory_mb: int = 900
    """Memory of the embedded engine; beyond it, work goes to the disk."""
    adds_up: bool = True
    """False where nobody asks what the rows add up to (`Intake.totals`)."""


@dataclass(frozen=True)
class Intake:
    """What came of one file: how many rows, what is wrong with which, what they add up to, and where they landed."""

    kind: str
    rows: int
    accepted: int
    refused: tuple[Problem, ...]
    """The first 100, in the order of the file."""
    refused_count: int
    """How many rows were refused; 1 when the file as a whole was."""
    warnings: tuple[Problem, ...]
    totals: dict[str, Any]
    landed: Path | None
    """Parquet of the accepted rows, in the order of the file, in the contract's types; None when there are none."""
    profile: Profile
    """What was given, completed by what was found: reading the same file with it gives the same rows."""
    content_sha256: str
    refused_file: bool
    excluded: int = 0
    """Rows left out because the profile says so: filters, missing customers, dropped duplicates."""
    needs_confirmation: tuple[str, ...] = ()
    """Codes of warnings that a person must confirm before the rows may enter the ledger."""
    one_line_orders: bool = False
    """True when no two of the accepted order lines share an order, as far as that was looked at."""

    @property
    def is_clean(self) -> bool:
        """True when no row and not the file was refused."""
        return not self.refused_file and self.refused_count == 0

    def as_json(self, translate: Translate = untranslated) -> dict[str, Any]:
        """The object that `clave check --json` prints."""
        return {
            "kind": self.kind,
            "rows": self.rows,
            "accepted": self.accepted,
            "excluded": self.excluded,
            "refused": [problem.as_json(translate) for problem in self.refused],
            "refused_count": self.refused_count,
            "refused_file": self.refused_file,
            "warnings": [problem.as_json(translate) for problem in self.warnings],
            "needs_confirmation": list(self.needs_confirmation),
            "totals": self.totals,
            "content_sha256": self.content_sha256,
            "landed": self.landed.name if self.landed else None,
            "profile": self.profile.to_toml(),
            "note": None if self.is_clean else translate(NOTHING_CHANGED),
        }


class IntakeRefused(Exception):
    """A ledger was asked for and its source holds refused rows; `intake` says which."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        super().__init__(intake.refused[0].sentence() if intake.refused else "refused")


class FileRefused(Exception):
    """The file as a whole cannot be taken in; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.sentence())


@dataclass(frozen=True)
class ProposedColumn:
    """Which of their columns seems to be one of ours, how sure (0..1), and why."""

    ours: str
    theirs: str
    confidence: float
    because: str
    """`name`, `other_name`, `similar_name` or `values`."""


@dataclass(frozen=True)
class Inspection:
    """What a first look finds: the columns, some rows, how the file is written, and a mapping to confirm."""

    kind: str
    headers: tuple[str, ...]
    sample: tuple[tuple[str | None, ...], ...]
    """The first 20 rows, as text."""
    container: str
    """`text`, `gzip`, `workbook`, `parquet` or `database`."""
    sheets: tuple[str, ...]
    proposals: tuple[ProposedColumn, ...]
    missing: tuple[str, ...]
    """Needed columns of ours for which nothing was found."""
    unused: tuple[str, ...]
    """Columns of theirs that nothing of ours was found for."""
    profile: Profile
    """The mapping of the confident proposals, with the format as found: ready for `take_in` once confirmed."""
    problems: tuple[Problem, ...]
    content_sha256: str = ""
    looks_like: str = ""
    """The program and records whose export it seems to be; '' where it seems to be none."""
    looks_like_kind: str = ""
    """The kind of file that this export is here."""

    def as_json(self, translate: Translate = untranslated) -> dict[str, Any]:
        """The object the mapping page and the API show."""
        return {
            "kind": self.kind,
            "headers": list(self.headers),
            "sample": [list(row) for row in self.sample],
            "container": self.container,
            "sheets": list(self.sheets),
            "proposals": [vars(proposal) for proposal in self.proposals],
            "missing": list(self.missing),
            "unused": list(self.unused),
            "profile": self.profile.to_toml(),
            "problems": [problem.as_json(translate) for problem in self.problems],
            "looks_like": self.looks_like,
            "looks_like_kind": self.looks_like_kind,
        }
