"""What a person wants to be told of."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clave.notices.rules import CADENCE_NAMES, KIND_NAMES


class PreferenceForm(forms.Form):
    cadence = forms.ChoiceField(
        label=_("An e-mail with what is new"),
        choices=[(cadence.value, _(name)) for cadence, name in CADENCE_NAMES.items()],
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label=_("What I am told of, in Clave and by e-mail"),
        choices=[(kind.value, _(name)) for kind, name in KIND_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("The language of the e-mails, and of Clave"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        required=False,
    )
