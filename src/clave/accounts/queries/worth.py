"""What a key account is worth by its plan, beside what its orders say, and what would raise it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import exp

from django.utils import timezone
from django.utils.translation import gettext

from clave.accounts.models import FactorAnswer, Renewal, Risk
from clave.accounts.rules import plan_worth
from clave.accounts.rules.plan_worth import Apart, Terms, Year
from clave.accounts.rules.risks import ALIVE
from clave.accounts.rules.scorecard import FACTORS, WEIGHTS
from clave.analytics.plan_value import DEFAULT, PlanValue, WhileItStays, while_it_stays
from clave.kit.money import Money, rounded
from clave.ledger.models import Customer
from clave.people.models import Forecast
from clave.people.queries.forecasts import latest
from clave.portfolio.models import KeyAccount
from clave.value.models import BookRow, Run
from clave.value.queries.runs import usual_parameters
from clave.value.rules import BASIS_POINTS


@dataclass(frozen=True)
class Statistical:
    """What the orders say: the run, the row of the customer or of its whole group, and the contribution of 12 months."""

    run: Run
    row: BookRow

    def money(self, name: str) -> Money | None:
        """One figure of the row as money."""
        minor = getattr(self.row, name)
        return None if minor is None else Money.from_minor(minor, self.run.currency)

    @property
    def expected_a_year(self) -> Money | None:
        """What the run expects it to contribute in a year on average, the chance of losing it included."""
        whole = self.money("expected_contribution")
        if whole is None:
            return None
        return Money(rounded(whole.amount * 12 / self.run.horizon_months, 2), whole.currency)

    @property
    def while_it_stays(self) -> WhileItStays | None:
        """What the run expects it to contribute a year as long as it stays, the chance of losing it taken out."""
        row, run = self.row, self.run
        if row.expected_contribution is None or row.lifetime_value is None:
            return None
        active = BASIS_POINTS if row.p_active_basis_points is None else row.p_active_basis_points
        return while_it_stays(
            float(row.expected_contribution), float(row.lifetime_value), active / BASIS_POINTS,
            run.horizon_months / 12, run.discount_rate_basis_points / BASIS_POINTS,
        )  # fmt: skip

    @property
    def a_year(self) -> Money | None:
        """The same as money."""
        found = self.while_it_stays
        return Money.from_minor(round(found.a_year), self.run.currency) if found else None

    @property
    def kept(self) -> float | None:
        """The chance (0..1) with which the run expects to keep the customer for a year, once it is active."""
        found = self.while_it_stays
        return exp(-found.loss_rate) if found else None


@dataclass(frozen=True)
class Mitigation:
    """Something that would raise the value: a mitigation somebody wrote down, or one step up in a factor."""

    words: str
    gain: Money
    cost: Money | None = None
    risk: Risk | None = None

    @property
    def net(self) -> Money:
        """What it adds, less what it costs where that is known."""
        return self.gain - self.cost if self.cost else self.gain


@dataclass(frozen=True)
class Worth:
    """Everything the risks page of one key account shows."""

    key_account: KeyAccount
    currency: str
    terms: Terms
    statistical: Statistical | None
    forecast: Forecast | None
    years: Sequence[Year]
    answers: Mapping[str, FactorAnswer]
    answer_count: int
    risks: Sequence[Risk]
    renewals: Sequence[Renewal]
    plan: PlanValue | None
    mitigations: Sequence[Mitigation]

    @property
    def horizon_months(self) -> int:
        """How many months ahead count."""
        return self.terms.months

    @property
    def covered_months(self) -> int:
        """For how many months of the horizon the forecast says something."""
        ends = [year.ends_on for year in self.years if year.is_counted]
        return round((max(ends) - self.terms.starts_on).days / 365.25 * 12) if ends else 0

    @property
    def missing(self) -> list[str]:
        """The factors nobody has answered."""
        return [name for name in WEIGHTS if name not in self.answers]

    @property
    def scores(self) -> dict[str, int]:
        """The newest score of each answered factor."""
        return {name: answer.score for name, answer in self.answers.items()}

    @property
    def score(self) -> float | None:
        """The scorecard, 0 to 100; None until every factor is answered."""
        return None if self.missing else DEFAULT.score(self.scores)

    @property
    def retention(self) -> float | None:
        """The chance (0..1) of keeping the customer for a year; None until every factor is answered."""
        return None if self.missing else DEFAULT.retention(self.scores)

    @property
    def value(self) -> Money | None:
        """What the plan is worth today."""
        return money(self.plan.value, self.currency) if self.plan else None

    @property
    def unadjusted(self) -> Money | None:
        """What it would be worth if the customer surely stayed."""
        return money(self.plan.unadjusted, self.currency) if self.plan else None

    @property
    def statistical_value(self) -> Money | None:
        """What the orders say it is worth."""
        return self.statistical.money("lifetime_value") if self.statistical else None

    @property
    def statistical_low(self) -> Money | None:
        """The lower end of its interval."""
        return self.statistical.money("lifetime_value_low") if self.statistical else None

    @property
    def statistical_high(self) -> Money | None:
        """The upper end of its interval."""
        return self.statistical.money("lifetime_value_high") if self.statistical else None

    @property
    def at_risk(self) -> Money | None:
        """What the risk of losing the customer takes away."""
        value, sure = self.value, self.unadjusted
        return None if value is None or sure is None else sure - value

    @property
    def open_risks(self) -> list[Risk]:
        """The risks that still count, what costs most on average first."""
        return sorted((each for each in self.risks if each.is_alive), key=lambda each: -each.hit * each.likelihood)

    @property
    def expected_loss(self) -> Money:
        """What the open risks in the currency of the plan cost in a year on average."""
        counted = (each.expected_money for each in self.open_risks if each.currency == self.currency)
        return sum(counted, Money(Decimal(0), self.currency))

    @property
    def foreign(self) -> int:
        """How many open risks are in another currency, and are not counted."""
        return sum(each.currency != self.currency for each in self.open_risks)

    @property
    def uncounted_years(self) -> list[int]:
        """The years of the forecast that lie beyond the horizon."""
        return [year.number for year in self.years if not year.is_counted]

    @property
    def survival(self) -> dict[int, float]:
        """Year -> the chance of still having the customer at its end, or at that of the horizon."""
        counted = [year.number for year in self.years if year.is_counted]
        return dict(zip(counted, self.plan.survival, strict=True)) if self.plan else {}

    @property
    def is_comparable(self) -> bool:
        """Whether plan and statistics are in the same money."""
        return (
            self.statistical is not None
            and self.forecast is not None
            and self.statistical.run.currency == self.currency
        )

    @property
    def apart(self) -> Apart | None:
        """Why plan and statistics differ; None where they cannot be compared."""
        found = self.statistical
        expected = found.a_year if found else None
        if not found or not self.is_comparable or expected is None or found.row.lifetime_value is None:
            return None
        statistical = Money.from_minor(found.row.lifetime_value, self.currency)
        return plan_worth.apart(self.years, float(expected.amount), float(statistical.amount), self.terms)


def money(amount: float, currency: str) -> Money:
    """A computed amount, to the cent."""
    return Money(rounded(Decimal(repr(amount)), 2), currency)


def worth_of(customer: Customer, on: date | None = None) -> Worth | None:
    """What this key account is worth by its plan; None for a customer that is none. Ask only for customers in scope."""
    held = KeyAccount.objects.current(on).filter(customer=customer).select_related("customer").first()
    return worth(held) if held else None


def open_risks(customer: Customer) -> list[Risk]:
    """The risks to this key account that still count, what costs most on average first."""
    rows = Risk.objects.filter(key_account__customer=customer, state__in=ALIVE).select_related("owner")
    return sorted(rows, key=lambda each: -each.hit * each.likelihood)


def worth(held: KeyAccount) -> Worth:
    """Everything about the worth of one key account."""
    found, usual = statistical(held.customer), usual_parameters()
    rows = list(FactorAnswer.objects.filter(key_account=held).select_related("by").order_by("pk"))
    answers = {row.factor: row for row in rows}
    forecast = latest(held)
    renewals = list(Renewal.objects.filter(key_account=held))
    months = found.run.horizon_months if found else usual["horizon_months"]
    rate = found.run.discount_rate_basis_points if found else usual["discount_rate_basis_points"]
    day = (found.run.as_of if found else None) or timezone.localdate()
    terms = Terms(rate / BASIS_POINTS, day + timedelta(days=1), months)
    scores = {name: answer.score for name, answer in answers.items()}
    scored = DEFAULT.retention(scores) if len(scores) == len(WEIGHTS) else None
    years = _years(forecast, scored, renewals, terms)
    currency = forecast.currency if forecast else currency_of(held.customer, found)
    risks = list(Risk.objects.filter(key_account=held).select_related("owner", "owner__function"))
    plan = plan_worth.value_of(years, terms)
    ways = _mitigations(risks, years, scores, terms, currency)
    ranked = sorted(ways, key=lambda each: (each.risk is None, -each.net.amount, each.words))
    return Worth(held, currency, terms, found, forecast, years, answers, len(rows), risks, renewals, plan, ranked)


def statistical(customer: Customer) -> Statistical | None:
    """What the latest run says of a customer with all that belongs to it; None where no run knows it."""
    run = Run.objects.latest_done()
    row = BookRow.objects.filter(run=run, customer=customer).order_by("-is_group").first() if run else None
    return Statistical(run, row) if run and row else None


def currency_of(customer: Customer, found: Statistical | None) -> str:
    """The currency a plan is made in: that of the latest run, else the usual one of the orders, else the euro."""
    return found.run.currency if found else usual_parameters()["currency"] or "EUR"


def history_of(held: KeyAccount, factor: str) -> list[FactorAnswer]:
    """Every answer to a factor, newest first."""
    return list(FactorAnswer.objects.filter(key_account=held, factor=factor).select_related("by").order_by("-pk"))


def is_old(answer: FactorAnswer, days: int) -> bool:
    """Whether an answer was given longer ago than so many days."""
    return (timezone.localdate() - answer.answered_on).days > days


def _years(forecast: Forecast | None, scored: float | None, renewals: Sequence[Renewal], terms: Terms) -> list[Year]:
    if forecast is None:
        return []
    ahead = {each.renews_on: each.chance / 100 for each in renewals if each.chance is not None and not each.is_settled}
    said = forecast.years
    typed = [None if each.chance is None else each.chance / BASIS_POINTS for each in said]
    amounts = [float(each.money.amount) for each in said]
    return plan_worth.years_of(said[0].year, amounts, typed, scored, ahead, terms) if said else []


def _mitigations(
    risks: Sequence[Risk], years: Sequence[Year], scores: Mapping[str, int], terms: Terms, currency: str
) -> Iterator[Mitigation]:
    """What was written down against open risks, and one step up in every factor that can still rise."""
    for risk in risks:
        if risk.is_alive and risk.mitigation and risk.currency == currency:
            gain = _gain(risk, years, scores, terms)
            if gain is not None:
                yield Mitigation(risk.mitigation, money(gain, currency), risk.cost_money, risk)
    for name in scores:
        step = plan_worth.gain_of_step(years, scores, name, terms)
        if step is not None:
            told = gettext("%(factor)s: from %(now)s to %(then)s") % {
                "factor": gettext(FACTORS[name].name), "now": scores[name], "then": scores[name] + 1,
            }  # fmt: skip
            yield Mitigation(told, money(step, currency))


def _gain(risk: Risk, years: Sequence[Year], scores: Mapping[str, int], terms: Terms) -> float | None:
    """What a mitigation adds: the loss it avoids every year, and the step of the factor it raises."""
    after = risk.likelihood if risk.likelihood_after is None else risk.likelihood_after
    saved = float(risk.hit_money.amount) * (risk.likelihood - after) / 100
    avoided = plan_worth.gain_of_chance(years, saved, terms)
    if avoided is None:
        return None
    step = plan_worth.gain_of_step(years, scores, risk.factor, terms) if risk.factor else None
    return avoided + (step or 0.0)
