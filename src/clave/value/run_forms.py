"""What a person chooses of a run."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.value.rules import MONTHS_MOST


class RunParameters(forms.Form):
    """The parameters of a run, with the usual ones filled in."""

    currency = forms.CharField(
        label=_("Currency of every figure"),
        max_length=3,
        min_length=3,
        help_text=_("Orders in other currencies are converted at the rate of their day."),
    )
    horizon_months = forms.IntegerField(
        label=_("Months ahead"),
        min_value=1,
        max_value=MONTHS_MOST,
        help_text=_("How far lifetime value looks ahead: 36 is usual."),
    )
    discount_percent = forms.DecimalField(
        label=_("Discount rate a year, in percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        max_digits=5,
        help_text=_("What money a year later is worth less: finance sets it."),
    )
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Later orders are left out. Empty: the last day ordered on."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**63 - 1,
        help_text=_("Drives the simulation of the intervals; the same seed gives the same figures."),
    )

    @classmethod
    def offering(cls, usual: dict[str, Any]) -> RunParameters:
        """The form with these parameters filled in."""
        percent = Decimal(usual["discount_rate_basis_points"]) / 100
        return cls(initial={**usual, "discount_percent": percent.normalize() if percent % 1 else int(percent)})

    @property
    def parameters(self) -> dict[str, Any]:
        """What was chosen, as the operation takes it."""
        given = dict(self.cleaned_data)
        basis_points = int(given.pop("discount_percent") * 100)
        return {**given, "discount_rate_basis_points": basis_points}
