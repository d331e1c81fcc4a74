"""Writes under an idempotency key: each is done once, and its answer is kept for a day."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.access.models import ApiToken, KeptAnswer
from clave.kit.refusals import Refusal, gettext_noop

KEPT_FOR = timedelta(hours=24)
DEAD_AFTER = timedelta(minutes=2)
KEY_LONGEST = 200


class KeyReused(Refusal):
    code = "IDEMPOTENCY_KEY_REUSED"
    template = gettext_noop("This Idempotency-Key was sent before with another request. Send a new key.")
    http_status = 422


class StillRunning(Refusal):
    code = "IDEMPOTENCY_IN_PROGRESS"
    template = gettext_noop("The request with this Idempotency-Key is still running. Ask again in %(seconds)s seconds.")


class KeyUnfit(Refusal):
    code = "IDEMPOTENCY_KEY_INVALID"
    template = gettext_noop("An Idempotency-Key has 1 to %(most)s visible ASCII characters.")
    http_status = 400


def claim(token: ApiToken, key: str, asked: str) -> tuple[KeptAnswer, bool]:
    """The kept answer, or a new claim on the key (True). Raises KeyReused, StillRunning and KeyUnfit.

    Whatever a request writes stands in one transaction with its answer; a claim whose process has died is free again.
    """
    if not 0 < len(key) <= KEY_LONGEST or not key.isascii() or not key.isprintable():
        raise KeyUnfit(most=KEY_LONGEST)
    now = timezone.now()
    KeptAnswer.objects.filter(claimed_at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(token=token, key=key, asked=asked, claimed_at=now), True
    except IntegrityError:
        held = KeptAnswer.objects.get(token=token, key=key)
    if held.asked != asked:
        raise KeyReused
    if held.status is not None:
        return held, False
    dead = KeptAnswer.objects.filter(pk=held.pk, status=None, claimed_at__lt=now - DEAD_AFTER)
    if not dead.update(claimed_at=now):
        raise StillRunning(seconds=5)
    held.claimed_at = now
    return held, True


def keep(claimed: KeptAnswer, *, status: int, headers: dict[str, str], body: str) -> bool:
    """Keep the answer in the transaction of the write; False where another process took the claim over meanwhile."""
    own = KeptAnswer.objects.filter(pk=claimed.pk, status=None, claimed_at=claimed.claimed_at)
    return bool(own.update(status=status, headers=headers, body=body))


def give_up(claimed: KeptAnswer) -> None:
    """Free the key of a request that broke: nothing was written."""
    KeptAnswer.objects.filter(pk=claimed.pk, status=None).delete()
