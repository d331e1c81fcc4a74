"""The doors of notifications: what a person is told of, what they want to be told of, how the mail goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from clave.access import doors, leaving
from clave.access.operations import change_language
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.texts import status_of
from clave.notices import exports, operations, queries
from clave.notices.forms import PreferenceForm
from clave.notices.rules import Cadence, Kind
from clave.notices.stopping import meant_by


@doors.requires(Action.SEE_MY_DAY, methods=doors.READING)
def notifications(request: SignedIn) -> HttpResponse:
    """What this person is told of: unread first."""
    told = queries.told_to(request.user, timezone.localdate())
    facts = {
        "told": told,
        "unread": sum(each.is_unread for each in told),
        "wish": queries.wish_of(request.user),
        "mail_is_set_up": queries.mail_is_set_up(),
        "may_see_mail": request.user.may(Action.SEE_MAIL),
    }
    return render(request, "notices/notifications.html", facts)


@doors.requires(Action.SEE_MY_DAY, methods=["POST"])
def read_notices(request: SignedIn) -> HttpResponse:
    """Read: one of them, or all."""
    operations.read(by=request.user, key=request.POST.get("key", "")[:80])
    return redirect("notifications")


@doors.requires(Action.SEE_MY_DAY, methods=["POST"])
def unread_notice(request: SignedIn) -> HttpResponse:
    """Put one back among the unread ones."""
    operations.unread(by=request.user, key=request.POST.get("key", "")[:80])
    return redirect("notifications")


@doors.requires(Action.SEE_MY_DAY)
def notice_preferences(request: SignedIn) -> HttpResponse:
    """What this person wants to be told of, and how often by e-mail."""
    if request.method != "POST":
        wish = queries.wish_of(request.user)
        kinds = [kind for kind in Kind if kind not in wish.muted]
        return _preferences_page(
            request,
            PreferenceForm(initial={"cadence": wish.cadence, "kinds": kinds, "language": request.user.language}),
        )
    form = PreferenceForm(request.POST)
    if not form.is_valid():
        return _preferences_page(request, form, status_of(form))
    kinds = [Kind(kind) for kind in form.cleaned_data["kinds"]]
    operations.choose(by=request.user, cadence=Cadence(form.cleaned_data["cadence"]), kinds=kinds)
    if form.cleaned_data["language"] not in ("", request.user.language):
        change_language(by=request.user, language=form.cleaned_data["language"])
    with translation.override(request.user.language):
        messages.success(request, gettext("Saved: this is what you are told of from now on."))
    return redirect("notice-preferences")


@csrf_exempt  # a mail program that unsubscribes with one click sends no token; the word in the address is signed
@doors.public
def stop_digests(request: HttpRequest, word: str) -> HttpResponse:
    """End the e-mails from a link in one of them, without signing in; only asking for the page ends nothing."""
    user = meant_by(word)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if user is None:
        raise Http404
    if request.method == "POST":
        operations.stop_mail(by=user)
    is_stopped = queries.wish_of(user).cadence is Cadence.NONE
    answer = render(request, "notices/stop.html", {"email": user.email, "is_stopped": is_stopped})
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@doors.requires(Action.SEE_MAIL, methods=doors.READING)
def mail_room(request: SignedIn) -> HttpResponseBase:
    """Which e-mails went out, and which wait for another try."""
    room = queries.mail_room(request.user)
    facts, tables = (
        {"room": room, "mail_is_set_up": queries.mail_is_set_up()},
        {"mails": lambda: exports.mails(room.digests)},
    )
    return leaving.page(request, "notices/mail.html", facts, tables, needs=Action.EXPORT_USERS)


def _preferences_page(request: SignedIn, form: PreferenceForm, status: int = 200) -> HttpResponse:
    facts = {"form": form, "mail_is_set_up": queries.mail_is_set_up(), "email": request.user.email}
    return render(request, "notices/preferences.html", facts, status=status)
