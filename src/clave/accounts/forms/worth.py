"""What a person types of risks, of the scorecard, of the forecast and of renewals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.accounts.models import FactorAnswer, Renewal, Risk
from clave.accounts.operations.risking import RiskTerms
from clave.accounts.operations.worth import RenewalTerms, Said
from clave.accounts.queries.worth import Statistical, Worth
from clave.accounts.rules.risks import STATE_NAMES, may_move
from clave.accounts.rules.scorecard import FACTORS, SCORES, WEIGHTS
from clave.company.models import Person
from clave.kit.money import Money, rounded
from clave.kit.texts import LineField
from clave.ledger.group_forms import DayInput
from clave.people.rules.forecasts import SHOWN_YEARS, moved
from clave.people.rules.forecasts import Said as Expected

MOST = Decimal(1_000_000_000)


class AmountField(forms.DecimalField):
    """An amount in the currency of the plan, with the cents or without."""

    def __init__(self, **words: Any) -> None:
        least = words.pop("least", None)
        super().__init__(min_value=least, max_value=MOST, decimal_places=2, localize=True, **words)


class ChanceField(forms.IntegerField):
    """A chance in whole per cent."""

    def __init__(self, least: int = 0, **words: Any) -> None:
        super().__init__(min_value=least, max_value=100, **words)


class WatcherField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Who of us watches a risk: people who are still here, by function."""

    def __init__(self, **words: Any) -> None:
        people = Person.objects.filter(is_active=True).select_related("function")
        super().__init__(queryset=people.order_by("function__name", "full_name"), required=False, **words)

    def label_from_instance(self, obj: Any) -> str:
        """The function first: it is what one looks for."""
        return f"{obj.function} · {obj}"


class RiskForm(forms.Form):
    """What could happen, how likely, what it costs, and what is done about it."""

    what = LineField(label=_("What could happen"), most=300)
    likelihood = ChanceField(label=_("How likely in a year, per cent"))
    hit = AmountField(label=_("What a year of it would cost us"), least=0)
    owner = WatcherField(label=_("Who watches it"))
    mitigation = LineField(label=_("What we do about it"), most=300, required=False)
    mitigation_cost = AmountField(label=_("What that costs, once"), least=0, required=False)
    likelihood_after = ChanceField(label=_("How likely it is then, per cent"), required=False)
    factor = forms.ChoiceField(label=_("Factor it would raise by one step"), required=False)
    due_on = forms.DateField(label=_("Done by"), required=False, widget=DayInput())

    def __init__(self, *args: Any, currency: str, **words: Any) -> None:
        super().__init__(*args, **words)
        self.currency = currency
        self.fields["hit"].help_text = gettext("In %(currency)s of contribution.") % {"currency": currency}
        self.fields["factor"].choices = [  # type: ignore[attr-defined]
            ("", gettext("none")), *((key, gettext(factor.name)) for key, factor in FACTORS.items())
        ]  # fmt: skip

    @property
    def terms(self) -> RiskTerms:
        """What the operation is told."""
        given = dict(self.cleaned_data)
        names = ("what", "likelihood", "owner", "mitigation", "likelihood_after", "factor", "due_on")
        cost = given["mitigation_cost"]
        return RiskTerms(
            **{name: given[name] for name in names},
            hit=minor(given["hit"], self.currency),
            mitigation_cost=None if cost is None else minor(cost, self.currency),
        )


