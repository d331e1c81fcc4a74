"""What the C library does with memory that arrays no longer need."""

from __future__ import annotations

import ctypes
import sys

M_MMAP_THRESHOLD, LARGE = -3, 4 << 20
M_TRIM_THRESHOLD = -1


def give_back_large_blocks() -> None:
    """Have blocks from 4 MB on given back as soon as they are freed; for the whole process, and only with glibc.

    Left alone it raises that limit to up to 32 MB, and keeps what columns of up to four million customers leave behind;
    Arrow's own allocator keeps even more. Smaller blocks stay: given back one by one they would be asked for, and
    emptied by the system, again and again.
    """
    import pyarrow as pa

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_TRIM_THRESHOLD, 16 * LARGE)
        pa.set_memory_pool(pa.system_memory_pool())
