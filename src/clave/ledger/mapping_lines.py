"""A mapping as a person sees it: one line for each of our columns, and back to a profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.analytics.schema import KINDS
from clave.analytics.sources import Profile, ProfileRefused
from clave.analytics.sources.profile import Computed, Constant, FileFormat, Origin, Theirs
from clave.ledger.models import ImportJob
from clave.ledger.refusals import ProfileInvalid

SHOWN_SAMPLES = 3
SHOWN_CHARACTERS = 24
COLUMN = "column:"


class Choice(StrEnum):
    """What a line may be besides one of their columns."""

    NOTHING = ""
    CONSTANT = "constant"
    CALCULATION = "calculation"
    KEPT = "kept"


@dataclass(frozen=True)
class Line:
    """One of our columns, where it may come from, and what seems right."""

    ours: str
    needed: bool
    choices: list[tuple[str, Any]]
    chosen: str
    text: str
    because: str
    """Why it was proposed; '' where it was chosen by a person or a profile."""
    kept: Origin | None
    implied: bool
    """Whether another column stands for it: a unit price for the amount."""

    @property
    def is_open(self) -> bool:
        """Whether a needed column has no source yet."""
        return self.needed and not self.chosen and not self.implied


def beginning(job: ImportJob, saved: str | None) -> Profile:
    """The mapping a person starts from: the saved one, else what was used or found last, with every proposal."""
    looked = job.inspection or {}
    profile = Profile.from_toml(saved or job.profile or looked.get("profile", ""))
    if saved:
        return profile
    proposed = {p["ours"]: Theirs(p["theirs"]) for p in looked.get("proposals", ()) if not _is_spare(p, profile)}
    return replace(profile, columns={**proposed, **profile.columns})


def _is_spare(proposal: Mapping[str, Any], profile: Profile) -> bool:
    """Whether the amount of the line makes this input unnecessary."""
    return "net_amount" in profile.columns and proposal["ours"] in ("unit_price", "discount_share", "discount_amount")


def lines_of(job: ImportJob, profile: Profile) -> list[Line]:
    """One line for each of our columns, the needed ones first; none where the file could not be looked at."""
    looked = job.inspection or {}
    headers = looked.get("headers") or []
    if not headers:
        return []
    because = {
        p["ours"]: p["because"] for p in looked["proposals"] if profile.columns.get(p["ours"]) == Theirs(p["theirs"])
    }
    theirs = [(f"{COLUMN}{header}", _label(header, samples)) for header, samples in _samples(looked)]
    kind = KINDS[job.kind]
    lines = [
        _line(column.name, column.needed, theirs, profile, because.get(column.name, ""))
        for column in (*kind.columns, *kind.inputs)
    ]
    return sorted(lines, key=lambda line: not line.needed)


def _line(ours: str, needed: bool, theirs: list[tuple[str, Any]], profile: Profile, because: str) -> Line:
    origin = profile.columns.get(ours)
    kept = origin if origin and not _is_simple(origin) else None
    others: list[tuple[str, Any]] = [
        (Choice.NOTHING, _("– not in the file –")),
        (Choice.CONSTANT, _("the same value in every row")),
        (Choice.CALCULATION, _("a calculation")),
    ]
    if kept:
        others.append((Choice.KEPT, _("as the mapping says")))
    chosen, text = _chosen(origin)
    implied = ours == "net_amount" and "unit_price" in profile.columns
    gone = [(chosen, chosen.removeprefix(COLUMN))] if chosen.startswith(COLUMN) and chosen not in dict(theirs) else []
    return Line(ours, needed, [others[0], *theirs, *gone, *others[1:]], chosen, text, because, kept, implied)


def _is_simple(origin: Origin) -> bool:
    return isinstance(origin, Constant | Computed) or (isinstance(origin, Theirs) and not origin.values)


def _chosen(origin: Origin | None) -> tuple[str, str]:
    """What the two fields of a line show for an origin."""
    match origin:
        case None:
            return Choice.NOTHING, ""
        case Constant(value):
            return Choice.CONSTANT, value
        case Computed(expression):
            return Choice.CALCULATION, expression
        case Theirs(column, values) if not values:
            return f"{COLUMN}{column}", ""
    return Choice.KEPT, ""


def _samples(looked: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Each of their columns with its first values."""
    found = []
    for place, header in enumerate(looked["headers"]):
        values = dict.fromkeys(str(row[place]) for row in looked["sample"] if place < len(row) and row[place])
        found.append((header, list(values)[:SHOWN_SAMPLES]))
    return found


