"""Work shared out among threads: NumPy and Arrow let the others go on while they compute."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def shared_out(of: Callable[[Part], Result], parts: Iterable[Part], threads: int | None) -> list[Result]:
    """`of` every part, in their order; on `threads` threads, one for each core where None. One thread starts none.

    What comes out must not depend on which part is computed first.
    """
    if threads == 1:
        return [of(part) for part in parts]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return list(pool.map(of, parts))
