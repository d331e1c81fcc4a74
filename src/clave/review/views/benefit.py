"""The doors of the proof of benefit: the answer, a new statement, one computed again, costs, and files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.computed_again import why_it_differs
from clave.kit.money import Money
from clave.kit.refusals import Refusal
from clave.kit.tables import Table, download
from clave.kit.texts import status_of
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.review.benefit_words import StatementShown
from clave.review.exports import benefit as exports
from clave.review.forms.benefit import CostForm
from clave.review.models import BenefitCheck, BenefitStatement, ProgrammeCost
from clave.review.operations import benefit as operations
from clave.review.operations.benefit_exports import record_benefit_taken
from clave.review.operations.programme_costs import enter_cost, withdraw_cost
from clave.review.queries import benefit as queries
from clave.review.queries.benefit_before import seeable
from clave.review.queries.benefit_panel import built
from clave.review.rules.benefit import STEPS, refuse_method
from clave.value.models import Run
from clave.value.rules import State

SHOWN_CHECKS = 5


@doors.requires(Action.SEE_BENEFIT, methods=doors.READING)
def benefit(request: SignedIn) -> HttpResponse:
    """What the programme added, by the newest statement; a bare before-and-after figure is refused."""
    try:
        refuse_method(request.GET.get("method", ""))
    except Refusal as refusal:
        return _page(request, queries.latest_statement(request.user), refusal.sentence(gettext), refusal.http_status)
    return _page(request, queries.latest_statement(request.user))


@doors.requires(Action.SEE_BENEFIT, methods=doors.READING)
def benefit_statement(request: SignedIn, statement: str) -> HttpResponse:
    """One statement as it was made."""
    return _page(request, _statement(request, statement))


@doors.requires(Action.STATE_BENEFIT, methods=["POST"])
def state_benefit(request: SignedIn) -> HttpResponse:
    """Have the benefit stated from the latest run."""
    try:
        made = operations.queue_statement(by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
        return redirect("benefit")
    if made.is_done:
        messages.info(request, gettext("Nothing has changed since: statement %(code)s stands.") % {"code": made})
    return redirect("benefit")


@doors.requires(Action.STATE_BENEFIT, methods=["POST"])
def check_benefit(request: SignedIn, statement: str) -> HttpResponse:
    """Compute a statement again, to see whether it comes out the same."""
    found = _statement(request, statement)
    try:
        again = operations.check_statement(by=request.user, statement=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
        return redirect("benefit-statement", found.short_code)
    if again.check.is_same:
        messages.success(request, gettext("It comes out the same, to the last digit."))
    else:
        messages.error(request, gettext("It comes out differently: %(what)s.") % {"what": ", ".join(again.differences)})
    return redirect("benefit-statement", found.short_code)


@doors.requires(Action.CHANGE_PROGRAMME_COSTS, methods=["POST"])
def enter_programme_cost(request: SignedIn) -> HttpResponse:
    """Say what something of the programme costs a year."""
    form = _form(request, request.POST)
    latest = queries.latest_statement(request.user)
    if not form.is_valid():
        return _page(request, latest, status=status_of(form), form=form)
    try:
        enter_cost(by=request.user, **form.values)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, latest, status=refusal.http_status, form=form)
    messages.success(request, gettext("The cost is kept. It counts in the next statement."))
    return redirect("benefit")


@doors.requires(Action.CHANGE_PROGRAMME_COSTS, methods=["POST"])
def withdraw_programme_cost(request: SignedIn, pk: int) -> HttpResponse:
    """Say that a cost was wrong."""
    cost: ProgrammeCost = get_object_or_404(ProgrammeCost.objects.visible_to(request.user), pk=pk)
    try:
        withdraw_cost(by=request.user, cost=cost)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    return redirect("benefit")


@doors.requires(Action.EXPORT_BENEFIT, methods=doors.READING)
def benefit_export(request: SignedIn, statement: str) -> HttpResponseBase:
    """The results of a statement as a file."""
    found = _finished(request, statement)
    return _taken(request, found, "results", exports.results(found, _names(found)))


@doors.requires(Action.EXPORT_BENEFIT, methods=doors.READING)
def benefit_panel_export(request: SignedIn, statement: str) -> HttpResponseBase:
    """The panel that a statement rests on as a file."""
    found = _finished(request, statement)
    return _taken(request, found, "panel", exports.panel(found, built(found.run, found.inputs)))


def _taken(request: SignedIn, found: BenefitStatement, part: str, table: Table) -> HttpResponseBase:
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    file = download(table, kind, f"benefit-{part}-{found.short_code}")
    record_benefit_taken(by=request.user, statement=found, part=part, kind=kind)
    return file


def _statement(request: SignedIn, statement: str) -> BenefitStatement:
    rows = BenefitStatement.objects.visible_to(request.user).select_related(*queries.RELATED)
    found: BenefitStatement = get_object_or_404(rows, short_code=statement)
    return found


def _finished(request: SignedIn, statement: str) -> BenefitStatement:
    rows = BenefitStatement.objects.visible_to(request.user).select_related(*queries.RELATED)
    found: BenefitStatement = get_object_or_404(rows, short_code=statement, state=State.DONE)
    return found


def _names(found: BenefitStatement) -> dict[str, str]:
    codes = [each["code"] for each in found.inputs["members"]]
    return dict(Customer.objects.filter(code__in=codes).values_list("code", "name"))


def _form(request: SignedIn, *typed: Any, **words: Any) -> CostForm:
    held = KeyAccount.objects.visible_to(request.user).select_related("customer").order_by("customer__name")
    return CostForm(*typed, key_accounts=held, **words)


def _failure(found: BenefitStatement | None) -> str:
    failure = found.failure if found else None
    return gettext(failure["template"]) % failure["facts"] if failure else ""


def _before(request: SignedIn) -> dict[str, Any]:
    """What can be said before the first statement."""
    members = set(KeyAccount.objects.visible_to(request.user).current().values_list("customer_id", flat=True))
    run = Run.objects.latest_done()
    return {"seeable": seeable(request.user, run, members), "has_run": run is not None, "members": len(members)}


def _checks(statement: BenefitStatement) -> list[tuple[BenefitCheck, str]]:
    """The latest times that a statement was computed again, each with what a difference means."""
    checks = statement.checks.select_related("by", "statement")[:SHOWN_CHECKS]
    first = statement.code_version
    return [(each, "" if each.is_same else why_it_differs(first, each.code_version)) for each in checks]


def _page(
    request: SignedIn, found: BenefitStatement | None, wrong: str = "", status: int = 200, form: CostForm | None = None
) -> HttpResponse:
    made = list(queries.history(request.user))
    work = next((each for each in made if each.is_at_work), None)
    may_cost = request.user.may(Action.CHANGE_PROGRAMME_COSTS)
    is_done = bool(found and found.is_done)
    currency = found.currency if found else "EUR"
    first = {"currency": currency, "starts_on": timezone.localdate()}
    facts = {
        "statement": found,
        "shown": StatementShown(queries.Told(found), _names(found)) if found and is_done else None,
        "before": {} if is_done else _before(request),
        "failed": _failure(found if found and not is_done else next(iter(made), None)),
        "work": work,
        "steps": [(name == (work.step if work else ""), gettext(words)) for name, words in STEPS.items()],
        "history": [(each, queries.Told(each) if each.is_done else None) for each in made],
        "checks": _checks(found) if found and is_done else [],
        "costs": [
            (each, Money.from_minor(each.yearly_cost, each.currency)) for each in queries.programme_costs(request.user)
        ],
        "form": (form or _form(request, initial=first)) if may_cost else None,
        "is_asked": form is not None,
        "wrong": wrong,
        "may_state": request.user.may(Action.STATE_BENEFIT),
        "may_export": request.user.may(Action.EXPORT_BENEFIT) and is_done,
        "may_see_runs": request.user.may(Action.SEE_RUNS),
    }
    return render(request, "review/benefit.html", facts, status=status)
