"""Customers outside the programme that are most like a key account, and their medians on the measures of the run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from clave.access.policy import FieldClass
from clave.ledger.gates import in_scope
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.review.queries.comparison_values import Books, books, of_books, regularity_of
from clave.review.rules.comparison import SIZE_FACTOR, Alike, Middle, Profile, alike, middle
from clave.value.models import BookRow

if TYPE_CHECKING:
    from clave.access.models import User

MOST_LOOKED_AT = 20_000
"""So many customers of about the same size are looked at."""


@dataclass(frozen=True)
class Similar:
    """The customers outside that are like one key account: those the reader may name, how many there are, their medians."""

    named: Sequence[Customer]
    count: int
    is_same_segment: bool
    medians: Mapping[str, Middle]


def similar(
    user: User, held: Sequence[KeyAccount], found: Books, on: date, inside: Collection[str]
) -> dict[int, Similar]:
    """Key account's customer -> the customers outside that are like it; a fixed number of queries.

    `inside` are the codes of all key accounts and of what rolls up into them.
    """
    near = _matched(held, found, inside)
    keys = sorted({key for each in near.values() for key in each.keys})
    outside = books(keys, found.runs)
    told = of_books(outside)
    opened = Customer.objects.filter(in_scope(user, FieldClass.F2, on), pk__in=keys)
    named = {each.pk: each for each in opened.order_by("name")}
    return {customer: _similar(each, named, told) for customer, each in near.items()}


def _similar(each: Alike, named: Mapping[int, Customer], told: Mapping[str, Mapping[int, object]]) -> Similar:
    seen = [named[key] for key in each.keys if key in named]
    medians = {}
    for key, values in told.items():
        own = [pk for pk in each.keys if pk in values]
        known = [values[pk].value for pk in own]  # type: ignore[attr-defined]
        if found := middle(known, sum(pk in named for pk in own)):
            medians[key] = found
    return Similar(seen, len(each.keys), each.is_same_segment, medians)


def _matched(held: Sequence[KeyAccount], found: Books, inside: Collection[str]) -> dict[int, Alike]:
    own = {each.customer_id: each.customer for each in held if each.customer_id in found.rows}
    rows = [found.rows[customer] for customer in own if found.rows[customer].revenue > 0]
    if not rows or found.run is None:
        return {}
    others = list(_outside(found.run.pk, [row.revenue for row in rows], inside))
    near = {}
    for row in rows:
        customer = own[row.customer_id]
        target = Profile(customer.pk, customer.segment, row.revenue, regularity_of(row))
        if matched := alike(target, others):
            near[customer.pk] = matched
    return near


def _outside(run: int, sizes: Sequence[int], inside: Collection[str]) -> Iterable[Profile]:
    """The customers of about these sizes that are no key account, and belong to none."""
    about = Q(revenue__gte=min(sizes) // SIZE_FACTOR, revenue__lte=max(sizes) * SIZE_FACTOR)
    rows = BookRow.objects.filter(about, run=run, is_widest=True).exclude(customer__code__in=inside)
    told = rows.order_by("pk").values_list(
        "customer_id", "customer__segment", "revenue", "regularity_thousandths", named=True
    )
    for row in told[:MOST_LOOKED_AT]:
        beat = row.regularity_thousandths
        yield Profile(row.customer_id, row.customer__segment, row.revenue, None if beat is None else beat / 1_000)
