"""Text into typed values, and for each value the name of what is wrong with it: the rules of every column as SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.analytics.schema import ORDER_STATUSES, ColumnType
from clave.analytics.sources import dates, numbers
from clave.analytics.sources.bytescan import UNSEEN
from clave.analytics.sources.currencies import CURRENT
from clave.analytics.sources.dates import DateStyle
from clave.analytics.sources.fields import Computation, Field
from clave.analytics.sources.intake import IntakeSettings
from clave.analytics.sources.numbers import NumberStyle
from clave.analytics.sources.tables import Table, literal

MONEY, QUANTITY, RATE, SHARE = "DECIMAL(18,4)", "DECIMAL(18,6)", "DECIMAL(28,12)", "DECIMAL(18,10)"
SQL_TYPES: dict[ColumnType, str] = {
    ColumnType.KEY: "VARCHAR",
    ColumnType.TEXT: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.DECIMAL: QUANTITY,
    ColumnType.MONEY: MONEY,
    ColumnType.SHARE: SHARE,
    ColumnType.DATE: "DATE",
    ColumnType.CURRENCY: "VARCHAR",
    ColumnType.STATUS: "VARCHAR",
    ColumnType.FLAG: "BOOLEAN",
    ColumnType.EMAIL: "VARCHAR",
}
YES = ("yes", "y", "true", "t", "1", "x", "sí", "si", "s", "ja", "oui", "verdadero")
NO = ("no", "n", "false", "f", "0", "nein", "non", "falso")
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|mrz|mai|okt|dez"
SCIENTIFIC = r"[0-9]+([.,][0-9]+)?[eE][+]?[0-9]+"
DAMAGED_DATE = (
    rf"(?i)[0-9]{{1,2}}[-/ ]({MONTHS})[a-z]*[.]?([-/ ][0-9]{{2,4}})?|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T]00:00:00"
)
DAMAGED_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2,4}"
EMAIL = r"[^@\s,;<>]+@[^@\s,;<>]+[.][^@\s,;<>]+"
CONTROLS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\x{80}-\\x{9f}" + "".join(f"\\x{{{ord(c):x}}}" for c in UNSEEN) + "]"
GUARD = "'"
GUARDED = r"^'\s*[=+@\-＝＋＠－﹦﹢﹫﹣⁼⁺⁻₌₊₋]"
"""Text whose first sign could start a formula, behind the apostrophe that exports put there."""
FORMULA_MARK, ERROR_MARK = "\ue000", "\ue001"
"""Before the text of workbook cells that hold a formula without a value, or an error."""


@dataclass(frozen=True)
class Typed:
    """SQL for one field over its text `f`: the text made plain, the value, and the name of the fault or NULL."""

    plain: str
    value: str
    fault: str


@dataclass(frozen=True)
class Rules:
    """What the checks of single values need to know."""

    settings: IntakeSettings
    has_controls: bool
    has_letters: bool
    has_marks: bool


def rules_for(table: Table, settings: IntakeSettings) -> Rules:
    """The rules for the rows of one table."""
    return Rules(settings, table.has_controls, table.has_letters, table.has_marks)


def sql_type(ours: str, type_: ColumnType) -> str:
    """The type one of our columns is landed in."""
    return RATE if ours == "rate" else SQL_TYPES[type_]


def typed(field: Field, f: str, p: str, v: str, style: NumberStyle | DateStyle | None, rules: Rules) -> Typed:
    """The SQL of one field; `f`, `p` and `v` name its text, plain text and value."""
    kind = field.type
    if isinstance(style, NumberStyle):
        plain = numbers.plain_text(f, style)
        found = Typed(plain, number_value(field, p), number_fault(field, f, v, style))
    elif isinstance(style, DateStyle):
        found = Typed(dates.plain_text(f, style), dates.value_of(p), date_fault(field, f, p, v, rules.settings))
    else:
        found = Typed(f, text_value(field, p), TEXT_FAULTS.get(kind, plain_text_fault)(f, rules))
    return Typed(found.plain, found.value, with_common_faults(field, f, found.fault, rules))


def number_value(field: Field, p: str) -> str:
    """SQL of a number's value; operands of computations stay text until their digits are known."""
    if not field.ours:
        return p
    value = f"TRY_CAST({p} AS {sql_type(field.ours, field.type)})"
    return f"CASE WHEN {p} IS NULL THEN 1 ELSE {value} END" if field.ours == "quantity" else value


def number_fault(field: Field, f: str, v: str, style: NumberStyle) -> str:
    """SQL of what is wrong with a number."""
    written = numbers.fault_of(f, style)
    if field.type is ColumnType.INTEGER:
        whole = f"regexp_full_match({f}, '[0-9]{{1,18}}([.]0*)?')"
        return f"CASE WHEN NOT {whole} THEN coalesce({written}, 'NUMBER_RANGE') END"
    limits = f"{v} IS NULL" if field.ours else f"length({f}) > 38"
    if field.type is ColumnType.SHARE:
        limits = f"{limits} OR {v} NOT BETWEEN 0 AND 1"
    return f"CASE WHEN {written} IS NOT NULL THEN {written} WHEN {limits} THEN 'NUMBER_RANGE' END"


