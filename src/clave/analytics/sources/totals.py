"""What the accepted rows add up to, exactly."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from clave.analytics.sources.tables import literal

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

CENT = Decimal("0.01")
AMOUNTS = ("net_amount", "list_amount", "cost_amount", "freight_amount")


def to_the_cent(value: Decimal | None) -> str | None:
    """An amount with two decimals, halves away from zero."""
    return None if value is None else format(value.quantize(CENT, ROUND_HALF_UP), "f")


def plain(value: Decimal | None) -> str | None:
    """A decimal without trailing zeros."""
    return None if value is None else format(value.normalize(), "f") if value else "0"


def day(value: Any) -> str | None:
    """A day as ISO text."""
    return value.isoformat() if value else None


def totals_of(
    connection: duckdb.DuckDBPyConnection, kind: str, landed: Path | None, one_line_an_order: bool = False
) -> dict[str, Any]:
    """The totals of one kind of rows; {} when nothing landed."""
    if landed is None:
        return {}
    rows = f"read_parquet({literal(str(landed))})"

    def ask(sql: str) -> list[tuple[Any, ...]]:
        plain = sql.replace("count(DISTINCT order_id)", "count(order_id)") if one_line_an_order else sql
        return list(connection.execute(plain.format(rows)).fetchall())

    return TOTALS[kind](ask)


Ask = Callable[[str], list[tuple[Any, ...]]]


def orders(ask: Ask) -> dict[str, Any]:
    """Amounts by currency and in all; cancelled lines do not count."""
    sums = ", ".join(f"sum({amount})" for amount in AMOUNTS)
    counts = "count(*), count(DISTINCT customer_code), count(DISTINCT order_id)"
    days = "min(ordered_on), max(ordered_on)"
    counted = "FROM {} WHERE status <> 'cancelled'"
    by_currency = ask(f"SELECT currency, count(*), {sums} {counted} GROUP BY 1 ORDER BY 1")
    lines, customers, order_count, first, last = ask(f"SELECT {counts}, {days} {counted}")[0]
    single = by_currency[0] if len(by_currency) == 1 else None
    amounts = amounts_of(single[2:]) if single else dict.fromkeys((*AMOUNTS, "net_amount_exact"))
    return {
        **amounts,
        "currency": single[0] if single else None,
        "by_currency": {code: {"lines": count, **amounts_of(rest)} for code, count, *rest in by_currency},
        "lines": lines,
        "customers": customers,
        "orders": order_count,
        "first_ordered_on": day(first),
        "last_ordered_on": day(last),
    }


def amounts_of(sums: Any) -> dict[str, str | None]:
    """The four amounts to the cent, and revenue to the last decimal."""
    return {**dict(zip(AMOUNTS, map(to_the_cent, sums), strict=True)), "net_amount_exact": plain(sums[0])}


def customers(ask: Ask) -> dict[str, Any]:
    """How many customers, and how many of them belong to another."""
    count, parents, owners = ask("SELECT count(*), count(parent_code), count(owner_email) FROM {}")[0]
    return {"customers": count, "with_parent": parents, "with_owner": owners}


def activities(ask: Ask) -> dict[str, Any]:
    """How many activities of which kind, and when."""
    days = "min(occurred_on), max(occurred_on)"
    count, buyers, first, last = ask(f"SELECT count(*), count(DISTINCT customer_code), {days} FROM {{}}")[0]
    kinds = ask("SELECT kind, count(*), sum(quantity), sum(minutes) FROM {} GROUP BY 1 ORDER BY 1")
    amounts = ask("SELECT currency, sum(amount) FROM {} WHERE amount IS NOT NULL GROUP BY 1 ORDER BY 1")
    by_kind = {kind: {"count": n, "quantity": plain(q), "minutes": plain(m)} for kind, n, q, m in kinds}
    return {
        "activities": count,
        "customers": buyers,
        "by_kind": by_kind,
        "amount_by_currency": {code: to_the_cent(amount) for code, amount in amounts},
        "first_occurred_on": day(first),
        "last_occurred_on": day(last),
    }


def contacts(ask: Ask) -> dict[str, Any]:
    """How many contacts at how many customers, and how many consented."""
    sql = "SELECT count(*), count(DISTINCT customer_code), count(*) FILTER (WHERE consent) FROM {}"
    count, at, consented = ask(sql)[0]
    return {"contacts": count, "customers": at, "with_consent": consented}


def rates(ask: Ask) -> dict[str, Any]:
    """How many rates for which pairs, and when."""
    count, first, last = ask("SELECT count(*), min(rate_date), max(rate_date) FROM {}")[0]
    pairs = [pair for (pair,) in ask("SELECT DISTINCT base || '/' || quote AS pair FROM {} ORDER BY 1")]
    return {"rates": count, "pairs": pairs, "first_rate_date": day(first), "last_rate_date": day(last)}


def people(ask: Ask) -> dict[str, Any]:
    """How many people in how many functions."""
    sql = 'SELECT count(*), count(DISTINCT "function"), count(*) FILTER (WHERE is_top_team) FROM {}'
    count, functions, top = ask(sql)[0]
    return {"people": count, "functions": functions, "top_team": top}


def training(ask: Ask) -> dict[str, Any]:
    """How many records of how many courses, and when these were completed."""
    sql = "SELECT count(*), count(DISTINCT lower(course)), min(completed_on), max(completed_on) FROM {}"
    count, courses, first, last = ask(sql)[0]
    told = {"first_completed_on": day(first), "last_completed_on": day(last)}
    return {"records": count, "courses": courses, **told}


def promises(ask: Ask) -> dict[str, Any]:
    """How many promises to how many customers."""
    count, customers = ask("SELECT count(*), count(DISTINCT customer_code) FROM {}")[0]
    return {"promises": count, "customers": customers}


def offers(ask: Ask) -> dict[str, Any]:
    """How many elements are given to how many customers."""
    count, customers, elements = ask(
        "SELECT count(*), count(DISTINCT customer_code), count(DISTINCT lower(element)) FROM {}"
    )[0]
    return {"offers": count, "customers": customers, "elements": elements}


def skills(ask: Ask) -> dict[str, Any]:
    """How many skills in how many groups."""
    count, groups = ask("SELECT count(*), count(DISTINCT skill_group) FROM {}")[0]
    return {"skills": count, "groups": groups}


TOTALS: dict[str, Callable[[Ask], dict[str, Any]]] = {
    "orders": orders,
    "customers": customers,
    "activities": activities,
    "contacts": contacts,
    "rates": rates,
    "people": people,
    "training": training,
    "promises": promises,
    "offers": offers,
    "skills": skills,
}
