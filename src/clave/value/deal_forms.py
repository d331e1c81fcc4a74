"""What a person typed about a deal: its terms, a decision, how it ended, the limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.kit.texts import LineField
from clave.value.deal_rules import LIMIT_NAMES, DealState
from clave.value.deal_terms import NAMES, SCENARIOS_MOST, YEARS_MOST, Serving, Terms

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
RANGES = ("volume", "cost")
ENDS = ("low", "likely", "high")
PLAIN = (
    "list_price",
    "discount_percent",
    "rebate_percent",
    "price_low",
    "price_high",
    "correlation",
    "volume_growth_percent",
    "price_growth_percent",
    "cost_growth_percent",
    "payment_days",
    "capital_percent",
    "discount_rate_percent",
    "kept_percent",
    "exit_cost",
    "one_off_cost",
)
TOGETHER = (
    (0, _("have nothing to do with each other")),
    (-50, _("more volume, lower cost a unit")),
    (50, _("more volume, higher cost a unit")),
)
WAYS = tuple(f"{part}_{at}" for at in range(1, SCENARIOS_MOST + 1) for part in ("way", "chance", "served"))
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("The deal"), ("name", "years", "currency", "products")),
    (_("Price a unit"), ("list_price", "discount_percent", "rebate_percent", "price_low", "price_high", "price_growth_percent")),
    (_("Volume: units in the first year"), ("volume_low", "volume_likely", "volume_high", "volume_growth_percent")),
    (_("Product cost a unit"), ("cost_low", "cost_likely", "cost_high", "cost_growth_percent", "correlation")),
    (_("Ways of serving it, with what a unit costs to serve"), WAYS),
    (_("Payment, exit, start"), ("payment_days", "capital_percent", "discount_rate_percent", "kept_percent", "exit_cost", "one_off_cost")),
)  # fmt: skip
"""The form from top to bottom: heading, and the fields under it."""


def _number(label: Any, *, needed: bool = True, words: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=needed,
        max_digits=16,
        decimal_places=4,
        help_text=words,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal", "autocomplete": "off"}),
    )


class DealForm(forms.Form):
    """The terms of a deal; empty ends of the price mean that it is firm."""

    name = LineField(label=_("What the deal is about"), most=200, required=False)
    years = forms.IntegerField(label=_("Term in years"), min_value=1, max_value=YEARS_MOST)
    currency = forms.ChoiceField(label=_("Currency"))
    products = LineField(
        label=_("Product codes or groups"), most=600, required=False,
        help_text=_("Separated by commas. Empty: everything the customer buys is held against the deal."),
    )  # fmt: skip
    list_price = _number(_("List price"))
    discount_percent = _number(_("Discounts on the invoice, per cent"))
    rebate_percent = _number(_("Rebates afterwards, per cent"), words=_("of the invoice"))
    price_low = _number(_("Net price, low"), needed=False, words=_("Empty: the price is firm."))
    price_high = _number(_("Net price, high"), needed=False)
    price_growth_percent = _number(_("Price changes a year, per cent"))
    volume_low = _number(_("Low"))
    volume_likely = _number(_("Likely"))
    volume_high = _number(_("High"))
    volume_growth_percent = _number(_("Changes a year, per cent"))
    cost_low = _number(_("Low"))
    cost_likely = _number(_("Likely"))
    cost_high = _number(_("High"))
    cost_growth_percent = _number(_("All costs change a year, per cent"))
    correlation = forms.TypedChoiceField(label=_("Volume and unit cost"), choices=TOGETHER, coerce=int)
    payment_days = _number(_("Days until it is paid"))
    capital_percent = _number(_("Cost of capital a year, per cent"))
    discount_rate_percent = _number(_("Discount rate a year, per cent"))
    kept_percent = _number(_("Chance a year that it goes on, per cent"), words=_("Some deals end early."))
    exit_cost = _number(_("What an early end costs us"), words=_("After what the exit clause brings."))
    one_off_cost = _number(_("One-off cost at the start"))
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, given: Any = None, *, currencies: Sequence[str], changes: bool = False, **words: Any) -> None:
        super().__init__(given, **words)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]
        for at in range(1, SCENARIOS_MOST + 1):
            self.fields[f"way_{at}"] = LineField(label=_("Way of serving"), most=80, required=False)
            self.fields[f"chance_{at}"] = _number(_("Chance, per cent"), needed=False)
            self.fields[f"served_{at}"] = _number(_("Cost to serve a unit"), needed=False)
        if changes:
            words_why = _("Whoever decides reads it.")
            self.fields["reason"] = LineField(label=_("Why it changes"), most=300, required=False, help_text=words_why)

    @property
    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings; why it changes comes last."""
        for heading, names in GROUPS:
            yield heading, [self[name] for name in names]
        if "reason" in self.fields:
            yield _("The change"), [self["reason"]]

    @property
    def terms(self) -> Terms:
        """The terms as they were typed."""
        given = self.cleaned_data
        ranges: dict[str, Any] = {name: tuple(given[f"{name}_{end}"] for end in ENDS) for name in RANGES}
        plain: dict[str, Any] = {name: _exact(given[name]) for name in PLAIN}
        whole: dict[str, Any] = {
            "currency": given["currency"],
            "years": given["years"],
            "serving": tuple(self._serving()),
            "products": tuple(dict.fromkeys(each.strip() for each in given["products"].split(",") if each.strip())),
        }
        return Terms(**whole, **ranges, **plain)

    def _serving(self) -> Iterator[Serving]:
        given = self.cleaned_data
        for at in range(1, SCENARIOS_MOST + 1):
            name, chance, cost = given[f"way_{at}"], given[f"chance_{at}"], given[f"served_{at}"]
            if chance or cost or name:
                yield Serving(
                    name or gettext("Way %(number)s") % {"number": at}, chance or Decimal(0), cost or Decimal(0)
                )


