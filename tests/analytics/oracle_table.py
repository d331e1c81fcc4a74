"""What the library finds for every published or derived number on lifetime value (topics 2 and 3 of ../shared/oracles.json)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from clave.analytics.lifetime import closed_forms as forms
from clave.analytics.lifetime.bg_bb import BgBb, Occasions
from clave.analytics.lifetime.bg_nbd import BgNbd
from clave.analytics.lifetime.choice import LifetimeModel
from clave.analytics.lifetime.gamma_gamma import GammaGamma
from clave.analytics.lifetime.histories import Floats, Histories
from clave.analytics.lifetime.mbg_nbd import MbgNbd
from clave.analytics.lifetime.pareto_nbd import ParetoNbd
from clave.analytics.lifetime.regularity import k_of_variance
from clave.analytics.lifetime.season import seasonal
from clave.analytics.refusals import ParameterOutOfRange
from clave.analytics.shrinkage import normal_normal
from tests.analytics.ledgers import shared

CANNOT = {
    "btyd.grocery.summary": "the grocery log of BTYDplus is not at hand",
    "btyd.grocery.wheat_morrison": "the grocery log of BTYDplus is not at hand",
    "btyd.paretoggg.grocery": "the grocery log is not at hand, and Pareto/GGG needs a sampler",
}
"""Cases that cannot be computed here, and why."""

DONATIONS = (
    *((6, 6, 1203), (5, 6, 728), (4, 6, 512), (3, 6, 357), (2, 6, 234), (1, 6, 129)),
    *((5, 5, 335), (4, 5, 284), (3, 5, 225), (2, 5, 173), (1, 5, 119)),
    *((4, 4, 240), (3, 4, 181), (2, 4, 155), (1, 4, 78), (3, 3, 322), (2, 3, 255), (1, 3, 129)),
    *((2, 2, 613), (1, 2, 277), (1, 1, 1091), (0, 0, 3464)),
)
"""Gifts taken of six yearly occasions, the last one taken, people: 11,104 in all (Fader, Hardie and Shang 2010, table 1)."""


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

    def where(self, chosen: Any) -> InWeeks:
        held = (self.repeats, self.last_days, self.age_days, self.customers, self.t_x, self.t)
        return InWeeks(*(values[chosen] for values in held))


def one(x: int, t_x: float, t: float) -> InWeeks:
    """One customer with x repeats, the last after t_x of t weeks."""
    zeros = np.zeros(1, dtype=np.int64)
    return InWeeks(np.array([x]), zeros, zeros, zeros + 1, np.array([t_x]), np.array([t]))


def cdnow_sample() -> Histories:
    """The 2,357 customers of the CDNOW sample after 39 weeks."""
    with shared("data", "cdnow", "cdnow_customers_summary.csv").open() as file:
        rows = list(csv.DictReader(file))
    x = np.array([int(row["frequency"]) for row in rows])
    days = [np.array([round(float(row[name]) * 7) for row in rows]) for name in ("recency", "T")]
    return Histories.of(x, *days)


def cdnow_spend() -> tuple[Floats, Floats]:
    """Repeat orders and their mean value of the 946 customers of the sample that came back."""
    with shared("data", "cdnow", "cdnow_customers_summary_with_transactions.csv").open() as file:
        rows = [(float(row["x"]), float(row["zbar"])) for row in csv.DictReader(file)]
    x, means = np.array(rows).T
    return x[x > 0], means[x > 0]


def expected(model: LifetimeModel, history: Histories, weeks: float) -> float:
    """Expected purchases of one customer."""
    return float((model.p_active(history) * model.orders_if_active(history, weeks))[0])


def of_one_customer(model: BgNbd | ParetoNbd, i: dict[str, Any]) -> dict[str, float]:
    """What is printed of customer 1516."""
    customer = one(i["x"], i["tx"], i["T"])
    return {
        "cond": expected(model, customer, i["t"]),
        "alive": float(model.p_active(customer)[0]),
        "E52": model.orders_of_newcomer(i["t"]),
    }


def fitted(model: type[BgNbd] | type[MbgNbd] | type[ParetoNbd], names: str) -> dict[str, float]:
    """The estimate on the CDNOW sample under its printed names, with the log-likelihood."""
    found, at = model.fit(cdnow_sample())
    assert at.sound
    return {**dict(zip(names.split(), map(float, found.parameters), strict=True)), "LL": at.log_likelihood}


def spend(_: dict[str, Any]) -> dict[str, float]:
    """Gamma-gamma on the CDNOW sample."""
    found, at = GammaGamma.fit(*cdnow_spend())
    return {"p": found.p, "q": found.q, "v": found.v, "LL": at.log_likelihood}


def donors() -> Occasions:
    """The donors of the table."""
    taken, last, people = np.array(DONATIONS).T
    return Occasions(taken, last, np.full(len(taken), 6), people)


def donations(_: dict[str, Any]) -> dict[str, float]:
    """BG/BB on the donors."""
    found, at = BgBb.fit(donors())
    assert at.sound
    names = ("alpha", "beta", "gamma", "delta")
    return {**dict(zip(names, map(float, found.parameters), strict=True)), "LL": at.log_likelihood}


def occasions(i: dict[str, Any], pairs: list[list[int]]) -> Occasions:
    """Customers with these (taken, last) of n occasions."""
    taken, last = np.array(pairs).T
    return Occasions(taken, last, np.full(len(taken), i["n"]), np.ones(len(taken), dtype=np.int64))


def forty_years(i: dict[str, Any]) -> dict[str, float]:
    """The student case: margins of -41, 427, 465, then 505."""
    margins = [427.0, 465.0, *[505.0] * 38]
    whole, five = (-41 + forms.chained_value(margins[:years], [i["r"]] * years, i["d"]) for years in (i["horizon"], 5))
    return {"clv": whole, "cum_at_5": five}


def account_forecast(i: dict[str, Any]) -> dict[str, float]:
    """The two readings of the same four retention figures."""
    flows, retention, d = i["net_cash_flow"], i["retention_each_year"], i["d"]
    return {
        "unadjusted": forms.surviving_value(flows, [1.0] * len(flows), d),
        "conditional_chain": forms.chained_value(flows, retention, d),
        "manager_states_survival": forms.surviving_value(flows, retention, d),
    }


def without_end(i: dict[str, Any]) -> float | None:
    """None: the closed form is refused."""
    try:
        return forms.margin_multiple(i["r"], i["i"], i["g"])
    except ParameterOutOfRange:
        return None


def negative_margin(i: dict[str, Any]) -> dict[str, float]:
    """A customer with a loss per order, drawn to the mean."""
    found = normal_normal(*(np.array([float(i[name])]) for name in ("n", "mean", "sigma2")), i["mu"], i["tau2"])
    return {"B": float(found.weight[0]), "post_mean": float(found.mean[0]), "post_sd": float(found.sd[0])}


def batting(i: dict[str, Any]) -> list[float]:
    """The batting averages of Efron and Morris."""
    found = normal_normal(np.ones(2), np.array(i["raw"]), np.full(2, 1 - i["c"]), i["grand_mean"], i["c"])
    return [float(each) for each in found.mean]


Found = Callable[[dict[str, Any]], Any]
CASES: dict[str, Found] = {
    "clv.berger_nasr_1998.case1": lambda i: forms.berger_nasr(i["GC"], i["M"], i["r"], i["d"], i["n"]),
    "clv.gupta_lehmann.multiple": lambda i: [[forms.margin_multiple(r, d) for d in i["i"]] for r in i["r"]],
    "clv.retention_elasticity": lambda i: [forms.retention_elasticity(r, i["i"]) for r in i["r"]],
    "clv.table_8700": forty_years,
    "clv.ryals_forecast_risk_adjusted": account_forecast,
    "clv.edge.r_ge_1_plus_i": without_end,
    "clv.retention_shrunk_to_base": lambda i: forms.shrunk_retention(
        i["retained"], i["at_risk"], i["base_rate"], i["m"]
    ),
    "clv.seasonal_scaling": lambda i: i["xhat"] * seasonal(i["index_q"], [q - 1 for q in i["horizon_quarters"]]),
    "shrinkage.efron_morris_1977": batting,
    "shrinkage.normal_normal_negative_margin": negative_margin,
    "btyd.bgnbd.cdnow.mle": lambda i: fitted(BgNbd, "r alpha a b"),
    "btyd.bgnbd.expectation": lambda i: [BgNbd.fit(cdnow_sample())[0].orders_of_newcomer(weeks) for weeks in i["t"]],
    "btyd.bgnbd.conditional": lambda i: expected(BgNbd(*i["params"]), one(i["x"], i["tx"], i["T"]), i["t"]),
    "btyd.bgnbd.customer1516": lambda i: of_one_customer(BgNbd(*i["params"]), i),
    "btyd.bgnbd.increasing_frequency_paradox": lambda i: [
        expected(BgNbd(*i["params"]), one(x, i["tx"], i["T"]), i["t"]) for x in i["x"]
    ],
    "btyd.paretonbd.cdnow.mle": lambda i: fitted(ParetoNbd, "r alpha s beta"),
    "btyd.paretonbd.customer1516": lambda i: of_one_customer(ParetoNbd(*i["params"]), i),
    "btyd.paretonbd.DERT_customer1516": lambda i: float(
        ParetoNbd(*i["params"]).residual_orders(one(i["x"], i["tx"], i["T"]), i["delta_per_week"])[0]
    ),
    "btyd.mbgnbd.cdnow.mle": lambda i: fitted(MbgNbd, "r alpha a b"),
    "btyd.gammagamma.cdnow.mle": spend,
    "btyd.gammagamma.conditional": lambda i: [
        float(each) for each in GammaGamma(*i["params"]).expected(*np.array(i["x_m"], dtype=float).T)
    ],
    "btyd.bgbb.donations.mle": donations,
    "btyd.bgbb.alive": lambda i: [float(each) for each in BgBb(*i["params"]).p_active(occasions(i, i["xt"]), i["m"])],
    "btyd.bgbb.DERT": lambda i: float(BgBb(*i["params"]).residual_orders(occasions(i, [[i["x"], i["tx"]]]), i["d"])[0]),
    "btyd.discount.annual_to_weekly": lambda i: float(np.log1p(i["annual"]) / i["weeks"]),
    "btyd.wheat_morrison.identity": lambda i: [
        float(each) for each in k_of_variance(1 / (4 * (2 * np.array(i["k"], dtype=float) + 1)))
    ],
}
"""By id, how the library computes the case from its inputs; the answer has the shape of `expected`."""
