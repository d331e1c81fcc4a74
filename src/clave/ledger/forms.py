"""What a person typed about imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.access.models import User
from clave.analytics.sources import Profile
from clave.kit.texts import LineField
from clave.ledger.mapping_lines import FORMATS, Choice, Line, profile_of
from clave.ledger.models import MappingProfile
from clave.ledger.refusals import ProfileInvalid
from clave.ledger.rules import BRINGS, KIND_NAMES

MOST_FILES = 20


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several that belong together."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file; none is wrong where one is needed."""
        files = data if isinstance(data, list) else [data] if data else []
        if not files:
            return [super().clean(None, initial)] if self.required else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Send at most %(most)s files at once."), params={"most": MOST_FILES})
        return files


class Upload(forms.Form):
    kind = forms.ChoiceField(label=_("What the rows are"))
    file = FilesField(
        label=_("File"),
        help_text=_("CSV, TXT, XLSX or Parquet, also as .gz. Several files with the same columns are read as one."),
        error_messages={"required": _("Choose a file.")},
    )
    saved = forms.ModelChoiceField(
        label=_("Saved mapping"),
        queryset=MappingProfile.objects.none(),
        required=False,
        empty_label=_("propose the columns"),
        help_text=_("How the columns of this sender become ours."),
    )
    headers = forms.FileField(
        label=_("Order headers"),
        required=False,
        help_text=_("Only where customer and date of the orders stand in a file of their own."),
    )
    join_lines = forms.CharField(
        label=_("Column with the order number, in the lines"), required=False, max_length=200, initial="order_id"
    )
    join_orders = forms.CharField(
        label=_("Column with the order number, in the headers"), required=False, max_length=200, initial="order_id"
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sender: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind, action in BRINGS.items() if sender.may(action)]
        self.fields["kind"].choices = [(kind, _(KIND_NAMES[kind])) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["saved"].queryset = MappingProfile.objects.filter(kind__in=kinds)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The saved mapping belongs to the kind, and headers go with one file of lines."""
        found: dict[str, Any] = super().clean() or {}
        saved, kind = found.get("saved"), found.get("kind")
        if saved and kind and saved.kind != kind:
            self.add_error("saved", _("This mapping is for another kind of file. Choose one for this kind."))
        if found.get("headers") and (kind != "orders" or len(found.get("file") or ()) != 1):
            self.add_error("headers", _("Headers go with exactly one file of order lines."))
        return found


class Mapping(forms.Form):
    """One line for each of our columns: where it comes from; and how the file is written."""

    save_as = LineField(
        label=_("Save this mapping as"),
        required=False,
        most=120,
        help_text=_("The next file of this sender is then read without asking."),
    )
    saved_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    saved_name = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(
        self, *args: Any, lines: Sequence[Line], profile: Profile, sheets: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.profile, self.sheets = lines, profile, sheets
        for line in lines:
            self.fields[f"from_{line.ours}"] = forms.ChoiceField(
                label=line.ours, choices=line.choices, required=False, initial=line.chosen
            )
            self.fields[f"text_{line.ours}"] = forms.CharField(
                label=_("Value or calculation"), required=False, max_length=500, initial=line.text
            )
        for name, make in FORMATS.items():
            self.fields[f"format_{name}"] = make(profile.format, sheets)

    @property
    def found_rows(self) -> list[tuple[Line, Any, Any]]:
        """The columns that are needed or found, each with its two fields."""
        return [self._row(line) for line in self.lines if line.needed or line.chosen]

    @property
    def other_rows(self) -> list[tuple[Line, Any, Any]]:
        """The columns a file may do without."""
        return [self._row(line) for line in self.lines if not (line.needed or line.chosen)]

    def _row(self, line: Line) -> tuple[Line, Any, Any]:
        return line, self[f"from_{line.ours}"], self[f"text_{line.ours}"]

    @property
    def open_lines(self) -> list[Line]:
        """Needed columns that nothing was found for."""
        return [line for line in self.lines if line.is_open]

    @property
    def written(self) -> list[Any]:
        """The fields that say how the file is written."""
        return [self[f"format_{name}"] for name in FORMATS if name != "sheet" or self.sheets]

    def clean(self) -> dict[str, Any]:
        """The mapping as a profile, or what is wrong with it, said at its column."""
        found: dict[str, Any] = super().clean() or {}
        for line in self.lines if "look" not in self.data else ():
            told, text = found.get(f"from_{line.ours}"), found.get(f"text_{line.ours}")
            if told in (Choice.CONSTANT, Choice.CALCULATION) and not text:
                self.add_error(f"text_{line.ours}", _("Write the value or the calculation."))
            elif line.needed and not told and not (line.ours == "net_amount" and found.get("from_unit_price")):
                self.add_error(
                    f"from_{line.ours}", _("Every row needs this. Choose a column, a value or a calculation.")
                )
        if not self.errors:
            try:
                self.cleaned_data["toml"] = profile_of(self.profile, self.lines, found).to_toml()
            except ProfileInvalid as refusal:
                self.add_error(None, refusal.sentence())
        return found

    @property
    def version_held(self) -> int | None:
        """The version of the saved mapping that this one is to replace; None for a new name."""
        same = self.cleaned_data.get("save_as") == self.cleaned_data.get("saved_name")
        return self.cleaned_data.get("saved_version") if same else None


class Yes(forms.Form):
    """Saying yes to a preview."""

    good_rows_only = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(required=False)
    known_on = forms.DateField(
        label=_("Known from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
