"""The process that works through the jobs, and the one who watches over it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from clave.web.parents import end_with_parent

SECONDS_TO_FINISH = 20
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_NEWS = 60.0
SECONDS_BETWEEN_MESSAGES = 5.0
SECONDS_TO_PROVE_ITSELF = 30.0
LONGEST_PAUSE = 60.0


@contextmanager
def worked_through() -> Iterator[None]:
    """While this lasts, a process works through the jobs; it is started again when it dies."""
    ended = threading.Event()
    watcher = threading.Thread(target=_keep_running, args=(ended,))
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _keep_running(ended: threading.Event) -> None:
    """Start the worker again when it dies, each time later where it dies at once: a database that is away is not hammered."""
    worker, started, pause = _start(), time.monotonic(), SECONDS_BETWEEN_LOOKS
    while not ended.wait(SECONDS_BETWEEN_LOOKS):
        if worker.poll() is None:
            continue
        pause = pause_after(time.monotonic() - started, pause)
        if ended.wait(pause):
            return
        worker, started = _start(), time.monotonic()
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(SECONDS_TO_FINISH)
    except subprocess.TimeoutExpired:
        worker.kill()


def pause_after(lived: float, pause: float) -> float:
    """Seconds to wait before a worker that lived so long is started again: twice the last pause while none proves itself."""
    return SECONDS_BETWEEN_LOOKS if lived >= SECONDS_TO_PROVE_ITSELF else min(2 * pause, LONGEST_PAUSE)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "clave.web.jobs", str(os.getpid())], start_new_session=True)


def work(server: int) -> None:
    """Work through the jobs until told to stop, or until the server that started this is gone."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()
    end_with_parent(server)
    threading.Thread(target=_beside_the_jobs, daemon=True).start()
    threading.Thread(target=_carry_messages, daemon=True).start()
    call_command("db_worker", queue_name="*", interval=0.5, reload=False, startup_delay=False, verbosity=0)


def _beside_the_jobs() -> None:
    """Tell what is new, write e-mails, forget browsers, send connectors, keep periods; a fault is logged and tried again."""
    from django.db import close_old_connections

    from clave.notices.telling import Telling

    telling = Telling()
    while True:
        close_old_connections()
        telling.once()
        forget_browsers()
        send_connectors()
        keep_periods()
        time.sleep(SECONDS_BETWEEN_NEWS)


def _carry_messages() -> None:
    """Tell other programs what happened; apart from the rest, since a receiver may be slow."""
    from django.db import close_old_connections

    from clave.webhooks.carrying import Carrier

    carrier = Carrier()
    while True:
        close_old_connections()
        carrier.once()
        time.sleep(SECONDS_BETWEEN_MESSAGES)


def forget_browsers() -> None:
    """Keep nothing of the browsers whose session is over."""
    from django.db import DatabaseError

    from clave.access.sessions import sweep_sessions

    try:
        sweep_sessions()
    except DatabaseError:
        logging.getLogger(__name__).exception("browsers were not forgotten; tried again")


def send_connectors() -> None:
    """Have the connectors go whose time has come."""
    from django.utils import timezone

    from clave.connectors.operations.going import start_due

    try:
        start_due(now=timezone.now())
    except Exception:
        logging.getLogger(__name__).exception("connectors were not sent; tried again")


def keep_periods() -> None:
    """Take away, once a day, what is kept longer than a person said."""
    from django.db import DatabaseError
    from django.utils import timezone

    from clave.personal_data import operations

    try:
        operations.keep_periods(timezone.localdate())
    except DatabaseError:
        logging.getLogger(__name__).exception("periods were not kept to; tried again")


if __name__ == "__main__":
    work(int(sys.argv[1]))
