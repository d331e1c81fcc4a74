"""Saying who works where, logging who heard which message, and taking a wrong entry back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Function, Person
from clave.portfolio.models import KeyAccount
from clave.programme.models import Hearing, Message, Site, Telling
from clave.programme.rules import communication_refusals as refusals
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def add_site(*, by: User, name: str, functions: Collection[Function]) -> Site:
    """Name a place where we work and the functions that have people there. Raises SiteNeedsName and SiteThereAlready."""
    refuse_unless(by, Action.LOG_MESSAGES)
    journal.lock()
    if not name.strip():
        raise refusals.SiteNeedsName
    if Site.objects.filter(name__iexact=name.strip()).exists():
        raise refusals.SiteThereAlready(name=name.strip())
    made: Site = Site.objects.create(name=name.strip())
    made.functions.set(functions)
    _record(by, "site.added", made, after={"name": made.name, "functions": _names(functions)})
    return made


@transaction.atomic
def change_site(*, by: User, site: Site, functions: Collection[Function], based_on: int) -> Site:
    """Say anew which functions have people at a site; `based_on` is the version that was read. Raises SiteStale."""
    refuse_unless(by, Action.LOG_MESSAGES)
    journal.lock()
    found: Site = Site.objects.get(pk=site.pk)
    before = _names(found.functions.all())
    if found.version != based_on:
        raise refusals.SiteStale(name=found, now=", ".join(before) or "–", yours=", ".join(_names(functions)) or "–")
    found.functions.set(functions)
    found.version += 1
    found.save(update_fields=["version"])
    _record(by, "site.changed", found, before={"functions": before}, after={"functions": _names(functions)})
    return found


@transaction.atomic
def log_telling(
    *,
    by: User,
    words: str,
    told_on: date,
    told_by: Person,
    functions: Collection[Function],
    sites: Collection[Site],
    key_account: KeyAccount | None = None,
    how: str = "",
    today: date | None = None,
) -> Telling:
    """Log that these functions at these sites heard a message, where they have people there.

    Raises MessageNeedsWords, ToldAhead, TellerHasLeft and NobodyThere.
    """
    refuse_unless(by, Action.LOG_MESSAGES)
    journal.lock()
    if not words.strip():
        raise refusals.MessageNeedsWords
    if told_on > (today or timezone.localdate()):
        raise refusals.ToldAhead(day=told_on)
    if not told_by.is_active:
        raise refusals.TellerHasLeft(person=told_by)
    chosen = {each.pk for each in functions}
    places = Site.functions.through.objects.filter(site__in=[each.pk for each in sites], function__in=chosen)
    there = list(places.values_list("function_id", "site_id"))
    if not there:
        raise refusals.NobodyThere
    message, _ = Message.objects.get_or_create(words=words.strip(), key_account=key_account, defaults={"by": by})
    number = (Telling.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    said = {"told_on": told_on, "told_by": told_by, "how": how.strip()}
    made: Telling = Telling.objects.create(number=number, message=message, by=by, **said)
    Hearing.objects.bulk_create(Hearing(telling=made, function_id=who, site_id=where) for who, where in there)
    _record(by, "message.put", made, after=_told(made))
    return made


@transaction.atomic
def take_back(*, by: User, telling: Telling, reason: str) -> Telling:
    """Say that an entry is wrong, and why; it stays. Raises TakingBackNeedsReason and TakenBackAlready."""
    refuse_unless(by, Action.LOG_MESSAGES)
    journal.lock()
    found: Telling = Telling.objects.get(pk=telling.pk)
    if not reason.strip():
        raise refusals.TakingBackNeedsReason
    if found.taken_back_reason:
        raise refusals.TakenBackAlready
    found.taken_back_reason = reason.strip()
    found.save(update_fields=["taken_back_reason"])
    _record(by, "message.undone", found, after={"number": found.number, "reason": found.taken_back_reason})
    return found


def _told(telling: Telling) -> dict[str, Any]:
    heard = telling.hearings.select_related("function", "site")
    about = telling.message.key_account.customer.code if telling.message.key_account else None
    return {
        "number": telling.number,
        "message": telling.message.words,
        "about": about,
        "on": telling.told_on,
        "from": telling.told_by.person_code,
        "how": telling.how,
        "heard": [f"{each.function}, {each.site}" for each in heard],
    }


def _names(functions: Collection[Function] | Any) -> list[str]:
    return sorted(each.name for each in functions)


def _record(by: User, event: str, subject: Any, **told: Any) -> None:
    journal.record(by=by, event=f"programme.{event}", subject=subject, holds=FieldClass.F0, **told)
