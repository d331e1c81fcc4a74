"""The second estimate: each key account beside a weighted mixture of customers that moved like it before.

Synthetic difference-in-differences (Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, American Economic Review
111(12):4088-4118), synthetic control (Abadie, Diamond and Hainmueller 2010, Journal of the American Statistical
Association 105(490):493-505) and plain difference-in-differences, with placebos enumerated over every donor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.analytics.benefit.panel import Floats

SUM_TO_ONE = 1e4
"""How strongly the solver is held to weights that sum to one, in units of the data; they are normalised afterwards."""
TIME_RIDGE = 1e-6
SMALLEST_WEIGHT = 1e-9


@dataclass(frozen=True)
class Weighted:
    """An effect per month of the treated, and the weights of donors and months behind it."""

    effect: Floats
    """Per treated month."""
    donors: Floats
    months: Floats

    @property
    def mean(self) -> float:
        """The mean effect of a month."""
        return float(self.effect.mean())


def simplex(columns: Floats, target: Floats, ridge: float, *, intercept: bool = True) -> Floats:
    """Weights of `columns` (rows × columns) that come closest to `target`: none below 0, sum 1.

    min_w |c + columns w - target|^2 + ridge |w|^2 (c = 0 without intercept): non-negative least squares with the sum as
    a heavy row finds which weights are above 0, and the equations of the optimum then give them exactly.
    """
    from scipy.optimize import nnls

    matrix, aim = (columns - columns.mean(axis=0), target - target.mean()) if intercept else (columns, target)
    scale = float(np.abs(matrix).max(initial=0.0)) or 1.0
    many = matrix.shape[1]
    rows = [matrix / scale, np.eye(many) * np.sqrt(ridge) / scale, np.full((1, many), SUM_TO_ONE)]
    rough, _ = nnls(np.vstack(rows), np.concatenate([aim / scale, np.zeros(many), [SUM_TO_ONE]]))
    return _exact(matrix, aim, ridge, rough / rough.sum())


def _exact(matrix: Floats, aim: Floats, ridge: float, rough: Floats) -> Floats:
    """The optimum over the weights that are above 0 in `rough`; `rough` itself where that would leave the simplex."""
    kept = np.flatnonzero(rough > SMALLEST_WEIGHT)
    part = matrix[:, kept]
    system = np.zeros((len(kept) + 1, len(kept) + 1))
    system[:-1, :-1] = part.T @ part + ridge * np.eye(len(kept))
    system[-1, :-1] = system[:-1, -1] = 1.0
    found, *_ = np.linalg.lstsq(system, np.append(part.T @ aim, 1.0), rcond=None)
    if np.any(found[:-1] < 0) or abs(found[:-1].sum() - 1) > SMALLEST_WEIGHT:
        return rough
    weights = np.zeros_like(rough)
    weights[kept] = found[:-1]
    return weights


def noise_of(before: Floats) -> float:
    """The standard deviation of the changes from one month to the next of the donors before entry."""
    return float(np.std(np.diff(before, axis=1), ddof=1)) if before.shape[1] > 1 else 0.0


def sdid(treated: Floats, donors: Floats, entry: int) -> Weighted:
    """Synthetic difference-in-differences of `treated` (units × months) against `donors`, entered at month `entry`.

    zeta = (N1 T1)^(1/4) sigma for donors, 1e-6 sigma for months (equations 2.1 to 2.3).
    """
    before, after = donors[:, :entry], donors[:, entry:]
    sigma = noise_of(before)
    zeta = (treated.shape[0] * after.shape[1]) ** 0.25 * sigma
    unit = simplex(before.T, treated[:, :entry].mean(axis=0), zeta**2 * entry)
    month = simplex(before, after.mean(axis=1), (TIME_RIDGE * sigma) ** 2 * len(donors))
    gap = treated.mean(axis=0) - unit @ donors
    return Weighted(gap[entry:] - month @ gap[:entry], unit, month)


def synthetic_control(treated: Floats, donors: Floats, entry: int) -> Weighted:
    """Synthetic control on all months before entry, without intercept or months' weights, hardly any ridge.

    As in Arkhangelsky and others (2021), section 4: unit weights of equation 2.1 with zeta = 1e-6 sigma, no constant.
    """
    before = donors[:, :entry]
    ridge = (TIME_RIDGE * noise_of(before)) ** 2 * entry
    unit = simplex(before.T, treated[:, :entry].mean(axis=0), ridge, intercept=False)
    gap = treated.mean(axis=0) - unit @ donors
    return Weighted(gap[entry:], unit, np.zeros(entry))


def difference_in_differences(treated: Floats, donors: Floats, entry: int) -> Weighted:
    """Every donor and every month before weighs the same."""
    gap = treated.mean(axis=0) - donors.mean(axis=0)
    even = np.full(len(donors), 1 / len(donors))
    return Weighted(gap[entry:] - gap[:entry].mean(), even, np.full(entry, 1 / entry))


ESTIMATORS = {"sdid": sdid, "synthetic_control": synthetic_control, "did": difference_in_differences}


def placebos(donors: Floats, entry: int, method: str = "sdid", most: int | None = None) -> Floats:
    """The mean effect found for each donor when it is taken for a key account; all donors, or evenly spread `most`."""
    estimate = ESTIMATORS[method]
    picked = np.arange(len(donors))
    if most is not None and most < len(picked):
        picked = np.unique(np.linspace(0, len(donors) - 1, most).astype(np.int64))
    return np.array([estimate(donors[[n]], np.delete(donors, n, axis=0), entry).mean for n in picked])
