"""A process that a server started ends when the server is gone, however it went."""

from __future__ import annotations

import os
import signal
import threading
import time

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_FINISH = 20


def end_with_parent(parent: int | None = None) -> None:
    """From now on, look after the process that started this one, and end when it is gone.

    Who is told its `parent` ends also where that went before this one had begun to look.
    """
    threading.Thread(target=_look_after, args=(parent or os.getppid(),), daemon=True).start()


def _look_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_FINISH)
    os._exit(1)
