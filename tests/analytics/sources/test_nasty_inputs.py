"""Files that are meant to break a reader cost little, leave no trace and never give a wrong number."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests import warm

from .conftest import HEADER, Take, file_of, line, warned
from .nasty import NASTY

REFUSED = {
    "utf16_without_its_mark": "FILE_BINARY_NUL",
    "utf16_big_end_first": "FILE_BINARY_NUL",
    "bytes_that_are_no_letters": "FILE_ENCODING",
    "an_amount_beyond_every_number": "NUMBER_INVALID NUMBER_RANGE",
    "digits_of_other_scripts": "NUMBER_INVALID",
    "numbers_for_machines": "NUMBER_INVALID",
    "days_that_never_were": "DATE_INVALID",
    "the_thirty_first_of_february": "DATE_INVALID",
    "a_name_of_forty_thousand_letters": "FIELD_TOO_LONG",
    "a_quote_over_a_thousand_lines": "QUOTE_UNCLOSED",
    "nothing_but_quotes": "QUOTE_UNCLOSED",
    "one_line_of_fifty_megabytes": "HEADER_MISSING",
    "a_million_commas": "FILE_NO_ROWS",
    "names_twice": "COLUMN_DUPLICATE",
    "a_name_with_orders_for_a_terminal": "NUMBER_INVALID",
    "a_packed_bomb": "FILE_TOO_LARGE_UNCOMPRESSED",
    "a_bomb_in_a_bomb": "FILE_BINARY_NUL",
    "an_archive_in_a_packed_file": "FILE_BINARY_NUL",
    "a_packed_file_with_rubbish_behind": "FILE_TRUNCATED",
    "a_link": "FILE_NOT_REGULAR",
    "a_pipe": "FILE_NOT_REGULAR",
    "an_endless_device": "FILE_NOT_REGULAR",
    "a_folder_with_a_pipe_and_a_link": "FILE_NOT_REGULAR",
    "a_folder_of_several_kinds": "COLUMNS_DISAGREE",
    "a_database_that_is_not_there": "DATABASE_QUERY_MISSING",
    "a_database_that_never_answers": "DATABASE_QUERY_MISSING",
    "a_database_of_an_unknown_sort": "FILE_NOT_FOUND",
    "a_cell_twice": "FILE_TRUNCATED",
    "a_cell_beyond_the_last_column": "FILE_TRUNCATED",
    "a_laughing_workbook": "XML_DTD_FORBIDDEN",
    "a_hundred_thousand_elements_deep": "FILE_TRUNCATED",
    "a_number_no_cell_can_hold": "NUMBER_INVALID",
    "a_style_that_is_no_number": "FILE_TRUNCATED",
    "nested_amounts": "COLUMN_MISSING",
    "amounts_as_bytes": "COLUMN_MISSING",
    "amounts_as_days": "NUMBER_INVALID",
    "an_amount_of_thirty_eight_digits": "NUMBER_RANGE",
    "an_infinite_amount": "NUMBER_INVALID",
    "a_truth_for_an_amount": "NUMBER_INVALID",
}
"""Input -> the codes it is refused with."""
TAKEN = {
    "a_name_of_ten_thousand_letters": "2000.00",
    "a_million_blank_lines": "2000.00",
    "a_sheet_that_counts_from_1904": "1000.00",
    "a_million_empty_rows": "2000.00",
    "a_merged_title_over_the_names": "1000.00",
    "names_in_merged_cells": "1000.00",
    "rows_without_references": "1000.00",
}
"""Input -> the total of what is right in it."""
MEGABYTES, CPU_SECONDS = 512, 10


def test_every_nasty_input_has_its_expected_answer() -> None:
    assert set(NASTY) == {*REFUSED, *TAKEN}


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_input_costs_little_and_gives_no_wrong_number(name: str, tmp_path: Path) -> None:
    words = ("check", NASTY[name](tmp_path), "--today", "2025-11-23", "--json")
    done = warm.commands().run(words, env=dict(os.environ), seconds=120)
    assert "Traceback" not in done.stderr
    assert done.peak_mb <= MEGABYTES
    assert done.cpu_seconds <= CPU_SECONDS
    answer = json.loads(done.stdout)
    if name in TAKEN:
        assert (done.returncode, answer["totals"]["net_amount"]) == (0, TAKEN[name])
    else:
        codes = {problem["code"] for problem in answer["refused"]}
        assert (done.returncode, codes) == (2, set(REFUSED[name].split()))


@pytest.mark.parametrize("lines", [1, 2, 97])
def test_a_quote_that_closes_lines_later_swallows_no_row(take: Take, lines: int) -> None:
    rows = [line(number) for number in range(200)]
    rows[3], rows[3 + lines] = line(3, product_code='"P'), line(3 + lines, product_code='P"')
    intake = take(file_of(*rows))
    assert [(problem.code, problem.line) for problem in intake.refused] == [("QUOTE_UNCLOSED", 5)]
    assert (intake.accepted, intake.landed) == (0, None)


def test_a_text_of_several_lines_with_commas_is_a_text(take: Take) -> None:
    text = '"Pipes, bends, valves\n(steel, brass, copper)\nsee list, page 3"'
    intake = take(file_of(f"{line(1)},{text}", f"{line(2)},plain", header=f"{HEADER},product_group"))
    assert (intake.accepted, warned(intake)) == (2, [])
