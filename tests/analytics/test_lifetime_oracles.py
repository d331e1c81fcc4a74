"""The models against print: every published number is quoted with its id in ../shared/oracles.json."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import optimize, special

from clave.analytics.lifetime.beta_geometric import BetaGeometric, log_likelihood
from clave.analytics.lifetime.bg_nbd import BgNbd
from clave.analytics.lifetime.histories import WEEKS_PER_YEAR, Floats, Histories
from clave.analytics.lifetime.mbg_nbd import MbgNbd
from clave.analytics.lifetime.regularity import base_regularity, k_of_variance
from tests.analytics.ledgers import oracles, shared


@dataclass(frozen=True)
class InWeeks(Histories):
    """Histories whose times are given in weeks, as papers print them."""

    t_x: Floats
    t: Floats

    @property
    def last_weeks(self) -> Floats:
        return self.t_x

    @property
    def age_weeks(self) -> Floats:
        return self.t


def one(x: int, t_x: float, t: float) -> InWeeks:
    zeros = np.zeros(1, dtype=np.int64)
    return InWeeks(np.array([x]), zeros, zeros, zeros + 1, np.array([t_x]), np.array([t]))


def cdnow_sample() -> Histories:
    with shared("data", "cdnow", "cdnow_customers_summary.csv").open() as file:
        rows = list(csv.DictReader(file))
    x = np.array([int(row["frequency"]) for row in rows])
    days = [np.array([round(float(row[name]) * 7) for row in rows]) for name in ("recency", "T")]
    return Histories.of(x, *days)


def expected(model: BetaGeometric, history: Histories, weeks: float) -> float:
    return float((model.p_active(history) * model.orders_if_active(history, weeks))[0])


@pytest.mark.parametrize(("model", "case"), [(BgNbd, "btyd.bgnbd.cdnow.mle"), (MbgNbd, "btyd.mbgnbd.cdnow.mle")])
def test_the_fit_on_cdnow_is_the_published_one(model: type[BetaGeometric], case: str) -> None:
    oracle = oracles()[case]
    fitted, found = model.fit(cdnow_sample())
    published = [oracle["expected"][name] for name in ("r", "alpha", "a", "b")]
    assert found.converged
    assert not found.at_bound
    assert fitted.parameters == pytest.approx(published, abs=oracle["tolerance"])
    assert found.log_likelihood == pytest.approx(oracle["expected"]["LL"], abs=oracle["tolerance"])


def test_the_fit_is_where_another_optimiser_finds_it() -> None:
    histories, _ = cdnow_sample().grouped()

    def slope(point: Floats) -> tuple[float, Floats]:
        value, gradient = log_likelihood(np.exp(point), histories, 1)
        return -value, -gradient * np.exp(point)

    other = optimize.minimize(slope, np.zeros(4), jac=True, method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-9})
    fitted, found = MbgNbd.fit(histories)
    assert found.log_likelihood == pytest.approx(-other.fun, abs=1e-5)
    assert fitted.parameters == pytest.approx(np.exp(other.x), rel=1e-3)


def test_bg_nbd_expects_the_published_orders_of_newcomers() -> None:
    oracle = oracles()["btyd.bgnbd.expectation"]
    fitted, _ = BgNbd.fit(cdnow_sample())
    assert [fitted.orders_of_newcomer(t) for t in oracle["inputs"]["t"]] == pytest.approx(
        oracle["expected"], abs=oracle["tolerance"]
    )


def test_bg_nbd_expects_the_published_orders_of_a_known_customer() -> None:
    oracle = oracles()["btyd.bgnbd.conditional"]
    i = oracle["inputs"]
    model = BgNbd(*i["params"])
    assert expected(model, one(i["x"], i["tx"], i["T"]), i["t"]) == pytest.approx(
        oracle["expected"], abs=oracle["tolerance"]
    )


def test_bg_nbd_says_what_is_printed_of_customer_1516() -> None:
    oracle = oracles()["btyd.bgnbd.customer1516"]
    i, printed = oracle["inputs"], oracle["expected"]
    model, customer = BgNbd(*i["params"]), one(i["x"], i["tx"], i["T"])
    assert expected(model, customer, i["t"]) == pytest.approx(printed["cond"], abs=oracle["tolerance"])
    assert model.p_active(customer)[0] == pytest.approx(printed["alive"], abs=oracle["tolerance"])
    assert model.orders_of_newcomer(i["t"]) == pytest.approx(printed["E52"], abs=oracle["tolerance"])


def test_more_past_orders_foretell_fewer_when_silent() -> None:
    oracle = oracles()["btyd.bgnbd.increasing_frequency_paradox"]
    i = oracle["inputs"]
    model = BgNbd(*i["params"])
    found = [expected(model, one(x, i["tx"], i["T"]), i["t"]) for x in i["x"]]
    assert found == pytest.approx(oracle["expected"], abs=oracle["tolerance"])


def test_a_customer_of_one_order_may_have_left_under_mbg_nbd_and_never_under_bg_nbd() -> None:
    histories = cdnow_sample()
    single = one(0, 0.0, 38.86)
    assert MbgNbd.fit(histories)[0].p_active(single)[0] == pytest.approx(0.3897, abs=0.0005)
    assert BgNbd.fit(histories)[0].p_active(single)[0] == 1


def test_the_likelihood_of_mbg_nbd_is_the_formula_of_the_paper() -> None:
    r, alpha, a, b = 0.525, 6.183, 0.891, 1.614
    x, t_x, t = 3, 20.0, 38.0
    history = one(x, t_x, t)
    beta = special.betaln(a, b + x + 1) - special.betaln(a, b)
    rate = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    either = (alpha + t) ** -(r + x) + a / (b + x) * (alpha + t_x) ** -(r + x)
    value, _ = log_likelihood(np.array([r, alpha, a, b]), history, 1)
    assert value == pytest.approx(beta + rate + np.log(either), rel=1e-12)


@pytest.mark.parametrize("leaves_after_first", [0, 1])
def test_the_gradient_is_the_slope_of_the_likelihood(leaves_after_first: int) -> None:
    histories, _ = cdnow_sample().grouped()
    point = np.array([0.7, 5.0, 0.6, 2.0])
    _, gradient = log_likelihood(point, histories, leaves_after_first)
    for place in range(4):
        step = np.zeros(4)
        step[place] = 1e-5
        ahead, behind = (log_likelihood(point + s, histories, leaves_after_first)[0] for s in (step, -step))
        assert gradient[place] == pytest.approx((ahead - behind) / 2e-5, rel=1e-5)


def test_the_likelihood_stays_exact_for_huge_parameters_and_counts() -> None:
    poisson = one(100_000, 520.0, 520.0)
    rate = 100_000 / 520
    value, gradient = log_likelihood(np.array([1e6, 1e6 / rate, 1e-6, 1e6]), poisson, 1)
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()
    r, alpha = 1e6, 1e6 / rate
    negative_binomial = special.gammaln(r + 100_000) - special.gammaln(r) + r * np.log(alpha)
    assert value == pytest.approx(negative_binomial - (r + 100_000) * np.log(alpha + 520), rel=1e-6)


def test_the_forecast_is_the_hypergeometric_formula() -> None:
    r, alpha, a, b = 0.243, 4.414, 0.793, 2.426
    weeks = np.array([1.0, 10.0, 78.0])
    hyper = special.hyp2f1(r, b, a + b - 1, weeks / (alpha + weeks))
    formula = (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + weeks)) ** r * hyper)
    assert [BgNbd(r, alpha, a, b).orders_of_newcomer(t) for t in weeks] == pytest.approx(formula, rel=1e-9)


@pytest.mark.parametrize("discount_rate", [0.0, 0.1, 0.5])
def test_discounting_is_that_of_weekly_steps_at_mid_week(discount_rate: float) -> None:
    model = MbgNbd(0.525, 6.183, 0.891, 1.614)
    history = one(5, 30.0, 40.0)
    steps = np.array([model.orders_if_active(history, week)[0] for week in range(157)])
    factors = (1 + discount_rate) ** -((np.arange(156) + 0.5) / WEEKS_PER_YEAR)
    found = model.discounted_orders_if_active(history, 156, discount_rate)[0]
    assert found == pytest.approx(float(np.diff(steps) @ factors), rel=1e-5)


def test_simulated_orders_average_to_the_formula() -> None:
    model = MbgNbd(0.525, 6.183, 0.891, 1.614)
    history = one(5, 30.0, 40.0)
    drawn = model.drawn_orders_if_active(history, 52, 200_000, np.random.default_rng(7))
    assert drawn.mean() == pytest.approx(model.orders_if_active(history, 52)[0], rel=0.01)


def test_wheat_and_morrison_give_back_the_k_of_their_variance() -> None:
    k = np.array(oracles()["btyd.wheat_morrison.identity"]["inputs"]["k"], dtype=float)
    assert k_of_variance(1 / (4 * (2 * k + 1))) == pytest.approx(k, abs=1e-12)


@pytest.mark.parametrize("k", [1, 2, 8])
def test_regularity_of_simulated_erlang_gaps_is_found(k: int) -> None:
    gaps = np.random.default_rng(3).gamma(k, size=(40_000, 2))
    assert base_regularity(gaps[:, 0] / gaps.sum(axis=1)) == pytest.approx(k, rel=0.05)


def test_regularity_is_unknown_for_a_handful_of_customers() -> None:
    assert base_regularity(np.full(19, 0.5)) is None
