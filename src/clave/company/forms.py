"""What a person typed about our people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company import queries
from clave.company.models import Function, Person
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


class OwnerChoice(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Person.objects.none(),
        help_text=_("Who answers for what this function promises to key accounts."),
    )

    def __init__(self, *args: Any, function: Function, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["owner"]
        choice.queryset = Person.objects.filter(is_active=True).select_related("function")
        choice.label_from_instance = lambda person: f"{person.full_name} ({person.function.name})"
        choice.initial = function.owner_id
