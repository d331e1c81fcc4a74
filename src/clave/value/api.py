"""The doors of customers and runs for other programs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Limit, newest_first, page, read_cursor
from clave.value.api_answers import (
    CustomerInRun,
    Customers,
    RunAsked,
    Runs,
    RunTold,
    customer_told,
    in_run,
    run_told,
)
from clave.value.fields import reading
from clave.value.models import BookRow, Run
from clave.value.operations.running import queue_run
from clave.value.queries.choosing import COSTS, Asked, Selection, latest_run, selection
from clave.value.queries.customer import visible_customers
from clave.value.queries.customers import figures_of
from clave.value.refusals import NoRunYet

CUSTOMERS, RUNS = gettext_noop("Customers"), gettext_noop("Runs")
router = Router()


@router.get(
    "/customers", response=Customers, exclude_unset=True, tags=[CUSTOMERS], url_name="customers",
    summary=gettext_noop("Customers by code, with the figures of the latest run"),
)  # fmt: skip
@requires(Action.SEE_CUSTOMERS)
def customers(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every customer in the owner's scope. All pages of one list are of the same run."""
    run, after = _place(cursor)
    found = _singles(request, run)
    rows = figures_of(found, found.columns).filter(customer__code__gt=after).order_by("customer__code")
    shown, following = page(rows[: limit + 1], limit, lambda row: (run.short_code, row["customer__code"]))
    return {**in_run(run), "items": [customer_told(found, row) for row in shown], "next_cursor": following}


@router.get(
    "/customers/{customer:code}", response=CustomerInRun, exclude_unset=True, tags=[CUSTOMERS], url_name="customer",
    summary=gettext_noop("One customer, with the figures of the latest run"),
)  # fmt: skip
@requires(Action.SEE_CUSTOMERS)
def customer(request: SignedIn, code: str) -> dict[str, Any]:
    """One customer in the owner's scope, with all that rolls up into it."""
    reads = reading(request.user, timezone.localdate())
    known = get_object_or_404(visible_customers(reads), code=code)
    run = _latest()
    found = selection(run, reads, Asked())
    rows = BookRow.objects.visible_to(request.user, reads.on).filter(run=run, customer=known).annotate(costs=COSTS)
    row = figures_of(replace(found, rows=rows), found.columns).order_by("-is_group").first()
    told = customer_told(found, row) if row else {"code": known.code, "members": 0, "name": known.name}
    return {**in_run(run), **told}


@router.get(
    "/runs", response=Runs, tags=[RUNS], url_name="runs", summary=gettext_noop("Runs, newest first"),
)  # fmt: skip
@requires(Action.SEE_RUNS)
def runs(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every run, whatever became of it."""
    return newest_first(Run.objects.visible_to(request.user).select_related("data_version"), limit, cursor, run_told)


@router.post(
    "/runs", response={200: RunTold, 202: RunTold}, tags=[RUNS], url_name="runs",
    summary=gettext_noop("Start a run"),
)  # fmt: skip
@requires(Action.START_RUN)
def start_run(request: SignedIn, response: HttpResponse, asked: RunAsked) -> Status[Any]:
    """Have what every customer is worth computed; the same inputs give the run there is, at once."""
    run = queue_run(by=request.user, **asked.parameters)
    response.headers["Location"] = f"/api/v1/runs/{run.short_code}"
    return Status(200 if run.is_done else 202, run_told(run))


@router.get("/runs/{code}", response=RunTold, tags=[RUNS], url_name="run", summary=gettext_noop("One run"))
@requires(Action.SEE_RUNS)
def run(request: SignedIn, code: str) -> dict[str, Any]:
    """One run: what went in, where it stands, what came out."""
    seen = Run.objects.visible_to(request.user).select_related("data_version")
    return run_told(get_object_or_404(seen, short_code=code))


def _place(cursor: str) -> tuple[Run, str]:
    """Which run a page of customers is of, and after which code it begins."""
    after = read_cursor(cursor, str, str)
    if after is None:
        return _latest(), ""
    found = Run.objects.filter(short_code=after[0], state="done").first()
    if found is None:
        raise Http404
    return found, after[1]


def _latest() -> Run:
    run = latest_run()
    if run is None:
        raise NoRunYet
    return run


def _singles(request: SignedIn, run: Run) -> Selection:
    return selection(run, reading(request.user, timezone.localdate()), Asked(singles=True))
