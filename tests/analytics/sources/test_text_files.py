"""CSV as it really comes: ends of lines, encodings, quotes, titles, blanks, and exact line numbers."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from clave.analytics.sources import IntakeSettings

from .conftest import HEADER, Take, codes, file_of, line, warned


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.csv", b"\xef\xbb\xbf" + file_of(line(1), line(2)).encode()),
        ("utf16.csv", file_of(line(1), line(2)).encode("utf-16")),
        ("crlf.csv", file_of(line(1), line(2)).replace("\n", "\r\n").encode()),
        ("mixed.csv", (HEADER + "\r\n" + line(1) + "\n" + line(2)).encode()),
        ("cr.csv", file_of(line(1), line(2)).replace("\n", "\r").encode()),
        ("tab.tsv", file_of(line(1), line(2)).replace(",", "\t").encode()),
        ("pipe.txt", file_of(line(1), line(2)).replace(",", "|").encode()),
        ("comma.csv", file_of(line(1), line(2)).replace(",", ";").replace(".", ",").encode()),
        ("spaces.txt", file_of(line(1), line(2)).replace(",", "   ").encode()),
        ("edges.csv", file_of(line(1), line(2)).replace(",EUR,", ", EUR ,").encode()),
        ("packed.csv.gz", gzip.compress(file_of(line(1), line(2)).encode())),
        ("unended.csv", file_of(line(1), line(2)).strip().encode()),
        ("trailing.csv", file_of(line(1) + ",", line(2) + ",").encode()),
    ],
)
def test_the_same_rows_written_in_another_way_give_the_same_totals(take: Take, name: str, content: bytes) -> None:
    intake = take(content, name=name)
    assert (codes(intake), warned(intake)) == ([], [])
    assert intake.totals["net_amount"] == "2000.00"
    assert intake.totals["by_currency"]["EUR"]["cost_amount"] == "1400.00"


def test_an_encoding_that_is_declared_is_read_and_one_that_is_not_is_refused_with_its_line(take: Take) -> None:
    content = file_of(line(1), line(2, product_code="Müller")).encode("cp1252")
    refused = take(content)
    assert (codes(refused), refused.refused[0].line) == (["FILE_ENCODING"], 3)
    assert take(content, profile='[format]\nencoding = "cp1252"').is_clean


def test_a_bad_value_after_a_field_of_two_lines_is_named_by_its_own_line(take: Take) -> None:
    rows = (line(1, product_code='"P\n10"'), line(2), line(3, net_amount="x"))
    intake = take(file_of(*rows))
    assert [(problem.code, problem.line) for problem in intake.refused] == [("NUMBER_INVALID", 5)]
    assert intake.accepted == 2


def test_blank_lines_are_left_out_told_and_counted_over_in_line_numbers(take: Take) -> None:
    intake = take(file_of("", line(1), "  ", line(2, net_amount="x"), ",,,,,,,,,", line(3), "", ""))
    assert [(problem.code, problem.line) for problem in intake.refused] == [("NUMBER_INVALID", 5)]
    assert warned(intake) == ["ROW_BLANK"]
    assert "line 2, line 4, line 6" in intake.warnings[0].sentence()
    assert intake.rows == 3


def test_blank_lines_at_the_end_are_no_matter(take: Take) -> None:
    assert warned(take(file_of(line(1), "", ""))) == []


@pytest.mark.parametrize("row", [line(2)[: line(2).rindex(",")], line(2) + ",more"])
def test_a_row_with_too_few_or_too_many_fields_is_refused_and_the_others_stay(take: Take, row: str) -> None:
    intake = take(file_of(line(1), row, line(3)))
    assert [(problem.code, problem.line) for problem in intake.refused] == [("ROW_RAGGED", 3)]
    assert intake.accepted == 2


def test_quotes_inside_a_field_are_text(take: Take) -> None:
    intake = take(file_of(line(1, product_code='12" pipe'), line(2, product_code='"say ""hi"""')))
    assert intake.accepted == 2


def test_a_quote_that_closes_at_another_rows_quote_is_refused_where_it_opens(take: Take) -> None:
    rows = (line(1), line(2, product_code='"P-10'), line(3), line(4, product_code='"P-10'), line(5))
    intake = take(file_of(*rows))
    assert [(problem.code, problem.line) for problem in intake.refused] == [("QUOTE_UNCLOSED", 3)]


def test_titles_above_the_header_are_told(take: Take) -> None:
    intake = take("Orders report\n\n" + file_of(line(1), line(2, net_amount="x")))
    assert warned(intake) == ["HEADER_FOUND_LATER"]
    assert intake.refused[0].line == 5


