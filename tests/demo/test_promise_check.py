"""The standing promises of the demo company, judged from its order lines as they would be in anybody's ledger."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from clave.analytics.promise_check import DeliveryPromise, check_promises
from tests.analytics.ledgers import ledger_of, line
from tests.demo.conftest import UNTIL, Rows

LIMITS = {"within_days", "by_promised_day", "express_on_time"}
KEPT = ("ship_mode", "site", "product_code", "status")


def lines_of(rows: Rows) -> list[dict[str, Any]]:
    days = ("promised_on", "delivered_on")
    return [
        line(row["customer_code"], row["order_id"], date.fromisoformat(row["ordered_on"]), "1.00")
        | {name: date.fromisoformat(row[name]) if row[name] else None for name in days}
        | {name: row[name] for name in KEPT}
        for row in rows["orders"]
        if row["status"] != "credit"
    ]


def test_the_judge_finds_the_broken_orders_that_the_generator_planted(rows: Rows, truth: Any, tmp_path: Path) -> None:
    members = defaultdict(set)
    for row in rows["customers"]:
        members[row["parent_code"] or row["customer_code"]].add(row["customer_code"])
    promises = [
        DeliveryPromise(
            tuple(sorted(members[each["account_code"]] | {each["account_code"]})),
            within_days=each["within_days"],
            since=date.fromisoformat(each["since"]),
            scope={"ship_mode": "express 48 h"} if each["measure"] == "express_on_time" else {},
        )
        for each in truth["promises"]
    ]
    assert {each["measure"] for each in truth["promises"]} == LIMITS
    found = check_promises(ledger_of(tmp_path, lines_of(rows)), promises, as_of=UNTIL)
    for told, check in zip(truth["promises"], found, strict=True):
        assert {each.order_id for each in check.failures} == set(told["broken_order_ids"]), told["promise_id"]
        assert check.rate.judged == told["orders_judged"]
