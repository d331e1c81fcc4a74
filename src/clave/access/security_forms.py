"""What a person typed about the own second factor, and an administrator about everybody's."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.access import rules
from clave.access.models import User
from clave.kit.texts import LineField


class Confirmed(forms.Form):
    """A change that asks for the password once more; who signs in elsewhere has none to give."""

    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        help_text=_("Asked once more, so that nobody changes this at a screen you left open."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        """Five wrong ones in a quarter of an hour, and even the right one waits."""
        forget_guesses = check_rate_limit(self.user, error_key="too_many_login_attempts")
        given: str = self.cleaned_data["password"]
        if not self.user.check_password(given):
            raise ValidationError(rules.PasswordWrong().sentence(gettext))
        forget_guesses()
        return given


class NewApp(Confirmed):
    code = forms.CharField(
        label=_("Code that the app shows now"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ("code", "password")


class NewPasskey(Confirmed):
    name = LineField(
        label=_("Name"), most=60, help_text=_("So that you know it again: laptop, phone, key on the ring.")
    )
    credential = forms.JSONField(widget=forms.HiddenInput)
    field_order = ("name", "password", "credential")

    def clean_credential(self) -> dict[str, Any]:
        """What the browser made, checked against what it was asked for."""
        given: dict[str, Any] = self.cleaned_data["credential"]
        try:
            auth.parse_registration_response(given)
            auth.complete_registration(given)
        except (ValidationError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise ValidationError(rules.PasskeyNotTaken().sentence(gettext)) from error
        return given


class DemandForm(forms.Form):
    whom = forms.ChoiceField(
        label=_("Who must have a second factor"),
        choices=lambda: [(each.value, gettext(name)) for each, name in rules.DEMANDED_NAMES.items()],
        widget=forms.RadioSelect,
    )
    grace_days = forms.IntegerField(
        label=_("Days to set it up"),
        min_value=0,
        max_value=rules.GRACE_DAYS_MOST,
        help_text=_("Counted from today, and for newcomers from the day of their role. Until then pages only remind."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_whom(self) -> rules.Demanded:
        """The choice as such, not as a word."""
        return rules.Demanded(self.cleaned_data["whom"])
