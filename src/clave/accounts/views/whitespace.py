"""The doors of a key account's whitespace: the grid, the same as a list, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.forms.worth import AmountField, minor
from clave.accounts.operations.whitespace import Saving, Typed, save_cells
from clave.accounts.operations.worth_files import record_taken
from clave.accounts.queries.whitespace import Cell, Grid, grid, objective_address
from clave.accounts.rules.whitespace import LENS_NAMES, STANDING_NAMES, CellStale, Lens, Standing
from clave.accounts.views.risks import key_account
from clave.kit import tables
from clave.kit.money import Money
from clave.kit.refusals import Refusal
from clave.kit.seeking import folded
from clave.kit.templatetags import figures
from clave.kit.texts import LineField
from clave.ledger.models import Customer

NAMED_GAPS = 3
POTENTIAL = AmountField(least=0, required=False)
RIVAL = LineField(most=120, required=False)


@dataclass(frozen=True)
class Field:
    """One cell as the page shows it: what it is called in the form, what is typed, and what is wrong with that."""

    cell: Cell
    name: str
    potential: str
    shown: Money | None
    wrong: str = ""

    @property
    def standing(self) -> str:
        """How sure the potential is."""
        return self.cell.typed.standing if self.cell.typed else Standing.ASSUMED

    @property
    def standing_name(self) -> str:
        """How sure it is, in the reader's language."""
        return gettext(STANDING_NAMES[self.standing])


class Misread(Exception):
    """Some cells hold what no amount or name can be: name of the cell in the form -> what to do."""

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__("cells")
        self.wrong = wrong


@doors.requires(Action.SEE_RISKS, writing=Action.CHANGE_RISKS)
def whitespace(request: SignedIn, code: str) -> HttpResponseBase:
    """What each unit of a key account buys of each offering, what it could, and from whom; who may types it here."""
    found = grid(key_account(request, code))
    if request.method != "POST":
        return _page(request, found)
    try:
        typed = _typed(found, request.POST)
        units = {unit.code: unit for unit, _ in found.rows}
        saving = save_cells(
            by=request.user, key_account=found.key_account, cells=typed, currency=found.currency, units=units,
            offerings=found.offerings,
        )  # fmt: skip
    except Misread as misread:
        return _page(request, found, 422, wrong=misread.wrong)
    except Refusal as refusal:
        return _page(request, found, refusal.http_status, sentence=refusal.sentence(gettext))
    if saving.conflicts:
        return _page(request, grid(found.key_account), 409, saving=saving)
    if not saving.saved:
        return _page(
            request, found, 422, sentence=gettext("No cell differs from what stands there now. Nothing was saved.")
        )
    told = ngettext("%(n)s cell was saved.", "%(n)s cells were saved.", saving.saved)
    messages.success(request, told % {"n": saving.saved})
    here = reverse("whitespace", args=[code])
    return redirect(f"{here}?{request.GET.urlencode()}" if request.GET else here)


@doors.requires(Action.EXPORT_RISKS, methods=doors.READING)
def whitespace_export(request: SignedIn, code: str) -> HttpResponseBase:
    """Every cell as CSV, or as a workbook with `?kind=xlsx`; who took it stands in the history."""
    held = key_account(request, code)
    kind = request.GET.get("kind", "")
    kind = kind if kind in tables.KINDS else "csv"
    found = grid(held)
    record_taken(by=request.user, key_account=held, what="whitespace", kind=kind, rows=len(found.cells))
    return tables.download(_table(found), kind, f"whitespace-{held.pk}")


def _page(
    request: SignedIn,
    found: Grid,
    status: int = 200,
    *,
    wrong: dict[str, str] | None = None,
    sentence: str = "",
    saving: Saving | None = None,
) -> HttpResponseBase:
    lens = _lens(request)
    given = request.POST if request.method == "POST" and wrong else QueryDict()
    as_list = request.GET.get("as") == "list"
    search = request.GET.get("search", "").strip()[:100] if as_list else ""
    held = _matching(found, search)
    rows = [
        _unit_row(found, unit, [_field(cell, lens, given, wrong or {}) for cell in cells], lens, is_open=bool(search))
        for unit, cells in held
    ]
    columns = [[cells[place] for _, cells in found.rows] for place in range(len(found.offerings))]
    facts: dict[str, Any] = {
        "grid": found,
        "customer": found.key_account.customer,
        "rows": rows,
        "feet": [_sums(found, column, lens) for column in columns],
        "whole": _sums(found, found.cells, lens),
        "shown": _sums(found, [cell for _, cells in held for cell in cells], lens),
        "search": search,
        "lens": lens,
        "lenses": [(key, gettext(name)) for key, name in LENS_NAMES.items()],
        "lens_name": gettext(LENS_NAMES[lens]),
        "standings": [(key, gettext(name)) for key, name in STANDING_NAMES.items()],
        "as_list": as_list,
        "gaps": [_named(found, cell) for cell in found.largest[:NAMED_GAPS]],
        "may_plan": request.user.may(Action.WRITE_PLANS),
        "may_change": request.user.may(Action.CHANGE_RISKS),
        "may_export": request.user.may(Action.EXPORT_RISKS),
        "sentence": sentence or _stale(saving),
        "conflicts": _conflicts(saving, found.currency),
        "wrong": wrong,
    }
    return render(request, "accounts/whitespace.html", facts, status=status)


