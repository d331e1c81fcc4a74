"""All rows of a source with their typed values and faults, as views: counted first, listed only if needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from clave.analytics.schema import ColumnType
from clave.analytics.sources import dates, numbers
from clave.analytics.sources.dates import DateStyle
from clave.analytics.sources.expressions import Digits, as_sql, exact, operands, rounded
from clave.analytics.sources.fields import NUMERIC, Computation, Plan, used_operands
from clave.analytics.sources.intake import IntakeSettings
from clave.analytics.sources.numbers import NumberStyle
from clave.analytics.sources.profile import Profile, Theirs
from clave.analytics.sources.tables import LINE, PART, Table, identifier, literal
from clave.analytics.sources.typed import computation_fault, rules_for, sql_type, typed

if TYPE_CHECKING:
    import duckdb

ORDERS_FOUND, ORDERS_AGREE = '"#clave orders"', '"#clave agree"'
"""In a join: how many header rows a line has, and whether they agree on all that is used."""
SELF_REFERRING = {"parent_code": "customer_code", "reports_to": "person_code"}
PLACES = {ColumnType.MONEY: 4, ColumnType.DECIMAL: 6, ColumnType.INTEGER: 0}


@dataclass(frozen=True)
class RowFault:
    """A fault of a whole row rather than of one value: its SQL, and the field whose value the message shows."""

    sql: str
    field: int


class CheckedRows:
    """The views `texts` (trimmed text of each field), `valued` (typed) and `judged` (with faults) over one table."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: Table,
        plan: Plan,
        profile: Profile,
        settings: IntakeSettings,
    ) -> None:
        self.connection, self.table, self.plan = connection, table, plan
        self.profile, self.settings = profile, settings
        self.written, self.filters = profile.format, profile.filters
        self.zone = self.written.time_zone or settings.time_zone
        self.styles: dict[int, NumberStyle | DateStyle] = {}
        self.row_faults: list[RowFault] = []
        self.exclusions: list[tuple[str, str]] = []
        self.texts_over = "source"

    def open(self) -> None:
        """Create the views of the source and of the text of each field, without places while these cost time."""
        self.view("source", self.table.sql)
        bare = self.table.bare_sql
        self.view(
            "bare", f"SELECT *, 0 AS {PART}, 0::BIGINT AS {LINE} FROM ({bare})" if bare else "SELECT * FROM source"
        )
        self.exclusions = self.excluding()
        self.texts_over = "bare"
        self.view("texts", self.texts_sql())

    def with_places(self) -> None:
        """From here on, every row knows its place."""
        if self.texts_over == "bare":
            self.texts_over = "source"
            self.view("texts", self.texts_sql())

    def judge(self) -> None:
        """Create the views of typed values and faults, finding out on the way how numbers and days are written."""
        self.styles = {**self.number_styles(), **self.date_styles()}
        self.parts = self.typed_parts()
        plain = ", ".join(f"{part.plain} AS p{i}" for i, part in enumerate(self.parts))
        self.view("plained", f"SELECT *, {plain} FROM texts")
        self.view("valued", self.valued_sql())
        self.row_faults = list(self.faults_of_rows())
        self.view("judged", self.judged_sql())

    def view(self, name: str, sql: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")

    def excluding(self) -> list[tuple[str, str]]:
        """What the filters leave out: the name of each and its condition over the source."""
        found = []
        for exclusion in self.filters.exclude:
            text = self.plan_text(exclusion.column)
            tests = (
                [f"{text} IN ({', '.join(literal(value) for value in exclusion.values)})"] if exclusion.values else []
            )
            tests += [f"starts_with({text}, {literal(start)})" for start in exclusion.starts]
            found.append((exclusion.column, f"coalesce({' OR '.join(tests)}, false)"))
        customer = self.plan.field("customer_code")
        if self.filters.missing_customer == "exclude" and customer:
            found.append(("CUSTOMERS_MISSING", f"{customer.text} IS NULL"))
        if self.filters.missing_order == "exclude" and self.table.is_joined:
            found.append(("ORDERS_MISSING", f"{ORDERS_FOUND} = 0"))
        planned, completed = self.profile.columns.get("planned_on"), self.plan.field("completed_on")
        if isinstance(planned, Theirs) and completed:
            only_planned = f"{completed.text} IS NULL AND {self.plan_text(planned.column)} IS NOT NULL"
            found.append(("ROWS_PLANNED", f"coalesce({only_planned}, false)"))
        return found

    def plan_text(self, name: str) -> str:
        """SQL of a column of theirs that a filter names."""
        from clave.analytics.sources.fields import MappingBuilder

        return MappingBuilder(self.plan.kind, self.table, {}).trimmed(name)

    def texts_sql(self) -> str:
        """The text of every field, rows that the filters leave out being gone."""
        columns, joins = [], []
        for i, field in enumerate(self.plan.fields):
            if field.lookup is None:
                columns.append(f"{field.text} AS f{i}")
                continue
            self.make_lookup(i)
            joins.append(f"LEFT JOIN lookup{i} ON lookup{i}.k = {field.text}")
            own = self.plan.field(SELF_REFERRING.get(field.ours, ""))
            found = f"nullif(lookup{i}.v, {own.text})" if own else f"lookup{i}.v"
            columns.append(f"CASE WHEN lookup{i}.k IS NULL THEN {field.text} ELSE {found} END AS f{i}")
        marks = f", {ORDERS_FOUND}, {ORDERS_AGREE}" if self.table.is_joined else ""
        tests = " OR ".join(f"({test})" for _, test in self.exclusions)
        where = f" WHERE NOT ({tests})" if tests else ""
        return f"SELECT {PART}, {LINE}{marks}, {', '.join(columns)} FROM {self.texts_over} {' '.join(joins)}{where}"

    def make_lookup(self, i: int) -> None:
        """The table in which a field looks up a code by name."""
        lookup = self.plan.fields[i].lookup
        assert lookup is not None
        key, value = self.plan_text(lookup.find_in), self.plan_text(lookup.give)
        sql = f"SELECT {key} AS k, min({value}) AS v FROM source WHERE {key} IS NOT NULL GROUP BY 1"
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE lookup{i} AS {sql}")

    def number_styles(self) -> dict[int, NumberStyle | DateStyle]:
        """How each numeric field is written."""
        places = [i for i, field in enumerate(self.plan.fields) if field.type in NUMERIC]
        styles = numbers.styles_of(self.connection, "texts", [f"f{i}" for i in places], self.written.decimal)
        return dict(zip(places, styles, strict=True))

    def date_styles(self) -> dict[int, NumberStyle | DateStyle]:
        """How each field of days is written."""
        fields = self.plan.fields
        places = [i for i, field in enumerate(fields) if field.type is ColumnType.DATE]
        styles = dates.styles_of(
            self.connection,
            "texts",
            [f"f{i}" for i in places],
            labels=[fields[i].theirs for i in places],
            file=self.table.parts[0].file,
            declared=self.written.date,
            zone=self.zone,
            serials=self.table.has_serial_dates,
        )
        if any(style.has_moments for style in styles):
            self.connection.create_function("clave_day", dates.business_day, ["VARCHAR", "VARCHAR"], "VARCHAR")
        return dict(zip(places, styles, strict=True))

    def typed_parts(self) -> list[Any]:
        """The SQL of every field."""
        rules = rules_for(self.table, self.settings)
        fields = enumerate(self.plan.fields)
        return [typed(field, f"f{i}", f"p{i}", f"v{i}", self.styles.get(i), rules) for i, field in fields]

    def valued_sql(self) -> str:
        """Typed values of fields and computations."""
        values = [f"{part.value} AS v{i}" for i, part in enumerate(self.parts)]
        digits = self.measure()
        values += [f"{self.computed(j, part, digits)} AS w{j}" for j, part in enumerate(self.plan.computations)]
        return f"SELECT *, {', '.join(values)} FROM plained"

    def operand_text(self, name: str) -> str:
        """SQL of the plain text of an operand; a quantity that is not given counts as one."""
        i = self.plan.operand(name)
        return f"coalesce(p{i}, '1')" if self.plan.fields[i].ours == "quantity" else f"p{i}"

    def measure(self) -> dict[str, Digits]:
        """How many digits the operands of computations really have."""
        names = used_operands(self.plan)
        if not names:
            return {}
        texts = [f"ltrim({self.operand_text(name)}, '+-')" for name in names]
        whole = [f"coalesce(max(length(split_part({text}, '.', 1))), 1)" for text in texts]
        fraction = [f"coalesce(max(length(split_part({text}, '.', 2))), 0)" for text in texts]
        row = self.connection.execute(f"SELECT {', '.join(whole + fraction)} FROM plained").fetchall()[0]
        sizes = zip(row[: len(names)], row[len(names) :], strict=True)
        return {name: Digits(max(1, w), f) for name, (w, f) in zip(names, sizes, strict=True)}

    def computed(self, j: int, part: Computation, digits: dict[str, Digits]) -> str:
        """SQL of a computed value: decimal arithmetic where it fits 38 digits, else exact fractions row by row."""
        found = as_sql(part.node, digits, lambda name, type_: f"TRY_CAST({self.operand_text(name)} AS {type_})")
        if found is None:
            self.define_exact(j, part)
            names = operands(part.node)
            text = f"exact{j}({', '.join(self.operand_text(name) for name in names)})"
            return f"TRY_CAST({text} AS {sql_type(part.ours, part.type)})" if part.type in NUMERIC else text
        if part.type in NUMERIC:
            return f"TRY_CAST({found[0]} AS {sql_type(part.ours, part.type)})"
        text = f"CAST({found[0]} AS VARCHAR)"
        return f"rtrim(rtrim({text}, '0'), '.')" if found[1].fraction else text

    def define_exact(self, j: int, part: Computation) -> None:
        """A function of the engine that computes one expression exactly and rounds once."""
        from duckdb.func import FunctionNullHandling

        names, places = operands(part.node), PLACES.get(part.type, 10)

        def compute(*texts: str | None) -> str | None:
            if None in texts:
                return None
            try:
                values = {name: Decimal(str(text)) for name, text in zip(names, texts, strict=True)}
                return format(rounded(exact(part.node, values), places), "f")
            except (ArithmeticError, ValueError):
                return None

        each = [Parameter(f"text{k}", Parameter.POSITIONAL_ONLY) for k in range(len(names))]
        compute.__signature__ = Signature(each)  # type: ignore[attr-defined]
        types: list[Any] = ["VARCHAR"] * len(names)
        nulls = FunctionNullHandling.SPECIAL
        self.connection.create_function(f"exact{j}", compute, types, "VARCHAR", null_handling=nulls)

    def faults_of_rows(self) -> Iterable[RowFault]:
        """Faults that need more than the value itself."""
        plan = self.plan
        for i, field in enumerate(plan.fields):
            if (
                field.ours == "customer_code"
                and plan.kind.name != "customers"
                and self.settings.known_customers is not None
            ):
                self.make_known(self.settings.known_customers)
                yield RowFault(f"CASE WHEN v{i} NOT IN (SELECT code FROM known) THEN 'REF_UNKNOWN_ACCOUNT' END", i)
            if field.ours == "order_id" and self.table.is_joined:
                repeated = "false" if self.filters.repeated_orders != "merge" else ORDERS_AGREE
                yield RowFault(
                    f"CASE WHEN {ORDERS_FOUND} = 0 THEN 'REF_UNKNOWN_ORDER' "
                    f"WHEN {ORDERS_FOUND} > 1 AND NOT {repeated} THEN 'ORDER_REPEATED' END",
                    i,
                )
            if field.ours == "currency" and not field.needed and plan.has("amount"):
                amount = next(f"v{k}" for k, other in enumerate(plan.fields) if other.ours == "amount")
                yield RowFault(f"CASE WHEN v{i} IS NULL AND {amount} IS NOT NULL THEN 'CURRENCY_UNKNOWN' END", i)

    def make_known(self, known: Iterable[str]) -> None:
        """The list of customers there are, for the engine."""
        import pyarrow as pa

        codes = pa.table({"code": pa.array(sorted(known), pa.string())})
        self.connection.register("known_codes", codes)
        self.connection.execute("CREATE OR REPLACE TEMP TABLE known AS SELECT code FROM known_codes")

    def judged_sql(self) -> str:
        """Values with the name of each fault."""
        faults = [f"{part.fault} AS e{i}" for i, part in enumerate(self.parts)]
        for j, part in enumerate(self.plan.computations):
            values = [f"p{self.plan.operand(name)}" for name in operands(part.node)]
            faults.append(f"{computation_fault(part, values, f'w{j}')} AS ew{j}")
        faults += [f"{fault.sql} AS er{k}" for k, fault in enumerate(self.row_faults)]
        return f"SELECT *, {', '.join(faults)} FROM valued"

    @property
    def fault_columns(self) -> list[str]:
        """The columns of `judged` that name faults."""
        plan = self.plan
        computed = [f"ew{j}" for j in range(len(plan.computations))]
        return [f"e{i}" for i in range(len(plan.fields))] + computed + [f"er{k}" for k in range(len(self.row_faults))]

    def value_columns(self) -> dict[str, str]:
        """Our columns and the column of `valued` that holds each."""
        direct = {field.ours: f"v{i}" for i, field in enumerate(self.plan.fields) if field.ours}
        return {**direct, **{part.ours: f"w{j}" for j, part in enumerate(self.plan.computations)}}

    def is_bad(self) -> str:
        """SQL that is true for rows with a fault."""
        return " OR ".join(f"{column} IS NOT NULL" for column in self.fault_columns)

    def count(self) -> tuple[int, int]:
        """How many rows there are after the filters, and how many have a fault."""
        sql = f"SELECT count(*), count(*) FILTER (WHERE {self.is_bad()}) FROM judged"
        rows, bad = self.connection.execute(sql).fetchall()[0]
        return int(rows), int(bad)

    def count_excluded(self) -> dict[str, int]:
        """How many rows each filter leaves out, a row counting for the first that does."""
        if not self.exclusions:
            return {}
        tests = [test for _, test in self.exclusions]
        parts = []
        for i, test in enumerate(tests):
            earlier = "".join(f" AND NOT ({other})" for other in tests[:i])
            parts.append(f"count(*) FILTER (WHERE ({test}){earlier})")
        row = self.connection.execute(f"SELECT {', '.join(parts)} FROM bare").fetchall()[0]
        counted: dict[str, int] = {}
        for (name, _), count in zip(self.exclusions, row, strict=True):
            counted[name] = counted.get(name, 0) + int(count)
        return counted

    @property
    def is_straight(self) -> bool:
        """True when row n of `valued` stands in line n + first_line - 1."""
        return (
            self.table.first_line is not None
            and not self.exclusions
            and not any(field.lookup for field in self.plan.fields)
        )

    def header_of(self, ours: str) -> str:
        """What messages call the source of one of our columns."""
        field = self.plan.field(ours)
        return field.theirs if field else ours

    def source_columns(self) -> str:
        """SQL list of all columns of the source."""
        return ", ".join(identifier(header) for header in self.table.headers)
