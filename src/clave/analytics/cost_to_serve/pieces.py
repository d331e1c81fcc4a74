"""Equations taken apart into rows a person can fill in, and put together again to the same equation.

    15 + 2 * lines + 12 * any(site in ('EXPORT', 'ISLANDS'))    15 each time; 2 per line; 12 once where a line has site …

What does not come apart without loss stays an equation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from clave.analytics.cost_to_serve import equations
from clave.analytics.cost_to_serve.drivers import Driver, DriverSet
from clave.analytics.cost_to_serve.equations import (
    EquationRefused,
    Known,
    Name,
    Node,
    Not,
    Number,
    OneOf,
    Operation,
    OverLines,
    Text,
    Type,
    Vocabulary,
)

ONCE, ANY, COUNT = "once", "any", "count"
"""Counted once where the condition holds; once where it holds for any line of the order; for each line it holds for."""
MOST_FACTORS = 2
"""A column and a condition."""
SIGNS = ("=", "<>", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Condition:
    """A column compared with a value; several texts are separated by commas."""

    column: str
    sign: str
    value: str


@dataclass(frozen=True)
class Term:
    """So many minutes (or so much money) per `per`: a column, `sum(column)`, ONCE, ANY or COUNT; `missing` stands in
    for a value of the column that is not known."""

    number: str
    per: str
    condition: Condition | None = None
    missing: str = ""


@dataclass(frozen=True)
class Pieces:
    """An equation as rows: what each one takes in any case, and what comes on top."""

    base: str = ""
    terms: tuple[Term, ...] = ()


def pieces_of(driver: Driver, found: DriverSet) -> Pieces | None:
    """The rows of a driver's equation; None where rows cannot say the same."""
    vocabulary = found.vocabulary(driver.each)
    if _uses_constants(driver.equation, found):
        return None
    pieces = _pieces(found.equation(driver), vocabulary)
    return pieces if pieces and _means(written(pieces, vocabulary), driver.equation, vocabulary) else None


def condition_of(driver: Driver, found: DriverSet) -> Condition | None:
    """The one comparison that is a driver's condition; None where it has none or needs more than one."""
    node = found.condition(driver)
    if node is None or _uses_constants(driver.where, found):
        return None
    condition = _condition(node)
    vocabulary = found.vocabulary(driver.each)
    text = condition and condition_written(condition, dict(vocabulary.columns))
    return condition if text and equations.parse_condition(text, vocabulary) == node else None


def written(pieces: Pieces, vocabulary: Vocabulary) -> str:
    """The equation that these rows say."""
    terms = [term_written(term, vocabulary) for term in pieces.terms]
    return " + ".join([pieces.base] * bool(pieces.base) + terms)


def term_written(term: Term, vocabulary: Vocabulary) -> str:
    """One row as a part of an equation."""
    of_lines = term.per in (ANY, COUNT)
    columns = vocabulary.line_columns if of_lines else vocabulary.columns
    condition = condition_written(term.condition, dict(columns)) if term.condition else ""
    if of_lines:
        return f"{term.number} * {term.per}({condition})"
    per = f"known({term.per}, {term.missing})" if term.missing else term.per
    parts = [*([term.number] if term.number != "1" or term.per == ONCE else []), *([per] if term.per != ONCE else [])]
    return " * ".join([*parts, *([f"({condition})"] if condition else [])])


def condition_written(condition: Condition, columns: dict[str, Type]) -> str:
    """A condition as an equation writes it."""
    column, sign, value = condition.column, condition.sign, condition.value.strip()
    if columns.get(column) is not Type.TEXT:
        return f"{column} {sign} {value}"
    values = [f"'{each.strip()}'" if "'" not in each else f'"{each.strip()}"' for each in value.split(",")]
    if len(values) == 1:
        return f"{column} {sign} {values[0]}"
    listed = f"{column} in ({', '.join(values)})"
    return f"not {listed}" if sign == "<>" else listed


def _uses_constants(text: str, found: DriverSet) -> bool:
    """Whether a number with a name stands in the text: taken apart, the name would be lost."""
    return any(word.kind == "name" and word.text in found.constants for word in equations.words(text))


def _means(text: str, equation: str, vocabulary: Vocabulary) -> bool:
    try:
        return equations.parse_number(text, vocabulary) == equations.parse_number(equation, vocabulary)
    except EquationRefused:
        return False


def _pieces(node: Node, vocabulary: Vocabulary) -> Pieces | None:
    first, *rest = _joined("+", node)
    base = f"{first.value:f}" if isinstance(first, Number) else ""
    terms = [_term(part) for part in (rest if base else [first, *rest])]
    known = tuple(term for term in terms if term is not None)
    return Pieces(base, known) if len(known) == len(terms) else None


def _joined(sign: str, node: Node) -> Iterator[Node]:
    """The parts that `sign` joins, from left to right."""
    if isinstance(node, Operation) and node.sign == sign:
        yield from _joined(sign, node.left)
        yield node.right
    else:
        yield node


def _term(node: Node) -> Term | None:
    first, *rest = _joined("*", node)
    number = f"{first.value:f}" if isinstance(first, Number) else "1"
    parts = rest if isinstance(first, Number) else [first, *rest]
    if not 1 <= len(parts) <= MOST_FACTORS:
        return None
    per, *more = parts
    condition = _condition(more[0]) if more else None
    if more and condition is None:
        return None
    match per:
        case OverLines("any" | "count" as function, part) if not more and (inside := _condition(part)):
            return Term(number, function, inside)
        case OverLines("sum", Name(name)):
            return Term(number, f"sum({name})", condition)
        case Name(name):
            return Term(number, name, condition)
        case Known(Name(name), Number(value)):
            return Term(number, name, condition, f"{value:f}")
        case Operation() | OneOf() | Not() if not more and (inside := _condition(per)):
            return Term(number, ONCE, inside)
    return None


def _condition(node: Node) -> Condition | None:
    match node:
        case Operation(sign, Name(name), Number() | Text() as right) if sign in SIGNS:
            return _comparison(name, sign, (right,))
        case OneOf(Name(name), values) if len(values) > 1 and isinstance(values[0], Text):
            return _comparison(name, "=", values)
        case Not(OneOf(Name(name), values)) if len(values) > 1 and isinstance(values[0], Text):
            return _comparison(name, "<>", values)
    return None


def _comparison(name: str, sign: str, values: tuple[Number | Text, ...]) -> Condition | None:
    texts = [f"{each.value:f}" if isinstance(each.value, Decimal) else each.value for each in values]
    return (
        None if any("," in text or text != text.strip() for text in texts) else Condition(name, sign, ", ".join(texts))
    )
