"""The doors of deals for other programs: list, price, read, change, put forward, end; nobody decides on a deal through here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import IF_MATCH, After, Answer, Asked, Limit, etag, page, read_cursor, refuse_stale
from clave.value.deal_models import Deal
from clave.value.deal_rules import DealState
from clave.value.deal_terms import SCENARIOS_MOST, YEARS_MOST, Serving, Terms
from clave.value.operations.dealing import ask_approval, change_deal, end_deal, price_deal
from clave.value.queries.deals import DealLine, customers_to_price, deal_lines

DEALS = gettext_noop("Deals")
router = Router(tags=[DEALS])
Amount = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=4)]
Growth = Annotated[Decimal, Field(ge=-50, le=100, max_digits=9, decimal_places=4)]


class RangeAsked(Asked):
    """Low, likely and high of the first year."""

    low: Amount
    likely: Amount
    high: Amount


class ServingAsked(Asked):
    """A way of serving the deal: its chance in per cent, and what a unit then costs to serve."""

    name: str = Field(min_length=1, max_length=80)
    chance_percent: Percent
    cost_per_unit: Amount


class TermsAsked(Asked):
    """The terms of a deal; amounts in its currency, without low and high net price it is firm."""

    currency: str = Field(min_length=3, max_length=3, pattern="^[A-Z]{3}$")
    years: int = Field(ge=1, le=YEARS_MOST)
    list_price: Amount
    volume: RangeAsked
    cost: RangeAsked
    serving: list[ServingAsked] = Field(min_length=1, max_length=SCENARIOS_MOST)
    discount_percent: Percent = Decimal(0)
    rebate_percent: Percent = Decimal(0)
    price_low: Amount | None = None
    price_high: Amount | None = None
    correlation: int = Field(0, ge=-90, le=90, description="Of volume and unit cost, in hundredths.")
    volume_growth_percent: Growth = Decimal(0)
    price_growth_percent: Growth = Decimal(0)
    cost_growth_percent: Growth = Decimal(0)
    payment_days: Annotated[Decimal, Field(ge=0, le=365, max_digits=7, decimal_places=4)] = Decimal(30)
    capital_percent: Percent = Decimal(8)
    discount_rate_percent: Percent = Decimal(10)
    kept_percent: Percent = Decimal(100)
    exit_cost: Amount = Decimal(0)
    one_off_cost: Amount = Decimal(0)
    products: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        default_factory=list, max_length=50, description="Product codes or groups; none: everything the customer buys."
    )


class DealAsked(TermsAsked):
    """A deal to be priced: with whom, what it is about, and its terms."""

    customer: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=200)


class DealChanged(TermsAsked):
    """Other terms for a deal, whole, and why they change."""

    reason: str = Field(min_length=1, max_length=300)


class EndAsked(Asked):
    """How a deal ended: won (from which day it runs, else today), lost or withdrawn; and why."""

    outcome: Literal["won", "lost", "withdrawn"]
    reason: str = Field(min_length=1, max_length=300)
    starts_on: date | None = None


class DealTold(Answer):
    """A deal with the terms of the version that counts and what the draw found, in the deal's currency."""

    number: int
    customer: str
    name: str
    state: str
    version: int
    terms: dict[str, Any]
    result: dict[str, Any]
    run: str
    book_currency: str
    rate: str
    digest: str
    waits_for: list[str]


class Deals(Answer):
    """A page of deals, newest first."""

    items: list[DealTold]
    next_cursor: str | None


@router.get("/deals", response=Deals, url_name="deals", summary=gettext_noop("Deals and what they risk"))
@requires(Action.SEE_DEALS)
def deals(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The deals in the owner's scope, newest first."""
    rows, after = Deal.objects.visible_to(request.user).order_by("-number"), read_cursor(cursor, int)
    if after:
        rows = rows.filter(number__lt=after[0])
    found = deal_lines(request.user, timezone.localdate(), rows[: limit + 1])
    shown, following = page(found, limit, lambda line: (line.deal.number,))
    return {"items": [deal_told(line) for line in shown], "next_cursor": following}


@router.post("/deals", response={201: DealTold}, url_name="deals", summary=gettext_noop("Price a deal"))
@requires(Action.PRICE_DEALS)
def price(request: SignedIn, response: HttpResponse, asked: DealAsked) -> Status[Any]:
    """Put a deal with a customer one manages on the table; 422 says what its terms lack."""
    customer = get_object_or_404(customers_to_price(request.user, timezone.localdate()), code=asked.customer)
    made = price_deal(by=request.user, customer=customer, name=asked.name, terms=terms_asked(asked))
    response.headers["Location"] = f"/api/v1/deals/{made.number}"
    return Status(201, _tagged(request, response, made))


@router.get("/deals/{int:number}", response=DealTold, url_name="deal", summary=gettext_noop("One deal"))
@requires(Action.SEE_DEALS)
def deal(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """One deal; its ETag is what putting it forward needs."""
    return _tagged(request, response, get_object_or_404(Deal.objects.visible_to(request.user), number=number))


@router.post(
    "/deals/{int:number}/ask", response=DealTold, url_name="ask-deal", openapi_extra=IF_MATCH,
    summary=gettext_noop("Put a deal forward"),
)  # fmt: skip
@requires(Action.PRICE_DEALS)
def ask(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """Ask those whom the limits name to decide on the latest version."""
    found = get_object_or_404(Deal.objects.priced_by(request.user), number=number)
    refuse_stale(request, found.version)
    ask_approval(by=request.user, deal=found, based_on=found.version)
    return _tagged(request, response, found)


@router.put(
    "/deals/{int:number}", response=DealTold, url_name="deal", openapi_extra=IF_MATCH,
    summary=gettext_noop("Change a deal"),
)  # fmt: skip
@requires(Action.PRICE_DEALS)
def change(request: SignedIn, response: HttpResponse, number: int, asked: DealChanged) -> dict[str, Any]:
    """Other terms as the next version; whatever was approved counts for the version before alone."""
    found = get_object_or_404(Deal.objects.priced_by(request.user), number=number)
    refuse_stale(request, found.version)
    terms = terms_asked(asked)
    made = change_deal(by=request.user, deal=found, based_on=found.version, terms=terms, reason=asked.reason)
    return _tagged(request, response, made)


@router.post(
    "/deals/{int:number}/end", response=DealTold, url_name="end-deal", openapi_extra=IF_MATCH,
    summary=gettext_noop("Say how a deal ended"),
)  # fmt: skip
@requires(Action.PRICE_DEALS)
def end(request: SignedIn, response: HttpResponse, number: int, asked: EndAsked) -> dict[str, Any]:
    """Say that a deal was won, lost or withdrawn; what is over stays over."""
    found = get_object_or_404(Deal.objects.priced_by(request.user), number=number)
    refuse_stale(request, found.version)
    outcome, reason = DealState(asked.outcome), asked.reason
    made = end_deal(by=request.user, deal=found, outcome=outcome, reason=reason, starts_on=asked.starts_on)
    return _tagged(request, response, made)


def terms_asked(asked: TermsAsked) -> Terms:
    """The terms as the deal desk takes them."""
    given = asked.dict(exclude={"customer", "name", "reason", "volume", "cost", "serving", "correlation", "products"})
    ranges: dict[str, Any] = {
        name: (ends.low, ends.likely, ends.high) for name, ends in (("volume", asked.volume), ("cost", asked.cost))
    }
    serving = tuple(Serving(one.name, one.chance_percent, one.cost_per_unit) for one in asked.serving)
    return Terms(
        **given, **ranges, serving=serving, correlation=Decimal(asked.correlation), products=tuple(asked.products)
    )


def deal_told(line: DealLine) -> dict[str, Any]:
    """A deal as the API tells it."""
    row, version = line.deal, line.version
    return {
        "number": row.number,
        "customer": row.customer.code,
        "name": row.name,
        "state": row.state,
        "version": version.number,
        "terms": version.terms,
        "result": {name: value for name, value in version.result.items() if name != "year"},
        "run": version.run.short_code if version.run else "",
        "book_currency": version.book_currency,
        "rate": version.rate,
        "digest": version.digest,
        "waits_for": [str(seat) for seat in line.waits],
    }


def _tagged(request: SignedIn, response: HttpResponse, row: Deal) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    (line,) = deal_lines(request.user, timezone.localdate(), Deal.objects.filter(pk=row.pk))
    return deal_told(line)