class ChangeRiskForm(RiskForm):
    """A risk that is changed, and how it stands."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("How it stands"))
    field_order = ("version", "state")

    def __init__(self, given: Any = None, *, risk: Risk) -> None:
        super().__init__(given, currency=risk.currency, initial=stands(risk))
        reached = [(key, gettext(name)) for key, name in STATE_NAMES.items() if may_move(risk.state, key)]
        self.fields["state"].choices = reached  # type: ignore[attr-defined]


def stands(risk: Risk) -> dict[str, Any]:
    """A risk field by field, as the form shows it."""
    names = ("version", "state", "what", "likelihood", "mitigation", "likelihood_after", "factor", "due_on")
    cost = risk.cost_money
    money = {"hit": risk.hit_money.amount, "mitigation_cost": cost.amount if cost else None}
    return {**{name: getattr(risk, name) for name in names}, **money, "owner": risk.owner_id}


class ScorecardForm(forms.Form):
    """A score and a reason for every factor; what is left as it stands is not answered again."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    answered_on = forms.DateField(label=_("As of"), widget=DayInput())

    def __init__(self, given: Any = None, *, answers: dict[str, FactorAnswer], **words: Any) -> None:
        super().__init__(given, **words)
        for key, factor in FACTORS.items():
            choices = [("", gettext("not answered")), *((str(each), _choice(key, each)) for each in SCORES)]
            first = answers[key].score if key in answers else ""
            label = gettext(factor.name)
            self.fields[f"score_{key}"] = forms.ChoiceField(label=label, choices=choices, required=False, initial=first)
            said = LineField(label=gettext("Why: %(factor)s") % {"factor": label}, most=300, required=False)
            self.fields[f"reason_{key}"] = said

    @property
    def said(self) -> dict[str, Said]:
        """The answers as typed; a factor without a score is not answered."""
        given = self.cleaned_data
        scored = {key: given.get(f"score_{key}") for key in FACTORS}
        return {key: Said(int(score), given[f"reason_{key}"]) for key, score in scored.items() if score}

    @property
    def rows(self) -> list[tuple[str, str, Any, Any]]:
        """Factor, weight and its two fields, in the order of the scorecard."""
        return [(key, f"{WEIGHTS[key]:.2f}", self[f"score_{key}"], self[f"reason_{key}"]) for key in FACTORS]


def _choice(factor: str, score: int) -> str:
    anchor = FACTORS[factor].anchor(score)
    return f"{score} · {gettext(anchor)}" if anchor else str(score)


class ForecastForm(forms.Form):
    """What is expected a calendar year, from where to where, and a chance of keeping the customer where somebody knows better."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    first_year = forms.IntegerField(min_value=2000, max_value=2200, widget=forms.HiddenInput)
    follow = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Whether low and high are still to follow the likely amount: no, where the page moved them as it was typed."""
    reason = LineField(label=_("Why you expect this"), most=500, required=False)

    def __init__(self, given: Any = None, *, currency: str, initial: dict[str, Any]) -> None:
        super().__init__(given, initial={"follow": True, **initial})
        self.currency = currency
        for place in range(SHOWN_YEARS):
            words = {"amount": gettext("Likely"), "low": gettext("Low"), "high": gettext("High")}
            for name, label in words.items():
                self.fields[f"{name}_{place + 1}"] = AmountField(label=label, required=False, least=-MOST)
            self.fields[f"chance_{place + 1}"] = forms.DecimalField(
                label=gettext("Kept, per cent"), required=False, localize=True, decimal_places=2, max_digits=8
            )

    def clean(self) -> dict[str, Any]:
        """Low and high that nobody touched follow a likely amount that somebody moved."""
        super().clean()
        for place in range(1, SHOWN_YEARS + 1):
            before, now = self.initial.get(f"amount_{place}"), self.cleaned_data.get(f"amount_{place}")
            if self.cleaned_data.get("follow") and before is not None and now is not None:
                self._follow(place, before, now)
        return self.cleaned_data

    def _follow(self, place: int, before: Decimal, now: Decimal) -> None:
        for name in (f"low_{place}", f"high_{place}"):
            end = self.initial.get(name)
            if end is not None and name not in self.changed_data:
                self.cleaned_data[name] = rounded(moved(end, before, now), 2)

    @property
    def expected(self) -> Expected:
        """What the operation is told."""
        given = self.cleaned_data
        amounts, lows, highs = (self._typed(name) for name in ("amount", "low", "high"))
        chances = [None if each is None else int(each * 100) for each in self._each("chance")]
        return Expected(given["first_year"], amounts, self.currency, given["reason"], lows, highs, chances)

    def _typed(self, name: str) -> list[int | None]:
        return [None if each is None else minor(each, self.currency) for each in self._each(name)]

    def _each(self, name: str) -> list[Any]:
        return [self.cleaned_data.get(f"{name}_{place}") for place in range(1, SHOWN_YEARS + 1)]

    @property
    def years(self) -> list[tuple[int, list[Any]]]:
        """Every year with its four fields."""
        names, first = ("amount", "low", "high", "chance"), self.initial["first_year"]
        places = range(1, SHOWN_YEARS + 1)
        return [(first + place - 1, [self[f"{name}_{place}"] for name in names]) for place in places]