def _label(header: str, samples: Sequence[str]) -> str:
    cut = [s if len(s) <= SHOWN_CHARACTERS else f"{s[: SHOWN_CHARACTERS - 1]}…" for s in samples]
    return f"{header}  ({', '.join(cut)})" if cut else header


def profile_of(profile: Profile, lines: Sequence[Line], told: Mapping[str, Any]) -> Profile:
    """The profile that the filled-in lines say, with source and filters as they were."""
    columns = {line.ours: origin for line in lines if (origin := _origin(line, told)) is not None}
    names = {name: told.get(f"format_{name}") or None for name in FORMATS}
    mapped = replace(profile, columns=columns if lines else {}, format=FileFormat(**names))
    try:
        return Profile.from_toml(mapped.to_toml())
    except ProfileRefused as refused:
        raise ProfileInvalid(reason=refused.problem.sentence()) from refused


def without_columns(profile: Profile, told: Mapping[str, Any]) -> Profile:
    """How the file is written and where it is, without a word on its columns."""
    return profile_of(replace(profile, columns={}), (), told)


def _origin(line: Line, told: Mapping[str, Any]) -> Origin | None:
    chosen, text = told.get(f"from_{line.ours}", ""), told.get(f"text_{line.ours}", "")
    if chosen == Choice.CONSTANT:
        return Constant(text)
    if chosen == Choice.CALCULATION:
        return Computed(text)
    if chosen == Choice.KEPT:
        return line.kept
    return Theirs(chosen.removeprefix(COLUMN)) if chosen else None


ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-15", "cp850")
DELIMITERS = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar"), " ": _("spaces")}
DECIMALS = {".": _("point: 1,234.50"), ",": _("comma: 1.234,50")}
DATES = {
    "%Y-%m-%d": "2026-03-31",
    "%d/%m/%Y": "31/03/2026",
    "%m/%d/%Y": "03/31/2026",
    "%d.%m.%Y": "31.03.2026",
    "%d-%m-%Y": "31-03-2026",
    "%Y%m%d": "20260331",
}
FOUND_OUT: tuple[str, Any] = ("", _("found automatically"))


def _one_of(label: Any, known: Mapping[str, Any], current: str | None) -> forms.ChoiceField:
    """A choice among what is known, what is there now, and finding out."""
    more = [(current, current)] if current and current not in known else []
    return forms.ChoiceField(
        label=label, choices=[FOUND_OUT, *known.items(), *more], required=False, initial=current or ""
    )


FORMATS: dict[str, Callable[[FileFormat, Sequence[str]], forms.Field]] = {
    "sheet": lambda written, sheets: _one_of(_("Sheet"), {name: name for name in sheets}, written.sheet),
    "decimal": lambda written, _sheets: _one_of(_("Decimal sign"), DECIMALS, written.decimal),
    "date": lambda written, _sheets: _one_of(_("Dates"), DATES, written.date),
    "encoding": lambda written, _sheets: _one_of(_("Encoding"), {name: name for name in ENCODINGS}, written.encoding),
    "delimiter": lambda written, _sheets: _one_of(_("Between the columns"), DELIMITERS, written.delimiter),
    "header_line": lambda written, _sheets: forms.IntegerField(
        label=_("Line with the column names"), required=False, min_value=1, initial=written.header_line
    ),
    "time_zone": lambda written, _sheets: forms.CharField(
        label=_("Time zone of the times"), required=False, max_length=60, initial=written.time_zone or ""
    ),
}
"""Key of [format] -> the field that asks for it."""


def sheets_of(job: ImportJob) -> list[str]:
    """The sheets one may choose among, as the first look or the refusal named them."""
    told = [*job.problems, *(job.inspection or {}).get("problems", ())]
    named: list[str] = next((p["facts"]["names"] for p in told if "names" in p.get("facts", {})), [])
    return list((job.inspection or {}).get("sheets") or named)
