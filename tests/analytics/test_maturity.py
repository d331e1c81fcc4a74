"""The index and the stage of a programme, against the printed example and its edges."""

from __future__ import annotations

import pytest

from clave.analytics.maturity import capped, maturity
from clave.analytics.refusals import ParameterOutOfRange

PRINTED = [[4, 4, 3], [3, 3, 4, 2], [2, 1, 3], [0, 0, 1]]


def test_the_printed_example_has_reached_the_second_phase() -> None:
    found = maturity(PRINTED)
    assert found.index == pytest.approx(0.5769, abs=5e-5)
    assert found.reached == 2
    assert found.shares == pytest.approx((1, 0.75, 1 / 3, 0))


def test_no_phase_is_skipped() -> None:
    assert maturity([[2, 2], [4, 4], [4, 4]]).reached == 0
    assert maturity([[4, 4], [2, 4], [4, 4]]).reached == 1
    assert maturity([[3]] * 4).reached == 4


@pytest.mark.parametrize("phases", [[], [[1], []], [[5]], [[-1]]])
def test_scores_outside_the_scale_and_empty_phases_are_refused(phases: list[list[int]]) -> None:
    with pytest.raises(ParameterOutOfRange):
        maturity(phases)


def test_without_evidence_a_judgement_counts_two_at_most() -> None:
    assert [capped(score, has_evidence=False) for score in range(5)] == [0, 1, 2, 2, 2]
    assert capped(4, has_evidence=True) == 4
