"""CSV, TSV and space-aligned text: how it is written, and its rows as text with their lines."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from clave.analytics.problems import Problem
from clave.analytics.sources.bytescan import ByteScan, encoding_of, scan
from clave.analytics.sources.headers import HeaderLine, Wanted, find_header
from clave.analytics.sources.intake import FileRefused, IntakeSettings
from clave.analytics.sources.profile import FileFormat
from clave.analytics.sources.tables import LINE, PART, Part, Table, identifier, literal
from clave.analytics.sources.wording import problem

if TYPE_CHECKING:
    import duckdb

SAMPLE_CHARACTERS = 1 << 18
SAMPLE_ROWS = 200
DELIMITERS = (",", ";", "\t", "|")
SPACES = " "
LONGEST_FIELD = 1 << 27


@dataclass(frozen=True)
class TextFile:
    """A text file and all that is known before its rows are read."""

    path: Path
    name: str
    encoding: str
    delimiter: str
    header: HeaderLine
    scan: ByteScan

    @property
    def headers(self) -> tuple[str, ...]:
        """The column names."""
        return self.header.names


def look_at(path: Path, name: str, written: FileFormat, wanted: Wanted, settings: IntakeSettings) -> TextFile:
    """Find out how `path` is written; refused when it cannot be read as text with a header."""
    encoding = encoding_of(path, written.encoding)
    seen = scan(path, name) if encoding in ("utf-8", "utf-8-sig") else scan_of_foreign(path)
    sample = sample_of(path, name, encoding)
    delimiter = written.delimiter or delimiter_of(sample, wanted)
    records = records_of(sample, delimiter)
    if not records:
        raise FileRefused(problem("FILE_NO_ROWS", file=name))
    header = find_header(records, name, written.header_line, wanted, settings.max_columns)
    return TextFile(path, name, encoding, delimiter, header, seen)


def scan_of_foreign(path: Path) -> ByteScan:
    """What is known of a text that is not UTF-8 before it is decoded: only its digest."""
    from clave.analytics.sources.containers import digest_of

    return ByteScan(0, True, True, True, True, True, True, 0, digest_of(path))


def sample_of(path: Path, name: str, encoding: str) -> str:
    """The beginning of the text, up to the last whole line."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            sample = file.read(SAMPLE_CHARACTERS)
    except (UnicodeDecodeError, UnicodeError) as error:
        raise FileRefused(
            problem("FILE_ENCODING", file=name, line=1, value=str(error)[:60], encoding=encoding)
        ) from None
    if len(sample) < SAMPLE_CHARACTERS:
        return sample
    cut = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: cut + 1] if cut > 0 else sample


def records_of(sample: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first rows of the sample with the lines they begin in; blank ones left out."""
    csv.field_size_limit(LONGEST_FIELD)
    lines = io.StringIO(sample, newline="")
    if delimiter == SPACES:
        split = ((number, line.split()) for number, line in enumerate(lines, start=1))
        return list(islice(((number, fields) for number, fields in split if fields), SAMPLE_ROWS))
    reader = csv.reader(lines, delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    start = 1
    for record in reader:
        if any(field.strip() for field in record):
            found.append((start, record))
        start = reader.line_num + 1
        if len(found) >= SAMPLE_ROWS:
            break
    return found


def delimiter_of(sample: str, wanted: Wanted) -> str:
    """The delimiter that gives the most names we know, then the most rows of one width."""
    scored = [(score_of(records_of(sample, delimiter), wanted), delimiter) for delimiter in (*DELIMITERS, SPACES)]
    best, delimiter = max(scored, key=lambda pair: pair[0])
    return delimiter if best[1] > 1 else DELIMITERS[0]


def score_of(records: list[tuple[int, list[str]]], wanted: Wanted) -> tuple[int, float]:
    """How well rows look like a table: names known in the best of the first rows, then width where widths agree."""
    if not records:
        return (0, 0.0)
    hits = max(wanted.hits(fields) for _, fields in records[:20])
    width, count = Counter(len(fields) for _, fields in records).most_common(1)[0]
    return (hits if hits > 1 else 0, width * count / len(records))


def read_text(connection: duckdb.DuckDBPyConnection, text: TextFile, spool: Path, settings: IntakeSettings) -> Table:
    """The rows of a text file: straight from the file where it is plain, else read with care and spooled."""
    table = untried_rows(text)
    return table if table and is_plain(connection, table) else careful_rows(text, spool, settings)


def untried_rows(text: TextFile) -> Table | None:
    """The rows read by the engine itself, if each line is a row, which is still to be seen; None where it is not."""
    seen = text.scan
    odd = seen.has_lone_cr or not seen.quotes_are_even or seen.longest or text.delimiter == SPACES
    if odd or text.encoding not in ("utf-8", "utf-8-sig"):
        return None
    first = text.header.line + 1
    bare = engine_sql(text)
    sql = f"SELECT *, 0 AS {PART}, row_number() OVER () + {first - 1} AS {LINE} FROM ({bare})"
    return Table(
        sql,
        text.headers,
        (Part(text.name),),
        rows=seen.lines - text.header.line,
        first_line=first,
        bare_sql=bare,
        has_letters=seen.has_letters,
        warnings=text.header.warnings,
        has_controls=seen.has_controls,
        is_trimmed=not seen.has_edges and text.delimiter in DELIMITERS,
    )


def is_plain(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    """True when the engine finds as many rows as there are lines, and no blank one."""
    import duckdb

    blank = " AND ".join(f"{identifier(header)} IS NULL" for header in table.headers)
    try:
        sql = f"SELECT count(*), count(*) FILTER (WHERE {blank}) FROM ({table.bare_sql})"
        rows, blanks = connection.execute(sql).fetchall()[0]
    except duckdb.Error:
        return False
    return not blanks and rows == table.rows


def engine_sql(text: TextFile) -> str:
    """The engine's own reader, told everything, guessing nothing, every column as text."""
    columns = ", ".join(f"{literal(f'c{i}')}: 'VARCHAR'" for i in range(len(text.headers)))
    named = ", ".join(f"c{i} AS {identifier(header)}" for i, header in enumerate(text.headers))
    options = {
        "columns": f"{{{columns}}}",
        "auto_detect": "false",
        "header": "false",
        "skip": str(text.header.line),
        "delim": literal(text.delimiter),
        "quote": "'\"'",
        "escape": "'\"'",
        "nullstr": "''",
        "strict_mode": "true",
        "null_padding": "false",
        "ignore_errors": "false",
    }
    listed = ", ".join(f"{name} = {value}" for name, value in options.items())
    return f"SELECT {named} FROM read_csv({literal(str(text.path))}, {listed})"


def careful_rows(text: TextFile, spool_path: Path, settings: IntakeSettings) -> Table:
    """The rows read one by one, so that every bad one is known by its line, and spooled as Parquet."""
    from clave.analytics.sources.careful_reading import CarefulReader

    reader = CarefulReader(text, spool_path, settings)
    return reader.table()


def blank_warning(name: str, blank: list[int], more: int) -> tuple[Problem, ...]:
    """The warning about blank rows, when there are any."""
    if not blank:
        return ()
    return (problem("ROW_BLANK", file=name, line=blank[0], lines=blank, more=more),)
