"""Rows of fields put together to a set of cost drivers, with every refusal at the field that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clave.analytics.cost_to_serve import sentences
from clave.analytics.cost_to_serve.drivers import DriverSet, Each
from clave.analytics.cost_to_serve.lines import Path
from clave.analytics.cost_to_serve.pieces import ANY, COUNT, ONCE, Condition, Pieces, Term, condition_written, written
from clave.analytics.cost_to_serve.reading import drivers_from_tables, exact_number
from clave.analytics.cost_to_serve.refusals import DriversRefused
from clave.analytics.problems import Problem
from clave.value.driver_rows import (
    COST_OF_CAPITAL,
    CREDIT,
    PAYMENT_DAYS,
    PER_CENT,
    SALES_TAX,
    Rows,
    is_blank,
)

CREDIT_FIELDS = (COST_OF_CAPITAL, SALES_TAX, "default", "customers")
SHAPE = DriverSet("", ())
FIELD_OF = {"minutes": "equation", "amount": "equation", "where": "where"}


@dataclass
class Wrong:
    """Every problem of a form, by the name of its field; the form as a whole under an empty name."""

    at: dict[str, list[Problem]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.at)

    def say(self, name: str, problem: Problem) -> None:
        """Remember a problem of a field."""
        self.at.setdefault(name, []).append(problem)

    def refuse(self, name: str, template: str, value: str = "", code: str = "COSTS_VALUE_INVALID") -> None:
        """Remember that what was typed into a field is wrong."""
        key = name.rsplit("-", 1)[-1]
        self.say(name, Problem(code, template, value=value, facts={"key": key, "path": name.replace("-", ".")}))


@dataclass
class Assembly:
    """The tables of a set of drivers as they come together, and from which row of the form each of them came."""

    rows: Rows
    wrong: Wrong = field(default_factory=Wrong)
    came_from: dict[tuple[str, int], str] = field(default_factory=dict)

    def tables(self) -> dict[str, Any]:
        """Everything the rows say, as `DRIVERS.toml` would hold it."""
        top = self.rows["top"]
        found: dict[str, Any] = {key: top.get(key, "") for key in ("name", "note", "currency")}
        found["ledger_freight"] = bool(top.get("ledger_freight"))
        found["period"] = {key: value for key in ("first", "last") if (value := _day(top.get(key, "")))}
        found["constants"] = {row["name"]: row.get("value", "") for _, row in self.typed("constants")}
        found["attributes"] = {row["name"]: self.attribute(row, way) for way, row in self.typed("attributes")}
        found["groups"] = [{key: value for key, value in row.items() if value} for _, row in self.typed("groups")]
        found["drivers"] = [self.driver(row, way) for way, row in self.typed("drivers")]
        self.add_credit(found)
        return found

    def typed(self, name: str) -> Iterator[tuple[str, Rows]]:
        """The rows of one list into which something was typed, each with its way."""
        place = 0
        for number, row in enumerate(self.rows[name]):
            if is_blank(row):
                continue
            way = f"{name}-{number}"
            self.came_from[name, place] = way
            place += 1
            earlier = [each.get("name", "").casefold() for each in self.rows[name][:number]]
            if name in ("constants", "attributes") and row.get("name", "").casefold() in earlier:
                self.wrong.refuse(f"{way}-name", sentences.DUPLICATE, row.get("name", ""), "COSTS_DUPLICATE")
            yield way, {**row, "name": row.get("name", "")}

    def attribute(self, row: Rows, way: str) -> dict[str, Any]:
        """A number per customer."""
        customers = {}
        for line in filter(str.strip, row.get("customers", "").splitlines()):
            code, sign, number = line.replace("\t", "=").replace(";", "=").rpartition("=")
            if not sign or not code.strip() or exact_number(number.strip()) is None:
                self.wrong.refuse(f"{way}-customers", sentences.NOT_A_LINE, line)
            customers[code.strip()] = number.strip()
        return {"default": row.get("default", ""), **({"customers": customers} if customers else {})}

    def driver(self, row: Rows, way: str) -> dict[str, Any]:
        """One driver."""
        found: dict[str, Any] = {key: row.get(key, "") for key in ("name", "each", "group", "by_revenue", "note")}
        found |= {key: day for key in ("first", "last") if (day := _day(row.get(key, "")))}
        found["customers"] = [code.strip() for code in row.get("customers", "").splitlines() if code.strip()]
        if row.get("each") == Each.ACTIVITY:
            found["kinds"] = list(row.get("kinds", ()))
        found["off_invoice"] = bool(row.get("off_invoice"))
        found["minutes" if self.by_the_minute(row.get("group", "")) else "amount"] = self.equation(row, way)
        found["where"] = self.condition_text(row, way)
        return {key: value for key, value in found.items() if value not in ("", [], False)}

    def by_the_minute(self, name: str) -> bool:
        """Whether the group of this name charges minutes."""
        named = (group for group in self.rows["groups"] if name and group.get("name") == name)
        return any(group.get("capacity") or group.get("minute_rate") for group in named)

    def equation(self, row: Rows, way: str) -> str:
        """The equation of a driver: written by hand, or by rows."""
        base, terms = row.get("base", ""), [each for each in row.get("terms", ()) if not is_blank(each)]
        if row.get("equation"):
            if base or terms:
                self.wrong.refuse(f"{way}-equation", sentences.TWO_EQUATIONS)
            return str(row["equation"])
        if base:
            self.number(base, f"{way}-base")
        each = Each(row["each"]) if row.get("each") in tuple(Each) else Each.ORDER
        numbered = [(n, term) for n, term in enumerate(row.get("terms", ())) if not is_blank(term)]
        found = tuple(self.term(term, f"{way}-terms-{n}") for n, term in numbered)
        return written(Pieces(base, found), SHAPE.vocabulary(each))

    def term(self, row: Rows, way: str) -> Term:
        """One row of an equation."""
        per = row.get("per") or ONCE
        self.number(row.get("number", ""), f"{way}-number")
        if row.get("missing"):
            self.number(row["missing"], f"{way}-missing")
        condition = self.condition(row, way)
        if condition is None and per in (ONCE, ANY, COUNT):
            self.wrong.refuse(f"{way}-column", sentences.CONDITION_NEEDED, code="COSTS_KEY_MISSING")
        return Term(row.get("number", ""), per, condition, row.get("missing", ""))

    def condition(self, row: Rows, way: str) -> Condition | None:
        """A column and the value it must have; None where no column is chosen."""
        if not row.get("column"):
            return None
        if not row.get("value"):
            self.wrong.refuse(f"{way}-value", sentences.VALUE_NEEDED, row["column"], "COSTS_KEY_MISSING")
        return Condition(row["column"], row.get("sign") or "=", row.get("value", ""))

    def condition_text(self, row: Rows, way: str) -> str:
        """The condition of a driver: written by hand, or by its row."""
        found = self.condition(row, way)
        if found is None or row.get("where"):
            return str(row.get("where", ""))
        each = Each(row["each"]) if row.get("each") in tuple(Each) else Each.ORDER
        return condition_written(found, dict(SHAPE.vocabulary(each).columns))

    def number(self, text: str, name: str) -> None:
        """Refuse what is no exact number."""
        if exact_number(text) is None:
            said = sentences.WITH_COMMA if "," in text else sentences.NOT_A_NUMBER if text else sentences.NEEDED
            self.wrong.refuse(name, said, text, "COSTS_VALUE_INVALID" if text else "COSTS_KEY_MISSING")

    def add_credit(self, found: dict[str, Any]) -> None:
        """Payment days at the cost of capital, where they were filled in."""
        row = self.rows["credit"]
        if not any(row.get(key) for key in CREDIT_FIELDS):
            return
        for key in (COST_OF_CAPITAL, SALES_TAX):
            found["constants"][key] = self.of_a_hundred(
                row.get(key, ""), f"credit-{key}", needed=key == COST_OF_CAPITAL
            )
        found["attributes"][PAYMENT_DAYS] = self.attribute(row, "credit")
        place = min(
            int(row["place"]) if row.get("place", "").isdigit() else len(found["drivers"]), len(found["drivers"])
        )
        driver = {"name": row.get("name") or "Payment days", "each": "order", "amount": CREDIT, "by_revenue": "credit"}
        found["drivers"].insert(place, driver)
        ways = [self.came_from[key] for key in sorted(self.came_from) if key[0] == "drivers"]
        ways.insert(place, "credit")
        self.came_from |= {("drivers", number): way for number, way in enumerate(ways)}

    def of_a_hundred(self, text: str, name: str, *, needed: bool) -> str:
        """A share typed per cent, as a fraction."""
        if not text and not needed:
            return "0"
        self.number(text, name)
        exact = exact_number(text)
        return "0" if exact is None else f"{(exact / PER_CENT).normalize():f}"

    def field_of(self, path: str) -> str:
        """The name of the field that a path of the tables stands for."""
        first, *rest = path.split(".")
        if first in ("groups", "drivers"):
            way = self.came_from.get((first, int(rest[0])), "") if rest else ""
            return "-".join([way, *(FIELD_OF.get(key, key) for key in rest[1:2])]) if way else ""
        if first in ("constants", "attributes") and rest:
            return self.named(first, rest[0])
        return {"period": f"top-{rest[0] if rest else 'first'}"}.get(first, f"top-{first}")

    def named(self, kind: str, name: str) -> str:
        """The row in which a name under [constants] or [attributes] was typed."""
        own = {
            COST_OF_CAPITAL: f"credit-{COST_OF_CAPITAL}",
            SALES_TAX: f"credit-{SALES_TAX}",
            PAYMENT_DAYS: "credit-default",
        }
        found = (way for (of, _), way in self.came_from.items() if of == kind and self.row(way).get("name") == name)
        return next((f"{way}-name" for way in found), own.get(name, ""))

    def row(self, way: str) -> Mapping[str, Any]:
        """The row at `groups-0`."""
        name, number = way.split("-")
        found: Mapping[str, Any] = self.rows[name][int(number)]
        return found


def drivers_from_rows(rows: Rows) -> tuple[DriverSet | None, Wrong]:
    """The drivers that these rows say, and what is wrong with them; no drivers while anything is."""
    assembly = Assembly(rows)
    tables = assembly.tables()
    if assembly.wrong:
        return None, assembly.wrong
    try:
        return drivers_from_tables(tables, lambda path: (place_in_words(path), None)), assembly.wrong
    except DriversRefused as refusal:
        for problem in refusal.problems:
            assembly.wrong.say(assembly.field_of(str(problem.facts["path"])), problem)
    return None, assembly.wrong


def place_in_words(path: Path) -> str:
    """Where something stands, for those who read the sentence without the form."""
    return ".".join(map(str, path))


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
