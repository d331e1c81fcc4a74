"""What a person types to ask for a customer outside the charter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.access.models import User
from clave.kit.texts import LineField
from clave.portfolio.deciding_forms import ChosenCustomer, LongField
from clave.portfolio.rules.exceptions import GROUND_NAMES


class Request(forms.Form):
    """Who asks for which customer, on which ground and why."""

    customer = ChosenCustomer(label=_("Customer"), help_text=_("Code, or the name as in the list."))
    on_behalf_of = LineField(
        label=_("For whom you ask"), most=200, required=False, help_text=_("Leave it empty if you ask yourself.")
    )
    ground = forms.ChoiceField(label=_("Ground"))
    reason = LongField(
        label=_("Why"),
        most=1_000,
        required=False,
        help_text=_("It is kept for ever, and everybody who decides reads it."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].reader = user  # type: ignore[attr-defined]
        choices = [(each.value, gettext(name)) for each, name in GROUND_NAMES.items()]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]
