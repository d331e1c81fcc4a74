"""Fills the database of a served application with orders, first cost drivers and a run that used them."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

CUSTOMERS, DAYS, LAST = 14, 700, date(2026, 3, 31)
DRIVERS = """currency = "EUR"

[[drivers]]
name = "Order handling"
each = "order"
amount = "6"
note = "What taking in an order costs."

[[drivers]]
name = "Packing"
each = "line"
amount = "2"
"""
SMALL = "K13"
"""The customer that orders most often and least at a time."""


def order_lines() -> str:
    """Customers that order every few weeks: the later the code the smaller the order and the shorter the gap."""
    lines = ["customer_code,order_id,line_no,ordered_on,quantity,net_amount,cost_amount,currency"]
    for place in range(CUSTOMERS):
        for number, age in enumerate(range(0, DAYS, 62 - 4 * place)):
            day, net = LAST - timedelta(days=age), 2_800 // (place + 1) + 7 * (number % 5)
            lines += [f"K{place:02d},O{place}-{number},1,{day},{1 + number % 3},{net}.00,{net * 6 // 10}.00,EUR"]
    return "\n".join(lines) + "\n"


def fill() -> None:
    """People in every role, imported order lines, a first version of the drivers and a finished run."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()

    from django.conf import settings

    from clave.ledger import operations as ledger
    from clave.ledger.models import ImportJob
    from clave.value.operations import drivers, running
    from tests.cast import Cast

    by = Cast().finance_partner
    file = Path(settings.DATA_DIR) / "orders.csv"
    file.write_text(order_lines(), encoding="utf-8")
    job = ledger.receive_path(by=by, kind="orders", path=str(file))
    ledger.finish_reading(job=ledger.start_reading(by=by, job=job), today=LAST)
    ledger.import_batch(by=by, job=ImportJob.objects.get(pk=job.pk), confirmed=True)
    drivers.save_drivers(by=by, text=DRIVERS, reason="Time study of 2025.", based_on=0)
    run = running.run_now(by=by)
    if not run.is_done:
        raise RuntimeError(run.failure)


if __name__ == "__main__":
    fill()
