"""Amounts between exact decimals and floats, and the one rounding rule: half away from zero, at the last step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

    if not len(column):
        return np.empty(0)
    whole = pa.concat_arrays(column.cast(pa.float64()).chunks)
    part = slice(whole.offset, whole.offset + len(whole))
    validity, values = whole.buffers()
    floats = np.frombuffer(values, dtype=np.float64)[part]
    if validity is None:
        return floats
    return np.where(np.unpackbits(np.frombuffer(validity, dtype=np.uint8), bitorder="little")[part], floats, np.nan)


def to_array(values: NDArray[Any], kind: pa.DataType, known: NDArray[np.bool_] | None = None) -> pa.Array:
    """A NumPy array as an Arrow array of `kind`, null where not `known`; without waking pandas, as `pa.array` would."""
    import pyarrow as pa

    mask = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(kind, len(values), [mask, pa.py_buffer(np.ascontiguousarray(values).tobytes())])


def to_flags(values: NDArray[np.bool_]) -> pa.Array:
    """Booleans as an Arrow array."""
    import pyarrow as pa

    bits = pa.py_buffer(np.packbits(values, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])


def to_texts(flags: NDArray[np.bool_], where: str, elsewhere: str = "") -> pa.Array:
    """The text `where` for every true flag, `elsewhere` for the others, as an Arrow array of strings."""
    import pyarrow as pa

    words = (elsewhere.encode(), where.encode())
    lengths = np.where(flags, len(words[1]), len(words[0]))
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    content = b"".join(words[flag] for flag in flags.tolist())
    return pa.Array.from_buffers(
        pa.string(), len(flags), [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(content)]
    )


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
    return to_array(units, pa.decimal128(38, places), known)


def to_numbers(values: Floats, places: int) -> pa.Array:
    """Floats rounded to `places`; NaN becomes null."""
    import pyarrow as pa

    kept = np.round(values, places) + 0.0
    return to_array(kept, pa.float64(), np.isfinite(kept))
