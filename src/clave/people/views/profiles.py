"""The doors of role profiles: what each key account needs of its manager."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import taken
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.ledger.models import Customer
from clave.people import exports
from clave.people.forms import ProfileForm
from clave.people.operations.skills import change_profile
from clave.people.queries import matrix
from clave.people.queries import profiles as profile_queries
from clave.people.queries import skills as queries
from clave.people.rules.refusals import ProfileStale
from clave.people.rules.skills import Need
from clave.portfolio.models import KeyAccount


@doors.requires(Action.SEE_APPOINTMENTS, methods=doors.READING)
def profiles(request: SignedIn) -> HttpResponse:
    """What key accounts need of their managers, and the default."""
    facts = {
        "rows": profile_queries.profile_rows(request.user),
        "default": queries.profile_of(None),
        "specs": queries.specs(),
        "heads": queries.names(),
        "may_change": request.user.may(Action.CHANGE_PROFILES),
        "may_export": request.user.may(Action.EXPORT_APPOINTMENTS),
    }
    return render(request, "people/profiles.html", facts)


@doors.requires(Action.EXPORT_APPOINTMENTS, methods=doors.READING)
def profiles_csv(request: SignedIn) -> HttpResponseBase:
    """The profiles as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_APPOINTMENTS, methods=doors.READING)
def profiles_xlsx(request: SignedIn) -> HttpResponseBase:
    """The profiles as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_APPOINTMENTS, writing=Action.CHANGE_PROFILES)
def default_profile(request: SignedIn) -> HttpResponse:
    """What any key account needs that has no profile of its own."""
    return _profile(request, None)


@doors.requires(Action.SEE_APPOINTMENTS, writing=Action.CHANGE_PROFILES)
def profile(request: SignedIn, code: str) -> HttpResponse:
    """What one key account needs, and every version of it."""
    seen = KeyAccount.objects.visible_to(request.user).values("customer_id")
    return _profile(request, get_object_or_404(Customer, code=code, pk__in=seen))


def _profile(request: SignedIn, customer: Customer | None) -> HttpResponse:
    specs, held = queries.specs(), queries.profile_of(customer)
    number = queries.latest_number(customer)
    if request.method != "POST":
        return _page(request, customer, ProfileForm(specs=specs, needs=held.needs, initial={"based_on": number}))
    form = ProfileForm(request.POST, specs=specs, needs=held.needs)
    if not form.is_valid():
        return _page(request, customer, form, status_of(form))
    told: dict[str, Any] = {"reason": form.cleaned_data["reason"], "based_on": form.cleaned_data["based_on"]}
    try:
        change_profile(by=request.user, customer=customer, needs=form.needs, **told)
    except Refusal as refusal:
        if isinstance(refusal, ProfileStale):
            form = ProfileForm({**request.POST.dict(), "based_on": number}, specs=specs, needs=held.needs)
            form.is_valid()
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, customer, form, refusal.http_status, theirs=isinstance(refusal, ProfileStale))
    messages.success(request, gettext("This is what the manager needs from now on."))
    return redirect("profile", customer.code) if customer else redirect("default-profile")


def _page(
    request: SignedIn, customer: Customer | None, form: ProfileForm, status: int = 200, theirs: bool = False
) -> HttpResponse:
    held, specs = queries.profile_of(customer), queries.specs()
    facts = {
        "customer": customer,
        "form": form if request.user.may(Action.CHANGE_PROFILES) else None,
        "held": held,
        "rows": [(spec, matrix.group_name(spec), held.needs.get(spec.key, Need(0, 0, 0))) for spec in specs],
        "history": queries.profile_history(customer),
        "names": queries.names(),
        "theirs": theirs,
    }
    return render(request, "people/profile.html", facts, status=status)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    heads = {spec.key: gettext(spec.name) for spec in queries.specs()}
    table = exports.profiles(profile_queries.profile_rows(request.user), heads, timezone.localdate())
    return taken(request, table, kind, gettext("profiles"))
