"""Training brought in as a file: all or nothing, the same twice changes nothing, and the way back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Role
from clave.ledger import operations as ledger
from clave.ledger.models import ImportJob
from clave.ledger.refusals import EditedSince, NotYours
from clave.people.models import Course, Training
from clave.people.operations import training as operations
from clave.people.operations.training_files import codes_by_email
from tests.cast import person
from tests.ledger import imports
from tests.people.team import Team

pytestmark = pytest.mark.django_db
HEADER = "person_code,email,course,completed_on,expires_on,certificate"


@pytest.fixture
def course(team: Team) -> Course:
    return operations.add_course(by=team.lead, name="Basics", skill_keys=["planning"], validity_months=24)


def file_of(folder: Path, *rows: str, header: str = HEADER, name: str = "training.csv") -> Path:
    return imports.write(folder / name, *rows, header=header)


def told() -> list[tuple[str, date | None, date | None, str]]:
    rows = Training.objects.order_by("completed_on", "person__person_code")
    return [(row.person.person_code, row.completed_on, row.expires_on, row.certificate) for row in rows]


def test_a_file_fills_the_register_and_the_course_says_how_long_it_holds(
    team: Team, course: Course, tmp_path: Path
) -> None:
    path = file_of(
        tmp_path, "T-ENGINEER,,basics,2025-03-14,,C-1", f",{team.seller.email.upper()},Basics,2025-04-01,2026-01-31,C-2"
    )
    batch = imports.bring(path, "training", by=team.lead)
    assert batch is not None
    assert told() == [
        ("T-ENGINEER", date(2025, 3, 14), date(2027, 3, 14), "C-1"),
        ("T-SELLER", date(2025, 4, 1), date(2026, 1, 31), "C-2"),
    ]
    entry = Entry.objects.get(event="people.training.put")
    assert (entry.actor, json.loads(entry.after)) == (team.lead, {"records": 2, "taken_away": 0})


def test_the_same_records_again_change_nothing_and_a_correction_changes_one(
    team: Team, course: Course, tmp_path: Path
) -> None:
    rows = ("T-ENGINEER,,Basics,2025-03-14,,C-1", "T-SELLER,,Basics,2025-03-14,,C-2")
    imports.bring(file_of(tmp_path, *rows), "training")
    again = imports.read(file_of(tmp_path, *reversed(rows)), "training")
    assert again.preview is not None
    assert [again.preview[name] for name in ("added", "changed", "unchanged")] == [0, 0, 2]
    assert imports.bring(file_of(tmp_path, *reversed(rows), name="turned.csv"), "training") is None
    mended = file_of(tmp_path, rows[0].replace("C-1", "C-9"), rows[1], name="mended.csv")
    batch = imports.bring(mended, "training")
    assert batch is not None
    assert (batch.added, batch.changed, batch.unchanged) == (0, 1, 1)
    assert [row[3] for row in told()] == ["C-9", "C-2"]
    ledger.undo_batch(by=team.lead, batch=batch)
    assert [row[3] for row in told()] == ["C-1", "C-2"]


def test_a_record_completes_the_place_that_was_planned_and_undo_opens_it_again(
    team: Team, course: Course, tmp_path: Path
) -> None:
    today = timezone.localdate()
    operations.plan_training(by=team.lead, person=team.engineer, course=course, planned_on=today + timedelta(days=9))
    old = f"T-ENGINEER,,Basics,{today - timedelta(days=900)},,C-0"
    batch = imports.bring(file_of(tmp_path, old, f"T-ENGINEER,,Basics,{today},,C-1"), "training")
    assert batch is not None
    assert (batch.added, batch.changed) == (1, 1)
    assert Training.objects.filter(completed_on=None).count() == 0
    ledger.undo_batch(by=team.lead, batch=batch)
    place = Training.objects.get()
    assert (place.planned_on, place.completed_on, place.certificate) == (today + timedelta(days=9), None, "")


def test_a_place_that_has_an_open_successor_goes_when_it_would_open_again(
    team: Team, course: Course, tmp_path: Path
) -> None:
    today = timezone.localdate()
    operations.plan_training(by=team.lead, person=team.engineer, course=course, planned_on=today)
    batch = imports.bring(file_of(tmp_path, f"T-ENGINEER,,Basics,{today},,C-1"), "training")
    renewal = operations.plan_training(
        by=team.lead, person=team.engineer, course=course, planned_on=today + timedelta(days=700)
    )
    assert batch is not None
    ledger.undo_batch(by=team.lead, batch=batch)
    assert list(Training.objects.all()) == [renewal]


def test_undo_is_refused_where_a_record_was_changed_since(team: Team, course: Course, tmp_path: Path) -> None:
    first = imports.bring(file_of(tmp_path, "T-ENGINEER,,Basics,2025-03-14,,C-1"), "training")
    imports.bring(file_of(tmp_path, "T-ENGINEER,,Basics,2025-03-14,,C-9", name="later.csv"), "training")
    assert first is not None
    with pytest.raises(EditedSince) as refusal:
        ledger.undo_batch(by=team.lead, batch=first)
    assert "T-ENGINEER · Basics" in refusal.value.sentence()


def test_one_bad_row_keeps_the_whole_file_out(team: Team, course: Course, tmp_path: Path) -> None:
    path = file_of(tmp_path, "T-ENGINEER,,Basics,2025-03-14,,C-1", "T-NOBODY,,Basics,2025-03-14,,C-2")
    job = imports.read(path, "training")
    assert imports.codes(job) == ["TRAINING_PERSON_UNKNOWN"]
    assert (job.problems[0]["line"], job.problems[0]["column"], job.problems[0]["value"]) == (
        3,
        "person_code",
        "T-NOBODY",
    )
    assert not Training.objects.exists()


def test_what_is_exported_comes_back_and_changes_nothing(team: Team, course: Course, tmp_path: Path) -> None:
    imports.bring(file_of(tmp_path, "T-ENGINEER,,Basics,2025-03-14,2026-03-14,C-1"), "training")
    operations.plan_training(by=team.lead, person=team.seller, course=course, planned_on=timezone.localdate())
    client = Client()
    client.force_login(team.lead)
    path = tmp_path / "exported.csv"
    answer = client.get(reverse("training-csv"))
    path.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)  # type: ignore[arg-type]
    job = imports.read(path, "training", by=team.lead)
    assert [problem["code"] for problem in (*job.problems, *job.warnings)] == ["ROWS_PLANNED"]
    assert job.preview is not None
    assert [job.preview[name] for name in ("added", "changed", "unchanged")] == [0, 0, 1]


def test_only_the_people_lead_brings_training_in(team: Team, course: Course, tmp_path: Path) -> None:
    with pytest.raises(NotYours):
        imports.read(file_of(tmp_path, "T-ENGINEER,,Basics,2025-03-14,,C-1"), "training", by=person("f", Role.CHAMPION))


def test_an_address_belongs_to_who_is_with_us(team: Team) -> None:
    team.seller.email = team.engineer.email
    team.seller.save(update_fields=["email"])
    assert codes_by_email()[team.engineer.email.lower()] == ""
    team.seller.is_active = False
    team.seller.save(update_fields=["is_active"])
    assert codes_by_email()[team.engineer.email.lower()] == team.engineer.person_code


def test_the_people_lead_uploads_looks_and_says_yes(team: Team, course: Course, tmp_path: Path) -> None:
    client = Client()
    client.force_login(team.lead)
    assert "/imports/new/?kind=training" in client.get("/training/").content.decode()
    path = file_of(tmp_path, "T-ENGINEER,,Basics,2025-03-14,,C-1")
    job = imports.read(path, "training", by=team.lead)
    page = client.get(f"/imports/{job.key}/").content.decode()
    assert "T-ENGINEER" in page
    assert "Training taken" in page
    assert "C-1" in page
    ledger.import_batch(by=team.lead, job=ImportJob.objects.get(pk=job.pk))
    assert "C-1" in client.get("/training/").content.decode()
