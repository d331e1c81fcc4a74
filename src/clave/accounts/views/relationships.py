"""The doors of a key account's people as a whole: table and map, files, somebody new."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.exports import relationships as exports
from clave.accounts.forms.relationships import AddForm
from clave.accounts.operations import relationships as operations
from clave.accounts.operations.relationship_exports import record_people_taken
from clave.accounts.queries import relationships as queries
from clave.accounts.views.relationship_map import MANY, relationship_map
from clave.kit.refusals import Refusal
from clave.kit.tables import download
from clave.kit.texts import status_of
from clave.portfolio.models import KeyAccount


@doors.requires(Action.SEE_RELATIONSHIPS, methods=doors.READING)
def relationships(request: SignedIn, code: str) -> HttpResponse:
    """Everybody at a key account: what is wrong, the one thing to do, table and map."""
    held: KeyAccount = get_object_or_404(queries.key_accounts_seen(request.user), customer__code=code)
    circle, sort = queries.circle_of(request.user, held, timezone.localdate()), request.GET.get("sort", "")
    may_write = queries.key_accounts_written(request.user).filter(pk=held.pk).exists()
    about, task = circle.task
    find = request.GET.get("find", "").strip()
    facts = {
        "customer": held.customer,
        "circle": circle,
        "rows": queries.found_among(queries.in_order(circle.people, sort), find),
        "sort": sort,
        "find": find,
        "is_long": len(circle.people) > MANY,
        "many": MANY,
        "about": about,
        "task": task,
        "map": relationship_map(circle, held.customer.name) if circle.people else "",
        "unknown": sum(each.is_named and not each.knowers for each in circle.deciders),
        "may_write": may_write,
        "may_export": request.user.may(Action.EXPORT_RELATIONSHIPS),
    }
    return render(request, "accounts/relationships.html", facts)


@doors.requires(Action.EXPORT_RELATIONSHIPS, methods=doors.READING)
def relationships_export(request: SignedIn, code: str) -> HttpResponseBase:
    """The same table as CSV or as a workbook."""
    held: KeyAccount = get_object_or_404(queries.key_accounts_seen(request.user), customer__code=code)
    today, kind = timezone.localdate(), "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    rows = queries.circle_of(request.user, held, today).people
    record_people_taken(by=request.user, key_account=held, kind=kind, rows=len(rows))
    return download(exports.people(rows, today), kind, gettext("relationships"))


@doors.requires(Action.CHANGE_RELATIONSHIPS)
def add_person(request: SignedIn, code: str) -> HttpResponse:
    """Put somebody on record at a key account."""
    held: KeyAccount = get_object_or_404(queries.key_accounts_written(request.user), customer__code=code)
    form = AddForm(request.POST if request.method == "POST" else None, user=request.user, key_account=held)
    if request.method != "POST" or not form.is_valid():
        return _add_page(request, held, form, status_of(form))
    try:
        made = operations.add_person(by=request.user, key_account=held, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _add_page(request, held, form, refusal.http_status)
    messages.success(request, gettext("%(person)s is on record. Who of ours knows them?") % {"person": made.full_name})
    return redirect("relationship", made.pk)


def _add_page(request: SignedIn, held: KeyAccount, form: AddForm, status: int) -> HttpResponse:
    return render(request, "accounts/add_person.html", {"customer": held.customer, "form": form}, status=status)
