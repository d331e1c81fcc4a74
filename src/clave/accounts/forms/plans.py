"""What a person typed in the key account workspace."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.accounts.models import Goal, Objective, Plan, PlanAction
from clave.accounts.rules.plans import (
    ACTION_STATE_NAMES,
    GOAL_KIND_NAMES,
    LONGEST_MONTHS,
    MEASURE_NAMES,
    MONEY,
    SCALE,
    STANDING_NAMES,
    STATE_NAMES,
    GoalKind,
    Measure,
    Period,
    Standing,
    State,
    period_of,
)
from clave.accounts.rules.sharing import LONGEST_DAYS, SECTION_NAMES, USUAL, USUAL_DAYS
from clave.company.models import Person
from clave.kit.money import Money
from clave.kit.texts import LineField, ParagraphField
from clave.sponsorship.rules.notes import AUDIENCE_NAMES, Audience

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
MONTH = forms.DateInput({"type": "month"}, format="%Y-%m")
LARGEST = Decimal(10) ** 12


def _named(names: dict[Any, str]) -> list[tuple[str, str]]:
    return [(each.value, gettext(name)) for each, name in names.items()]


class PeriodForm(forms.Form):
    """The first month of a plan, and how many months it lasts."""

    first = forms.DateField(label=_("First month"), widget=MONTH, input_formats=["%Y-%m", "%Y-%m-%d"])
    months = forms.IntegerField(label=_("How many months"), min_value=1, max_value=LONGEST_MONTHS, initial=12)

    @property
    def period(self) -> Period:
        """The whole months that were chosen."""
        return period_of(self.cleaned_data["first"], self.cleaned_data["months"])


class AgreedForm(forms.Form):
    """With whom of the customer the plan was agreed, and when."""

    agreed_with = LineField(label=_("With whom of the customer"), most=200, required=False)
    agreed_on = forms.DateField(label=_("On"), widget=DAY, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class EntryForm(forms.Form):
    """What all entries of a plan share: the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def told(self) -> dict[str, Any]:
        """The fields as the operation takes them."""
        return {**self.cleaned_data, "version": self.cleaned_data["version"] or 0}


class GoalForm(EntryForm):
    """A goal or a pressure of the customer."""

    words = LineField(
        label=_("What they want, or what presses them"), most=300, help_text=_("One sentence, as they would say it.")
    )
    kind = forms.ChoiceField(label=_("It is a"), choices=lambda: _named(GOAL_KIND_NAMES), initial=GoalKind.GOAL)
    standing = forms.ChoiceField(
        label=_("How we know"),
        choices=lambda: _named(STANDING_NAMES),
        initial=Standing.ASSUMED,
        help_text=_("Confirmed means that somebody of the customer said so."),
    )
    confirmed_by = LineField(label=_("Who of the customer confirmed it"), most=200, required=False)
    confirmed_on = forms.DateField(label=_("On"), widget=DAY, required=False)
    holds = forms.BooleanField(label=_("It still holds"), required=False, initial=True)

    @staticmethod
    def begun(row: Goal) -> dict[str, Any]:
        """The entry as the form begins with it."""
        names = ("words", "kind", "standing", "confirmed_by", "confirmed_on", "holds", "version")
        return {name: getattr(row, name) for name in names}


