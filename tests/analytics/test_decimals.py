"""Decimals of the engine as floats: also those beyond 64 bits, negative ones and unknown ones."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from clave.analytics.decimals import to_floats

BEYOND_64_BITS = Decimal(2**63)


@pytest.mark.parametrize("scale", [0, 8])
def test_decimals_beyond_64_bits_become_the_floats_next_to_them(scale: int) -> None:
    wide = [BEYOND_64_BITS, -BEYOND_64_BITS - 1, Decimal(10**29 + 12345), Decimal(-5), Decimal(7), Decimal(0)]
    amounts = [each.scaleb(-scale) for each in wide]
    column = pa.chunked_array(
        [pa.array([*amounts, None], pa.decimal128(38, scale)), pa.array(amounts, pa.decimal128(38, scale))]
    )
    found = to_floats(column)
    assert np.isnan(found[len(wide)])
    np.testing.assert_allclose(np.delete(found, len(wide)), 2 * [float(each) for each in amounts], rtol=4e-16)
