"""Days of orders to look back on: the public sets of ../shared, the demo company, and simulated bases."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.ledger_shapes import DESIGN, HELD_BACK, simulate
from tests.analytics.ledgers import SHARED, cdnow, northwind

from clave.analytics.lifetime.past import Past
from clave.demo.files import build_company

EPOCH = date(1970, 1, 1).toordinal()
DEMO_UNTIL = date(2026, 3, 31)
Row = tuple[str, date, float, bool]


def past_of(rows: Iterable[Row]) -> Past:
    """Customer, day, value and whether it is an order, summed by customer and day."""
    kept = list(rows)
    places = {code: place for place, code in enumerate(sorted({row[0] for row in kept}))}
    days: dict[tuple[int, int], list[float]] = {}
    for code, day, value, bought in kept:
        entry = days.setdefault((places[code], day.toordinal() - EPOCH), [0.0, 0.0])
        entry[0] += value
        entry[1] = max(entry[1], float(bought))
    place, day_numbers = np.array(sorted(days)).T
    value, bought_on = np.array([days[key] for key in sorted(days)]).T
    return Past(place, day_numbers, value, bought_on > 0)


def read(*parts: str, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """The rows of a file of ../shared/data."""
    with SHARED.joinpath("data", *parts).open(encoding="utf-8-sig") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def northwind_rows() -> Iterator[Row]:
    """Revenue less freight."""
    for row in northwind():
        yield row["customer_code"], row["ordered_on"], float(row["net_amount"] - row["freight_amount"]), True


def cdnow_rows() -> Iterator[Row]:
    """Revenue."""
    return ((row["customer_code"], row["ordered_on"], float(row["net_amount"]), True) for row in cdnow())


def wwi_rows() -> Iterator[Row]:
    """Profit of the lines whose customer is known."""
    for row in read("wwi", "clean", "Sale.csv"):
        if row["Customer Key"] != "0":
            yield row["Customer Key"], date.fromisoformat(row["Invoice Date Key"]), float(row["Profit"]), True


def sap_rows() -> Iterator[Row]:
    """Net amounts of the bicycle seller."""
    for row in read("sap_sample", "Sample_Bikes_Sales_content", "CSV", "SalesOrders.csv"):
        yield row["PARTNERID"], date.fromisoformat(row["CREATEDAT"]), float(row["NETAMOUNT"]), True


def demo_rows(seed: int) -> Iterator[Row]:
    """Net amount less product cost and freight of the demo company."""
    text = build_company(seed=seed, until=DEMO_UNTIL).contents["orders.csv"].decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        if row["status"] != "cancelled":
            net, cost, freight = (float(row[name] or 0) for name in ("net_amount", "cost_amount", "freight_amount"))
            bought = row["status"] != "credit" and net >= 0
            yield row["customer_code"], date.fromisoformat(row["ordered_on"]), net - cost - freight, bought


def simulated(name: str) -> Past:
    """A simulated base by its shape."""
    drawn = simulate({**DESIGN, **HELD_BACK}[name], seed=7)
    return Past(drawn["place"], drawn["day"], drawn["contribution"], drawn["bought"])


def pasts() -> Iterator[tuple[str, Past]]:
    """Every base by name."""
    sets = {"northwind": northwind_rows, "cdnow": cdnow_rows, "wwi": wwi_rows, "sap bikes": sap_rows}
    for name, rows in sets.items():
        yield name, past_of(rows())
    for seed in (1, 2):
        yield f"demo company {seed}", past_of(demo_rows(seed))
    for name in (*DESIGN, *HELD_BACK):
        yield f"~ {name}", simulated(name)
