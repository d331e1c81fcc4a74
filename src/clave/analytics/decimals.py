"""Amounts between exact decimals and floats, and the one rounding rule: half away from zero, at the last step."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clave.analytics.refusals import AmountTooLarge

if TYPE_CHECKING:
    import pyarrow as pa

Floats = NDArray[np.float64]

LARGEST = 9e16
"""Amounts beyond this have no exact cents in 64 bits."""
MOST_IN_64_BITS = 2**63


def to_floats(column: pa.ChunkedArray) -> Floats:
    """A decimal or integer column as floats for the models; null becomes NaN."""
    import pyarrow as pa

    if column.null_count == len(column):
        return np.full(len(column), np.nan)
    floats = from_halves(column) if pa.types.is_decimal128(column.type) else as_floats(column)
    return floats if column.null_count == 0 else np.where(known(column), floats, np.nan)


def as_floats(column: pa.ChunkedArray) -> Floats:
    """A column of any numbers as floats; what stands where nothing is known has no meaning."""
    import pyarrow as pa

    if pa.types.is_decimal64(column.type):
        return np.asarray(plain_numbers(column) / 10.0**column.type.scale)
    native = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    return plain_numbers(column if native else column.cast(pa.float64())).astype(np.float64, copy=False)


def from_halves(column: pa.ChunkedArray) -> Floats:
    """A column of 128-bit decimals as floats; what stands where nothing is known has no meaning."""
    low, high = halves(column).T
    units = low.astype(np.float64)
    wide = high != low >> 63
    if wide.any():
        units[wide] = high[wide] * 2.0**64 + low[wide].view(np.uint64)
    floats: Floats = units / 10.0**column.type.scale
    return floats


def halves(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """The two halves of each 128-bit decimal of a column, the lower one first; shape (rows, 2)."""
    whole = in_one_piece(column)
    return np.frombuffer(whole.buffers()[1], dtype=np.int64).reshape(-1, 2)[whole.offset : whole.offset + len(whole)]


def plain_numbers(column: pa.ChunkedArray) -> NDArray[Any]:
    """A column of integers or floats as it stands in memory; of 64-bit decimals the last decimals as whole numbers."""
    import pyarrow as pa

    whole = in_one_piece(column)
    kind = np.int64 if pa.types.is_decimal64(column.type) else column.type.to_pandas_dtype()
    numbers = np.frombuffer(whole.buffers()[1], dtype=kind)
    return numbers[whole.offset : whole.offset + len(whole)]


def exact_sum(column: pa.ChunkedArray) -> Any:
    """The sum of the known values of integers or decimals; None when none is known."""
    import pyarrow as pa

    if column.null_count == len(column):
        return None
    whole = pa.types.is_integer(column.type)
    units = plain_numbers(column) if whole else whole_units(column)
    if units is None or max(int(units.max()), -int(units.min())) * len(units) >= MOST_IN_64_BITS:
        import pyarrow.compute as pc

        return pc.sum(column).as_py()
    total = int((units if column.null_count == 0 else units[known(column)]).sum())
    return total if whole else Decimal(total).scaleb(-column.type.scale)


def whole_units(column: pa.ChunkedArray) -> NDArray[np.int64] | None:
    """The last decimals of a decimal column as whole numbers; None for other columns, and where 64 bits do not hold them.

    What stands where nothing is known has no meaning.
    """
    import pyarrow as pa

    if pa.types.is_decimal64(column.type):
        return plain_numbers(column)
    if not pa.types.is_decimal128(column.type):
        return None
    low, high = halves(column).T
    wide = high != low >> 63
    return None if wide.any() and wide[known(column)].any() else low


def known(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Which rows of a column hold a value."""
    if column.null_count in (0, len(column)):
        return np.full(len(column), column.null_count == 0)
    whole = in_one_piece(column)
    return flags_in(whole.buffers()[0], whole.offset, len(whole))


def flags_in(bits: pa.Buffer, start: int, count: int) -> NDArray[np.bool_]:
    """So many bits of an Arrow buffer as booleans."""
    bytewise = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little")
    return bytewise[start : start + count].view(np.bool_)


