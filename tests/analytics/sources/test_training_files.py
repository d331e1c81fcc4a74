"""Files of training: who, which course, from when to when; each row that cannot be is refused at its column."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clave.analytics.sources import IntakeSettings

from .conftest import Take, codes, file_of, warned

TRAINING = "person_code,email,course,completed_on,expires_on,certificate"


@pytest.fixture
def known(settings: IntakeSettings) -> IntakeSettings:
    return replace(
        settings,
        known_people=frozenset({"P1", "P2", "P3"}),
        known_emails={"ann@example.org": "P1", "team@example.org": ""},
        known_courses=frozenset({"Key account basics"}),
    )


def refused(take: Take, known: IntakeSettings, *rows: str) -> list[tuple[int | None, str | None, str]]:
    intake = take(file_of(*rows, header=TRAINING), kind="training", settings=known)
    return [(problem.line, problem.column, problem.code) for problem in intake.refused]


def test_records_name_the_person_by_code_or_by_address(take: Take, known: IntakeSettings) -> None:
    rows = (
        "P1,,Key account basics,2025-03-14,2027-03-14,C-1",
        ",Ann@Example.org,KEY ACCOUNT BASICS,2024-03-14,,C-2",
        "P2,,Key account basics,2025-03-14,,C-3",
    )
    intake = take(file_of(*rows, header=TRAINING), kind="training", settings=known)
    assert (codes(intake), intake.accepted) == ([], 3)
    assert intake.totals == {
        "records": 3,
        "courses": 1,
        "first_completed_on": "2024-03-14",
        "last_completed_on": "2025-03-14",
    }


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",,Key account basics,2025-03-14,,C", "person_code", "TRAINING_PERSON_MISSING"),
        ("P9,,Key account basics,2025-03-14,,C", "person_code", "TRAINING_PERSON_UNKNOWN"),
        (",eve@example.org,Key account basics,2025-03-14,,C", "email", "TRAINING_PERSON_UNKNOWN"),
        (",team@example.org,Key account basics,2025-03-14,,C", "email", "TRAINING_PERSON_UNCLEAR"),
        ("P2,ann@example.org,Key account basics,2025-03-14,,C", "email", "TRAINING_PERSON_DISAGREES"),
        ("P1,,Juggling,2025-03-14,,C", "course", "TRAINING_COURSE_UNKNOWN"),
        ("P1,,Key account basics,2999-01-01,,C", "completed_on", "DATE_RANGE"),
        ("P1,,Key account basics,2025-03-14,2025-03-14,C", "expires_on", "TRAINING_EXPIRES_BEFORE"),
        ("P1,,Key account basics,2025-03-14,,", "certificate", "VALUE_MISSING"),
        ("P1,,Key account basics,2025-03-14,," + "9" * 121, "certificate", "TRAINING_CERTIFICATE_LONG"),
        ("P1,,Key account basics,yesterday,,C", "completed_on", "DATE_INVALID"),
    ],
)
def test_what_cannot_be_is_refused_at_its_column(
    take: Take, known: IntakeSettings, row: str, column: str, code: str
) -> None:
    assert refused(take, known, "P3,,Key account basics,2025-01-01,,C", row) == [(3, column, code)]


def test_the_same_record_named_in_two_ways_is_refused_in_both_rows(take: Take, known: IntakeSettings) -> None:
    rows = ("P1,,Key account basics,2025-03-14,,C-1", ",ann@example.org,key account basics,2025-03-14,,C-2")
    assert refused(take, known, *rows) == [(2, "course", "TRAINING_TWICE"), (3, "course", "TRAINING_TWICE")]
    assert refused(take, known, rows[0], rows[0]) == [(3, None, "ROW_DUPLICATE")]


def test_rows_that_are_only_planned_are_left_out_and_counted(take: Take, known: IntakeSettings) -> None:
    header = "person_code,course,planned_on,completed_on,certificate"
    rows = ("P1,Key account basics,2025-01-01,2025-03-14,C-1", "P2,Key account basics,2099-01-01,,")
    intake = take(file_of(*rows, header=header), kind="training", settings=known)
    assert (codes(intake), intake.accepted, warned(intake)) == ([], 1, ["ROWS_PLANNED"])
    neither = take(file_of("P2,Key account basics,,,C-1", header=header), kind="training", settings=known)
    assert codes(neither) == ["VALUE_MISSING"]


def test_a_file_that_names_nobody_is_refused_as_a_whole(take: Take, known: IntakeSettings) -> None:
    content = file_of("Key account basics,2025-03-14,C-1", header="course,completed_on,certificate")
    intake = take(content, kind="training", settings=known)
    assert (codes(intake), intake.refused_file) == (["COLUMN_MISSING"], True)


def test_a_file_in_another_encoding_is_refused_with_the_way_out(take: Take, known: IntakeSettings) -> None:
    content = file_of("P1,Formación básica,2025-03-14,C-1", header="person_code,course,completed_on,certificate")
    intake = take(content.encode("cp1252"), kind="training", settings=known)
    assert codes(intake) == ["FILE_ENCODING"]
    assert "UTF-8" in intake.refused[0].sentence()
