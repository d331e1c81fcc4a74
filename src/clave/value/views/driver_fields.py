"""The fields of the row editor: each with its label, unit, hint, choices and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from clave.analytics.cost_to_serve.drivers import COLUMNS, LINE_COLUMNS, Each
from clave.analytics.cost_to_serve.equations import Type
from clave.analytics.cost_to_serve.held import Held
from clave.analytics.cost_to_serve.pieces import SIGNS
from clave.analytics.problems import Problem
from clave.kit.templatetags import figures
from clave.value.driver_rows import Rows
from clave.value.driver_tables import Wrong
from clave.value.views.driver_words import COLUMN_WORDS, CONDITION_WORDS, EACH_WORDS, PER_WORDS, SIGN_WORDS

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """One field as the page draws it."""

    name: str
    label: str
    value: Any = ""
    kind: str = "text"
    unit: str = ""
    hint: str = ""
    choices: Choices = ()
    wrong: Sequence[tuple[str, str]] = ()
    shows: str = ""
    """`refresh` where other fields follow from this one; `group` for the name of a group, which choices follow."""
    is_first: bool = False

    @property
    def id(self) -> str:
        """The id of its control."""
        return f"f-{self.name}"

    @property
    def describes(self) -> str:
        """The ids of the texts that describe the control."""
        ids = [f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-wrong"] * bool(self.wrong)
        return " ".join(ids)


@dataclass(frozen=True)
class RowShown:
    """One row: its place, its fields, and for a driver its terms and what is rarely needed."""

    way: str
    title: str
    fields: Sequence[Field]
    terms: Sequence[RowShown] = ()
    condition: Sequence[Field] = ()
    more: Sequence[Field] = ()
    wrong: Sequence[tuple[str, str]] = ()
    unit: str = ""
    is_open: bool = False

    @property
    def number(self) -> str:
        """Its place in the list."""
        return self.way.rsplit("-", 1)[-1]


def said(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Sentence and code of every problem."""
    return [(" ".join(filter(None, each.reason_and_remedy(gettext))), each.code) for each in problems]


