"""Who is to answer for a function."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company.models import Function, Person
from clave.company.queries import head_of


class OwnerChoice(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Person.objects.none(),
        help_text=_("Who answers for what this function promises to key accounts."),
    )

    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, function: Function, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instead_of"].initial = function.owner_id
        choice: Any = self.fields["owner"]
        choice.queryset = Person.objects.filter(is_active=True).select_related("function")
        choice.label_from_instance = lambda person: f"{person.full_name} ({person.function.name})"
        proposed = None if function.owner_id else head_of(function)
        choice.initial = function.owner_id or proposed
        if proposed:
            told = _("Proposed: %(person)s, to whom its people report. Whoever is named answers for what it promises.")
            choice.help_text = told % {"person": proposed}
