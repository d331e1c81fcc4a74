"""The doors of webhooks: what hears of what, what was sent, a new one, its secret, ending it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.webhooks import exports, queries
from clave.webhooks.forms import ChangedWebhook, WebhookForm
from clave.webhooks.models import Delivery, Subscription
from clave.webhooks.operations import subscribing as operations


@doors.requires(Action.SEE_WEBHOOKS, writing=Action.CHANGE_WEBHOOKS)
def webhooks(request: SignedIn) -> HttpResponseBase:
    """Every webhook this person may see, and a new one, whose secret is shown this once."""
    offered = operations.offered(request.user)
    form = WebhookForm(request.POST if request.method == "POST" else None, offered=offered)
    if not form.is_valid():
        return _list(request, form, status=status_of(form))
    try:
        made, secret = operations.subscribe(by=request.user, owner=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _list(request, form, status=refusal.http_status)
    return _list(request, WebhookForm(offered=offered), made=made, secret=secret)


@doors.requires(Action.SEE_WEBHOOKS, writing=Action.CHANGE_WEBHOOKS)
def webhook(request: SignedIn, pk: int) -> HttpResponseBase:
    """One webhook: what it was sent, and what it hears of."""
    found, offered = _seen(request, pk), operations.offered(request.user)
    names = ("name", "url", "events", "version")
    if request.method != "POST":
        return _page(request, found, ChangedWebhook(initial={n: getattr(found, n) for n in names}, offered=offered))
    form = ChangedWebhook(request.POST, offered=offered)
    if not form.is_valid():
        return _page(request, found, form, status=status_of(form))
    try:
        operations.change(by=request.user, subscription=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, found, form, status=refusal.http_status)
    messages.success(request, gettext("Saved: the next messages go there."))
    return redirect("webhook", pk)


@doors.requires(Action.CHANGE_WEBHOOKS, methods=["POST"])
def renew_webhook_secret(request: SignedIn, pk: int) -> HttpResponseBase:
    """A new secret, shown this once."""
    found, offered = _own(request, pk), operations.offered(request.user)
    try:
        secret = operations.renew_secret(by=request.user, subscription=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
        return redirect("webhook", pk)
    found.refresh_from_db()
    names = ("name", "url", "events", "version")
    form = ChangedWebhook(initial={n: getattr(found, n) for n in names}, offered=offered)
    return _page(request, found, form, secret=secret)


@doors.requires(Action.CHANGE_WEBHOOKS, methods=["POST"])
def try_webhook(request: SignedIn, pk: int) -> HttpResponse:
    """Send a message that says nothing."""
    said = gettext("A trial message goes out within seconds. Open this page again to see the answer.")
    return _done(request, _own(request, pk), operations.try_out, said)


@doors.requires(Action.CHANGE_WEBHOOKS, methods=["POST"])
def open_webhook(request: SignedIn, pk: int) -> HttpResponse:
    """Go on sending."""
    return _done(request, _seen(request, pk), operations.reopen, gettext("Open again: what waited is sent now."))


@doors.requires(Action.CHANGE_WEBHOOKS, methods=["POST"])
def end_webhook(request: SignedIn, pk: int) -> HttpResponse:
    """Send nothing more."""
    return _done(request, _seen(request, pk), operations.end, gettext("Ended: nothing is sent there any more."))


@doors.requires(Action.CHANGE_WEBHOOKS, methods=["POST"])
def send_message_again(request: SignedIn, pk: int) -> HttpResponse:
    """Send one message once more."""
    found = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("subscription"), pk=pk)
    try:
        operations.send_again(by=request.user, delivery=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    else:
        messages.success(request, gettext("It goes out once more, under the same number."))
    return redirect("webhook", found.subscription_id)


def _seen(request: SignedIn, pk: int) -> Subscription:
    rows = Subscription.objects.visible_to(request.user).select_related("owner")
    found: Subscription = get_object_or_404(rows, pk=pk)
    return found


def _own(request: SignedIn, pk: int) -> Subscription:
    rows = Subscription.objects.visible_to(request.user).filter(owner=request.user).select_related("owner")
    found: Subscription = get_object_or_404(rows, pk=pk)
    return found


def _done(request: SignedIn, found: Subscription, operation: Callable[..., Any], said: str) -> HttpResponse:
    try:
        operation(by=request.user, subscription=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    else:
        messages.success(request, said)
    return redirect("webhook", found.pk)


def _list(
    request: SignedIn, form: WebhookForm, *, made: Subscription | None = None, secret: str = "", status: int = 200
) -> HttpResponseBase:
    rows = queries.subscriptions(request.user)
    facts, tables = (
        {"form": form, "rows": rows, "made": made, "secret": secret},
        {"webhooks": lambda: exports.webhooks(rows)},
    )
    return leaving.page(request, "webhooks/webhooks.html", facts, tables, needs=Action.EXPORT_OWN_LISTS, status=status)


def _page(
    request: SignedIn, found: Subscription, form: ChangedWebhook, *, secret: str = "", status: int = 200
) -> HttpResponseBase:
    lines = queries.messages(request.user, found)
    facts = {
        "row": found,
        "form": form,
        "secret": secret,
        "is_own": found.owner_id == request.user.pk,
        "events": queries.event_names(found),
        "lines": lines,
    }
    tables = {"messages": lambda: exports.messages(lines)}
    return leaving.page(request, "webhooks/webhook.html", facts, tables, needs=Action.EXPORT_OWN_LISTS, status=status)
