"""What was done about promises inside our own company: visible as work, never scored by hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.utils.translation import gettext

from clave.analytics.promise_check import KeptRate
from clave.people.hooks import Stretch, Work
from clave.promises.models import Escalation, Outcome, Promise, PromiseVersion
from clave.promises.rules.states import Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet


def kept_rates(customers: Collection[int], stretch: Stretch) -> dict[int, KeptRate]:
    """Customer -> how many occasions of the promises that the reader sees were kept in a stretch of days."""
    rows = _outcomes(customers, stretch).values_list("promise__key_account__customer_id")
    counted = rows.annotate(judged_in_all=Sum("judged"), kept_in_all=Sum("kept")).order_by()
    return {customer: KeptRate(judged, kept) for customer, judged, kept in counted}


def work_of(login: int, customers: Collection[int], stretch: Stretch) -> list[Work]:
    """What one login did about promises to these customers in a stretch of days."""
    promises = _promises(customers, stretch)
    days = (stretch.after, stretch.until)
    asked = Escalation.objects.filter(promise__in=promises, at__date__gt=days[0], at__date__lte=days[1])
    raised = asked.filter(by=login).aggregate(all=Count("pk"), answered=Count("answered_at"))
    versions = PromiseVersion.objects.filter(
        promise__in=promises, by=login, at__date__gt=days[0], at__date__lte=days[1]
    )
    made = Promise.objects.filter(pk__in=promises, made_by=login, made_at__date__gt=days[0], made_at__date__lte=days[1])
    told = _outcomes(customers, stretch).filter(by=login).count()
    found = [
        Work(gettext("promises made on behalf of the company"), made.count()),
        Work(gettext("promises chased: changed, or spoken about"), versions.count() + told),
        Work(gettext("promises taken to the champion"), raised["all"]),
        Work(gettext("of those, answered"), raised["answered"]),
        Work(gettext("broken promises that were kept again next time"), _put_right(customers, stretch)),
    ]
    return [each for each in found if each.count]


def _promises(customers: Collection[int], stretch: Stretch) -> QuerySet[Promise, int]:
    every = Promise.objects.all()
    seen = every if stretch.reader is None else every.visible_to(stretch.reader)
    seen = seen.filter(key_account__customer_id__in=customers)
    found: QuerySet[Promise, int] = seen.order_by().values_list("pk", flat=True)
    return found


def _outcomes(customers: Collection[int], stretch: Stretch) -> QuerySet[Outcome]:
    rows = Outcome.objects.filter(promise__in=_promises(customers, stretch))
    found: QuerySet[Outcome] = rows.filter(period_on__gt=stretch.after, period_on__lte=stretch.until)
    return found


def _put_right(customers: Collection[int], stretch: Stretch) -> int:
    """How often a promise that had not been kept was kept the next time."""
    verdicts: dict[int, list[str]] = defaultdict(list)
    for promise, verdict in _outcomes(customers, stretch).order_by("period_on").values_list("promise_id", "verdict"):
        verdicts[promise].append(verdict)
    pairs = (pair for each in verdicts.values() for pair in pairwise(each))
    return sum(one != Verdict.KEPT and other == Verdict.KEPT for one, other in pairs)
