"""What a person types of cost drivers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from clave.kit.texts import LineField

MOST_CHARACTERS = 200_000


class DriversWhy(forms.Form):
    """Why the drivers change, and the version that was edited."""

    reason = LineField(
        label=_("Why they change"),
        most=500,
        required=False,
        help_text=_("One sentence for those who read a run in a year: what was measured, by whom."),
    )
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class DriversText(DriversWhy):
    """The drivers as DRIVERS.toml, why they change, and the version that was edited."""

    field_order = ("text", "file", "reason", "based_on")
    text = forms.CharField(
        label=_("Cost drivers"),
        max_length=MOST_CHARACTERS,
        strip=False,
        required=False,
        widget=forms.Textarea({"rows": 28, "spellcheck": "false"}),
        help_text=_("Groups with their cost and capacity, and what an order, line, return, activity or month takes."),
    )
    file = forms.FileField(label=_("Or take them from a file (DRIVERS.toml)"), required=False)

    def clean(self) -> dict[str, Any]:
        """The text of the file where one was given."""
        given = super().clean() or {}
        file = given.get("file")
        if isinstance(file, UploadedFile):
            content = file.read(MOST_CHARACTERS + 1) if (file.size or 0) <= MOST_CHARACTERS else b""
            given["text"] = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        given["text"] = (given.get("text") or "").replace("\r\n", "\n")
        return given


class TrialGiven(DriversWhy):
    """Drivers that were tried out, carried on to where they are saved."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, required=False)
