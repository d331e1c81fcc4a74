"""What a person says of a view: its name, and with whom it is shared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.access.policy import PEOPLE, ROLE_NAMES, Action, Role, who_may


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    shared_with = forms.ChoiceField(label=_("Shared with"), required=False)
    query = forms.CharField(required=False, max_length=4_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, needs: Action, **more: Any) -> None:
        super().__init__(*args, **more)
        able = [role for role in who_may(needs) if role in PEOPLE and role is not Role.API_CLIENT]
        choices = [("", _("nobody: only I see it")), *((role.value, _(ROLE_NAMES[role])) for role in able)]
        self.fields["shared_with"].choices = choices  # type: ignore[attr-defined]
