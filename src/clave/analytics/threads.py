"""Work shared out among threads: NumPy and Arrow let the others go on while they compute."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Part = TypeVar("Part")
Result = TypeVar("Result")


def shared_out(of: Callable[[Part], Result], parts: Iterable[Part], threads: int | None) -> list[Result]:
    """`of` every part, in their order; on `threads` threads, one for each core where None. One thread starts none.

    Parts are asked for as they are worked on, so that few of them are held at once. What comes out must not depend on
    which part is computed first.
    """
    if threads == 1:
        return [of(part) for part in parts]
    from concurrent.futures import ThreadPoolExecutor

    at_once, found = threads or os.cpu_count() or 1, []
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(at_once) as pool:
        for part in parts:
            waiting.append(pool.submit(of, part))
            if len(waiting) > at_once:
                found.append(waiting.popleft().result())
        return [*found, *(each.result() for each in waiting)]