def difference(column: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    """One column of DECIMAL(38,4) less another; null where either is."""
    import pyarrow as pa

    amount, wide = pa.decimal128(38, 4), pa.decimal256(40, 4)
    if len(column) in (column.null_count, other.null_count):
        return pa.chunked_array([nothing_known(len(column), amount)])
    units, others = whole_units(column), whole_units(other)
    if units is None or others is None or not (is_small(units) and is_small(others)):
        import pyarrow.compute as pc

        return pc.subtract(column.cast(wide), other.cast(wide)).cast(amount)
    return pa.chunked_array([to_decimals(units - others, 4, known(column) & known(other))])


def is_small(units: NDArray[np.int64]) -> bool:
    """True when two such numbers can be added within 64 bits."""
    return max(int(units.max()), -int(units.min())) < MOST_IN_64_BITS // 2


def in_one_piece(column: pa.ChunkedArray) -> pa.Array:
    """The chunks of a column as one array."""
    import pyarrow as pa

    if not column.num_chunks:
        return pa.array([], column.type)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def nothing_known(rows: int, kind: pa.DataType) -> pa.Array:
    """A column of nulls, of zeros that are never touched and so take no memory."""
    import pyarrow as pa

    zeros = pa.py_buffer(np.zeros(rows * kind.bit_width // 8 + 1, dtype=np.uint8))
    return pa.Array.from_buffers(kind, rows, [zeros, zeros], null_count=rows)


def to_array(values: NDArray[Any], kind: pa.DataType, known: NDArray[np.bool_] | None = None) -> pa.Array:
    """A NumPy array as an Arrow array of `kind`, null where not `known`; without waking pandas, as `pa.array` would."""
    import pyarrow as pa

    if known is not None and not known.any():
        return nothing_known(len(values), kind)
    mask = None if known is None or known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [mask, pa.py_buffer(np.ascontiguousarray(values))])


def to_flags(values: NDArray[np.bool_]) -> pa.Array:
    """Booleans as an Arrow array."""
    import pyarrow as pa

    bits = pa.py_buffer(np.packbits(values, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])


def to_texts(flags: NDArray[np.bool_], where: str, elsewhere: str = "") -> pa.Array:
    """The text `where` for every true flag, `elsewhere` for the others, as an Arrow array of strings."""
    import pyarrow as pa

    words = (elsewhere.encode(), where.encode())
    lengths = np.array([len(word) for word in words])
    letters = np.array([list(word.ljust(lengths.max())) for word in words], dtype=np.uint8)
    choice = flags.astype(np.intp)
    content = letters[choice][(np.arange(lengths.max()) < lengths[:, None])[choice]]
    offsets = np.concatenate(([0], np.cumsum(lengths[choice]))).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), len(flags), [None, *map(pa.py_buffer, (offsets, content))])


def rounded(column: pa.ChunkedArray, places: int) -> pa.ChunkedArray:
    """A decimal column as DECIMAL(38, places), half away from zero."""
    import pyarrow as pa

    if column.null_count == len(column):
        return pa.chunked_array([nothing_known(len(column), pa.decimal128(38, places))])
    units, digits = whole_units(column), column.type.scale - places
    if units is not None and digits >= 0:
        half = 10**digits // 2
        fewer = np.where(units < 0, -((half - units) // 10**digits), (units + half) // 10**digits)
        return pa.chunked_array([to_decimals(fewer, places, None if column.null_count == 0 else known(column))])
    import pyarrow.compute as pc

    return pc.round(column, ndigits=places, round_mode="half_towards_infinity").cast(pa.decimal128(38, places))


def to_amounts(name: str, values: Floats, places: int = 2) -> pa.Array:
    """Estimates as DECIMAL(38, places), half away from zero; NaN becomes null. Raises AmountTooLarge."""
    finite = np.isfinite(values)
    units = np.where(finite, np.abs(values), 0.0)
    units *= 10**places
    if np.any(np.isinf(values)) or np.any(units > LARGEST):
        raise AmountTooLarge(name=name, value=f"{np.nanmax(np.abs(values)):.6g}")
    units += 0.5
    np.copysign(np.floor(units, out=units), values, out=units, where=finite)
    return to_decimals(units.astype(np.int64), places, finite)


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
