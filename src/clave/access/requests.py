"""Which request is being answered, so that the history can quote it without operations carrying it around."""

from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("clave_request_id", default="")
