"""The models against their formulas, against simulation and against other ways to compute them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from clave.analytics.lifetime import beta_geometric, bg_bb, gamma_gamma, mbg_cnbd, nbd, pareto_nbd
from clave.analytics.lifetime.beta_geometric import log_likelihood
from clave.analytics.lifetime.bg_bb import BgBb
from clave.analytics.lifetime.bg_nbd import BgNbd
from clave.analytics.lifetime.choice import LifetimeModel
from clave.analytics.lifetime.gamma_gamma import GammaGamma, premise
from clave.analytics.lifetime.histories import WEEKS_PER_YEAR, Floats, Histories
from clave.analytics.lifetime.mbg_cnbd import MbgCnbd, stage_weights
from clave.analytics.lifetime.mbg_nbd import MbgNbd
from clave.analytics.lifetime.nbd import Nbd
from clave.analytics.lifetime.pareto_nbd import ParetoNbd
from clave.analytics.lifetime.regularity import base_regularity
from clave.analytics.refusals import ParameterOutOfRange
from tests.analytics.oracle_table import DONATIONS, cdnow_sample, cdnow_spend, donors, one

CNBD = MbgCnbd(0.8, 5.0, 0.9, 2.0, 2)
EVERY_MODEL: tuple[LifetimeModel, ...] = (
    MbgNbd(0.525, 6.183, 0.891, 1.614),
    BgNbd(0.243, 4.414, 0.793, 2.426),
    ParetoNbd(0.553, 10.578, 0.606, 11.669),
    ParetoNbd(0.553, 10.578, 1.0, 11.669),
    Nbd(0.385, 12.07),
    CNBD,
    MbgCnbd(2.0, 3.0, 0.05, 3.0, 5),
)


def test_the_fit_is_where_another_optimiser_finds_it() -> None:
    histories, _ = cdnow_sample().grouped()

    def slope(point: Floats) -> tuple[float, Floats]:
        value, gradient = log_likelihood(np.exp(point), histories, 1)
        return -value, -gradient * np.exp(point)

    other = optimize.minimize(slope, np.zeros(4), jac=True, method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-9})
    fitted, found = MbgNbd.fit(histories)
    assert found.log_likelihood == pytest.approx(-other.fun, abs=1e-5)
    assert fitted.parameters == pytest.approx(np.exp(other.x), rel=1e-3)


def test_a_large_base_that_nobody_leaves_is_told_in_a_few_looks_at_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(3)
    age = generator.integers(1800, 2500, 20_000)
    counts = generator.poisson(age / 160)
    silence = np.minimum(generator.exponential(160, len(age)), 240).astype(np.int64)
    known = Histories.of(counts, np.where(counts > 0, age - silence, 0), age).known()
    looks: list[int] = []

    def watched(point: Floats, histories: Histories, leaves_after_first: int) -> tuple[float, Floats]:
        looks.append(len(histories.repeats))
        return log_likelihood(point, histories, leaves_after_first)

    monkeypatch.setattr(beta_geometric, "log_likelihood", watched)
    _, found = MbgNbd.fit(known)
    assert found.at_bound
    assert not found.sound
    assert looks.count(len(known.repeats)) <= 40


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


@pytest.mark.parametrize("model", EVERY_MODEL, ids=lambda model: model.name)
@pytest.mark.parametrize("discount_rate", [0.0, 0.1, 0.5])
def test_discounting_is_that_of_weekly_steps_at_mid_week(model: LifetimeModel, discount_rate: float) -> None:
    history = one(5, 30.0, 33.0)
    steps = np.array([model.orders_if_active(history, week)[0] for week in range(157)])
    factors = (1 + discount_rate) ** -((np.arange(156) + 0.5) / WEEKS_PER_YEAR)
    found = model.discounted_orders_if_active(history, 156, discount_rate)[0]
    assert found == pytest.approx(float(np.diff(steps) @ factors), rel=2e-5)


@pytest.mark.parametrize("model", EVERY_MODEL, ids=lambda model: model.name)
def test_simulated_orders_average_to_the_formula(model: LifetimeModel) -> None:
    history = one(5, 30.0, 33.0)
    drawn = model.drawn_orders_if_active(history, 52, 200_000, np.random.default_rng(7))
    assert drawn.mean() == pytest.approx(model.orders_if_active(history, 52)[0], rel=0.01)


@pytest.mark.parametrize("model", EVERY_MODEL, ids=lambda model: model.name)
def test_nothing_comes_within_no_time_and_silence_never_helps(model: LifetimeModel) -> None:
    histories = Histories.of(np.array([0, 5, 5, 5]), np.array([0, 200, 200, 200]), np.array([7, 200, 300, 900]))
    assert model.orders_if_active(histories, 0.0) == pytest.approx(np.zeros(4), abs=1e-12)
    assert model.discounted_orders_if_active(histories, 0.0, 0.1) == pytest.approx(np.zeros(4), abs=1e-12)
    active = model.p_active(histories)
    assert active[1] >= active[2] >= active[3] >= 0


@pytest.mark.parametrize("model", EVERY_MODEL, ids=lambda model: model.name)
def test_a_hundred_thousand_purchases_are_no_trouble(model: LifetimeModel) -> None:
    giant = Histories.of(np.array([100_000]), np.array([3650 * 27]), np.array([3650 * 27 + 1]))
    assert 0 <= model.p_active(giant)[0] <= 1
    expected = model.orders_if_active(giant, 156.0)[0]
    assert 0 < expected < 1.05 * 100_000 / (3650 * 27 / 7) * 156
    assert 0 < model.discounted_orders_if_active(giant, 156.0, 0.1)[0] < expected


def silent(model: ParetoNbd, x: int, t_x: float, t: float) -> float:
    """ln of the likelihood without the purchases' term, by adaptive quadrature over the week of leaving."""
    r, alpha, s, beta = model.parameters
    left, _ = integrate.quad(
        lambda u: s * ((alpha + u) / (alpha + t_x)) ** -(r + x) * ((beta + u) / (beta + t_x)) ** -s / (beta + u), t_x, t
    )
    stayed = ((alpha + t) / (alpha + t_x)) ** -(r + x) * ((beta + t) / (beta + t_x)) ** -s
    known = r * np.log(alpha) + s * np.log(beta) - (r + x) * np.log(alpha + t_x) - s * np.log(beta + t_x)
    return float(known + np.log(stayed + left))


