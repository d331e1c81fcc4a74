"""The doors where a promise is changed, for a reason, and where it is ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.settling import settled
from clave.kit.texts import status_of
from clave.promises.forms import ChangeForm, EndForm
from clave.promises.models import Promise
from clave.promises.operations.changing import change_promise, end_promise
from clave.promises.rules.refusals import PromiseOver, PromiseStale
from clave.promises.views.promises import promise_page
from clave.promises.views.version_words import standing_words


@doors.requires(Action.MAKE_PROMISES)
def change(request: SignedIn, number: int) -> HttpResponse:
    """Give a promise to somebody else, move its day or its terms; after somebody else's change, both side by side."""
    found = _own(request, number)
    form = ChangeForm(request.POST if request.method == "POST" else None, promise=found)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, status_of(form))
    try:
        made = change_promise(by=request.user, promise=found, **form.told)
    except Refusal as refusal:
        is_stale = isinstance(refusal, PromiseStale)
        again = ChangeForm({**dict(form.data.items()), "version": found.version}, promise=found) if is_stale else form
        again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return _page(request, found, again, refusal.http_status, is_stale=is_stale)
    messages.success(request, gettext("Saved as version %(number)s of the promise.") % {"number": made.version})
    return redirect("promise", number)


@doors.requires(Action.MAKE_PROMISES, methods=["POST"])
def end(request: SignedIn, number: int) -> HttpResponse:
    """Say that a promise no longer stands, and why."""
    found, form = _own(request, number), EndForm(request.POST)

    def again(status: int, refusal: Refusal | None) -> HttpResponse:
        if isinstance(refusal, PromiseOver):
            return promise_page(request, found, status, refusal.sentence(gettext))
        if isinstance(refusal, PromiseStale):
            form.data = {**request.POST.dict(), "version": found.version}
        return promise_page(request, found, status, ending=form)

    return settled(
        request,
        form,
        lambda **given: end_promise(by=request.user, promise=found, **given),
        again,
        told=gettext("The promise has ended. What was kept and broken stays."),
        to=("promise", number),
    )


def _own(request: SignedIn, number: int) -> Promise:
    rows = Promise.objects.changed_by(request.user).select_related("owner", "function", "key_account__customer")
    found: Promise = get_object_or_404(rows, number=number)
    return found


def _page(
    request: SignedIn, found: Promise, form: ChangeForm, status: int = 200, *, is_stale: bool = False
) -> HttpResponse:
    facts = {"promise": found, "form": form, "theirs": standing_words(found) if is_stale else []}
    return render(request, "promises/change.html", facts, status=status)
