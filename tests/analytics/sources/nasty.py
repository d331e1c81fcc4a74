"""Files and addresses that are meant to break a reader: each builder writes one and says where it is."""

from __future__ import annotations

import gzip
import io
import os
import socket
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .conftest import HEADER, file_of, line

NASTY: dict[str, Callable[[Path], str]] = {}
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{{properties}}<sheets><sheet name="S" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>"
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def nasty(build: Callable[[Path], str | bytes | Path | None]) -> None:
    """Name a builder: text and bytes become a CSV file, a path or an address is taken as it is."""

    def built(folder: Path) -> str:
        made = build(folder)
        if isinstance(made, bytes) or (isinstance(made, str) and "\n" in made):
            path = folder / "orders.csv"
            path.write_bytes(made if isinstance(made, bytes) else made.encode())
            return str(path)
        return str(made)

    NASTY[build.__name__] = built


def workbook(folder: Path, rows: str, properties: str = "", before: str = "") -> Path:
    """A workbook of one sheet with these rows, written by hand."""
    path = folder / "orders.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", WORKBOOK.format(properties=properties))
        archive.writestr("xl/_rels/workbook.xml.rels", LINKS)
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return path


def cells(number: int, values: list[str], references: bool = True) -> str:
    """One row of a sheet; numbers as numbers, everything else as text in its place."""
    told = ""
    for place, value in enumerate(values):
        at = f' r="{chr(65 + place)}{number}"' if references else ""
        is_number = value.replace(".", "", 1).isdigit() and place > 5
        told += f"<c{at}><v>{value}</v></c>" if is_number else f'<c{at} t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<row r="{number}">{told}</row>'


HEAD = cells(1, HEADER.split(","))
GOOD = cells(2, line(1).split(","))


@nasty
def utf16_without_its_mark(_: Path) -> bytes:
    return file_of(line(1)).encode("utf-16-le")


@nasty
def utf16_big_end_first(_: Path) -> bytes:
    return file_of(line(1)).encode("utf-16-be")


@nasty
def bytes_that_are_no_letters(_: Path) -> bytes:
    return file_of(line(1)).encode() + b"\xed\xa0\x80" * 20 + b"\n"


@nasty
def an_amount_beyond_every_number(_: Path) -> str:
    return file_of(line(1, net_amount="1e400"), line(2, net_amount="9" * 400), line(3))


@nasty
def digits_of_other_scripts(_: Path) -> str:
    return file_of(line(1, net_amount="١٢٣"), line(2, net_amount="１２"), line(3, net_amount="1_000"), line(4))


@nasty
def numbers_for_machines(_: Path) -> str:
    wrong = ("0x10", "--5", "5-", "1e", "+-1", "1.2.3", "5%", "(5)", "€5", "1/2", "true")
    return file_of(*(line(number, net_amount=value) for number, value in enumerate(wrong)))


@nasty
def days_that_never_were(_: Path) -> str:
    wrong = ("2025-02-30", "2025-13-01", "0000-00-00", "2025-00-10", "2023-02-29")
    return file_of(*(line(number, ordered_on=value) for number, value in enumerate(wrong)))


@nasty
def the_thirty_first_of_february(_: Path) -> str:
    return file_of(line(1, ordered_on="31/02/2025"), line(2, ordered_on="28/02/2025"))


@nasty
def a_name_of_ten_thousand_letters(_: Path) -> str:
    return file_of(line(1, product_code="P" * 10_000), line(2))


@nasty
def a_name_of_forty_thousand_letters(_: Path) -> str:
    return file_of(line(1, product_code="P" * 40_000), line(2))


@nasty
def a_quote_over_a_thousand_lines(_: Path) -> str:
    rows = [line(number) for number in range(1000)]
    rows[3], rows[990] = line(3, product_code='"P'), line(990, product_code='P"')
    return file_of(*rows)


@nasty
def nothing_but_quotes(_: Path) -> bytes:
    return HEADER.encode() + b"\n" + b'"' * 300_001


@nasty
def one_line_of_fifty_megabytes(_: Path) -> bytes:
    return b"x" * (50 << 20)


@nasty
def a_million_blank_lines(_: Path) -> bytes:
    return file_of(line(1)).encode() + b"\n" * 1_000_000 + line(2).encode() + b"\n"


@nasty
def a_million_commas(_: Path) -> bytes:
    return HEADER.encode() + b"\n" + b"," * 1_000_000 + b"\n"


@nasty
def names_twice(_: Path) -> str:
    return HEADER + ",NET_AMOUNT\n" + line(1) + ",5.00\n"


@nasty
def a_name_with_orders_for_a_terminal(folder: Path) -> Path:
    path = folder / "a\x1b[2J\nb.csv"
    path.write_text(file_of(line(1, net_amount="\x1b]0;owned\x07")))
    return path


@nasty
def a_packed_bomb(folder: Path) -> Path:
    path = folder / "orders.csv.gz"
    with gzip.open(path, "wb", compresslevel=6) as file:
        for _ in range(300):
            file.write(b"\n" * (1 << 20))
    return path


@nasty
def a_bomb_in_a_bomb(folder: Path) -> Path:
    path = folder / "orders.csv.gz"
    path.write_bytes(gzip.compress(gzip.compress(b"\0" * (100 << 20))))
    return path


@nasty
def an_archive_in_a_packed_file(folder: Path) -> Path:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("orders.csv", file_of(line(1)))
    path = folder / "orders.csv.gz"
    path.write_bytes(gzip.compress(inner.getvalue()))
    return path


