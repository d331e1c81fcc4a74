"""What a person says about a period, and that they are sure."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.personal_data.rules import LONGEST_MONTHS


class PeriodForm(forms.Form):
    """How many months something is kept, and whether it goes by itself."""

    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=LONGEST_MONTHS)
    is_on = forms.BooleanField(label=_("Erase by itself what is older"), required=False)
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class Sure(forms.Form):
    """Somebody says it twice."""

    sure = forms.CharField(widget=forms.HiddenInput)
