"""What a person typed about the programme."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.kit.texts import LineField, ParagraphField
from clave.programme.models import MOST_YEARS
from clave.programme.rules.elements import SCORE_NAMES

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ROWS = {"rows": 4}


class CharterForm(forms.Form):
    """Why, for how many years, since when."""

    purpose = ParagraphField(
        label=_("Purpose"),
        most=1_000,
        widget=forms.Textarea(ROWS),
        help_text=_("What will be different for the customers and for us, in two or three sentences."),
    )
    horizon_years = forms.IntegerField(
        label=_("Horizon in years"),
        min_value=1,
        max_value=MOST_YEARS,
        initial=4,
        help_text=_("It takes years, not months, until a company works this way."),
    )
    started_on = forms.DateField(label=_("Begins on"), widget=DAY)
    reason = LineField(label=_("Why it changes"), most=500, required=False)
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class JudgeForm(forms.Form):
    """How an element stands, what shows it, and when that was seen."""

    score = forms.ChoiceField(
        label=_("How it stands"), choices=[(str(at), _(name)) for at, name in enumerate(SCORE_NAMES)]
    )
    evidence = LineField(label=_("What shows it"), most=500, required=False)
    seen_on = forms.DateField(label=_("Seen on"), widget=DAY)
