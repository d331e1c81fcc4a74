"""What a person typed about skills, profiles and assessments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.company.models import Person
from clave.company.queries import names_of_functions
from clave.kit.texts import LineField
from clave.ledger.models import Customer
from clave.people.queries.skills import Wanted
from clave.people.rules.skills import GROUP_NAMES, HIGHEST_LEVEL, Need, Profile, SkillSpec

LEVELS = [(str(level), str(level)) for level in range(HIGHEST_LEVEL + 1)]
FEW_ROWS = {"rows": 2}


class SkillsFilter(forms.Form):
    """Whose skills, and against which profile the gaps are shown."""

    search = forms.CharField(
        label=_("Name or code"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    function = forms.ChoiceField(label=_("Function"), required=False)
    against = forms.ChoiceField(label=_("Compared with"), required=False)

    def __init__(self, *args: Any, customers: Iterable[Customer], **words: Any) -> None:
        super().__init__(*args, **words)
        functions = [(name, name) for name in names_of_functions()]
        self.fields["function"].choices = [("", _("all")), *functions]  # type: ignore[attr-defined]
        profiles = [(customer.code, customer.name) for customer in customers]
        self.fields["against"].choices = [("", _("the default profile")), *profiles]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """Whose skills are asked for; a filter that makes no sense does not narrow."""
        given = self.cleaned_data if self.is_valid() else {}
        return Wanted(given.get("search", ""), given.get("function", ""))

    @property
    def against_code(self) -> str:
        """The customer whose profile is asked for; empty for the default one."""
        return str(self.cleaned_data.get("against", "")) if self.is_valid() else ""


class SkillWords(forms.Form):
    """A skill in words."""

    name = LineField(label=_("Name"), most=80)
    group = forms.ChoiceField(label=_("Group"), choices=[(group.value, _(name)) for group, name in GROUP_NAMES.items()])
    level_1 = LineField(label=_("What is a 1"), most=300, widget=forms.Textarea(FEW_ROWS))
    level_3 = LineField(label=_("What is a 3"), most=300, widget=forms.Textarea(FEW_ROWS))
    level_5 = LineField(label=_("What is a 5"), most=300, widget=forms.Textarea(FEW_ROWS))


class SkillChange(SkillWords):
    """The words of a skill that is there already."""

    is_active = forms.BooleanField(label=_("In use"), required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class Assess(forms.Form):
    """Levels with their evidence, skill by skill; what is left empty says nothing."""

    def __init__(self, *args: Any, specs: Sequence[SkillSpec], **words: Any) -> None:
        super().__init__(*args, **words)
        self.specs = specs
        for spec in specs:
            name = gettext(spec.name)
            self.fields[f"level_{spec.key}"] = forms.ChoiceField(
                label=_("Level"), choices=[("", _("says nothing")), *LEVELS], required=False
            )
            self.fields[f"evidence_{spec.key}"] = LineField(
                label=_("What shows it"), most=500, required=False, widget=forms.Textarea(FEW_ROWS)
            )
            for part in ("level", "evidence"):
                field = self.fields[f"{part}_{spec.key}"]
                field.widget.attrs["aria-label"] = f"{name}: {field.label}"

    @property
    def rows(self) -> list[tuple[SkillSpec, Any, Any]]:
        """Every skill with its two fields."""
        return [(spec, self[f"level_{spec.key}"], self[f"evidence_{spec.key}"]) for spec in self.specs]

    @property
    def given(self) -> dict[str, tuple[int, str]]:
        """Skill -> level and evidence, where a level was given."""
        found = {}
        for spec in self.specs:
            if level := self.cleaned_data.get(f"level_{spec.key}"):
                found[spec.key] = int(level), self.cleaned_data.get(f"evidence_{spec.key}", "")
        return found


class AssessorChoice(forms.Form):
    """Who is asked to assess."""

    assessor = forms.ModelChoiceField(
        label=_("Assessor"),
        queryset=Person.objects.none(),
        help_text=_("Somebody who has seen this person at work, and is neither the person nor their superior."),
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        choice: Any = self.fields["assessor"]
        choice.queryset = Person.objects.filter(is_active=True, user__is_active=True).select_related("function")
        choice.label_from_instance = lambda person: f"{person.full_name} ({person.function.name})"


class ProfileForm(forms.Form):
    """What a customer needs of its manager: level, floor and weight of each skill, and why."""

    reason = LineField(label=_("Why"), most=500, required=False, help_text=_("Kept with the profile."))
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, specs: Sequence[SkillSpec], needs: Profile, **words: Any) -> None:
        super().__init__(*args, **words)
        self.specs = specs
        for spec in specs:
            need, name = needs.get(spec.key, Need(0, 0, 0)), gettext(spec.name)
            made = {
                "level": forms.ChoiceField(label=_("Level needed"), choices=LEVELS, initial=str(need.level)),
                "floor": forms.ChoiceField(label=_("At least"), choices=LEVELS, initial=str(need.floor)),
                "weight": forms.IntegerField(label=_("Weight"), min_value=0, max_value=100, initial=need.weight),
            }
            for part, field in made.items():
                field.widget.attrs["aria-label"] = f"{name}: {field.label}"
                self.fields[f"{part}_{spec.key}"] = field

    @property
    def rows(self) -> list[tuple[SkillSpec, Any, Any, Any]]:
        """Every skill with its three fields."""
        return [
            (spec, self[f"level_{spec.key}"], self[f"floor_{spec.key}"], self[f"weight_{spec.key}"])
            for spec in self.specs
        ]

    @property
    def needs(self) -> Mapping[str, Need]:
        """What was asked of each skill."""
        told = self.cleaned_data
        return {
            spec.key: Need(*(int(told[f"{part}_{spec.key}"]) for part in ("level", "floor", "weight")))
            for spec in self.specs
        }
