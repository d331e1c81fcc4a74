"""The doors of the deal desk: the list, a new deal, one deal, its changes, who decides, how it ended, the limits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import page, taken
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.ledger.models import Customer
from clave.value import deal_exports
from clave.value.deal_forms import DealForm, DecideForm, EndForm, LimitsForm, limits_typed, typed
from clave.value.deal_models import Deal, DealLimits
from clave.value.deal_refusals import DealStale
from clave.value.deal_rules import DEAL_MOVES, DEAL_STATE_NAMES, SEAT_NAMES, DealState, Seat, breaches, seats_for
from clave.value.operations import dealing, deciding_deals
from clave.value.queries import deal_book, deal_outcomes, deals
from clave.value.queries.deal_history import history
from clave.value.queries.deal_limits import limits_in_force
from clave.value.views.deal_outcome_words import calibration_rows, outcome_tables
from clave.value.views.deal_start import beginning, told
from clave.value.views.deal_who import breach_words, decided, limit_rows, seats_words
from clave.value.views.deal_words import Shown, facts_of, facts_typed, shown, term_rows


@doors.requires(Action.SEE_DEALS, methods=doors.READING)
def deal_list(request: SignedIn) -> HttpResponse:
    """Every deal in the reader's scope: what waits for them first, then all, and how past ones turned out."""
    today = timezone.localdate()
    lines = deals.deal_lines(request.user, today)
    outcomes = deal_outcomes.outcomes([line for line in lines if line.deal.state == DealState.WON])
    facts = {
        "lines": lines,
        "waiting": deals.waiting_for(request.user, lines),
        "calibration": calibration_rows(outcomes),
        "may_price": request.user.may(Action.PRICE_DEALS),
        "may_export": request.user.may(Action.EXPORT_DEALS),
    }
    return render(request, "value/deals.html", facts)


@doors.requires(Action.EXPORT_DEALS, methods=doors.READING)
def deals_csv(request: SignedIn) -> HttpResponseBase:
    """The deals as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_DEALS, methods=doors.READING)
def deals_xlsx(request: SignedIn) -> HttpResponseBase:
    """The deals as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.PRICE_DEALS)
def new_deal(request: SignedIn) -> HttpResponse:
    """Price a deal: which customer first, then its terms, with what the draw finds beside them."""
    offered = deals.customers_to_price(request.user, timezone.localdate())
    code = request.GET.get("customer", "")
    if not code:
        status = 422 if request.method == "POST" else 200
        return render(request, "value/new_deal.html", {"customers": offered}, status=status)
    customer = get_object_or_404(offered, code=code)
    held = deal_book.book()
    if request.method != "POST":
        found = history(customer, held)
        form = DealForm(currencies=deal_book.currencies(held), initial=beginning(held, found))
        return _form(request, form, customer=customer, begun=told(found, held.currency))
    return _priced(request, DealForm(request.POST, currencies=deal_book.currencies(held)), customer)


@doors.requires(Action.SEE_DEALS, methods=doors.READING)
def deal(request: SignedIn, number: int) -> HttpResponseBase:
    """One deal: what it may bring, who decides, its versions, and what came of it."""
    return _page(request, _seen(request, number))


@doors.requires(Action.PRICE_DEALS)
def change_deal(request: SignedIn, number: int) -> HttpResponse:
    """Other terms for a deal, as its next version."""
    found = get_object_or_404(Deal.objects.priced_by(request.user).select_related("customer"), number=number)
    version, held = dealing.latest_version(found), deal_book.book()
    codes = deal_book.currencies(held)
    if request.method != "POST":
        begun = {**typed(version.told), "name": found.name, "based_on": version.number}
        return _form(request, DealForm(currencies=codes, changes=True, initial=begun), deal=found)
    return _priced(request, DealForm(request.POST, currencies=codes, changes=True), found.customer, found)


@doors.requires(Action.PRICE_DEALS, methods=["POST"])
def ask_deal(request: SignedIn, number: int) -> HttpResponseBase:
    """Put the latest version forward."""
    found = get_object_or_404(Deal.objects.priced_by(request.user), number=number)
    try:
        asking = dealing.ask_approval(by=request.user, deal=found, based_on=_whole(request, "version"))
    except Refusal as refusal:
        return _page(request, found, refusal)
    seats = seats_words([Seat(seat) for seat in asking.seats])
    messages.success(request, gettext("It waits for %(seats)s.") % {"seats": seats})
    return redirect("deal", number)


