"""The doors of personal data: what is kept, periods, everything about one person as a file, erasing who left."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.models import User
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.personal_data import exports, operations, queries
from clave.personal_data.declared import PERIODS
from clave.personal_data.exporting import file_about
from clave.personal_data.forms import PeriodForm
from clave.personal_data.mentions import table_of
from clave.personal_data.models import KeptFor
from clave.personal_data.operations.people import duties_of, together
from clave.personal_data.rules import Whose


@doors.requires(Action.SEE_PERSONAL_DATA, methods=doors.READING)
def personal_data(request: SignedIn) -> HttpResponseBase:
    """What Clave keeps of people, for what, how long, and who was erased."""
    kept, periods, erasures = queries.inventory(), queries.periods(timezone.localdate()), queries.erasures()
    facts = {"kept": kept, "sentences": queries.sentences(), "periods": periods, "erasures": erasures}
    tables = {
        "kept": lambda: exports.kept(kept),
        "periods": lambda: exports.periods(periods),
        "erasures": lambda: exports.erasures(erasures),
    }
    return leaving.page(request, "personal_data/personal_data.html", facts, tables, needs=Action.EXPORT_PERSONAL_DATA)


@doors.requires(Action.SEE_PERSONAL_DATA, writing=Action.CHANGE_PERIODS)
def period(request: SignedIn, key: str) -> HttpResponse:
    """One period: how long, what would go, and switching it on."""
    if key not in PERIODS:
        raise Http404
    kept = KeptFor.objects.filter(key=key).first()
    asked = PeriodForm({"months": request.GET.get("months"), "based_on": 0})
    tried = asked.cleaned_data["months"] if request.GET.get("months") and asked.is_valid() else None
    due = queries.due_under(key, timezone.localdate(), kept, tried)
    told = {"months": due.months, "is_on": due.is_on, "based_on": due.version}
    form = PeriodForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_period(by=request.user, key=key, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(gettext))
            return render(request, "personal_data/period.html", {"due": due, "form": form}, status=refusal.http_status)
        messages.success(request, gettext("Saved."))
        return redirect("personal-data")
    status = 422 if request.method == "POST" else 200
    return render(request, "personal_data/period.html", {"due": due, "form": form}, status=status)


@doors.requires(Action.EXPORT_ABOUT_CONTACT, methods=doors.READING)
def about_contact(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """Everything about one person at a customer, with every record of the same address that is in sight."""
    seen = table_of(Whose.CONTACT)._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
    contact = get_object_or_404(seen, pk=pk)
    same = seen.filter(email__iexact=contact.email).exclude(pk=pk) if contact.email else []
    people = [(Whose.CONTACT, each) for each in (contact, *same)]
    return file_about(user=request.user, people=people, today=timezone.localdate(), kind=kind)


@doors.requires(Action.EXPORT_ABOUT_OURSELVES, methods=doors.READING)
def about_user(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """Everything about oneself; about anybody who signs in for the administrator, as far as the classes reach."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return file_about(user=request.user, people=together(user), today=timezone.localdate(), kind=kind)


@doors.requires(Action.ERASE_USER)
def erase_user(request: SignedIn, pk: int) -> HttpResponse:
    """Erase somebody who left: what they still answer for first, then the question whether it is meant."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _asked(request, user, 200)
    if request.POST.get("sure") != "yes":
        return _asked(request, user, 422, gettext("Mark that you are sure. Nothing was erased."))
    try:
        operations.erase_login(by=request.user, user=user)
    except Refusal as refusal:
        return _asked(request, user, refusal.http_status, refusal.sentence(gettext))
    messages.success(request, gettext("Erased. What they did stays in the history under a number."))
    return redirect("personal-data")


def _asked(request: HttpRequest, user: User, status: int, wrong: str = "") -> HttpResponse:
    facts = {"person": user, "duties": duties_of(together(user)), "wrong": wrong}
    return render(request, "personal_data/erase_user.html", facts, status=status)
