"""The doors of risks, scorecard, forecast and plan value for other programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.models import Risk
from clave.accounts.operations.risking import RiskTerms, change_risk, put_risk
from clave.accounts.operations.worth import Said, answer_scorecard
from clave.accounts.queries.worth import Worth, worth
from clave.accounts.rules.plan_worth import Year
from clave.accounts.rules.risks import State
from clave.accounts.worth_gates import of_worth
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Amount, Answer, Asked, Limit, etag, newest_first, refuse_stale
from clave.people.models import ForecastYear
from clave.people.operations.forecasting import save_forecast
from clave.people.rules.forecasts import Said as Expected
from clave.portfolio.models import KeyAccount

router = Router(tags=[gettext_noop("Risks and value")])
Percent = Annotated[int, Field(ge=0, le=100)]
Minor = Annotated[int, Field(ge=0, le=10**14)]
Words = Annotated[str, Field(min_length=1, max_length=300)]


class RiskAsked(Asked):
    """A risk: chances in per cent a year, money in minor units of the currency of the plan."""

    what: Words
    likelihood: Percent
    hit_minor: Minor
    owner: str = Field(min_length=1, max_length=64, description="The code of the person who watches it.")
    mitigation: str = Field("", max_length=300)
    mitigation_cost_minor: Minor | None = None
    likelihood_after: Percent | None = None
    factor: str = Field("", max_length=24)
    due_on: date | None = None


class RiskMade(RiskAsked):
    """A risk to a key account."""

    customer: str = Field(min_length=1, max_length=64)


class RiskChanged(RiskAsked):
    """A risk as it is to stand."""

    state: State


class RiskTold(Answer):
    """One risk, and what it costs in a year on average."""

    number: int
    customer: str
    what: str
    state: str
    likelihood: int
    hit: Amount
    expected: Amount
    owner: str
    mitigation: str
    mitigation_cost: Amount | None
    likelihood_after: int | None
    factor: str
    due_on: date | None
    version: int


class Risks(Answer):
    """A page of risks, newest first."""

    items: list[RiskTold]
    next_cursor: str | None


class YearTold(Answer):
    """One calendar year of the plan; shares 0 to 1, null while they are not known. `share` of it lies within the horizon."""

    year: int
    amount: Amount
    low: Amount | None
    high: Amount | None
    share: float
    chance: float | None
    source: str
    survival: float | None
    is_counted: bool


class WorthTold(Answer):
    """What a key account is worth by its plan, beside what its orders say; null where it is not known."""

    customer: str
    run: str | None
    discount_rate: float
    horizon_months: int
    plan_value: Amount | None
    unadjusted: Amount | None
    at_risk: Amount | None
    statistical_value: Amount | None
    statistical_low: Amount | None
    statistical_high: Amount | None
    score: float | None
    retention: float | None
    missing: list[str]
    expected_loss_a_year: Amount
    years: list[YearTold]


MinorYears = list[Annotated[int, Field(ge=-(10**14), le=10**14)] | None]


class ForecastAsked(Asked):
    """What is expected a calendar year in minor units from `first_year` (else this year), as if the customer stays.

    `lows_minor` and `highs_minor` are the ends of the 80 % interval; `chances` of keeping the customer stand over the
    scorecard, in basis points.
    """

    first_year: int | None = Field(None, ge=2000, le=2200)
    amounts_minor: MinorYears = Field(max_length=20)
    lows_minor: MinorYears = Field(default_factory=list, max_length=20)
    highs_minor: MinorYears = Field(default_factory=list, max_length=20)
    chances: list[Annotated[int, Field(ge=-(10**6), le=10**6)] | None] = Field(default_factory=list, max_length=20)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    reason: Words


class FactorAsked(Asked):
    """A score from 1 (grave) to 5 (sound), and why."""

    score: int = Field(ge=1, le=5)
    reason: Words


class ScorecardAsked(Asked):
    """Answers by factor; factors that are left out stay."""

    answers: dict[str, FactorAsked] = Field(max_length=20)
    answered_on: date | None = None


@router.get("/risks", response=Risks, url_name="risks", summary=gettext_noop("Risks to key accounts"))
@requires(Action.SEE_RISKS)
def risks(request: SignedIn, limit: Limit = 50, cursor: After = "", customer: str = "") -> dict[str, Any]:
    """The risks to key accounts in scope, newest first; of one customer where `customer` names it."""
    rows = Risk.objects.visible_to(request.user).select_related("owner", "key_account__customer")
    if customer:
        rows = rows.filter(key_account__customer__code=customer)
    return newest_first(rows, limit, cursor, risk_told)


@router.post("/risks", response={201: RiskTold}, url_name="risks", summary=gettext_noop("Put down a risk"))
@requires(Action.CHANGE_RISKS)
def put(request: SignedIn, response: HttpResponse, asked: RiskMade) -> Status[Any]:
    """Put down what could happen to a key account in scope."""
    held = _held(request, asked.customer)
    made = put_risk(by=request.user, key_account=held, terms=_terms(asked), currency=worth(held).currency)
    response.headers["Location"] = f"/api/v1/risks/{made.number}"
    return Status(201, _risk_tagged(response, made))


@router.get(
    "/risks/{int:number}", response=RiskTold, url_name="risk", openapi_extra=ETAG, summary=gettext_noop("One risk")
)
@requires(Action.SEE_RISKS)
def risk(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """One risk; its ETag is what a change of it needs."""
    return _risk_tagged(response, _risk(request, number))


@router.put(
    "/risks/{int:number}", response=RiskTold, url_name="risk", openapi_extra=IF_MATCH,
    summary=gettext_noop("Change a risk"),
)  # fmt: skip
@requires(Action.CHANGE_RISKS)
def change(request: SignedIn, response: HttpResponse, number: int, asked: RiskChanged) -> dict[str, Any]:
    """Say differently what could happen, or how it stands."""
    found = _risk(request, number)
    refuse_stale(request, found.version)
    made = change_risk(by=request.user, risk=found, version=found.version, terms=_terms(asked), state=asked.state)
    return _risk_tagged(response, made)


@router.get(
    "/key-accounts/{customer:code}/worth", response=WorthTold, url_name="worth",
    summary=gettext_noop("What a key account is worth by its plan"),
)  # fmt: skip
@requires(Action.SEE_RISKS)
def worth_page(request: SignedIn, code: str) -> dict[str, Any]:
    """Plan value, statistical value, chance of keeping the customer, and the years of the forecast."""
    return worth_told(worth(_held(request, code)))


@router.get(
    "/key-accounts/{customer:code}/forecast", response=WorthTold, url_name="forecast", openapi_extra=ETAG,
    summary=gettext_noop("The forecast of a key account"),
)  # fmt: skip
@requires(Action.SEE_RISKS)
def forecast(request: SignedIn, response: HttpResponse, code: str) -> dict[str, Any]:
    """The same; its ETag is what a newer forecast needs."""
    found = worth(_held(request, code))
    return _worth_tagged(response, found, _forecast_version(found))


@router.put(
    "/key-accounts/{customer:code}/forecast", response=WorthTold, url_name="forecast", openapi_extra=IF_MATCH,
    summary=gettext_noop("Save a newer forecast"),
)  # fmt: skip
@requires(Action.CHANGE_RISKS)
def forecast_saved(request: SignedIn, response: HttpResponse, code: str, asked: ForecastAsked) -> dict[str, Any]:
    """A newer version of the forecast; those before it stay."""
    held = _held(request, code)
    version = _forecast_version(worth(held))
    refuse_stale(request, version)
    start = asked.first_year or timezone.localdate().year
    ends = {"lows": asked.lows_minor, "highs": asked.highs_minor}
    said = Expected(start, asked.amounts_minor, asked.currency, asked.reason, **ends, chances=asked.chances)
    made = save_forecast(by=request.user, key_account=held, version=version, said=said)
    return _worth_tagged(response, worth(held), made.number)


@router.get(
    "/key-accounts/{customer:code}/scorecard", response=WorthTold, url_name="scorecard", openapi_extra=ETAG,
    summary=gettext_noop("The relationship risk scorecard of a key account"),
)  # fmt: skip
@requires(Action.SEE_RISKS)
def scorecard(request: SignedIn, response: HttpResponse, code: str) -> dict[str, Any]:
    """The same; its ETag is what answers need."""
    found = worth(_held(request, code))
    return _worth_tagged(response, found, found.answer_count)


@router.put(
    "/key-accounts/{customer:code}/scorecard", response=WorthTold, url_name="scorecard", openapi_extra=IF_MATCH,
    summary=gettext_noop("Answer the relationship risk scorecard"),
)  # fmt: skip
@requires(Action.CHANGE_RISKS)
def scorecard_answered(request: SignedIn, response: HttpResponse, code: str, asked: ScorecardAsked) -> dict[str, Any]:
    """Answer some of its factors, each with a reason."""
    held = _held(request, code)
    version = worth(held).answer_count
    refuse_stale(request, version)
    said = {name: Said(each.score, each.reason) for name, each in asked.answers.items()}
    answer_scorecard(by=request.user, key_account=held, version=version, answers=said, on=asked.answered_on)
    found = worth(held)
    return _worth_tagged(response, found, found.answer_count)


def risk_told(row: Risk) -> dict[str, Any]:
    """A risk as the API tells it."""
    names = ("number", "what", "state", "likelihood", "mitigation", "likelihood_after", "factor", "due_on", "version")
    money = {"hit": row.hit_money, "expected": row.expected_money, "mitigation_cost": row.cost_money}
    told = {name: getattr(row, name) for name in names} | {name: Amount.of(each) for name, each in money.items()}
    return {**told, "customer": row.key_account.customer.code, "owner": row.owner.person_code}


def worth_told(found: Worth) -> dict[str, Any]:
    """The worth of a key account as the API tells it."""
    names = ("unadjusted", "at_risk", "statistical_value", "statistical_low", "statistical_high")
    money = {name: getattr(found, name) for name in names}
    money |= {"plan_value": found.value, "expected_loss_a_year": found.expected_loss}
    said = found.forecast.years if found.forecast else []
    years = [_year_told(found, year, each) for year, each in zip(found.years, said, strict=True)]
    return {
        "customer": found.key_account.customer.code,
        "run": found.statistical.run.short_code if found.statistical else None,
        "discount_rate": found.terms.rate,
        "horizon_months": found.horizon_months,
        "score": found.score,
        "retention": found.retention,
        "missing": found.missing,
        "years": years,
        **{name: Amount.of(each) for name, each in money.items()},
    }


def _year_told(found: Worth, year: Year, said: ForecastYear) -> dict[str, Any]:
    low, high = said.interval or (None, None)
    return {
        "year": year.number, "share": year.share, "chance": year.chance, "source": year.source,
        "amount": Amount.of(said.money), "low": Amount.of(low), "high": Amount.of(high),
        "is_counted": year.is_counted, "survival": found.survival.get(year.number),
    }  # fmt: skip


def _held(request: SignedIn, code: str) -> KeyAccount:
    seen = KeyAccount.objects.current().filter(of_worth(request.user, "customer_id")).select_related("customer")
    found: KeyAccount = get_object_or_404(seen, customer__code=code)
    return found


def _risk(request: SignedIn, number: int) -> Risk:
    rows = Risk.objects.visible_to(request.user).select_related("owner", "key_account__customer")
    found: Risk = get_object_or_404(rows, number=number)
    return found


def _risk_tagged(response: HttpResponse, row: Risk) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    return risk_told(row)


def _worth_tagged(response: HttpResponse, found: Worth, version: int) -> dict[str, Any]:
    response.headers["ETag"] = etag(version)
    return worth_told(found)


def _forecast_version(found: Worth) -> int:
    return found.forecast.number if found.forecast else 0


def _terms(asked: RiskAsked) -> RiskTerms:
    owner = Person.objects.filter(person_code=asked.owner).first()
    names = ("what", "likelihood", "mitigation", "likelihood_after", "factor", "due_on")
    told = {name: getattr(asked, name) for name in names}
    return RiskTerms(**told, hit=asked.hit_minor, mitigation_cost=asked.mitigation_cost_minor, owner=owner)