def begun(found: Worth, this_year: int) -> dict[str, Any]:
    """What the form begins with: the forecast that stands, else what the run expects a year as long as the customer stays."""
    start: dict[str, Any] = {"first_year": this_year, "version": found.forecast.number if found.forecast else 0}
    if found.forecast is None:
        return start | _suggested(found, this_year)
    for each in found.forecast.years:
        place = each.year - this_year + 1
        low, high = each.interval or (None, None)
        start |= {f"amount_{place}": each.money.amount}
        start |= {f"{name}_{place}": end.amount for name, end in (("low", low), ("high", high)) if end}
        start |= {f"chance_{place}": Decimal(each.chance) / 100} if each.chance is not None else {}
    return start


def _suggested(found: Worth, this_year: int) -> dict[str, Any]:
    """The same amount in every year that the horizon touches, with an interval as wide as that of the run."""
    orders = found.statistical
    a_year = orders.a_year if orders else None
    if orders is None or a_year is None:
        return {}
    ends = (found.terms.ends_on - timedelta(days=1)).year
    told: dict[str, Any] = {}
    for place in range(1, min(ends - this_year + 1, SHOWN_YEARS) + 1):
        told |= {f"{name}_{place}": amount for name, amount in _around(orders, a_year).items()}
    return told


def _around(orders: Statistical, a_year: Money) -> dict[str, Decimal]:
    """The likely amount, and low and high as far from it as the run's interval is from its value."""
    row, told = orders.row, {"amount": a_year.amount}
    if row.lifetime_value and row.lifetime_value_low is not None and row.lifetime_value_high is not None:
        ends = {"low": row.lifetime_value_low, "high": row.lifetime_value_high}
        lifts = {
            name: abs(a_year.amount) * (each - row.lifetime_value) / abs(row.lifetime_value)
            for name, each in ends.items()
        }
        told |= {name: rounded(a_year.amount + lift, 2) for name, lift in lifts.items()}
    return told


class RenewalForm(forms.Form):
    """A contract and the day it has to be renewed."""

    what = LineField(label=_("Contract or agreement"), most=200)
    renews_on = forms.DateField(label=_("To be renewed on"), widget=DayInput())
    notice_on = forms.DateField(label=_("Last day of notice"), required=False, widget=DayInput())
    chance = ChanceField(
        1, label=_("Chance that they renew, per cent"), required=False,
        help_text=_("Where you say one, it counts for the year of the renewal instead of the scorecard."),
    )  # fmt: skip

    @property
    def terms(self) -> RenewalTerms:
        """What the operation is told."""
        return RenewalTerms(**{name: each for name, each in self.cleaned_data.items() if name != "version"})


class ChangeRenewalForm(RenewalForm):
    """A renewal that is moved or settled."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    is_settled = forms.BooleanField(label=_("Settled: renewed, replaced or ended"), required=False)

    def __init__(self, given: Any = None, *, renewal: Renewal) -> None:
        names = ("version", "what", "renews_on", "notice_on", "chance", "is_settled")
        super().__init__(given, initial={name: getattr(renewal, name) for name in names})


def minor(amount: Decimal, currency: str) -> int:
    """An amount as the database keeps it."""
    return Money(amount, currency).to_minor()