@doors.requires(Action.DECIDE_DEALS, methods=["POST"])
def decide_deal(request: SignedIn, number: int) -> HttpResponseBase:
    """Approve or refuse the version that was put forward."""
    found, form = _seen(request, number), DecideForm(request.POST)
    form.is_valid()
    given = {"version": form.cleaned_data.get("version") or 0, "reason": form.cleaned_data.get("reason", "")}
    approves = form.approves if "verdict" in form.cleaned_data else None
    try:
        deciding_deals.decide_deal(by=request.user, deal=found, approves=approves, **given)
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, gettext("Your decision stands with the deal."))
    return redirect("deal", number)


@doors.requires(Action.PRICE_DEALS, methods=["POST"])
def end_deal(request: SignedIn, number: int) -> HttpResponseBase:
    """Say that a deal was won, lost or withdrawn."""
    found = get_object_or_404(Deal.objects.priced_by(request.user), number=number)
    form = EndForm(
        request.POST, outcomes={state: DEAL_STATE_NAMES[state] for state in DealState if state in dealing.ENDS}
    )
    form.is_valid()
    given = form.cleaned_data
    try:
        outcome = DealState(given.get("outcome", DealState.DRAFT))
        words = {"reason": given.get("reason", ""), "starts_on": given.get("starts_on")}
        dealing.end_deal(by=request.user, deal=found, outcome=outcome, **words)
    except Refusal as refusal:
        return _page(request, found, refusal)
    return redirect("deal", number)


@doors.requires(Action.SEE_DEALS, methods=doors.READING)
def deal_limits(request: SignedIn) -> HttpResponse:
    """The limits beyond which others decide too, and every version of them."""
    limits, kept = limits_in_force()
    facts = {
        "limits": limit_rows(limits),
        "kept": kept,
        "versions": DealLimits.objects.visible_to(request.user).select_related("by"),
        "may_change": request.user.may(Action.CHANGE_DEAL_LIMITS),
    }
    return render(request, "value/deal_limits.html", facts)


@doors.requires(Action.CHANGE_DEAL_LIMITS)
def change_deal_limits(request: SignedIn) -> HttpResponse:
    """Set other limits for whatever is put forward from now on."""
    limits, kept = limits_in_force()
    based = {"based_on": kept.number if kept else 0}
    form, status = LimitsForm(request.POST or None, initial={**limits_typed(limits), **based}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {"reason": form.cleaned_data["reason"], "based_on": form.cleaned_data["based_on"]}
            try:
                deciding_deals.set_deal_limits(by=request.user, limits=form.limits, **given)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence(gettext))
                status = refusal.http_status
            else:
                messages.success(request, gettext("These limits count for whatever is put forward from now on."))
                return redirect("deal-limits")
    return render(request, "value/change_deal_limits.html", {"form": form, "groups": list(form.groups)}, status=status)


def _priced(request: SignedIn, form: DealForm, customer: Customer, found: Deal | None = None) -> HttpResponse:
    """What the draw finds about the terms as typed; kept where that was asked."""
    if not form.is_valid():
        return _form(request, form, customer=customer, deal=found, status=422)
    given = form.cleaned_data
    try:
        if "save" not in request.POST or "HX-Request" in request.headers:
            # What is tried as it is typed carries the button pressed last: only the button itself keeps a deal.
            result = shown(facts_typed(dealing.findings(form.terms)))
            return _form(request, form, customer=customer, deal=found, result=result)
        if found is None:
            made = dealing.price_deal(by=request.user, customer=customer, name=given["name"], terms=form.terms)
        else:
            words = {"reason": given["reason"], "based_on": given["based_on"] or 0}
            made = dealing.change_deal(by=request.user, deal=found, terms=form.terms, **words)
    except DealStale as refusal:
        return _form(
            request, form, deal=found, wrong=refusal.sentence(gettext), status=409, theirs=_beside(found, form)
        )
    except Refusal as refusal:
        return _form(
            request, form, customer=customer, deal=found, wrong=refusal.sentence(gettext), status=refusal.http_status
        )
    return redirect("deal", made.number)


