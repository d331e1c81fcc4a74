"""What the worker does beside its jobs: note what is new, and write and send the e-mails of the day."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from clave.notices import operations
from clave.notices.queries import mail_is_set_up

NOTICE_EVERY = timedelta(minutes=15)
log = logging.getLogger(__name__)


class Telling:
    """When this process last noted what is new, and for which day it wrote the e-mails."""

    def __init__(self) -> None:
        self.noted_at: datetime | None = None
        self.written_on: date | None = None

    def once(self, now: datetime | None = None) -> None:
        """Do what is due; whatever goes wrong is logged and tried again next time."""
        try:
            self._do(now or timezone.now())
        except Exception:
            log.exception("telling people failed; tried again")

    def _do(self, now: datetime) -> None:
        here = timezone.localtime(now)
        today = here.date()
        if self.noted_at is None or now - self.noted_at >= NOTICE_EVERY:
            operations.notice_everybody(on=today)
            self.noted_at = now
        if not mail_is_set_up():
            return
        if here.hour >= settings.DIGEST_HOUR and self.written_on != today:
            operations.write_digests(on=today)
            self.written_on = today
        operations.send_waiting(now=now)
