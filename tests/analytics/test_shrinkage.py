"""The value of a purchase, drawn towards the mean of all where little is known."""

from __future__ import annotations

import numpy as np
import pytest

from clave.analytics.shrinkage import normal_normal, purchase_values
from tests.analytics.ledgers import oracles


def test_a_negative_margin_is_drawn_towards_the_mean_and_may_stay_negative() -> None:
    oracle = oracles()["shrinkage.normal_normal_negative_margin"]
    i, printed = oracle["inputs"], oracle["expected"]
    one = [np.array([float(i[name])]) for name in ("n", "mean", "sigma2")]
    found = normal_normal(*one, i["mu"], i["tau2"])
    values = (found.weight[0], found.mean[0], found.sd[0])
    assert values == pytest.approx((printed["B"], printed["post_mean"], printed["post_sd"]), abs=oracle["tolerance"])


def test_the_batting_averages_of_efron_and_morris() -> None:
    oracle = oracles()["shrinkage.efron_morris_1977"]
    i = oracle["inputs"]
    raw, n = np.array(i["raw"]), np.ones(2)
    found = normal_normal(n, raw, np.full(2, 1 - i["c"]), i["grand_mean"], i["c"])
    assert found.mean == pytest.approx(oracle["expected"], abs=oracle["tolerance"])


def test_a_single_customer_keeps_its_own_mean() -> None:
    found = purchase_values(np.array([3.0]), np.array([-7.0]), np.array([-21.0]), np.array([150.0]))
    assert found.mean[0] == -7


def test_a_customer_without_known_values_gets_the_mean_of_all() -> None:
    n, mean = np.array([4.0, 4.0, 0.0]), np.array([10.0, 20.0, 0.0])
    found = purchase_values(n, mean, n * mean, n * mean**2)
    assert found.mean == pytest.approx([10, 20, 15])


def test_a_giant_is_not_shrunk_away() -> None:
    generator = np.random.default_rng(5)
    orders = [generator.normal(100, 30, 8) for _ in range(200)] + [generator.normal(50_000, 9_000, 8)]
    n, sums = np.full(201, 8.0), np.array([values.sum() for values in orders])
    found = purchase_values(n, sums / n, sums, np.array([(values**2).sum() for values in orders]))
    assert found.mean[-1] > 0.8 * sums[-1] / 8
