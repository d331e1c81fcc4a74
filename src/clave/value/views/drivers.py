"""The doors of cost drivers: the versions, an editor with a trial, one version, its file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.money import Money
from clave.value import exports
from clave.value.driver_forms import TrialGiven
from clave.value.models import CostDrivers, DriverTrial
from clave.value.queries import drivers as queries
from clave.value.rules import STATE_NAMES, State

FIGURES = ("cost", "traced", "unused", "untraced")


@doors.requires(Action.SEE_DRIVERS, methods=doors.READING)
def drivers(request: SignedIn) -> HttpResponseBase:
    """Where the costs of the latest run went, and every version."""
    used, versions = queries.latest_costs(request.user), queries.versions(request.user)
    run, costs = (used[0], costs_shown(used[1])) if used else (None, None)
    facts = {
        "versions": versions,
        "run": run,
        "costs": costs,
        "may_change": request.user.may(Action.CHANGE_DRIVERS),
        "trials": [(each, gettext(STATE_NAMES[State(each.state)])) for each in queries.own_trials(request.user)],
    }
    tables = {"driver-versions": lambda: exports.driver_versions(versions)}
    if run and costs:
        tables["costs"] = lambda: exports.driver_costs(costs, run)
        tables["drivers"] = lambda: exports.driver_takings(costs, run)
    return leaving.page(request, "value/drivers.html", facts, tables, needs=Action.EXPORT_RUNS)


@doors.requires(Action.SEE_DRIVERS, methods=doors.READING)
def version(request: SignedIn, number: int) -> HttpResponse:
    """One version as it was saved."""
    found = get_object_or_404(CostDrivers.objects.visible_to(request.user).select_related("by"), number=number)
    facts = {"version": found, "drivers": found.drivers, "is_latest": found.number == queries.latest_number()}
    return render(request, "value/driver_version.html", {**facts, "happened": happened(found)})


@doors.requires(Action.SEE_DRIVERS, methods=doors.READING)
def drivers_export(request: SignedIn, number: int) -> HttpResponse:
    """One version as DRIVERS.toml."""
    found = get_object_or_404(CostDrivers.objects.visible_to(request.user), number=number)
    name = f'attachment; filename="DRIVERS-{found.number}.toml"'
    return HttpResponse(found.text, content_type="application/toml", headers={"Content-Disposition": name})


@doors.requires(Action.CHANGE_DRIVERS, methods=doors.READING)
def trial(request: SignedIn, number: int) -> HttpResponse:
    """What these drivers would change; a part of the page while it is computed."""
    found: DriverTrial = get_object_or_404(DriverTrial.objects.visible_to(request.user), pk=number, by=request.user)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204) if found.is_at_work else HttpResponse(headers={"HX-Refresh": "true"})
    given = {"text": found.text, "reason": found.reason, "based_on": found.based_on}
    facts: dict[str, Any] = {"trial": found, "form": TrialGiven(initial=given)}
    if found.state == State.DONE:
        currency = found.found["costs"]["currency"]
        facts |= {"costs": costs_shown(found.found["costs"]), "change": Money(Decimal(found.found["change"]), currency)}
        movers = found.found["movers"]
        names = queries.names_of([mover["code"] for mover in movers])
        facts["movers"] = [mover_shown(mover, currency, names) for mover in movers]
    elif found.failure:
        facts["failure"] = gettext(found.failure["template"]) % found.failure["facts"]
    return render(request, "value/driver_trial.html", facts)


def costs_shown(costs: dict[str, Any]) -> dict[str, Any]:
    """Where costs went, as a page shows it: groups with their use, the sums, the drivers with the largest first."""
    currency = costs["currency"]
    groups = [{**group, **_amounts(group, currency), "use": _use(group)} for group in costs["groups"]]
    drivers = [{**each, "amount": Money(Decimal(each["amount"]), currency)} for each in costs["drivers"]]
    return {
        "observed": costs["observed"],
        "groups": groups,
        "totals": _amounts(costs["totals"], currency),
        "drivers": sorted(drivers, key=lambda each: -each["amount"].amount),
    }


def mover_shown(mover: dict[str, Any], currency: str, names: Mapping[str, str]) -> dict[str, Any]:
    """One customer whose contribution changes."""
    before, after = (Decimal(mover[key]) for key in ("before", "after"))
    amounts = {"before": before, "after": after, "change": after - before}
    shown = {key: Money(amount, currency) for key, amount in amounts.items()}
    code, places = mover["code"], {key: mover.get(key) for key in ("was", "becomes")}
    return {"code": code, "name": names.get(code) or code, **places, **shown, "flips": before >= 0 > after}


def _amounts(figures: dict[str, Any], currency: str) -> dict[str, Money]:
    return {name: Money(Decimal(figures[name]), currency) for name in FIGURES}


def _use(group: dict[str, Any]) -> float | None:
    """Used minutes over capacity."""
    capacity, used = group["capacity_minutes"], group["used_minutes"]
    return float(Decimal(used) / Decimal(capacity)) if used is not None and capacity and Decimal(capacity) else None
