"""The doors of the timeline: everything that happened, newest first, and writing a note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.forms.plans import NoteForm
from clave.accounts.gates import writes_notes_of
from clave.accounts.models import AccountNote
from clave.accounts.operations.notes import write_note as keep_note
from clave.accounts.queries.timeline import happenings
from clave.accounts.rules.timeline import KIND_NAMES, PAGE, Kind
from clave.accounts.views.plan import key_account
from clave.accounts.views.timeline_words import shown
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.portfolio.models import KeyAccount
from clave.sponsorship.hooks import other_turns


@doors.requires(Action.SEE_PLANS, methods=doors.READING)
def timeline(request: SignedIn, code: str) -> HttpResponse:
    """Everything that happened with a key account, as far as one reads it."""
    return _page(request, key_account(request, code))


@doors.requires(Action.WRITE_NOTES, methods=["POST"])
def write_note(request: SignedIn, code: str) -> HttpResponse:
    """Write down what was seen or heard."""
    held, form = key_account(request, code), NoteForm(request.POST)
    if not _may_write(request, held):
        raise Http404
    if not form.is_valid():
        return _page(request, held, form, status_of(form))
    try:
        keep_note(by=request.user, key_account=held, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, held, form, refusal.http_status)
    messages.success(request, gettext("Noted. Select any words of it: they can become an action, a promise or a risk."))
    return redirect("timeline", code)


def _page(request: SignedIn, held: KeyAccount, form: NoteForm | None = None, status: int = 200) -> HttpResponse:
    today, asked = timezone.localdate(), request.GET.get("kind", "")
    kinds = [each for each in Kind if each == asked]
    found = happenings(request.user, held, today, kinds or list(Kind))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    offers = [(turn.label, turn.address) for turn in other_turns(request.user)]
    facts: dict[str, Any] = {
        "customer": held.customer,
        "page": page,
        "rows": [(each, _turns(held, each.note, offers)) for each in shown(page.object_list)],
        "passages": [(label, to(held.customer, "")) for label, to in offers],
        "kinds": [(each.value, gettext(KIND_NAMES[each])) for each in Kind],
        "asked": asked if kinds else "",
        "form": (form or NoteForm()) if _may_write(request, held) else None,
    }
    return render(request, "accounts/timeline.html", facts, status=status)


def _may_write(request: SignedIn, held: KeyAccount) -> bool:
    return KeyAccount.objects.current().filter(writes_notes_of(request.user, "customer_id"), pk=held.pk).exists()


def _turns(
    held: KeyAccount, note: AccountNote | None, offers: list[tuple[Any, Callable[[Any, str], str]]]
) -> list[tuple[str, list[tuple[Any, str]]]]:
    """Every sentence of a note with what it can become for this reader: a label and the address of a form."""
    sentences = note.sentences if note else []
    return [(each, [(label, to(held.customer, each)) for label, to in offers]) for each in sentences]
