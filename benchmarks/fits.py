"""How long fits take for a million simulated customers, and what they reach: python benchmarks/fits.py [CUSTOMERS]."""

from __future__ import annotations

import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from clave.analytics.lifetime.bg_nbd import BgNbd
from clave.analytics.lifetime.histories import Histories
from clave.analytics.lifetime.mbg_nbd import MbgNbd
from clave.analytics.lifetime.nbd import Nbd
from clave.analytics.lifetime.pareto_nbd import ParetoNbd

MODELS = (Nbd, BgNbd, MbgNbd, ParetoNbd)
RUNS = 3


def base(customers: int) -> Histories:
    """Pareto/NBD customers like those of CDNOW (r .55, alpha 10.6, s .6, beta 11.7), joining in 12 of 39 weeks."""
    generator = np.random.default_rng(1)
    rates, leaving = generator.gamma(0.55, 1 / 10.6, customers), generator.gamma(0.6, 1 / 11.7, customers)
    age = 273 - generator.integers(0, 84, customers)
    staying = np.minimum(7 * generator.exponential(1 / np.maximum(leaving, 1e-12)), age)
    counts = generator.poisson(rates * staying / 7)
    last = np.ceil(staying * generator.random(customers) ** (1 / np.maximum(counts, 1))).astype(np.int64)
    last = np.where(counts > 0, np.clip(last, 1, age), 0)
    return Histories.of(np.minimum(counts, last), last, age)


def main() -> None:
    """Print the CPU seconds of grouping and of each fit (best of three), and the log-likelihood."""
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    histories = base(customers)
    start = time.process_time()
    grouped, _ = histories.grouped()
    print(
        f"grouped {customers:,} customers to {len(grouped.repeats):,} histories in {time.process_time() - start:.2f} s"
    )
    for model in MODELS:
        seconds = []
        for _ in range(RUNS):
            start = time.process_time()
            fitted, found = model.fit(grouped)
            seconds.append(time.process_time() - start)
        shown = ", ".join(f"{each:.4f}" for each in fitted.parameters)
        print(f"{model.name:<12}{min(seconds):>7.2f} s  {found.log_likelihood:>16.2f}  sound {found.sound}  ({shown})")


if __name__ == "__main__":
    main()
