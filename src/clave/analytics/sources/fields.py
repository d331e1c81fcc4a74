"""The mapping applied: which text of the source feeds which of our columns, and what is computed from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clave.analytics.problems import Phrase
from clave.analytics.schema import Column, ColumnType, Kind
from clave.analytics.sources.expressions import (
    UNEXPECTED,
    ExpressionRefused,
    Node,
    Number,
    Operand,
    Operation,
    operands,
    parse,
)
from clave.analytics.sources.headers import plain_name
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.profile import Computed, Constant, JoinedText, LookedUp, Origin, Theirs
from clave.analytics.sources.tables import Table, identifier, literal
from clave.analytics.sources.wording import problem

NUMERIC = (ColumnType.DECIMAL, ColumnType.MONEY, ColumnType.SHARE, ColumnType.INTEGER)
BLANKS = "chr(32) || chr(9) || chr(10) || chr(13) || chr(160)"
SHOWN_HEADERS = 30


@dataclass(frozen=True)
class Field:
    """One text to be checked: from their column (or a constant) into one of ours, or into a computation."""

    ours: str
    """Our column, or "" for a column that only feeds computations."""
    theirs: str
    """What messages call it: their column, or ours for constants."""
    type: ColumnType
    needed: bool
    text: str
    """SQL of the trimmed text, NULL where blank."""
    lookup: LookedUp | None = None


@dataclass(frozen=True)
class Computation:
    """One of our columns computed from fields."""

    ours: str
    type: ColumnType
    needed: bool
    node: Node
    """Operands are `Field.theirs` of numeric fields."""


@dataclass(frozen=True)
class Plan:
    """All fields and computations of one intake."""

    kind: Kind
    fields: tuple[Field, ...]
    computations: tuple[Computation, ...]

    def field(self, ours: str) -> Field | None:
        """The field that feeds our column `ours`, if one does directly."""
        return next((field for field in self.fields if field.ours == ours), None)

    def operand(self, theirs: str) -> int:
        """The place of the numeric field called `theirs`."""
        return next(i for i, field in enumerate(self.fields) if field.theirs == theirs and field.type in NUMERIC)

    def has(self, ours: str) -> bool:
        """True when `ours` comes from the source in some way."""
        return self.field(ours) is not None or any(part.ours == ours for part in self.computations)


def header_called(name: str, headers: tuple[str, ...]) -> str | None:
    """The header a profile means by `name`: the same, else the only one that differs in case, accents or signs."""
    if name in headers:
        return name
    close = [header for header in headers if plain_name(header) == plain_name(name) and plain_name(name)]
    if len(close) == 1:
        return close[0]
    short = name.removeprefix("orders.")
    return header_called(short, headers) if short != name else None


class MappingBuilder:
    """Turns origins into fields and computations over one table."""

    def __init__(self, kind: Kind, table: Table, origins: Mapping[str, Origin]) -> None:
        self.kind, self.table, self.origins = kind, table, dict(origins)
        self.file = table.parts[0].file
        self.fields: list[Field] = []
        self.computations: list[Computation] = []

    def build(self) -> Plan:
        """Every column of ours that the origins give, directly or by arithmetic."""
        for column in self.kind.columns:
            if column.name in self.origins:
                self.add(column)
        if self.kind.name == "orders":
            self.add_amounts()
        return Plan(self.kind, tuple(self.fields), tuple(self.computations))

    def add(self, column: Column) -> None:
        """One column that has an origin of its own."""
        origin = self.origins[column.name]
        if isinstance(origin, Computed):
            self.compute(column, self.parsed(column, origin))
            return
        lookup = origin if isinstance(origin, LookedUp) else None
        self.fields.append(
            Field(column.name, self.label(column, origin), column.type, column.needed, self.text(origin), lookup)
        )

    def label(self, column: Column, origin: Origin) -> str:
        """What messages call the column."""
        match origin:
            case Theirs(name) | LookedUp(name):
                return self.header(name)
            case JoinedText(columns):
                return " + ".join(self.header(name) for name in columns)
        return column.name

    def text(self, origin: Origin) -> str:
        """SQL of the trimmed text an origin gives."""
        match origin:
            case Theirs(name, values):
                return replaced_words(self.trimmed(name), values)
            case Constant(value):
                return literal(value)
            case JoinedText(columns, separator):
                return f" || {literal(separator)} || ".join(self.trimmed(name) for name in columns)
            case LookedUp(name):
                return self.trimmed(name)
        raise ValueError(origin)

    def trimmed(self, name: str) -> str:
        """SQL of a column of theirs without surrounding blanks, NULL where nothing is left."""
        column = identifier(self.header(name))
        return column if self.table.is_trimmed else f"nullif(trim({column}, {BLANKS}), '')"

    def header(self, name: str) -> str:
        """The column of theirs called `name`, refused when there is none."""
        found = header_called(name, self.table.headers)
        if found is None:
            headers = ", ".join(self.table.headers[:SHOWN_HEADERS])
            raise FileRefused(problem("COLUMN_UNKNOWN", file=self.file, value=name, headers=headers))
        return found

    def parsed(self, column: Column, origin: Computed) -> Node:
        """The arithmetic of an origin."""
        names = (*self.table.headers, *(f"orders.{header}" for header in self.table.headers))
        try:
            return parse(origin.expression, names)
        except ExpressionRefused as error:
            facts: dict[str, Any] = {"value": origin.expression, "reason": Phrase(error.reason), "word": error.word}
            raise FileRefused(problem("EXPRESSION_INVALID", file=self.file, column=column.name, **facts)) from None

    def compute(self, column: Column, node: Node) -> None:
        """One column by arithmetic; its operands become fields that must be numbers."""
        renamed = self.with_fields(node, column.needed)
        self.computations.append(Computation(column.name, column.type, column.needed, renamed))

    def with_fields(self, node: Node, needed: bool) -> Node:
        """The arithmetic over fields, adding those that are not there yet."""
        if isinstance(node, Operation):
            return Operation(node.sign, self.with_fields(node.left, needed), self.with_fields(node.right, needed))
        return self.operand(node.column, needed) if isinstance(node, Operand) else node

    def operand(self, name: str, needed: bool) -> Operand:
        """The numeric field of one of their columns."""
        header = self.header(name)
        if not any(field.theirs == header and field.type in NUMERIC for field in self.fields):
            self.fields.append(Field("", header, ColumnType.DECIMAL, needed, self.trimmed(header)))
        return Operand(header)

    def part(self, ours: str) -> Node | None:
        """An input of ours (such as unit_price) as arithmetic."""
        origin = self.origins.get(ours)
        match origin:
            case None:
                return None
            case Computed():
                return self.parsed(self.kind.column(ours), origin)
            case Constant(value):
                return Number(Decimal(value))
            case Theirs(name):
                return Operand(self.header(name))
        raise FileRefused(
            problem("EXPRESSION_INVALID", file=self.file, column=ours, value=ours, reason=Phrase(UNEXPECTED), word=ours)
        )

    def add_amounts(self) -> None:
        """Line amounts from unit prices, discounts and unit costs, where they are not given themselves."""
        price, cost = self.part("unit_price"), self.part("unit_cost")
        quantity = self.part("quantity") or Number(Decimal(1))
        share, amount = self.part("discount_share"), self.part("discount_amount")
        if price and "net_amount" not in self.origins:
            net: Node = Operation("*", price, quantity)
            net = Operation("*", net, Operation("-", Number(Decimal(1)), share)) if share else net
            self.compute(self.kind.column("net_amount"), Operation("-", net, amount) if amount else net)
        if price and (share or amount) and "list_amount" not in self.origins:
            self.compute(self.kind.column("list_amount"), Operation("*", price, quantity))
        if cost and "cost_amount" not in self.origins:
            self.compute(self.kind.column("cost_amount"), Operation("*", cost, quantity))
        self.add_order_freight()

    def add_order_freight(self) -> None:
        """Freight given once an order, shared out later to the order's first line."""
        origin = self.origins.get("order_freight_amount")
        if origin is None or "freight_amount" in self.origins:
            return
        column = self.kind.column("order_freight_amount")
        if isinstance(origin, Computed):
            self.compute(column, self.parsed(column, origin))
        else:
            self.fields.append(Field(column.name, self.label(column, origin), column.type, False, self.text(origin)))


def replaced_words(text: str, values: Mapping[str, str]) -> str:
    """SQL of a text with their words replaced by ours."""
    if not values:
        return text
    cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in values.items())
    return f"nullif(CASE {text} {cases} ELSE {text} END, '')"


def used_operands(mapping: Plan) -> tuple[str, ...]:
    """The fields that computations need, each once."""
    return tuple(dict.fromkeys(name for part in mapping.computations for name in operands(part.node)))
