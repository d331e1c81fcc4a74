"""What a person typed about a webhook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.kit.texts import LineField
from clave.webhooks.rules import AREAS, EVENTS, by_area


@dataclass(frozen=True)
class Area:
    """The events of one area as the form shows them: a box for all of them, then one for each."""

    name: str
    words: str
    events: list[tuple[str, str, bool]]
    """Name, words, and whether it is ticked."""


class WebhookForm(forms.Form):
    name = LineField(label=_("Name"), most=100, help_text=_("What will hear of it: the ERP, a chat …"))
    url = LineField(
        label=_("Address"), most=500, help_text=_("It begins with https://. Messages are sent there by POST.")
    )
    areas = forms.MultipleChoiceField(required=False)
    events = forms.MultipleChoiceField(label=_("Events"), required=False)

    def __init__(self, *args: Any, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = by_area(offered)
        names = [name for events in self.offered.values() for name in events]
        self.fields["areas"].choices = [(area, area) for area in self.offered]  # type: ignore[attr-defined]
        self.fields["events"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whole areas are their events; at least one event is asked for."""
        given = super().clean() or self.cleaned_data
        areas = given.pop("areas", [])
        if "events" not in given:
            return given
        whole = {name for area in areas for name in self.offered[area]}
        given["events"] = [
            name for names in self.offered.values() for name in names if name in whole | set(given["events"])
        ]
        if not given["events"]:
            self.add_error("events", _("Choose at least one event."))
        return given

    @property
    def before_events(self) -> list[forms.BoundField]:
        """What is asked before the events."""
        return [self["name"], self["url"]]

    @property
    def by_area(self) -> list[Area]:
        """The events under what they are about, as they are ticked now."""
        chosen, areas = set(self["events"].value() or ()), set(self["areas"].value() or ())
        return [
            Area(
                area,
                gettext(AREAS[area]),
                [(name, gettext(EVENTS[name].words), area in areas or name in chosen) for name in names],
            )
            for area, names in self.offered.items()
        ]


class ChangedWebhook(WebhookForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
