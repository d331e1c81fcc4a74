"""What a person typed about who heard what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company.models import Function, Person
from clave.kit.texts import LineField
from clave.portfolio.models import KeyAccount
from clave.programme.models import Message, Site

if TYPE_CHECKING:
    from clave.access.models import User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def functions_field(*, required: bool = True) -> Any:
    """Some of our functions, to be ticked."""
    chosen = {"label": _("Functions"), "widget": forms.CheckboxSelectMultiple, "required": required}
    return forms.ModelMultipleChoiceField(queryset=Function.objects.none(), **chosen)


class TellForm(forms.Form):
    """Which message, who heard it where, when and from whom: one line for many."""

    message = forms.ModelChoiceField(
        label=_("Message"), queryset=Message.objects.none(), required=False, empty_label=_("a new one, written below")
    )
    words = LineField(label=_("A new message, in one sentence"), most=300, required=False)
    key_account = forms.ModelChoiceField(
        label=_("About the key account"),
        queryset=KeyAccount.objects.none(),
        required=False,
        empty_label=_("none: about the programme"),
    )
    functions = functions_field()
    sites = forms.ModelMultipleChoiceField(
        label=_("Sites"), queryset=Site.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    told_on = forms.DateField(label=_("On"), widget=DAY)
    told_by = forms.ModelChoiceField(label=_("From whom"), queryset=Person.objects.none())
    how = LineField(label=_("How (shift meeting, letter, visit)"), most=200, required=False)

    def __init__(self, *args: Any, user: User, on: date, **words: Any) -> None:
        super().__init__(*args, **words)
        fields: dict[str, Any] = self.fields
        fields["message"].queryset = Message.objects.filter(key_account=None)
        seen = KeyAccount.objects.visible_to(user, on).current(on).select_related("customer")
        fields["key_account"].queryset = seen.order_by("customer__name")
        fields["key_account"].label_from_instance = lambda held: held.customer.name
        fields["functions"].queryset = Function.objects.filter(people__is_active=True).distinct()
        fields["sites"].queryset = Site.objects.all()
        fields["told_by"].queryset = Person.objects.filter(is_active=True).select_related("function")
        fields["told_by"].label_from_instance = lambda who: f"{who.full_name} ({who.function.name})"

    @property
    def told(self) -> dict[str, Any]:
        """The entry as it is logged: a message that was chosen counts where none is written."""
        given = dict(self.cleaned_data)
        message = given.pop("message")
        if not given["words"] and message:
            given["words"] = message.words
        return given


class SiteForm(forms.Form):
    """The functions that have people at a site."""

    functions = functions_field(required=False)
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["functions"]
        choice.queryset = Function.objects.filter(people__is_active=True).distinct()


class NewSiteForm(SiteForm):
    """A site, and the functions that have people there."""

    name = LineField(label=_("Name of the site"), most=120)
    field_order = ("name", "functions")

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        del self.fields["based_on"]
