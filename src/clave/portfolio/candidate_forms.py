"""What a person asks of the list of candidates and of a new ranking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.kit.paging import InPages
from clave.portfolio.queries.candidates import BELOW_EXIT, Asked
from clave.portfolio.rules.candidates import STATUS_NAMES

SUBMITS = {"data-submits": ""}
ORDERS = {
    "": _("Score, highest first"),
    "chance": _("Chance to be among the first, highest first"),
    "reach": _("What the score could reach, highest first"),
    "known": _("What is not known, most first"),
    "name": _("Name, from A"),
}


class CandidateFilter(InPages):
    """Which candidates, in which order, of which ranking."""

    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=120, widget=forms.TextInput({"type": "search"})
    )
    status = forms.ChoiceField(label=_("State"), required=False, widget=forms.Select(SUBMITS))
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=list(ORDERS.items()), widget=forms.Select(SUBMITS)
    )
    lacking = forms.BooleanField(label=_("Something is not known"), required=False, widget=forms.CheckboxInput(SUBMITS))
    ranking = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, given: Any) -> None:
        super().__init__(given)
        named = [(status.value, capfirst(gettext(name))) for status, name in STATUS_NAMES.items()]
        named.insert(1, (BELOW_EXIT, capfirst(gettext("key account below the exit line"))))
        self.fields["status"].choices = [("", gettext("Any")), *named]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What was asked, as the list understands it; everything where it cannot be understood."""
        if not self.is_valid():
            return Asked()
        given = self.cleaned_data
        return Asked(
            text=given["q"].strip().replace("\0", ""),
            status=given["status"],
            lacking=given["lacking"],
            sort=given["sort"],
        )

    @property
    def ranking_code(self) -> str:
        """The ranking asked for; empty for the latest."""
        return str(self.cleaned_data.get("ranking", "")) if self.is_valid() else ""


class FileKind(forms.Form):
    """As which kind of file."""

    kind = forms.ChoiceField(required=False, choices=[("csv", "CSV"), ("xlsx", "XLSX")])

    @property
    def chosen(self) -> str:
        """CSV unless something else was asked for."""
        return self.cleaned_data["kind"] or "csv"


class NewRanking(forms.Form):
    """What kind of ranking is asked for."""

    is_review = forms.BooleanField(label=_("This is a review that the committee holds"), required=False)
