"""How files of training meet the register: whose each row is, how it stood, and back again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import FieldClass
from clave.company.models import Person
from clave.ledger.operations.tables import SUBJECT, Image, Table
from clave.people.models import Course, Training
from clave.people.rules import refusals
from clave.people.rules.training import expiry

if TYPE_CHECKING:
    from clave.access.models import User

CHUNK = 500
DAY = len("2026-03-31")
DATES = ("planned_on", "completed_on", "expires_on")


def subject_of(completed_on: date | str, person_code: str, course: str) -> str:
    """What tells one record from another: the day, who, and which course."""
    return f"{completed_on} · {person_code} · {course}"


def codes_by_email() -> dict[str, str]:
    """E-mail address in small letters -> the code of whose it is, "" where several people share it; who is with us first."""
    found: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    rows = Person.objects.exclude(email="").order_by("person_code")
    for email, code, is_active in rows.values_list("email", "person_code", "is_active"):
        found[email.lower()].append((is_active, code))
    return {email: _only(owners) for email, owners in found.items()}


def known() -> dict[str, Any]:
    """The people and courses that a file may name."""
    return {
        "known_people": list(Person.objects.values_list("person_code", flat=True)),
        "known_emails": codes_by_email(),
        "known_courses": list(Course.objects.values_list("name", flat=True)),
    }


def held(user: User | None) -> Iterator[Image]:
    """Every course that somebody completed, in the columns of a file."""
    rows = Training.objects.all() if user is None else Training.objects.visible_to(user)
    rows = rows.exclude(completed_on=None).select_related("person", "course")
    for row in rows.order_by("completed_on", "person__person_code", "course__name"):
        days = {name: getattr(row, name) for name in ("completed_on", "expires_on")}
        yield {"person_code": row.person.person_code, "course": row.course.name, "certificate": row.certificate, **days}


def resolved(rows: list[Image]) -> list[Image]:
    """Rows with the code of the person and the name of the course as the catalogue has it, days as text."""
    emails, courses = codes_by_email(), {course.name.casefold(): course for course in Course.objects.all()}
    found = []
    for row in rows:
        code, course = row["person_code"] or emails.get(row["email"].lower()), courses.get(row["course"].casefold())
        if not code or course is None:
            raise refusals.TrainingUnresolved(value=row["course"] if code else row["email"])
        by_course = _text(expiry(row["completed_on"], course.validity_months))
        told = {"person_code": code, "course": course.name, "by_course": by_course}
        days = {name: _text(row[name]) for name in ("completed_on", "expires_on")}
        found.append({**row, **told, **days, SUBJECT: subject_of(row["completed_on"], code, course.name)})
    return found


def images(subjects: Sequence[str]) -> dict[str, Image]:
    """How the records stand now: completed, or the open place that such a record completes."""
    return {subject: _image(row) for subject, row in _found(subjects).items()}


def merged(row: Image, before: Image | None, stated: Collection[str], today: date) -> Image:
    """How a record would stand; a file that says nothing of the last day leaves what is there, or asks the course."""
    told = {name: row[name] for name in ("person_code", "course", "completed_on", "certificate")}
    is_new = before is None or before["completed_on"] is None
    until = row["expires_on"] or (row["by_course"] if is_new else before["expires_on"])  # type: ignore[index]
    return {"planned_on": row["completed_on"], **(before or {}), **told, "expires_on": until}


@transaction.atomic
def put_training(*, images: Mapping[str, Image | None], by: User | None, subject: tuple[str, str]) -> None:
    """Bring records to these standings; None takes a record away, an open place is open again."""
    journal.lock()
    there, people, courses = _found(list(images)), _people(images.values()), _courses(images.values())
    for key, image in images.items():
        row = there.get(key)
        if image is None or _is_planned_anew(image, row):
            if row:
                row.delete()
            continue
        values = {**{name: _day(image[name]) for name in DATES}, "certificate": image["certificate"]}
        if row:
            Training.objects.filter(pk=row.pk).update(**values)
        else:
            person, course = people[image["person_code"]], courses[image["course"]]
            Training.objects.create(person=person, course=course, by=by, **values)
    kept = sum(image is not None for image in images.values())
    after = {"records": kept, "taken_away": len(images) - kept}
    journal.record(by=by, event="people.training.put", subject=subject, after=after, holds=FieldClass.F0)


def _found(subjects: Sequence[str]) -> dict[str, Training]:
    """Subject -> its record, else the open place that was planned before that day."""
    wanted, found = set(subjects), {}
    days = sorted({subject[:DAY] for subject in wanted})
    for start in range(0, len(days), CHUNK):
        rows = Training.objects.filter(completed_on__in=days[start : start + CHUNK]).order_by("-pk")
        for row in rows.select_related("person", "course"):
            key = subject_of(_text(row.completed_on) or "", row.person.person_code, row.course.name)
            if key in wanted:
                found[key] = row
    return {**found, **_places(wanted - found.keys())}


def _places(subjects: Collection[str]) -> dict[str, Training]:
    """Subject -> the open place that it completes: the first record on or after the day on which it was planned."""
    later: dict[str, list[str]] = defaultdict(list)
    for subject in sorted(subjects):
        later[subject[DAY:]].append(subject)
    found = {}
    for row in Training.objects.filter(completed_on=None).select_related("person", "course"):
        told = timezone.localdate(row.at).isoformat()
        candidates = later[subject_of("", row.person.person_code, row.course.name)]
        first = next((subject for subject in candidates if subject[:DAY] >= told), None)
        if first:
            found[first] = row
    return found


def _is_planned_anew(image: Image, row: Training | None) -> bool:
    """Whether the place that would be open again has an open successor by now, so that it only goes."""
    if image["completed_on"] or row is None:
        return False
    others = Training.objects.filter(person=row.person_id, course=row.course_id, completed_on=None)
    return others.exclude(pk=row.pk).exists()


def _image(row: Training) -> Image:
    told = {name: _text(getattr(row, name)) for name in DATES}
    return {"person_code": row.person.person_code, "course": row.course.name, "certificate": row.certificate, **told}


def _people(images: Iterable[Image | None]) -> dict[str, Person]:
    codes = {image["person_code"] for image in images if image}
    return {person.person_code: person for person in Person.objects.all() if person.person_code in codes}


def _courses(images: Iterable[Image | None]) -> dict[str, Course]:
    names = {image["course"] for image in images if image}
    return {course.name: course for course in Course.objects.filter(name__in=names)}


def _only(owners: Sequence[tuple[bool, str]]) -> str:
    """Whose an address is: of the only one with us, else of the only one there is."""
    active = [code for is_active, code in owners if is_active]
    named = active or [code for _, code in owners]
    return named[0] if len(named) == 1 else ""


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


TABLE = Table(
    images=images,
    put=put_training,
    merge=merged,
    against=lambda changes: iter(()),
    resolve=resolved,
    held=held,
    known=known,
)
