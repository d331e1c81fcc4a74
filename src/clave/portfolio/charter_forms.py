"""What a person types of a charter: its terms, one row a criterion, comparisons, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from clave.kit.texts import LineField, ParagraphField
from clave.portfolio.rules.charter import TOP, CriterionTerms, Terms, new_key
from clave.portfolio.rules.measured import MEASURES, Unit
from clave.portfolio.rules.states import KEY_ACCOUNTS_MOST, SCORE_SCALE, WEIGHT_SCALE, Kind, Side

JUDGED = ""
ANCHORS = ("anchor_0", "anchor_5", "anchor_10")
STRENGTHS = (9, 7, 5, 3, 2)
MOST_ROWS = 16


class Because(forms.Form):
    """Why, in a sentence; and which version of the page was looked at."""

    reason = LineField(label=_("Why"), most=500, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Seen(forms.Form):
    """Which version of the charter was looked at when something was done with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TermsForm(forms.Form):
    """How many, from which score, and how much the customer's view counts."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    first = forms.IntegerField(
        label=_("How many key accounts"),
        help_text=_("Start small: 5 to 25. Above 25 nobody is treated as a key account; above 99 it is refused."),
        widget=forms.NumberInput({"min": 1, "max": KEY_ACCOUNTS_MOST}),
    )
    theirs_share_percent = forms.IntegerField(
        label=_("The customer's view counts (per cent)"),
        help_text=_("How strong we are in the customer's eyes; the rest is how attractive the customer is to us."),
        widget=forms.NumberInput({"min": 0, "max": 100}),
    )
    entry_line = forms.DecimalField(
        label=_("Entry line"),
        max_digits=5,
        decimal_places=3,
        help_text=_("From this score of 10 on a customer may be admitted."),
        widget=forms.NumberInput({"min": 0, "max": 10, "step": "0.1"}),
    )
    exit_line = forms.DecimalField(
        label=_("Exit line"),
        max_digits=5,
        decimal_places=3,
        help_text=_("Below it, in two reviews, a key account may be released. Keep it clearly below the entry line."),
        widget=forms.NumberInput({"min": 0, "max": 10, "step": "0.1"}),
    )


class CriterionForm(forms.Form):
    """One criterion: where its score comes from, what is a 10, a 5 and a 0, and how much it counts on its side."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    side = forms.ChoiceField(choices=[(side.value, side.value) for side in Side], widget=forms.HiddenInput)
    name = LineField(label=_("Criterion"), most=120, required=False)
    measure = forms.ChoiceField(label=_("Where its score comes from"), required=False)
    weight = forms.DecimalField(
        label=_("Weight (per cent)"),
        max_digits=7,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput({"min": 0, "max": 100, "step": "0.5"}),
    )
    anchor_10 = ParagraphField(label=_("What is a 10"), most=300, required=False, widget=forms.Textarea({"rows": 2}))
    anchor_5 = ParagraphField(label=_("What is a 5"), most=300, required=False, widget=forms.Textarea({"rows": 2}))
    anchor_0 = ParagraphField(label=_("What is a 0"), most=300, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        named = [(key, gettext("Run: %(measure)s") % {"measure": gettext(each.name)}) for key, each in MEASURES.items()]
        self.fields["measure"].choices = [(JUDGED, gettext("Judged by two raters")), *named]  # type: ignore[attr-defined]
        side = str(self["side"].value() or Side.OURS)
        self.fields["weight"].widget.attrs["data-adds"] = side
        asks = {"hx-get": reverse("check-criterion"), "hx-trigger": "change", "hx-include": "closest fieldset"}
        for name in ("name", "measure", *ANCHORS):
            self.fields[name].widget.attrs.update({**asks, "hx-target": f"#{self.prefix}-said"})

    def clean(self) -> dict[str, Any]:
        """Figures of measured criteria as the charter keeps them."""
        given = super().clean() or {}
        if measure := MEASURES.get(given.get("measure") or ""):
            for name in ANCHORS:
                given[name] = self._figure(name, given.get(name) or "", measure.unit)
            if not (given.get("name") or "").strip():
                given["name"] = gettext(measure.name)
        return given

    def _figure(self, name: str, text: str, unit: Unit) -> str:
        try:
            return figure_kept(text, unit)
        except NumberFormatError:
            self.add_error(name, ValidationError(_("Write a number, for example 50000 or 12%."), "not_a_number"))
            return ""


Rows = forms.formset_factory(CriterionForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def figure_kept(text: str, unit: Unit) -> str:
    """A figure as typed in the reader's language, as the charter keeps it; a share may be written as per cent."""
    bare = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not bare:
        return ""
    is_percent = bare.endswith("%")
    if is_percent and unit is not Unit.SHARE:
        raise NumberFormatError(bare)
    number = parse_decimal(bare.rstrip("%"), locale=get_language() or "en", strict=True)
    return format((number / 100 if is_percent else number).normalize() + 0, "f")


def figure_shown(text: str, unit: Unit) -> str:
    """A kept figure as the reader writes it."""
    if not text:
        return ""
    number = Decimal(text) * 100 if unit is Unit.SHARE else Decimal(text)
    shown = str(format_decimal(number, locale=get_language() or "en", decimal_quantization=False))
    return f"{shown}%" if unit is Unit.SHARE else shown


def criterion_looked_at(typed: Mapping[str, str]) -> CriterionTerms | None:
    """A measured criterion while it is typed, without its figures where they cannot be read yet; None where it is none."""
    measure = MEASURES.get(typed.get("measure", ""))
    if measure is None:
        return None
    try:
        figures = tuple(figure_kept(typed.get(name, ""), measure.unit) for name in ANCHORS)
    except NumberFormatError:
        figures = ()
    name = typed.get("name", "").strip() or gettext(measure.name)
    return CriterionTerms("typed", name, Side.OURS, Kind.MEASURED, measure.key, anchor_values=figures)


def terms_initial(terms: Terms, version: int) -> dict[str, Any]:
    """The terms as the form begins with them."""
    return {
        "version": version,
        "first": terms.first,
        "theirs_share_percent": terms.theirs_share_percent,
        "entry_line": Decimal(terms.entry_line_thousandths) / SCORE_SCALE,
        "exit_line": Decimal(terms.exit_line_thousandths) / SCORE_SCALE,
    }


def row_initial(each: CriterionTerms) -> dict[str, Any]:
    """One criterion as its row begins with it."""
    words = {"anchor_10": each.anchor_10, "anchor_5": each.anchor_5, "anchor_0": each.anchor_0}
    if each.kind == Kind.MEASURED:
        unit = MEASURES[each.measure].unit
        values = each.anchor_values or ("", "", "")
        words = {name: figure_shown(value, unit) for name, value in zip(ANCHORS, values, strict=True)}
    weight = (Decimal(each.weight_hundredths) / WEIGHT_SCALE).normalize()
    return {
        "key": each.key,
        "side": each.side.value,
        "name": each.name,
        "measure": each.measure,
        "weight": format(weight + 0, "f"),
        **words,
    }


def terms_typed(form: forms.Form, rows: Sequence[CriterionForm]) -> Terms:
    """What was typed, as a charter says it."""
    given = form.cleaned_data
    return Terms(
        first=given["first"],
        theirs_share_percent=given["theirs_share_percent"],
        entry_line_thousandths=_scaled(given["entry_line"], SCORE_SCALE, TOP),
        exit_line_thousandths=_scaled(given["exit_line"], SCORE_SCALE, TOP),
        criteria=tuple(_criteria(rows)),
    )


def _criteria(rows: Sequence[CriterionForm]) -> Iterator[CriterionTerms]:
    taken = {row.cleaned_data["key"] for row in rows} - {""}
    for row in rows:
        given = row.cleaned_data
        key = given["key"] or new_key(given["name"], taken)
        taken.add(key)
        yield _criterion(key, given)


def _criterion(key: str, given: Mapping[str, Any]) -> CriterionTerms:
    texts = {name: (given.get(name) or "").strip() for name in ANCHORS}
    is_measured = bool(given["measure"])
    return CriterionTerms(
        key=key,
        name=given["name"].strip(),
        side=Side(given["side"]),
        kind=Kind.MEASURED if is_measured else Kind.JUDGED,
        measure=given["measure"],
        anchor_values=tuple(texts.values()) if is_measured and any(texts.values()) else (),
        weight_hundredths=_scaled(given["weight"] or Decimal(0), WEIGHT_SCALE, None),
        **({} if is_measured else texts),
    )


def _scaled(number: Decimal, scale: int, most: int | None) -> int:
    """A number in hundredths or thousandths; far beyond the scale it is refused as what it is, not as too long."""
    whole = int((number * scale).to_integral_value())
    return whole if most is None else max(min(whole, most + scale), -scale)


class Comparisons(forms.Form):
    """Every two criteria of one side once: which counts more, and how much."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, criteria: Sequence[CriterionTerms], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.pairs = {f"pair_{at}": pair for at, pair in enumerate(combinations(criteria, 2))}
        for name, (one, other) in self.pairs.items():
            label = gettext("“%(one)s” against “%(other)s”") % {"one": one.name, "other": other.name}
            self.fields[name] = forms.ChoiceField(label=label, choices=_strengths(one.name, other.name))
        self.fields["looked_again"] = forms.BooleanField(
            label=_("I looked again, and they stay as they are"), required=False
        )

    @property
    def compared(self) -> dict[tuple[str, str], float]:
        """Both keys -> how many times the first counts as much as the second."""
        given = self.cleaned_data
        return {(one.key, other.key): strength_of(given[name]) for name, (one, other) in self.pairs.items()}


def strength_of(choice: str) -> float:
    """`3` is three times as much, `1/3` a third."""
    return 1 / float(choice[2:]) if choice.startswith("1/") else float(choice)


def choice_of(strength: float) -> str:
    """The choice that stands for a strength, the nearest one."""
    choices = [choice for choice, _ in _strengths("", "")]
    return min(choices, key=lambda choice: abs(strength_of(choice) - strength))


def _strengths(one: str, other: str) -> list[tuple[str, str]]:
    more = [(str(n), gettext("%(name)s: %(times)d times as much") % {"name": one, "times": n}) for n in STRENGTHS]
    less = [(f"1/{n}", gettext("%(name)s: %(times)d times as much") % {"name": other, "times": n}) for n in STRENGTHS]
    return [*more, ("1", gettext("both the same")), *reversed(less)]
