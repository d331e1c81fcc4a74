"""The small language of drivers: arithmetic, comparisons and counts over named columns, parsed and checked for sense.

    3 + 0.8 * lines + 6 * any(product_group = 'cold') + 12 * any(site in ('EXPORT', 'ISLANDS'))

A comparison is worth 1 where it holds and 0 where it does not, so flags and category dummies need no word of their own,
and an interaction is a product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from clave.analytics.problems import gettext_noop as _

MAX_LENGTH = 1000
MAX_DEPTH = 30
WHOLE_DIGITS, FRACTION_DIGITS = 12, 6
WORD = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<name>[^\W\d]\w*)|(?P<sign><=|>=|<>|!=|[-+*/()=<>,]))"
)

TOO_MUCH = _("it is too long or too deeply nested")
UNEXPECTED = _("this is not expected here")
UNKNOWN_NAME = _("there is no such column or constant here")
NOT_CLOSED = _("a parenthesis is not closed")
MISSING = _("something is missing at the end")
NOT_A_NUMBER = _("a number is needed here")
NOT_A_CONDITION = _("a condition is needed here, such as lines > 3")
NOT_ALIKE = _("a text cannot be compared with a number")
NEEDS_COUNT = _("this belongs to a line; in an order write any(…), count(…), sum(…), max(…) or min(…) around it")
NO_COUNT_HERE = _("any, count, sum, max and min look at the lines of an order; this driver is not counted per order")
TOO_FINE = _("a number has at most 12 digits before and 6 after the decimal point")


class EquationRefused(ValueError):
    """The text is no equation over the columns there are: why, and at which word."""

    def __init__(self, reason: str, word: str = "…") -> None:
        self.reason, self.word = reason, word
        super().__init__(f"{reason}: {word}")


class Type(StrEnum):
    """What a part of an equation is."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"


@dataclass(frozen=True)
class Number:
    """A number as written, or a named constant."""

    value: Decimal
    type: Type = Type.NUMBER


@dataclass(frozen=True)
class Text:
    """A text in quotes."""

    value: str
    type: Type = Type.TEXT


@dataclass(frozen=True)
class Name:
    """A column, or what is known of a customer."""

    name: str
    type: Type


@dataclass(frozen=True)
class Operation:
    """Two parts joined by + - * / (a number), by a comparison, or by and / or (a truth)."""

    sign: str
    left: Node
    right: Node
    type: Type


@dataclass(frozen=True)
class OneOf:
    """True where a part equals one of several texts or numbers."""

    part: Node
    values: tuple[Number | Text, ...]
    type: Type = Type.TRUTH


@dataclass(frozen=True)
class Not:
    """True where a truth is not."""

    part: Node
    type: Type = Type.TRUTH


@dataclass(frozen=True)
class Known:
    """A part, or a number in its place where it is not known."""

    part: Node
    otherwise: Number
    type: Type = Type.NUMBER


@dataclass(frozen=True)
class OverLines:
    """A figure over the lines of one order: any, count, sum, max or min."""

    function: str
    part: Node
    type: Type


Node = Number | Text | Name | Operation | OneOf | Not | Known | OverLines


@dataclass(frozen=True)
class Vocabulary:
    """The names an equation may use: columns with their types, columns of the lines inside any(…), and constants."""

    columns: Mapping[str, Type]
    line_columns: Mapping[str, Type]
    constants: Mapping[str, Decimal]


OVER_LINES = {"any": Type.TRUTH, "count": Type.TRUTH, "sum": Type.NUMBER, "max": Type.NUMBER, "min": Type.NUMBER}
"""Function over the lines of an order -> what it takes."""


@dataclass(frozen=True)
class Word:
    """One word of the text."""

    kind: str
    text: str


def parse_number(text: str, vocabulary: Vocabulary) -> Node:
    """The equation `text`, which must be worth a number (a condition counts 1 or 0); raises EquationRefused."""
    node = _parsed(text, vocabulary)
    if node.type is Type.TEXT:
        raise EquationRefused(NOT_A_NUMBER, text)
    return node


