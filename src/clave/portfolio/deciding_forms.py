"""What a person types to propose, vote, decide or withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clave.access.models import User
from clave.kit.texts import LineField
from clave.ledger.group_forms import DayInput
from clave.ledger.models import Customer
from clave.portfolio.queries.evidence import choosable
from clave.portfolio.rules.deciding import OUTCOME_NAMES, Load
from clave.portfolio.rules.releasing import TELLING
from clave.portfolio.rules.states import DecisionState

Loads = Mapping[int, tuple[User, Load]]


class ChosenCustomer(LineField):
    """A customer by its code, or by its name where only one has it: a visible one, a candidate or a key account."""

    def __init__(self, **words: Any) -> None:
        super().__init__(most=300, **words)
        self.reader = User()  # nobody yet: sees no customer

    def clean(self, value: Any) -> Customer:
        """The customer meant; refused where there is none, or several."""
        text = super().clean(value)
        seen = choosable(self.reader)
        found = list(seen.filter(code=text)) or list(seen.filter(name__iexact=text)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("Several customers have this name. Give the code."))
        raise forms.ValidationError(_("There is no such customer. Give the code as in the list of candidates."))


class LongField(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, most: int, rows: int = 3, **words: Any) -> None:
        super().__init__(max_length=most, widget=forms.Textarea({"rows": rows}), **words)


class WhichCustomer(forms.Form):
    """The customer a page is about, from its address."""

    customer = ChosenCustomer()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["customer"]
        assert isinstance(field, ChosenCustomer)  # nosec B101  # declared above
        field.reader = user

    @property
    def chosen(self) -> Customer | None:
        """The customer that was named; None where there is none such."""
        return self.cleaned_data.get("customer") if self.is_valid() else None


class Proposal(WhichCustomer):
    """Why a customer should be a key account, and who would answer for it."""

    customer = ChosenCustomer(widget=forms.HiddenInput)
    reason = LongField(
        label=_("Why"), most=1_000, required=False, help_text=_("What the figures do not say. It is kept.")
    )
    manager = forms.TypedChoiceField(label=_("Key account manager"), required=False, coerce=int, empty_value=None)
    sponsor = forms.TypedChoiceField(label=_("Executive sponsor"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, managers: Loads, sponsors: Loads, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {"manager": managers, "sponsor": sponsors}
        for name, loads in self.people.items():
            self.fields[name].choices = [("", gettext("nobody yet")), *map(_with_load, loads.items())]  # type: ignore[attr-defined]

    def person(self, capacity: str) -> User | None:
        """Who was named in a capacity."""
        given = self.people[capacity].get(self.cleaned_data.get(capacity) or 0)
        return given[0] if given else None


def _with_load(entry: tuple[int, tuple[User, Load]]) -> tuple[int, str]:
    pk, (person, load) = entry
    facts = {"person": person, "held": load.held, "most": load.most}
    words = (
        gettext("%(person)s: %(held)s of %(most)s, no room")
        if load.is_full
        else gettext("%(person)s: %(held)s of %(most)s")
    )
    return pk, words % facts


class Release(WhichCustomer):
    """Why a key account should leave, and how it will be told."""

    customer = ChosenCustomer(widget=forms.HiddenInput)
    reason = LongField(label=_("Why"), most=1_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in TELLING.items():
            self.fields[f"telling_{name}"] = LongField(label=gettext(label), most=500, rows=2, required=False)

    @property
    def telling(self) -> dict[str, str]:
        """The plan for telling the customer."""
        return {name: self.cleaned_data.get(f"telling_{name}", "") for name in TELLING}


class Ballot(forms.Form):
    """One vote and why."""

    choice = forms.CharField(required=False, max_length=7)
    reason = LineField(label=_("Why"), most=500, required=False)


class Closing(forms.Form):
    """How a proposal is closed: as what, with which minutes, from which day."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("The decision"), widget=forms.RadioSelect)
    minutes = LongField(
        label=pgettext_lazy("of a meeting", "Minutes"),
        most=20_000,
        rows=5,
        required=False,
        help_text=_("Who was there, what was said, why it was decided so."),
    )
    effective_on = forms.DateField(label=_("From which day it counts"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closing = (DecisionState.APPROVED, DecisionState.REFUSED)
        self.fields["outcome"].choices = [(each.value, gettext(OUTCOME_NAMES[each])) for each in closing]  # type: ignore[attr-defined]


class Withdrawal(forms.Form):
    """Why a proposal is taken back."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = LineField(label=_("Why"), most=500, required=False)


def first_closing(version: int, outcome: DecisionState, today: date) -> Closing:
    """The form as it is offered: what the votes say, from today."""
    return Closing(initial={"version": version, "outcome": outcome.value, "effective_on": today})
