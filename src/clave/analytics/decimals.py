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

    if column.null_count == len(column):
        return np.full(len(column), np.nan)
    units = whole_units(column)
    if units is not None:
        floats = units / 10.0**column.type.scale
    else:
        whole = in_one_piece(column.cast(pa.float64()))
        floats = np.frombuffer(whole.buffers()[1], dtype=np.float64)[whole.offset : whole.offset + len(whole)]
    return floats if column.null_count == 0 else np.where(known(column), floats, np.nan)


def whole_units(column: pa.ChunkedArray) -> NDArray[np.int64] | None:
    """The last decimals of a decimal column as whole numbers; None for other columns, and where 64 bits do not hold them.

    What stands where nothing is known has no meaning.
    """
    import pyarrow as pa

    if not pa.types.is_decimal128(column.type):
        return None
    whole = in_one_piece(column)
    words = np.frombuffer(whole.buffers()[1], dtype=np.int64).reshape(-1, 2)[whole.offset : whole.offset + len(whole)]
    return words[:, 0] if np.array_equal(words[:, 1], words[:, 0] >> 63) else None


def known(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Which rows of a column hold a value."""
    import pyarrow.compute as pc

    flags = in_one_piece(pc.is_valid(column))
    bits = np.unpackbits(np.frombuffer(flags.buffers()[1], dtype=np.uint8), bitorder="little")
    return bits[flags.offset : flags.offset + len(flags)].view(np.bool_)


def in_one_piece(column: pa.ChunkedArray) -> pa.Array:
    """The chunks of a column as one array."""
    import pyarrow as pa

    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


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

    if column.null_count == len(column):
        return pa.chunked_array([pa.nulls(len(column), pa.decimal128(38, places))])
    units, digits = whole_units(column), column.type.scale - places
    if units is not None and digits >= 0:
        half = 10**digits // 2
        fewer = np.where(units < 0, -((half - units) // 10**digits), (units + half) // 10**digits)
        return pa.chunked_array([to_decimals(fewer, places, None if column.null_count == 0 else known(column))])
    return pc.round(column, ndigits=places, round_mode="half_towards_infinity").cast(pa.decimal128(38, places))


def to_amounts(name: str, values: Floats, places: int = 2) -> pa.Array:
    """Estimates as DECIMAL(38, places), half away from zero; NaN becomes null. Raises AmountTooLarge."""
    finite = np.isfinite(values)
    kept = np.where(finite, values, 0.0)
    if np.any(np.isinf(values)) or np.any(np.abs(kept) * 10**places > LARGEST):
        raise AmountTooLarge(name=name, value=f"{np.nanmax(np.abs(values)):.6g}")
    units = np.copysign(np.floor(np.abs(kept) * 10**places + 0.5), kept).astype(np.int64)
    return to_decimals(units, places, finite)


def to_decimals(units: NDArray[np.int64], places: int, finite: NDArray[np.bool_] | None = None) -> pa.Array:
    """Whole numbers of the last of `places` decimals as DECIMAL(38, places), null where not `finite`."""
    import pyarrow as pa

    words = np.empty((len(units), 2), dtype=np.int64)
    words[:, 0] = units
    words[:, 1] = units >> 63
    return to_array(words, pa.decimal128(38, places), finite)


def to_numbers(values: Floats, places: int) -> pa.Array:
    """Floats rounded to `places`; NaN becomes null."""
    import pyarrow as pa

    kept = np.round(values, places) + 0.0
    return to_array(kept, pa.float64(), np.isfinite(kept))