@pytest.mark.parametrize("parameters", [(0.55, 10.6, 0.6, 11.7), (3.0, 2.0, 0.05, 400.0), (0.2, 300.0, 4.0, 2.0)])
@pytest.mark.parametrize("history", [(0, 0.0, 38.0), (3, 20.0, 38.0), (200, 90.0, 130.0)])
def test_the_likelihood_of_pareto_nbd_is_its_integral(
    parameters: tuple[float, ...], history: tuple[int, float, float]
) -> None:
    model, (x, t_x, t) = ParetoNbd(*parameters), history
    value, _ = pareto_nbd.log_likelihood(model.parameters, one(x, t_x, t))
    purchases = special.gammaln(model.r + x) - special.gammaln(model.r)
    assert value == pytest.approx(purchases + silent(model, x, t_x, t), rel=1e-8)


def test_residual_transactions_are_those_of_the_confluent_function() -> None:
    model, delta = ParetoNbd(0.5629966, 12.559, 0.4081, 10.5148), 0.0027
    r, alpha, s, beta = model.parameters
    x, t_x, t = 7, 35.0, 77.86
    value, _ = pareto_nbd.log_likelihood(model.parameters, one(x, t_x, t))
    log = r * np.log(alpha) + s * np.log(beta) + (s - 1) * np.log(delta) + special.gammaln(r + x + 1)
    log += np.log(special.hyperu(s, s, delta * (beta + t))) - special.gammaln(r) - (r + x + 1) * np.log(alpha + t)
    found = model.residual_orders(one(x, t_x, t), delta)[0]
    assert found == pytest.approx(np.exp(log - value), rel=1e-8)
    assert found == pytest.approx(1.8642, abs=5e-5)


