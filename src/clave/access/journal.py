"""The history: append-only, hash-chained, written in the same transaction as the change it tells."""

from __future__ import annotations

import secrets

from django.db import models, transaction
from django.utils import timezone

from clave.access.chain import FIRST_HASH, Facts, canonical, chained_hash, personal_digest
from clave.access.models import ChainHead, Entry, PersonalValues, User
from clave.access.policy import FieldClass
from clave.access.requests import request_id


def record(
    *,
    by: User | None,
    event: str,
    subject: models.Model | tuple[str, str],
    before: Facts | None = None,
    after: Facts | None = None,
    personal: Facts | None = None,
    holds: FieldClass = FieldClass.F2,
) -> Entry:
    """Add one write to the history; `by` is None for the command line, `holds` the class of `before` and `after`.

    `event` is a dotted name ("access.role.granted"); names, addresses and other values about a person belong in
    `personal`, which stays erasable. The caller's transaction must be open: change and entry stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{event}: the history is written inside the change's transaction")
    head = lock()
    entry = Entry(seq=head.seq + 1, at=timezone.now(), actor=by, event=event, request_id=request_id.get())
    entry.subject_type, entry.subject_id = _subject(subject)
    entry.field_class, entry.before, entry.after = holds.name, canonical(before), canonical(after)
    salt, content = secrets.token_hex(16), canonical(personal)
    entry.personal_digest = "" if personal is None else personal_digest(salt, content)
    entry.previous_hash = head.hash or FIRST_HASH
    entry.hash = chained_hash(entry)
    entry.save(force_insert=True)
    if personal is not None:
        PersonalValues.objects.create(entry=entry, salt=salt, content=content)
    ChainHead.objects.filter(pk=ChainHead.ROW).update(seq=entry.seq, hash=entry.hash)
    return entry


def _subject(subject: models.Model | tuple[str, str]) -> tuple[str, str]:
    return subject if isinstance(subject, tuple) else (subject._meta.label_lower, str(subject.pk))


def lock() -> ChainHead:
    """The head of the chain, locked until the transaction ends: two writers never share a number.

    An operation whose rule reads what others write at the same moment (the last administrator …) calls it first.
    """
    heads = ChainHead.objects.select_for_update()
    head = heads.filter(pk=ChainHead.ROW).first()
    if head is None:
        ChainHead.objects.bulk_create([ChainHead()], ignore_conflicts=True)
        head = heads.get(pk=ChainHead.ROW)
    return head
