"""What people write on the review committee: its members, and the days of its meetings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.accounts.choosing_people import OurPersonField

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class MemberForm(forms.Form):
    """Who sits on the committee, in the chair or not, from when to when."""

    person = OurPersonField(label=_("Who"))
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(label=_("Until"), widget=DAY)
    is_chair = forms.BooleanField(label=_("In the chair"), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["person"].offer()  # type: ignore[attr-defined]


class MeetingDayForm(forms.Form):
    """On which day the committee meets."""

    day = forms.DateField(label=_("Day of the meeting"), widget=DAY)


class MoveForm(MeetingDayForm):
    """To which day a meeting is moved."""

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
