"""`clave promise-check`: how often a delivery promise would have been kept on past orders, before it is made."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click
from django.utils.translation import gettext

from clave.analytics.promise_check import PromiseCheck
from clave.kit.starting import on_the_database
from clave.promises.queries.checking import check, customer_named

DIGITS = 6
SHOWN = 20


@click.command("promise-check")
@click.option("--customer", "code", required=True, metavar="C", help="Code of the customer; its members count with it.")
@click.option(
    "--within-days", type=click.IntRange(0, 3_650), required=True, help="Days from the order to the last line."
)
@click.option("--product", metavar="P", help="Only the lines of this product, or of several with ; between.")
@click.option("--product-group", metavar="GROUP", help="Only the lines of this group of products.")
@click.option("--site", metavar="SITE", help="Only the lines of this site.")
@click.option("--ship-mode", metavar="MODE", help="Only the lines shipped this way.")
@click.option("--country", default="", metavar="COUNTRY", help="Only the customer's members in this country.")
@click.option(
    "--lines-percent", type=click.IntRange(1, 100), default=100, help="How much of an order must come in time."
)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only orders from this day on; without it all of them."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@on_the_database
def promise_check(
    code: str,
    within_days: int,
    country: str,
    lines_percent: int,
    since: datetime | None,
    as_json: bool,
    **asked: str | None,
) -> None:
    """Say how often a delivery promise would have been kept, with its interval (80 %) and the orders that failed."""
    names = {"product": "product_code"}
    scope = {names.get(name, name): value for name, value in asked.items() if value is not None}
    first = since.date() if since else None
    terms: dict[str, Any] = {"within_days": within_days, "lines_percent": lines_percent, "country": country}
    found = check(customer_named(code), since=first, scope=scope, **terms)
    if as_json:
        click.echo(json.dumps(facts(found), ensure_ascii=False))
        return
    for line in told(found):
        click.echo(line)


def facts(found: PromiseCheck) -> dict[str, Any]:
    """A check as JSON: shares 0..1, null where no order could be judged."""
    rate, common = found.rate, found.common
    ends = (None if each is None else round(each, DIGITS) for each in (rate.share, rate.low, rate.high))
    share, low, high = ends
    return {
        "orders": rate.judged,
        "kept": rate.kept,
        "share": share,
        "low": low,
        "high": high,
        "failures": [each.order_id for each in found.failures],
        "pending": found.pending,
        "as_of": found.as_of.isoformat(),
        "months": [{"month": f"{day:%Y-%m}", "orders": each.judged, "kept": each.kept} for day, each in found.months],
        "common": common
        and {
            "trait": common.trait,
            "value": common.value,
            "orders": common.orders,
            "failed": common.failed,
            "low": round(common.low, DIGITS),
            "high": round(common.high, DIGITS),
            "lift": None if common.lift is None else round(common.lift, DIGITS),
        },
    }


def told(found: PromiseCheck) -> list[str]:
    """A check as lines of text."""
    rate = found.rate
    if rate.share is None or rate.low is None or rate.high is None:
        return [gettext("No order can be judged up to %(day)s.") % {"day": found.as_of}]
    words = {"kept": rate.kept, "orders": rate.judged, "share": f"{rate.share:.0%}", "day": found.as_of}
    ends = {"low": f"{rate.low:.0%}", "high": f"{rate.high:.0%}"}
    line = gettext(
        "Kept in %(kept)s of %(orders)s orders up to %(day)s: %(share)s, interval (80 %%) %(low)s to %(high)s"
    )
    lines = [line % {**words, **ends}]
    if found.failures:
        lines.append(gettext("Failed: %(orders)s") % {"orders": _some([each.order_id for each in found.failures])})
    return lines


def _some(orders: list[str]) -> str:
    more = f" … (+{len(orders) - SHOWN})" if len(orders) > SHOWN else ""
    return ", ".join(orders[:SHOWN]) + more
