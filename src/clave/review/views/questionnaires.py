"""The doors of the questionnaire: a link is made and revoked by who manages the account, and answered without signing in."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.queries.relationships import contacts_seen, family
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.review.forms.relationship_reviews import AnswerForm, AskForm
from clave.review.models import Questionnaire, RelationshipReview
from clave.review.operations import questionnaires as operations
from clave.review.rules.review_refusals import LinkNotOpen
from clave.review.views.relationship_reviews import review_page

HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def ask_customer(request: SignedIn, pk: int) -> HttpResponse:
    """Make a link for one answer of the customer; the page tells it this once."""
    rows = RelationshipReview.objects.written_by(request.user).select_related("key_account__customer")
    review: RelationshipReview = get_object_or_404(rows, pk=pk)
    held = review.key_account
    people = contacts_seen(request.user).filter(customer__in=family(held.customer)).exclude(consent=False)
    form = AskForm(request.POST, contacts=people, auto_id="ask_%s")
    if not form.is_valid():
        return review_page(request, held, status_of(form), refused={"ask": form})
    try:
        _, word = operations.ask_customer(by=request.user, review=review, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return review_page(request, held, refusal.http_status, refused={"ask": form})
    return review_page(request, held, link=request.build_absolute_uri(reverse("questionnaire", args=[word])))


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def revoke_questionnaire(request: SignedIn, pk: int) -> HttpResponse:
    """End a link at once."""
    rows = Questionnaire.objects.written_by(request.user).select_related("review__key_account__customer")
    found: Questionnaire = get_object_or_404(rows, pk=pk)
    held = found.review.key_account
    try:
        operations.revoke_questionnaire(by=request.user, questionnaire=found)
    except Refusal as refusal:
        return review_page(request, held, refusal.http_status, wrong=refusal.sentence(gettext))
    messages.success(request, gettext("The link is dead: whoever has it reads a kind word and nothing else."))
    return redirect("relationship-review", held.customer.code)


@doors.public
def questionnaire(request: HttpRequest, word: str) -> HttpResponse:
    """One page of questions for who holds the link; a link that is not open is answered kindly, whatever the reason."""
    if request.method not in (*doors.READING, "POST"):
        return HttpResponseNotAllowed([*doors.READING, "POST"])
    try:
        found = operations.open_questionnaire(word, str(get_adapter().get_client_ip(request)))
        with translation.override(_language(request, found)):
            return _answered(request, found)
    except LinkNotOpen:
        return _sent(request, "review/link_not_open.html", {}, LinkNotOpen.http_status)


def _answered(request: HttpRequest, found: Questionnaire) -> HttpResponse:
    """The questions, again where an answer lacks something, or thanks."""
    matters = found.review.matters.all()
    form = AnswerForm(request.POST if request.method == "POST" else None, matters=list(matters))
    if request.method == "POST" and form.is_valid():
        operations.answer_questionnaire(
            questionnaire=found,
            importance=form.points("importance"),
            ours=form.points("ours"),
            comment=form.cleaned_data["comment"],
        )
        return _sent(request, "review/thanks.html", {"comment": form.cleaned_data["comment"]}, 200)
    facts = {"form": form, "questionnaire": found, "asks": found.by}
    return _sent(request, "review/questionnaire.html", facts, status_of(form))


def _language(request: HttpRequest, found: Questionnaire) -> str:
    """The language that was chosen for the questionnaire, until who reads it chooses another."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else found.language


def _sent(request: HttpRequest, template: str, facts: dict[str, object], status: int) -> HttpResponse:
    answer = render(request, template, facts, status=status)
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer
