"""The doors of promises for other programs: list, make, change, end, say how one stands, and check one before it is made."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action, FieldClass
from clave.access.requests import SignedIn
from clave.analytics.promise_check import LONGEST_DAYS, KeptRate, PromiseCheck
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.wire import IF_MATCH, After, Answer, Asked, Limit, etag, page, read_cursor, refuse_stale
from clave.ledger.gates import in_scope
from clave.portfolio.models import KeyAccount
from clave.promises.models import Promise
from clave.promises.operations.changing import change_promise, end_promise
from clave.promises.operations.keeping import escalate, say
from clave.promises.operations.making import make_promise
from clave.promises.queries import standing
from clave.promises.queries.checking import check, customers_to_check
from clave.promises.rules.states import Audience, Word
from clave.promises.rules.terms import USUAL_LEAST, Delivery

PROMISES = gettext_noop("Promises")
SCOPES = ("product_code", "product_group", "site", "ship_mode")
router = Router(tags=[PROMISES])
Short = Annotated[str, Field("", max_length=120)]
Several = Annotated[str, Field("", max_length=300)]
Why = Annotated[str, Field(min_length=1, max_length=300)]


class DeliveryAsked(Asked):
    """Terms of a standing delivery promise; without `within_days` by the promised day of each order."""

    within_days: int | None = Field(None, ge=0, le=LONGEST_DAYS)
    lines_percent: int = Field(100, ge=1, le=100)
    least_percent: int = Field(USUAL_LEAST, ge=1, le=100)
    product_code: Several = ""
    product_group: Several = ""
    site: Short = ""
    ship_mode: Short = ""
    country: str = Field("", max_length=80)


class PromiseAsked(Asked):
    """A promise: with `due_on` it is due then, with `delivery` the orders judge it, else a person does every month."""

    customer: str = Field(min_length=1, max_length=64)
    what: str = Field(min_length=1, max_length=300)
    owner: str = Field(min_length=1, max_length=64, description="The code of the person who keeps it.")
    due_on: date | None = None
    ends_on: date | None = None
    delivery: DeliveryAsked | None = None
    audience: Audience = Audience.PROGRAMME


class PromiseChanged(Asked):
    """A promise as it is to stand, and why it changes."""

    what: str = Field(min_length=1, max_length=300)
    owner: str = Field(min_length=1, max_length=64)
    due_on: date | None = None
    ends_on: date | None = None
    delivery: DeliveryAsked | None = None
    audience: Audience
    reason: Why


class WhyAsked(Asked):
    """Why a promise no longer stands."""

    reason: Why


class AskedAbove(Asked):
    """What the champion is to know."""

    reason: Why


class WordAsked(Asked):
    """How a promise stands: late and cannot need a reason."""

    word: Literal["done", "late", "cannot"]
    reason: str = Field("", max_length=300)


class CheckAsked(Schema):
    """A promise that is only thought of."""

    customer: str = Field(min_length=1, max_length=64)
    within_days: int | None = Field(None, ge=0, le=LONGEST_DAYS)
    lines_percent: int = Field(100, ge=1, le=100)
    product_code: Several = ""
    product_group: Several = ""
    site: Short = ""
    ship_mode: Short = ""
    country: str = Field("", max_length=80)
    since: date | None = Field(None, description="Without it, the past year.")


class RateTold(Answer):
    """How many occasions were kept of how many judged; the 80 % interval is null where nothing was judged."""

    judged: int
    kept: int
    share: float | None
    low: float | None
    high: float | None


class PromiseTold(Answer):
    """One promise: to whom, who keeps it, what it is judged by, where it stands, and how often it was kept in a year."""

    number: int
    customer: str
    what: str
    function: str
    owner: str
    owner_is_active: bool
    kind: str
    state: str
    audience: str
    starts_on: date
    ends_on: date | None
    due_on: date | None
    delivery: dict[str, Any] | None
    version: int
    is_broken: bool
    is_escalated: bool
    year: RateTold


class Promises(Answer):
    """A page of promises, newest first."""

    items: list[PromiseTold]
    next_cursor: str | None


class MonthTold(RateTold):
    """One month of a check."""

    month: date


class FailedTold(Answer):
    """An order that would have failed."""

    order_id: str
    ordered_on: date
    due_on: date
    delivered_on: date | None
    days_late: int


class SharedTold(Answer):
    """What failing orders had in common, and the chance of it were failures spread at random."""

    trait: str
    value: str
    orders: int
    failed: int
    lift: float | None
    chance: float


class CheckTold(Answer):
    """How often a promise would have been kept on past orders."""

    rate: RateTold
    as_of: date
    pending: int
    six_months: RateTold
    six_before: RateTold
    months: list[MonthTold]
    failures: list[FailedTold]
    common: SharedTold | None


@router.get("/promises", response=Promises, url_name="promises", summary=gettext_noop("Promises to key accounts"))
@requires(Action.SEE_PROMISES)
def promises(request: SignedIn, limit: Limit = 50, cursor: After = "", customer: str = "") -> dict[str, Any]:
    """The promises in scope, newest first; of one customer where `customer` names it."""
    rows, after = Promise.objects.visible_to(request.user).order_by("-number"), read_cursor(cursor, int)
    if after:
        rows = rows.filter(number__lt=after[0])
    if customer:
        rows = rows.filter(key_account__customer__code=customer)
    shown, following = page(_lines(request, rows[: limit + 1]), limit, lambda each: (each.promise.number,))
    return {"items": [promise_told(each) for each in shown], "next_cursor": following}


@router.post(
    "/promises", response={201: PromiseTold}, url_name="promises", summary=gettext_noop("Make a promise")
)  # fmt: skip
@requires(Action.MAKE_PROMISES)
def make(request: SignedIn, response: HttpResponse, asked: PromiseAsked) -> Status[Any]:
    """Promise something to a key account in scope."""
    scope = in_scope(request.user, FieldClass.F0, timezone.localdate(), "customer_id")
    seen = KeyAccount.objects.current().filter(scope).select_related("customer")
    held = get_object_or_404(seen, customer__code=asked.customer)
    words: dict[str, Any] = {"what": asked.what, "owner": _owner(asked.owner), "audience": asked.audience}
    words |= {"due_on": asked.due_on, "ends_on": asked.ends_on, "delivery": _delivery(asked.delivery)}
    made = make_promise(by=request.user, key_account=held, **words)
    response.headers["Location"] = f"/api/v1/promises/{made.number}"
    return Status(201, _tagged(request, response, made))


@router.get("/promises/{int:number}", response=PromiseTold, url_name="promise", summary=gettext_noop("One promise"))
@requires(Action.SEE_PROMISES)
def promise(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """One promise; its ETag is what a change of it needs."""
    return _tagged(request, response, get_object_or_404(Promise.objects.visible_to(request.user), number=number))


@router.put(
    "/promises/{int:number}", response=PromiseTold, url_name="promise", openapi_extra=IF_MATCH,
    summary=gettext_noop("Change a promise"),
)  # fmt: skip
@requires(Action.MAKE_PROMISES)
def change(request: SignedIn, response: HttpResponse, number: int, asked: PromiseChanged) -> dict[str, Any]:
    """Give a promise to somebody else, move its day or its terms, for a reason."""
    found = _own(request, number)
    words: dict[str, Any] = {
        "what": asked.what,
        "owner": _owner(asked.owner),
        "audience": asked.audience,
        "reason": asked.reason,
    }
    days = {"due_on": asked.due_on, "ends_on": asked.ends_on}
    told: dict[str, Any] = {"version": found.version, "delivery": _delivery(asked.delivery), **words, **days}
    return _tagged(request, response, change_promise(by=request.user, promise=found, **told))


@router.post(
    "/promises/{int:number}/end", response=PromiseTold, url_name="end-promise", openapi_extra=IF_MATCH,
    summary=gettext_noop("End a promise"),
)  # fmt: skip
@requires(Action.MAKE_PROMISES)
def end(request: SignedIn, response: HttpResponse, number: int, asked: WhyAsked) -> dict[str, Any]:
    """Say that a promise no longer stands, and why."""
    found = _own(request, number)
    ended = end_promise(by=request.user, promise=found, version=found.version, reason=asked.reason)
    return _tagged(request, response, ended)


@router.post(
    "/promises/{int:number}/say", response=PromiseTold, url_name="say-promise",
    summary=gettext_noop("Say how a promise stands"),
)  # fmt: skip
@requires(Action.KEEP_PROMISES)
def speak(request: SignedIn, response: HttpResponse, number: int, asked: WordAsked) -> dict[str, Any]:
    """Say done, late or cannot, as the desk does."""
    found = _kept(request, number)
    said = say(by=request.user, promise=found, word=Word(asked.word), reason=asked.reason)
    return _tagged(request, response, said)


@router.post(
    "/promises/{int:number}/escalate", response={201: PromiseTold}, url_name="escalate-promise", openapi_extra=IF_MATCH,
    summary=gettext_noop("Put a promise before the champion"),
)  # fmt: skip
@requires(Action.KEEP_PROMISES)
def ask_champion(request: SignedIn, response: HttpResponse, number: int, asked: AskedAbove) -> Status[Any]:
    """Ask the champion about a promise, as the desk does; it waits there until it is answered."""
    found = _kept(request, number)
    refuse_stale(request, found.version)
    escalate(by=request.user, promise=found, reason=asked.reason)
    return Status(201, _tagged(request, response, found))


@router.get(
    "/promise-check", response=CheckTold, url_name="promise-check",
    summary=gettext_noop("Check a promise on past orders"),
)  # fmt: skip
@requires(Action.SEE_PROMISES)
def check_one(request: SignedIn, asked: Query[CheckAsked]) -> dict[str, Any]:
    """How often a delivery promise would have been kept; answers with 422 and what is missing where nothing can be said."""
    customer = get_object_or_404(customers_to_check(request.user, timezone.localdate()), code=asked.customer)
    scope = {name: getattr(asked, name) for name in SCOPES if getattr(asked, name)}
    period: dict[str, Any] = {"since": asked.since} if asked.since else {"past_days": standing.YEAR_DAYS}
    how: dict[str, Any] = {"within_days": asked.within_days, "lines_percent": asked.lines_percent, "scope": scope}
    return check_told(check(customer, country=asked.country, **how, **period))


def promise_told(line: standing.Line) -> dict[str, Any]:
    """A promise as the API tells it; what keeping it costs is not for programs."""
    row = line.promise
    same = ("number", "what", "kind", "state", "audience", "starts_on", "ends_on", "due_on", "version")
    who = {"customer": row.key_account.customer.code, "function": row.function.name, "owner": row.owner.person_code}
    terms = {name: getattr(row, name) for name in DeliveryAsked.model_fields} if row.is_delivery else None
    flags = {"owner_is_active": row.owner.is_active, "is_broken": line.is_broken, "is_escalated": line.waits}
    return {**{name: getattr(row, name) for name in same}, **who, **flags, "delivery": terms, "year": rated(line.rate)}


def check_told(found: PromiseCheck) -> dict[str, Any]:
    """A check as the API tells it."""
    now, before = found.halves
    return {
        "rate": rated(found.rate),
        "as_of": found.as_of,
        "pending": found.pending,
        "six_months": rated(now),
        "six_before": rated(before),
        "months": [{"month": month, **rated(rate)} for month, rate in found.months],
        "failures": found.failures,
        "common": found.common,
    }


def rated(rate: KeptRate) -> dict[str, Any]:
    """A kept-rate with its interval."""
    return {name: getattr(rate, name) for name in ("judged", "kept", "share", "low", "high")}


def _own(request: SignedIn, number: int) -> Promise:
    found: Promise = get_object_or_404(Promise.objects.changed_by(request.user), number=number)
    refuse_stale(request, found.version)
    return found


def _kept(request: SignedIn, number: int) -> Promise:
    rows = Promise.objects.visible_to(request.user).kept_by(request.user)
    found: Promise = get_object_or_404(rows, number=number)
    return found


def _owner(code: str) -> Person | None:
    """The person with this code; nobody is refused by the operation, in words."""
    return Person.objects.filter(person_code=code).select_related("function").first()


def _delivery(asked: DeliveryAsked | None) -> Delivery | None:
    return Delivery(**asked.dict()) if asked else None


def _lines(request: SignedIn, rows: QuerySet[Promise]) -> list[standing.Line]:
    return standing.lines(request.user, timezone.localdate(), rows)


def _tagged(request: SignedIn, response: HttpResponse, row: Promise) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    (line,) = _lines(request, Promise.objects.filter(pk=row.pk))
    return promise_told(line)
