"""What people write in a relationship review, and what the customer answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.accounts.choosing_people import ContactField, OurPersonField
from clave.kit.texts import LineField, ParagraphField
from clave.ledger.models import Contact
from clave.review.models import RelationshipReview, ReviewedMatter
from clave.review.operations.relationship_reviews import Written
from clave.review.rules.relationship_review import HIGHEST, LINK_DAYS, LOWEST, MOST_MATTERS

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
PARTS = ("rank", "what", "ours", "rivals", "rival", "reason")
SPARE = 3
"""How many empty lines are offered below what is written."""


class MattersForm(forms.Form):
    """What matters to the customer, line by line: rank, points for us and the best rival, and why."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, review: RelationshipReview, **words: Any) -> None:
        super().__init__(*args, **words)
        stands = list(review.matters.all())
        self.initial.setdefault("based_on", review.version)
        for number in range(1, MOST_MATTERS + 1):
            self._add(number, stands[number - 1] if number <= len(stands) else None)
        self.shown = min(max(len(stands) + SPARE, 5), MOST_MATTERS)

    def _add(self, number: int, stands: ReviewedMatter | None) -> None:
        points = {"min_value": LOWEST, "max_value": HIGHEST, "required": False}
        made: dict[str, forms.Field] = {
            "rank": forms.IntegerField(label=_("Rank"), min_value=1, max_value=99, required=False),
            "what": LineField(label=_("What matters to them"), most=120, required=False),
            "ours": forms.IntegerField(label=_("We, 1 to 5"), **points),  # type: ignore[arg-type]
            "rivals": forms.IntegerField(label=_("Best rival, 1 to 5"), **points),  # type: ignore[arg-type]
            "rival": LineField(label=_("Which rival"), most=120, required=False),
            "reason": LineField(label=_("What makes you think so"), most=300, required=False),
        }
        for part, field in made.items():
            self.fields[f"{part}_{number}"] = field
            if stands:
                self.initial.setdefault(f"{part}_{number}", getattr(stands, part))

    @property
    def lines(self) -> Iterator[list[BoundField]]:
        """The fields of each line that is shown."""
        for number in range(1, self.shown + 1):
            yield [self[f"{part}_{number}"] for part in PARTS]

    @property
    def written(self) -> list[Written]:
        """What was written, in the order of the ranks; a line without a rank comes after those with one."""
        given, found = self.cleaned_data, []
        for number in range(1, MOST_MATTERS + 1):
            values: dict[str, Any] = {part: given.get(f"{part}_{number}") for part in PARTS}
            if values["what"]:
                rank = values.pop("rank") or 100
                found.append((rank, number, Written(**values)))
        return [each for _rank, _number, each in sorted(found, key=lambda one: one[:2])]


class CloseForm(forms.Form):
    """What is concluded, and when to look again."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    conclusion = ParagraphField(
        label=_("What we conclude"), most=1_000, widget=forms.Textarea({"rows": 3}), required=False
    )
    next_on = forms.DateField(label=_("Next review on"), widget=DAY)


class ActionForm(forms.Form):
    """What follows from the review."""

    what = LineField(label=_("What is to be done"), most=300)
    owner = OurPersonField(label=_("Who of ours does it"))
    due_on = forms.DateField(label=_("By when"), widget=DAY)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["owner"].offer()  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """To whom the questionnaire goes, and in which language."""

    contact = ContactField(label=_("For whom"), queryset=Contact.objects.none(), required=False)
    language = forms.ChoiceField(label=_("Language of the questionnaire"))
    days = forms.IntegerField(label=_("Open for how many days"), min_value=1, max_value=90, initial=LINK_DAYS)

    def __init__(self, *args: Any, contacts: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.fields["language"].choices = [(code, gettext(str(name))) for code, name in settings.LANGUAGES]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The customer's answer: two points on every line, and a word if they like."""

    comment = ParagraphField(
        label=_("Anything else that we should know?"),
        most=600,
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, matters: Sequence[ReviewedMatter], **words: Any) -> None:
        super().__init__(*args, **words)
        self.matters = list(matters)
        choices = [(str(point), str(point)) for point in range(LOWEST, HIGHEST + 1)]
        for each in self.matters:
            for name, label in (
                ("importance", _("How much does it matter to you?")),
                ("ours", _("How good are we at it?")),
            ):
                self.fields[f"{name}_{each.pk}"] = forms.TypedChoiceField(
                    label=label, choices=choices, coerce=int, widget=forms.RadioSelect
                )

    @property
    def lines(self) -> Iterator[tuple[ReviewedMatter, BoundField, BoundField]]:
        """Each thing with its two questions."""
        for each in self.matters:
            yield each, self[f"importance_{each.pk}"], self[f"ours_{each.pk}"]

    def points(self, name: str) -> dict[int, int]:
        """The points of one question, by the key of the thing."""
        return {each.pk: self.cleaned_data[f"{name}_{each.pk}"] for each in self.matters}
