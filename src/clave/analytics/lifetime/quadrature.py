"""Nodes and weights for the integrals that the models have in common."""

from __future__ import annotations

from functools import cache

import numpy as np

from clave.analytics.lifetime.histories import Floats

NODES = 24
SMALLEST_CHANCE = 1e-12


@cache
def unit_nodes(count: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on 0 .. 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2


def beta_quadrature(a: float, b: Floats) -> tuple[Floats, Floats]:
    """Gauss nodes and weights for the beta(a, b) distribution, one row per entry of `b` (Golub and Welsch 1969)."""
    step = np.arange(1, NODES)[None, :]
    low, high = a - 1, (b - 1)[:, None]
    both = low + high
    middle = np.zeros((len(b), NODES))
    middle[:, :1] = (low - high) / (both + 2)
    middle[:, 1:] = (low**2 - high**2) / ((2 * step + both) * (2 * step + both + 2))
    beside = np.empty((len(b), NODES - 1))
    beside[:, :1] = 4 * (low + 1) * (high + 1) / ((both + 2) ** 2 * (both + 3))
    n = step[:, 1:]
    beside[:, 1:] = (
        4 * n * (n + low) * (n + high) * (n + both) / ((2 * n + both) ** 2 * (2 * n + both + 1) * (2 * n + both - 1))
    )
    matrix = np.zeros((len(b), NODES, NODES))
    places = np.arange(NODES)
    matrix[:, places, places] = middle
    matrix[:, places[1:], places[:-1]] = np.sqrt(beside)
    nodes, vectors = np.linalg.eigh(matrix)
    return np.maximum((1 + nodes) / 2, SMALLEST_CHANCE), vectors[:, 0, :] ** 2
