"""The doors of pay: the register of who is paid on what, and the simulator of ways of paying."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import taken
from clave.access.policy import Action, FieldClass, Scope
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.people import pay_exports as exports
from clave.people.models import PayPlan, PayProposal
from clave.people.operations import paying as operations
from clave.people.pay_forms import EndPlanForm, PayPlanForm, TryForm, slid
from clave.people.queries import pay as queries
from clave.people.queries.simulating import simulated
from clave.people.queries.valuations import runs_beside
from clave.people.rules.scorecards import DIFFERENCE_WORDS
from clave.people.views import pay_words as words


@doors.requires(Action.SEE_PAY, writing=Action.CHANGE_PAY)
def pay(request: SignedIn) -> HttpResponse:
    """Who is paid on what, with conflicts; the people lead registers a plan here."""
    if request.method != "POST":
        return _register(request, None)
    form = PayPlanForm(request.POST)
    if not form.is_valid():
        return _register(request, form, status_of(form))
    try:
        present = operations.open_plan(form.terms.person, form.terms.role)
        known = form.cleaned_data["newest"] or 0
        based_on = present.number if present and present.number <= known else 0
        made = operations.register_pay_plan(by=request.user, terms=form.terms, based_on=based_on)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _register(request, form, refusal.http_status)
    messages.success(request, gettext("The plan of %(payee)s is registered.") % {"payee": made.payee})
    return redirect("pay")


@doors.requires(Action.CHANGE_PAY, methods=["POST"])
def end_pay_plan(request: SignedIn, number: int) -> HttpResponse:
    """Say on which day a plan counts for the last time."""
    plan: PayPlan = get_object_or_404(PayPlan.objects.visible_to(request.user), number=number)
    form = EndPlanForm(request.POST)
    if not form.is_valid():
        return _register(request, None, 422, wrong=gettext("Say on which day it ends."))
    try:
        operations.end_pay_plan(by=request.user, plan=plan, ends_on=form.cleaned_data["ends_on"])
    except Refusal as refusal:
        return _register(request, None, refusal.http_status, wrong=refusal.sentence(gettext))
    messages.success(request, gettext("It ends on that day."))
    return redirect("pay")


@doors.requires(Action.EXPORT_PAY, methods=doors.READING)
def pay_csv(request: SignedIn) -> HttpResponseBase:
    """The register as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_PAY, methods=doors.READING)
def pay_xlsx(request: SignedIn) -> HttpResponseBase:
    """The register as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_PAY, writing=Action.CHANGE_PAY)
def rewards(request: SignedIn) -> HttpResponse:
    """The same past under several ways of paying; nothing is kept unless it is saved as a proposal."""
    form = TryForm({**TryForm.usual(), **slid(request.GET.dict())})
    if request.method == "POST":
        form = TryForm(request.POST)
        name = request.POST.get("name", "").strip()[:120]
        if form.is_valid() and name:
            asked = {each: form.cleaned_data[each] for each in form.fields}
            operations.keep_proposal(by=request.user, name=name, asked=asked)
            messages.success(request, gettext("“%(name)s” is kept as a proposal.") % {"name": name})
            return redirect(f"{request.path}?{urlencode(asked)}")
        if form.is_valid():
            form.add_error(None, gettext("Give the proposal a name. Nothing was saved."))
    return _simulator(request, form, 422 if request.method == "POST" else 200)


def _register(request: SignedIn, form: PayPlanForm | None, status: int = 200, wrong: str = "") -> HttpResponse:
    today = timezone.localdate()
    may_change = request.user.may(Action.CHANGE_PAY)
    rows = queries.plans(request.user, today)
    newest = max((each.plan.number for each in rows), default=0)
    empty = PayPlanForm(initial={"valid_from": today, "newest": newest})
    facts = {
        "rows": [words.plan(each) for each in rows],
        "in_conflict": sum(bool(each.conflicts) for each in rows if each.counts),
        "group": words.group_totals(queries.totals(request.user, today)),
        "reads_groups": Scope.GROUPS in request.user.reading(FieldClass.F6),
        "form": (form or empty) if may_change else None,
        "today": today,
        "wrong": wrong,
        "may_export": request.user.may(Action.EXPORT_PAY),
    }
    return render(request, "people/pay.html", facts, status=status)


def _simulator(request: SignedIn, form: TryForm, status: int) -> HttpResponse:
    pair = runs_beside(request.GET.get("since", ""))
    facts: dict[str, Any] = {
        "form": form,
        "pair": pair,
        "reasons": [gettext(DIFFERENCE_WORDS[each]) for each in pair.differences] if pair else [],
        "may_save": request.user.may(Action.CHANGE_PAY),
        "proposals": [(each, urlencode(each.asked)) for each in PayProposal.objects.visible_to(request.user)[:20]],
    }
    if pair and form.is_valid():
        found = simulated(reader=request.user, pair=pair, tried=form.tried, today=timezone.localdate())
        facts |= words.simulation(found)
    return render(request, "people/rewards.html", facts, status=status)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    return taken(request, exports.register(queries.plans(request.user, today), today), kind, gettext("pay-plans"))
