"""What a person typed about a webhook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.kit.texts import LineField
from clave.webhooks.rules import EVENTS


class WebhookForm(forms.Form):
    name = LineField(label=_("Name"), most=100, help_text=_("What will hear of it: the ERP, a chat …"))
    url = LineField(
        label=_("Address"), most=500, help_text=_("It begins with https://. Messages are sent there by POST.")
    )
    events = forms.MultipleChoiceField(label=_("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, f"{gettext(EVENTS[name].words)} ({name})") for name in offered]
        self.fields["events"].choices = named  # type: ignore[attr-defined]


class ChangedWebhook(WebhookForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
