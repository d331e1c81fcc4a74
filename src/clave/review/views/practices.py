"""The doors of practices: the list, a card, sharing, copying, judging, the file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

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
from clave.review.forms.practices import AdoptForm, ChangeForm, JudgeForm, PracticeForm
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


@doors.requires(Action.SHARE_PRACTICES)
def change_practice(request: SignedIn, number: int) -> HttpResponse:
    """Word a card of one's own anew; the champion any."""
    found: Practice = get_object_or_404(Practice.objects.written_by(request.user), number=number)
    held = queries.named_in(request.user, found)
    if request.method != "POST":
        said = {name: getattr(found, name) for name in queries.WRITTEN} | {"based_on": found.version}
        return _change_page(request, found, ChangeForm(initial=said, held=held))
    form = ChangeForm(request.POST, held=held)
    if not form.is_valid():
        return _change_page(request, found, form, status_of(form))
    try:
        operations.change_practice(
            by=request.user, practice=found, **queries.kept_name(request.user, found, form.cleaned_data)
        )
    except Refusal as refusal:
        found.refresh_from_db()
        again = ChangeForm({**request.POST.dict(), "based_on": str(found.version)}, held=held)
        again.add_error(None, refusal.sentence(gettext))
        return _change_page(request, found, again, refusal.http_status)
    messages.success(request, gettext("The card is worded anew. What it said before stays in its history."))
    return redirect("practice", found.number)


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
    form = _judge_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found.practice, status_of(form), judging=(found, form))
    try:
        operations.judge_adoption(by=request.user, adoption=found, **form.cleaned_data)
    except Refusal as refusal:
        found.refresh_from_db()
        again = _judge_form(found, {**request.POST.dict(), "based_on": str(found.version)})
        again.add_error(None, refusal.sentence(gettext))
        return _page(request, found.practice, refusal.http_status, judging=(found, again))
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
    card = queries.card(request.user, found, today)
    begun = {"follow_up_on": today + timedelta(days=FOLLOW_UP_DAYS), "key_account": request.GET.get("to")}
    facts = {
        "card": card,
        "followed": [(each, _judge_of(each, judging)) for each in card.followed],
        "says": gettext(BY_KEY[found.measure].says),
        "form": form or AdoptForm(initial=begun, held=held),
        "judging": judging[0].pk if judging else None,
        "may_copy": request.user.may(Action.SHARE_PRACTICES),
        "may_change": Practice.objects.written_by(request.user).filter(pk=found.pk).exists(),
        "happened": happened(found),
    }
    return render(request, "review/practice.html", facts, status=status)


def _change_page(request: SignedIn, found: Practice, form: ChangeForm, status: int = 200) -> HttpResponse:
    facts = {"form": form, "stands": found, "is_stale": status == 409}
    return render(request, "review/share_practice.html", facts, status=status)


def _judge_of(each: queries.Followed, judging: tuple[Adoption, JudgeForm] | None) -> JudgeForm | None:
    """The form to judge an adoption with, where the reader may; with what was refused of it."""
    if judging and judging[0].pk == each.adoption.pk:
        return judging[1]
    return _judge_form(each.adoption) if each.may_judge else None


def _judge_form(adoption: Adoption, posted: Any = None) -> JudgeForm:
    return JudgeForm(posted, initial={"based_on": adoption.version}, auto_id=f"judge_{adoption.pk}_%s")
