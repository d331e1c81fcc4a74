"""What a person asks of the lists of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.kit.paging import InPages
from clave.value.columns import Column, Kind, Opens, usual_sorting
from clave.value.fields import Reading
from clave.value.queries.choosing import Asked

SUBMITS = {"data-submits": ""}
NEEDS = {"country": Opens.MASTER, "segment": Opens.MASTER, "quiet": Opens.COUNTS, "losing": Opens.VALUE}
"""Field of the filter -> the right without which it is not there."""


class CustomerFilter(InPages):
    """Which customers, in which order, rolled up or not; a field is there only for who may read what it asks about."""

    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=120, widget=forms.TextInput({"type": "search"})
    )
    segment = forms.CharField(label=_("Segment"), required=False, max_length=120)
    country = forms.CharField(label=_("Country"), required=False, max_length=80)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Groups as one")), ("singles", _("Every single customer"))],
        widget=forms.Select(SUBMITS),
    )
    sort = forms.CharField(label=_("Order"), required=False, max_length=120)
    quiet = forms.BooleanField(label=_("Gone quiet"), required=False, widget=forms.CheckboxInput(SUBMITS))
    losing = forms.BooleanField(label=_("Loses money"), required=False, widget=forms.CheckboxInput(SUBMITS))
    mine = forms.BooleanField(label=_("Mine"), required=False, widget=forms.CheckboxInput(SUBMITS))

    def __init__(
        self, given: Any, *, reading: Reading, columns: Sequence[Column], choices: Mapping[str, Sequence[str]]
    ) -> None:
        super().__init__(given)
        for name, right in NEEDS.items():
            if right not in reading.reaches:
                del self.fields[name]
        if not reading.sees_everyone:
            del self.fields["mine"]
        for name in ("country", "segment"):
            if name in self.fields:
                self.fields[name].widget = _select([("", gettext("Any")), *((value, value) for value in choices[name])])
        self.fields["sort"].widget = _select(orders(columns))

    @property
    def asked(self) -> Asked:
        """What was asked, as the list understands it."""
        given = self.cleaned_data
        return Asked(
            text=given["q"].strip(),
            country=given.get("country", ""),
            segment=given.get("segment", ""),
            quiet=given.get("quiet", False),
            losing=given.get("losing", False),
            mine=given.get("mine", False),
            singles=given["show"] == "singles",
            sort=given["sort"],
        )


class ExportKind(forms.Form):
    """As which kind of file."""

    kind = forms.ChoiceField(required=False, choices=[("csv", "CSV"), ("xlsx", "XLSX")])

    @property
    def chosen(self) -> str:
        """CSV unless something else was asked for."""
        return self.cleaned_data["kind"] or "csv"


ENDS: dict[Kind, tuple[Any, Any]] = {
    Kind.TEXT: (_("%(column)s, from Z"), _("%(column)s, from A")),
    Kind.DAY: (_("%(column)s, newest first"), _("%(column)s, oldest first")),
}
FIGURES = (_("%(column)s, highest first"), _("%(column)s, lowest first"))
"""How the two orders of a column are called: from the top, and from the bottom."""


def orders(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Every order a list can be in, the usual one first and without a word of its own in the address."""
    usual = usual_sorting(columns)
    offered = [
        (sign + column.id, str(words) % {"column": gettext(column.heading)})
        for column in columns
        for sign, words in zip(("-", ""), ENDS.get(column.kind, FIGURES), strict=True)
    ]
    named = dict(offered)
    return [("", named.pop(usual)), *named.items()]


def _select(offered: Sequence[tuple[str, str]]) -> forms.Select:
    return forms.Select(SUBMITS, choices=offered)
