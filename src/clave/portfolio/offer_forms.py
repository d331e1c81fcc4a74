"""What a person types of the offer: an element, who gets it from when, and until when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company.models import Function
from clave.kit.money import Money
from clave.kit.texts import LineField
from clave.ledger.group_forms import DayInput
from clave.portfolio.models import KeyAccount, OfferElement

MOST_COST = Decimal(1_000_000_000)


class CostField(forms.DecimalField):
    """What something costs a year; empty where it is not known."""

    def __init__(self, **words: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=MOST_COST, decimal_places=2, localize=True, **words)


class Element(forms.Form):
    """Something a key account can get that others do not."""

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    name = LineField(label=_("What key accounts can get"), most=120)
    description = LineField(label=_("In a sentence"), most=500, required=False)
    function = forms.ModelChoiceField(
        label=_("Function that owns it"), queryset=Function.objects.none(), required=False, empty_label=_("nobody yet")
    )
    cost = CostField(label=_("Cost a year for one key account"), help_text=_("Leave it empty if not known."))
    currency = forms.RegexField(
        label=_("Currency"), regex=r"^[A-Z]{3}$", required=False, help_text=_("Three letters, such as EUR.")
    )
    is_active = forms.BooleanField(label=_("Offered now"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = Function.objects.order_by("name")  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the operation takes it."""
        given = self.cleaned_data
        cost, currency = given["cost"], given["currency"] if given["cost"] is not None else ""
        minor = Money(cost, currency).to_minor() if cost is not None and currency else cost
        named = {name: given[name] for name in ("name", "description", "function")}
        return {**named, "yearly_cost": minor, "currency": currency}

    def clean(self) -> dict[str, Any]:
        """A cost needs its currency."""
        given = super().clean() or {}
        if given.get("cost") is not None and not given.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        return given


class Gift(forms.Form):
    """One element for one key account, from a day on."""

    key_account = forms.ModelChoiceField(queryset=KeyAccount.objects.none(), widget=forms.HiddenInput)
    element = forms.ModelChoiceField(
        label=_("What it gets"), queryset=OfferElement.objects.none(), empty_label=_("choose")
    )
    given_from = forms.DateField(label=_("From"), widget=DayInput())
    cost = CostField(label=_("Cost a year, where it differs"))
    note = LineField(label=_("Note"), most=500, required=False)

    def __init__(self, *args: Any, key_accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key_account"].queryset = key_accounts  # type: ignore[attr-defined]
        offered = OfferElement.objects.filter(is_active=True)
        self.fields["element"].queryset = offered  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the operation takes it."""
        given = self.cleaned_data
        currency, cost = given["element"].currency, given["cost"]
        minor = Money(cost, currency).to_minor() if cost is not None and currency else cost
        named = {name: given[name] for name in ("key_account", "element", "given_from", "note")}
        return {**named, "yearly_cost": minor}


class LastDay(forms.Form):
    """Until when a key account gets something."""

    given_to = forms.DateField(label=_("Last day"), widget=DayInput())
