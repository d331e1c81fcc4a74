"""Practices as pages, files and the API show them: the cards, where each was copied, how that went, who lacks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from clave.portfolio.models import KeyAccount
from clave.promises.models import Promise
from clave.review.models import Adoption, Practice
from clave.review.practice_gates import copied_to
from clave.review.queries import comparison_values as values
from clave.review.queries.comparison import Comparison, comparison
from clave.review.queries.comparison_words import currency_of, writer
from clave.review.rules.comparison import BY_KEY
from clave.review.rules.practices import FEW

if TYPE_CHECKING:
    from clave.access.models import User


WRITTEN = ("title", "what", "fits", "measure", "source", "key_account", "source_words", "evidence", "evidence_path")
"""What stands on a card, as it is written."""


@dataclass(frozen=True)
class Lacking:
    """A key account that is worse than the median on what a practice addresses, and does not follow it."""

    held: KeyAccount
    value: str
    median: str


@dataclass(frozen=True)
class Followed:
    """One adoption with its measure before and after, as they are written."""

    adoption: Adoption
    before: str
    after: str
    may_judge: bool
    is_due: bool


@dataclass(frozen=True)
class Card:
    """One practice with where it was copied, as far as the reader sees those key accounts."""

    practice: Practice
    measure: str
    where: KeyAccount | None
    followed: Sequence[Followed]
    lacking: Sequence[Lacking]
    worked: int
    judged: int

    @property
    def proves_little(self) -> bool:
        """Whether too few were judged to conclude anything."""
        return self.judged < FEW


def practices(user: User, search: str = "") -> QuerySet[Practice]:
    """The cards that hold these words, by title, with how often each was copied and how often it worked."""
    rows = Practice.objects.visible_to(user).select_related("by")
    for word in search.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(what__icontains=word) | Q(fits__icontains=word) | Q(evidence__icontains=word)
        )
    found: QuerySet[Practice] = rows.annotate(
        copied=Count("adoptions"),
        judged=Count("adoptions", filter=~Q(adoptions__verdict="")),
        worked=Count("adoptions", filter=Q(adoptions__verdict="worked")),
    )
    return found


def card(user: User, practice: Practice, on: date) -> Card:
    """One practice; suggestions are key accounts one sees that do worse than the median."""
    measure, compared = BY_KEY[practice.measure], comparison(user, on)
    write = writer(measure, currency_of(compared))
    rows = Adoption.objects.visible_to(user).filter(practice=practice)
    mine = set(Adoption.objects.written_by(user).filter(practice=practice).values_list("pk", flat=True))
    followed = [
        Followed(
            each,
            write(each.before) if each.before is not None else "",
            write(each.after) if each.after is not None else "",
            each.pk in mine and not each.verdict,
            not each.verdict and each.follow_up_on <= on,
        )
        for each in rows.select_related("key_account__customer", "owner__function")
    ]
    seen = KeyAccount.objects.visible_to(user).select_related("customer").filter(pk=practice.key_account_id).first()
    counted = practices(user).get(pk=practice.pk)
    return Card(
        practice,
        gettext(measure.name),
        seen,
        followed,
        _lacking(compared, practice),
        counted.worked,  # type: ignore[attr-defined]
        counted.judged,  # type: ignore[attr-defined]
    )


def _lacking(compared: Comparison, practice: Practice) -> list[Lacking]:
    measure, usual = BY_KEY[practice.measure], compared.medians.get(practice.measure)
    if usual is None:
        return []
    write = writer(measure, currency_of(compared))
    following = set(practice.adoptions.values_list("key_account_id", flat=True)) | {practice.key_account_id}
    found = []
    for each in compared.accounts:
        value = each.told.get(measure.key)
        if value is None or each.held.pk in following or value.value == usual.value:
            continue
        if (value.value > usual.value) is not measure.more_is_better:
            found.append(Lacking(each.held, write(value.value), write(usual.value)))
    return found


def named_in(user: User, practice: Practice) -> QuerySet[KeyAccount]:
    """The key accounts that may be named in a card: those one manages, and the one that stands there, if one sees it."""
    mine, seen = copied_to(user).values("pk"), KeyAccount.objects.visible_to(user).values("pk")
    found: QuerySet[KeyAccount] = KeyAccount.objects.filter(Q(pk__in=mine) | Q(pk=practice.key_account_id, pk__in=seen))
    return found


def kept_name(user: User, practice: Practice, told: dict[str, Any]) -> dict[str, Any]:
    """What was written of a card, with the key account that stands there where the writer does not see it any more."""
    if practice.key_account_id and not named_in(user, practice).filter(pk=practice.key_account_id).exists():
        return {**told, "key_account": practice.key_account}
    return told


def value_of(held: KeyAccount, key: str, on: date) -> float | None:
    """What one key account comes to on one measure on a day; None where it is not known."""
    told = dict(values.of_books(values.books([held.customer_id], values.two_runs(on))))
    if key == "promises_kept":
        told[key] = values.of_promises([held], Promise.objects.all(), on)
    elif key == "visits_kept":
        told[key] = values.of_visits([held], on)
    elif key == "plan_days":
        told[key] = values.of_plans([held], on)
    found = told.get(key, {}).get(held.customer_id)
    return found.value if found else None


def due_adoptions(user: User, on: date) -> QuerySet[Adoption]:
    """The follow-ups that are due of what this person owns or began."""
    rows = Adoption.objects.written_by(user).filter(verdict="", follow_up_on__lte=on)
    found: QuerySet[Adoption] = rows.filter(Q(owner__user=user) | Q(by=user)).select_related(
        "practice", "key_account__customer"
    )
    return found
