"""The doors of the account plan: the page, beginning and carrying forward, agreement, and its files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.accounts.exports import plans as exports
from clave.accounts.forms.plans import AgreedForm, PeriodForm
from clave.accounts.gates import reads_plans_of, writes_plans_of
from clave.accounts.models import Plan
from clave.accounts.operations import plans as operations
from clave.accounts.operations.taking import record_plan
from clave.accounts.queries import plans as queries
from clave.accounts.rules.plan_refusals import PlanStale
from clave.accounts.rules.plans import year_of
from clave.accounts.views import plan_words as words
from clave.kit.refusals import Refusal
from clave.kit.tables import KINDS, download
from clave.kit.texts import status_of
from clave.portfolio.models import KeyAccount


@doors.requires(Action.SEE_PLANS, methods=doors.READING)
def plan(request: SignedIn, code: str) -> HttpResponse:
    """The plan of a key account: the last one, or the one of an earlier period."""
    return plan_page(request, key_account(request, code))


@doors.requires(Action.WRITE_PLANS, methods=["POST"])
def begin(request: SignedIn, code: str) -> HttpResponse:
    """Begin the plan of a period; what still holds of the one before is carried forward."""
    held, form = key_account(request, code, to_write=True), PeriodForm(request.POST)
    if not form.is_valid():
        return plan_page(request, held, status=status_of(form), period_form=form)
    try:
        made = operations.begin_plan(by=request.user, key_account=held, period=form.period)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return plan_page(request, held, status=refusal.http_status, period_form=form)
    told = gettext("Carried forward: what held and was open stands in the new plan.")
    messages.success(request, told if made.carried_from_id else gettext("The plan has begun."))
    return redirect("plan", code)


@doors.requires(Action.WRITE_PLANS, methods=["POST"])
def agree(request: SignedIn, code: str) -> HttpResponse:
    """Note with whom of the customer the plan was agreed; a stale note is shown beside what stands."""
    held, form = key_account(request, code, to_write=True), AgreedForm(request.POST)
    found = queries.latest_plan(held)
    if found is None:
        raise Http404
    if not form.is_valid():
        return plan_page(request, held, status=status_of(form), agreed_form=form)
    try:
        operations.agree_plan(by=request.user, plan=found, **form.cleaned_data)
    except Refusal as refusal:
        fresh = Plan.objects.get(pk=found.pk)
        stale = isinstance(refusal, PlanStale)
        again = AgreedForm({**request.POST.dict(), "version": fresh.version}) if stale else form
        again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        beside = words.agreement(fresh)[1] if stale else ""
        return plan_page(request, held, status=refusal.http_status, agreed_form=again, beside=beside)
    messages.success(request, gettext("Noted."))
    return redirect("plan", code)


@doors.requires(Action.EXPORT_PLANS, methods=doors.READING)
def plan_file(request: SignedIn, code: str) -> HttpResponseBase:
    """The plan as CSV or XLSX; who took it stands in the history."""
    held, today = key_account(request, code), timezone.localdate()
    kind = request.GET.get("kind") or "csv"
    if kind not in KINDS:
        sentence = gettext("A plan can be taken as CSV or XLSX. Nothing was exported.")
        return render(request, "accounts/refused.html", {"sentence": sentence, "code": code}, status=422)
    found = chosen_plan(request, held)
    if found is None:
        raise Http404
    table = exports.plan(queries.plan_page(request.user, found, today), today)
    record_plan(by=request.user, plan=found, kind=kind)
    return download(table, kind, gettext("plan"))


def key_account(request: SignedIn, code: str, *, to_write: bool = False) -> KeyAccount:
    """The key account whose plan the person reads, or writes where that is asked; the newest stay in the programme."""
    rows = KeyAccount.objects.filter(reads_plans_of(request.user, "customer_id"), customer__code=code)
    if to_write:
        rows = rows.filter(writes_plans_of(request.user, "customer_id"))
    found: KeyAccount | None = rows.select_related("customer").order_by("-admitted_on").first()
    if found is None:
        raise Http404
    return found


def chosen_plan(request: SignedIn, held: KeyAccount) -> Plan | None:
    """The plan that is asked for by its first day, else the last one."""
    every = queries.plans_of(request.user, held)
    asked = request.GET.get("from", "")
    if not asked:
        return every[0] if every else None
    found = next((each for each in every if each.starts_on.isoformat() == asked), None)
    if found is None:
        raise Http404
    return found


def plan_page(
    request: SignedIn,
    held: KeyAccount,
    *,
    status: int = 200,
    period_form: PeriodForm | None = None,
    agreed_form: AgreedForm | None = None,
    beside: str = "",
) -> HttpResponse:
    """The plan with what is known beside it; with what was refused, where something was."""
    today = timezone.localdate()
    found = chosen_plan(request, held)
    every = queries.plans_of(request.user, held)
    books = queries.books_of(held)
    page = queries.plan_page(request.user, found, today, books) if found else None
    known = queries.known_of(request.user, held, today, books)
    is_last = bool(every) and found == every[0]
    may_write = _may_write(request, held)
    facts: dict[str, Any] = {
        "customer": held.customer,
        "held": held,
        "plan": found,
        "page": page,
        "finding": words.finding(page, held.customer.name),
        "objectives": words.shown(page) if page else [],
        "earlier": [each for each in every if each != found],
        "is_last": is_last,
        "may_write": may_write and (is_last or not every),
        "may_export": request.user.may(Action.EXPORT_PLANS) and found is not None,
        "known": known,
        "year": words.year_figures(known.books, is_valued=known.is_valued),
        "run": books.run,
        "before": _before(request, found),
        "fresh": words.freshness(found, today) if found else None,
        "agreed": words.agreement(found) if found else None,
        "period_form": period_form or PeriodForm(initial=_next_period(found, today), auto_id="period_%s"),
        "agreed_form": agreed_form or AgreedForm(initial=_agreed(found, today), auto_id="agreed_%s"),
        "beside": beside,
        "happened": happened(found) if found else [],
        "today": today,
    }
    return render(request, "accounts/plan.html", facts, status=status)


def _may_write(request: SignedIn, held: KeyAccount) -> bool:
    rows = KeyAccount.objects.current().filter(writes_plans_of(request.user, "customer_id"), pk=held.pk)
    return bool(request.user.may(Action.WRITE_PLANS) and rows.exists())


def _next_period(found: Plan | None, today: date) -> dict[str, Any]:
    period = found.period.following if found else year_of(today)
    return {"first": period.starts_on, "months": period.months}


def _agreed(found: Plan | None, today: date) -> dict[str, Any]:
    if found is None:
        return {}
    return {"agreed_with": found.agreed_with, "agreed_on": found.agreed_on or today, "version": found.version}


def _before(request: SignedIn, found: Plan | None) -> tuple[Plan, list[words.Shown]] | None:
    """The objectives of the period before, to be read beside those of this one."""
    last = found.carried_from if found else None
    if last is None:
        return None
    plan = Plan.objects.select_related("key_account__customer").get(pk=last.pk)
    return plan, words.shown(queries.plan_page(request.user, plan, plan.ends_on))
