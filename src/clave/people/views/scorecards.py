"""The doors of scorecards: everybody who manages key accounts, one person, and the file of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import page, taken
from clave.access.policy import Action, FieldClass
from clave.access.requests import SignedIn
from clave.company.models import Person
from clave.people import scorecard_exports as exports
from clave.people.gates import scorecards_seen
from clave.people.queries import scorecards as queries
from clave.people.queries.valuations import Pair, runs_beside
from clave.people.rules.scorecards import DIFFERENCE_WORDS
from clave.people.views import scorecard_words as words


@doors.requires(Action.SEE_SCORECARDS, methods=doors.READING)
def scorecards(request: SignedIn) -> HttpResponse:
    """Everybody who manages key accounts, whose value grew most first."""
    pair, people = runs_beside(_asked(request)), queries.people(request.user)
    cards = queries.scorecards(reader=request.user, pair=pair, of=people) if pair else []
    facts = {
        **_frame(request, pair),
        "rows": [words.row(card, pair.now.currency) for card in cards] if pair else [],
        "people": people,
        "reads_value": bool(request.user.reading(FieldClass.F2)),
        "may_export": request.user.may(Action.EXPORT_SCORECARDS),
    }
    return render(request, "people/scorecards.html", facts)


@doors.requires(Action.EXPORT_SCORECARDS, methods=doors.READING)
def scorecards_csv(request: SignedIn) -> HttpResponseBase:
    """Every key account of every scorecard as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_SCORECARDS, methods=doors.READING)
def scorecards_xlsx(request: SignedIn) -> HttpResponseBase:
    """Every key account of every scorecard as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_SCORECARDS, methods=doors.READING)
def scorecard(request: SignedIn, pk: int) -> HttpResponseBase:
    """One person: what their key accounts are worth more by, and what stands beside that."""
    person: Person = get_object_or_404(scorecards_seen(request.user).select_related("function"), pk=pk)
    pair = runs_beside(_asked(request))
    facts: dict[str, Any] = {"person": person, **_frame(request, pair)}
    cards: list[queries.Scorecard] = []
    if pair:
        cards = queries.scorecards(reader=request.user, pair=pair, of=[person])
        card = cards[0] if cards else queries.Scorecard(person)
        facts |= words.page(card, pair)
        facts["beside"] = queries.beside(reader=request.user, card=card, pair=pair)
        facts["reads_value"] = bool(request.user.reading(FieldClass.F2))
    tables = {"scorecard": lambda: exports.scorecards(cards, pair, timezone.localdate())}
    return page(request, "people/scorecard.html", facts, tables, needs=Action.EXPORT_SCORECARDS)


def _asked(request: SignedIn) -> str:
    return request.GET.get("since", "")


def _frame(request: SignedIn, pair: Pair | None) -> dict[str, Any]:
    """What every page of scorecards says of the two runs beside each other."""
    if pair is None:
        return {"pair": None}
    return {"pair": pair, "reasons": [gettext(DIFFERENCE_WORDS[each]) for each in pair.differences]}


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    pair = runs_beside(_asked(request))
    people = queries.people(request.user)
    cards = queries.scorecards(reader=request.user, pair=pair, of=people) if pair else []
    return taken(request, exports.scorecards(cards, pair, timezone.localdate()), kind, gettext("scorecards"))
