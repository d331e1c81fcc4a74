"""The doors of the comparison: key accounts beside one another, beside the medians, beside similar customers outside."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.tables import download
from clave.review.exports import comparison as exports
from clave.review.operations.comparison import record_comparison_taken
from clave.review.queries import comparison_words as words
from clave.review.queries.comparison import Compared, Comparison
from clave.review.queries.comparison import comparison as compared
from clave.review.rules.comparison import FEWEST_BESIDE, LEAST_UNSEEN, MOST_BESIDE, SIMILAR, SIZE_FACTOR, refuse_choice

LIMITS = {
    "fewest": FEWEST_BESIDE,
    "most": MOST_BESIDE,
    "similar": SIMILAR,
    "factor": SIZE_FACTOR,
    "unseen": LEAST_UNSEEN,
}


@doors.requires(Action.COMPARE_KEY_ACCOUNTS, methods=doors.READING)
def comparison(request: SignedIn) -> HttpResponse:
    """Every key account one sees on the same measures; two to five of them beside one another where they are asked for."""
    found = compared(request.user, timezone.localdate())
    asked = list(dict.fromkeys(request.GET.getlist("with")))
    chosen, wrong, status = found.beside(asked), "", 200
    if len(chosen) != len(asked):
        raise Http404
    if asked:
        try:
            refuse_choice(len(asked))
        except Refusal as refusal:
            chosen, wrong, status = [], refusal.sentence(gettext), refusal.http_status
    facts = {"found": found, "asked": asked, "chosen": chosen, "wrong": wrong, "limits": LIMITS}
    return render(request, "review/comparison.html", facts | _told(request, found, chosen), status=status)


def _told(request: SignedIn, found: Comparison, chosen: list[Compared]) -> dict[str, Any]:
    shown = chosen or list(found.accounts)
    about = {each.code for each in shown}
    currency = words.currency_of(found)
    far = [each for each in found.outliers if each.account.code in about]
    table = words.rows(found, found.accounts)
    named = [[(row.name, cell) for cell in row.cells] for row in table]
    return {
        "rows": words.rows(found, chosen) if chosen else (),
        "outliers": [(each, words.sentence_of(each, currency)) for each in far],
        "multiples": list(words.multiples(found, shown)),
        "table": table,
        "lines": list(zip(found.accounts, zip(*named, strict=True), strict=True)),
        "shown": shown,
        "unnamed": _unnamed(shown),
        "may_export": request.user.may(Action.EXPORT_COMPARISON),
    }


def _unnamed(shown: list[Compared]) -> tuple[int, int] | None:
    """From how many to how many customers outside stand behind the medians, where the reader may name none of them."""
    outside = [each.outside for each in shown if each.outside]
    if len(outside) < 2 or any(each.named for each in outside):
        return None
    counts = [each.count for each in outside]
    return min(counts), max(counts)


@doors.requires(Action.EXPORT_COMPARISON, methods=doors.READING)
def comparison_export(request: SignedIn) -> HttpResponseBase:
    """The comparison, one row a key account and measure, as CSV or as a workbook."""
    found = compared(request.user, timezone.localdate())
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    table = exports.comparison(found)
    record_comparison_taken(by=request.user, kind=kind, accounts=len(found.accounts))
    return download(table, kind, gettext("comparison"))
