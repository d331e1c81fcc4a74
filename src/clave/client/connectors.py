"""Connectors. Written by `make client` from the schema of the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from clave.client.asking import UNSET, Asking, segment
from clave.client.shared import RunTold


@dataclass(frozen=True)
class ConnectorTold:
    """A connector; its secret is never told."""

    number: int = UNSET
    name: str = UNSET
    program: str = UNSET
    brings: str = UNSET
    kind: str = UNSET
    address: str = UNSET
    rhythm: str = UNSET
    hour: int = UNSET
    is_paused: bool = UNSET
    brings_in_by_itself: bool = UNSET
    goes_at: datetime | None = UNSET
    read_up_to: str = UNSET
    failures: int = UNSET


@dataclass(frozen=True)
class ConnectorsTold:
    """A page of connectors, by number."""

    items: list[ConnectorTold] = UNSET
    next_cursor: str | None = UNSET


@dataclass(frozen=True)
class RunsTold:
    """A page of runs, the newest first."""

    items: list[RunTold] = UNSET
    next_cursor: str | None = UNSET


class ConnectorsApi:
    """Connectors."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def list_connectors(self, *, limit: int = UNSET, after: str = UNSET) -> ConnectorsTold:
        """The connectors that the owner of the token sees."""
        return cast(
            "ConnectorsTold", self._asking.read(ConnectorsTold, "/connectors", {"limit": limit, "after": after})
        )

    def see_connector(self, number: int) -> ConnectorTold:
        """One connector."""
        return cast("ConnectorTold", self._asking.read(ConnectorTold, f"/connectors/{segment(number)}", {}))

    def list_runs(self, number: int, *, limit: int = UNSET, after: str = UNSET) -> RunsTold:
        """Every time a connector went, the newest first."""
        return cast(
            "RunsTold",
            self._asking.read(RunsTold, f"/connectors/{segment(number)}/runs", {"limit": limit, "after": after}),
        )

    def start_run(self, number: int) -> RunTold:
        """Fetch what is new, up to the preview."""
        return cast("RunTold", self._asking.write(RunTold, "POST", f"/connectors/{segment(number)}/runs", {}))
