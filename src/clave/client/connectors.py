"""Connectors. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from clave.client.asking import UNSET, Asking, segment


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
class FetchTold:
    """One time a connector went; `import_state` says what became of its rows."""

    number: int = UNSET
    state: str = UNSET
    started_at: datetime = UNSET
    finished_at: datetime | None = UNSET
    since: str = UNSET
    rows: int = UNSET
    added: int | None = UNSET
    changed: int | None = UNSET
    unchanged: int | None = UNSET
    import_key: str | None = UNSET
    import_state: str | None = UNSET
    code: str | None = UNSET
    detail: str = UNSET


class ConnectorsApi:
    """Connectors."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def list_connectors(self, *, limit: int = UNSET) -> Iterator[ConnectorTold]:
        """The connectors that the owner of the token sees."""
        return self._asking.pages(ConnectorTold, "/connectors", {"limit": limit})

    def see_connector(self, number: int) -> ConnectorTold:
        """One connector."""
        return cast("ConnectorTold", self._asking.read(ConnectorTold, f"/connectors/{segment(number)}", {}))

    def list_runs(self, number: int, *, limit: int = UNSET) -> Iterator[FetchTold]:
        """Every time a connector went, the newest first."""
        return self._asking.pages(FetchTold, f"/connectors/{segment(number)}/runs", {"limit": limit})

    def start_run(self, number: int) -> FetchTold:
        """Fetch what is new, up to the preview."""
        return cast("FetchTold", self._asking.write(FetchTold, "POST", f"/connectors/{segment(number)}/runs", {}))
