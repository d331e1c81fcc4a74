"""What a person typed about a year that has not begun."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.kit.money import Money
from clave.kit.texts import LineField
from clave.people.operations.forecasting import Said

MOST: dict[str, Any] = {"max_digits": 15, "decimal_places": 2}


class ForecastForm(forms.Form):
    """What a key account will contribute in a year: likely, and from where to where in eight of ten cases."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    likely = forms.DecimalField(label=_("Contribution, likely"), **MOST)
    low = forms.DecimalField(label=_("Low"), help_text=_("In one of ten cases it is less."), **MOST)
    high = forms.DecimalField(label=_("High"), help_text=_("In one of ten cases it is more."), **MOST)
    note = LineField(label=_("What it rests on"), most=500, required=False)
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **words: Any) -> None:
        super().__init__(*args, **words)
        self.currency = currency

    @property
    def said(self) -> Said:
        """What was said, in minor units."""
        given = self.cleaned_data
        low, likely, high = (Money(given[name], self.currency).to_minor() for name in ("low", "likely", "high"))
        return Said(given["year"], low, likely, high, self.currency, given["note"])
