"""A choice per segment: only where it steadily found more, otherwise to the byte what the whole chooses."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.analytics import choice_record
from clave.analytics.backtests.choosing import predictions_at, winner
from clave.analytics.backtests.field import BLEND, METHODS, SINGLE, Foresight, Prediction
from clave.analytics.backtests.segments import (
    FEW,
    OWN,
    SAME,
    UNSTEADY,
    YOUNG,
    SegmentChoice,
    Segments,
    arranged,
    leads_left_out,
    segment_choices,
    settled,
)
from clave.analytics.backtests.takings import Takings
from clave.analytics.backtests.trials import Trial
from clave.analytics.ledger import Ledger
from tests.analytics.backtests.test_choosing import TODAY, regular
from tests.analytics.ledgers import ledger_of

CUTS = (900, 850, 800, 750, 700, 650)
SIZES = [(100, 400), (100, 400)]
TWO = Segments(("Fixed", "Free"), np.repeat([0, 1], 100))
PLAIN = SegmentChoice("Fixed", 100, 400, FEW, BLEND, BLEND)
leads = st.tuples(st.integers(0, 2**32 - 1), st.integers(3, 6), st.floats(-0.2, 0.2))


def trial(cut: int, right: str) -> Trial:
    """A cut at which `right` foresaw the first hundred customers exactly, and all together the second hundred."""
    rng = np.random.default_rng(cut)
    amounts = {name: rng.lognormal(5, 1, 200) for name in SINGLE}
    together = np.mean([np.sqrt(values) for values in amounts.values()], axis=0) ** 2
    actual = np.concatenate((amounts[right][:100], together[100:]))
    return Trial(cut, 100, 200, Foresight(amounts, amounts["last_year"]), actual, np.arange(200))


def chosen(trials: list[Trial], sizes: list[tuple[int, int]] = SIZES) -> list[SegmentChoice]:
    tried = predictions_at(trials)
    return segment_choices(trials, tried, BLEND, TWO, sizes)


def test_a_segment_with_a_law_of_its_own_is_ordered_by_it_and_no_other() -> None:
    fixed, free = chosen([trial(cut, "same_period") for cut in CUTS])
    assert (fixed.case, fixed.chosen, fixed.won, fixed.cuts) == (OWN, "same_period", 6, 6)
    assert fixed.lead is not None
    assert fixed.lead > 0.1
    assert (free.case, free.chosen) == (SAME, BLEND)


def test_a_winner_by_luck_does_not_last() -> None:
    lucky = chosen([trial(cut, name) for cut, name in zip(CUTS, SINGLE, strict=False)])
    assert lucky[0].case == UNSTEADY
    assert {each.chosen for each in lucky} == {BLEND}


@pytest.mark.parametrize(("size", "case"), [((74, 400), FEW), ((100, 299), FEW), ((75, 300), OWN)])
def test_a_segment_with_too_few_customers_or_orders_is_ordered_as_the_whole(size: tuple[int, int], case: str) -> None:
    fixed, free = chosen([trial(cut, "same_period") for cut in CUTS], [size, (80, 1)])
    assert (fixed.case, fixed.chosen) == (case, "same_period" if case == OWN else BLEND)
    assert (free.case, free.chosen) == (FEW, BLEND)


def test_too_few_earlier_days_say_nothing() -> None:
    assert [each.case for each in chosen([trial(cut, "same_period") for cut in CUTS[:2]])] == [YOUNG, YOUNG]


@given(leads)
def test_a_segment_has_its_own_only_where_it_won_where_it_was_not_chosen(drawn: tuple[int, int, float]) -> None:
    seed, cuts, ahead = drawn
    found = np.random.default_rng(seed).normal(0, 0.1, (cuts, len(METHODS)))
    found[:, 3] += ahead
    found[:, METHODS.index(BLEND)] = 0
    each, left_out = settled(PLAIN, found), leads_left_out(found)
    assert each.won == sum(lead > 0 for lead in left_out.tolist())
    if each.case == OWN:
        assert each.won >= 0.75 * len(found)
        assert left_out.mean() > 0.03
    assert (each.chosen == BLEND) is (each.case in (SAME, UNSTEADY))


def test_the_worked_number_of_the_documentation() -> None:
    rows = np.zeros((4, len(METHODS)))
    rows[:, METHODS.index("same_period")] = [0.10, 0.04, 0.06, 0.08]
    rows[:, METHODS.index("trend")] = [0.02, 0.09, 0.00, 0.01]
    each = settled(PLAIN, rows)
    assert (each.case, each.chosen, each.won, each.cuts) == (OWN, "same_period", 4, 4)
    assert each.lead == pytest.approx(0.07)
    rows[1, METHODS.index("same_period")] = -0.20
    assert settled(PLAIN, rows).case == UNSTEADY


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_a_segment_keeps_its_places_and_others_are_not_touched(seed: int, customers: int) -> None:
    rng = np.random.default_rng(seed)
    segments = Segments(("A", "B"), rng.integers(-1, 2, customers))
    predictions = [Prediction(name, rng.normal(size=customers), rng.normal(size=customers)) for name in METHODS]
    own = SegmentChoice("A", 1, 1, OWN, BLEND, "trend")
    whole, trend = predictions[0], predictions[METHODS.index("trend")]
    found = arranged(predictions, BLEND, [own, replace(own, segment="B", chosen=BLEND)], segments, np.arange(customers))
    inside = segments.number == 0
    assert sorted(found.scores[inside]) == sorted(whole.scores[inside])
    assert (found.scores[~inside] == whole.scores[~inside]).all()
    assert (found.amounts == np.where(inside, trend.amounts, whole.amounts)).all()
    assert (np.argsort(found.scores[inside]) == np.argsort(trend.scores[inside])).all()


@given(st.permutations(range(40)))
def test_the_order_of_customers_does_not_matter(order: list[int]) -> None:
    codes = [f"C{place:02d}" for place in range(40)]
    named = {code: "AB"[place % 2] for place, code in enumerate(codes)}
    takings = Takings(codes, np.arange(40), np.arange(40), np.ones(40), np.arange(40) % 3 > 0)
    mixed = replace(takings, codes=[codes[place] for place in order])
    shuffled = {codes[place]: named[codes[place]] for place in order}
    assert Segments.of(codes, named).number.tolist() == Segments.of(codes, shuffled).number.tolist()
    again = Segments.of(mixed.codes, named)
    assert again.number[np.argsort(order)].tolist() == Segments.of(codes, named).number.tolist()
    known = takings.until(20)
    assert Segments.of(codes, named).sizes(takings, 20) == [
        (
            sum(named[codes[p]] == name for p in known.place),
            sum(named[codes[p]] == name for p in known.place[known.bought]),
        )
        for name in "AB"
    ]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return ledger_of(tmp_path_factory.mktemp("ledger"), regular())


def test_a_ledger_without_segments_is_told_as_ever(ledger: Ledger) -> None:
    told = json.dumps(choice_record(ledger, as_of=TODAY, days=90).as_json())
    unnamed = replace(ledger, segments={"C00": "", "nobody": "Retail"})
    assert json.dumps(choice_record(unnamed, as_of=TODAY, days=90).as_json()) == told
    assert "segment" not in told


def test_segments_that_are_too_small_change_no_figure_and_say_so(ledger: Ledger) -> None:
    whole = choice_record(ledger, as_of=TODAY, days=90)
    small = choice_record(replace(ledger, segments={f"C{n:02d}": "AB"[n % 2] for n in range(40)}), as_of=TODAY, days=90)
    told = small.as_json()
    assert [each["case"] for each in told["segments"]["choices"]] == [FEW, FEW]
    assert {name: told[name] for name in whole.as_json()} == whole.as_json()
    assert small.ranking().equals(whole.ranking())
    assert small.sentence().startswith(whole.sentence())
    assert small.sentence().endswith("was steadily better, so that of the whole orders them all.")


def test_the_winner_of_the_whole_is_found_from_the_same_predictions() -> None:
    trials = [trial(cut, "same_period") for cut in CUTS]
    assert winner(trials, predictions_at(trials)) in METHODS
