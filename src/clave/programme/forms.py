"""What a person typed about the programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company.models import Person
from clave.kit.texts import LineField, ParagraphField
from clave.programme.models import MOST_YEARS
from clave.programme.rules.elements import SCORE_NAMES
from clave.programme.rules.warnings import PAID_ON_NAMES

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


class ChampionForm(forms.Form):
    """Who leads, with which mandate, for how long, reporting to whom, and why this person."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())
    reports_to = forms.ModelChoiceField(
        label=_("Reports to"),
        queryset=Person.objects.none(),
        help_text=_("Somebody of the top team; another line is flagged."),
    )
    mandate = LineField(label=_("Mandate"), most=500, help_text=_("What this person may decide, and ask of others."))
    reason = LineField(label=_("Why this person"), most=500, help_text=_("Influence and energy count as much as rank."))
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=DAY)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for name in ("person", "reports_to"):
            choice: Any = self.fields[name]
            choice.queryset = Person.objects.filter(is_active=True).select_related("function")
            choice.label_from_instance = lambda who: f"{who.full_name} ({who.function.name})"


class EndTermForm(forms.Form):
    """The last day."""

    ends_on = forms.DateField(label=_("Last day"), widget=DAY)


class PayForm(forms.Form):
    """What managers are paid on."""

    answer = forms.ChoiceField(
        label=_("Managers of key accounts are paid"),
        choices=[(each.value, _(name)) for each, name in PAID_ON_NAMES.items()],
    )
