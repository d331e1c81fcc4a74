"""What a person typed about the executive agenda."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company.models import Person
from clave.kit.templatetags.figures import day
from clave.kit.texts import LineField, ParagraphField
from clave.programme.models import AgendaItem, ExecutiveMeeting
from clave.programme.rules.agenda import KIND_NAMES, VERDICT_NAMES, MeetingState

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OwnedForm(forms.Form):
    """Who answers for it, and by when."""

    owner = forms.ModelChoiceField(label=_("Who answers for it"), queryset=Person.objects.none())
    due_on = forms.DateField(label=_("Due by"), widget=DAY)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["owner"]
        choice.queryset = Person.objects.filter(is_active=True).select_related("function")
        choice.label_from_instance = lambda who: f"{who.full_name} ({who.function.name})"


class ItemForm(OwnedForm):
    """What is wanted of the executive committee, and why."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, _(name)) for kind, name in KIND_NAMES.items()])
    what = LineField(
        label=_("What is wanted"),
        most=300,
        help_text=_(
            "One sentence. Everybody who reads the programme reads it: name customers only where that is fine."
        ),
    )
    why = ParagraphField(
        label=_("Why, in two sentences"), most=1_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    meeting = forms.ModelChoiceField(
        label=_("At the meeting"),
        queryset=ExecutiveMeeting.objects.none(),
        required=False,
        empty_label=_("the next one that is planned"),
    )
    corrects = forms.ModelChoiceField(
        label=_("Corrects"),
        queryset=AgendaItem.objects.none(),
        required=False,
        to_field_name="number",
        widget=forms.HiddenInput,
    )
    field_order = ("kind", "what", "why", "owner", "due_on", "meeting")

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        meeting: Any = self.fields["meeting"]
        meeting.queryset = ExecutiveMeeting.objects.filter(state=MeetingState.PLANNED)
        meeting.label_from_instance = lambda each: day(each.meets_on)
        corrects: Any = self.fields["corrects"]
        corrects.queryset = AgendaItem.objects.all()


class ChangeForm(ItemForm):
    """The same, worded anew."""

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        del self.fields["corrects"]


class DecideForm(OwnedForm):
    """What the committee decided, who does it and by when."""

    verdict = forms.ChoiceField(
        label=_("The committee has"), choices=[(each.value, _(name)) for each, name in VERDICT_NAMES.items()]
    )
    decision = ParagraphField(
        label=_("What was decided"),
        most=1_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("As it shall be read in a year: it stays, and is corrected by a new item only."),
    )
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    field_order = ("verdict", "decision", "owner", "due_on")


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = LineField(label=_("Why"), most=300)
    based_on = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


class MeetingForm(forms.Form):
    """When the executive committee meets, and where."""

    meets_on = forms.DateField(label=_("Day of the meeting"), widget=DAY)
    place = LineField(label=_("Place"), most=200, required=False)
