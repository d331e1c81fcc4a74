"""What a person typed about a connector."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clave.access.models import User
from clave.connectors.models import Connector
from clave.connectors.operations.saving import Terms
from clave.connectors.programs import EXPECTED
from clave.connectors.rules import BRINGS, PROGRAM_NAMES, RHYTHM_NAMES, Program, Rhythm
from clave.kit.texts import LineField
from clave.ledger.models import MappingProfile
from clave.ledger.rules import BRINGS as BROUGHT_BY

LOGINS = {
    Program.SQL: (_("User"), _("Password")),
    Program.ODOO: (pgettext_lazy("a name to sign in with", "Login"), _("API key or password")),
    Program.ERPNEXT: (_("API key"), _("API secret")),
}
"""Program -> what it calls user and password."""


class What(forms.Form):
    """Which program, and what of it."""

    what = forms.ChoiceField(label=_("From where, and what"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (_(PROGRAM_NAMES[program]), [(f"{program}.{word}", _(given.name)) for word, given in gives.items()])
            for program, gives in BRINGS.items()
        ]

    def clean_what(self) -> tuple[Program, str]:
        """Program and word."""
        program, _dot, word = self.cleaned_data["what"].partition(".")
        return Program(program), word


class ConnectorForm(forms.Form):
    """A connector as it is to be; a secret that is kept is never shown, an empty field keeps it."""

    name = LineField(label=_("Name"), most=80, help_text=_("Imports and notices call it so."))
    address = forms.CharField(label=_("Address"), max_length=500)
    database = LineField(label=_("Database"), most=120, help_text=_("As Odoo's sign-in page names it."))
    login = forms.CharField(max_length=254, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    secret = forms.CharField(
        max_length=1_000, required=False, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Sealed with the key of this installation, and never shown again. Left empty, what is kept stays."),
    )  # fmt: skip
    secret_variable = forms.CharField(
        label=_("Or the variable of the server that holds it"), max_length=80, required=False,
        help_text=_("CLAVE_CONNECTOR_…; with _FILE behind its name it names a file."),
    )  # fmt: skip
    query = forms.CharField(
        label=_("Query"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("One SELECT. Columns with our names need no mapping."),
    )  # fmt: skip
    changed_column = LineField(
        label=_("Column that says when a row changed"), most=120, required=False,
        help_text=_("Then only what changed since the last time is read. Without it every row is, each time."),
    )  # fmt: skip
    mapping = forms.ModelChoiceField(
        label=_("Saved mapping"), queryset=MappingProfile.objects.none(), required=False, empty_label=_("the usual one")
    )
    rhythm = forms.ChoiceField(label=_("Goes"), choices=[(each.value, _(name)) for each, name in RHYTHM_NAMES.items()])
    hour = forms.IntegerField(
        label=_("At what hour"), min_value=0, max_value=23, initial=5, help_text=_("Where it goes every day.")
    )
    owner = forms.ModelChoiceField(
        label=_("Belongs to"), queryset=User.objects.none(),
        help_text=_("Sees the previews, and is told when something is wrong."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, program: Program, brings: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = BRINGS[program][brings].kind
        for name in unused(program):
            del self.fields[name]
        self.fields["address"].help_text = EXPECTED[program]
        self.fields["login"].label, self.fields["secret"].label = LOGINS[program]
        self.fields["mapping"].queryset = MappingProfile.objects.filter(kind=kind)  # type: ignore[attr-defined]
        able = [
            user.pk
            for user in User.objects.filter(is_active=True).prefetch_related("grants")
            if user.may(BROUGHT_BY[kind])
        ]
        self.fields["owner"].queryset = User.objects.filter(pk__in=able)  # type: ignore[attr-defined]

    @property
    def terms(self) -> Terms:
        """The connector that was typed."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Terms(**{**told, "rhythm": Rhythm(told["rhythm"])})


def unused(program: Program) -> tuple[str, ...]:
    """The fields that this program does not need."""
    return {
        Program.SQL: ("database",),
        Program.ODOO: ("query", "changed_column"),
        Program.ERPNEXT: ("database", "query", "changed_column"),
    }[program]


def filled_from(connector: Connector) -> dict[str, Any]:
    """What the form of a connector shows first: everything but its secret."""
    names = (
        "name", "address", "database", "login", "secret_variable", "query", "changed_column", "mapping", "rhythm", "hour",
        "owner", "version",
    )  # fmt: skip
    return {name: getattr(connector, name) for name in names}
