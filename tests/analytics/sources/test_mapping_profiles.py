"""Mapping profiles: read, written back, applied; every wrong word is refused by its name."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from clave.analytics.sources import Intake, Profile, ProfileRefused

from .conftest import PROFILES, Take, codes, file_of, line, warned

THEIRS = "Invoice No,Customer,Day,Unit Price,Qty,Discount %,Cost-Price"


def rows_of(intake: Intake) -> list[dict[str, Any]]:
    """The landed rows."""
    assert intake.landed is not None
    rows: list[dict[str, Any]] = pq.read_table(intake.landed).to_pylist()
    return rows


def mapped(**columns: str) -> str:
    """A profile of the needed columns and some more (TOML on the right-hand side)."""
    needed = {
        "customer_code": '"Customer"',
        "order_id": '"Invoice No"',
        "ordered_on": '"Day"',
        "currency": '{ value = "EUR" }',
        **columns,
    }
    return "[columns]\n" + "\n".join(f"{ours} = {theirs}" for ours, theirs in needed.items())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[sorce]", "sorce"),
        ("[source]\nline = 'a'", "source.line"),
        ("[format]\ndelimeter = ','", "format.delimeter"),
        ("[format]\ntime_zone = 'Europe/Atlantis'", "Europe/Atlantis"),
        ("[columns]\norder_id = { expresion = 'a' }", "columns.order_id"),
        ("[columns]\norder_id = { expression = 'a', value = 'b' }", "columns.order_id."),
        ("[filters]\nduplicates = 'ignore'", "filters.duplicates"),
        ("[filters]\nexclude = [{ column = 'a' }]", "filters.exclude"),
        ("[source]\norders = 'o.csv'", "source.lines"),
        ("= 1", "TOML"),
    ],
)
def test_a_word_that_is_not_known_is_refused_by_its_name(text: str, named: str) -> None:
    with pytest.raises(ProfileRefused) as refused:
        Profile.from_toml(text, "map.toml")
    assert named in refused.value.problem.sentence()
    assert "map.toml" in refused.value.problem.sentence()


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.toml")), ids=lambda path: path.name)
def test_a_profile_written_back_reads_the_same(path: Path) -> None:
    profile = Profile.from_file(path)
    assert Profile.from_toml(profile.to_toml()) == profile


def test_the_effective_profile_gives_the_same_rows_again(take: Take) -> None:
    content = file_of(line(1), line(2)).replace(",", ";").replace(".", ",").replace("2025-03-14", "14.03.2025")
    first = take(content)
    again = take(content, profile=first.profile.to_toml())
    assert again.totals == first.totals
    assert 'decimal = ","' in first.profile.to_toml()
    assert 'date = "%d.%m.%Y"' in first.profile.to_toml()


@pytest.mark.parametrize(
    ("expression", "net"),
    [
        ("Unit Price * Qty", "30.0000"),
        ("unit price * qty * (1 - Discount % / 100)", "28.5000"),
        ("-Qty * (Unit Price - 1.5)", "-25.5000"),
        ("[Unit Price] - `Cost-Price` - 2", "4.0000"),
        ('"Unit Price" / Qty', "3.3333"),
        ("(Unit Price + Cost-Price) / 2 / Qty", "2.3333"),
    ],
)
def test_an_expression_over_their_columns_is_computed_exactly(take: Take, expression: str, net: str) -> None:
    quoted = "'" + expression + "'"
    intake = take(
        file_of("1,C1,2025-03-14,10,3,5,4", header=THEIRS), profile=mapped(net_amount=f"{{ expression = {quoted} }}")
    )
    assert [row["net_amount"] for row in rows_of(intake)] == [Decimal(net)]


@pytest.mark.parametrize(
    "expression",
    ["Price * Qty", "Qty *", "(Qty", "Qty Qty", "__import__('os')", "Qty ** 2", "(" * 80 + "Qty" + ")" * 80, ""],
)
def test_what_is_no_arithmetic_is_refused(take: Take, expression: str) -> None:
    profile = Profile.from_toml(mapped())
    from clave.analytics.sources.profile import Computed

    profile = Profile({**profile.columns, "net_amount": Computed(expression)})
    intake = take(file_of("1,C1,2025-03-14,10,3,5,4", header=THEIRS), profile=profile)
    assert codes(intake) == ["EXPRESSION_INVALID"]


def test_a_bad_operand_is_named_by_its_own_column_and_a_division_by_zero_by_its_row(take: Take) -> None:
    rows = ("1,C1,2025-03-14,10,0,5,4", "2,C1,2025-03-14,x,3,5,4", "3,C1,2025-03-14,10,3,5,4", "4,C1,2025-03-14,,3,5,4")
    intake = take(file_of(*rows, header=THEIRS), profile=mapped(net_amount="{ expression = 'Unit Price / Qty' }"))
    told = [(problem.line, problem.code, problem.column) for problem in intake.refused]
    assert told == [
        (2, "NUMBER_RANGE", "net_amount"),
        (3, "NUMBER_INVALID", "Unit Price"),
        (5, "VALUE_MISSING", "Unit Price"),
    ]
    assert intake.accepted == 1


def test_products_that_outgrow_the_engine_are_still_exact(take: Take) -> None:
    header = "order_id,customer_id,order_date,currency,a,b,c"
    digits = "0.1234567890123456789"
    row = f"1,C,2025-03-14,EUR,{digits},{digits},1000000"
    intake = take(file_of(row, header=header), profile="[columns]\nnet_amount = { expression = 'a * b * c' }")
    exact = Decimal(digits) * Decimal(digits) * 1_000_000
    assert [row["net_amount"] for row in rows_of(intake)] == [exact.quantize(Decimal("0.0001"))]


def test_unit_prices_discounts_and_costs_become_line_amounts(take: Take) -> None:
    profile = mapped(
        unit_price='"Unit Price"',
        quantity='"Qty"',
        discount_share="{ expression = 'Discount % / 100' }",
        unit_cost='"Cost-Price"',
    )
    row = rows_of(take(file_of("1,C1,2025-03-14,10,3,5,4", header=THEIRS), profile=profile))[0]
    amounts = (row["net_amount"], row["list_amount"], row["cost_amount"])
    assert amounts == (Decimal("28.5"), Decimal(30), Decimal(12))


def test_order_freight_stands_once_on_the_first_line_of_its_order(take: Take) -> None:
    header = "order_id,customer_id,order_date,currency,amount,freight"
    rows = ("A,C,2025-03-14,EUR,5,9.5", "B,C,2025-03-14,EUR,5,", "A,C,2025-03-14,EUR,6,9.5")
    profile = '[columns]\norder_freight_amount = "freight"'
    intake = take(file_of(*rows, header=header), profile=profile)
    assert [row["freight_amount"] for row in rows_of(intake)] == [Decimal("9.5"), None, Decimal(0)]
    assert [row["line_no"] for row in rows_of(intake)] == [1, 1, 2]
    other = file_of(*rows, "A,C,2025-03-14,EUR,7,9.6", header=header)
    assert codes(take(other, profile=profile)) == ["ORDER_FREIGHT_DISAGREES"] * 3


def test_columns_are_joined_replaced_and_looked_up(take: Take) -> None:
    header = "shop,receipt,who,day,money,amount,state"
    profile = (
        '[columns]\norder_id = { join = ["shop", "receipt"], separator = "/" }\n'
        'customer_code = "who"\nordered_on = "day"\n'
        'currency = "money"\nstatus = { column = "state", values = { F = "invoiced", X = "cancelled", "-" = "" } }'
    )
    rows = ("S1,7,C,2025-03-14,EUR,5,F", "S1,8,C,2025-03-14,EUR,5,X", "S2,7,C,2025-03-14,EUR,5,-")
    landed = rows_of(take(file_of(*rows, header=header), profile=profile))
    assert [(row["order_id"], row["status"]) for row in landed] == [
        ("S1/7", "invoiced"),
        ("S1/8", "cancelled"),
        ("S2/7", "invoiced"),
    ]


def test_a_parent_is_looked_up_by_name_and_oneself_is_no_parent(take: Take) -> None:
    content = file_of("1,Alpha,Alpha", "2,Beta,Alpha", "3,Gamma,Delta", header="code,name,bills to")
    profile = (
        '[columns]\ncustomer_code = "code"\nname = "name"\n'
        'parent_code = { lookup = "bills to", in = "name", give = "code" }'
    )
    intake = take(content, kind="customers", profile=profile)
    assert [(problem.code, problem.line, problem.value) for problem in intake.refused] == [
        ("REF_UNKNOWN_PARENT", 4, "Delta")
    ]
    assert [row["parent_code"] for row in rows_of(intake)] == [None, "1"]


def test_a_column_the_file_does_not_have_is_refused(take: Take) -> None:
    assert codes(take(file_of(line(1)), profile='[columns]\nsite = "Plant"')) == ["COLUMN_UNKNOWN"]
    assert codes(take(file_of(line(1)), profile='[columns]\nplant = "site"')) == ["PROFILE_INVALID"]


def test_excluded_rows_are_counted_and_not_judged(take: Take) -> None:
    filters = (
        '[filters]\nexclude = [{ column = "product_code", in = ["POST", "M"] }, '
        '{ column = "order_id", starts_with = "C" }]'
    )
    rows = (line(1), line(2, product_code="POST", net_amount="x"), line(3, order_id="C7"), line(4, net_amount="x"))
    intake = take(file_of(*rows), profile=filters)
    assert (intake.rows, intake.accepted, intake.excluded) == (4, 1, 2)
    assert [problem.line for problem in intake.refused] == [5]
    assert warned(intake) == ["ROWS_EXCLUDED", "ROWS_EXCLUDED"]


def test_missing_customers_are_refused_or_left_out(take: Take) -> None:
    content = file_of(line(1), line(2, customer_code=""))
    assert codes(take(content)) == ["VALUE_MISSING"]
    left_out = take(content, profile='[filters]\nmissing_customer = "exclude"')
    assert (codes(left_out), warned(left_out), left_out.excluded) == ([], ["CUSTOMERS_MISSING"], 1)


def test_the_same_row_twice_is_refused_kept_or_dropped(take: Take) -> None:
    header = "order_id,customer_id,order_date,currency,amount"
    content = file_of(*["A,C,2025-03-14,EUR,5"] * 3, "A,C,2025-03-14,EUR,6", header=header)
    refused = take(content)
    assert [(problem.code, problem.line, problem.facts["first"]) for problem in refused.refused] == [
        ("ROW_DUPLICATE", 3, 2),
        ("ROW_DUPLICATE", 4, 2),
    ]
    assert refused.totals["net_amount"] == "11.00"
    kept = take(content, profile='[filters]\nduplicates = "keep"')
    assert (warned(kept), kept.totals["net_amount"]) == (["DUPLICATES_KEPT"], "21.00")
    assert [row["line_no"] for row in rows_of(kept)] == [1, 2, 3, 4]
    dropped = take(content, profile='[filters]\nduplicates = "drop"')
    assert (warned(dropped), dropped.totals["net_amount"], dropped.excluded) == (["DUPLICATES_DROPPED"], "11.00", 2)


def test_the_same_key_with_other_content_is_refused_on_every_row(take: Take) -> None:
    content = file_of(line(1), line(1, net_amount="999"), line(1), line(2))
    assert [(problem.code, problem.line) for problem in take(content).refused] == [
        ("KEY_DUPLICATE", 2),
        ("KEY_DUPLICATE", 3),
        ("ROW_DUPLICATE", 4),
    ]


ORDERS = "no,customer,day,freight\n1,C1,2025-03-14,7\n2,C2,2025-03-15,\n"
LINES = "no,amount,currency\n1,10,EUR\n1,20,EUR\n2,30,EUR\n"
JOINED = """
[source]
lines = "lines.csv"
orders = "orders.csv"
join = { lines = "no", orders = "no" }
[columns]
order_id = "no"
customer_code = "customer"
ordered_on = "orders.day"
net_amount = "amount"
order_freight_amount = "freight"
"""


def joined(take: Take, folder: Path, *, lines: str = LINES, orders: str = ORDERS, filters: str = "") -> Intake:
    """Take in lines with their headers."""
    (folder / "lines.csv").write_text(lines)
    (folder / "orders.csv").write_text(orders)
    return take(folder, profile=JOINED + filters)


def test_lines_take_what_stands_in_their_order_header(take: Take, tmp_path: Path) -> None:
    intake = joined(take, tmp_path)
    assert (intake.totals["net_amount"], intake.totals["freight_amount"], intake.totals["orders"]) == (
        "60.00",
        "7.00",
        2,
    )
    assert [row["customer_code"] for row in rows_of(intake)] == ["C1", "C1", "C2"]


def test_a_line_without_an_order_is_refused_or_left_out(take: Take, tmp_path: Path) -> None:
    lines = LINES + "3,40,EUR\n"
    refused = joined(take, tmp_path, lines=lines)
    assert [(problem.code, problem.line) for problem in refused.refused][:1] == [("REF_UNKNOWN_ORDER", 5)]
    assert refused.refused_count == 1
    left_out = joined(take, tmp_path, lines=lines, filters='[filters]\nmissing_order = "exclude"')
    assert (left_out.is_clean, warned(left_out)) == (True, ["ORDERS_MISSING"])


def test_a_repeated_order_is_refused_unless_it_agrees_and_is_to_be_merged(take: Take, tmp_path: Path) -> None:
    agreeing, other = ORDERS + "1,C1,2025-03-14,7\n", ORDERS + "1,C9,2025-03-14,7\n"
    merge = '[filters]\nrepeated_orders = "merge"'
    assert set(codes(joined(take, tmp_path, orders=agreeing))) == {"ORDER_REPEATED"}
    assert set(codes(joined(take, tmp_path, orders=other, filters=merge))) == {"ORDER_REPEATED"}
    merged = joined(take, tmp_path, orders=agreeing, filters=merge)
    assert (merged.totals["net_amount"], warned(merged)) == ("60.00", ["ORDERS_MERGED"])


def test_orders_without_lines_are_told(take: Take, tmp_path: Path) -> None:
    intake = joined(take, tmp_path, orders=ORDERS + "9,C9,2025-03-14,\n")
    assert warned(intake) == ["ORDERS_WITHOUT_LINES"]
