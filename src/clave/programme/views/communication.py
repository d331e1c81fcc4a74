"""The doors of the communication log: the matrix with its gaps, the log, logging, and who works where."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access import doors
from clave.access.leaving import page, taken
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.programme import communication_exports as exports
from clave.programme.communication_forms import NewSiteForm, SiteForm, TellForm
from clave.programme.models import Site, Telling
from clave.programme.operations import communication as operations
from clave.programme.queries import communication as queries
from clave.programme.queries.proposing import person_of


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def communication(request: SignedIn) -> HttpResponseBase:
    """Which functions heard the message at which sites, and who was told of which key account."""
    today = timezone.localdate()
    every = queries.messages_of_programme()
    chosen = next((each for each in every if str(each.pk) == request.GET.get("message")), None)
    accounts = queries.told_of(request.user, today)
    matrix = queries.matrix(today, chosen)
    facts = {
        "matrix": matrix,
        "messages_told": every,
        "accounts": accounts,
        "untold": [(held, cell) for held, cells in accounts for cell in cells if cell.is_gap],
        "may_log": request.user.may(Action.LOG_MESSAGES),
        "today": today,
    }
    tables = {
        "heard": lambda: exports.heard(matrix, today),
        "told-of-accounts": lambda: exports.told_of_accounts(accounts, today),
    }
    return page(request, "programme/communication.html", facts, tables, needs=Action.SEE_PROGRAMME)


@doors.requires(Action.LOG_MESSAGES)
def log_message(request: SignedIn) -> HttpResponse:
    """Log a message for several functions and sites at once."""
    today = timezone.localdate()
    if request.method != "POST":
        first: dict[str, Any] = {"told_on": today, "told_by": person_of(request.user)}
        first |= {name: request.GET.getlist(name) for name in ("functions", "sites")}
        first |= {name: request.GET.get(name) for name in ("message", "key_account")}
        return _tell(request, TellForm(initial=first, user=request.user, on=today))
    form = TellForm(request.POST, user=request.user, on=today)
    if not form.is_valid():
        return _tell(request, form, status_of(form))
    try:
        made = operations.log_telling(by=request.user, **form.told)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _tell(request, form, refusal.http_status)
    count = made.hearings.count()
    told = ngettext(
        "Logged for %(number)s function at its site.", "Logged for %(number)s functions at their sites.", count
    )
    messages.success(request, told % {"number": count})
    return redirect("communication")


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def message_log(request: SignedIn) -> HttpResponse:
    """What was told, to whom, when and from whom."""
    return _log(request)


@doors.requires(Action.LOG_MESSAGES, methods=["POST"])
def take_back(request: SignedIn, number: int) -> HttpResponse:
    """Say that an entry is wrong, and why."""
    found = get_object_or_404(Telling.objects.visible_to(request.user), number=number)
    try:
        operations.take_back(by=request.user, telling=found, reason=request.POST.get("reason", "")[:300])
    except Refusal as refusal:
        return _log(request, refusal.http_status, refusal.sentence(gettext))
    messages.success(request, gettext("It no longer counts, and stays in the log."))
    return redirect("message-log")


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def communication_csv(request: SignedIn) -> HttpResponseBase:
    """The log as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def communication_xlsx(request: SignedIn) -> HttpResponseBase:
    """The log as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_PROGRAMME, writing=Action.LOG_MESSAGES)
def sites(request: SignedIn) -> HttpResponse:
    """Where our functions have people; another site is added here."""
    if request.method != "POST":
        return _sites(request, NewSiteForm())
    form = NewSiteForm(request.POST)
    if not form.is_valid():
        return _sites(request, form, status_of(form))
    try:
        operations.add_site(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _sites(request, form, refusal.http_status)
    return redirect("sites")


@doors.requires(Action.LOG_MESSAGES, methods=["POST"])
def change_site(request: SignedIn, pk: int) -> HttpResponse:
    """Say anew which functions have people at a site."""
    found = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    form = SiteForm(request.POST)
    if not form.is_valid():
        return _sites(request, NewSiteForm(), status_of(form), gettext("Choose functions that have people."))
    try:
        operations.change_site(by=request.user, site=found, **form.cleaned_data)
    except Refusal as refusal:
        return _sites(request, NewSiteForm(), refusal.http_status, refusal.sentence(gettext))
    messages.success(request, gettext("Who works at %(site)s is written down.") % {"site": found})
    return redirect("sites")


def _tell(request: SignedIn, form: TellForm, status: int = 200) -> HttpResponse:
    return render(request, "programme/tell.html", {"form": form, "has_sites": Site.objects.exists()}, status=status)


def _log(request: SignedIn, status: int = 200, wrong: str = "") -> HttpResponse:
    facts = {
        "entries": queries.log(request.user, timezone.localdate()),
        "may_log": request.user.may(Action.LOG_MESSAGES),
        "wrong": wrong,
    }
    return render(request, "programme/message_log.html", facts, status=status)


def _sites(request: SignedIn, form: NewSiteForm, status: int = 200, wrong: str = "") -> HttpResponse:
    held = list(Site.objects.visible_to(request.user).prefetch_related("functions"))
    functions = queries.working_functions()
    may_log = request.user.may(Action.LOG_MESSAGES)
    rows = [
        (each, [(f, f in each.functions.all()) for f in functions], sorted(map(str, each.functions.all())))
        for each in held
    ]
    facts = {"rows": rows, "form": form if may_log else None, "wrong": wrong}
    return render(request, "programme/sites.html", facts, status=status)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    return taken(
        request, exports.communication(queries.log(request.user, today), today), kind, gettext("communication")
    )
