"""What a person chose about the board pack."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.programme.pack.gathering import quarter_name
from clave.programme.pack.quarters import offered

LANGUAGES = (("en", "English"), ("es", "Español"))


class PackForm(forms.Form):
    """Which quarter, in which language."""

    quarter = forms.ChoiceField(label=_("Quarter"))
    language = forms.ChoiceField(label=_("Language of the pack"), choices=LANGUAGES)

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["quarter"]
        choice.choices = [(each.code, quarter_name(each)) for each in offered(today)]


class TemplateForm(forms.Form):
    """The company's own template."""

    file = forms.FileField(
        label=_("Template of your company"),
        help_text=_(
            "A .pptx or .potx without macros, up to 20 MB. Its slides are left out; master and layouts are kept."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".pptx,.potx"}),
    )
