"""What the C library does with memory that arrays no longer need."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

M_MMAP_THRESHOLD, LARGE = -3, 4 << 20
M_TRIM_THRESHOLD, LEFT_OVER = -1, 16 << 20


def give_back_large_blocks() -> None:
    """Have blocks from 4 MB on given back as soon as they are freed; for the whole process, and only with glibc.

    Left alone it raises that limit to up to 32 MB, and keeps what columns of up to four million customers leave behind;
    Arrow's own allocator keeps even more. Smaller blocks stay: given back one by one they would be asked for, and
    emptied by the system, again and again. `give_back_the_rest` is for the moments between.
    """
    import pyarrow as pa

    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_TRIM_THRESHOLD, LEFT_OVER)
        pa.set_memory_pool(pa.system_memory_pool())


def give_back_the_rest() -> None:
    """Give back the smaller blocks that are free."""
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
