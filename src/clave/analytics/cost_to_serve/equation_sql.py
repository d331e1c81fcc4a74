"""An equation as SQL that every engine reads alike: exact decimals with six places, rounded after each step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from clave.analytics.cost_to_serve.equations import (
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
)

STEP = "CAST({} AS DECIMAL(18,6))"
"""Every step is kept to a millionth, halves away from zero."""
NEEDS_CHR = re.compile(r"(['\\])")


def text_literal(text: str) -> str:
    """A text as every engine reads it, whatever it holds: quotes and backslashes by their number."""
    parts = [f"CHR({ord(part)})" if part in "'\\" else f"'{part}'" for part in NEEDS_CHR.split(text) if part]
    return f"CONCAT({', '.join(parts)})" if len(parts) > 1 else "".join(parts) or "''"


def number_literal(value: Decimal) -> str:
    """A number as an exact decimal."""
    return STEP.format(f"{value:f}")


@dataclass
class SqlOf:
    """Writes equations whose columns are the SQL of `columns`; figures over lines are collected in `over_lines`."""

    columns: Mapping[str, str]
    line_columns: Mapping[str, str] = field(default_factory=dict)
    prefix: str = "over_lines"
    over_lines: dict[str, str] = field(default_factory=dict)
    """Alias -> the aggregate that must be computed beside the lines of each order."""

    def number(self, node: Node) -> str:
        """A number with six decimals; null where something it needs is not known."""
        match node:
            case Number(value):
                return number_literal(value)
            case Name(name, Type.NUMBER):
                return STEP.format(self.columns[name])
            case Operation("/", left, right):
                parts = f"CAST({self.number(left)} AS DOUBLE) / NULLIF(CAST({self.number(right)} AS DOUBLE), 0)"
                return STEP.format(parts)
            case Operation("+" | "-" | "*" as sign, left, right):
                return STEP.format(f"{self.number(left)} {sign} {self.number(right)}")
            case Known(part, otherwise):
                return f"COALESCE({self.number(part)}, {number_literal(otherwise.value)})"
            case OverLines(function, part) if function != "any":
                return STEP.format(self.aggregate(function, part))
        return f"CASE WHEN {self.truth(node)} THEN {number_literal(Decimal(1))} ELSE {number_literal(Decimal(0))} END"

    def truth(self, node: Node) -> str:
        """A condition that is true or false, false where it cannot be told."""
        match node:
            case Operation("and" | "or" as sign, left, right):
                return f"({self.truth(left)} {sign.upper()} {self.truth(right)})"
            case Operation(sign, left, right):
                return f"COALESCE({self.either(left)} {sign} {self.either(right)}, FALSE)"
            case OneOf(part, values):
                listed = ", ".join(self.either(value) for value in values)
                return f"COALESCE({self.either(part)} IN ({listed}), FALSE)"
            case Not(part):
                return f"(NOT {self.truth(part)})"
            case OverLines("any", part):
                return f"({self.aggregate('any', part)} = 1)"
            case Name(name):
                return f"({self.columns[name]} = 1)"
        raise TypeError(f"{node} is no condition")

    def either(self, node: Node) -> str:
        """A text or a number."""
        match node:
            case Text(value):
                return text_literal(value)
            case Name(name, Type.TEXT):
                return self.columns[name]
        return self.number(node)

    def aggregate(self, function: str, part: Node) -> str:
        """The alias of a figure over the lines of an order."""
        of_line = SqlOf(self.line_columns)
        if function in ("any", "count"):
            flag = f"CASE WHEN {of_line.truth(part)} THEN 1 ELSE 0 END"
            sql = f"MAX({flag})" if function == "any" else f"SUM({flag})"
        else:
            sql = known(f"{function.upper()}({of_line.number(part)})", of_line.number(part))
        alias = f"{self.prefix}_{len(self.over_lines)}"
        self.over_lines[alias] = sql
        return alias


def known(aggregate: str, part: str) -> str:
    """`aggregate`, null as soon as one `part` is: unknown is never taken as 0."""
    return f"CASE WHEN COUNT({part}) = COUNT(*) THEN {aggregate} END"
