"""Weights from comparing criteria two at a time, and whether the comparisons agree with each other.

Saaty (1980), The Analytic Hierarchy Process. Used for the weights of criteria alone: candidates are scored against
anchors, since comparing them in pairs can reverse ranks when another one is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from clave.analytics.refusals import ParameterOutOfRange

Floats = NDArray[np.float64]

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41)
"""Mean consistency index of random comparisons of 1 to 8 criteria (Saaty 1980)."""
ACCEPTED = 0.10
"""Comparisons with a higher consistency ratio contradict themselves too much to be used."""
STRONGEST = 9.0


@dataclass(frozen=True)
class Compared:
    """Weights that sum to one, the principal eigenvalue, and the consistency index and ratio of the comparisons."""

    weights: Floats
    eigenvalue: float
    index: float
    ratio: float

    @property
    def is_consistent(self) -> bool:
        """Whether the comparisons agree well enough for their weights to be used."""
        return self.ratio <= ACCEPTED


def compared(matrix: Floats) -> Compared:
    """Weights of n criteria (1 to 8) from `matrix`, where entry (i, j) says how many times i counts as much as j.

    The principal eigenvector; CI = (lambda - n) / (n - 1), CR = CI / RI. Raises ParameterOutOfRange when the matrix is not
    square, not reciprocal, or holds a comparison beyond 1/9 to 9.
    """
    given = refuse_unfit(matrix)
    n = len(given)
    values, vectors = np.linalg.eig(given)
    principal = int(np.argmax(values.real))
    vector = np.abs(vectors[:, principal].real)
    eigenvalue = float(values[principal].real)
    index = max(0.0, (eigenvalue - n) / (n - 1)) if n > 1 else 0.0
    ratio = index / RANDOM_INDEX[n - 1] if RANDOM_INDEX[n - 1] else 0.0
    return Compared(vector / vector.sum(), eigenvalue, index, ratio)


def compared_by_columns(matrix: Floats) -> Compared:
    """The same by averaging normalised columns, as spreadsheets do; to explain a difference, never used for a decision."""
    given = refuse_unfit(matrix)
    n = len(given)
    weights = (given / given.sum(axis=0)).mean(axis=1)
    eigenvalue = float(given.sum(axis=0) @ weights)
    index = max(0.0, (eigenvalue - n) / (n - 1)) if n > 1 else 0.0
    return Compared(weights, eigenvalue, index, index / RANDOM_INDEX[n - 1] if RANDOM_INDEX[n - 1] else 0.0)


def matrix_of(upper: dict[tuple[int, int], float], criteria: int) -> Floats:
    """The whole matrix from the comparisons above its diagonal. Raises ParameterOutOfRange when one is missing."""
    found = np.ones((criteria, criteria))
    for one, other in combinations(range(criteria), 2):
        if (one, other) not in upper:
            raise ParameterOutOfRange(
                name="comparisons", value=f"{one + 1} with {other + 1}", expected="every pair once"
            )
        found[one, other] = upper[one, other]
        found[other, one] = 1 / upper[one, other]
    return found


def least_consistent(matrix: Floats) -> tuple[int, int, int]:
    """The three criteria whose comparisons contradict each other most: a·b against c, as a factor; to be looked at again.

    Raises ParameterOutOfRange with fewer than three criteria.
    """
    given = refuse_unfit(matrix)
    if len(given) < 3:
        raise ParameterOutOfRange(name="criteria", value=len(given), expected="3 or more")
    triads = combinations(range(len(given)), 3)
    return max(triads, key=lambda t: abs(np.log(given[t[0], t[1]] * given[t[1], t[2]] / given[t[0], t[2]])))


def refuse_unfit(matrix: Floats) -> Floats:
    """The matrix as an array; raises ParameterOutOfRange where it cannot be one of comparisons."""
    given = np.asarray(matrix, dtype=np.float64)
    n = len(given)
    if given.ndim != 2 or given.shape != (n, n) or not 1 <= n <= len(RANDOM_INDEX):
        raise ParameterOutOfRange(name="comparisons", value=given.shape, expected="1 to 8 criteria, each with each")
    beyond = ~np.isfinite(given) | (given < 1 / STRONGEST - 1e-9) | (given > STRONGEST + 1e-9)
    if beyond.any() or not np.allclose(given * given.T, 1.0, rtol=1e-6):
        raise ParameterOutOfRange(name="comparisons", value="contradictory", expected="1/9 .. 9, (j, i) = 1 / (i, j)")
    return given
