"""Fills the database of a served application with a customer that has bought for two years, its manager, and those who decide."""

from __future__ import annotations

import os
from pathlib import Path

HEADER = (
    "order_id,line_no,product_code,customer_code,ordered_on,currency,quantity,net_amount,"
    "list_amount,cost_amount,freight_amount"
)
LINES = (
    "o1,1,PUMP-1,GOOD,2025-02-01,EUR,60,120000.00,126000.00,85200.00,0.00",
    "o2,1,PUMP-1,GOOD,2025-11-01,EUR,50,100000.00,105000.00,71000.00,0.00",
    "o3,1,SEAL-9,GOOD,2025-11-02,EUR,900,900.00,900.00,300.00,0.00",
    "o4,1,PUMP-1,GOOD,2026-03-31,EUR,30,60000.00,63000.00,42600.00,0.00",
)


def fill() -> None:
    """People in every role, a run of the end of March 2026, orders up to then, and a rate of the dollar of that day."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()

    from django.conf import settings

    from clave.ledger.models import DailyRate
    from tests.cast import Cast
    from tests.ledger.imports import bring, write
    from tests.value.book import AS_OF
    from tests.value.dealing import Dealing

    Dealing(Cast())
    bring(write(Path(settings.DATA_DIR) / "orders.csv", *LINES, header=HEADER))
    DailyRate.objects.create(rate_date=AS_OF, base="USD", quote="EUR", rate="0.8")


if __name__ == "__main__":
    fill()
