"""What a person typed about proposals, appointments and training."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.company.models import Person
from clave.kit.money import Money
from clave.kit.texts import LineField
from clave.people.models import Course
from clave.people.operations.proposing import Taken
from clave.people.queries import appointments, skills
from clave.people.queries.proposing import DEFAULTS, HOURS_A_MONTH, Candidate, Choosable, capacity_limit
from clave.people.rules.proposing import Unit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST_MONEY = 10**12


def _of_person(person: Person) -> str:
    return f"{person.full_name} ({person.function.name})"


class AppointForm(forms.Form):
    """Who is appointed, from when, and why."""

    person = forms.ModelChoiceField(
        label=_("Who"),
        queryset=Person.objects.none(),
        help_text=_("People of every function who sign in; without a login a customer would be nobody's own."),
    )
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    reason = LineField(label=_("Why this person"), most=500, help_text=_("Kept with the appointment."))

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["person"]
        choice.queryset = appointments.appointable()
        choice.label_from_instance = _of_person
        self.fields["starts_on"].initial = timezone.localdate


class EndForm(forms.Form):
    """The last day."""

    ends_on = forms.DateField(label=_("Last day"), widget=DAY)


class AnswerForm(forms.Form):
    """What a person decides on one key account of a proposal."""

    customer = forms.CharField(max_length=64)
    person = forms.CharField(max_length=64)
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    reason = LineField(label=_("Why"), most=500, required=False)


class ProposalForm(forms.Form):
    """Which key accounts and candidates take part, and what is assumed."""

    uplift_share_percent = forms.DecimalField(
        label=_("What a fully fitting manager adds, in per cent of lifetime value"),
        min_value=0,
        max_value=100,
        decimal_places=1,
        help_text=_("An assumption, not a measurement: it weighs skills against what it costs to take a seller out."),
    )
    replacement_share_percent = forms.DecimalField(
        label=_("What a replacement brings meanwhile, in per cent"), min_value=0, max_value=100, decimal_places=1
    )
    ramp_up_months = forms.DecimalField(
        label=_("Months until a replacement is as good"), min_value=0, max_value=36, decimal_places=1
    )
    moving_cost = forms.DecimalField(
        label=_("What it costs to change the manager of one account"),
        min_value=0,
        max_value=MOST_MONEY,
        decimal_places=2,
        required=False,
    )
    unit = forms.ChoiceField(
        label=_("Capacity is counted in"),
        choices=[(Unit.ACCOUNTS.value, _("key accounts")), (Unit.HOURS.value, _("hours a month"))],
    )
    hours_an_account = forms.DecimalField(
        label=_("Hours a month that an account takes"), min_value=1, max_value=500, decimal_places=1
    )

    def __init__(
        self,
        *args: Any,
        accounts: Sequence[Choosable],
        people: Sequence[Candidate],
        currency: str,
        money: bool,
        **words: Any,
    ) -> None:
        super().__init__(*args, **{"initial": DEFAULTS, **words})
        self.accounts, self.people, self.currency, self.shows_money = accounts, people, currency, money
        if not money:
            del self.fields["moving_cost"]
        for each in accounts:
            known = each.lifetime_value is not None
            self.fields[f"account_{each.customer.pk}"] = forms.BooleanField(
                label=each.customer.name, required=False, initial=known, disabled=not known
            )
        for one in people:
            self._add_candidate(one, money)

    def _add_candidate(self, one: Candidate, money: bool) -> None:
        name, pk = one.person.full_name, one.person.pk
        self.fields[f"person_{pk}"] = forms.BooleanField(label=name, required=False, initial=True)
        capacity = forms.DecimalField(min_value=0, max_value=1_000, decimal_places=1, required=False)
        capacity.widget.attrs["aria-label"] = gettext("Capacity of %(person)s") % {"person": name}
        self.fields[f"capacity_{pk}"] = capacity
        if money:
            cost = forms.DecimalField(min_value=0, max_value=MOST_MONEY, decimal_places=2, required=False)
            cost.widget.attrs["aria-label"] = gettext("Cost of taking %(person)s out") % {"person": name}
            self.fields[f"cost_{pk}"] = cost

    @property
    def assumptions(self) -> list[Any]:
        """The fields of what is assumed, in order."""
        return [self[name] for name in DEFAULTS if name in self.fields]

    @property
    def account_rows(self) -> list[tuple[Choosable, Any]]:
        """Every key account with its field."""
        return [(each, self[f"account_{each.customer.pk}"]) for each in self.accounts]

    @property
    def people_rows(self) -> list[tuple[Candidate, Any, Any, Any]]:
        """Every candidate with the fields: takes part, capacity, cost (None where money is not shown)."""
        return [
            (
                one,
                self[f"person_{one.person.pk}"],
                self[f"capacity_{one.person.pk}"],
                self[f"cost_{one.person.pk}"] if self.shows_money else None,
            )
            for one in self.people
        ]

    @property
    def assumed(self) -> dict[str, Any]:
        """What is assumed, as numbers; money in minor units."""
        told = {name: self.cleaned_data.get(name, DEFAULTS[name]) for name in DEFAULTS}
        numbers = {name: float(value or 0) for name, value in told.items() if name not in ("unit", "moving_cost")}
        return {**numbers, "unit": told["unit"], "moving_cost": self._minor(told["moving_cost"]) or 0}

    @property
    def chosen_accounts(self) -> list[str]:
        """Codes of the key accounts that take part."""
        taking = [each for each in self.accounts if each.lifetime_value is not None]
        return [each.customer.code for each in taking if self.cleaned_data.get(f"account_{each.customer.pk}")]

    @property
    def taken(self) -> list[Taken]:
        """The candidates who take part with room and cost."""
        usual = capacity_limit() if self.cleaned_data["unit"] == Unit.ACCOUNTS else HOURS_A_MONTH
        found = []
        for one in self.people:
            pk = one.person.pk
            if self.cleaned_data.get(f"person_{pk}"):
                given = self.cleaned_data.get(f"capacity_{pk}")
                room = float(usual if given is None else given)
                found.append(Taken(one.person.person_code, room, self._minor(self.cleaned_data.get(f"cost_{pk}"))))
        return found

    def _minor(self, amount: Decimal | int | None) -> int | None:
        return None if amount is None else Money(Decimal(amount), self.currency).to_minor()


class CourseForm(forms.Form):
    """A course of the catalogue."""

    name = LineField(label=_("Name"), most=120)
    description = LineField(label=_("What it is"), most=500, required=False, widget=forms.Textarea({"rows": 2}))
    skill_keys = forms.MultipleChoiceField(
        label=_("Skills it serves"), widget=forms.CheckboxSelectMultiple, required=False
    )
    validity_months = forms.IntegerField(
        label=_("Holds for how many months"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Empty: for ever."),
    )
    needed_of_managers = forms.BooleanField(label=_("Every manager of a key account needs it"), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["skill_keys"]
        choice.choices = [(spec.key, gettext(spec.name)) for spec in skills.specs()]


class CourseChange(CourseForm):
    """A course that is there already."""

    is_active = forms.BooleanField(label=_("Offered"), required=False)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PlanForm(forms.Form):
    """A course for a person by a day."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    planned_on = forms.DateField(label=_("By when"), widget=DAY)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["course"]
        choice.queryset = Course.objects.filter(is_active=True)


class CompleteForm(forms.Form):
    """When a course was taken, and where its certificate is."""

    completed_on = forms.DateField(label=_("Completed on"), widget=DAY)
    certificate = LineField(label=_("Certificate"), most=120, required=False)
