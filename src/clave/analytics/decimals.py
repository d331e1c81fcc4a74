"""Amounts between exact decimals and floats, and the one rounding rule: half away from zero, at the last step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clave.analytics.refusals import AmountTooLarge

if TYPE_CHECKING:
    import pyarrow as pa

Floats = NDArray[np.float64]

LARGEST = 9e16
"""Amounts beyond this have no exact cents in 64 bits."""


def to_floats(column: pa.ChunkedArray) -> Floats:
    """A decimal or integer column as floats for the models; null becomes NaN."""
    import pyarrow as pa

    result: Floats = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return result


def rounded(column: pa.ChunkedArray, places: int) -> pa.ChunkedArray:
    """A decimal column as DECIMAL(38, places), half away from zero."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.round(column, ndigits=places, round_mode="half_towards_infinity").cast(pa.decimal128(38, places))


def to_amounts(name: str, values: Floats, places: int = 2) -> pa.Array:
    """Estimates as DECIMAL(38, places), half away from zero; NaN becomes null. Raises AmountTooLarge."""
    import pyarrow as pa

    known = np.isfinite(values)
    kept = np.where(known, values, 0.0)
    if np.any(np.isinf(values)) or np.any(np.abs(kept) * 10**places > LARGEST):
        raise AmountTooLarge(name=name, value=f"{np.nanmax(np.abs(values)):.6g}")
    units = np.empty((len(kept), 2), dtype=np.int64)
    units[:, 0] = np.copysign(np.floor(np.abs(kept) * 10**places + 0.5), kept).astype(np.int64)
    units[:, 1] = units[:, 0] >> 63
    mask = pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(38, places), len(kept), [mask, pa.py_buffer(units.tobytes())])


def to_numbers(values: Floats, places: int) -> pa.Array:
    """Floats rounded to `places`; NaN becomes null."""
    import pyarrow as pa

    kept = np.round(values, places) + 0.0
    return pa.array(kept, pa.float64(), mask=~np.isfinite(kept))