def parse_condition(text: str, vocabulary: Vocabulary) -> Node:
    """The condition `text`; raises EquationRefused."""
    node = _parsed(text, vocabulary)
    if node.type is not Type.TRUTH:
        raise EquationRefused(NOT_A_CONDITION, text)
    return node


def _parsed(text: str, vocabulary: Vocabulary) -> Node:
    if len(text) > MAX_LENGTH:
        raise EquationRefused(TOO_MUCH)
    parser = _Parser(list(words(text)), vocabulary)
    node = parser.alternatives(0)
    if parser.next is not None:
        raise EquationRefused(UNEXPECTED, parser.next.text)
    return node


def words(text: str) -> Iterator[Word]:
    """The words of `text`; raises EquationRefused at the first character that begins none."""
    at = 0
    while text[at:].strip():
        found = WORD.match(text, at)
        if found is None:
            raise EquationRefused(UNEXPECTED, text[at:].strip()[:20])
        kind = str(found.lastgroup)
        yield Word(kind, found[kind])
        at = found.end()


class _Parser:
    """Reads words by precedence: or, and, not, comparison, sum, product, factor."""

    def __init__(self, found: list[Word], vocabulary: Vocabulary) -> None:
        self.words, self.at = found, 0
        self.vocabulary, self.in_lines = vocabulary, False

    @property
    def next(self) -> Word | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def takes(self, *texts: str) -> str | None:
        word = self.next
        if word is None or word.kind == "text" or word.text.lower() not in texts:
            return None
        self.at += 1
        return word.text.lower()

    def must_take(self, text: str) -> None:
        if not self.takes(text):
            raise EquationRefused(NOT_CLOSED if text == ")" else MISSING, self.next.text if self.next else text)

    def alternatives(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise EquationRefused(TOO_MUCH)
        node = self.conditions(depth + 1)
        while self.takes("or"):
            node = Operation("or", truth(node), truth(self.conditions(depth + 1)), Type.TRUTH)
        return node

    def conditions(self, depth: int) -> Node:
        node = self.negation(depth)
        while self.takes("and"):
            node = Operation("and", truth(node), truth(self.negation(depth)), Type.TRUTH)
        return node

    def negation(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise EquationRefused(TOO_MUCH)
        if self.takes("not"):
            return Not(truth(self.negation(depth + 1)))
        return self.comparison(depth)

    def comparison(self, depth: int) -> Node:
        node = self.sum_of_terms(depth)
        if self.takes("in"):
            return OneOf(node, self.listed_values(node))
        sign = self.takes("=", "<>", "!=", "<", "<=", ">", ">=")
        return node if sign is None else compared(sign.replace("!=", "<>"), node, self.sum_of_terms(depth))

    def listed_values(self, part: Node) -> tuple[Number | Text, ...]:
        self.must_take("(")
        found = [self.constant_like(part)]
        while self.takes(","):
            found.append(self.constant_like(part))
        self.must_take(")")
        return tuple(found)

    def constant_like(self, part: Node) -> Number | Text:
        node = self.factor(0)
        if not isinstance(node, Number | Text) or node.type is not part.type:
            raise EquationRefused(NOT_ALIKE, self.words[self.at - 1].text)
        return node

    def sum_of_terms(self, depth: int) -> Node:
        node = self.product_of_factors(depth)
        while sign := self.takes("+", "-"):
            node = Operation(sign, number(node), number(self.product_of_factors(depth)), Type.NUMBER)
        return node

    def product_of_factors(self, depth: int) -> Node:
        node = self.factor(depth)
        while sign := self.takes("*", "/"):
            node = Operation(sign, number(node), number(self.factor(depth)), Type.NUMBER)
        return node

    def factor(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise EquationRefused(TOO_MUCH)
        if self.takes("-"):
            return Operation("-", Number(Decimal(0)), number(self.factor(depth + 1)), Type.NUMBER)
        if self.takes("("):
            node = self.alternatives(depth + 1)
            self.must_take(")")
            return node
        return self.single(depth)

    def single(self, depth: int) -> Node:
        word = self.next
        if word is None:
            raise EquationRefused(MISSING)
        self.at += 1
        if word.kind == "number":
            return Number(fitting(word.text))
        if word.kind == "text":
            return Text(word.text[1:-1])
        if word.kind == "name":
            return self.function(word, depth) if self.takes("(") else self.named(word)
        raise EquationRefused(UNEXPECTED, word.text)

    def function(self, word: Word, depth: int) -> Node:
        name = word.text.lower()
        if name == "known":
            return self.known(depth)
        if name not in OVER_LINES:
            raise EquationRefused(UNKNOWN_NAME, word.text)
        if not self.vocabulary.line_columns or self.in_lines:
            raise EquationRefused(NO_COUNT_HERE, word.text)
        self.in_lines = True
        part = self.alternatives(depth + 1)
        self.in_lines = False
        self.must_take(")")
        wanted = truth(part) if OVER_LINES[name] is Type.TRUTH else number(part)
        return OverLines(name, wanted, Type.TRUTH if name == "any" else Type.NUMBER)

    def known(self, depth: int) -> Node:
        part = number(self.alternatives(depth + 1))
        self.must_take(",")
        otherwise = self.factor(depth + 1)
        self.must_take(")")
        if not isinstance(otherwise, Number):
            raise EquationRefused(NOT_A_NUMBER, "known(…, …)")
        return Known(part, otherwise)

    def named(self, word: Word) -> Node:
        known = self.vocabulary
        columns = known.line_columns if self.in_lines else known.columns
        name = word.text.lower()
        if word.text in known.constants:
            return Number(known.constants[word.text])
        if name in columns:
            return Name(name, columns[name])
        if word.text in columns:
            return Name(word.text, columns[word.text])
        raise EquationRefused(NEEDS_COUNT if name in known.line_columns else UNKNOWN_NAME, word.text)


def number(node: Node) -> Node:
    """`node`, which must be worth a number; a truth counts 1 or 0."""
    if node.type is Type.TEXT:
        raise EquationRefused(NOT_A_NUMBER, written(node))
    return node


def truth(node: Node) -> Node:
    """`node`, which must be a condition."""
    if node.type is not Type.TRUTH:
        raise EquationRefused(NOT_A_CONDITION, written(node))
    return node


def compared(sign: str, left: Node, right: Node) -> Node:
    """A comparison of two numbers, or of two texts."""
    if (left.type is Type.TEXT) is not (right.type is Type.TEXT):
        raise EquationRefused(NOT_ALIKE, f"{written(left)} {sign} {written(right)}")
    return Operation(sign, left, right, Type.TRUTH)


def written(node: Node) -> str:
    """A short name of a part, for messages."""
    match node:
        case Number(value) | Text(value):
            return str(value)
        case Name(name):
            return name
        case OverLines(function):
            return f"{function}(…)"
    return "…"


def fitting(text: str) -> Decimal:
    """A number within the digits that are kept exactly; raises EquationRefused."""
    whole, _, fraction = text.partition(".")
    if len(whole.lstrip("0")) > WHOLE_DIGITS or len(fraction.rstrip("0")) > FRACTION_DIGITS:
        raise EquationRefused(TOO_FINE, text)
    return Decimal(text)


def names_in(node: Node) -> Iterator[str]:
    """Every column an equation reads, also inside any(…)."""
    match node:
        case Name(name):
            yield name
        case Operation(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case OneOf(part) | Not(part) | Known(part) | OverLines(_, part):
            yield from names_in(part)


def amounts_in(node: Node) -> Iterator[str]:
    """Every column whose own size an equation uses: those it only compares do not count."""
    match node:
        case Name(name):
            yield name
        case Operation("+" | "-" | "*" | "/", left, right):
            yield from amounts_in(left)
            yield from amounts_in(right)
        case Known(part) | OverLines("sum" | "max" | "min", part):
            yield from amounts_in(part)
