"""What raters judged of customers, criterion by criterion: the mean, how far they are apart, and how many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from clave.analytics.selection import rated
from clave.portfolio.models import Judgement
from clave.portfolio.rules.states import SCORE_SCALE


@dataclass(frozen=True)
class Judged:
    """One customer on one judged criterion, 0 to 10. `mean` is None with fewer than two raters who count."""

    mean: float | None
    standard_error: float | None
    raters: int
    rival_mean: float | None
    oldest_on: date | None


Given = tuple[float, float | None, datetime]


def judged_scores(
    keys: Collection[str], customers: Collection[int] | None = None, until: datetime | None = None
) -> dict[tuple[int, str], Judged]:
    """(customer, criterion key) -> what its raters say; pairs without a judgement that counts are missing. One query.

    With `until` what they said at that moment, whatever they said since.
    """
    rows = Judgement.objects.filter(criterion_key__in=keys)
    rows = rows.filter(is_newest=True) if until is None else rows.filter(pk__in=newest_until(until))
    rows = rows.filter(counts=True)
    if customers is not None:
        rows = rows.filter(customer_id__in=customers)
    found: dict[tuple[int, str], list[Given]] = defaultdict(list)
    fields = ("customer_id", "criterion_key", "score_thousandths", "rival_thousandths", "at")
    for customer, key, score, rival, at in rows.values_list(*fields):
        found[customer, key].append((score / SCORE_SCALE, None if rival is None else rival / SCORE_SCALE, at))
    means, errors = rated([[score for score, _, _ in given] for given in found.values()])
    return {
        pair: _judged(given, float(mean), float(error))
        for (pair, given), mean, error in zip(found.items(), means, errors, strict=True)
    }


def newest_until(moment: datetime) -> QuerySet[Judgement, int]:
    """The newest judgement of every rater at a moment."""
    later = Judgement.objects.filter(
        customer=OuterRef("customer"),
        criterion_key=OuterRef("criterion_key"),
        rater=OuterRef("rater"),
        at__lte=moment,
        pk__gt=OuterRef("pk"),
    )
    return Judgement.objects.filter(~Exists(later), at__lte=moment).values_list("pk", flat=True)


def _judged(given: list[Given], mean: float, error: float) -> Judged:
    is_known = mean == mean
    rivals = [rival for _, rival, _ in given if rival is not None]
    return Judged(
        mean=mean if is_known else None,
        standard_error=error if is_known else None,
        raters=len(given),
        rival_mean=sum(rivals) / len(rivals) if is_known and rivals else None,
        oldest_on=timezone.localdate(min(at for _, _, at in given)),
    )
