"""The hidden truths agree with the files: what is told there can be found in the data, up to the luck of the draw."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clave.demo.company import Company, found_company, monthly
from clave.demo.expectations import Expectations
from tests.demo.conftest import UNTIL, Rows

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook" / "demo.md"
SEEDS = (11, 12, 13, 14, 15, 16)


def test_orders_come_as_often_as_their_true_rates_say(rows: Rows, truth: Any) -> None:
    placed: dict[str, set[str]] = defaultdict(set)
    for row in rows["orders"]:
        if row["status"] != "credit":
            placed[row["customer_code"]].add(row["order_id"])
    true = [each for each in truth["customers"] if each["to_date"]["expected_orders"] >= 1]
    expected = np.array([each["to_date"]["expected_orders"] for each in true])
    count = np.array([len(placed[each["customer_code"]]) for each in true])
    away = (count - expected) / np.sqrt(expected / [each["regularity"] for each in true])
    assert abs(count.sum() / expected.sum() - 1) < 0.02
    assert 0.8 < away.std() < 1.2
    assert abs(away).max() < 5


def test_gaps_are_as_regular_as_they_truly_are(rows: Rows, truth: Any) -> None:
    days: dict[str, set[date]] = defaultdict(set)
    for row in rows["orders"]:
        if row["status"] != "credit":
            days[row["customer_code"]].add(date.fromisoformat(row["ordered_on"]))
    spread: dict[bool, list[float]] = {True: [], False: []}
    for each in truth["customers"]:
        gaps = np.diff([day.toordinal() for day in sorted(days[each["customer_code"]])])
        if len(gaps) >= 24 and each["order_rate_a_month"] < 3 and each["regularity"] in (1, 8, 12):
            spread[each["regularity"] > 1].append(float(gaps.std() / gaps.mean()))
    assert 0.8 < np.mean(spread[False]) < 1.2
    assert np.mean(spread[True]) < 0.6


def test_contribution_in_the_files_is_what_was_to_be_expected(truth: Any) -> None:
    to_date = [each["to_date"] for each in truth["customers"]]
    expected = np.array([each["expected_contribution_eur"] for each in to_date])
    came = np.array([each["contribution_eur"] for each in to_date])
    assert abs(came.sum() / expected.sum() - 1) < 0.03
    assert np.corrcoef(came, expected)[0, 1] > 0.99


def test_contribution_and_revenue_to_date_are_those_of_the_files(rows: Rows, truth: Any) -> None:
    rates = {(row["rate_date"], row["quote"]): float(row["rate"]) for row in rows["rates"]}
    revenue: dict[str, float] = defaultdict(float)
    contribution: dict[str, float] = defaultdict(float)
    for row in rows["orders"]:
        if row["status"] != "cancelled":
            rate = rates.get((row["ordered_on"], row["currency"]), 1.0)
            net, cost, freight = (float(row[name]) for name in ("net_amount", "cost_amount", "freight_amount"))
            revenue[row["customer_code"]] += net / rate
            contribution[row["customer_code"]] += (net - cost - freight) / rate
    for each in truth["customers"]:
        assert each["to_date"]["revenue_eur"] == pytest.approx(revenue[each["customer_code"]], abs=0.02)
        assert each["to_date"]["contribution_eur"] == pytest.approx(contribution[each["customer_code"]], abs=0.02)


def test_cost_to_serve_comes_to_what_its_drivers_say(rows: Rows, truth: Any) -> None:
    """Over the last year and all customers, per driver; a driver of few events may be further off."""
    since = (UNTIL - timedelta(days=365)).isoformat()
    kind_of = {driver["activity_kind"]: driver for driver in truth["cost_drivers"]}
    cost: dict[str, float] = defaultdict(float)
    for row in rows["activities"]:
        if row["occurred_on"] > since:
            driver = kind_of[row["kind"]]
            minutes = float(row["minutes"] or 0) * driver["minute_eur"]
            cost[driver["driver"]] += minutes + float(row["amount"] or 0)
    active = [each for each in truth["customers"] if each["is_active"] or each["is_holding"]]
    for driver in ("service_call", "service_visit", "sales_visit", "engineering", "expedite", "late_payment"):
        monthly_cost = sum(each["cost_to_serve_a_month_eur"][driver] for each in active)
        assert cost[driver] / 12 == pytest.approx(monthly_cost, rel=0.2), driver


def test_what_is_ahead_adds_up(truth: Any) -> None:
    for each in truth["customers"]:
        ahead = each["ahead"]
        assert ahead["value_eur"] == pytest.approx(ahead["contribution_eur"] - ahead["cost_to_serve_eur"], abs=0.02)
        assert 1 >= ahead["survival_12"] >= ahead["survival_24"] >= ahead["survival_36"] >= 0
        assert (ahead["orders"] == 0) == (not each["is_active"])
    total = sum(each["ahead"]["value_eur"] for each in truth["customers"])
    assert truth["company"]["expected_value_ahead_eur"] == pytest.approx(total, abs=5)


def test_a_longer_history_brings_what_was_expected_of_it() -> None:
    """Who is there in the last year orders in it what the months of that year say, over several companies."""
    ratios = []
    for seed in SEEDS:
        company = found_company(seed=seed, until=UNTIL)
        size, year = company.market.population.size, slice(36, 48)
        table = monthly(size, company.trade, company.results.actual, company.history, "contribution_eur")
        ratios.append(table[:, year].sum() / Expectations(company).contribution_by_month[:, year].sum())
    assert abs(np.mean(ratios) - 1) < 0.02


def test_broken_promises_are_those_of_the_files(rows: Rows, truth: Any) -> None:
    account_of = {row["customer_code"]: row["parent_code"] or row["customer_code"] for row in rows["customers"]}
    lines: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows["orders"]:
        if row["status"] in ("invoiced", "open"):
            lines[account_of[row["customer_code"]]][row["order_id"]].append(row)
    for promise in truth["promises"]:
        found = {
            order_id
            for order_id, order in lines[promise["account_code"]].items()
            if order[0]["ordered_on"] >= promise["since"] and in_scope(order, promise) and is_broken(order, promise)
        }
        assert found == set(promise["broken_order_ids"]), promise["promise_id"]
        assert promise["orders_broken"] == len(found)


def in_scope(order: list[dict[str, str]], promise: dict[str, Any]) -> bool:
    return promise["measure"] != "express_on_time" or order[0]["ship_mode"] == "express 48 h"


def is_broken(order: list[dict[str, str]], promise: dict[str, Any]) -> bool:
    if promise["measure"] == "within_days":
        limit = date.fromisoformat(order[0]["ordered_on"]) + timedelta(days=promise["within_days"])
    else:
        limit = date.fromisoformat(order[0]["promised_on"])
    come = [date.fromisoformat(row["delivered_on"]) for row in order if row["delivered_on"]]
    missing = len(come) < len(order)
    return any(day > limit for day in come) or (missing and limit < UNTIL)


def test_most_promises_are_kept_and_none_is_perfect_everywhere(truth: Any) -> None:
    judged = sum(promise["orders_judged"] for promise in truth["promises"])
    broken = sum(promise["orders_broken"] for promise in truth["promises"])
    assert len({promise["account_code"] for promise in truth["promises"]}) == 12
    assert 0.05 < broken / judged < 0.2


def test_the_effect_is_the_difference_of_the_two_histories(truth: Any) -> None:
    programme = truth["programme"]
    for account in programme["accounts"]:
        months = account["months"]
        assert account["effect_eur"] == pytest.approx(sum(month["effect_eur"] for month in months), abs=0.2)
        assert [month["multiplier"] for month in months] == sorted(month["multiplier"] for month in months)
        assert months[-1]["multiplier"] == account["full_multiplier"] > 1.1
    assert programme["effect_eur"] == pytest.approx(sum(a["effect_eur"] for a in programme["accounts"]), abs=0.2)
    assert 0.1 < programme["effect_share"] < 0.5
    assert len(programme["accounts"]) == 12


def test_every_candidate_has_a_score_and_the_best_were_mostly_chosen(truth: Any) -> None:
    candidates = truth["selection"]["candidates"]
    chosen = [n for n, each in enumerate(candidates) if each["is_chosen"]]
    assert len(candidates) > 150
    assert len(chosen) == 12
    assert 12 < max(chosen) + 1 < 40


def panel(company: Company) -> tuple[np.ndarray, ...]:
    """Per account: chosen, score, and log contribution of the two years before and of the last year."""
    population, history = company.market.population, company.history
    table = monthly(population.size, company.trade, company.results.actual, history, "contribution_eur")
    start = history.month_starts.index(history.programme_start)
    years = [table[:, start - 24 : start - 12], table[:, start - 12 : start], table[:, 36:48]]
    sums = [np.bincount(population.account, weights=y.sum(axis=1), minlength=population.size) for y in years]
    orders = np.bincount(population.account[company.trade.orders.customer], minlength=population.size)
    usable = (orders > 60) & np.all([s > 0 for s in sums], axis=0) & ~np.isnan(company.results.selection.score)
    first, second, last = (np.log(s[usable]) for s in sums)
    selection = company.results.selection
    return selection.chosen[usable].astype(float), selection.score[usable], first, second, last


def estimated_effect(companies: list[Company]) -> float:
    """Mean over companies: what regression on the score and the two prior years says of the last year, log points."""
    found = []
    for company in companies:
        chosen, score, first, second, last = panel(company)
        design = np.column_stack([np.ones_like(chosen), chosen, score, first, second])
        found.append(np.linalg.lstsq(design, last, rcond=None)[0][1])
    return float(np.mean(found))


def test_the_effect_can_be_found_again_in_the_data() -> None:
    companies = [found_company(seed=seed, until=UNTIL) for seed in SEEDS]
    true = [np.log(c.results.effect.multiplier[c.heads, 36:48].mean(axis=1)).mean() for c in companies]
    assert estimated_effect(companies) == pytest.approx(np.mean(true), abs=0.07)


def test_without_an_effect_none_is_found() -> None:
    companies = [found_company(seed=seed, until=UNTIL, strength=0.0) for seed in SEEDS]
    assert all((company.results.effect.multiplier == 1).all() for company in companies)
    assert estimated_effect(companies) == pytest.approx(0.0, abs=0.07)


def fields(truths: Any) -> set[str]:
    """Every field name in the truths, except keys that are themselves values (drivers and skills)."""
    if isinstance(truths, list):
        return set().union(*(fields(each) for each in truths))
    if not isinstance(truths, dict):
        return set()
    valued = {"cost_to_serve_a_month_eur", "skills", "weights"}
    return set(truths).union(*(fields(part) for name, part in truths.items() if name not in valued))


def test_every_field_is_explained_in_the_handbook(truth: Any) -> None:
    page = HANDBOOK.read_text(encoding="utf-8")
    told = {word.strip("_") for word in re.findall(r"`([a-z_0-9]+)`", page)}
    assert sorted(name for name in fields(truth) if name not in told) == []
