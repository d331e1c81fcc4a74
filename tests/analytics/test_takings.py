"""What a customer took in spans of days: by hand, with what is not known, and in another currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from clave.analytics.ledger import Ledger
from clave.analytics.refusals import LedgerEmpty
from clave.analytics.takings import NOTHING, Asked, takings

LINES = """
COPY (SELECT customer_code, order_id, 1 AS line_no, CAST(ordered_on AS DATE) AS ordered_on, CAST(quantity AS DECIMAL(18,6)) AS quantity,
  CAST(net AS DECIMAL(18,4)) AS net_amount, CAST(list AS DECIMAL(18,4)) AS list_amount, CAST(cost AS DECIMAL(18,4)) AS cost_amount,
  CAST(1 AS DECIMAL(18,4)) AS freight_amount, 'EUR' AS currency, status,
  CAST(NULL AS DATE) AS promised_on, CAST(NULL AS DATE) AS delivered_on FROM (VALUES
  ('A', 'o1', '2025-03-01', 10, 100, 120, 60, 'invoiced'), ('A', 'o2', '2025-12-31', 4, 50, 60, 24, 'invoiced'),
  ('A', 'o3', '2025-06-01', -2, -20, -24, -12, 'credit'), ('A', 'o4', '2025-06-02', 99, 999, 999, 99, 'cancelled'),
  ('B', 'o5', '2025-07-01', 1, 10, 12, NULL, 'invoiced'), ('C', 'o6', '2026-01-05', 3, 30, 30, 15, 'invoiced')
  ) AS t(customer_code, order_id, ordered_on, quantity, net, list, cost, status)) TO '{path}' (FORMAT parquet)
"""
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    path = tmp_path / "orders.parquet"
    duckdb.execute(LINES.format(path=path))
    return Ledger(orders=(path,), digest="test")


def test_credits_are_taken_off_cancelled_lines_never_count_and_both_ends_are_in(ledger: Ledger) -> None:
    found = takings(ledger, [Asked(("A",), [YEAR])])
    taken = found.taken[0][0]
    assert (found.as_of, found.currency) == (date(2026, 1, 5), "EUR")
    assert (taken.units, taken.revenue, taken.list_revenue, taken.product_cost) == (12, 130, 156, 72)
    assert (taken.net_price, taken.unit_cost) == (Decimal(130) / 12, Decimal(6))


def test_a_cost_that_one_line_lacks_is_not_known(ledger: Ledger) -> None:
    taken = takings(ledger, [Asked(("A", "B"), [YEAR])]).taken[0][0]
    assert (taken.units, taken.product_cost, taken.unit_cost) == (13, None, None)


def test_a_span_without_orders_brought_nothing(ledger: Ledger) -> None:
    found = takings(ledger, [Asked(("C",), [YEAR, (date(2026, 1, 1), date(2026, 12, 31))]), Asked((), [YEAR])])
    assert found.taken[0][0] == NOTHING
    assert found.taken[0][1].units == 3
    assert found.taken[1] == (NOTHING,)
    assert NOTHING.net_price is None


def test_an_empty_ledger_is_refused() -> None:
    with pytest.raises(LedgerEmpty):
        takings(Ledger(orders=(), digest=""), [Asked(("A",), [YEAR])])
