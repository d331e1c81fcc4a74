"""What several parts of the API tell. Written by `make client` from the schema of the API."""

from __future__ import annotations

from dataclasses import dataclass

from clave.client.asking import UNSET


@dataclass(frozen=True)
class Amount:
    """An exact amount of money as a decimal text, with its currency."""

    amount: str = UNSET
    currency: str = UNSET


@dataclass(frozen=True)
class Failure:
    """Why nothing came of it."""

    code: str = UNSET
    detail: str = UNSET
