"""Standing delivery promises judged from the ledger each time data arrives; broken months keep their orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from clave.access import journal
from clave.access.policy import FieldClass
from clave.analytics.promise_check import FailedOrder, PromiseCheck, Shared
from clave.ledger.models import DataVersion
from clave.ledger.queries import current_version, groups_on
from clave.promises.models import Judging, Outcome, Promise
from clave.promises.queries.checking import codes_in, judged, rolled_up
from clave.promises.rules.refusals import CannotJudge, CountryMissing
from clave.promises.rules.states import ALIVE, Kind, Verdict
from clave.promises.rules.terms import month_is_kept

FAILING_KEPT, WAITING_KEPT = 200, 100
"""How many orders a month and a reading remember by name."""
TOLD = ("verdict", "judged", "kept", "failing")


def judge_after_import(**signal: Any) -> None:
    """Ask for a judgement when data has arrived and promises are there to judge."""
    if standing().exists():
        judge_in_background.enqueue()


@task()
def judge_in_background() -> None:
    """The job that the worker does."""
    try:
        judge_promises()
    except (CannotJudge, CountryMissing):
        return  # the data was taken back: the judgements of before stand until there is data to judge by


def standing() -> Any:
    """Delivery promises that somebody still has to keep."""
    return Promise.objects.filter(kind=Kind.DELIVERY, state__in=ALIVE).order_by("number")


def judge_promises(*, as_of: date | None = None) -> int:
    """Judge every standing delivery promise by the ledger as it is now; how many months came out differently.

    Raises CannotJudge and LedgerDamaged.
    """
    return _judge(list(standing().select_related("key_account__customer")), as_of)


def judge_one(*, promise: Promise) -> int:
    """Judge one promise by the ledger as it is now; raises CannotJudge where the ledger lacks what it takes."""
    return _judge([promise], None)


def _judge(promises: list[Promise], as_of: date | None) -> int:
    if not promises:
        return 0
    number, tops = current_version(), groups_on(timezone.localdate())
    asked = [each.as_delivery(_codes(each, tops)) for each in promises]
    checks = judged(asked, as_of)
    with transaction.atomic():
        journal.lock()
        if current_version() != number:
            return 0  # newer data has arrived meanwhile, and its own judgement with it
        version = DataVersion.objects.get(number=number)
        pairs = zip(promises, checks, strict=True)
        changed = {promise: _keep(promise, check, version) for promise, check in pairs}
        if any(changed.values()):
            told = {str(promise.number): months for promise, months in changed.items() if months}
            subject = ("promises.judging", str(number))
            journal.record(by=None, event="promises.judged", subject=subject, after=told, holds=FieldClass.F1)
    return sum(map(len, changed.values()))


def _codes(promise: Promise, tops: Mapping[str, str]) -> tuple[str, ...]:
    customer = promise.key_account.customer
    return codes_in(customer, rolled_up(customer.code, tops), promise.country)


def _keep(promise: Promise, check: PromiseCheck, version: DataVersion) -> list[str]:
    """Remember what the ledger says of one promise; the months that came out differently."""
    values = {
        "data_version": version,
        "as_of": check.as_of,
        "waiting": [_plain(each) for each in check.waiting[:WAITING_KEPT]],
        "common": check.common and as_kept(check.common),
        "freight": [{**asdict(each), "amount": str(each.amount)} for each in check.freight],
        "at": timezone.now(),
    }
    Judging.objects.update_or_create(promise=promise, defaults=values)
    since = promise.judged_from.replace(day=1)
    before = {each.period_on: each for each in promise.outcomes.filter(by=None, period_on__gte=since)}
    now = _months(promise, check)
    gone = [day for day in before if day not in now]
    promise.outcomes.filter(by=None, period_on__in=gone).delete()
    differ = [day for day, told in now.items() if day not in before or _differs(before[day], told)]
    for day in differ:
        stamp = {"data_version": version, "at": timezone.now()}
        told = {**now[day], **stamp}
        first = {**told, "function_id": promise.function_id}
        Outcome.objects.update_or_create(promise=promise, period_on=day, defaults=told, create_defaults=first)
    return [day.isoformat() for day in sorted([*differ, *gone])]


def as_kept(shared: Shared) -> dict[str, Any]:
    """What failing orders had in common, with its lift and how unusual it is, as it is kept."""
    return {**asdict(shared), "lift": shared.lift, "chance": shared.chance}


def _months(promise: Promise, check: PromiseCheck) -> dict[date, dict[str, Any]]:
    failing: dict[date, list[FailedOrder]] = defaultdict(list)
    for order in check.failures:
        failing[order.ordered_on.replace(day=1)].append(order)
    return {
        month: {
            "verdict": _verdict(rate.kept, rate.judged, promise.least_percent),
            "judged": rate.judged,
            "kept": rate.kept,
            "failing": [_plain(order) for order in failing[month][:FAILING_KEPT]],
        }
        for month, rate in check.months
    }


def _verdict(kept: int, of: int, least_percent: int) -> str:
    return Verdict.KEPT.value if month_is_kept(kept, of, least_percent) else Verdict.BROKEN.value


def _differs(before: Outcome, told: dict[str, Any]) -> bool:
    return any(getattr(before, name) != told[name] for name in TOLD)


def _plain(order: Any) -> dict[str, Any]:
    """An order as it is kept: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(order).items()}
