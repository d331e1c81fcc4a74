"""The doors of practices: the list, a card, sharing, copying, judging, the file."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.tables import Column, Table, download
from clave.kit.texts import status_of
from clave.review.forms.practices import AdoptForm, JudgeForm, PracticeForm
from clave.review.models import Adoption, Practice
from clave.review.operations import practices as operations
from clave.review.practice_gates import copied_to
from clave.review.queries import practices as queries
from clave.review.rules.comparison import BY_KEY
from clave.review.rules.practices import FOLLOW_UP_DAYS


@doors.requires(Action.SEE_PRACTICES, methods=doors.READING)
def practices(request: SignedIn) -> HttpResponse:
    """The practice cards, found by their words."""
    search = request.GET.get("q", "")[:100]
    facts = {"rows": list(queries.practices(request.user, search)), "search": search}
    return render(request, "review/practices.html", facts | {"may_share": request.user.may(Action.SHARE_PRACTICES)})


@doors.requires(Action.SHARE_PRACTICES)
def share_practice(request: SignedIn) -> HttpResponse:
    """Write a practice card."""
    posted = request.POST if request.method == "POST" else None
    form, status = PracticeForm(posted, held=copied_to(request.user)), 200
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                made = operations.share_practice(by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence(gettext))
            else:
                return redirect("practice", made.number)
    return render(request, "review/share_practice.html", {"form": form}, status=status)


@doors.requires(Action.SEE_PRACTICES, methods=doors.READING)
def practice(request: SignedIn, number: int) -> HttpResponse:
    """One practice card with where it was copied."""
    return _page(request, _seen(request, number))


@doors.requires(Action.SHARE_PRACTICES, methods=["POST"])
def adopt_practice(request: SignedIn, number: int) -> HttpResponse:
    """Copy a practice to a key account."""
    found = _seen(request, number)
    form = AdoptForm(request.POST, held=copied_to(request.user))
    if not form.is_valid():
        return _page(request, found, status_of(form), form)
    try:
        operations.adopt_practice(by=request.user, practice=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, found, refusal.http_status, form)
    messages.success(request, gettext("Copied. My day asks on the day of the follow-up whether it worked."))
    return redirect("practice", found.number)


@doors.requires(Action.SHARE_PRACTICES, methods=["POST"])
def judge_adoption(request: SignedIn, pk: int) -> HttpResponse:
    """Say whether it worked there."""
    rows = Adoption.objects.written_by(request.user).select_related("practice")
    found: Adoption = get_object_or_404(rows, pk=pk)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return _page(request, found.practice, status_of(form), judging=(found, form))
    try:
        operations.judge_adoption(by=request.user, adoption=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, found.practice, refusal.http_status, judging=(found, form))
    return redirect("practice", found.practice.number)


@doors.requires(Action.SEE_PRACTICES, methods=doors.READING)
def practices_export(request: SignedIn) -> HttpResponseBase:
    """Every practice card as CSV or as a workbook."""
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    names = ("number", "title", "what", "fits", "measure", "source", "source_words", "evidence", "evidence_path")
    counts = ("copied", "judged", "worked")
    columns = [Column(each, heading) for each, heading in zip((*names, *counts), _headings(), strict=True)]
    rows = [[getattr(each, name) for name in (*names, *counts)] for each in queries.practices(request.user)]
    operations.record_practices_taken(by=request.user, kind=kind, rows=len(rows))
    return download(Table(gettext("Practices"), columns, rows, as_of=timezone.localdate()), kind, "practices")


def _headings() -> tuple[str, ...]:
    told = (
        gettext("Number"),
        gettext("What it is called"),
        gettext("What was done"),
        gettext("When it fits, and when not"),
    )
    where = (gettext("Measure"), gettext("Where it worked"), gettext("Source, if it is from outside"))
    shown = (gettext("What shows it"), gettext("Page"))
    return (*told, *where, *shown, gettext("Copied"), gettext("Judged"), gettext("Worked"))


def _seen(request: SignedIn, number: int) -> Practice:
    found: Practice = get_object_or_404(Practice.objects.visible_to(request.user), number=number)
    return found


def _page(
    request: SignedIn,
    found: Practice,
    status: int = 200,
    form: AdoptForm | None = None,
    judging: tuple[Adoption, JudgeForm] | None = None,
) -> HttpResponse:
    today, held = timezone.localdate(), copied_to(request.user)
    begun = {"follow_up_on": today + timedelta(days=FOLLOW_UP_DAYS), "key_account": request.GET.get("to")}
    facts = {
        "card": queries.card(request.user, found, today),
        "says": gettext(BY_KEY[found.measure].says),
        "form": form or AdoptForm(initial=begun, held=held),
        "judging": judging[0].pk if judging else None,
        "judge": judging[1] if judging else JudgeForm(),
        "may_copy": request.user.may(Action.SHARE_PRACTICES),
        "happened": happened(found),
    }
    return render(request, "review/practice.html", facts, status=status)
