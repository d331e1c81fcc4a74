"""What Finance types of the programme's cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.kit.money import Money
from clave.kit.texts import LineField
from clave.portfolio.models import KeyAccount

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
MOST_COST = Decimal(1_000_000_000)


class CostForm(forms.Form):
    """Something of the programme, what it costs a year, and from when until when."""

    what = LineField(label=_("What it is"), most=200)
    key_account = forms.ModelChoiceField(
        label=_("For which key account"),
        queryset=KeyAccount.objects.none(),
        required=False,
        empty_label=_("the programme as a whole"),
    )
    cost = forms.DecimalField(label=_("Cost a year"), min_value=0, max_value=MOST_COST, decimal_places=2, localize=True)
    currency = forms.RegexField(label=_("Currency"), regex=r"^[A-Z]{3}$", help_text=_("Three letters, such as EUR."))
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=DAY, required=False, help_text=_("Empty while it goes on."))

    def __init__(self, *args: Any, key_accounts: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["key_account"].queryset = key_accounts  # type: ignore[attr-defined]
        self.fields["key_account"].label_from_instance = lambda held: str(held.customer)  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the operation takes it."""
        given = self.cleaned_data
        named = {name: given[name] for name in ("what", "key_account", "currency", "starts_on", "ends_on")}
        return {**named, "yearly_cost": Money(given["cost"], given["currency"]).to_minor()}
