"""`DRIVERS.toml`: what is read, what is refused and on which line, and that it is written back without loss."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.analytics.cost_to_serve.drivers import BY_REVENUE, Attribute, Driver, DriverSet, Each, Group, Period
from clave.analytics.cost_to_serve.files import drivers_from_bytes
from clave.analytics.cost_to_serve.refusals import DriversRefused

GOOD = """\
name = "Serving, 2025"
currency = "EUR"
[period]
first = 2025-01-01
last = 2025-12-31
[constants]
cost_of_capital = 0.08
[attributes.payment_days]
default = 30
customers = { C1 = 60 }
[[groups]]
name = "Order desk"
cost = 560000
capacity = 700000
[[groups]]
name = "Freight budget"
cost = 90000.50
[[drivers]]
name = "Order handling"
each = "order"
group = "Order desk"
minutes = "8 + 0.8 * lines"
[[drivers]]
name = "Credit"
each = "order"
amount = "revenue * payment_days / 365 * cost_of_capital"
by_revenue = "credit"
"""

WRONG = [
    ("[period]", "[period", 3, "COSTS_NOT_TOML"),
    ('currency = "EUR"', 'currency = "Euro"', 2, "COSTS_VALUE_INVALID"),
    ("last = 2025-12-31", "last = 2024-12-31", 5, "COSTS_VALUE_INVALID"),
    ("last = 2025-12-31", "", 3, "COSTS_KEY_MISSING"),
    ("default = 30", 'default = "thirty"', 9, "COSTS_VALUE_INVALID"),
    ("cost = 560000\n", "cost = 5.1234567\n", 13, "COSTS_VALUE_INVALID"),
    ("cost = 560000\n", "cost = inf\n", 13, "COSTS_VALUE_INVALID"),
    ("cost = 560000\n", "cost = true\n", 13, "COSTS_VALUE_INVALID"),
    ("capacity = 700000", "capacity = -700000", 14, "COSTS_VALUE_INVALID"),
    ("capacity = 700000", "capacity = 0", 14, "COSTS_VALUE_INVALID"),
    ("capacity = 700000", 'capacity = 700000\nunit = "days"', 15, "COSTS_VALUE_INVALID"),
    ("capacity = 700000", "capacity = 700000\npractical_share = 1.2", 15, "COSTS_VALUE_INVALID"),
    ("capacity = 700000", "capacity = 700000\nminute_rate = 0.8", 15, "COSTS_VALUE_INVALID"),
    ("capacity = 700000", "capacity_days = 12", 14, "COSTS_KEY_UNKNOWN"),
    ("cost = 560000\n", "", 11, "COSTS_KEY_MISSING"),
    ('"Freight budget"', '"order desk"', 16, "COSTS_DUPLICATE"),
    ('"Credit"', '"ORDER HANDLING"', 24, "COSTS_DUPLICATE"),
    ('"Credit"', '"freight"', 24, "COSTS_DUPLICATE"),
    ('"Credit"', '""', 24, "COSTS_KEY_MISSING"),
    ("cost_of_capital = 0.08", "cost_of_capital = 0.08\nlines = 3", 8, "COSTS_DUPLICATE"),
    ("cost_of_capital = 0.08", 'cost_of_capital = 0.08\n"cost of" = 3', 8, "COSTS_VALUE_INVALID"),
    ('group = "Order desk"', 'group = "Desk"', 21, "COSTS_GROUP_UNKNOWN"),
    ('group = "Order desk"', 'group = "Freight budget"', 21, "COSTS_GROUP_UNKNOWN"),
    ('group = "Order desk"\n', "", 18, "COSTS_GROUP_UNKNOWN"),
    ('by_revenue = "credit"', 'by_revenue = "credit"\ngroup = "Order desk"', 28, "COSTS_GROUP_UNKNOWN"),
    ('each = "order"\ngroup', 'each = "customer"\ngroup', 20, "COSTS_VALUE_INVALID"),
    ('each = "order"\ngroup', "group", 18, "COSTS_KEY_MISSING"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8 + 0.8 * liness"', 22, "COSTS_EQUATION_INVALID"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8 + (0.8 * lines"', 22, "COSTS_EQUATION_INVALID"),
    ('minutes = "8 + 0.8 * lines"', "minutes = \"product_group = 'cold'\"", 22, "COSTS_EQUATION_INVALID"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "any(product_group = 3)"', 22, "COSTS_EQUATION_INVALID"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8; DROP TABLE orders"', 22, "COSTS_EQUATION_INVALID"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8.00000001"', 22, "COSTS_EQUATION_INVALID"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8"\namount = "3"', 18, "COSTS_KEY_MISSING"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8"\nwhere = "lines + 1"', 23, "COSTS_EQUATION_INVALID"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8"\nkinds = ["visit"]', 23, "COSTS_VALUE_INVALID"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8"\nfirst = 2025-13-01', 23, "COSTS_NOT_TOML"),
    ('minutes = "8 + 0.8 * lines"', 'minutes = "8"\nfirst = 2025-03-01\nlast = 2025-01-01', 24, "COSTS_VALUE_INVALID"),
    ('by_revenue = "credit"\n', "", 26, "COSTS_BY_REVENUE"),
    ('by_revenue = "credit"', 'by_revenue = "because"', 27, "COSTS_VALUE_INVALID"),
]


def refused(text: str) -> DriversRefused:
    with pytest.raises(DriversRefused) as caught:
        DriverSet.from_toml(text, "DRIVERS.toml")
    return caught.value


def test_good_drivers_are_read() -> None:
    found = DriverSet.from_toml(GOOD)
    assert [group.rate for group in found.groups] == [Decimal("0.8"), None]
    assert [driver.each for driver in found.drivers] == [Each.ORDER, Each.ORDER]
    assert found.attributes["payment_days"].customers == {"C1": 60}


@pytest.mark.parametrize(("before", "after", "line", "code"), WRONG)
def test_what_is_wrong_is_refused_on_its_line(before: str, after: str, line: int, code: str) -> None:
    assert before in GOOD
    refusal = refused(GOOD.replace(before, after, 1))
    (problem, *_) = refusal.problems
    assert problem.code == code
    assert f"line {line}" in problem.sentence()
    assert "DRIVERS.toml" in problem.sentence()


def test_every_wrong_line_is_told_at_once() -> None:
    text = (
        GOOD.replace("capacity = 700000", "capacity = -1")
        .replace("cost = 90000.50", "cost = none")
        .replace("none", '"x"')
    )
    assert [problem.line for problem in refused(text).problems] == [14, 17]


def test_a_cost_without_a_period_cannot_be_reconciled() -> None:
    text = GOOD.replace("[period]\nfirst = 2025-01-01\nlast = 2025-12-31\n", "")
    assert {problem.code for problem in refused(text).problems} == {"COSTS_KEY_MISSING"}


def test_an_empty_file_says_what_to_write() -> None:
    assert "[[drivers]]" in refused('currency = "EUR"').sentence()


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(DriversRefused, match="UTF-8"):
        drivers_from_bytes(b"\xff\xfe\x00", "DRIVERS.toml")
    with pytest.raises(DriversRefused, match="1 MB"):
        drivers_from_bytes(b"#" * 1_000_001, "DRIVERS.toml")


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)
names = st.text("abcdefghij áñ'\"\\-_#[]=", min_size=1, max_size=12).filter(str.strip)
numbers = st.decimals(min_value=0, max_value=10**9, places=6)
groups = st.lists(
    st.builds(
        Group,
        name=names,
        cost=numbers,
        capacity=st.none() | numbers.filter(lambda n: n > 0),
        unit=st.sampled_from(["minutes", "hours"]),
        practical_share=st.none() | st.decimals("0.01", 1, places=2),
        note=texts,
    ),
    max_size=3,
    unique_by=lambda group: group.name.casefold(),
)
some_drivers = st.lists(
    st.builds(
        Driver,
        name=names.map("driver {}".format),
        each=st.sampled_from([Each.ACTIVITY]),
        amount=st.sampled_from(["quantity * 2", "known(amount, 0)", "3.50", "(kind = 'O\"B') * 2"]),
        where=st.sampled_from(["", "kind in ('a', 'b') or not minutes > 3"]),
        kinds=st.lists(names, max_size=2).map(tuple),
        customers=st.lists(names, max_size=2).map(tuple),
        first=st.none() | st.dates(),
        by_revenue=st.sampled_from(["", *BY_REVENUE]),
        off_invoice=st.booleans(),
        note=texts,
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda driver: driver.name.casefold(),
)
sets = st.builds(
    DriverSet,
    currency=st.just("EUR"),
    drivers=some_drivers.map(tuple),
    groups=groups.map(tuple),
    period=st.just(Period(date(2025, 1, 1), date(2025, 12, 31))),
    constants=st.dictionaries(st.sampled_from(["cost_of_capital", "día"]), numbers),
    attributes=st.dictionaries(
        st.just("payment_days"), st.builds(Attribute, st.none() | numbers, st.dictionaries(names, numbers, max_size=3))
    ),
    name=texts,
    note=texts,
    ledger_freight=st.booleans(),
)


@given(sets)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back_equal(found: DriverSet) -> None:
    written = found.to_toml()
    assert DriverSet.from_toml(written) == found
    assert DriverSet.from_toml(written).to_toml() == written
