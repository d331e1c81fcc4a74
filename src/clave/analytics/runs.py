"""Rows that are sorted, so that those of one customer stand together: what they come to, without an engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from clave.analytics.decimals import (
    MOST_IN_64_BITS,
    in_one_piece,
    known,
    nothing_known,
    plain_numbers,
    to_array,
    to_decimals,
    whole_units,
)
from clave.analytics.measures import How
from clave.analytics.refusals import AmountTooLarge

if TYPE_CHECKING:
    import pyarrow as pa

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Runs:
    """Where each run of like rows starts, and how many rows there are in all."""

    starts: Integers
    rows: int

    @classmethod
    def where(cls, begins: Flags) -> Self:
        """The runs that begin at every true flag."""
        return cls(np.flatnonzero(begins), len(begins))

    @cached_property
    def lengths(self) -> Integers:
        """How many rows each run has."""
        return np.diff(self.starts, append=self.rows)

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """The number of the run that each row belongs to, counted from 0."""
        return np.repeat(np.arange(len(self.starts), dtype=np.int32), self.lengths)

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """The sum of `values`, one of each row, over every run."""
        return np.add.reduceat(values, self.starts) if self.rows else values

    def counts(self, flags: Flags) -> Integers:
        """How many rows of every run are flagged."""
        return self.lengths if flags.all() else self.sums(flags.astype(np.int64))

    def exact_sums(self, units: Integers) -> Integers:
        """The sums of whole numbers; raises AmountTooLarge where one has no room in 64 bits."""
        if self.rows and max(int(units.max()), -int(units.min())) * int(self.lengths.max()) >= MOST_IN_64_BITS:
            largest = np.abs(self.sums(units.astype(np.float64))).max()
            if largest >= MOST_IN_64_BITS:
                raise AmountTooLarge(name="amount", value=f"{largest / 10_000:.0f}")
        return self.sums(units)

    def together(self, how: How, column: pa.ChunkedArray) -> pa.Array:
        """What the amounts (decimals) or counts (integers) of a column come to in every run."""
        import pyarrow as pa

        decimal = pa.types.is_decimal(column.type)
        if column.null_count == len(column):
            kind = pa.decimal128(38, column.type.scale) if decimal else pa.int64()
            return nothing_known(len(self.starts), kind)
        there = known(column)
        held = self.counts(there)
        enough = held == self.lengths if how is How.KNOWN else held > 0
        sums = self.exact_sums(units_of(column, there))
        if decimal:
            return to_decimals(sums, column.type.scale, enough)
        return to_array(sums, pa.int64(), enough)


def units_of(column: pa.ChunkedArray, there: Flags) -> Integers:
    """Counts, or the last decimals of amounts as whole numbers; 0 where none is known. Raises AmountTooLarge."""
    import pyarrow as pa

    units = whole_units(column) if pa.types.is_decimal(column.type) else plain_numbers(column)
    if units is None:
        raise AmountTooLarge(name="amount", value=f"10^{18 - column.type.scale}")
    return (units if there.all() else np.where(there, units, 0)).astype(np.int64)


def runs_of(texts: pa.ChunkedArray) -> tuple[Runs, pa.Array]:
    """The runs of equal texts, and the text of each run."""
    import pyarrow as pa

    whole = in_one_piece(texts)
    offsets, letters = whole.buffers()[1:]
    ends = np.frombuffer(offsets, dtype=np.int32)[whole.offset : whole.offset + len(whole) + 1]
    width = int(ends[1] - ends[0])
    if not width or (np.diff(ends) != width).any():
        return runs_of_any(whole)
    rows = np.frombuffer(letters, dtype=np.uint8)[ends[0] : ends[-1]].reshape(-1, width)
    runs = Runs.where(np.concatenate(([True], (rows[1:] != rows[:-1]).any(axis=1))))
    apart = np.arange(len(runs.starts) + 1, dtype=np.int32) * width
    buffers = [None, pa.py_buffer(apart), pa.py_buffer(rows[runs.starts])]
    return runs, pa.Array.from_buffers(whole.type, len(runs.starts), buffers)


def runs_of_any(texts: pa.Array) -> tuple[Runs, pa.Array]:
    """The same for texts of any lengths; what it needs of Arrow takes its time to load."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.run_end_encode(texts)
    ends = plain_numbers(pa.chunked_array([found.run_ends]))
    return Runs(np.concatenate(([0], ends[:-1])).astype(np.int64), len(texts)), found.values
