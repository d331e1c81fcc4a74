"""What a person typed about groups of customers and about who answers for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.models import Customer
from clave.ledger.rules import CAPACITY_NAMES

ANSWERING = (Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR, Role.FUNCTION_MEMBER, Role.READER)


class DayInput(forms.DateInput):
    """A day as the browser's own calendar gives it."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class AsOf(forms.Form):
    on = forms.DateField(label=_("As of"), required=False, widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        """The day asked about; today where none makes sense."""
        return (self.cleaned_data["on"] if self.is_valid() else None) or self.today


class AssignmentFilter(AsOf):
    who = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label=_("everybody")
    )
    field_order = ("who", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = people()  # type: ignore[attr-defined]

    @property
    def person(self) -> User | None:
        """The person asked about; None for everybody."""
        return self.cleaned_data.get("who") if self.is_valid() else None


class CustomerField(forms.CharField):
    """A customer by its code, or by its name where only one has it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.reader = User()  # nobody yet: sees no customer

    def clean(self, value: Any) -> Customer:
        """The customer meant; refused where there is none, or several."""
        text = super().clean(value)
        seen = Customer.objects.visible_to(self.reader)
        found = list(seen.filter(code=text)) or list(seen.filter(name__iexact=text)[:2])
        if len(found) == 1:
            customer: Customer = found[0]
            return customer
        if found:
            raise forms.ValidationError(_("Several customers have this name. Give the code."))
        raise forms.ValidationError(_("There is no such customer. Give the code as in the list of customers."))


class EndDay(forms.Form):
    valid_to = forms.DateField(label=_("Last day"), widget=DayInput())


class Dated(forms.Form):
    """A form about a customer, from a day on."""

    customer = CustomerField(label=_("Customer"), help_text=_("Code, or the name as in the list."))
    valid_from = forms.DateField(label=_("From"), widget=DayInput())
    valid_to = forms.DateField(
        label=_("To"), required=False, widget=DayInput(), help_text=_("Leave empty while it lasts.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, CustomerField):
                field.reader = user


class GroupLink(Dated):
    parent = CustomerField(label=_("Group"), help_text=_("The customer that stands for the whole group."))
    field_order = ("customer", "parent", "valid_from", "valid_to")


class Assignment(Dated):
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    capacity = forms.ChoiceField(label=_("Capacity"), choices=[(key, _(name)) for key, name in CAPACITY_NAMES.items()])
    field_order = ("customer", "person", "capacity", "valid_from", "valid_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people()  # type: ignore[attr-defined]


def people() -> Any:
    """Those who can answer for a customer: active, in a role that has customers of its own."""
    held = User.objects.get_queryset().filter(is_active=True, grants__role__in=ANSWERING, grants__withdrawn_at=None)
    return held.distinct()
