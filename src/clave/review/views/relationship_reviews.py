"""The doors of the relationship review of a key account: the page, begin, write, close, actions, the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.accounts.queries.relationships import contacts_seen, family, key_accounts_seen, key_accounts_written
from clave.kit.refusals import Refusal
from clave.kit.tables import download
from clave.kit.texts import status_of
from clave.portfolio.models import KeyAccount
from clave.review.exports import relationship_reviews as exports
from clave.review.forms.relationship_reviews import ActionForm, AskForm, CloseForm, MattersForm
from clave.review.models import RelationshipReview, ReviewAction
from clave.review.operations import relationship_reviews as operations
from clave.review.queries import relationship_reviews as queries
from clave.review.rules.relationship_review import USUAL_MONTHS, due
from clave.review.rules.review_refusals import ReviewStale

MONTH_DAYS = 30


@doors.requires(Action.SEE_RELATIONSHIPS, methods=doors.READING)
def relationship_review(request: SignedIn, code: str) -> HttpResponse:
    """What matters to the customer, by the latest review or an earlier one."""
    held: KeyAccount = get_object_or_404(key_accounts_seen(request.user), customer__code=code)
    return review_page(request, held)


@doors.requires(Action.EXPORT_RELATIONSHIPS, methods=doors.READING)
def reviews_export(request: SignedIn, code: str) -> HttpResponseBase:
    """Every review of a key account, as CSV or as a workbook."""
    held: KeyAccount = get_object_or_404(key_accounts_seen(request.user), customer__code=code)
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    found = queries.reviews_of(request.user, held)
    read = [queries.reviewed(*pair) for pair in zip(found, [*found[1:], None], strict=False)]
    operations.record_reviews_taken(
        by=request.user, key_account=held, kind=kind, rows=sum(len(each.rows) for each in read)
    )
    return download(exports.reviews(read, timezone.localdate()), kind, gettext("reviews"))


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def begin_review(request: SignedIn, code: str) -> HttpResponse:
    """Begin a review with what mattered at the last one."""
    held: KeyAccount = get_object_or_404(key_accounts_written(request.user), customer__code=code)
    try:
        made = operations.begin_review(by=request.user, key_account=held)
    except Refusal as refusal:
        return review_page(request, held, refusal.http_status, wrong=refusal.sentence(gettext))
    return redirect("write-relationship-review", made.pk)


@doors.requires(Action.CHANGE_RELATIONSHIPS)
def write_review(request: SignedIn, pk: int) -> HttpResponse:
    """Say what matters and how we stand; after somebody else's change, both side by side."""
    found = _own(request, pk)
    form = MattersForm(request.POST if request.method == "POST" else None, review=found)
    if request.method != "POST" or not form.is_valid():
        return _write_page(request, found, form, status_of(form))
    try:
        operations.write_review(
            by=request.user, review=found, matters=form.written, based_on=form.cleaned_data["based_on"]
        )
    except Refusal as refusal:
        is_stale = isinstance(refusal, ReviewStale)
        again = form
        if is_stale:
            again = MattersForm({**dict(form.data.items()), "based_on": found.version}, review=found)
            again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return _write_page(request, found, again, refusal.http_status, is_stale=is_stale)
    messages.success(request, gettext("Saved. Close the review once you have concluded."))
    return redirect("relationship-review", found.key_account.customer.code)


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def close_review(request: SignedIn, pk: int) -> HttpResponse:
    """Close a review with what is concluded and the day of the next."""
    form = CloseForm(request.POST, auto_id="close_%s")
    told = gettext("The review is closed, and the next one has its day.")
    return _settled(request, _own(request, pk), form, "close", operations.close_review, told)


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def add_review_action(request: SignedIn, pk: int) -> HttpResponse:
    """Say what follows from a review."""
    form = ActionForm(request.POST, auto_id="action_%s")
    return _settled(request, _own(request, pk), form, "action", operations.add_action, gettext("On the list."))


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def finish_review_action(request: SignedIn, pk: int) -> HttpResponse:
    """Say that what followed from a review is done."""
    rows = ReviewAction.objects.written_by(request.user).select_related("review__key_account__customer")
    found: ReviewAction = get_object_or_404(rows, pk=pk)
    operations.finish_action(by=request.user, action=found)
    return redirect("relationship-review", found.review.key_account.customer.code)


def review_page(
    request: SignedIn,
    held: KeyAccount,
    status: int = 200,
    *,
    wrong: str = "",
    link: str = "",
    refused: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page of a key account's reviews; `link` is a questionnaire's address, told this once."""
    found, asked = queries.reviews_of(request.user, held), request.GET.get("review", "")
    place = next((at for at, each in enumerate(found) if str(each.pk) == asked), 0)
    facts: dict[str, Any] = {"held": held, "customer": held.customer, "reviews": found, "wrong": wrong, "link": link}
    facts["may_write"] = key_accounts_written(request.user).filter(pk=held.pk).exists()
    facts["may_export"] = request.user.may(Action.EXPORT_RELATIONSHIPS)
    facts["may_begin"] = facts["may_write"] and not any(each.is_open for each in found)
    facts["today"] = timezone.localdate()
    if found:
        shown = found[place]
        facts["found"] = queries.reviewed(shown, found[place + 1] if place + 1 < len(found) else None)
        next_on = next((each.next_on for each in found if each.next_on), None)
        facts |= {"next_on": next_on, "due": due(next_on, facts["today"])}
        facts["is_latest"], facts["happened"] = place == 0, happened(shown)
        if facts["may_write"]:
            facts["forms"] = {**_forms(request, held, shown), **(refused or {})}
    return render(request, "review/relationship_review.html", facts, status=status)


def _forms(request: SignedIn, held: KeyAccount, shown: RelationshipReview) -> dict[str, forms.Form]:
    today = timezone.localdate()
    people = contacts_seen(request.user).filter(customer__in=family(held.customer)).exclude(consent=False)
    begun = {"based_on": shown.version, "next_on": today + timedelta(days=USUAL_MONTHS * MONTH_DAYS)}
    return {
        "close": CloseForm(initial=begun, auto_id="close_%s"),
        "action": ActionForm(initial={"due_on": today + timedelta(days=MONTH_DAYS)}, auto_id="action_%s"),
        "ask": AskForm(contacts=people, initial={"language": request.user.language}, auto_id="ask_%s"),
    }


def _settled(
    request: SignedIn,
    review: RelationshipReview,
    form: forms.Form,
    name: str,
    act: Callable[..., Any],
    told: str,
) -> HttpResponse:
    """Do what a valid form asks of a review; a refused one is shown again in its place."""
    if not form.is_valid():
        return review_page(request, review.key_account, status_of(form), refused={name: form})
    try:
        act(by=request.user, review=review, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return review_page(request, review.key_account, refusal.http_status, refused={name: form})
    messages.success(request, told)
    return redirect("relationship-review", review.key_account.customer.code)


def _own(request: SignedIn, pk: int) -> RelationshipReview:
    rows = RelationshipReview.objects.written_by(request.user).select_related("key_account__customer")
    found: RelationshipReview = get_object_or_404(rows, pk=pk)
    return found


def _write_page(
    request: SignedIn, found: RelationshipReview, form: MattersForm, status: int, *, is_stale: bool = False
) -> HttpResponse:
    stands = list(found.matters.all()) if is_stale else []
    facts = {"review": found, "customer": found.key_account.customer, "form": form, "stands": stands}
    return render(request, "review/write_review.html", facts, status=status)
