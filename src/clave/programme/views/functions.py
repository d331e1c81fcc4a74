"""The doors of our functions: who answers for each, who is trained, what it promised and kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import page, taken
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.company import operations
from clave.company import queries as company
from clave.company.models import Function
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.people.queries import training
from clave.programme import function_exports as exports
from clave.programme.function_forms import OwnerChoice
from clave.programme.queries import functions as queries
from clave.promises.models import Promise
from clave.promises.queries import standing


@doors.requires(Action.SEE_FUNCTIONS, methods=doors.READING)
def functions(request: SignedIn) -> HttpResponse:
    """Every function: owner, people, training with its expiry, promises, what is missing and what to do next."""
    found = queries.functions(request.user, timezone.localdate())
    facts = {
        "lines": found,
        "unowned": [line for line in found if not line.is_owned],
        "lacking": sum(bool(line.missing) for line in found),
        "may_export": request.user.may(Action.EXPORT_FUNCTIONS),
        "may_change": request.user.may(Action.CHANGE_PEOPLE),
        "may_import": request.user.may(Action.IMPORT_PEOPLE),
    }
    return render(request, "programme/functions.html", facts)


@doors.requires(Action.EXPORT_FUNCTIONS, methods=doors.READING)
def functions_csv(request: SignedIn) -> HttpResponseBase:
    """The functions as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_FUNCTIONS, methods=doors.READING)
def functions_xlsx(request: SignedIn) -> HttpResponseBase:
    """The functions as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_FUNCTIONS, methods=doors.READING)
def function(request: SignedIn, pk: int) -> HttpResponseBase:
    """One function: its owner, what is missing, who is trained in what, its promises, its people."""
    return _page(request, _function(request, pk))


@doors.requires(Action.CHANGE_PEOPLE, methods=["POST"])
def appoint_owner(request: SignedIn, pk: int) -> HttpResponseBase:
    """Say who answers for a function."""
    found = _function(request, pk)
    form = OwnerChoice(request.POST, function=found)
    if not form.is_valid():
        return _page(request, found, form, status_of(form))
    chosen, instead_of = form.cleaned_data["owner"], form.cleaned_data["instead_of"]
    try:
        operations.appoint_owner(function=found, person=chosen, by=request.user, instead_of=instead_of)
    except Refusal as refusal:
        now = _function(request, pk)
        again = OwnerChoice({"owner": chosen.pk, "instead_of": now.owner_id or ""}, function=now)
        again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return _page(request, now, again, refusal.http_status)
    messages.success(request, gettext("%(owner)s now answers for this function.") % {"owner": chosen})
    return redirect("function", pk)


def _function(request: SignedIn, pk: int) -> Function:
    found: Function = get_object_or_404(company.functions(user=request.user), pk=pk)
    return found


def _page(request: SignedIn, found: Function, form: OwnerChoice | None = None, status: int = 200) -> HttpResponseBase:
    user, today = request.user, timezone.localdate()
    line = queries.line_of(found, today)
    may_change = user.may(Action.CHANGE_PEOPLE)
    courses = queries.by_course(found, line.people, today)
    promised = Promise.objects.visible_to(user).filter(function=found)
    facts = {
        "function": found,
        "line": line,
        "courses": courses,
        "places": training.places(user=user, on=today, function=found),
        "promises": standing.lines(user, today, promised),
        "people": company.people(user=user, wanted=company.Wanted(function=found.name)),
        "sees_people": user.may(Action.SEE_PEOPLE),
        "form": (form or OwnerChoice(function=found)) if may_change else None,
        "happened": happened(found),
    }
    tables = {"courses": lambda: exports.courses(found, courses, today)}
    return page(request, "programme/function.html", facts, tables, needs=Action.EXPORT_FUNCTIONS, status=status)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    return taken(request, exports.functions(queries.functions(request.user, today), today), kind, gettext("functions"))
