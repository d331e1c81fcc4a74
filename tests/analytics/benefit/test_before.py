"""What could be seen before a programme begins: the printed size, and noise that is known."""

from __future__ import annotations

import numpy as np
import pytest

from clave.analytics.benefit.before import noise_of_a_year, smallest_benefit
from clave.analytics.refusals import ParameterOutOfRange


def test_fifteen_accounts_of_the_printed_noise_show_a_quarter() -> None:
    assert smallest_benefit(0.09 * np.sqrt(15), 15) == pytest.approx(0.252, abs=5e-4)
    assert smallest_benefit(0.3, 40) == pytest.approx(smallest_benefit(0.3, 10) / 2)


def test_noise_is_what_the_year_before_does_not_explain() -> None:
    rng = np.random.default_rng(5)
    size = rng.uniform(1e3, 1e6, 4_000)
    before = rng.normal(1, 0.3, 4_000)
    now = 0.2 + 0.7 * before + rng.normal(0, 0.25, 4_000)
    assert noise_of_a_year(now * size, before * size, size) == pytest.approx(0.25, rel=0.03)
    assert noise_of_a_year((0.2 + 0.7 * before) * size, before * size, size) == pytest.approx(0, abs=1e-9)


def test_too_few_customers_tell_nothing() -> None:
    few = np.ones(9)
    with pytest.raises(ParameterOutOfRange):
        noise_of_a_year(few, few, few)
    with pytest.raises(ParameterOutOfRange):
        smallest_benefit(0.3, 0)
