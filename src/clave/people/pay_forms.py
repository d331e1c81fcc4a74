"""What a person typed about pay: a plan in the register, and a way of paying to try on the past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from clave.access.policy import PEOPLE, ROLE_NAMES, Role
from clave.company.models import Person
from clave.kit.money import Money
from clave.kit.texts import LineField
from clave.people.operations.paying import PlanTerms
from clave.people.queries.simulating import Tried
from clave.people.rules.pay import MEASURE_NAMES, WHOLE, Measure
from clave.people.rules.simulating import SIMULATED, Curve

PERCENT: dict[str, Any] = {"min_value": 0, "max_value": 100}
CURVE_NAMES: dict[str, tuple[str, int]] = {
    "variable": (gettext_noop("Variable pay, in percent of base"), 100),
    "floor": (gettext_noop("Nothing below, in percent of the target"), 100),
    "cap": (gettext_noop("No more than, in percent of the target"), 300),
    "revenue_growth": (gettext_noop("Target: revenue grows a year by percent"), 100),
    "contribution_growth": (gettext_noop("Target: contribution grows a year by percent"), 100),
    "value_growth": (gettext_noop("Target: new value a year, in percent of the value"), 100),
}


class PayPlanForm(forms.Form):
    """For whom, on what, by which curve, from when, and why."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), required=False)
    role = forms.ChoiceField(label=_("or role"), required=False)
    base = forms.DecimalField(label=_("Base pay a year"), max_digits=12, decimal_places=2, min_value=0, required=False)
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), required=False, initial="EUR")
    variable_percent = forms.IntegerField(label=_("Variable pay, in percent of base"), initial=25, **PERCENT)
    floor_percent = forms.IntegerField(label=_("Nothing below, in percent of the target"), initial=80, **PERCENT)
    cap_percent = forms.IntegerField(
        label=_("No more than, in percent of the target"), initial=150, min_value=1, max_value=500
    )
    approves_discounts = forms.BooleanField(label=_("Approves discounts or deals"), required=False)
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    reason = LineField(label=_("Why"), most=500)
    newest = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        person: Any = self.fields["person"]
        person.queryset = Person.objects.filter(is_active=True)
        roles = [(role.value, _(ROLE_NAMES[role])) for role in Role if role in PEOPLE]
        self.fields["role"].choices = [("", "–"), *roles]  # type: ignore[attr-defined]
        for measure in Measure:
            label = _("Weight of %(measure)s") % {"measure": gettext(MEASURE_NAMES[measure])}
            self.fields[f"weight_{measure}"] = forms.IntegerField(label=label, required=False, **PERCENT)

    @property
    def terms(self) -> PlanTerms:
        """The plan as it was typed."""
        given = self.cleaned_data
        weights = {each: given[f"weight_{each}"] for each in Measure if given.get(f"weight_{each}")}
        base, currency = given["base"], given["currency"] or "EUR"
        kept = ("person", "role", "variable_percent", "floor_percent", "cap_percent", "approves_discounts")
        return PlanTerms(
            weights=weights,
            valid_from=given["valid_from"],
            reason=given["reason"],
            base=None if base is None else Money(base, currency).to_minor(),
            currency="" if base is None else currency,
            **{name: given[name] for name in kept},
        )


class EndPlanForm(forms.Form):
    """On which day a plan counts for the last time."""

    ends_on = forms.DateField()


class TryForm(forms.Form):
    """Weights that add up to 100, the curve, and the targets."""

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for measure in SIMULATED:
            label = _("Weight of %(measure)s") % {"measure": gettext(MEASURE_NAMES[measure])}
            self.fields[f"weight_{measure}"] = forms.IntegerField(label=label, **PERCENT)
        for name, (label, most) in CURVE_NAMES.items():
            self.fields[name] = forms.IntegerField(label=gettext(label), min_value=0, max_value=most)
        for field in self.fields.values():
            field.widget.attrs["step"] = "5"

    @property
    def weights(self) -> list[forms.BoundField]:
        """The weights, each drawn as a slider with its number beside it."""
        return [self[f"weight_{measure}"] for measure in SIMULATED]

    @property
    def was(self) -> str:
        """At what the weights stand now, as the sliders are told apart by."""
        return "-".join(str(field.value()) for field in self.weights)

    @property
    def total(self) -> int | None:
        """What the weights add up to; None while one is no number."""
        told = [str(field.value()) for field in self.weights]
        return (
            sum(map(int, told)) if all(each.isascii() and each.isdigit() and len(each) < 4 for each in told) else None
        )

    @property
    def curve(self) -> list[forms.BoundField]:
        """The curve and the targets."""
        return [self[name] for name in CURVE_NAMES]

    @classmethod
    def usual(cls) -> dict[str, int]:
        """With what the page begins: half on value, the rest on contribution and promises."""
        weights = {Measure.REVENUE: 0, Measure.CONTRIBUTION: 30, Measure.LIFETIME_VALUE: 50, Measure.PROMISES: 20}
        curve = Curve()
        told = {f"weight_{each}": weight for each, weight in weights.items()}
        return {**told, **{name: getattr(curve, name) for name in CURVE_NAMES}}

    def clean(self) -> dict[str, Any]:
        """Weights that add up, and a cap above the floor."""
        given = super().clean() or {}
        if not self.errors:
            total = sum(weights_of(given).values())
            if total != WHOLE:
                told = _("The weights add up to %(total)s; they must add up to 100.")
                raise forms.ValidationError(told % {"total": total})
            if given["floor"] >= given["cap"]:
                raise forms.ValidationError(_("The most that counts must lie above what pays nothing."))
        return given

    @property
    def tried(self) -> Tried:
        """The way of paying as it was typed."""
        curve = Curve(**{name: self.cleaned_data[name] for name in CURVE_NAMES})
        return Tried(weights_of(self.cleaned_data), curve)


def slid(given: Mapping[str, str]) -> dict[str, str]:
    """What was asked, with a weight whose slider was moved and whose number was not taken from the slider.

    Slider and number are two fields of one weight, and `was` says what both stood at: it works without scripts.
    """
    told, was = dict(given), dict(zip(SIMULATED, given.get("was", "").split("-"), strict=False))
    for measure, stood in was.items():
        slider, number = told.get(f"slide_{measure}", stood), told.get(f"weight_{measure}", stood)
        if slider != stood and number == stood:
            told[f"weight_{measure}"] = slider
    return told


def weights_of(given: Mapping[str, Any]) -> dict[Measure, int]:
    """The weight of each measure that is tried."""
    return {measure: given[f"weight_{measure}"] for measure in SIMULATED}