class ObjectiveForm(EntryForm):
    """What we want to reach, how it is measured, and what it is worth."""

    words = LineField(label=_("What we want to reach"), most=300)
    measure = forms.ChoiceField(
        label=_("Measured by"),
        choices=lambda: _named(MEASURE_NAMES),
        help_text=_("All but the last are read from the books: nobody types how far we are."),
    )
    target = forms.DecimalField(
        label=_("Target"),
        max_value=LARGEST,
        min_value=0,
        decimal_places=2,
        help_text=_("To be reached by the end of the period, in the unit of the measure."),
    )
    product_group = LineField(
        label=_("Product group"), most=120, required=False, help_text=_("Only for revenue of a product group.")
    )
    worth = forms.DecimalField(
        label=_("Worth in lifetime value"),
        max_value=LARGEST,
        min_value=-LARGEST,
        decimal_places=2,
        required=False,
        help_text=_("What reaching it adds, as you estimate it."),
    )
    goal = forms.ModelChoiceField(label=_("For which of their goals"), queryset=Goal.objects.none(), required=False)
    unit = LineField(label=_("Unit"), most=40, required=False, help_text=_("Only for what is written by hand."))
    start = forms.DecimalField(label=_("Where it began"), max_value=LARGEST, decimal_places=2, required=False)
    typed = forms.DecimalField(label=_("Where it is now"), max_value=LARGEST, decimal_places=2, required=False)
    state = forms.ChoiceField(label=_("It is"), choices=lambda: _named(STATE_NAMES), initial=State.OPEN)

    def __init__(self, *args: Any, plan: Plan, currency: str, **words: Any) -> None:
        super().__init__(*args, **words)
        self.currency = currency
        choice: Any = self.fields["goal"]
        choice.queryset = Goal.objects.filter(plan=plan)
        self.fields["worth"].label = gettext("Worth in lifetime value (%(currency)s)") % {"currency": currency}

    @property
    def told(self) -> dict[str, Any]:
        """The fields as the operation takes them: numbers in the unit that is kept."""
        given, measure = super().told, self.cleaned_data["measure"]
        for name in ("target", "start", "typed"):
            given[name] = None if given[name] is None else kept(measure, given[name], self.currency)
        given["start"] = given["start"] or 0
        given["worth"] = None if given["worth"] is None else Money(given["worth"], self.currency).to_minor()
        return {**given, "currency": self.currency}

    @staticmethod
    def begun(row: Objective) -> dict[str, Any]:
        """The entry as the form begins with it: numbers as they are written."""
        names = ("words", "measure", "product_group", "unit", "goal", "state", "version")
        numbers = {name: getattr(row, name) for name in ("target", "start", "typed")}
        found = {name: None if each is None else written(row, each) for name, each in numbers.items()}
        return {name: getattr(row, name) for name in names} | found | {"worth": row.money and row.money.amount}


class ActionForm(EntryForm):
    """Who of ours does what by when."""

    words = ParagraphField(label=_("What is to be done"), most=600, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Person.objects.none())
    due_on = forms.DateField(label=_("By when"), widget=DAY)
    objective = forms.ModelChoiceField(
        label=_("For which objective"), queryset=Objective.objects.none(), required=False
    )
    state = forms.ChoiceField(label=_("It is"), choices=lambda: _named(ACTION_STATE_NAMES), initial=State.OPEN)

    def __init__(self, *args: Any, plan: Plan, **words: Any) -> None:
        super().__init__(*args, **words)
        found: dict[str, Any] = dict(self.fields)
        found["objective"].queryset = Objective.objects.filter(plan=plan)
        found["owner"].queryset = Person.objects.filter(is_active=True).select_related("function")
        found["owner"].label_from_instance = lambda person: f"{person.full_name} ({person.function.name})"

    @staticmethod
    def begun(row: PlanAction) -> dict[str, Any]:
        """The entry as the form begins with it."""
        return {name: getattr(row, name) for name in ("words", "owner", "due_on", "objective", "state", "version")}


class ShareForm(forms.Form):
    """For whom of the customer which sections are shared, and for how long."""

    for_whom = LineField(label=_("For whom of the customer"), most=200)
    sections = forms.MultipleChoiceField(
        label=_("Sections"),
        choices=lambda: _named(SECTION_NAMES),
        widget=forms.CheckboxSelectMultiple,
        initial=[each.value for each in USUAL],
        help_text=_("Notes, assumptions and lifetime value are never shared."),
    )
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=LONGEST_DAYS, initial=USUAL_DAYS)
    language = forms.ChoiceField(label=_("In which language they read it"), choices=settings.LANGUAGES)


class NoteForm(forms.Form):
    """What was seen or heard of a key account, and who may read it."""

    text = ParagraphField(label=_("What you saw or heard"), most=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.TypedChoiceField(
        label=_("Who reads it"), choices=lambda: _named(AUDIENCE_NAMES), coerce=Audience, initial=Audience.TEAM
    )


def kept(measure: str, value: Decimal, currency: str) -> int:
    """A written number in the unit that is kept."""
    which = Measure(measure)
    return Money(value, currency).to_minor() if which in MONEY else round(value * SCALE[which])


def written(row: Objective, value: int) -> Decimal:
    """A kept number as it is written."""
    which = Measure(row.measure)
    if which in MONEY:
        return Money.from_minor(value, row.currency).amount
    digits = 2 if SCALE[which] > 1 else 0
    return round(Decimal(value) / SCALE[which], digits)
