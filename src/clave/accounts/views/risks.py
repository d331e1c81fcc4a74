"""The doors of a key account's risks: the page, a risk, the scorecard, the forecast and the renewals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.accounts.forms import worth as worth_forms
from clave.accounts.models import Renewal, Risk
from clave.accounts.operations.risking import change_risk, put_risk
from clave.accounts.operations.worth import answer_scorecard, change_renewal, put_renewal
from clave.accounts.queries.worth import Worth, is_old, worth
from clave.accounts.rules import worth_refusals as refusals
from clave.accounts.rules.scorecard import FACTORS, STALE_AFTER_DAYS, WEIGHTS
from clave.accounts.views import worth_words as words
from clave.accounts.worth_gates import of_worth
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.ledger.models import Customer
from clave.people.models import Forecast
from clave.people.operations.forecasting import save_forecast
from clave.people.queries.forecasts import history
from clave.people.rules.forecast_refusals import ForecastStale
from clave.portfolio.models import KeyAccount

STALE = (refusals.RiskStale, refusals.ScorecardStale, ForecastStale, refusals.RenewalStale)


@doors.requires(Action.SEE_RISKS, methods=doors.READING)
def risks(request: SignedIn, code: str) -> HttpResponse:
    """What could hurt a key account, how sure we are of keeping it, and what its plan is worth."""
    found = worth(key_account(request, code))
    lines = words.year_lines(found)
    mark, sentence = words.agreement(found)
    today = timezone.localdate()
    facts = {
        "worth": found,
        "customer": found.key_account.customer,
        "lines": lines,
        "curve": words.curve(found, lines),
        "agreement": {"mark": mark, "sentence": sentence},
        "factors": _factors(found),
        "today": today,
        "may_change": request.user.may(Action.CHANGE_RISKS),
        "may_export": request.user.may(Action.EXPORT_RISKS),
        "happened": happened(found.key_account),
    }
    return render(request, "accounts/risks.html", facts)


@doors.requires(Action.CHANGE_RISKS)
def new_risk(request: SignedIn, code: str) -> HttpResponseBase:
    """Put down a risk."""
    held = key_account(request, code)
    currency = worth(held).currency
    begun = {"what": request.GET.get("what", "")[:300]}
    form = worth_forms.RiskForm(_posted(request), currency=currency, initial=begun)
    title = gettext("Put down a risk")
    return _answered(
        request,
        held,
        form,
        title,
        lambda: put_risk(by=request.user, key_account=held, terms=form.terms, currency=currency),
    )


@doors.requires(Action.SEE_RISKS, writing=Action.CHANGE_RISKS)
def risk(request: SignedIn, code: str, number: int) -> HttpResponseBase:
    """One risk: what is said of it, and its history; who may changes it here."""
    held = key_account(request, code)
    seen = Risk.objects.visible_to(request.user).filter(key_account=held).select_related("owner")
    found: Risk = get_object_or_404(seen, number=number)
    form = worth_forms.ChangeRiskForm(_posted(request), risk=found)
    told = {"happened": happened(found), "stands": words.risk_words(found)}

    def save() -> Risk:
        given = form.cleaned_data
        return change_risk(
            by=request.user, risk=found, version=given["version"], terms=form.terms, state=given["state"]
        )

    return _answered(request, held, form, found.what, save, told)


@doors.requires(Action.CHANGE_RISKS)
def scorecard(request: SignedIn, code: str) -> HttpResponseBase:
    """Answer the relationship risk scorecard."""
    held = key_account(request, code)
    found = worth(held)
    begun = {"version": found.answer_count, "answered_on": timezone.localdate()}
    form = worth_forms.ScorecardForm(_posted(request), answers=dict(found.answers), initial=begun)
    told = {"template": "accounts/scorecard.html", "stands": words.scorecard_words(found), "answers": found.answers}

    def save() -> int:
        given = form.cleaned_data
        return answer_scorecard(
            by=request.user, key_account=held, version=given["version"], answers=form.said, on=given["answered_on"]
        )

    return _answered(request, held, form, gettext("Relationship risk scorecard"), save, told)


@doors.requires(Action.CHANGE_RISKS)
def forecast(request: SignedIn, code: str) -> HttpResponseBase:
    """Say what the key account is expected to contribute a year; begun from what its orders suggest."""
    held = key_account(request, code)
    found = worth(held)
    begun = worth_forms.begun(found, timezone.localdate().year)
    form = worth_forms.ForecastForm(_posted(request), currency=found.currency, initial=begun)
    told = {
        "template": "accounts/forecast.html",
        "worth": found,
        "stands": words.forecast_words(found.forecast) if found.forecast else [],
        "older": history(held),
    }

    def save() -> Forecast:
        version = form.cleaned_data["version"]
        return save_forecast(by=request.user, key_account=held, version=version, said=form.expected)

    return _answered(request, held, form, gettext("Forecast of contribution"), save, told)


@doors.requires(Action.CHANGE_RISKS)
def new_renewal(request: SignedIn, code: str) -> HttpResponseBase:
    """Note a contract that has to be renewed."""
    held = key_account(request, code)
    form = worth_forms.RenewalForm(_posted(request))
    return _answered(
        request, held, form, gettext("Note a renewal"),
        lambda: put_renewal(by=request.user, key_account=held, terms=form.terms),
    )  # fmt: skip


@doors.requires(Action.CHANGE_RISKS)
def renewal(request: SignedIn, code: str, pk: int) -> HttpResponseBase:
    """Move a renewal, or say that it is settled."""
    held = key_account(request, code)
    found: Renewal = get_object_or_404(Renewal.objects.visible_to(request.user).filter(key_account=held), pk=pk)
    form = worth_forms.ChangeRenewalForm(_posted(request), renewal=found)
    told = {"happened": happened(found), "stands": words.renewal_words(found)}

    def save() -> Renewal:
        given = form.cleaned_data
        return change_renewal(by=request.user, renewal=found, version=given["version"], terms=form.terms)

    return _answered(request, held, form, found.what, save, told)


def risk_address(customer: Customer, text: str) -> str:
    """Where a risk to this customer is put down that begins with these words."""
    return f"{reverse('new-risk', args=[customer.code])}?{urlencode({'what': text[:300]})}"


def key_account(request: SignedIn, code: str) -> KeyAccount:
    """The current key account with this code, where the person reads its value (F2); else it is not there."""
    seen = (
        KeyAccount.objects.visible_to(request.user)
        .current()
        .filter(of_worth(request.user, "customer_id"))
        .select_related("customer")
    )
    found: KeyAccount = get_object_or_404(seen, customer__code=code)
    return found


def _posted(request: SignedIn) -> Any:
    return request.POST if request.method == "POST" else None


def _answered(
    request: SignedIn, held: KeyAccount, form: forms.Form, title: str, save: Any, more: dict[str, Any] | None = None
) -> HttpResponseBase:
    """The form; once posted what saving it comes to, and where somebody was faster both versions side by side."""
    facts: dict[str, Any] = {"template": "accounts/worth_form.html", "form": form, "title": title, **(more or {})}
    facts |= {"customer": held.customer, "may_change": request.user.may(Action.CHANGE_RISKS)}
    if request.method != "POST" or not form.is_valid():
        return render(request, facts["template"], facts, status=status_of(form))
    try:
        save()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        facts["is_stale"] = isinstance(refusal, STALE)
        return render(request, facts["template"], facts, status=refusal.http_status)
    messages.success(request, gettext("Saved."))
    return redirect("risks", held.customer.code)


def _factors(found: Worth) -> list[dict[str, Any]]:
    """Every factor with its weight and the answer that stands."""
    rows = []
    for key, factor in FACTORS.items():
        answer = found.answers.get(key)
        old = answer is not None and is_old(answer, STALE_AFTER_DAYS)
        rows.append({"name": gettext(factor.name), "weight": WEIGHTS[key], "answer": answer, "is_old": old})
    return rows
