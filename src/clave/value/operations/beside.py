"""Work beside what is finished, such as computing it again: done by one process alone, kept whole or failed with why."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from clave.analytics.refusals import CannotCompute
from clave.kit.refusals import Refusal
from clave.value import store
from clave.value.operations.moves import told
from clave.value.rules import SECONDS_OF_SILENCE, State

log = logging.getLogger(__name__)


def finish(
    job: Any,
    *,
    claim: str,
    work: Callable[[], Mapping[str, Any]],
    end: Callable[..., None],
    unexpected: Mapping[str, Any],
) -> None:
    """Do the work of a waiting job, unless another process does; `end` keeps what came out, or why nothing did.

    `job` is a row with `state` and `queued_at`; one that does not wait is read anew and left as it stands.
    """
    with store.working_on(claim) as is_mine:
        waiting = type(job).objects.filter(pk=job.pk, state=State.QUEUED)
        if not is_mine or not waiting.update(state=State.RUNNING):
            job.refresh_from_db()
            return
        try:
            end(State.DONE, **work())
        except (Refusal, CannotCompute) as refusal:
            end(State.FAILED, failure=told(refusal))
        except BaseException:
            log.exception("%s failed", claim)
            end(State.FAILED, failure=unexpected)
            raise


def has_died(job: Any, claim: str) -> bool:
    """Whether the process that worked on it has died: its claim is free, or it was asked for too long ago."""
    if job.state == State.RUNNING and store.is_abandoned(claim):
        return True
    return bool((timezone.now() - job.queued_at).total_seconds() > SECONDS_OF_SILENCE)


def write_end(job: Any, state: State, **values: Any) -> None:
    """Write how it ended to the row and to what is held of it, in the transaction of its entry in the history."""
    values |= {"state": state, "finished_at": timezone.now()}
    type(job).objects.filter(pk=job.pk).update(**values)
    for name, value in values.items():
        setattr(job, name, value)
