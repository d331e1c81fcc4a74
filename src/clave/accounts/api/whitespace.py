"""The doors of the whitespace of key accounts for other programs: every cell, and what somebody types into some of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.operations.whitespace import Typed, save_cells
from clave.accounts.queries.whitespace import Cell, Grid, grid
from clave.accounts.rules.whitespace import CellTwice, OfferingUnknown, Standing, UnitUnknown
from clave.accounts.worth_gates import of_worth
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, Answer, Asked, PreconditionFailed, etag, refuse_stale
from clave.portfolio.models import KeyAccount

router = Router(tags=[gettext_noop("Whitespace")])
MOST_CELLS = 1_000


class CellTold(Answer):
    """One unit and one offering: sold in 12 months, potential and gap, null where not known."""

    unit: str
    offering: str
    revenue: Decimal
    contribution: Decimal | None
    potential: Decimal | None
    gap: Decimal | None
    standing: str | None
    rival: str | None
    version: int


class WhitespaceTold(Answer):
    """The whitespace of one key account."""

    customer: str
    currency: str
    as_of: date | None
    cells: list[CellTold]


class CellAsked(Asked):
    """What a unit could buy of an offering in a year, in minor units, who sells it to them, and how sure that is."""

    unit: str = Field(min_length=1, max_length=64)
    offering: str = Field(min_length=1, max_length=300)
    potential_minor: Annotated[int, Field(ge=0, le=10**14)] | None
    rival: str = Field("", max_length=120)
    standing: Standing = Standing.ASSUMED


class WhitespaceAsked(Asked):
    """The cells to change; cells that are left out stay."""

    cells: list[CellAsked] = Field(min_length=1, max_length=MOST_CELLS)


@router.get(
    "/key-accounts/{customer:code}/whitespace", response=WhitespaceTold, url_name="whitespace", openapi_extra=ETAG,
    summary=gettext_noop("The whitespace of a key account"),
)  # fmt: skip
@requires(Action.SEE_RISKS)
def whitespace(request: SignedIn, response: HttpResponse, code: str) -> dict[str, Any]:
    """Its units against our offerings; the ETag is what a change of cells needs."""
    return _tagged(response, grid(_held(request, code)))


@router.put(
    "/key-accounts/{customer:code}/whitespace", response=WhitespaceTold, url_name="whitespace", openapi_extra=IF_MATCH,
    summary=gettext_noop("Change cells of the whitespace"),
)  # fmt: skip
@requires(Action.CHANGE_RISKS)
def cells_changed(request: SignedIn, response: HttpResponse, code: str, asked: WhitespaceAsked) -> dict[str, Any]:
    """Say what units could buy, from whom they buy it today, and how sure that is; all or nothing."""
    found = grid(_held(request, code))
    refuse_stale(request, _version(found))
    units = {unit.code: unit for unit, _ in found.rows}
    with transaction.atomic():
        saving = save_cells(
            by=request.user, key_account=found.key_account, cells=_typed(found, asked.cells), currency=found.currency,
            units=units, offerings=found.offerings,
        )  # fmt: skip
        if saving.conflicts:
            raise PreconditionFailed
    return _tagged(response, grid(found.key_account))


def _typed(found: Grid, asked: Iterable[CellAsked]) -> list[Typed]:
    """The cells that are named, in the versions that were read. Raises UnitUnknown, OfferingUnknown and CellTwice."""
    known = {(cell.unit.code, cell.offering): cell for cell in found.cells}
    units, typed = {cell.unit.code for cell in found.cells}, {}
    for each in asked:
        key = (each.unit, each.offering)
        if each.unit not in units:
            raise UnitUnknown(unit=each.unit)
        if key not in known:
            raise OfferingUnknown(offering=each.offering)
        if key in typed:
            raise CellTwice(unit=each.unit, offering=each.offering)
        cell = known[key]
        typed[key] = Typed(cell.unit, each.offering, cell.version, each.potential_minor, each.rival, each.standing)
    return list(typed.values())


def _version(found: Grid) -> int:
    """The version of a grid: every change of a cell adds one."""
    return sum(cell.version for cell in found.cells)


def _tagged(response: HttpResponse, found: Grid) -> dict[str, Any]:
    response.headers["ETag"] = etag(_version(found))
    told = {"customer": found.key_account.customer.code, "currency": found.currency, "as_of": found.as_of}
    return {**told, "cells": [cell_told(cell) for cell in found.cells]}


def cell_told(cell: Cell) -> dict[str, Any]:
    """A cell as the API tells it."""
    typed = cell.typed
    said = {"standing": typed.standing if typed else None, "rival": typed.rival if typed else None}
    amounts = {"revenue": cell.sold.revenue, "contribution": cell.sold.contribution}
    amounts |= {"potential": cell.potential, "gap": cell.gap}
    return {"unit": cell.unit.code, "offering": cell.offering, "version": cell.version, **amounts, **said}


def _held(request: SignedIn, code: str) -> KeyAccount:
    seen = KeyAccount.objects.current().filter(of_worth(request.user, "customer_id")).select_related("customer")
    found: KeyAccount = get_object_or_404(seen, customer__code=code)
    return found
