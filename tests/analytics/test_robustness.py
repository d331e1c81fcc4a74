"""No silent nonsense: on every kind of base a fit reaches the maximum or says that it is degenerate."""

from __future__ import annotations

import numpy as np
import pytest

from clave.analytics.lifetime.choice import REASONS, choose_model
from tests.analytics.simulated_bases import KINDS, MODELS, base_of, judged


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", MODELS)
def test_the_maximum_is_reached_or_its_absence_said(kind: str, model: str) -> None:
    assert judged(model, base_of(kind, 2), starts=2).word in ("reached", "said so")


@pytest.mark.parametrize("kind", KINDS)
def test_every_base_gets_forecasts_that_can_be_believed(kind: str) -> None:
    histories = base_of(kind, 3)
    choice = choose_model(histories, 1.0)
    assert choice.reason in REASONS
    assert choice.model is not None
    active = choice.model.p_active(histories)
    year, three = (choice.model.orders_if_active(histories, weeks) for weeks in (52.0, 156.0))
    assert np.all((active >= 0) & (active <= 1))
    assert np.all(np.isfinite(three))
    assert np.all((year >= 0) & (year <= three))
    assert np.all(active * year <= 3 * 52 * (histories.repeats + 1) / np.maximum(histories.last_weeks, 1) + 10)


def test_a_base_in_which_nobody_leaves_is_called_degenerate() -> None:
    assert choose_model(base_of("alike, never leaving", 1), 1.0).reason == "at_bound"
    assert choose_model(base_of("identical repeaters", 4), None).reason in ("at_bound", "not_converged")