@dataclass
class Editor:
    """Draws rows as fields."""

    rows: Rows
    held: Held | None
    wrong: Wrong
    focus: str = ""

    def field(self, way: str, row: Mapping[str, Any], key: str, label: str, **more: Any) -> Field:
        """One field of a row."""
        name = f"{way}-{key}"
        value = row.get(key, "")
        return Field(name, label, value, wrong=said(self.wrong.at.get(name, ())), is_first=self.focus == name, **more)

    @property
    def currency(self) -> str:
        """The unit of every amount."""
        return str(self.rows["top"].get("currency") or "")

    def top(self) -> list[Field]:
        """What holds for the whole set."""
        row = self.rows["top"]
        a_day = gettext("The first day for which the costs stand.")
        return [
            self.field(
                "top", row, "name", gettext("Name of the set"), hint=gettext("For example: Cost to serve 2026.")
            ),
            self.field("top", row, "currency", gettext("Currency"), hint=gettext("Of every amount here, such as EUR.")),
            self.field("top", row, "first", gettext("Costs from"), kind="day", hint=a_day),
            self.field("top", row, "last", gettext("to"), kind="day", hint=gettext("The last day, included.")),
            self.field(
                "top",
                row,
                "ledger_freight",
                gettext("Freight of the order lines counts as it stands"),
                kind="check",
                hint=self.rows_in_words(Each.LINE, "freight_amount"),
            ),
        ]

    def groups(self) -> list[RowShown]:
        """The resource groups."""
        return [self.group(f"groups-{number}", row) for number, row in enumerate(self.rows["groups"])]

    def group(self, way: str, row: Rows) -> RowShown:
        """One group: people, machines, or a budget."""
        units = [("minutes", gettext("minutes")), ("hours", gettext("hours"))]
        a_share = gettext(
            "What breaks, leave and training leave over, such as 0.8; empty where that is taken off already."
        )
        only = gettext("In place of cost and capacity, where only the price of a minute is known.")
        fields = [
            self.field(
                way, row, "name", gettext("Group"), hint=gettext("People, machines or a budget."), shows="group"
            ),
            self.field(way, row, "cost", gettext("Cost in the period"), kind="number", unit=self.currency),
            self.field(
                way,
                row,
                "capacity",
                gettext("Capacity in the period"),
                kind="number",
                hint=gettext("What it can work; empty for a budget."),
            ),
            self.field(way, row, "unit", gettext("Capacity in"), kind="select", choices=units),
        ]
        more = [
            self.field(way, row, "practical_share", gettext("Practical share"), kind="number", hint=a_share),
            self.field(
                way, row, "minute_rate", gettext("Rate of a minute"), kind="number", unit=self.currency, hint=only
            ),
            self.field(way, row, "note", gettext("Note")),
        ]
        opened = any(each.value or each.wrong for each in more)
        return RowShown(way, row.get("name", ""), fields, more=more, wrong=self.of_row(way), is_open=opened)

    def of_row(self, way: str) -> list[tuple[str, str]]:
        """What is wrong with a row as a whole."""
        return said(self.wrong.at.get(way, ()))

    def drivers(self) -> list[RowShown]:
        """The drivers."""
        return [self.driver(f"drivers-{number}", row) for number, row in enumerate(self.rows["drivers"])]

    def driver(self, way: str, row: Rows) -> RowShown:
        """One driver: what it counts, what each takes, and under which condition."""
        each = each_of(row)
        unit = self.unit_of(row.get("group", ""))
        terms = [self.term(f"{way}-terms-{place}", term, each, unit) for place, term in enumerate(row.get("terms", ()))]
        return RowShown(
            way,
            row.get("name", ""),
            [*self.driver_fields(way, row, each, unit), *self.kinds(way, row, each)],
            terms,
            self.condition(way, row, each) if each is not Each.MONTH else (),
            (more := self.rarely(way, row)),
            self.of_row(way),
            unit,
            any(field.value or field.wrong for field in more),
        )

    def driver_fields(self, way: str, row: Rows, each: Each, unit: str) -> list[Field]:
        """What leads a driver."""
        counted = [(name, gettext(words)) for name, words in EACH_WORDS.items()]
        groups = [("", gettext("no group: an amount of money"))]
        names = [each.get("name", "") for each in self.rows["groups"]]
        chosen = row.get("group", "")
        groups += [
            (name or " ", name or "…") for name in [*names, *([chosen] if chosen and chosen not in names else [])]
        ]
        hint = gettext("Leave it empty where an equation is written below.") if row.get("equation") else ""
        return [
            self.field(way, row, "name", gettext("Driver"), hint=gettext("What costs something.")),
            self.field(way, row, "each", gettext("Counted per"), kind="select", choices=counted, shows="refresh"),
            self.field(way, row, "group", gettext("Taken from"), kind="select", choices=groups, shows="groups"),
            self.field(way, row, "base", gettext("Each takes"), kind="number", unit=unit, hint=hint),
        ]

    def kinds(self, way: str, row: Rows, each: Each) -> list[Field]:
        """The kinds of activities that a driver counts; all where none is chosen."""
        if each is not Each.ACTIVITY:
            return []
        held = {kind.name: kind.count for kind in self.held.kinds} if self.held else {}
        names = dict.fromkeys([*held, *row.get("kinds", ())])
        choices = [(name, f"{name} ({figures.number(held.get(name, 0))})") for name in names]
        hint = gettext("All of them where none is chosen.")
        return [self.field(way, row, "kinds", gettext("Which activities"), kind="checks", choices=choices, hint=hint)]

    def term(self, way: str, row: Rows, each: Each, unit: str) -> RowShown:
        """So many more for each of something."""
        per = self.per_choices(each, row.get("per", ""))
        hint = gettext("Where a row has no value.")
        fields = [
            self.field(way, row, "number", gettext("and"), kind="number", unit=unit),
            self.field(way, row, "per", gettext("for each"), kind="select", choices=per),
            *self.condition(way, row, each),
            self.field(way, row, "missing", gettext("missing counts as"), kind="number", hint=hint),
        ]
        return RowShown(way, "", fields, wrong=self.of_row(way))

    def condition(self, way: str, row: Rows, each: Each) -> list[Field]:
        """A column, a comparison and a value."""
        columns = [("", gettext("– always –")), *self.column_choices(each, row.get("column", ""))]
        signs = [(sign, gettext(SIGN_WORDS[sign])) for sign in SIGNS]
        return [
            self.field(way, row, "column", gettext("only where"), kind="select", choices=columns),
            self.field(way, row, "sign", gettext("compared"), kind="select", choices=signs),
            self.field(way, row, "value", gettext("value"), kind="value"),
        ]

    def rarely(self, way: str, row: Rows) -> list[Field]:
        """What a driver rarely needs."""
        why = [
            ("", gettext("– it does not follow revenue –")),
            ("credit", gettext("money is tied up")),
            ("spread", gettext("spread for want of a better driver")),
        ]
        after = gettext("Granted after the invoice: it lowers the pocket price")
        return [
            self.field(way, row, "equation", gettext("Equation, in place of the rows"), kind="area"),
            self.field(way, row, "where", gettext("Condition, in place of the row"), kind="area"),
            self.field(
                way, row, "customers", gettext("Only these customers"), kind="area", hint=gettext("A code a line.")
            ),
            self.field(way, row, "first", gettext("Only from"), kind="day"),
            self.field(way, row, "last", gettext("to"), kind="day"),
            self.field(way, row, "by_revenue", gettext("Why revenue decides"), kind="select", choices=why),
            self.field(way, row, "off_invoice", after, kind="check"),
            self.field(way, row, "note", gettext("Note")),
        ]

    def credit(self) -> list[Field]:
        """Payment days at the cost of capital."""
        row, per_cent = self.rows["credit"], gettext("% a year")
        listed = gettext("One a line where a customer differs, such as C0007 = 75.")
        tax = gettext("The customer owes it too; empty where there is none.")
        return [
            self.field("credit", row, "cost_of_capital", gettext("Cost of capital"), kind="number", unit=per_cent),
            self.field("credit", row, "sales_tax", gettext("Sales tax"), kind="number", unit="%", hint=tax),
            self.field("credit", row, "default", gettext("Days until payment"), kind="number", unit=gettext("days")),
            self.field("credit", row, "customers", gettext("Days per customer"), kind="area", hint=listed),
        ]

    def constants(self) -> list[RowShown]:
        """Numbers with a name, for equations written by hand."""
        rows = enumerate(self.rows["constants"])
        return [
            RowShown(
                way,
                row.get("name", ""),
                [
                    self.field(way, row, "name", gettext("Name")),
                    self.field(way, row, "value", gettext("Value"), kind="number"),
                ],
            )
            for way, row in ((f"constants-{number}", row) for number, row in rows)
        ]

    def attributes(self) -> list[RowShown]:
        """Numbers per customer, for equations written by hand."""
        listed = gettext("One a line where a customer differs, such as C0007 = 75.")
        return [
            RowShown(
                way,
                row.get("name", ""),
                [
                    self.field(way, row, "name", gettext("Name")),
                    self.field(way, row, "default", gettext("For everybody else"), kind="number"),
                    self.field(way, row, "customers", gettext("Per customer"), kind="area", hint=listed),
                ],
            )
            for way, row in ((f"attributes-{number}", row) for number, row in enumerate(self.rows["attributes"]))
        ]

    def unit_of(self, group: str) -> str:
        """What a driver takes: minutes of its group, or money."""
        named = [row for row in self.rows["groups"] if group and row.get("name") == group]
        by_minute = any(row.get("capacity") or row.get("minute_rate") for row in named)
        return gettext("minutes") if by_minute else self.currency

    def per_choices(self, each: Each, chosen: str) -> Choices:
        """What can be counted: columns that the ledger has, and conditions."""
        columns = [name for name, kind in COLUMNS[each].items() if kind is Type.NUMBER]
        columns += ["sum(quantity)"] * (each is Each.ORDER)
        kept = [name for name in columns if name == chosen or self.rows_with(each, name)]
        held = [(name, f"{gettext(PER_WORDS[name])} · {self.rows_in_words(each, name)}") for name in kept]
        own = [(row["name"], row["name"]) for row in self.rows["attributes"] if row.get("name")]
        days = [("payment_days", gettext("day until payment"))] if self.rows["credit"].get("default") else []
        wanted = [name for name in CONDITION_WORDS if each is Each.ORDER or name == "once"]
        return [*held, *own, *days, *((name, gettext(CONDITION_WORDS[name])) for name in wanted)]

    def column_choices(self, each: Each, chosen: str) -> Choices:
        """The columns a condition can look at, with how many rows have them."""
        columns = dict.fromkeys([*COLUMNS[each], *(LINE_COLUMNS if each is Each.ORDER else ())])
        known = [name for name in columns if name in COLUMN_WORDS and (name == chosen or self.rows_with(each, name))]
        return [(name, f"{gettext(COLUMN_WORDS[name])} · {self.rows_in_words(each, name)}") for name in known]

    def rows_with(self, each: Each, column: str) -> int:
        """How many rows have a column; all count where no ledger is at hand."""
        name = column.removeprefix("sum(").removesuffix(")")
        return self.held.rows_with(name, each) if self.held else 1

    def rows_in_words(self, each: Each, column: str) -> str:
        """How many rows of the ledger have a column."""
        if self.held is None:
            return gettext("no ledger yet")
        count = self.rows_with(each, column)
        return (
            gettext("%(number)s rows") % {"number": figures.number(count)} if count else gettext("none in the ledger")
        )

    def examples(self) -> list[str]:
        """Values that the ledger has, offered where one is typed."""
        found = self.held.examples.values() if self.held else ()
        return sorted({value for values in found for value in values})


def each_of(row: Mapping[str, Any]) -> Each:
    """What a driver counts; orders until something else is chosen."""
    return Each(row["each"]) if row.get("each") in tuple(Each) else Each.ORDER
