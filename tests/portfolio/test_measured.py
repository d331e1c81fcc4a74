"""Figures of a run become scores along their anchors; what is not known stays so."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.portfolio.queries.measured import anchors_for, measured
from clave.portfolio.rules.measured import COLUMNS, MEASURES, anchors_of, scored_along, suggested_anchors, value_of
from clave.portfolio.rules.refused_criteria import REFUSED_MEASURES
from clave.value.models import BookRow
from tests.cast import Cast
from tests.value.book import AS_OF, Company, customer, months, run_with


def test_a_value_is_scored_on_the_line_through_its_anchors_and_never_beyond() -> None:
    scores = scored_along([-5, 0, 50_000, 100_000, 150_000, 200_000, 900_000, None], (0, 100_000, 200_000))
    assert scores[:-1].tolist() == [0, 0, 2.5, 5, 7.5, 10, 10]
    assert np.isnan(scores[-1])


def test_less_is_better_where_the_anchors_fall() -> None:
    assert scored_along([0.5, 0.375, 0.25, 0.125, 0.0], (0.5, 0.25, 0.0)).tolist() == [0, 2.5, 5, 7.5, 10]


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.booleans())
def test_a_better_figure_never_scores_less(one: float, other: float, rising: bool) -> None:
    anchors = (-1_000.0, 0.0, 50_000.0) if rising else (50_000.0, 0.0, -1_000.0)
    low, high = scored_along([min(one, other), max(one, other)], anchors)
    assert (low <= high) if rising else (low >= high)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("0", "5", "10"), (0, 5, 10)),
        (("0.2", "0.1", "0"), (0.2, 0.1, 0)),
        (("0", "5"), ()),
        (("0", "5", "5"), ()),
        (("0", "9", "5"), ()),
        (("0", "x", "10"), ()),
        (("0", "5", "Infinity"), ()),
    ],
)
def test_anchors_are_three_numbers_that_only_rise_or_only_fall(
    texts: tuple[str, ...], found: tuple[float, ...]
) -> None:
    assert anchors_of(texts) == found


def test_every_measure_reads_columns_that_the_book_has() -> None:
    fields = {field.name for field in BookRow._meta.get_fields()}
    assert set(COLUMNS) <= fields
    assert MEASURES.keys().isdisjoint(REFUSED_MEASURES)


def test_growth_needs_two_whole_years_and_a_year_that_brought_something() -> None:
    growth = MEASURES["contribution_growth"]
    assert value_of(growth, None, [100] * 12 + [150] * 12) == 0.5
    assert value_of(growth, None, [100] * 11 + [150] * 12) is None
    assert value_of(growth, None, [-100] * 12 + [150] * 12) is None
    assert value_of(growth, None, [100, None, *[100] * 22]) is None


def test_a_share_of_nothing_is_not_known() -> None:
    share = MEASURES["cost_to_serve_share"]
    assert value_of(share, SimpleNamespace(cost_to_serve=25, revenue=100)) == 0.25
    assert value_of(share, SimpleNamespace(cost_to_serve=25, revenue=0)) is None
    assert value_of(share, SimpleNamespace(cost_to_serve=None, revenue=100)) is None


def test_anchors_are_suggested_from_the_customers_to_two_figures() -> None:
    values = [float(n * 1_234) for n in range(1, 101)]
    assert suggested_anchors(MEASURES["lifetime_value"], values) == ("62000", "110000", "120000")
    assert suggested_anchors(MEASURES["cost_to_serve_share"], [n / 100 for n in range(101)]) == ("0.9", "0.5", "0.05")
    assert suggested_anchors(MEASURES["lifetime_value"], [5.0] * 100) == ()
    assert suggested_anchors(MEASURES["lifetime_value"], [1.0, 2.0, None]) == ()


@pytest.mark.django_db
def test_every_candidate_is_measured_once_in_the_order_of_the_run(company: Company) -> None:
    found = measured(company.run)
    order = (company.good, company.group, company.quiet, company.losing, company.unknown)
    assert found.customers == tuple(each.pk for each in order)
    assert found.values["lifetime_value"] == (190_000.0, 65_000.0, 40_000.0, -9_000.0, None)
    assert found.values["contribution_share"][0] == 0.36
    assert found.values["contribution_last_year"] == (84_000.0, None, None, None, None)
    assert found.values["contribution_growth"][0] == 0
    assert found.first_ordered_on[0] == date(2024, 4, 2)


@pytest.mark.django_db
def test_who_is_not_active_any_more_is_no_candidate(company: Company) -> None:
    company.quiet.is_active = False
    company.quiet.save()
    assert company.quiet.pk not in measured(company.run).customers


@pytest.mark.django_db
def test_months_without_orders_brought_nothing_and_those_before_the_first_are_not_known(cast: Cast) -> None:
    gap = months(AS_OF, count=24, contribution=1_000_00)
    for name in gap:
        gap[name] = gap[name][:12] + gap[name][-1:]
    run = run_with([{"customer": customer("GAP"), "rank": 1, "months": gap}])
    found = measured(run, ["contribution_last_year", "contribution_growth"])
    assert found.values["contribution_last_year"] == (1_000.0,)
    assert found.values["contribution_growth"] == (pytest.approx(1 / 12 - 1),)


@pytest.mark.django_db
def test_without_a_run_nothing_is_suggested(company: Company) -> None:
    assert anchors_for(None) == {}
    assert anchors_for(company.run, ["lifetime_value"]) == {"lifetime_value": ()}
