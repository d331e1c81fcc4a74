"""Small arithmetic over columns (+ - * / and parentheses), computed exactly and rounded once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from clave.analytics.problems import gettext_noop as _

MAX_LENGTH = 1000
MAX_DEPTH = 50
MAX_DIGITS = 38
NUMBER = re.compile(r"\d+(\.\d+)?")
QUOTES = {'"': '"', "[": "]", "`": "`"}


TOO_MUCH = _("too long or too deeply nested")
UNEXPECTED = _("not expected here")
NO_COLUMN = _("no such column")
NOT_CLOSED = _("a parenthesis is not closed")
MISSING = _("a column or number is missing")


class ExpressionRefused(ValueError):
    """The text is not arithmetic over the columns there are: why, and at which word."""

    def __init__(self, reason: str, word: str = "…") -> None:
        self.reason, self.word = reason, word
        super().__init__(f"{reason}: {word}")


@dataclass(frozen=True)
class Number:
    """A number written in the expression."""

    value: Decimal


@dataclass(frozen=True)
class Operand:
    """A column."""

    column: str


@dataclass(frozen=True)
class Operation:
    """Two parts and what to do with them."""

    sign: str
    left: Node
    right: Node


Node = Number | Operand | Operation


@dataclass(frozen=True)
class Digits:
    """How many digits a value can have before and after the decimal point."""

    whole: int
    fraction: int


@dataclass(frozen=True)
class Token:
    """One word of the expression: a sign, a number or a column."""

    text: str
    node: Node | None = None


def parse(text: str, columns: tuple[str, ...]) -> Node:
    """The expression `text` over `columns`; names with spaces are found by longest match, or stand in brackets."""
    if len(text) > MAX_LENGTH:
        raise ExpressionRefused(TOO_MUCH)
    parser = _Parser(list(tokens(text, columns)))
    node = parser.sum_of_terms(0)
    if parser.next is not None:
        raise ExpressionRefused(UNEXPECTED, parser.next.text)
    return node


def tokens(text: str, columns: tuple[str, ...]) -> Iterator[Token]:
    """The words of `text`."""
    by_length = sorted(columns, key=len, reverse=True)
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = token_at(text, at, by_length)
        yield token


def token_at(text: str, at: int, columns: list[str]) -> tuple[Token, int]:
    """The word of `text` that begins at `at`, and where the next one may begin."""
    name = next((name for name in columns if stands_at(text, at, name)), None)
    if name is not None:
        return Token(name, Operand(name)), at + len(name)
    if text[at] in QUOTES:
        return quoted_column(text, at, columns)
    number = NUMBER.match(text, at)
    if number:
        return Token(number[0], Number(Decimal(number[0]))), number.end()
    if text[at] in "+-*/()":
        return Token(text[at]), at + 1
    word = re.match(r"[\w.]+|.", text[at:])
    raise ExpressionRefused(NO_COLUMN, word[0] if word else text[at])


def stands_at(text: str, at: int, name: str) -> bool:
    """True when `name` stands at `at` as a whole word."""
    end = at + len(name)
    if text[at:end].casefold() != name.casefold() or not name:
        return False
    return end == len(text) or not (is_word(name[-1]) and is_word(text[end]))


def is_word(character: str) -> bool:
    """True for letters, digits and the underscore."""
    return character.isalnum() or character == "_"


def quoted_column(text: str, at: int, columns: list[str]) -> tuple[Token, int]:
    """The column whose name stands in quotes or brackets at `at`."""
    end = text.find(QUOTES[text[at]], at + 1)
    name = text[at + 1 : end]
    found = next((column for column in columns if column.casefold() == name.casefold()), None)
    if end < 0 or found is None:
        raise ExpressionRefused(NO_COLUMN, name if end > 0 else text[at + 1 :])
    return Token(found, Operand(found)), end + 1


class _Parser:
    """Reads tokens by precedence."""

    def __init__(self, words: list[Token]) -> None:
        self.words = words
        self.at = 0

    @property
    def next(self) -> Token | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def takes(self, signs: str) -> str | None:
        token = self.next
        if token is None or token.node is not None or token.text not in signs:
            return None
        self.at += 1
        return token.text

    def sum_of_terms(self, depth: int) -> Node:
        return self.chain("+-", self.product_of_factors, depth)

    def product_of_factors(self, depth: int) -> Node:
        return self.chain("*/", self.factor, depth)

    def chain(self, signs: str, part: Callable[[int], Node], depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionRefused(TOO_MUCH)
        node = part(depth + 1)
        while sign := self.takes(signs):
            node = Operation(sign, node, part(depth + 1))
        return node

    def factor(self, depth: int) -> Node:
        if self.takes("-"):
            return Operation("-", Number(Decimal(0)), self.factor(depth + 1))
        if self.takes("("):
            node = self.sum_of_terms(depth + 1)
            if not self.takes(")"):
                raise ExpressionRefused(NOT_CLOSED)
            return node
        token = self.next
        if token is None:
            raise ExpressionRefused(MISSING)
        if token.node is None:
            raise ExpressionRefused(UNEXPECTED, token.text)
        self.at += 1
        return token.node


def operands(node: Node) -> tuple[str, ...]:
    """The columns an expression uses, each once."""
    if isinstance(node, Operation):
        return tuple(dict.fromkeys((*operands(node.left), *operands(node.right))))
    return (node.column,) if isinstance(node, Operand) else ()


def replaced(node: Node, parts: Mapping[str, Node]) -> Node:
    """The expression with some of its columns replaced by expressions."""
    if isinstance(node, Operation):
        return Operation(node.sign, replaced(node.left, parts), replaced(node.right, parts))
    return parts.get(node.column, node) if isinstance(node, Operand) else node


def exact(node: Node, values: Mapping[str, Decimal]) -> Fraction:
    """The exact value; ZeroDivisionError where it has none."""
    if isinstance(node, Number):
        return Fraction(node.value)
    if isinstance(node, Operand):
        return Fraction(values[node.column])
    left, right = exact(node.left, values), exact(node.right, values)
    match node.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right


def rounded(value: Fraction, places: int) -> Decimal:
    """`value` rounded to `places` decimals, halves away from zero: the one rounding rule for money."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def as_sql(node: Node, digits: Mapping[str, Digits], column: Callable[[str, str], str]) -> tuple[str, Digits] | None:
    """Exact decimal SQL for the expression, with the digits of its value; None where 38 digits may not hold it."""
    if isinstance(node, Number):
        size = Digits(max(1, len(str(int(node.value)))), max(0, -int(node.value.as_tuple().exponent)))
        return f"{node.value}::{decimal_type(size)}", size
    if isinstance(node, Operand):
        size = digits[node.column]
        return (column(node.column, decimal_type(size)), size) if fits(size) else None
    left, right = as_sql(node.left, digits, column), as_sql(node.right, digits, column)
    if left is None or right is None or node.sign == "/":
        return None
    size = digits_of(node.sign, left[1], right[1])
    return (f"({left[0]} {node.sign} {right[0]})", size) if fits(size) else None


def digits_of(sign: str, left: Digits, right: Digits) -> Digits:
    """The digits a sum, difference or product can have."""
    if sign == "*":
        return Digits(left.whole + right.whole, left.fraction + right.fraction)
    return Digits(max(left.whole, right.whole) + 1, max(left.fraction, right.fraction))


def fits(size: Digits) -> bool:
    """True when a decimal of this size can be held exactly."""
    return size.whole + size.fraction <= MAX_DIGITS


def decimal_type(size: Digits) -> str:
    """The SQL type that holds values of this size."""
    return f"DECIMAL({max(1, size.whole + size.fraction)},{size.fraction})"
