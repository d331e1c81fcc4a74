"""What a person typed about sponsors and visits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.company.models import Person
from clave.kit.texts import LineField, ParagraphField
from clave.sponsorship.queries.holders import top_team
from clave.sponsorship.rules.cadence import FEWEST_A_YEAR, MOST_A_YEAR
from clave.sponsorship.rules.notes import (
    AUDIENCE_NAMES,
    FIRST_AUDIENCE,
    LINE_NAMES,
    MOST_CHARACTERS,
    TURN_NAMES,
    Audience,
    Line,
    Turn,
)

HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _of_person(person: Person) -> str:
    return f"{person.full_name} ({person.function.name})"


class AppointSponsorForm(forms.Form):
    """Who sponsors, from when, and why."""

    person = forms.ModelChoiceField(
        label=_("Who"), queryset=Person.objects.none(), help_text=_("The top team, as far as it signs in.")
    )
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    reason = LineField(label=_("Why this person"), most=500, help_text=_("Kept with the appointment."))

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["person"]
        choice.queryset = top_team()
        choice.label_from_instance = _of_person
        self.fields["starts_on"].initial = timezone.localdate


class EndSponsorshipForm(forms.Form):
    """The last day."""

    ends_on = forms.DateField(
        label=_("Last day"), widget=DAY, error_messages={"required": _("Say on which day it ends.")}
    )


class RhythmForm(forms.Form):
    """How many visits a year, and which version was read."""

    visits_a_year = forms.IntegerField(
        label=_("Visits a year"),
        min_value=FEWEST_A_YEAR,
        max_value=MOST_A_YEAR,
        help_text=_("Two to four is practice, not evidence: nobody has shown which rhythm pays."),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class VisitForm(forms.Form):
    """The day of a visit, and the hour where it is known."""

    visit_on = forms.DateField(
        label=_("Day"), widget=DAY, error_messages={"required": _("Say on which day it takes place.")}
    )
    hour = forms.TimeField(
        label=_("Hour"),
        widget=HOUR,
        required=False,
        help_text=_("In the company's time zone; leave it empty for the day."),
    )


class MoveForm(VisitForm):
    """Another day for a visit, and which version of it was read."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)


class CallOffForm(forms.Form):
    """Why a visit does not take place."""

    reason = LineField(
        label=_("Why"),
        most=300,
        error_messages={"required": _("Say why the visit does not take place. Nothing was changed.")},
    )


def _audiences() -> list[tuple[str, str]]:
    return [(each.value, gettext(AUDIENCE_NAMES[each])) for each in Audience]


class ReportForm(forms.Form):
    """What was said, what we owe, what worries: each with who may read it."""

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for line in Line:
            self.fields[line.value] = ParagraphField(
                label=gettext(LINE_NAMES[line]),
                most=MOST_CHARACTERS,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"{line.value}_audience"] = forms.TypedChoiceField(
                label=gettext("Who reads it: %(line)s") % {"line": gettext(LINE_NAMES[line])},
                choices=_audiences,
                coerce=Audience,
                initial=FIRST_AUDIENCE[line],
            )

    @property
    def written(self) -> dict[Line, tuple[str, Audience]]:
        """Line -> text and audience."""
        told = self.cleaned_data
        return {line: (told[line.value], told[f"{line.value}_audience"]) for line in Line}


class AudienceForm(forms.Form):
    """Who may read a note."""

    audience = forms.TypedChoiceField(
        label=_("Who reads it"),
        choices=_audiences,
        coerce=Audience,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who reads it.")),
    )


class TurnForm(forms.Form):
    """Which sentence becomes what, whose it is, and by when."""

    sentence = forms.TypedChoiceField(label=_("Sentence"), coerce=int, widget=forms.RadioSelect)
    kind = forms.TypedChoiceField(label=_("Becomes"), coerce=Turn, widget=forms.RadioSelect, initial=Turn.ACTION)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Person.objects.none(),
        help_text=_("Reads this sentence from then on, and nothing else of the report."),
    )
    due_on = forms.DateField(label=_("By when"), widget=DAY)

    def __init__(self, *args: Any, sentences: list[tuple[int, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        found: dict[str, Any] = dict(self.fields)
        found["sentence"].choices = sentences
        found["kind"].choices = [(each.value, gettext(TURN_NAMES[each])) for each in Turn]
        found["owner"].queryset = Person.objects.filter(is_active=True).select_related("function")
        found["owner"].label_from_instance = _of_person