@nasty
def a_packed_file_with_rubbish_behind(folder: Path) -> Path:
    path = folder / "orders.csv.gz"
    path.write_bytes(gzip.compress(file_of(line(1)).encode()) + b"rubbish that is no gzip")
    return path


@nasty
def a_link(folder: Path) -> Path:
    (folder / "orders.csv").symlink_to("/etc/passwd")
    return folder / "orders.csv"


@nasty
def a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "orders.csv")
    return folder / "orders.csv"


@nasty
def an_endless_device(_: Path) -> Path:
    return Path("/dev/zero")


@nasty
def a_folder_with_a_pipe_and_a_link(folder: Path) -> Path:
    (folder / "in").mkdir()
    (folder / "in" / "a.csv").write_text(file_of(line(1)))
    os.mkfifo(folder / "in" / "b.csv")
    (folder / "in" / "c.csv").symlink_to("/dev/zero")
    return folder / "in"


@nasty
def a_folder_of_several_kinds(folder: Path) -> Path:
    (folder / "in").mkdir()
    (folder / "in" / "a.csv").write_text(file_of(line(1)))
    (folder / "in" / "b.csv").write_text("customer_code,name\nC1,One\n")
    return folder / "in"


@nasty
def a_database_that_is_not_there(_: Path) -> str:
    return "postgresql://nobody@127.0.0.1:1/none"


@nasty
def a_database_that_never_answers(_: Path) -> str:
    deaf = socket.create_server(("127.0.0.1", 0))
    NEVER_CLOSED.append(deaf)
    return f"postgresql://nobody@127.0.0.1:{deaf.getsockname()[1]}/none"


NEVER_CLOSED: list[socket.socket] = []


@nasty
def a_database_of_an_unknown_sort(_: Path) -> str:
    return "oracle://scott:tiger@127.0.0.1/none"


@nasty
def a_sheet_that_counts_from_1904(folder: Path) -> Path:
    return workbook(folder, HEAD + GOOD, '<workbookPr date1904="1"/>')


@nasty
def a_million_empty_rows(folder: Path) -> Path:
    empty = "".join(f'<row r="{number}" ht="{number % 97}"/>' for number in range(3, 1_000_000))
    return workbook(folder, HEAD + GOOD + empty + cells(1_000_000, line(2).split(",")))


@nasty
def a_merged_title_over_the_names(folder: Path) -> Path:
    title = '<row r="1"><c r="A1" t="inlineStr"><is><t>Orders 2025</t></is></c></row>'
    return workbook(folder, title + cells(2, HEADER.split(",")) + cells(3, line(1).split(",")))


@nasty
def names_in_merged_cells(folder: Path) -> Path:
    names = HEADER.split(",")
    names[8] = ""
    return workbook(folder, cells(1, names) + GOOD)


@nasty
def a_cell_twice(folder: Path) -> Path:
    return workbook(folder, HEAD + GOOD.replace("</row>", '<c r="H2"><v>9999</v></c></row>'))


@nasty
def a_cell_beyond_the_last_column(folder: Path) -> Path:
    return workbook(folder, HEAD + GOOD.replace("</row>", '<c r="AAAA2"><v>9999</v></c></row>'))


@nasty
def rows_without_references(folder: Path) -> Path:
    return workbook(folder, cells(1, HEADER.split(","), False) + cells(2, line(1).split(","), False))


@nasty
def a_laughing_workbook(folder: Path) -> Path:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return workbook(folder, HEAD + GOOD, before=f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>')


@nasty
def a_hundred_thousand_elements_deep(folder: Path) -> Path:
    deep = "".join(f"<a{number % 9973}>" for number in range(100_000))
    return workbook(folder, HEAD + GOOD + deep)


@nasty
def a_number_no_cell_can_hold(folder: Path) -> Path:
    return workbook(folder, HEAD + GOOD.replace("<v>1000.00</v>", "<v>1E+400</v>"))


@nasty
def a_style_that_is_no_number(folder: Path) -> Path:
    return workbook(folder, HEAD + GOOD.replace('r="A2"', 'r="A2" s="x"'))


def parquet(folder: Path, **columns: pa.Array) -> Path:
    """One order line, with some columns of another type."""
    names, values = HEADER.split(","), line(1).split(",")
    table = {name: pa.array([value]) for name, value in zip(names, values, strict=True)}
    pq.write_table(pa.table({**table, **columns}), folder / "orders.parquet")
    return folder / "orders.parquet"


@nasty
def nested_amounts(folder: Path) -> Path:
    return parquet(folder, net_amount=pa.array([[1, 2]]), cost_amount=pa.array([{"a": 1}]))


@nasty
def amounts_as_bytes(folder: Path) -> Path:
    return parquet(folder, net_amount=pa.array([b"\xff\x00"]))


@nasty
def amounts_as_days(folder: Path) -> Path:
    return parquet(folder, net_amount=pa.array([20_000], pa.date32()))


@nasty
def an_amount_of_thirty_eight_digits(folder: Path) -> Path:
    return parquet(folder, net_amount=pa.array([Decimal("9" * 38)], pa.decimal128(38, 0)))


@nasty
def an_infinite_amount(folder: Path) -> Path:
    return parquet(folder, net_amount=pa.array([float("inf")]))


@nasty
def a_truth_for_an_amount(folder: Path) -> Path:
    return parquet(folder, net_amount=pa.array([True]))
