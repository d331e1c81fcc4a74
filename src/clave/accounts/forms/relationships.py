"""What people write about the people of a customer."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.accounts.choosing_people import ContactField, OurPersonField
from clave.accounts.queries.relationships import contacts_seen, family, key_accounts_written
from clave.accounts.rules.relationship_terms import LEVEL_NAMES, PART_NAMES, STANCE_NAMES, WAY_NAMES, Stance, Way
from clave.kit.texts import LineField
from clave.ledger.models import Contact, Customer
from clave.portfolio.models import KeyAccount

if TYPE_CHECKING:
    from clave.access.models import User

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def part_choices() -> list[tuple[str, str]]:
    """The parts in a decision, and that none is known yet."""
    return [("", gettext("not known yet")), *((value, gettext(name)) for value, name in PART_NAMES.items())]


class PlaceForm(forms.Form):
    """Where somebody works, their part in the decision, their boss."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    part = forms.ChoiceField(label=_("Part in the decision"), required=False)
    reports_to = ContactField(label=_("Reports to"), queryset=Contact.objects.none(), required=False)
    customer = forms.ModelChoiceField(
        label=_("Works at"),
        queryset=Customer.objects.none(),
        help_text=_("Who moves to another of your key accounts leaves the reporting lines here behind."),
    )

    def __init__(self, *args: Any, user: User, contact: Contact, around: Collection[int], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["part"].choices = part_choices()  # type: ignore[attr-defined]
        bosses = contacts_seen(user).filter(customer__in=around).exclude(pk=contact.pk)
        self.fields["reports_to"].queryset = bosses  # type: ignore[attr-defined]
        own = {held.customer_id for held in key_accounts_written(user)} | set(around)
        self.fields["customer"].queryset = Customer.objects.filter(pk__in=own)  # type: ignore[attr-defined]


class AddForm(forms.Form):
    """Somebody new at a key account."""

    full_name = LineField(label=_("Name"), most=200)
    role = LineField(label=_("What they do there"), most=200, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    part = forms.ChoiceField(label=_("Part in the decision"), required=False)
    reports_to = ContactField(label=_("Reports to"), queryset=Contact.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, key_account: KeyAccount, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["part"].choices = part_choices()  # type: ignore[attr-defined]
        around = family(key_account.customer)
        self.fields["reports_to"].queryset = contacts_seen(user).filter(customer__in=around)  # type: ignore[attr-defined]


class StanceForm(forms.Form):
    """Where somebody stands, why, and since when."""

    stance = forms.ChoiceField(label=_("Where they stand"))
    reason = LineField(label=_("What makes you think so"), most=300)
    said_on = forms.DateField(label=_("On which day"), widget=DAY)
    is_confirmed = forms.BooleanField(label=_("They said so themselves"), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["stance"].choices = [(each, gettext(STANCE_NAMES[each])) for each in Stance]  # type: ignore[attr-defined]


class TieForm(forms.Form):
    """How well one of ours knows somebody, today and as we want it."""

    person = OurPersonField(label=_("Who of ours"))
    today = forms.TypedChoiceField(label=_("Today"), coerce=int)
    wanted = forms.TypedChoiceField(label=_("As we want it"), coerce=int)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["person"].offer()  # type: ignore[attr-defined]
        for name in ("today", "wanted"):
            self.fields[name].choices = [(value, gettext(said)) for value, said in LEVEL_NAMES.items()]  # type: ignore[attr-defined]


class TouchForm(forms.Form):
    """That one of ours had a word with somebody."""

    person = OurPersonField(label=_("Who of ours"))
    way = forms.ChoiceField(label=_("How"))
    on = forms.DateField(label=_("On which day"), widget=DAY)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["person"].offer()  # type: ignore[attr-defined]
        self.fields["way"].choices = [(each, gettext(WAY_NAMES[each])) for each in Way]  # type: ignore[attr-defined]
