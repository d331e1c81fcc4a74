"""Maximum likelihood over a few positive parameters: BFGS on their logarithms with an exact gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from clave.analytics.lifetime.histories import Floats

LOG_BOUND = float(np.log(1e6))
"""Parameters stay within 1e-6 .. 1e6; an estimate at the bound is no estimate."""
MAX_STEPS = 300
GRADIENT_TOLERANCE = 1e-8
HALVINGS = 40

Likelihood = Callable[[Floats], tuple[float, Floats]]
"""Parameters -> log-likelihood and its gradient in the parameters."""


@dataclass(frozen=True)
class Fit:
    """The best parameters found, their log-likelihood, and whether they can be trusted."""

    parameters: Floats
    log_likelihood: float
    converged: bool
    at_bound: bool


def fit(likelihood: Likelihood, starts: Iterable[Floats], customers: int) -> Fit:
    """The best maximum over several starts (each an array of positive parameters), by average log-likelihood."""
    found = [climb(likelihood, np.log(start), customers) for start in starts]
    return max(found, key=lambda each: (each.converged, each.log_likelihood))


def climb(likelihood: Likelihood, start: Floats, customers: int) -> Fit:
    """From one start (log-parameters) to the nearest maximum (Nocedal and Wright 2006, algorithm 6.1, in a box)."""

    def slope(point: Floats) -> tuple[float, Floats]:
        parameters = np.exp(point)
        value, gradient = likelihood(parameters)
        return -value / customers, -gradient * parameters / customers

    point = np.clip(start, -LOG_BOUND, LOG_BOUND)
    value, gradient = slope(point)
    curvature = np.eye(len(point))
    for _ in range(MAX_STEPS):
        if flat(point, gradient):
            break
        step = stepped(slope, point, value, gradient, -curvature @ gradient)
        if step is None and np.array_equal(curvature, np.eye(len(point))):
            break
        if step is None:
            curvature = np.eye(len(point))
            continue
        moved, turned = step[0] - point, step[2] - gradient
        curvature = updated(curvature, moved, turned)
        point, value, gradient = step
    at_bound = bool(np.any(np.abs(point) > LOG_BOUND - 0.01))
    return Fit(np.exp(point), -value * customers, flat(point, gradient, slack=1e4), at_bound)


def flat(point: Floats, gradient: Floats, slack: float = 1.0) -> bool:
    """True when no step inside the box improves: the gradient vanishes, but for parameters pressed against a bound."""
    pressed = (np.abs(point) >= LOG_BOUND) & (point * gradient < 0)
    return bool(np.all(np.abs(np.where(pressed, 0.0, gradient)) < GRADIENT_TOLERANCE * slack))


def stepped(
    slope: Likelihood, point: Floats, value: float, gradient: Floats, direction: Floats
) -> tuple[Floats, float, Floats] | None:
    """The first of ever shorter steps that improves enough (Armijo); None when none does."""
    length = min(1.0, 2.0 / max(float(np.max(np.abs(direction))), 1e-300))
    for _ in range(HALVINGS):
        trial = np.clip(point + length * direction, -LOG_BOUND, LOG_BOUND)
        reached, turned = slope(trial)
        if np.isfinite(reached) and reached <= value + 1e-4 * float(gradient @ (trial - point)) and reached < value:
            return trial, reached, turned
        length /= 2
    return None


def updated(curvature: Floats, moved: Floats, turned: Floats) -> Floats:
    """The inverse curvature after a step; unchanged where the step shows no positive curvature."""
    along = float(moved @ turned)
    if along <= 1e-12 * float(np.linalg.norm(moved) * np.linalg.norm(turned)):
        return curvature
    left = np.eye(len(moved)) - np.outer(moved, turned) / along
    result: Floats = left @ curvature @ left.T + np.outer(moved, moved) / along
    return result
