"""Seeded chance: every part of the company draws from a stream of its own, so that a change in one moves no other."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def stream(seed: int, part: str) -> np.random.Generator:
    """The stream of random numbers of one part of the company."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(part.encode())])))


def standardised(values: Floats) -> Floats:
    """`values` with mean 0 and standard deviation 1."""
    spread = float(values.std())
    centred: Floats = (values - values.mean()) / (spread if spread > 0 else 1.0)
    return centred


def rounded_by_chance(rng: np.random.Generator, values: Floats) -> Ints:
    """Whole numbers whose expected value is `values` exactly."""
    return np.floor(values + rng.random(values.shape)).astype(np.int64)
