"""The doors of who leads the programme, and of what could make it fail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.programme.forms import ChampionForm, EndTermForm, PayForm
from clave.programme.models import ChampionTerm
from clave.programme.operations import leading
from clave.programme.queries import warnings
from clave.programme.queries.known import Known
from clave.programme.queries.pages import open_pages
from clave.programme.rules.warnings import PAID_ON_NAMES, PaidOn


@doors.requires(Action.SEE_PROGRAMME, writing=Action.APPOINT_CHAMPION)
def champions(request: SignedIn) -> HttpResponse:
    """Who leads the programme, now, later and before; a sponsor appoints."""
    if request.method != "POST":
        return _champions_page(request, ChampionForm(initial={"starts_on": timezone.localdate()}))
    form = ChampionForm(request.POST)
    if not form.is_valid():
        return _champions_page(request, form, status_of(form))
    try:
        made = leading.appoint_champion(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _champions_page(request, form, refusal.http_status)
    messages.success(request, gettext("%(person)s leads the programme.") % {"person": made.person})
    return redirect("champions")


@doors.requires(Action.APPOINT_CHAMPION, methods=["POST"])
def end_champion(request: SignedIn, pk: int) -> HttpResponse:
    """Let a term end earlier."""
    term = get_object_or_404(ChampionTerm.objects.visible_to(request.user), pk=pk)
    ending, form = EndTermForm(request.POST), ChampionForm()
    if not ending.is_valid():
        return _champions_page(request, form, status_of(ending), str(ending.errors["ends_on"][0]))
    try:
        leading.end_term(by=request.user, term=term, **ending.cleaned_data)
    except Refusal as refusal:
        return _champions_page(request, form, refusal.http_status, refusal.sentence(gettext))
    return redirect("champions")


@doors.requires(Action.SEE_PROGRAMME, writing=Action.CHANGE_PROGRAMME)
def programme_warnings(request: SignedIn) -> HttpResponse:
    """What could make the programme fail, what is ready, and what could be seen of a benefit; pay is answered here."""
    if request.method != "POST":
        return _warnings_page(request, PayForm())
    form = PayForm(request.POST)
    if not form.is_valid():
        return _warnings_page(request, form, status_of(form))
    leading.answer_pay(by=request.user, answer=PaidOn(form.cleaned_data["answer"]))
    return redirect("programme-warnings")


def _champions_page(request: SignedIn, form: ChampionForm, status: int = 200, wrong: str = "") -> HttpResponse:
    today = timezone.localdate()
    terms = list(ChampionTerm.objects.visible_to(request.user).select_related("person", "reports_to", "by"))
    may_appoint = request.user.may(Action.APPOINT_CHAMPION)
    facts = {
        "terms": [(term, term.holds(today)) for term in terms],
        "now": [term for term in terms if term.holds(today)],
        "form": form if may_appoint else None,
        "wrong": wrong,
        "today": today,
    }
    return render(request, "programme/champions.html", facts, status=status)


def _warnings_page(request: SignedIn, form: PayForm, status: int = 200) -> HttpResponse:
    known, paid = Known(timezone.localdate()), warnings.pay_answer()
    rows = warnings.warned(warnings.signals(known, paid))
    facts = {
        "rows": rows,
        "pages": open_pages(request.user),
        "showing": [row for row in rows if row.shows],
        "ready": warnings.ready(known),
        "seeable": warnings.seeable(request.user, known),
        "paid": paid,
        "paid_words": gettext(PAID_ON_NAMES[PaidOn(paid.answer)]) if paid else "",
        "form": form if request.user.may(Action.CHANGE_PROGRAMME) else None,
    }
    return render(request, "programme/warnings.html", facts, status=status)
