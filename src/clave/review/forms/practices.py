"""What people write about practices: the card, where it is copied, what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.accounts.choosing_people import OurPersonField
from clave.kit.texts import LineField, ParagraphField
from clave.portfolio.models import KeyAccount
from clave.review.rules.practices import MEASURED, SOURCE_NAMES, VERDICT_NAMES

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
LINES = forms.Textarea({"rows": 3})


class HeldField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the key accounts that may be chosen."""

    def label_from_instance(self, obj: Any) -> str:
        """By the name of its customer."""
        return str(obj.customer)


class PracticeForm(forms.Form):
    """A practice card."""

    title = LineField(label=_("What it is called"), most=120)
    what = ParagraphField(label=_("What was done"), most=1_000, widget=LINES)
    fits = ParagraphField(label=_("When it fits, and when not"), most=600, widget=LINES)
    measure = forms.ChoiceField(label=_("Which measure it is meant to move"))
    source = forms.ChoiceField(label=_("Where it worked"))
    key_account = HeldField(label=_("At which key account"), queryset=KeyAccount.objects.none(), required=False)
    source_words = LineField(label=_("Source, if it is from outside"), most=300, required=False)
    evidence = ParagraphField(label=_("What shows it"), most=600, widget=LINES)
    evidence_path = LineField(label=_("Page of Clave that shows it, such as /promises/12/"), most=300, required=False)

    def __init__(self, *args: Any, held: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        fields: Any = self.fields
        fields["measure"].choices = [(each.key, _(each.name)) for each in MEASURED]
        fields["source"].choices = [(key, _(name)) for key, name in SOURCE_NAMES.items()]
        fields["key_account"].queryset = held.select_related("customer")


class ChangeForm(PracticeForm):
    """A practice card worded anew."""

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AdoptForm(forms.Form):
    """To which key account a practice is copied, who sees to it, when it is looked at again."""

    key_account = HeldField(label=_("Copy it to"), queryset=KeyAccount.objects.none())
    owner = OurPersonField(label=_("Who sees to it"))
    follow_up_on = forms.DateField(label=_("Looked at again on"), widget=DAY)

    def __init__(self, *args: Any, held: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        fields: Any = self.fields
        fields["key_account"].queryset = held.select_related("customer")
        fields["owner"].offer()


class JudgeForm(forms.Form):
    """Whether it worked there."""

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("What became of it"))
    note = ParagraphField(label=_("What makes you think so"), most=600, widget=forms.Textarea({"rows": 2}))
    follow_up_on = forms.DateField(label=_("If it is too early: looked at again on"), widget=DAY, required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        fields: Any = self.fields
        fields["verdict"].choices = [(key, _(name)) for key, name in VERDICT_NAMES.items()]
