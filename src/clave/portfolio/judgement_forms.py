"""What a rater gives a customer: one score a criterion, on the customer's side the best rival's too, and the evidence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clave.kit.texts import LineField, ParagraphField
from clave.portfolio.rules.states import SCORE_SCALE


class JudgementForm(forms.Form):
    """One criterion of one customer. Everything may stay empty; what is given is checked as a whole."""

    score = forms.DecimalField(label=_("Score, 0 to 10"), required=False, widget=forms.NumberInput({"step": "0.5"}))
    rival_score = forms.DecimalField(
        label=_("Score of the best alternative, 0 to 10"), required=False, widget=forms.NumberInput({"step": "0.5"})
    )
    rival = LineField(label=_("Who that is"), most=120, required=False)
    evidence = ParagraphField(
        label=_("Evidence"),
        most=1_000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What you saw or heard, where and when."),
    )
    confirmed_on = forms.DateField(
        label=_("The customer confirmed it on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, needs_rival: bool, **words: Any) -> None:
        super().__init__(*args, **words)
        if not needs_rival:
            del self.fields["rival_score"], self.fields["rival"]

    def clean(self) -> dict[str, Any]:
        """Evidence or a rival without a score is half a judgement."""
        told = super().clean() or {}
        if self.has_changed() and told.get("score") is None and "score" not in self.errors:
            self.add_error(
                "score", ValidationError(_("Give the score too, or leave the whole criterion empty."), "half")
            )
        return told

    @property
    def was_given(self) -> bool:
        """Whether this rater says something new on this criterion."""
        return self.has_changed()

    @property
    def given(self) -> dict[str, Any]:
        """What was given, scores in thousandths."""
        told = self.cleaned_data
        return {
            "score_thousandths": _scaled(told["score"]),
            "rival_thousandths": _scaled(told.get("rival_score")),
            "rival": told.get("rival", ""),
            "evidence": told["evidence"],
            "confirmed_on": told["confirmed_on"],
        }


def _scaled(number: Decimal | None) -> int | None:
    """A score in thousandths; far off the scale it is refused as what it is."""
    return None if number is None else max(-1, min(int(number * SCORE_SCALE), 10 * SCORE_SCALE + 1))
