"""The doors of what stands in a plan: a goal, an objective, an action; added, changed and, after somebody else, compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.accounts.forms.plans import ActionForm, EntryForm, GoalForm, ObjectiveForm
from clave.accounts.models import Goal, Objective, Plan, PlanAction
from clave.accounts.operations import plans as operations
from clave.accounts.queries import plans as queries
from clave.accounts.rules.plan_refusals import PlanStale
from clave.accounts.views.plan import key_account
from clave.accounts.views.plan_words import standing
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.ledger.models import Customer
from clave.value.models import Run

USUAL_CURRENCY = "EUR"


@dataclass(frozen=True)
class Sort:
    """One sort of entry: how its page is called, its form, and the operation that keeps it."""

    title: Any
    change: Any
    form: Callable[..., EntryForm]
    put: Callable[..., Any]


def _objective_form(*args: Any, row: Any = None, **words: Any) -> EntryForm:
    run = Run.objects.latest_done()
    currency = row.currency if row else run.currency if run else USUAL_CURRENCY
    return ObjectiveForm(*args, currency=currency, **words)


def _goal_form(*args: Any, row: Any = None, plan: Plan, **words: Any) -> EntryForm:
    return GoalForm(*args, **words)


def _action_form(*args: Any, row: Any = None, **words: Any) -> EntryForm:
    return ActionForm(*args, **words)


GOAL = Sort(
    gettext_lazy("What the customer wants"), gettext_lazy("Change what they want"), _goal_form, operations.put_goal
)
OBJECTIVE = Sort(
    gettext_lazy("A new objective"), gettext_lazy("Change an objective"), _objective_form, operations.put_objective
)
ACTION = Sort(gettext_lazy("A new action"), gettext_lazy("Change an action"), _action_form, operations.put_action)
CARRIED = ("words", "objective", "goal", "due_on", "measure", "product_group", "target")
"""What an address may hand to a form that begins."""


@doors.requires(Action.WRITE_PLANS)
def add_goal(request: SignedIn, code: str) -> HttpResponse:
    """Write down what the customer wants, or what presses it."""
    return _added(request, GOAL, code)


@doors.requires(Action.WRITE_PLANS)
def add_objective(request: SignedIn, code: str) -> HttpResponse:
    """Write down what we want to reach."""
    return _added(request, OBJECTIVE, code)


@doors.requires(Action.WRITE_PLANS)
def add_action(request: SignedIn, code: str) -> HttpResponse:
    """Write down who does what by when."""
    return _added(request, ACTION, code)


@doors.requires(Action.WRITE_PLANS)
def goal(request: SignedIn, pk: int) -> HttpResponse:
    """Change a goal or a pressure; after somebody else's change, both side by side."""
    return _change(request, GOAL, Goal, pk)


@doors.requires(Action.WRITE_PLANS)
def objective(request: SignedIn, pk: int) -> HttpResponse:
    """Change an objective; after somebody else's change, both side by side."""
    return _change(request, OBJECTIVE, Objective, pk)


@doors.requires(Action.WRITE_PLANS)
def action(request: SignedIn, pk: int) -> HttpResponse:
    """Change an action; after somebody else's change, both side by side."""
    return _change(request, ACTION, PlanAction, pk)


@doors.requires(Action.SEE_MY_DAY, methods=["POST"])
def finish_action(request: SignedIn, pk: int) -> HttpResponse:
    """Say that an action is done."""
    found: PlanAction = get_object_or_404(queries.finishable(request.user), pk=pk)
    try:
        operations.finish_action(by=request.user, action=found)
        messages.success(request, gettext("Done."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    if Plan.objects.visible_to(request.user).filter(pk=found.plan_id).exists():
        return redirect("plan", found.plan.key_account.customer.code)
    return redirect("plan-actions")


@doors.requires(Action.SEE_MY_DAY, methods=doors.READING)
def own_actions(request: SignedIn) -> HttpResponse:
    """What this person has to do for plans."""
    return render(request, "accounts/own_actions.html", {"rows": queries.own_actions(request.user)})


def sentence_address(customer: Customer, text: str) -> str:
    """Where a sentence becomes an action of the plan."""
    return f"{reverse('add-plan-action', args=[customer.code])}?{urlencode({'words': text})}"


def _added(request: SignedIn, sort: Sort, code: str) -> HttpResponse:
    """Something new in the last plan; where there is none yet, the page on which it begins."""
    found = queries.latest_plan(key_account(request, code, to_write=True))
    if found is None:
        messages.warning(request, gettext("Begin the plan first; then it can be added."))
        return redirect("plan", code)
    return _entry(request, sort, found)


def _change(request: SignedIn, sort: Sort, model: Any, pk: int) -> HttpResponse:
    rows = model.objects.written_by(request.user).select_related("plan__key_account__customer")
    row = get_object_or_404(rows, pk=pk)
    return _entry(request, sort, row.plan, row)


def _entry(request: SignedIn, sort: Sort, plan: Plan, row: Any = None) -> HttpResponse:
    if request.method in doors.READING:
        begun = sort.form(plan=plan, row=row).begun(row) if row else _begun(request)  # type: ignore[attr-defined]
        return _page(request, sort, plan, row, sort.form(plan=plan, row=row, initial=begun))
    form = sort.form(request.POST, plan=plan, row=row)
    if not form.is_valid():
        return _page(request, sort, plan, row, form, status=status_of(form))
    try:
        sort.put(by=request.user, plan=plan, row=row, **form.told)
    except Refusal as refusal:
        return _refused(request, sort, plan, row, form, refusal)
    messages.success(request, gettext("Kept in the plan."))
    return redirect("plan", plan.key_account.customer.code)


def _refused(request: SignedIn, sort: Sort, plan: Plan, row: Any, form: EntryForm, refusal: Refusal) -> HttpResponse:
    """The form again; where somebody else was first, with what stands now beside it."""
    stale = isinstance(refusal, PlanStale)
    if stale:
        row.refresh_from_db()
        form = sort.form({**request.POST.dict(), "version": row.version}, plan=plan, row=row)
        form.is_valid()
    form.add_error(None, refusal.sentence(gettext))
    theirs = standing(row) if stale else []
    return _page(request, sort, plan, row, form, status=refusal.http_status, theirs=theirs)


def _begun(request: SignedIn) -> dict[str, Any]:
    return {name: request.GET[name][:600] for name in CARRIED if request.GET.get(name)}


def _page(
    request: SignedIn,
    sort: Sort,
    plan: Plan,
    row: Any,
    form: EntryForm,
    *,
    status: int = 200,
    theirs: Any = (),
) -> HttpResponse:
    facts = {
        "title": sort.change if row else sort.title,
        "plan": plan,
        "customer": plan.key_account.customer,
        "form": form,
        "row": row,
        "theirs": theirs,
        "happened": happened(row) if row else [],
    }
    return render(request, "accounts/entry.html", facts, status=status)
