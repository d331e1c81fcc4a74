"""What a person typed about our people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company import queries
from clave.company.queries import Wanted


class PeopleFilter(forms.Form):
    search = forms.CharField(
        label=_("Name, e-mail or code"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    function = forms.ChoiceField(label=_("Function"), required=False)
    login = forms.ChoiceField(
        label=_("Signs in"), required=False, choices=[("", _("all")), ("yes", _("signs in")), ("no", _("does not"))]
    )
    top_team = forms.BooleanField(label=_("Top team only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in queries.names_of_functions()]
        self.fields["function"].choices = [("", _("all")), *names]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; a filter that makes no sense does not narrow."""
        return Wanted(**self.cleaned_data) if self.is_valid() else Wanted()

    @property
    def narrows(self) -> bool:
        """Whether fewer than everybody is asked for."""
        return self.wanted != Wanted()


class LoginChoice(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the login"), help_text=_("The address this person signs in with.")
    )
