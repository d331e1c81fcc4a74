"""The doors of promises: their list, one of them, a new one, and the check before it is made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import taken
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.paging import place
from clave.kit.refusals import Refusal
from clave.kit.shown import Picture
from clave.promises import exports
from clave.promises.forms import CheckForm, EndForm, PromiseForm, PromisesFilter
from clave.promises.models import Escalation, Judging, Promise
from clave.promises.operations.keeping import answer_escalation
from clave.promises.operations.making import make_promise
from clave.promises.queries import standing
from clave.promises.queries.checking import check, values_known
from clave.promises.queries.keeping_costs import by_key_account, freight_of
from clave.promises.queries.standing import YEAR_DAYS
from clave.promises.rules.refusals import CannotJudge, CountryMissing
from clave.promises.views.carrying import carried, to_make
from clave.promises.views.check_words import Checked, common_words
from clave.promises.views.rate_words import months_picture, rates_picture
from clave.promises.views.version_words import versions

SHOWN_FAILURES, SHOWN_BROKEN = 30, 12


@doors.requires(Action.SEE_PROMISES, methods=doors.READING)
def promises(request: SignedIn) -> HttpResponse:
    """Every promise this person sees, with kept-rates by function and key account."""
    today = timezone.localdate()
    found = standing.lines(request.user, today)
    form = PromisesFilter(request.GET)
    shown = _narrowed(found, form)
    at = place(form.page_number, len(shown))
    facts = {
        "rows": shown[at.start : at.stop],
        "fitting": len(shown),
        "place": at,
        "all": found,
        "broken": sum(line.is_broken for line in found if line.promise.is_alive),
        "escalated": standing.escalated(found),
        "unowned": standing.unowned_functions(found),
        "may_appoint": request.user.may(Action.CHANGE_PEOPLE),
        "pictures": _pictures(found, today),
        "broken_ones": standing.broken_of_late(found, today)[:SHOWN_BROKEN],
        "freight": by_key_account(freight_of(found, request.user, today))[:SHOWN_BROKEN],
        "may_answer": request.user.may(Action.ANSWER_ESCALATIONS),
        "form": form,
        "may_make": request.user.may(Action.MAKE_PROMISES),
        "may_export": request.user.may(Action.EXPORT_PROMISES),
    }
    return render(request, "promises/promises.html", facts)


@doors.requires(Action.EXPORT_PROMISES, methods=doors.READING)
def promises_csv(request: SignedIn) -> HttpResponseBase:
    """The promises as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_PROMISES, methods=doors.READING)
