"""What a person typed about people, roles and history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.access.lending import SCOPE_NAMES, TokenScope
from clave.access.models import User
from clave.access.policy import ROLE_NAMES, Role
from clave.access.rules import TOKEN_DAYS_MOST
from clave.kit.texts import LineField


def role_choices(roles: Any = tuple(Role)) -> list[tuple[str, Any]]:
    """The roles as a person reads them."""
    return [(role.value, _(ROLE_NAMES[role])) for role in roles]


class NewUser(forms.Form):
    full_name = LineField(label=_("Full name"), most=200)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The person signs in with it."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=role_choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("Twelve characters or more. Ask the person to change it after signing in."),
    )
    reason = LineField(label=_("Why"), most=500, help_text=_("The reason stays in the history."))

    def clean_roles(self) -> list[Role]:
        """The roles as such, not as words."""
        return [Role(value) for value in self.cleaned_data["roles"]]


class Reason(forms.Form):
    reason = LineField(label=_("Why"), most=500)


class RoleChange(Reason):
    role = forms.ChoiceField(label=_("Role"), choices=role_choices)
    field_order = ("role", "reason")

    def clean_role(self) -> Role:
        """The role as such, not as a word."""
        return Role(self.cleaned_data["role"])


class NewToken(forms.Form):
    name = LineField(label=_("Name"), most=100, help_text=_("What will use it: the ERP, a report …"))
    days = forms.IntegerField(
        label=_("Days it lives"),
        min_value=1,
        max_value=TOKEN_DAYS_MOST,
        initial=90,
        help_text=_("At most a year. Make a new one before it ends."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose as little as will do: it never reaches further than you do yourself."),
    )

    def __init__(self, *args: Any, scopes: Iterable[TokenScope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(scope.value, f"{gettext(SCOPE_NAMES[scope])} ({scope.value})") for scope in scopes]
        self.fields["scopes"].choices = named  # type: ignore[attr-defined]

    def clean_scopes(self) -> list[TokenScope]:
        """The scopes as such, not as words."""
        return [TokenScope(value) for value in self.cleaned_data["scopes"]]


class HistoryFilter(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), required=False, empty_label=_("anybody")
    )
    event = forms.CharField(label=_("What"), max_length=100, required=False)
    about = forms.CharField(label=_("Number or code"), max_length=300, required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    below = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.visible_to(reader)  # type: ignore[attr-defined]
