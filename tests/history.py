"""How tests reach behind the history, as somebody with the database's own password could."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_seal = importlib.import_module("clave.access.migrations.0002_seal_history")


@contextmanager
def forged() -> Iterator[None]:
    """While this lasts, the database lets the history be changed."""
    with connection.cursor() as cursor:
        for statement in _seal.unsealing(connection.vendor):
            cursor.execute(statement)
        yield
        for statement in _seal.sealing(connection.vendor):
            cursor.execute(statement)
