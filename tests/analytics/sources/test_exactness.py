"""Totals are exact, and depend on nothing but the rows: not on their order, the threads or the way they are read."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.analytics.sources import IntakeSettings, Profile, take_in
from clave.analytics.sources.expressions import (
    Digits,
    Node,
    Number,
    Operand,
    Operation,
    as_sql,
    exact,
    parse,
    replaced,
    rounded,
)
from clave.analytics.sources.reading import Reading

from .conftest import TODAY, file_of, line

CENT = Decimal("0.0001")
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False)
KNOWN = IntakeSettings(today=TODAY)


def total(content: str, *, profile: str | None = None, changed: IntakeSettings = KNOWN) -> Decimal:
    """The net amount of a file to the last decimal."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text(content)
        mapped = Profile.from_toml(profile) if profile else None
        intake = take_in(path, profile=mapped, land_in=Path(folder) / "landed", settings=changed)
        assert intake.is_clean, intake.refused[0].sentence()
        return Decimal(intake.totals["net_amount_exact"])


def lines_of(amounts: list[Decimal]) -> list[str]:
    """One order line for each amount."""
    return [line(i, net_amount=f"{amount:f}", cost_amount="") for i, amount in enumerate(amounts)]


@settings(max_examples=25, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_the_total_is_the_decimal_sum_in_any_order(amounts: list[Decimal], chance: random.Random) -> None:
    expected = sum((amount.quantize(CENT, ROUND_HALF_UP) for amount in amounts), Decimal(0))
    lines = lines_of(amounts)
    assert total(file_of(*lines)) == expected
    chance.shuffle(lines)
    assert total(file_of(*lines)) == expected


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.decimals(0, 10**6, places=8, allow_nan=False),
            st.integers(-999, 999),
            st.decimals(0, 1, places=10, allow_nan=False),
        ),
        min_size=1,
        max_size=30,
    )
)
@pytest.mark.parametrize("expression", ["price * qty * (1 - share)", "price * qty / (1 + share)"])
def test_computed_amounts_are_exact_and_rounded_once(expression: str, rows: list[tuple[Decimal, int, Decimal]]) -> None:
    header = "order_id,customer_id,order_date,currency,price,qty,share"
    content = file_of(*(f"{i},C,2025-03-14,EUR,{p:f},{q},{s:f}" for i, (p, q, s) in enumerate(rows)), header=header)
    node = parse(expression, ("price", "qty", "share"))
    lines = ({"price": p, "qty": Decimal(q), "share": s} for p, q, s in rows)
    expected = sum((rounded(exact(node, values), 4) for values in lines), Decimal(0))
    assert total(content, profile=f"[columns]\nnet_amount = {{ expression = '{expression}' }}") == expected


def test_threads_and_the_way_of_reading_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    amounts = [Decimal(chance.randrange(-(10**12), 10**12)).scaleb(-5) for _ in range(30_000)]
    content = file_of(*lines_of(amounts))
    expected = sum((amount.quantize(CENT, ROUND_HALF_UP) for amount in amounts), Decimal(0))
    found = {threads: total(content, changed=replace(KNOWN, threads=threads)) for threads in (1, 2, 4)}
    assert found == dict.fromkeys((1, 2, 4), expected)
    assert total(content.replace("\n", "\r")) == expected
    monkeypatch.setattr(Reading, "is_careful", True, raising=False)
    assert total(content + "\n") == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(1, 20_000), 4, "0.0001"),
        (Fraction(-1, 20_000), 4, "-0.0001"),
        (Fraction(49_999, 10**9), 4, "0.0000"),
        (Fraction(5, 2), 0, "3"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: Fraction, places: int, expected: str) -> None:
    assert rounded(value, places) == Decimal(expected)


def numbers(node: Node) -> dict[str, Decimal]:
    """Two columns for expressions."""
    return {"a": Decimal("2.5"), "b b": Decimal(4)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "2.5"),
        ("a - b b - 1", "-2.5"),
        ("a - (b b - 1)", "-0.5"),
        ("2 * -a", "-5"),
        ("1 + 2 * 3 / 4", "2.5"),
        ("8 / b b / 2", "1"),
        ("[b b] * A", "10"),
        ("0.1 + 0.2", "0.3"),
    ],
)
def test_arithmetic_has_the_usual_precedence(text: str, value: str) -> None:
    node = parse(text, ("a", "b b", "b"[:0] or "c"))
    assert exact(node, numbers(node)) == Fraction(Decimal(value))


def test_a_longer_name_wins_over_a_shorter_one() -> None:
    assert parse("Unit Price * Unit", ("Unit", "Price", "Unit Price")) == Operation(
        "*", Operand("Unit Price"), Operand("Unit")
    )


def test_parts_can_be_put_in_for_columns() -> None:
    node = replaced(parse("a * 2", ("a",)), {"a": Number(Decimal(3))})
    assert exact(node, {}) == 6


def test_what_38_digits_may_not_hold_is_not_given_to_the_engine() -> None:
    node = parse("a * a", ("a",))
    cast: Callable[[str, str], str] = lambda name, type_: f"{name}::{type_}"  # noqa: E731
    assert as_sql(node, {"a": Digits(9, 10)}, cast) == ("(a::DECIMAL(19,10) * a::DECIMAL(19,10))", Digits(18, 20))
    assert as_sql(node, {"a": Digits(10, 10)}, cast) is None
    assert as_sql(parse("a / 2", ("a",)), {"a": Digits(1, 0)}, cast) is None


def test_the_day_is_no_part_of_the_total() -> None:
    assert total(file_of(line(1)), changed=replace(KNOWN, today=date(2030, 1, 1))) == 1000
