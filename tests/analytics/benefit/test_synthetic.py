"""Synthetic difference-in-differences against print."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from clave.analytics.benefit.synthetic import (
    TIME_RIDGE,
    difference_in_differences,
    noise_of,
    placebos,
    sdid,
    simplex,
    synthetic_control,
)
from tests.analytics.ledgers import oracles, shared

Floats = NDArray[np.float64]
BEFORE = 19


@cache
def smoking() -> tuple[Floats, Floats]:
    """Packs a head in California, and in the 38 states without such a law (Abadie, Diamond and Hainmueller 2010)."""
    with shared("data", "synthetic_control", "california_prop99.csv").open() as file:
        rows = list(csv.DictReader(file))
    states = [name for name in rows[0] if name != "Year"]
    table = np.array([[float(row[name]) for row in rows] for name in states])
    california = states.index("California")
    return table[[california]], np.delete(table, california, axis=0)


def frank_wolfe(matrix: Floats, aim: Floats, ridge: float, stop_at: float, intercept: bool) -> Floats:
    """Weights as the authors' program finds them: Frank-Wolfe that stops early, weights below a quarter set to nothing."""
    if intercept:
        matrix, aim = matrix - matrix.mean(axis=0), aim - aim.mean()
    weights = np.full(matrix.shape[1], 1 / matrix.shape[1])
    for steps in (100, 10_000):
        values: list[float] = []
        for _ in range(steps):
            fitted = matrix @ weights
            slope = (fitted - aim) @ matrix + ridge * weights
            towards = -weights.copy()
            best = int(np.argmin(slope))
            towards[best] += 1
            change = matrix[:, best] - fitted
            step = -(slope @ towards) / (change @ change + ridge * towards @ towards)
            weights = weights + min(1.0, max(0.0, step)) * towards
            left = matrix @ weights - aim
            values.append(float(ridge * weights @ weights + left @ left) / len(aim))
            if len(values) > 2 and values[-2] - values[-1] < stop_at**2:
                break
        if steps == 100:
            weights = np.where(weights <= weights.max() / 4, 0, weights)
            weights /= weights.sum()
    return weights


def objective(matrix: Floats, aim: Floats, weights: Floats, ridge: float, intercept: bool) -> float:
    if intercept:
        matrix, aim = matrix - matrix.mean(axis=0), aim - aim.mean()
    left = matrix @ weights - aim
    return float(left @ left + ridge * weights @ weights)


def test_the_printed_estimates_come_out_with_the_solver_of_the_paper() -> None:
    """-15.6038 and -19.6197 rest on a solver that stops early; with it they come out to the printed digits."""
    treated, donors = smoking()
    told = oracles()["sdid.prop99.point"]["expected"]
    before, after = donors[:, :BEFORE], donors[:, BEFORE:]
    sigma = noise_of(before)
    aim = treated[0, :BEFORE]
    wide = (after.shape[1] ** 0.25 * sigma) ** 2 * BEFORE
    units = frank_wolfe(before.T, aim, wide, 1e-5 * sigma, True)
    narrow = (TIME_RIDGE * sigma) ** 2
    times = frank_wolfe(before, after.mean(axis=1), narrow * len(donors), 1e-5 * sigma, True)
    gap = treated[0] - units @ donors
    assert gap[BEFORE:].mean() - times @ gap[:BEFORE] == pytest.approx(told["SDID"], abs=6e-5)
    control = frank_wolfe(before.T, aim, narrow * BEFORE, 1e-5 * sigma, False)
    assert (treated[0] - control @ donors)[BEFORE:].mean() == pytest.approx(told["SC"], abs=6e-5)


def test_the_estimates_at_the_optimum_are_those_in_print_to_the_digit_of_the_paper() -> None:
    treated, donors = smoking()
    assert sdid(treated, donors, BEFORE).mean == pytest.approx(-15.6, abs=0.05)
    assert sdid(treated, donors, BEFORE).mean == pytest.approx(-15.6038, abs=0.002)
    assert synthetic_control(treated, donors, BEFORE).mean == pytest.approx(-19.6197, abs=0.11)
    assert difference_in_differences(treated, donors, BEFORE).mean == pytest.approx(-27.3491, abs=6e-5)


@pytest.mark.parametrize("intercept", [True, False])
def test_our_weights_are_closer_than_those_of_the_papers_solver(intercept: bool) -> None:
    treated, donors = smoking()
    before, aim = donors[:, :BEFORE].T, treated[0, :BEFORE]
    sigma = noise_of(donors[:, :BEFORE])
    ridge = (TIME_RIDGE * sigma) ** 2 * BEFORE
    ours = simplex(before, aim, ridge, intercept=intercept)
    theirs = frank_wolfe(before, aim, ridge, 1e-5 * sigma, intercept)
    assert objective(before, aim, ours, ridge, intercept) < objective(before, aim, theirs, ridge, intercept)


def test_weights_of_months_and_how_many_donors_truly_count() -> None:
    found = sdid(*smoking(), BEFORE)
    assert found.months[-3:] == pytest.approx([0.366, 0.206, 0.427], abs=6e-4)
    assert 1 / float(found.donors @ found.donors) == pytest.approx(16.4, abs=0.05)


@pytest.mark.parametrize(("method", "printed"), [("sdid", 9.4), ("synthetic_control", 10.6), ("did", 17.3)])
def test_placebos_over_all_donors(method: str, printed: float) -> None:
    found = placebos(smoking()[1], BEFORE, method)
    assert len(found) == 38
    assert float(np.sqrt(np.mean(found**2))) == pytest.approx(printed, abs=0.05)


def test_weights_stay_on_the_simplex_and_find_an_exact_mixture() -> None:
    rng = np.random.default_rng(1)
    columns = rng.normal(size=(30, 6))
    wanted = np.array([0.5, 0.3, 0.2, 0, 0, 0])
    found = simplex(columns, columns @ wanted + 7, 0.0)
    assert found == pytest.approx(wanted, abs=1e-7)
    noisy = simplex(columns, rng.normal(size=30), 1.0)
    assert noisy.sum() == pytest.approx(1)
    assert noisy.min() >= 0


def test_the_two_by_two_of_the_oracle() -> None:
    case = oracles()["did.diff_diff_quickstart"]
    outcome, treated, post = (np.array(case["inputs"][name], dtype=float) for name in ("outcome", "treated", "post"))
    sides = [
        np.array([outcome[(treated == side) & (post == moment)].mean() for moment in (0, 1)])[None, :]
        for side in (1, 0)
    ]
    assert difference_in_differences(sides[0], sides[1], 1).mean == pytest.approx(case["expected"]["ATT"])
