"""A method: a way of choosing customers, and what it makes of a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.decimals import Floats


@dataclass(frozen=True)
class Method:
    """Its name, what it means, and the amount it foresees for each customer of a snapshot in the days ahead."""

    name: str
    meaning: str
    foresee: Callable[[Snapshot], Floats]