def _beside(found: Deal | None, form: DealForm) -> list[tuple[str, str, str]]:
    """The version somebody saved meanwhile beside what was typed; saving again is saving over it, knowingly."""
    if found is None:
        return []
    latest = dealing.latest_version(found)
    form.data = {**{name: form.data[name] for name in form.data}, "based_on": str(latest.number)}
    told = form.terms.kept()
    names = [name for name in dict.fromkeys((*told, *latest.terms)) if told.get(name) != latest.terms.get(name)]
    return term_rows(latest.told, form.terms, names)


def _form(request: SignedIn, form: DealForm, *, status: int = 200, wrong: str = "", **facts: Any) -> HttpResponse:
    """The form with the result beside it; the result alone where htmx asks while one types."""
    is_part = bool(request.htmx) and "save" not in request.POST  # type: ignore[attr-defined]
    name = "value/deal_result.html" if is_part else "value/new_deal.html"
    return render(request, name, {"form": form, "wrong": wrong, **facts}, status=200 if is_part else status)


def _page(request: SignedIn, found: Deal, refusal: Refusal | None = None) -> HttpResponseBase:
    """One deal, with what went wrong when something did."""
    today = timezone.localdate()
    (line,) = deals.deal_lines(request.user, today, Deal.objects.visible_to(request.user, today).filter(pk=found.pk))
    result: Shown = shown(facts_of(line.version))
    limits, _ = limits_in_force()
    broken = breaches(dealing.measured(line.version), limits) if line.asking is None else []
    prices = Deal.objects.priced_by(request.user).filter(pk=found.pk).exists()
    seat = deals.seat_open_to(request.user, line)
    outcomes = deal_outcomes.outcomes([line] if line.deal.state == DealState.WON else [])
    facts = {
        "line": line,
        "deal": line.deal,
        "result": result,
        "breaches": breach_words(line.asking.breaches if line.asking else broken),
        "would_decide": seats_words(seats_for(broken)),
        "waits": seats_words(line.waits),
        "decided": decided(line),
        "versions": _versions(line),
        "outcomes": outcome_tables(outcomes),
        "happened": happened(line.deal),
        "may_change": prices and DealState.DRAFT in DEAL_MOVES[DealState(line.deal.state)],
        "may_ask": prices and line.deal.state == DealState.DRAFT,
        "decide": DecideForm(initial={"version": line.version.number}) if seat else None,
        "seat": gettext(SEAT_NAMES[seat]) if seat else "",
        "end": _end_form(line.deal) if prices else None,
        "wrong": refusal.sentence(gettext) if refusal else "",
    }
    tables = {
        "years": lambda: deal_exports.years(line, today),
        "outcomes": lambda: deal_exports.outcomes(outcomes, today),
    }
    status = refusal.http_status if refusal else 200
    return page(request, "value/deal.html", facts, tables, needs=Action.EXPORT_DEALS, status=status)


def _end_form(found: Deal) -> EndForm | None:
    after = DEAL_MOVES[DealState(found.state)] & dealing.ENDS
    return (
        EndForm(outcomes={state: DEAL_STATE_NAMES[state] for state in DealState if state in after}) if after else None
    )


def _versions(line: deals.DealLine) -> list[dict[str, Any]]:
    """Every version, the newest first, with what differs from the one before and what the draw then found."""
    every = list(line.deal.versions.all())
    told_of = []
    for place, version in enumerate(every):
        before = every[place + 1] if place + 1 < len(every) else None
        rows = term_rows(before.told, version.told, list(deals.differences(before, version))) if before else []
        expected = deals.money(version.result["mean"], version.terms["currency"])
        told_of.append(
            {"version": version, "rows": rows, "expected": expected, "loss": version.result["chance_of_loss"]}
        )
    return told_of


def _seen(request: SignedIn, number: int) -> Deal:
    found: Deal = get_object_or_404(Deal.objects.visible_to(request.user), number=number)
    return found


def _whole(request: SignedIn, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    return taken(request, deal_exports.deals(deals.deal_lines(request.user, today), today), kind, gettext("deals"))
