"""Sharing a plan by a link with a code, revoking the link, and opening it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.access.tokens import digest_of
from clave.accounts.models import Plan, PlanShare, ShareSeen
from clave.accounts.rules import sharing as rules
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def share_plan(
    *, by: User, plan: Plan, for_whom: str, sections: Sequence[str], days: int, language: str
) -> tuple[PlanShare, str, str]:
    """A link to these sections for so many days: the link, the word in it and its code, told here and never again.

    Raises NothingShared and ShareTooLong.
    """
    refuse_unless(by, Action.WRITE_PLANS)
    chosen = [each.value for each in rules.Section if each in sections]
    if not set(chosen) - {rules.Section.MONEY}:
        raise rules.NothingShared
    if not 1 <= days <= rules.LONGEST_DAYS:
        raise rules.ShareTooLong(most=rules.LONGEST_DAYS)
    word, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    made = PlanShare.objects.create(
        plan=plan,
        for_whom=for_whom.strip(),
        sections=chosen,
        language=language,
        word_digest=digest_of(word),
        code_digest=make_password(code),
        expires_at=timezone.now() + timedelta(days=days),
        by=by,
    )
    after, who = {"sections": chosen, "days": days}, {"for_whom": made.for_whom}
    journal.record(by=by, event="accounts.plan.shared", subject=plan, after=after, personal=who, holds=FieldClass.F1)
    return made, word, code


@transaction.atomic
def revoke_share(*, by: User, share: PlanShare) -> PlanShare:
    """End a link at once. Raises ShareOver."""
    refuse_unless(by, Action.WRITE_PLANS)
    journal.lock()
    found: PlanShare = PlanShare.objects.get(pk=share.pk)
    if not found.is_alive(timezone.now()):
        raise rules.ShareOver
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at"])
    journal.record(by=by, event="accounts.share.revoked", subject=found.plan, holds=FieldClass.F1)
    return found


def opened_by(word: str, code: str, *, as_file: bool = False) -> PlanShare | None:
    """The link that this word and code open now; None alike where one is wrong, expired, revoked or tried too often.

    Every try counts before the code is looked at, so that many at once are no more than the limit. Whoever shared it must
    still write that plan.
    """
    found: PlanShare | None = PlanShare.objects.filter(word_digest=digest_of(word)).select_related("by").first()
    now = timezone.now()
    alive = found is not None and found.is_alive(now) and _counted(found)
    fits = check_password(code, found.code_digest if found and alive else _decoy())
    if not (found and alive and fits) or not Plan.objects.written_by(found.by).filter(pk=found.plan_id).exists():
        return None
    PlanShare.objects.filter(pk=found.pk).update(wrong=0)
    ShareSeen.objects.create(share=found, as_file=as_file)
    return found


def _counted(share: PlanShare) -> bool:
    """Count one try, over all processes; False where none is left."""
    free = PlanShare.objects.filter(pk=share.pk, wrong__lt=rules.MOST_WRONG)
    return bool(free.update(wrong=F("wrong") + 1))


@cache
def _decoy() -> str:
    """What a guessed link is compared with, so that it takes as long as one that exists."""
    return make_password(secrets.token_urlsafe(16))