def test_a_declared_header_line_is_taken_without_a_warning(take: Take) -> None:
    assert warned(take("Orders report\n" + file_of(line(1)), profile="[format]\nheader_line = 2")) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "FILE_EMPTY"),
        ("\n\n", "FILE_NO_ROWS"),
        (HEADER + "\n", "FILE_NO_ROWS"),
        (line(1) + "\n" + line(2) + "\n", "HEADER_MISSING"),
        ("Kunde,Betrag\na,1\n", "COLUMN_MISSING"),
        (file_of(line(1), header=HEADER.replace("cost_amount", "net_amount")), "COLUMN_DUPLICATE"),
        (b"MZ\x90\x00" + b"\0" * 60, "FILE_TYPE_MISMATCH"),
        (file_of(line(1)).encode("utf-16-le"), "FILE_BINARY_NUL"),
    ],
)
def test_a_file_that_is_no_table_of_orders_is_refused_as_a_whole(take: Take, content: str | bytes, code: str) -> None:
    intake = take(content)
    assert (codes(intake), intake.refused_file, intake.landed) == ([code], True, None)


def test_more_rows_than_may_be_are_refused(take: Take, settings: IntakeSettings) -> None:
    rows = [line(number) for number in range(4)]
    for content in (file_of(*rows), file_of("", *rows)):
        assert codes(take(content, settings=replace(settings, max_rows=3))) == ["ROWS_TOO_MANY"]
        assert take(content, settings=replace(settings, max_rows=4)).is_clean


def test_a_file_over_the_upload_limit_is_refused(take: Take, settings: IntakeSettings) -> None:
    content = file_of(*(line(number) for number in range(20_000)))
    assert codes(take(content, settings=replace(settings, max_upload_mb=1))) == ["FILE_TOO_LARGE"]


def test_a_field_of_ten_megabytes_is_refused_by_its_row(take: Take) -> None:
    intake = take(file_of(line(1, product_code="x" * 10_000_000), line(2)))
    assert [(problem.code, problem.line) for problem in intake.refused] == [("FIELD_TOO_LONG", 2)]
    assert len(intake.refused[0].sentence()) < 400


def test_a_packed_bomb_and_a_cut_archive_are_refused(take: Take) -> None:
    assert codes(take(gzip.compress(b"a" * 300_000_000), name="bomb.csv.gz")) == ["FILE_TOO_LARGE_UNCOMPRESSED"]
    whole = gzip.compress(file_of(*(line(number) for number in range(999))).encode())
    assert codes(take(whole[:-20], name="cut.csv.gz")) == ["FILE_TRUNCATED"]


def test_what_is_no_file_is_refused(take: Take, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "elsewhere.csv")
    assert codes(take(link)) == ["FILE_NOT_REGULAR"]
    assert codes(take(tmp_path / "absent.csv")) == ["FILE_NOT_FOUND"]
    assert codes(take(Path("/dev/zero"))) == ["FILE_NOT_REGULAR"]


def test_a_folder_is_read_as_one_file_and_each_bad_row_names_its_own(take: Take, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text(file_of(line(1), line(2)))
    (folder / "b.csv").write_text(file_of(line(3), line(4, net_amount="x")))
    (folder / "notes.md").write_text("not a table")
    intake = take(folder)
    assert [(problem.file, problem.line) for problem in intake.refused] == [("b.csv", 3)]
    assert intake.accepted == 3
    assert take(folder / "a*.csv").accepted == 2


def test_files_of_a_folder_must_have_the_same_columns(take: Take, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text(file_of(line(1)))
    (folder / "b.csv").write_text("code,name\n1,2\n")
    assert codes(take(folder)) == ["COLUMNS_DISAGREE"]


def test_what_was_imported_before_is_refused_by_its_content(take: Take, settings: IntakeSettings) -> None:
    first = take(file_of(line(1)))
    known = replace(settings, already_imported={first.content_sha256: "orders.csv"})
    again = take(file_of(line(1)), name="renamed.csv", settings=known)
    assert codes(again) == ["FILE_ALREADY_IMPORTED"]
    assert "orders.csv" in again.refused[0].sentence()


def test_nothing_is_left_beside_the_landed_file(take: Take) -> None:
    intake = take(file_of(line(1), line(2, net_amount="x")))
    assert intake.landed is not None
    assert [path.name for path in intake.landed.parent.iterdir()] == [intake.landed.name]
