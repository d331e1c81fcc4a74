"""Maximum likelihood over a few positive parameters: BFGS on their logarithms with an exact gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clave.analytics.lifetime.histories import Floats, Histories

LOG_BOUND = float(np.log(1e6))
"""Parameters stay within 1e-6 .. 1e6; an estimate at the bound is no estimate."""
MAX_STEPS = 300
GRADIENT_TOLERANCE = 1e-8
"""Of the mean log-likelihood in the logarithm of a parameter: where it is smaller, nothing is left to climb."""
GAIN_TOLERANCE = 1e-6
"""Of the whole log-likelihood: where a curvature that was handed in promises less, nothing is left to climb."""
ROUNDING = 1e-11
"""Relative differences of a log-likelihood that are rounding."""
SOUND_MEAN, SOUND_TOTAL = 3e-7, 1e-4
"""A point counts as a maximum up to this slope of the mean, or of the whole log-likelihood."""
HALVINGS = 40
REHEARSED_FROM, REHEARSED, REHEARSED_WELL = 8_000, 1_500, 1e-5
"""From so many distinct histories on, the way up is first tried on about so many of them."""
INSIDE = 9.0
"""How far from 1, in logarithms, a parameter is still taken for one that has an end."""
NO_DIFFERENCE = 0.01
"""Of the whole log-likelihood."""

Likelihood = Callable[[Floats], tuple[float, Floats]]
"""Parameters -> log-likelihood and its gradient in the parameters."""


@dataclass(frozen=True)
class Fit:
    """The best parameters found, their log-likelihood, and whether they can be trusted."""

    parameters: Floats
    log_likelihood: float
    converged: bool
    at_bound: bool
    curvature: Floats
    """Inverse curvature of the mean log-likelihood in the logarithms of the parameters, as the climb came to know it."""
    outward: NDArray[np.bool_]
    """Which parameters stand at a bound beyond which the likelihood would still rise."""

    @property
    def sound(self) -> bool:
        """True when the parameters are a maximum inside the bounds."""
        return self.converged and not self.at_bound

    @property
    def off_the_map(self) -> bool:
        """True when the likelihood surely rises without end: beyond every bound that was reached it would still rise."""
        at_bound = np.abs(np.log(self.parameters)) > LOG_BOUND - 0.01
        return self.converged and self.at_bound and bool(np.all(self.outward[at_bound]))


def fitted(of: Callable[[Floats, Histories], tuple[float, Floats]], starts: Sequence[Floats], known: Histories) -> Fit:
    """The best maximum of the log-likelihood `of(parameters, histories)` over the grouped histories `known`.

    With very many distinct histories the starts are tried on a share of them, and one climb over all of them follows:
    from the bounds where the share has no maximum inside them, then from inside. Where neither climb tells, every start
    is tried on all.
    """
    if len(known.repeats) < REHEARSED_FROM:
        return fit(lambda point: of(point, known), starts, int(known.customers.sum()))
    few = known.thinned(REHEARSED)
    rehearsed = fit(lambda point: of(point, few), starts, int(few.customers.sum()), REHEARSED_WELL)
    endless = without_end(lambda point: of(point, few), rehearsed)
    for edge in (LOG_BOUND, INSIDE) if endless.any() else (INSIDE,):
        point = np.log(rehearsed.parameters)
        start = np.where(endless, np.sign(point) * edge, point)
        found = climb(lambda point: of(point, known), start, int(known.customers.sum()), rehearsed.curvature)
        far = np.abs(np.log(found.parameters)) > INSIDE
        if found.off_the_map or (found.sound and not (edge == LOG_BOUND and np.any(endless & far))):
            return found
    return fit(lambda point: of(point, known), starts, int(known.customers.sum()))


def without_end(likelihood: Likelihood, found: Fit) -> NDArray[np.bool_]:
    """The far parameters that could as well stand at their bound: which value they have makes no difference."""
    endless = np.zeros(len(found.parameters), dtype=np.bool_)
    for place in np.flatnonzero(np.abs(np.log(found.parameters)) > INSIDE):
        moved = found.parameters.copy()
        moved[place] = np.exp(np.sign(np.log(moved[place])) * LOG_BOUND)
        endless[place] = likelihood(moved)[0] > found.log_likelihood - NO_DIFFERENCE
    return endless


def fit(likelihood: Likelihood, starts: Sequence[Floats], customers: int, tolerance: float = GRADIENT_TOLERANCE) -> Fit:
    """The best maximum over several starts (each an array of positive parameters), by average log-likelihood."""
    found = [climb(likelihood, np.log(start), customers, tolerance=tolerance) for start in starts]
    return max(found, key=lambda each: each.log_likelihood)


def climb(
    likelihood: Likelihood,
    start: Floats,
    customers: int,
    curvature: Floats | None = None,
    tolerance: float = GRADIENT_TOLERANCE,
) -> Fit:
    """From one start (log-parameters) to the nearest maximum (Nocedal and Wright 2006, algorithm 6.1, in a box)."""
    plain = np.eye(len(start))

    def slope(point: Floats) -> tuple[float, Floats]:
        parameters = np.exp(point)
        value, gradient = likelihood(parameters)
        return -value / customers, -gradient * parameters / customers

    point = np.clip(start, -LOG_BOUND, LOG_BOUND)
    value, gradient = slope(point)
    known, trusted = (plain, False) if curvature is None else (curvature, True)
    there = False
    for _ in range(MAX_STEPS):
        free = np.where(pressed(point, gradient), 0.0, gradient)
        direction = downhill(point, free, known)
        there = flat(free, tolerance) or (float(-direction @ free) * customers < GAIN_TOLERANCE and trusted)
        step = None if there else stepped(slope, point, value, gradient, direction)
        if step is None and (there or known is plain):
            break
        if step is None:
            known, trusted = plain, False
            continue
        moved, turned = step[0] - point, step[2] - gradient
        known = updated(known, moved, turned)
        point, value, gradient = step
    at_bound = bool(np.any(np.abs(point) > LOG_BOUND - 0.01))
    outward = pressed(point, gradient)
    sound = there or flat(np.where(outward, 0.0, gradient), max(SOUND_MEAN, SOUND_TOTAL / customers))
    return Fit(np.exp(point), -value * customers, sound, at_bound, known, outward)


def pressed(point: Floats, gradient: Floats) -> NDArray[np.bool_]:
    """Which parameters stand at a bound that they would cross downhill: they stay, and the others move without them."""
    at_bound: NDArray[np.bool_] = (np.abs(point) >= LOG_BOUND) & (point * gradient < 0)
    return at_bound


def downhill(point: Floats, free: Floats, curvature: Floats) -> Floats:
    """Where to go: the step that the curvature asks for, of the parameters alone that it does not lead out of the box."""
    moving = free != 0
    while moving.any():
        direction = np.zeros(len(point))
        direction[moving] = -among(curvature, moving) @ free[moving]
        leaving = (np.abs(point) >= LOG_BOUND) & (point * direction > 0)
        if not leaving.any():
            return direction
        moving &= ~leaving
    return np.zeros(len(point))


def among(curvature: Floats, moving: NDArray[np.bool_]) -> Floats:
    """The inverse curvature among these parameters while the others stand still (a Schur complement)."""
    if moving.all():
        return curvature
    held = curvature[np.ix_(~moving, ~moving)]
    coupled = curvature[np.ix_(moving, ~moving)]
    result: Floats = curvature[np.ix_(moving, moving)] - coupled @ np.linalg.pinv(held) @ coupled.T
    return result


def flat(free: Floats, tolerance: float) -> bool:
    """True when no step inside the box improves: the gradient of the free parameters vanishes."""
    return bool(np.all(np.abs(free) < tolerance))


def stepped(
    slope: Likelihood, point: Floats, value: float, gradient: Floats, direction: Floats
) -> tuple[Floats, float, Floats] | None:
    """The first of ever shorter steps that improves enough (Armijo), or is as good and flatter; None when none is."""
    length = min(1.0, 2.0 / max(float(np.max(np.abs(direction))), 1e-300))
    for _ in range(HALVINGS):
        trial = np.clip(point + length * direction, -LOG_BOUND, LOG_BOUND)
        reached, turned = slope(trial)
        lower = reached <= value + 1e-4 * float(gradient @ (trial - point)) and reached < value
        if np.isfinite(reached) and (lower or flatter(value, gradient, reached, turned)):
            return trial, reached, turned
        length /= 2
    return None


def flatter(value: float, gradient: Floats, reached: float, turned: Floats) -> bool:
    """True where the value is the same as far as rounding can tell, and less is left to climb (Hager and Zhang 2005)."""
    same = abs(reached - value) <= ROUNDING * abs(value)
    return bool(same and np.max(np.abs(turned)) < 0.9 * np.max(np.abs(gradient)))


def updated(curvature: Floats, moved: Floats, turned: Floats) -> Floats:
    """The inverse curvature after a step; unchanged where the step shows no positive curvature."""
    along = float(moved @ turned)
    if along <= 1e-12 * float(np.linalg.norm(moved) * np.linalg.norm(turned)):
        return curvature
    left = np.eye(len(moved)) - np.outer(moved, turned) / along
    result: Floats = left @ curvature @ left.T + np.outer(moved, moved) / along
    return result
