"""What the worker does for webhooks beside its jobs: hand out what happened, send what is due, forget what is old."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from clave.webhooks.operations import delivering

SWEEP_EVERY = timedelta(hours=6)
log = logging.getLogger(__name__)


class Carrier:
    """When this process last forgot what is old."""

    def __init__(self) -> None:
        self.swept_at: datetime | None = None

    def once(self, now: datetime | None = None) -> None:
        """Do what is due; whatever goes wrong is logged and tried again next time."""
        now = now or timezone.now()
        try:
            delivering.hand_out()
            delivering.send_due(now)
            if self.swept_at is None or now - self.swept_at >= SWEEP_EVERY:
                delivering.sweep(now)
                self.swept_at = now
        except Exception:
            log.exception("webhooks were not sent; tried again")
