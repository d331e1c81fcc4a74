"""The charter tried on the past: with the ledger of a year ago, whom its measured criteria would have put first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.analytics.decimals import Floats
from clave.kit.money import minor_digits
from clave.ledger import queries as ledger
from clave.portfolio.models import LookBack, Ranking
from clave.portfolio.queries.charter import terms_of
from clave.portfolio.queries.charter_scores import combined_weights
from clave.portfolio.queries.measured import recent_months
from clave.portfolio.rules import looking_back as rules
from clave.portfolio.rules.charter import Terms
from clave.portfolio.rules.measured import MEASURES, anchors_of, scored_along, value_of
from clave.portfolio.rules.ranking_refusals import UNEXPECTED, NoMeasuredCriteria, RankingNotDone
from clave.portfolio.rules.states import Kind
from clave.value.models import BookRow, Run
from clave.value.operations.beside import finish, has_died, write_end
from clave.value.operations.freezing import EXACT_PLACES
from clave.value.operations.moves import refuse_unless
from clave.value.operations.rows import Figures, Series, rows_of
from clave.value.operations.running import scored
from clave.value.queries import runs
from clave.value.rules import State

if TYPE_CHECKING:
    from clave.access.models import User

HALF_YEAR, YEAR = 6, 12


@dataclass(frozen=True)
class Past:
    """The candidates as they were known at the cut, and what each brought after it; amounts in minor units."""

    rows: list[tuple[Figures, Series]]
    came: Floats


@transaction.atomic
def queue_look_back(*, by: User, ranking: Ranking) -> LookBack:
    """Ask the worker to try the charter of a finished ranking on the past; one that is there or under way is given back.

    Raises RankingNotDone and NoMeasuredCriteria.
    """
    refuse_unless(by, Action.RANK_CANDIDATES)
    journal.lock()
    held = LookBack.objects.filter(ranking=ranking).first()
    if held and (held.state == State.DONE or (held.is_at_work and not has_died(held, _claim(held)))):
        return held
    found = _asked(by, ranking)
    compute_look_back.enqueue(found.pk, by.pk)
    return found


def look_back_now(*, by: User | None, ranking: Ranking) -> LookBack:
    """Try the charter of a finished ranking on the past at once."""
    with transaction.atomic():
        refuse_unless(by, Action.RANK_CANDIDATES)
        journal.lock()
        found = _asked(by, ranking)
    return finish_look_back(by=by, found=found)


@task()
def compute_look_back(pk: int, by_pk: int) -> None:
    """The job that the worker does."""
    found = LookBack.objects.select_related("ranking__charter", "ranking__run__data_version", "by").get(pk=pk)
    finish_look_back(by=found.by if found.by_id == by_pk else None, found=found)


def finish_look_back(*, by: User | None, found: LookBack) -> LookBack:
    """Do the work of one that waits; the ranking stays as it is, whatever comes out."""
    finish(
        found,
        claim=_claim(found),
        work=lambda: {"result": looked_back(found.ranking)},
        end=partial(_end, by, found),
        unexpected=UNEXPECTED,
    )
    return found


def looked_back(ranking: Ranking) -> dict[str, Any]:
    """What the charter of a ranking and the plain rules would have caught; raises NoMeasuredCriteria, CannotCompute."""
    terms, run = terms_of(ranking.charter), ranking.run
    cut = rules.cut_of(ranking.as_of)
    past = _past(run, cut)
    choices = {rules.CHARTER: _by_charter(terms, past, cut, run.currency), **_plain(past, cut)}
    top = rules.tops_for(len(past.rows), ranking.first)
    return {
        "cut": cut.isoformat(),
        "until": ranking.as_of.isoformat(),
        "customers": len(past.rows),
        "top": list(top),
        "chance": {str(k): round(rules.by_chance(len(past.rows), k), 3) for k in top},
        "criteria": {kind: sum(each.kind == kind for each in terms.criteria) for kind in Kind},
        "records": [each.as_json() for each in rules.records(choices, past.came, top)],
    }


def _asked(by: User | None, ranking: Ranking) -> LookBack:
    if not ranking.is_done:
        raise RankingNotDone(ranking=ranking.short_code)
    if not ranking.charter.criteria.filter(kind=Kind.MEASURED).exists():
        raise NoMeasuredCriteria
    LookBack.objects.filter(ranking=ranking).delete()
    found = LookBack.objects.create(ranking=ranking, code_version=code_version(), by=by)
    after = {"ranking": ranking.short_code}
    journal.record(by=by, event="portfolio.look_back.started", subject=ranking, after=after, holds=FieldClass.F0)
    return found


def _past(run: Run, cut: date) -> Past:
    """Every unit that could have been chosen at the cut: customers rolled up as the run rolls them up."""
    book, parents = scored(run, cut), runs.parents_on(ledger.memberships(), run.as_of or cut)
    chunks = rows_of(book.exact, book.months(EXACT_PLACES), parents)
    rows = [each for chunk in chunks for each in chunk if each[0]["is_widest"]]
    came = _came_after(run, cut)
    known = [each for each in rows if each[0]["customer_code"] in came and each[0]["orders"]]
    known.sort(key=lambda each: str(each[0]["customer_code"]))
    return Past(known, np.array([came[figures["customer_code"]] for figures, _ in known], dtype=np.float64))


def _came_after(run: Run, cut: date) -> dict[str, float]:
    """Code of a candidate -> its contribution in the months after the cut; only where it is known."""
    rows = BookRow.objects.filter(run=run, is_widest=True, customer__is_active=True)
    told_ = rows.values_list("customer__code", "series__month", "series__contribution")
    found: dict[str, float] = {}
    for code, months, amounts in told_:
        after = [amount for month, amount in zip(months or (), amounts or (), strict=True) if month > cut.isoformat()]
        if None not in after:
            found[code] = float(sum(after))
    return found


def _by_charter(terms: Terms, past: Past, cut: date, currency: str) -> Floats:
    """The score of each candidate by the measured criteria, from what was known at the cut."""
    columns, weights = [], []
    for each, weight in zip(terms.criteria, combined_weights(terms), strict=True):
        anchors = anchors_of(each.anchor_values) if each.kind == Kind.MEASURED else ()
        if anchors:
            columns.append(scored_along(_values(each.measure, past, cut, currency), anchors))
            weights.append(float(weight))
    if not sum(weights):
        raise NoMeasuredCriteria
    return rules.charter_scores(columns, weights)


def _values(key: str, past: Past, cut: date, currency: str) -> list[float | None]:
    measure, digits = MEASURES[key], minor_digits(currency)
    return [
        value_of(measure, SimpleNamespace(**figures), recent_months(its["month"], its["contribution"], cut), digits)
        for figures, its in past.rows
    ]


def _plain(past: Past, cut: date) -> dict[str, Floats]:
    """The scores of the plain rules."""
    found: dict[str, list[float]] = defaultdict(list)
    for figures, its in past.rows:
        revenue = recent_months(its["month"], its["revenue"], cut)
        found["last_year_revenue"].append(_sum(revenue[-YEAR:]))
        found["last_half_year_revenue"].append(_sum(revenue[-HALF_YEAR:]))
        found["total_revenue"].append(float(figures["revenue"]))
        found["last_year_contribution"].append(_sum(recent_months(its["month"], its["contribution"], cut)[-YEAR:]))
        found["last_order"].append(float(figures["last_ordered_on"].toordinal()))
    return {name: np.array(values) for name, values in found.items()}


def _sum(amounts: Iterable[int | None]) -> float:
    return float(sum(amount or 0 for amount in amounts))


def _claim(found: LookBack) -> str:
    return f"{found.ranking.short_code}-past"


def _end(by: User | None, found: LookBack, state: State, **values: Any) -> None:
    with transaction.atomic():
        write_end(found, state, **values)
        after = {"ranking": found.ranking.short_code, "state": state}
        journal.record(by=by, event="portfolio.look_back.done", subject=found.ranking, after=after, holds=FieldClass.F0)
