"""On paper: who would enter and leave if a version of the charter were in force, before anybody approves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from clave.ledger.models import Customer
from clave.portfolio.models import Charter
from clave.portfolio.queries.charter import in_force, latest_run, terms_of
from clave.portfolio.queries.charter_scores import candidates_of
from clave.portfolio.queries.judgements import in_reach
from clave.portfolio.queries.ranking import key_accounts_on
from clave.portfolio.queries.ranking_sheet import Candidates, known_of
from clave.portfolio.rules.ranking import Ranked, like_tenure, ranked
from clave.portfolio.rules.states import SCORE_SCALE
from clave.value.models import Run

if TYPE_CHECKING:
    from clave.access.models import User

DRAWS = 300
"""Enough draws for a chance in steps of a few per cent; the ranking itself draws more."""


@dataclass(frozen=True)
class Place:
    """A customer with its place and score (thousandths) by both charters; None where it has none."""

    customer: Customer
    place: int | None
    score: int | None
    chance: float | None
    before: int | None
    score_before: int | None
    is_member: bool

    @property
    def points(self) -> float | None:
        """The score of 10."""
        return None if self.score is None else self.score / SCORE_SCALE

    @property
    def points_before(self) -> float | None:
        """The score of 10 by the other charter."""
        return None if self.score_before is None else self.score_before / SCORE_SCALE


@dataclass(frozen=True)
class OnPaper:
    """What one version would choose from the latest run, against the charter in force where there is one."""

    charter: Charter
    against: Charter | None
    run: Run
    candidates: int
    unscored: int
    above_entry: int
    enter: list[Place]
    leave: list[Place]
    stay: list[Place]
    hidden: int
    like_tenure: list[str]


def on_paper(user: User, charter: Charter, now: datetime, today: date) -> OnPaper | None:
    """Who would be among the first by this version; None before the first run. Customers out of scope are only counted."""
    run, force = latest_run(), in_force()
    if run is None or not charter.criteria.all():
        return None
    against = force if force and force.pk != charter.pk else None
    terms, others = terms_of(charter), [terms_of(against)] if against else []
    measured = candidates_of(run, terms, *others)
    found = known_of(measured, terms, now)
    after = ranked(found.sheet, first=charter.first, draws=DRAWS)
    before = _places_by(known_of(measured, others[0], now)) if others else {}
    places = _places(found, after, before, key_accounts_on(today))
    old_first = against.first if against else 0
    inside = {pk for pk, each in places.items() if each["place"] and each["place"] <= charter.first}
    held = {pk for pk, each in places.items() if each["before"] and each["before"] <= old_first}
    seen = Customer.objects.filter(in_reach(user, today), pk__in=inside | held).in_bulk()
    shown = {pk: Place(customer=seen[pk], **places[pk]) for pk in inside | held if pk in seen}
    scores = [each["score"] for each in places.values() if each["score"] is not None]
    return OnPaper(
        charter=charter,
        against=against,
        run=run,
        candidates=len(places),
        unscored=len(places) - len(scores),
        above_entry=sum(score >= charter.entry_line_thousandths for score in scores),
        enter=_in_order(shown, inside - held),
        leave=_in_order(shown, held - inside),
        stay=_in_order(shown, inside & held),
        hidden=len(inside | held) - len(shown),
        like_tenure=_like_tenure(found),
    )


def _places(
    found: Candidates, after: Ranked, before: dict[int, tuple[int | None, int | None]], members: Any
) -> dict[int, dict[str, Any]]:
    """Every candidate with its places and scores by both charters."""
    return {
        pk: {
            "place": _whole(after.place[at]),
            "score": _whole(after.score[at]),
            "chance": None if np.isnan(after.in_first[at]) else float(after.in_first[at]),
            "before": before.get(pk, (None, None))[0],
            "score_before": before.get(pk, (None, None))[1],
            "is_member": pk in members,
        }
        for at, pk in enumerate(found.measured.customers)
    }


def _places_by(found: Candidates) -> dict[int, tuple[int | None, int | None]]:
    """Customer -> place and score by another charter, from the same run and the same judgements."""
    result = ranked(found.sheet, first=found.terms.first, draws=1)
    pairs = zip(result.place, result.score, strict=True)
    return {
        pk: (_whole(place), _whole(score)) for pk, (place, score) in zip(found.measured.customers, pairs, strict=True)
    }


def _in_order(shown: dict[int, Place], wanted: set[int]) -> list[Place]:
    """The places asked for, the best first."""
    chosen = [each for pk, each in shown.items() if pk in wanted]
    return sorted(chosen, key=lambda each: (each.place or 10**9, each.before or 10**9, each.customer.code))


def _like_tenure(found: Candidates) -> list[str]:
    """Criteria that go together with the date of the first order, by name."""
    criteria = found.terms.criteria
    return [criteria[each.one].name for each in like_tenure(found.sheet.scores, found.measured.first_ordered_on)]


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
