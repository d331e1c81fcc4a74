"""A validated ledger: Parquet files of checked rows, with what is known about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clave.analytics.cost_to_serve.drivers import DriverSet


@dataclass(frozen=True)
class Ledger:
    """Rows that passed every check, as files in the contract's types; the only input of every measure.

    Order files hold every column of `schema.ORDERS` (missing ones are NULL): keys and text as VARCHAR, dates as
    DATE, `quantity` as DECIMAL(18,6), money as DECIMAL(18,4), `line_no` as BIGINT.
    """

    orders: tuple[Path, ...]
    digest: str
    """SHA-256 over the content digests of all files: the same rows in the same files give the same digest."""
    activities: tuple[Path, ...] = ()
    rates: tuple[Path, ...] = ()
    has_corrections: bool = False
    """True when a later file holds rows that replace rows of an earlier one (same order and line)."""
    one_line_orders: bool = False
    """True when no two lines share an order, as far as that is known: then a line is an order."""
    reporting_currency: str | None = None
    """The currency of every result; None means the single currency of the orders."""
    drivers: DriverSet | None = None
    """How cost to serve is traced; None means freight of the order lines alone."""
    segments: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The segment of a customer by its code, where the customer file names one."""