def typed(terms: Terms) -> dict[str, Any]:
    """Terms as the form shows them."""
    found: dict[str, Any] = {name: getattr(terms, name) for name in (*PLAIN, "years", "currency")}
    found["products"] = ", ".join(terms.products)
    for name in RANGES:
        found |= {f"{name}_{end}": value for end, value in zip(ENDS, getattr(terms, name), strict=True)}
    for at, one in enumerate(terms.serving, start=1):
        found |= {f"way_{at}": one.name, f"chance_{at}": one.chance_percent, f"served_{at}": one.cost_per_unit}
    return {name: _short(value) for name, value in found.items()}


class DecideForm(forms.Form):
    """Yes or no, and why."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = LineField(label=_("Why"), most=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def approves(self) -> bool | None:
        """What was decided; None where nothing was."""
        return {"approve": True, "refuse": False}.get(self.cleaned_data["verdict"])


class EndForm(forms.Form):
    """How a deal ended, and why."""

    outcome = forms.ChoiceField(label=_("How it ended"))
    starts_on = forms.DateField(label=_("If won: runs from"), required=False, widget=DAY)
    reason = LineField(label=_("Why"), most=300, required=False)

    def __init__(self, given: Any = None, *, outcomes: Mapping[DealState, str]) -> None:
        super().__init__(given)
        self.fields["outcome"].choices = [(str(state), _(name)) for state, name in outcomes.items()]  # type: ignore[attr-defined]
        if DealState.WON not in outcomes:
            del self.fields["starts_on"]


class LimitsForm(forms.Form):
    """The limits beyond which others decide on a deal too; shares in per cent."""

    reason = LineField(label=_("Why they change"), most=300, required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, given: Any = None, **words: Any) -> None:
        super().__init__(given, **words)
        for name in LIMIT_NAMES:
            for place in ("first", "second"):
                label = _("Champion and Finance beyond") if place == "first" else _("The sponsor too beyond")
                self.fields[f"{name}_{place}"] = forms.DecimalField(
                    label=label, min_value=0, max_value=100, max_digits=6, decimal_places=2
                )

    @property
    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Measure by measure, with its unit."""
        for name, words in LIMIT_NAMES.items():
            unit = gettext("years") if name == "years" else gettext("per cent")
            yield f"{gettext(words)} ({unit})", [self[f"{name}_first"], self[f"{name}_second"]]

    @property
    def limits(self) -> dict[str, tuple[float, float]]:
        """The limits as the rules take them: shares 0 to 1, terms in years."""
        given = self.cleaned_data
        pairs = {name: (float(given[f"{name}_first"]), float(given[f"{name}_second"])) for name in LIMIT_NAMES}
        return {name: pair if name == "years" else (pair[0] / 100, pair[1] / 100) for name, pair in pairs.items()}


def limits_typed(limits: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Limits as the form shows them."""
    scale = {name: 1 if name == "years" else 100 for name in limits}
    return {
        f"{name}_{place}": f"{round(value * scale[name], 2):g}"
        for name, pair in limits.items()
        for place, value in zip(("first", "second"), pair, strict=True)
    }


def part_name(name: str) -> str:
    """What a part of the terms is called, in the reader's language."""
    return gettext(
        NAMES.get({"price_low": "price", "price_high": "price", "serving": "scenarios"}.get(name, name), name)
    )


def _exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _short(value: Any) -> Any:
    """A decimal without the zeros nobody typed."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value
