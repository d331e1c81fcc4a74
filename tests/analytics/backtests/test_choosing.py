"""The choice: learned from what was known, hard to lead astray, and told with its record."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.ledger_shapes import DESIGN, simulate
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls

from clave.analytics import backtest, choice_record
from clave.analytics.backtests import BASELINES
from clave.analytics.backtests.choosing import chosen_method
from clave.analytics.backtests.field import BLEND, METHODS, SINGLE, Foresight
from clave.analytics.backtests.learning import learned_weights, nonnegative
from clave.analytics.backtests.looking_back import foreseen
from clave.analytics.backtests.scoring import hits
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import Takings
from clave.analytics.backtests.trials import Trial, came_after, known_at, trial_cuts, trials_before
from clave.analytics.refusals import CostsUnknown
from tests.analytics.ledgers import ledger_of, line, northwind

TODAY = date(2025, 6, 30)


def trial(cut: int, right: str, customers: int = 120) -> Trial:
    """A cut at which one method foresaw exactly what came, and all others something of their own."""
    rng = np.random.default_rng(cut)
    amounts = {name: rng.lognormal(5, 1, customers) for name in SINGLE}
    foresight = Foresight(amounts, amounts["last_year"])
    return Trial(cut, 100, customers, foresight, amounts[right].copy(), np.arange(customers))


def regular(years: int = 4) -> list[dict[str, Any]]:
    """Forty customers of different size and rhythm; a third of them stop at some time."""
    rng = np.random.default_rng(4)
    rows = []
    for place in range(40):
        stops = rng.integers(200, 365 * years) if place % 3 == 0 else 365 * years
        for number, age in enumerate(range(0, 365 * years, int(rng.integers(15, 60)))):
            if 365 * years - age <= stops:
                net = round(float(rng.lognormal(5 + place / 20, 0.5)), 2)
                rows.append(
                    line(f"C{place:02d}", f"{place}-{number}", TODAY - timedelta(age), net, cost_amount=net / 2)
                )
    return rows


@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_weights_are_those_of_the_textbook(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    foreseen_, came = rng.normal(1, 1, (30, count)), rng.normal(1, 1, 30)
    curvature = foreseen_.T @ foreseen_ + np.eye(count)
    expected, _ = nnls(np.vstack([foreseen_, np.eye(count)]), np.concatenate([came, np.zeros(count)]))
    np.testing.assert_allclose(nonnegative(curvature, foreseen_.T @ came), expected, atol=1e-3)


def test_without_earlier_cuts_all_methods_have_an_equal_say() -> None:
    assert set(learned_weights([]).values()) == {1 / len(SINGLE)}
    assert chosen_method([]) == BLEND


@pytest.mark.parametrize("right", ["last_quarter", "lifetime_model"])
def test_what_was_right_weighs_most_and_is_chosen_where_it_leads_clearly(right: str) -> None:
    trials = [trial(cut, right) for cut in (900, 850, 800, 750)]
    weights = learned_weights(trials)
    assert max(weights, key=lambda name: weights[name]) == right
    assert weights[right] > 0.5
    assert chosen_method(trials) == right
    assert chosen_method(trials[:2]) == BLEND


def test_luck_at_different_cuts_does_not_move_the_choice() -> None:
    assert chosen_method([trial(900, "trend"), trial(850, "last_year"), trial(800, "total_to_date")]) == BLEND


@given(st.integers(0, 500), st.integers(1, 3000), st.integers(1, 800), st.integers(1, 9))
def test_earlier_cuts_are_judged_within_the_past(first: int, history: int, days: int, most: int) -> None:
    cut = first + history
    found = trial_cuts(first, cut, days, most)
    assert len(found) <= most
    for at, judged in found:
        assert at + judged <= cut
        assert at - first >= judged >= 14
        assert judged <= max(days, 14)
    if found:
        assert sum(found[0]) == cut


def test_only_outcomes_known_by_a_day_teach_on_that_day() -> None:
    trials = [trial(cut, "trend") for cut in (900, 850, 800, 750)]
    assert [each.cut for each in known_at(trials, 900)] == [800, 750]
    assert known_at(trials, 849) == []


def found_on(shape: str, cut: int) -> tuple[int, dict[str, int]]:
    """Hits of the choice and of the plain rules among the top 25 of half a year, over three ledgers of one shape."""
    ours, plain = 0, dict.fromkeys(BASELINES, 0)
    for seed in (7, 8, 9):
        drawn = simulate(DESIGN[shape], seed)
        codes = [str(place) for place in range(DESIGN[shape].customers)]
        takings = Takings(codes, drawn["place"], drawn["day"], drawn["contribution"], drawn["bought"])
        trials, snapshot = trials_before(takings, cut, 182), Snapshot.of(takings, cut, 182)
        actual = came_after(takings, snapshot)
        scores = {each.name: each.scores for each in foreseen(snapshot, trials)}
        ours += hits(scores[chosen_method(trials)], actual, 25)
        plain = {name: count + hits(scores[name], actual, 25) for name, count in plain.items()}
    return ours, plain


def test_there_is_more_to_find_than_the_plain_rule_that_turns_out_best_finds() -> None:
    found = {shape: found_on(shape, 800) for shape in ("comings and goings", "clockwork", "losing giants")}
    for shape, (ours, plain) in found.items():
        assert ours >= max(plain.values()), shape
    assert sum(ours for ours, _ in found.values()) > 5 + sum(max(plain.values()) for _, plain in found.values())


def test_the_record_is_what_backtests_on_those_days_find(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, regular())
    record = choice_record(ledger, as_of=TODAY, days=90)
    assert (record.by, record.days, len(record.earlier)) == ("contribution", 90, 6)
    for each in record.earlier:
        again = backtest(ledger, cut=each.cut, until=each.until, by="contribution", top=(each.top,))
        by_name = {method.name: method for method in again.methods}
        assert (again.chosen, again.customers) == (each.chosen, each.customers)
        assert by_name[each.chosen].hits[each.top] == each.hits
        assert by_name["last_year"].hits[each.top] == each.baseline_hits["last_year"]
        assert by_name[each.chosen].captured_share[each.top] == each.captured_share


def test_the_record_is_told_in_a_sentence_whose_figures_are_means_over_the_days(tmp_path: Path) -> None:
    record = choice_record(ledger_of(tmp_path, northwind()), by="revenue")
    found = record.as_json()
    hits_found = [each["hits"] for each in found["earlier"]]
    assert found["hits"] == pytest.approx(np.mean(hits_found))
    assert (found["hits_low"], found["hits_high"]) == (min(hits_found), max(hits_found))
    assert found["captured_share"] == pytest.approx(
        np.mean([each["captured_share"] for each in found["earlier"]]), abs=1e-6
    )
    shown = f"{found['hits']:.1f}".removesuffix(".0")
    assert record.sentence().startswith(
        f"On {len(hits_found)} earlier days this choice would have found {shown} of the {found['tops'][-1]}"
    )
    assert f"holding {100 * found['captured_share']:.0f} % of their value" in record.sentence()
    assert found["sentence"]["template"] % found["sentence"]["facts"] == record.sentence()


def test_every_method_is_told_of_in_the_mean_over_the_same_days(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, regular())
    record = choice_record(ledger, as_of=TODAY, days=90)
    told = {each["name"]: each for each in record.as_json()["methods"]}
    days = [
        backtest(ledger, cut=each.cut, until=each.until, by="contribution", top=record.tops) for each in record.earlier
    ]
    assert tuple(told) == METHODS
    assert record.tops == (10, 13)
    for name in METHODS:
        again = [next(method for method in day.methods if method.name == name) for day in days]
        found = [method.hits[13] for method in again]
        assert told[name]["hits"]["13"] == pytest.approx(np.mean(found))
        assert (told[name]["hits_low"]["13"], told[name]["hits_high"]["13"]) == (min(found), max(found))
        if name == BLEND:  # weighted by other earlier cuts there
            continue
        assert told[name]["mae"] == pytest.approx(np.mean([method.mae for method in again]), abs=0.01)
        assert told[name]["spearman"] == pytest.approx(np.mean([method.spearman for method in again]), abs=1e-5)


def test_the_ranking_is_of_all_customers_and_of_no_later_day(tmp_path: Path) -> None:
    early, late = (
        [*regular(), *more] for more in ([], [line("C00", "later", TODAY + timedelta(1), 9e6, cost_amount=1)])
    )
    one, other = (
        choice_record(ledger_of(Path(tempfile.mkdtemp(dir=tmp_path)), rows), as_of=TODAY) for rows in (early, late)
    )
    assert one.ranking().equals(other.ranking())
    assert one.as_json() == other.as_json()
    ranking = one.ranking().to_pydict()
    assert ranking["choice_rank"] == list(range(1, 41))
    assert sorted(ranking["customer_code"]) == [f"C{place:02d}" for place in range(40)]


def test_a_short_history_says_so(tmp_path: Path) -> None:
    rows = [line("A", "1", TODAY, 10), line("B", "2", TODAY - timedelta(5), 10)]
    record = choice_record(ledger_of(tmp_path, rows))
    assert (record.chosen, record.earlier, record.by) == (BLEND, (), "revenue")
    assert "too short" in record.sentence()
    assert record.ranking().num_rows == 2


def test_the_record_by_contribution_needs_costs(tmp_path: Path) -> None:
    with pytest.raises(CostsUnknown):
        choice_record(ledger_of(tmp_path, [line("A", "1", TODAY, 10)]), by="contribution")