def test_pareto_nbd_with_nobody_leaving_is_the_nbd() -> None:
    history = one(4, 20.0, 30.0)
    lasting, simple = ParetoNbd(0.8, 9.0, 1e-6, 1e6), Nbd(0.8, 9.0)
    assert lasting.orders_if_active(history, 52.0) == pytest.approx(simple.orders_if_active(history, 52.0), rel=1e-5)
    assert lasting.p_active(history)[0] == pytest.approx(1, abs=1e-6)


def test_nbd_on_cdnow_is_the_derived_fit() -> None:
    found, at = Nbd.fit(cdnow_sample())
    assert found.parameters == pytest.approx((0.3848, 12.072), abs=5e-4)
    assert at.log_likelihood == pytest.approx(-9763.66, abs=0.005)


GRADIENTS = {
    "nbd": (lambda p: nbd.log_likelihood(p, cdnow_sample().known()), (0.4, 12.0)),
    "pareto_nbd": (lambda p: pareto_nbd.log_likelihood(p, cdnow_sample().known()), (0.7, 9.0, 0.5, 14.0)),
    "mbg_cnbd_3": (lambda p: mbg_cnbd.log_likelihood(p, cdnow_sample().known(), 3), (0.7, 5.0, 0.6, 2.0)),
    "bg_bb": (lambda p: bg_bb.log_likelihood(p, donors()), (1.1, 0.8, 0.7, 2.5)),
    "gamma_gamma": (lambda p: gamma_gamma.log_likelihood(p, *cdnow_spend()), (6.0, 4.0, 15.0)),
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_every_gradient_is_the_slope_of_its_likelihood(name: str) -> None:
    likelihood, at = GRADIENTS[name]
    point = np.array(at)
    _, gradient = likelihood(point)
    for place, step in enumerate(np.eye(len(point)) * 1e-5):
        slope = (likelihood(point + step)[0] - likelihood(point - step)[0]) / 2e-5
        assert gradient[place] == pytest.approx(slope, rel=1e-5, abs=1e-3)


def series(model: MbgCnbd, x: int, t_x: float, t: float, weeks: float) -> float:
    """The forecast as the double series over stages and future orders."""
    weights, shape, span = stage_weights(model.parameters, one(x, t_x, t), model.k)[0], model.r + model.k * x, t
    chance = (model.alpha + span) / (model.alpha + span + weeks)
    n = np.arange(1, 3000)
    stayed = np.exp(special.betaln(model.a, model.b + x + n) - special.betaln(model.a, model.b + x + 1))
    reached = [stats.nbinom.sf(n * model.k - j - 1, shape + j, chance) for j in range(model.k)]
    return float(sum(weight * (each @ stayed) for weight, each in zip(weights, reached, strict=True)))


@pytest.mark.parametrize(
    "model", [CNBD, MbgCnbd(2.0, 3.0, 0.05, 3.0, 5), MbgCnbd(5.0, 1.0, 0.3, 0.01, 12), MbgCnbd(0.5, 3.0, 30.0, 0.01, 7)]
)
@pytest.mark.parametrize("history", [(5, 30.0, 33.0), (0, 0.0, 3.0), (50, 100.0, 101.0)])
@pytest.mark.parametrize("weeks", [0.5, 10.0, 156.0])
def test_the_forecast_of_regular_gaps_is_its_series(
    model: MbgCnbd, history: tuple[int, float, float], weeks: float
) -> None:
    found = model.orders_if_active(one(*history), weeks)[0]
    assert found == pytest.approx(series(model, *history, weeks), rel=1e-7, abs=1e-9)


def test_regular_gaps_with_one_stage_are_the_mbg_nbd() -> None:
    plain, at = MbgNbd.fit(cdnow_sample())
    staged, also = MbgCnbd.fit(cdnow_sample(), 0.0, 1)
    assert staged.parameters == pytest.approx(plain.parameters, rel=1e-6)
    assert also.log_likelihood == pytest.approx(at.log_likelihood, abs=1e-6)
    history = one(3, 20.0, 30.0)
    assert staged.orders_if_active(history, 52.0) == pytest.approx(plain.orders_if_active(history, 52.0), rel=1e-6)


def erlang_buyers(customers: int, k: int, seed: int) -> tuple[Histories, float, Floats]:
    """Customers buying as the model says for 104 weeks, with what each buys in the 52 weeks after."""
    generator = np.random.default_rng(seed)
    rates, leaving = generator.gamma(2.0, 1 / 6.0, customers) * k, generator.beta(0.6, 6.0, customers)
    rows, log_gaps, later = [], 0.0, np.zeros(customers)
    for customer in range(customers):
        stays = generator.geometric(leaving[customer])
        days = np.ceil(7 * np.cumsum(generator.gamma(k, 1 / rates[customer], min(stays, 3000))))[: stays - 1]
        days = np.unique(days[days <= 156 * 7]).astype(int)
        before = days[days <= 104 * 7]
        log_gaps += float(np.log(np.diff(before, prepend=0)).sum())
        rows.append((len(before), before[-1] if len(before) else 0, 104 * 7))
        later[customer] = (days > 104 * 7).sum()
    return Histories.of(*np.array(rows).T), log_gaps, later


@pytest.mark.parametrize("k", [2, 4])
def test_simulated_regular_buyers_are_recognised_and_forecast_without_bias(k: int) -> None:
    histories, log_gaps, later = erlang_buyers(3000, k, seed=k)
    model, found = MbgCnbd.best(histories, log_gaps)
    assert found.sound
    assert model.k == k
    forecast = model.p_active(histories) * model.orders_if_active(histories, 52.0)
    assert forecast.sum() == pytest.approx(later.sum(), rel=0.03)
    assert np.mean(np.abs(forecast - later)) < 0.98 * np.mean(np.abs(chance_forecast(histories) - later))


def chance_forecast(histories: Histories) -> Floats:
    """The same by MBG/NBD, which takes gaps as chance."""
    model, _ = MbgNbd.fit(histories)
    return model.p_active(histories) * model.orders_if_active(histories, 52.0)


def test_bg_bb_expects_the_printed_gifts() -> None:
    model, _ = BgBb.fit(donors())
    ten = model.orders(donors(), 10)
    assert model.orders_of_newcomer(10) == pytest.approx(3.179805, abs=5e-5)
    assert ten[-1] == pytest.approx(0.1302169, abs=5e-6)
    assert ten[DONATIONS.index((4, 5, 284))] == pytest.approx(3.627858, abs=2e-4)


def test_a_residual_value_without_discount_has_no_end() -> None:
    with pytest.raises(ParameterOutOfRange, match="discount_rate"):
        BgBb(1.2, 0.75, 0.66, 2.78).residual_orders(donors(), 0.0)


def test_gamma_gamma_is_used_only_where_its_premise_holds() -> None:
    generator = np.random.default_rng(4)
    orders = generator.integers(1, 20, 400).astype(float)
    means = generator.gamma(6.0 * orders, 1 / (6.0 * orders)) * 30
    assert premise(orders, means) is None
    assert premise(orders, means * orders) == "depends_on_orders"
    assert premise(orders, means - 40) == "not_positive"
    assert premise(orders[:20], means[:20]) == "few"
    assert np.isinf(GammaGamma(1.0, 0.9, 3.0).expected(np.zeros(1), np.zeros(1)))[0]


@pytest.mark.parametrize("k", [1, 2, 8])
def test_regularity_of_simulated_erlang_gaps_is_found(k: int) -> None:
    gaps = np.random.default_rng(3).gamma(k, size=(40_000, 2))
    assert base_regularity(gaps[:, 0] / gaps.sum(axis=1)) == pytest.approx(k, rel=0.05)


def test_regularity_is_unknown_for_a_handful_of_customers() -> None:
    assert base_regularity(np.full(19, 0.5)) is None
