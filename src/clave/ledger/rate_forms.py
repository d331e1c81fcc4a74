"""What Finance typed about the closed period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.kit.texts import LineField
from clave.ledger.group_forms import DayInput


class PeriodForm(forms.Form):
    locked_until = forms.DateField(
        label=_("Closed until"), widget=DayInput(), help_text=_("The last day that no file changes any more.")
    )
    reason = LineField(label=_("Why"), most=500, help_text=_("The reason stays in the history."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_locked_until(self) -> date:
        """A day that has passed."""
        day: date = self.cleaned_data["locked_until"]
        if day >= self.today:
            raise forms.ValidationError(_("This day is not over yet. Close up to yesterday at the latest."))
        return day
