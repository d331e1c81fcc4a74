"""Looking back: nothing after the cut may enter, and every figure can be worked out by hand."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from clave import analytics
from clave.analytics.backtests import BASELINES, METHODS, Backtest, MethodRecord, backtest
from clave.analytics.backtests.looking_back import foreseen as predicted
from clave.analytics.backtests.looking_back import surveys
from clave.analytics.backtests.scoring import captured, hits, spearman
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import number_of, read_takings
from clave.analytics.backtests.trials import trials_before
from clave.analytics.refusals import AsOfBeforeData, CostsUnknown, CutOutside, ParameterOutOfRange
from clave.analytics.roll_up import opened_ledger
from tests.analytics.ledgers import cdnow, ledger_of, line, northwind

START, CUT, END = date(2025, 1, 1), date(2025, 12, 31), date(2026, 6, 30)

later_lines = st.lists(
    st.builds(
        lambda customer, order, day, net: line(customer, f"late{order}", CUT + timedelta(day), net, cost_amount=1),
        st.sampled_from(["A", "B", "C", "new"]),
        st.integers(1, 99),
        st.integers(1, 180),
        st.integers(-1000, 100_000),
    ),
    min_size=1,
    max_size=20,
)


def history() -> list[dict[str, Any]]:
    plan = {"A": (10, 30, 100), "B": (4, 80, 400), "C": (2, 20, 3000), "D": (12, 30, 20)}
    return [
        line(code, f"{code}{n}", START + timedelta(5 + n * gap), net, cost_amount=net * 3 // 4)
        for code, (orders, gap, net) in plan.items()
        for n in range(orders)
    ]


def looked_back(rows: list[dict[str, Any]], **more: Any) -> Backtest:
    with tempfile.TemporaryDirectory() as folder:
        return backtest(ledger_of(Path(folder), rows), **{"cut": CUT, "until": END, "top": (2, 3), **more})


def foreseen(rows: list[dict[str, Any]]) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        ledger = ledger_of(Path(folder), rows)
        with opened_ledger(ledger) as engine:
            takings = read_takings(engine, ledger, *surveys(engine, ledger, CUT, END), "contribution")
    cut, days = number_of(CUT), (END - CUT).days
    snapshot = Snapshot.of(takings, cut, days)
    codes = [takings.codes[place] for place in snapshot.customers]
    assert codes == sorted(codes)
    found = predicted(snapshot, trials_before(takings, cut, days))
    return {each.name: [*each.amounts.tolist(), *each.scores.tolist()] for each in found}


def method(result: Backtest, name: str) -> MethodRecord:
    return next(each for each in result.methods if each.name == name)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(later_lines)
def test_nothing_after_the_cut_changes_a_prediction_or_the_choice(later: list[dict[str, Any]]) -> None:
    quiet = [line("A", "one", CUT + timedelta(1), 5, cost_amount=1)]
    assert foreseen([*history(), *later]) == foreseen([*history(), *quiet])
    assert looked_back([*history(), *later]).chosen == looked_back([*history(), *quiet]).chosen


def test_the_plain_rules_are_what_they_say() -> None:
    amounts = foreseen([*history(), line("A", "one", CUT + timedelta(1), 5, cost_amount=1)])
    window, seen = (END - CUT).days, (CUT - START - timedelta(5)).days + 1
    total_c = 2 * (3000 - 2250)
    assert amounts["total_to_date"][2] == pytest.approx(total_c * window / seen)
    assert amounts["last_year"][2] == pytest.approx(total_c * window / seen)
    assert amounts["last_half_year"][2] == 0
    ages = [(CUT - START).days - 5, (CUT - START).days - 25]
    faded = sum(750 * 0.5 ** (age / 182) for age in ages)
    assert amounts["recency_weighted"][2] == pytest.approx(
        faded * window * np.log(2) / (182 * (1 - 0.5 ** (seen / 182)))
    )


def test_hits_and_captured_share_are_counted_among_customers_known_at_the_cut() -> None:
    after = [("A", 500), ("B", 10), ("C", 700), ("D", 20), ("new", 99_999)]
    result = looked_back([*history(), *(line(code, f"x{code}", CUT + timedelta(9), net) for code, net in after)])
    assert result.customers == 4
    total = method(result, "total_to_date")
    assert (total.hits, total.captured_share) == ({2: 1, 3: 2}, {2: 0.591667, 3: 0.991803})


def test_the_cut_belongs_to_the_past_and_until_to_the_future() -> None:
    rows = [
        *history(),
        line("D", "on the cut", CUT, 50_000),
        line("A", "last", END, 7),
        line("B", "too late", END + timedelta(1), 9),
    ]
    result = looked_back(rows)
    assert method(result, "total_to_date").captured_share[2] == 0
    assert method(looked_back(rows, top=(4,)), "total_to_date").captured_share[4] == 1
    assert (
        method(looked_back([row for row in rows if row["order_id"] != "too late"]), "last_year").mae
        == method(result, "last_year").mae
    )


def test_contribution_and_revenue_may_disagree(tmp_path: Path) -> None:
    rows = [*history(), *[line("A", f"loss{n}", START + timedelta(n), 9000, cost_amount=9999) for n in range(9)]]
    rows.append(line("B", "next", CUT + timedelta(3), 100, cost_amount=1))
    rows.append(line("A", "next", CUT + timedelta(3), 500, cost_amount=900))
    by_revenue, by_contribution = (looked_back(rows, by=by, top=(1,)) for by in ("revenue", "contribution"))
    assert method(by_revenue, "total_to_date").hits[1] == 1
    assert method(by_contribution, "total_to_date").hits[1] == 0


def test_the_record_has_every_method_and_baseline(tmp_path: Path) -> None:
    found = backtest(ledger_of(tmp_path, northwind()), cut=date(1997, 12, 31), by="contribution").as_json()
    assert (found["cut"], found["until"], found["customers"]) == ("1997-12-31", "1998-05-06", 88)
    assert [each["name"] for each in found["methods"]] == list(METHODS)
    assert set(found["baselines"]) == set(BASELINES) < set(METHODS)
    assert found["chosen"] in METHODS
    assert found["inner_cuts"] == ["1997-07-04", "1997-04-05", "1997-01-05"]
    for each in found["methods"]:
        assert set(each["hits"]) == {"10", "25"}
        assert 0 <= each["hits"]["10"] <= 10
        assert 0 < each["captured_share"]["25"] <= 1
        assert -1 <= each["spearman"] <= 1
        assert each["mae"] > 0


def test_northwind_by_last_year_is_what_plain_python_finds(tmp_path: Path) -> None:
    cut = date(1997, 12, 31)
    before: dict[str, Decimal] = {}
    after: dict[str, Decimal] = {}
    for row in northwind():
        if row["ordered_on"] > cut:
            after[row["customer_code"]] = after.get(row["customer_code"], Decimal(0)) + row["net_amount"]
        else:
            recent = row["net_amount"] if row["ordered_on"] > cut - timedelta(365) else Decimal(0)
            before[row["customer_code"]] = before.get(row["customer_code"], Decimal(0)) + recent
    top = sorted(before, key=lambda code: (-before[code], code))[:10]
    best = sorted(before, key=lambda code: (-after.get(code, Decimal(0)), code))[:10]
    found = method(backtest(ledger_of(tmp_path, northwind()), cut=cut), "last_year")
    assert found.hits[10] == len(set(top) & set(best))
    share = sum(after.get(code, Decimal(0)) for code in top) / sum(after.get(code, Decimal(0)) for code in best)
    assert found.captured_share[10] == pytest.approx(float(share), abs=1e-6)


def test_cdnow_is_chosen_for_by_its_own_past(tmp_path: Path) -> None:
    result = backtest(ledger_of(tmp_path, cdnow()), cut=date(1997, 9, 30))
    assert result.customers == 23_570
    assert len(result.inner_cuts) == 3
    assert method(result, result.chosen).hits[25] >= max(method(result, name).hits[25] for name in BASELINES)


def test_too_short_a_history_leaves_all_methods_an_equal_say() -> None:
    rows = [line("A", "1", CUT, 10), line("A", "2", CUT + timedelta(5), 10)]
    result = looked_back(rows)
    assert (result.chosen, result.inner_cuts) == ("learned_blend", ())


def test_rank_correlation_is_that_of_scipy() -> None:
    generator = np.random.default_rng(2)
    one, other = generator.integers(0, 9, 60).astype(float), generator.integers(0, 9, 60).astype(float)
    assert spearman(one, other) == pytest.approx(stats.spearmanr(one, other).statistic, abs=1e-6)
    assert spearman(one, np.ones(60)) is None


def test_ties_go_to_the_first_code_and_nothing_captured_has_no_share() -> None:
    assert hits(np.array([1.0, 1, 1]), np.array([5.0, 0, 0]), 1) == 1
    assert captured(np.ones(3), np.zeros(3), 2) is None


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"cut": END}, CutOutside),
        ({"cut": date(2024, 1, 1)}, AsOfBeforeData),
        ({"by": "friendship"}, ParameterOutOfRange),
        ({"top": ()}, ParameterOutOfRange),
        ({"top": (0,)}, ParameterOutOfRange),
        ({"cut": date(2026, 6, 1), "until": date(2026, 6, 2)}, CutOutside),
    ],
)
def test_a_question_without_answer_is_refused(more: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        looked_back([*history(), line("A", "after", CUT + timedelta(1), 5)], **more)


def test_the_library_answers_under_one_name_again_and_again(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, [*history(), line("A", "after", CUT + timedelta(1), 5)])
    assert analytics.backtest(ledger, cut=CUT) == analytics.backtest(ledger, cut=CUT)


def test_an_order_with_lines_on_both_sides_of_the_cut_is_taken_apart() -> None:
    split = [line("D", "split", CUT, 500, cost_amount=1), line("D", "split", CUT + timedelta(1), 9e6, line_no=2)]
    both = looked_back([*history(), *split], top=(4,))
    alone = looked_back([*history(), split[0], line("D", "other", CUT + timedelta(1), 9e6)], top=(4,))
    assert both == alone


def test_a_cost_that_only_later_lines_have_is_no_cost_before() -> None:
    rows = [line("A", str(n), START + timedelta(n * 100), 10) for n in range(3)]
    with pytest.raises(CostsUnknown):
        looked_back([*rows, line("A", "later", CUT + timedelta(9), 10, cost_amount=1)], by="contribution")


def test_credits_after_the_cut_take_value_away() -> None:
    after = [line("A", "a", CUT + timedelta(3), 900), line("B", "b", CUT + timedelta(3), 500)]
    credit = line("A", "back", CUT + timedelta(30), -900, quantity=-1, status="credit")
    plain, credited = (looked_back([*history(), *after, *more], top=(1,)) for more in ([], [credit]))
    a_first = next(each for each in plain.methods if each.hits[1] == 1).name
    assert method(credited, a_first).hits[1] == 0
    assert method(credited, a_first).captured_share[1] == 0


@pytest.mark.parametrize("after", [[0, 0], [-50, -70]])
def test_where_nothing_came_there_is_no_share_and_no_crash(after: list[int]) -> None:
    rows = [line(code, f"x{code}", CUT + timedelta(9), net) for code, net in zip("AB", after, strict=True)]
    for each in looked_back([*history(), *rows], top=(1, 25)).methods:
        assert each.captured_share[1] is None
        assert each.hits[25] == 4


def test_a_base_of_losses_only_is_ranked_all_the_same() -> None:
    rows = [
        line(code, f"{code}{n}", START + timedelta(n * 30), 100, cost_amount=100 + loss)
        for code, loss in (("A", 5), ("B", 50), ("C", 500))
        for n in range(14)
    ]
    result = looked_back(rows, by="contribution", top=(1, 2))
    assert method(result, result.chosen).hits == {1: 1, 2: 2}
    assert method(result, result.chosen).captured_share == {1: None, 2: None}


def test_one_customer_is_found() -> None:
    rows = [line("A", str(n), START + timedelta(n * 20), 10) for n in range(25)]
    result = looked_back(rows)
    assert (result.customers, method(result, result.chosen).hits[3]) == (1, 1)


def test_contribution_needs_costs() -> None:
    rows = [line("A", str(n), START + timedelta(n * 100), 10) for n in range(5)]
    with pytest.raises(CostsUnknown):
        looked_back(rows, by="contribution")