def date_fault(field: Field, f: str, p: str, v: str, settings: IntakeSettings) -> str:
    """SQL of what is wrong with a day: not one, in no or two moments, out of range, in a locked period."""
    named = {
        dates.GAP: "DATE_TZ_GAP",
        dates.TWICE: "DATE_TZ_TWICE",
        dates.SECOND: "DATE_TZ_SECOND",
        "serial": "DATE_SERIAL",
    }
    faults = " ".join(f"WHEN {p} = '{word}' THEN '{fault}'" for word, fault in named.items())
    last = dates.latest(field.ours, settings.today)
    range_ = f"{v} NOT BETWEEN {day(dates.EARLIEST)} AND {day(last)}"
    locked = ""
    if settings.locked_until and field.ours in ("ordered_on", "occurred_on"):
        locked = f" WHEN {v} <= {day(settings.locked_until)} THEN 'PERIOD_LOCKED'"
    return (
        f"CASE WHEN {v} IS NULL THEN CASE {faults} ELSE 'DATE_INVALID' END WHEN {range_} THEN 'DATE_RANGE'{locked} END"
    )


def day(value: date) -> str:
    """SQL of a day."""
    return f"DATE '{value.isoformat()}'"


def bare_text(f: str) -> str:
    """SQL of a text without the apostrophe that an export puts before what a spreadsheet would compute."""
    guarded = f"starts_with({f}, {literal(GUARD)}) AND regexp_matches({f}, {literal(GUARDED)})"
    return f"CASE WHEN {guarded} THEN substr({f}, 2) ELSE {f} END"


def text_value(field: Field, p: str) -> str:
    """SQL of the value of a column of words."""
    match field.type:
        case ColumnType.STATUS:
            return f"coalesce(lower({p}), 'invoiced')"
        case ColumnType.FLAG:
            return f"CASE WHEN lower({p}) IN ({words(YES)}) THEN true WHEN lower({p}) IN ({words(NO)}) THEN false END"
        case ColumnType.TEXT | ColumnType.KEY:
            return bare_text(p)
    return p


def words(texts: tuple[str, ...] | frozenset[str]) -> str:
    """SQL list of texts."""
    return ", ".join(literal(text) for text in sorted(texts))


def key_fault(f: str, rules: Rules) -> str:
    """SQL of what is wrong with a code: damage that a spreadsheet does."""
    in_digits = " OR ".join(f"contains({f}, '{sign}')" for sign in "Ee/ ")
    unlike = f"contains({f}, '-') OR ({f} < ':' AND ({in_digits}))"
    if not rules.has_letters and not rules.has_marks:
        return plain_text_fault(f, rules)
    dated = f"regexp_full_match({f}, '{DAMAGED_MONTH}') OR regexp_full_match({f}, '{DAMAGED_DATE}')"
    kinds = (
        f"WHEN regexp_full_match({f}, '{SCIENTIFIC}') THEN 'KEY_SUSPECT_NUMBER' WHEN {dated} THEN 'KEY_SUSPECT_DATE'"
    )
    suspect = f"CASE WHEN {unlike} THEN CASE {kinds} END END"
    return f"coalesce({suspect}, {plain_text_fault(f, rules)})"


def plain_text_fault(f: str, rules: Rules) -> str:
    """SQL of what is wrong with any text."""
    control = f"WHEN regexp_matches({f}, '{CONTROLS}') THEN 'TEXT_UNSAFE_CONTROL' " if rules.has_controls else ""
    most = rules.settings.max_field_chars
    return f"CASE {control}WHEN strlen({f}) > {most} AND length({f}) > {most} THEN 'FIELD_TOO_LONG' END"


def currency_fault(f: str, rules: Rules) -> str:
    """SQL of what is wrong with a currency."""
    allowed = rules.settings.allowed_currencies or CURRENT
    return f"CASE WHEN {f} NOT IN ({words(allowed)}) THEN 'CURRENCY_UNKNOWN' END"


def status_fault(f: str, rules: Rules) -> str:
    """SQL of what is wrong with a status."""
    return f"CASE WHEN lower({f}) NOT IN ({words(ORDER_STATUSES)}) THEN 'STATUS_UNKNOWN' END"


def flag_fault(f: str, rules: Rules) -> str:
    """SQL of what is wrong with a yes or no."""
    return f"CASE WHEN lower({f}) NOT IN ({words((*YES, *NO))}) THEN 'FLAG_INVALID' END"


def email_fault(f: str, rules: Rules) -> str:
    """SQL of what is wrong with an e-mail address."""
    bad = f"NOT regexp_full_match({f}, '{EMAIL}') OR length({f}) > 254"
    return f"CASE WHEN {bad} THEN 'EMAIL_INVALID' ELSE {plain_text_fault(f, rules)} END"


TEXT_FAULTS = {
    ColumnType.KEY: key_fault,
    ColumnType.CURRENCY: currency_fault,
    ColumnType.STATUS: status_fault,
    ColumnType.FLAG: flag_fault,
    ColumnType.EMAIL: email_fault,
}


def with_common_faults(field: Field, f: str, fault: str, rules: Rules) -> str:
    """SQL of the fault, with what is wrong with a value of any type before it."""
    missing = "'CURRENCY_UNKNOWN'" if field.type is ColumnType.CURRENCY else "'VALUE_MISSING'"
    blank = missing if field.needed else "NULL"
    marks = ""
    if rules.has_marks:
        formula, error = literal(FORMULA_MARK), literal(ERROR_MARK)
        marks = f" WHEN starts_with({f}, {formula}) THEN 'FORMULA_NO_VALUE'"
        marks += f" WHEN starts_with({f}, {error}) THEN 'CELL_ERROR'"
    return f"CASE WHEN {f} IS NULL THEN {blank}{marks} ELSE {fault} END"


def computation_fault(part: Computation, values: list[str], v: str) -> str:
    """SQL of what is wrong with a computed value whose operands are all there."""
    there = " AND ".join(f"{value} IS NOT NULL" for value in values) or "true"
    return f"CASE WHEN {v} IS NULL AND {there} THEN 'NUMBER_NOT_COMPUTED' END"