def promises_xlsx(request: SignedIn) -> HttpResponseBase:
    """The promises as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_PROMISES, methods=doors.READING)
def promise(request: SignedIn, number: int) -> HttpResponse:
    """One promise: what came of it month by month, the orders that broke it, and what they had in common."""
    return promise_page(request, _seen(request, number))


@doors.requires(Action.ANSWER_ESCALATIONS, methods=["POST"])
def answer(request: SignedIn, number: int) -> HttpResponse:
    """Say what happens about a promise that was put before the champion."""
    found = _seen(request, number)
    asked = get_object_or_404(Escalation.objects.visible_to(request.user), promise=found, answered_at=None)
    try:
        answer_escalation(by=request.user, escalation=asked, answer=request.POST.get("answer", "")[:300])
    except Refusal as refusal:
        return promise_page(request, found, refusal.http_status, refusal.sentence(gettext))
    return redirect("promise", number)


@doors.requires(Action.SEE_PROMISES, methods=doors.READING)
def check_page(request: SignedIn) -> HttpResponse:
    """How often a promise would have been kept; the part beside a form where htmx asks for it."""
    form = CheckForm(request.GET or None, user=request.user, on=timezone.localdate())
    checked, wrong = _checked(form) if request.GET else (None, "")
    name = "promises/check_result.html" if request.htmx else "promises/check.html"  # type: ignore[attr-defined]
    facts = {
        "form": form,
        "checked": checked,
        "wrong": wrong,
        "to_make": to_make(request, form),
        **_known(request, form),
    }
    return render(request, name, facts)


@doors.requires(Action.MAKE_PROMISES)
def new_promise(request: SignedIn) -> HttpResponse:
    """Make a promise, with how often it would have been kept beside it."""
    today = timezone.localdate()
    begun = carried(request.GET, request.user, today)
    form = PromiseForm(request.POST or None, user=request.user, on=today, initial=begun)
    checked, wrong, status = None, "", 200
    if request.method == "POST":
        if not form.is_valid():
            return render(request, "promises/new.html", {"form": form}, status=422)
        if "check" in request.POST:
            checked, wrong = _check(form.cleaned_data["key_account"].customer, form.terms)
        else:
            try:
                made = make_promise(by=request.user, **form.told)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence(gettext))
                status = refusal.http_status
            else:
                messages.success(request, gettext("The promise is kept by %(who)s.") % {"who": made.owner})
                return redirect("promise", made.number)
    return render(request, "promises/new.html", {"form": form, "checked": checked, "wrong": wrong}, status=status)


def promise_page(
    request: SignedIn, found: Promise, status: int = 200, wrong: str = "", ending: EndForm | None = None
) -> HttpResponse:
    """One promise, with what went wrong when something did."""
    today = timezone.localdate()
    (line,) = standing.lines(request.user, today, Promise.objects.visible_to(request.user).filter(pk=found.pk))
    judging = Judging.objects.filter(promise=found).first()
    common = judging.common if judging else None
    facts = {
        "promise": line.promise,
        "line": line,
        "judging": judging,
        "outcomes": list(reversed(line.outcomes)),
        "picture": months_picture(standing.by_month([line])) if len(line.outcomes) > 2 else None,
        "common": common_words(common) if common else "",
        "escalations": found.escalations.select_related("by", "answered_by"),
        "versions": versions(found),
        "freight": freight_of([line], request.user, today),
        "happened": happened(found),
        "may_answer": request.user.may(Action.ANSWER_ESCALATIONS),
        "may_change": found.is_alive and Promise.objects.changed_by(request.user).filter(pk=found.pk).exists(),
        "ending": ending or EndForm(initial={"version": found.version}),
        "wrong": wrong,
    }
    return render(request, "promises/promise.html", facts, status=status)


def _seen(request: SignedIn, number: int) -> Promise:
    found: Promise = get_object_or_404(Promise.objects.visible_to(request.user), number=number)
    return found


def _pictures(found: list[standing.Line], today: date) -> list[Picture]:
    drawn = (
        rates_picture(gettext("Kept by key account"), standing.by_key_account(found, today)),
        rates_picture(gettext("Kept by function"), standing.by_function(found, today)),
        months_picture(standing.by_month(found)),
    )
    return [each for each in drawn if each]


def _narrowed(found: list[standing.Line], form: PromisesFilter) -> list[standing.Line]:
    given = form.cleaned_data if form.is_valid() else {}
    text, function = given.get("search", "").casefold(), given.get("function", "")
    rows = [each for each in found if text in f"{each.promise} {each.promise.key_account.customer}".casefold()]
    rows = [each for each in rows if not function or each.promise.function.name == function]
    return [each for each in rows if each.is_broken] if given.get("broken") else rows


def _known(request: SignedIn, form: CheckForm) -> dict[str, Any]:
    """What the fields offer for the customer that is chosen; nothing where the page offers it already."""
    customer = form.cleaned_data.get("customer") if form.is_bound and form.is_valid() else None
    code = customer.code if customer else ""
    if customer is None or request.GET.get("offered") == code:
        return {"offered": code}
    return {"offered": code, "known": values_known(customer, timezone.localdate())}


def _checked(form: CheckForm) -> tuple[Checked | None, str]:
    if not form.is_valid():
        return None, gettext("Name the customer first; then say within how many days.")
    return _check(form.cleaned_data["customer"], form.terms | {"since": form.cleaned_data["since"]})


def _check(customer: Any, terms: dict[str, Any]) -> tuple[Checked | None, str]:
    """A check of a year's orders, or of those since the day that was named."""
    period: dict[str, Any] = {} if terms.get("since") else {"past_days": YEAR_DAYS}
    try:
        found = check(customer, **terms, **period)
    except (CannotJudge, CountryMissing) as refusal:
        return None, refusal.sentence(gettext)
    return Checked(found, found.failures[:SHOWN_FAILURES]), ""


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    rows = _narrowed(standing.lines(request.user, today), PromisesFilter(request.GET))
    return taken(request, exports.promises(rows, today), kind, gettext("promises"))
