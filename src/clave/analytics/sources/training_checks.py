"""Training that cannot be: nobody we know, no such course, run out before it was taken, the same twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.refusing import place
from clave.analytics.sources.rows import CheckedRows
from clave.analytics.sources.set_checks import SetChecks
from clave.analytics.sources.tables import LINE, PART
from clave.analytics.sources.wording import problem

LONGEST_CERTIFICATE = 120
SHOWN_LINES = 10
COLUMNS = "person_code, email, course, completed_on, expires_on, certificate"


@dataclass(frozen=True)
class Record:
    """One row of a file of training."""

    part: int
    line: int
    person_code: str | None
    email: str | None
    course: str
    completed_on: date
    expires_on: date | None
    certificate: str


class TrainingChecks:
    """The checks over all rows of a file of training."""

    def __init__(self, rows: CheckedRows) -> None:
        self.rows, self.settings = rows, rows.settings
        if not (rows.plan.has("person_code") or rows.plan.has("email")):
            headers = ", ".join(rows.table.headers)
            facts: dict[str, Any] = {"needed": "person_code, email", "headers": headers, "column": "person_code"}
            raise FileRefused(problem("COLUMN_MISSING", file=rows.table.parts[0].file, **facts))
        known = self.settings.known_courses
        self.courses = None if known is None else {name.casefold() for name in known}
        sql = f"SELECT {PART}, {LINE}, {COLUMNS} FROM staged ORDER BY {PART}, {LINE}"
        self.records = [Record(*row) for row in rows.connection.execute(sql).fetchall()]
        self.by_key: dict[tuple[str, str, date], list[Record]] = defaultdict(list)
        for record in self.records:
            self.by_key[self.key_of(record)].append(record)

    def key_of(self, record: Record) -> tuple[str, str, date]:
        """Who, what and when, however the row names the person."""
        return self.code_of(record), record.course.casefold(), record.completed_on

    def code_of(self, record: Record) -> str:
        """The code of the person; the address itself where it is nobody's or several people's."""
        address = (record.email or "").lower()
        return record.person_code or self.settings.known_emails.get(address) or address

    def run(self, checks: SetChecks) -> None:
        """Refuse every record that cannot be."""
        gone = set(checks.ask("SELECT part, line FROM gone"))
        found = [
            (record, fault)
            for record in self.records
            if (record.part, record.line) not in gone and (fault := self.fault_of(record, gone)) is not None
        ]
        checks.add([fault for _, fault in found], [(record.part, record.line) for record, _ in found])

    def fault_of(self, record: Record, gone: set[tuple[Any, ...]]) -> Problem | None:
        """What is wrong with one record, if anything."""
        return (
            self.of_person(record) or self.of_course(record) or self.of_certificate(record) or self.twice(record, gone)
        )

    def of_person(self, record: Record) -> Problem | None:
        """Nobody named, nobody known, or two people named at once."""
        code, address, known = record.person_code, record.email, self.settings.known_people
        if not code and not address:
            return self.tell("TRAINING_PERSON_MISSING", record, "person_code", "")
        if known is None:
            return None
        if code and code not in known:
            return self.tell("TRAINING_PERSON_UNKNOWN", record, "person_code", code)
        return self.of_address(record, address) if address else None

    def of_address(self, record: Record, address: str) -> Problem | None:
        """An address that is nobody's, several people's, or not that of the person named beside it."""
        owner = self.settings.known_emails.get(address.lower())
        if record.person_code and owner and owner != record.person_code:
            facts = {"other": owner, "code": record.person_code}
            return self.tell("TRAINING_PERSON_DISAGREES", record, "email", address, **facts)
        if record.person_code or owner:
            return None
        unclear = "TRAINING_PERSON_UNKNOWN" if owner is None else "TRAINING_PERSON_UNCLEAR"
        return self.tell(unclear, record, "email", address)

    def of_course(self, record: Record) -> Problem | None:
        """A course that is not in the catalogue."""
        if self.courses is None or record.course.casefold() in self.courses:
            return None
        return self.tell("TRAINING_COURSE_UNKNOWN", record, "course", record.course)

    def of_certificate(self, record: Record) -> Problem | None:
        """A certificate that ran out before it was given, or is no number but a novel."""
        if record.expires_on and record.expires_on <= record.completed_on:
            completed = record.completed_on.isoformat()
            shown = record.expires_on.isoformat()
            return self.tell("TRAINING_EXPIRES_BEFORE", record, "expires_on", shown, completed=completed)
        if len(record.certificate) > LONGEST_CERTIFICATE:
            facts = {"length": len(record.certificate), "limit": LONGEST_CERTIFICATE}
            return self.tell("TRAINING_CERTIFICATE_LONG", record, "certificate", record.certificate, **facts)
        return None

    def twice(self, record: Record, gone: set[tuple[Any, ...]]) -> Problem | None:
        """The same person, course and day in rows that are not the same otherwise."""
        same = [each.line for each in self.by_key[self.key_of(record)] if (each.part, each.line) not in gone]
        if len(same) < 2:
            return None
        return self.tell("TRAINING_TWICE", record, "course", record.course, lines=same[:SHOWN_LINES])

    def tell(self, sentence: str, record: Record, column: str, value: str, **facts: Any) -> Problem:
        """The problem of one record, at one of its columns."""
        header = self.rows.header_of(column) if self.rows.plan.has(column) else None
        return problem(sentence, **place(self.rows.table, record.part, record.line, header), value=value, **facts)
