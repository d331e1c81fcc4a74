"""The demo company as files: what a company would export, and beside them the truths it does not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clave.demo import truth
from clave.demo.company import found_company
from clave.demo.people import CAST
from clave.demo.words import Language
from clave.demo.writing import FILE_NAMES, as_csv, tables, write_file

EXPORTS = "files"
"""Folder of the files that the company exports."""


@dataclass(frozen=True)
class CastMember:
    """One person who signs in to the demo."""

    role: str
    person_code: str
    full_name: str
    email: str


@dataclass(frozen=True)
class DemoFiles:
    """The content of every file, byte for byte, and who signs in."""

    contents: dict[str, bytes]
    """File name -> content; the truth file stands among them."""
    cast: tuple[CastMember, ...]
    key_account_codes: tuple[str, ...]
    managed_codes: tuple[str, ...]
    """Key accounts of the key account manager who signs in."""
    programme_start: date
    language: Language = "en"

    def write(self, folder: Path) -> None:
        """Write what the company exports into `folder/files`, and the truths beside it into `folder`."""
        for name, content in self.contents.items():
            write_file(content, folder / name if name == truth.FILE_NAME else folder / EXPORTS / name)


def build_company(*, seed: int, until: date, language: Language = "en", strength: float = 1.0) -> DemoFiles:
    """The files of the company with this seed that orders up to and including `until`.

    The same arguments give the same bytes. `strength` scales what the programme truly does, 0 nothing.
    """
    company = found_company(seed=seed, until=until, language=language, strength=strength)
    content = {FILE_NAMES[kind]: as_csv(table) for kind, table in tables(company).items()}
    staff = company.ours.staff
    first = {role: staff.holding(job)[0] for role, job in CAST.items()}
    population = company.market.population
    managed = [head for head in company.heads if company.ours.owner[head] == first["key_account_manager"]]
    return DemoFiles(
        contents={**content, truth.FILE_NAME: truth.as_json(company)},
        cast=tuple(CastMember(role, staff.codes[n], staff.names[n], staff.emails[n]) for role, n in first.items()),
        key_account_codes=tuple(population.codes[head] for head in company.heads),
        managed_codes=tuple(population.codes[head] for head in managed),
        programme_start=company.history.programme_start,
        language=language,
    )