def _matching(found: Grid, search: str) -> list[tuple[Customer, list[Cell]]]:
    """The units and cells with these words: all of a unit that has them, else only the offerings that do."""
    words = folded(search)
    rows = []
    for unit, cells in found.rows:
        named = words in folded(f"{unit.name} {unit.code}")
        rows.append((unit, [cell for cell in cells if named or words in folded(cell.offering)]))
    return [(unit, cells) for unit, cells in rows if cells]


def _unit_row(found: Grid, unit: Customer, fields: list[Field], lens: Lens, *, is_open: bool) -> dict[str, Any]:
    """One unit with its cells; in the list it lies open where it is the only one, was searched for, or something is wrong."""
    return {
        "unit": unit,
        "fields": fields,
        "said": sum(field.cell.potential is not None for field in fields),
        "is_open": is_open or len(found.rows) == 1 or any(field.wrong for field in fields),
        **_sums(found, [field.cell for field in fields], lens),
    }


def _lens(request: SignedIn) -> Lens:
    asked = request.GET.get("lens", "")
    return Lens(asked) if asked in list(Lens) else Lens.CONTRIBUTION


def _name(cell: Cell) -> str:
    return f"{cell.unit.pk}_{cell.place}"


def _field(cell: Cell, lens: Lens, given: QueryDict, wrong: dict[str, str]) -> Field:
    name = _name(cell)
    stands = "" if cell.potential is None else forms.NumberInput().format_value(f"{cell.potential:.0f}") or ""
    typed = given.get(f"potential_{name}", stands)
    return Field(cell, name, typed, cell.money(cell.amount(lens)), wrong.get(name, ""))


def _sums(found: Grid, cells: Any, lens: Lens) -> dict[str, Money]:
    return {
        "total": found.total(cells, lens),
        "potential": found.total(cells, Lens.POTENTIAL),
        "gap": found.total(cells, Lens.GAP),
    }


def _typed(found: Grid, given: QueryDict) -> list[Typed]:
    """What was typed into the cells that the form holds; raises Misread."""
    named = given.getlist("offering")
    typed, wrong = [], {}
    for cell in found.cells:
        if cell.offering not in named:
            continue
        name = f"{cell.unit.pk}_{named.index(cell.offering)}"
        if f"version_{name}" not in given:
            continue
        try:
            typed.append(_read(cell, name, given, found.currency))
        except forms.ValidationError as error:
            wrong[_name(cell)] = " ".join(error.messages)
    if wrong:
        raise Misread(wrong)
    return typed


def _read(cell: Cell, name: str, given: QueryDict, currency: str) -> Typed:
    """One cell; in the grid rival and standing are not asked for and stay."""
    amount = POTENTIAL.clean(given.get(f"potential_{name}", ""))
    stands = cell.typed
    rival = RIVAL.clean(given.get(f"rival_{name}", stands.rival if stands else ""))
    standing = given.get(f"standing_{name}", stands.standing if stands else Standing.ASSUMED)
    version = forms.IntegerField(min_value=0).clean(given.get(f"version_{name}"))
    kept = None if amount is None else minor(amount, currency)
    known = standing if standing in list(Standing) else Standing.ASSUMED
    return Typed(cell.unit, cell.offering, version, kept, rival, known)


def _named(found: Grid, cell: Cell) -> dict[str, Any]:
    """A large gap in words, and where it becomes an objective."""
    facts = {"gap": figures.money(cell.money(cell.gap)), "offering": cell.offering, "unit": cell.unit}
    words = gettext("Sell %(gap)s a year of %(offering)s to %(unit)s") % facts
    rival = cell.typed.rival if cell.typed else ""
    return {
        "cell": cell,
        "words": words,
        "rival": rival,
        "to": objective_address(cell, found.key_account.customer, words),
    }


def _stale(saving: Saving | None) -> str:
    if saving is None:
        return ""
    cells = ", ".join(f"{each.stands.unit} · {each.stands.offering}" for each in saving.conflicts)
    return CellStale(cells=cells).sentence(gettext)


def _conflicts(saving: Saving | None, currency: str) -> list[dict[str, Any]]:
    return [
        {
            "stands": each.stands,
            "potential": None if each.typed.potential is None else Money.from_minor(each.typed.potential, currency),
            "rival": each.typed.rival,
        }
        for each in (saving.conflicts if saving else ())
    ]


def _table(found: Grid) -> tables.Table:
    columns = [
        tables.Column("unit_code", gettext("Code")),
        tables.Column("unit", gettext("Unit")),
        tables.Column("offering", gettext("Offering")),
        tables.Column("contribution", gettext("Contribution"), "#,##0.00"),
        tables.Column("revenue", gettext("Revenue"), "#,##0.00"),
        tables.Column("potential", gettext("Potential"), "#,##0.00"),
        tables.Column("gap", gettext("Gap to the potential"), "#,##0.00"),
        tables.Column("currency", gettext("Currency")),
        tables.Column("standing", gettext("How sure")),
        tables.Column("rival", gettext("Who sells it to them")),
        tables.Column("potential_as_of", gettext("Potential as of")),
    ]
    return tables.Table(gettext("Whitespace"), columns, [_row(cell) for cell in found.cells], as_of=found.as_of)


def _row(cell: Cell) -> list[tables.Cell]:
    typed = cell.typed
    amounts: list[tables.Cell] = [cell.sold.contribution, cell.sold.revenue, cell.potential, cell.gap]
    said: list[tables.Cell] = [typed.standing, typed.rival, typed.as_of] if typed else [None, None, None]
    return [cell.unit.code, cell.unit.name, cell.offering, *amounts, cell.currency, *said]
