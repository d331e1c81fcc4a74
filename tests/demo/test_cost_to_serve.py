"""With its true drivers typed in, what serving each demo customer cost comes out as it truly was, as far as files tell."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from clave.analytics.book import score
from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.analytics.sources import open_ledger
from clave.demo.files import DemoFiles
from tests.demo.conftest import UNTIL, Rows


def true_drivers(truth: Any) -> DriverSet:
    """The hidden drivers as a person would type them."""
    rows = ['currency = "EUR"', "ledger_freight = false"]
    for driver in truth["cost_drivers"]:
        name = driver["driver"]
        if driver["minute_eur"]:
            rows.append(f'[[groups]]\nname = "{name}"\nminute_rate = {driver["minute_eur"]}')
            minutes = "minutes"
            if name == "order_handling":
                minutes = f"{driver['minutes_per_order']} + {driver['minutes_per_line']} * count(not is_return)"
            each = "order" if name == "order_handling" else "activity"
            kinds = "" if name == "order_handling" else f'\nkinds = ["{driver["activity_kind"]}"]'
            rows.append(
                f'[[drivers]]\nname = "{name}"\neach = "{each}"\ngroup = "{name}"\nminutes = "{minutes}"{kinds}'
            )
        if driver.get("amount_eur") or name == "late_payment":
            kinds = f'kinds = ["{driver["activity_kind"]}"]'
            rows.append(f'[[drivers]]\nname = "{name}, paid"\neach = "activity"\namount = "amount"\n{kinds}')
    return DriverSet.from_toml("\n".join(rows))


def cancelled_eur(truth: Any, lines: list[dict[str, str]]) -> dict[str, float]:
    """Customer -> what handling its cancelled lines, and its orders of nothing else, truly cost."""
    handling = next(driver for driver in truth["cost_drivers"] if driver["driver"] == "order_handling")
    alive = {row["order_id"] for row in lines if row["status"] != "cancelled"}
    minutes: dict[str, float] = defaultdict(float)
    dead = set()
    for row in lines:
        if row["status"] == "cancelled":
            minutes[row["customer_code"]] += handling["minutes_per_line"]
            if row["order_id"] not in alive | dead:
                dead.add(row["order_id"])
                minutes[row["customer_code"]] += handling["minutes_per_order"]
    return {code: taken * handling["minute_eur"] for code, taken in minutes.items()}


def test_the_true_drivers_give_the_true_cost_of_every_customer(
    files: DemoFiles, truth: Any, rows: Rows, tmp_path: Path
) -> None:
    for name in ("orders.csv", "activities.csv", "rates.csv"):
        (tmp_path / name).write_bytes(files.contents[name])
    ledger = open_ledger(
        tmp_path / "orders.csv",
        activities=tmp_path / "activities.csv",
        rates=tmp_path / "rates.csv",
        reporting_currency="EUR",
        today=UNTIL,
    )
    book = score(ledger, costs=true_drivers(truth), as_of=UNTIL)
    found = dict(zip(*(book.exact[name].to_pylist() for name in ("customer_code", "cost_to_serve")), strict=True))
    true = {each["customer_code"]: each["to_date"]["cost_to_serve_eur"] for each in truth["customers"]}
    unseen = cancelled_eur(truth, rows["orders"])
    gaps = {code: true[code] - float(cost) for code, cost in found.items()}
    for code, gap in gaps.items():
        assert gap == pytest.approx(unseen.get(code, 0.0), abs=0.01)
    widest = max(gap / true[code] for code, gap in gaps.items() if true[code])
    print(
        f"{len(gaps)} customers: {sum(map(float, found.values())):,.2f} of {sum(true[code] for code in found):,.2f} EUR; "
    )
    print(f"the widest gap is {widest:.2%} of a customer's cost, all of it cancelled lines")
    assert 0 < widest < 0.01
