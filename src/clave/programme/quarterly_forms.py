"""What people write in a quarterly review: what a step decides, and the minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clave.accounts.choosing_people import OurPersonField
from clave.kit.texts import ParagraphField

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class StepForm(forms.Form):
    """What a step decides; with somebody and a day it is an action."""

    words = ParagraphField(label=_("What is decided"), most=1_000, required=False, widget=forms.Textarea({"rows": 2}))
    owner = OurPersonField(label=_("Who does it (if it is to be done)"), required=False)
    due_on = forms.DateField(label=_("To be done by"), widget=DAY, required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["owner"].offer()  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """The minutes, written from what every step decided, to be read and added to."""

    minutes = ParagraphField(
        label=pgettext_lazy("of a meeting", "Minutes"), most=8_000, widget=forms.Textarea({"rows": 10})
    )
