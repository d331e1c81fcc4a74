"""The totals of every public data set beside what is known of it: python benchmarks/data_sets.py [FOLDER].

FOLDER holds the data sets (../shared/data unless told). Each is read with its profile of the handbook, checked row by row
and scored; every figure is computed from what was taken in.
"""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from clave.analytics.book import Book, score
from clave.analytics.sources import open_ledger

HERE = Path(__file__).resolve().parent
PROFILES = HERE.parent / "docs" / "handbook" / "profiles"
SETS: dict[str, tuple[str, str]] = {
    "Northwind": ("northwind", "northwind"),
    "WWI clean": ("wwi/clean/Sale.csv", "wwi-sales"),
    "WWI raw": ("wwi/raw/FactSale.csv", "wwi-raw-sales"),
    "SAP Bikes": ("sap_sample/Sample_Bikes_Sales_content/CSV", "sap-bikes"),
    "CDNOW": ("cdnow/CDNOW_master.txt", "cdnow"),
}
KNOWN: dict[str, dict[str, str]] = {
    "Northwind": {
        "revenue": "1265793.04",
        "list revenue": "1354458.59",
        "revenue less freight": "1200850.35",
        "customers": "89",
        "orders": "830",
        "on time": "772 of 809, 95.43 %",
        "top 10": "45.0 %",
        "Gini": "0.576",
        "largest": "QUICK 110277.31, ERNSH 104874.98, SAVEA 104361.95",
    },
    "WWI clean": {"revenue": "13110877.10", "revenue less product cost": "6495284.90"},
    "WWI raw": {"revenue": "13110877.10", "revenue less product cost": "6495284.90"},
    "SAP Bikes": {"revenue": "17879642.38", "orders": "334"},
    "CDNOW": {"customers": "23570"},
}
"""What data/README.md says, as this script writes it; its Gini is held to one in the third digit (ours: 0.5755)."""


def book_of(folder: Path, name: str) -> Book:
    """The scored book of one data set."""
    path, profile = SETS[name]
    return score(open_ledger(str(folder / path), profile=PROFILES / f"{profile}.toml", today=date(2026, 12, 31)))


def figures(book: Book) -> dict[str, str]:
    """Every figure that is known of some data set, as far as this one holds it."""
    totals, table = book.totals, book.to_arrow()
    revenue = np.sort(np.array([float(each) for each in table["revenue"].to_pylist()]))
    found = {name: str(totals[name]) for name in ("revenue", "customers", "orders")}
    found["list revenue"] = str(totals["list_revenue"])
    found |= {f"revenue less {name.replace('_', ' ')}": _less(totals, name) for name in ("freight", "product_cost")}
    found["on time"] = _on_time(totals)
    found["top 10"] = f"{revenue[-10:].sum() / revenue.sum():.1%}".replace("%", " %")
    found["Gini"] = f"{gini(revenue):.4f}"
    rows = sorted(table.select(["customer_code", "revenue"]).to_pylist(), key=lambda row: -row["revenue"])[:3]
    found["largest"] = ", ".join(f"{row['customer_code']} {row['revenue']}" for row in rows)
    return found


def gini(ascending: np.typing.NDArray[np.float64]) -> float:
    """The Gini coefficient of amounts in ascending order."""
    n = len(ascending)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ascending / (n * ascending.sum()))


def _less(totals: dict[str, Any], name: str) -> str:
    cost: Decimal | None = totals[name]
    return "–" if cost is None else str(totals["revenue"] - cost)


def _on_time(totals: dict[str, Any]) -> str:
    due, kept = totals["due_orders"], totals["on_time_orders"]
    return f"{kept} of {due}, {kept / due:.2%}".replace("%", " %") if due else "–"


def main() -> None:
    """One line per figure that is known; exits 1 when one differs."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent.parent / "shared" / "data"
    differ = 0
    for name, known in KNOWN.items():
        found = figures(book_of(folder, name))
        for figure, told in known.items():
            same = found[figure] == told or (figure == "Gini" and abs(float(found[figure]) - float(told)) < 0.0015)
            differ += not same
            print(f"{name:<11}{figure:<27}{found[figure]:<52}{'as known' if same else 'known: ' + told}")
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
