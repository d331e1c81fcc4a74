"""Customers and their groups, many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from clave.ledger import queries
from clave.ledger.models import Customer, CustomerParent

if TYPE_CHECKING:
    from clave.access.models import User

Image = dict[str, Any]
FIELDS = ("name", "country", "segment", "owner_email", "origin")
CHUNK = 500


def customer_images(codes: Sequence[str]) -> dict[str, Image]:
    """How the customers of these codes stand now, with their groups over time."""
    found: dict[str, Image] = {}
    for start in range(0, len(codes), CHUNK):
        chunk = list(codes[start : start + CHUNK])
        groups = queries.memberships(chunk)
        for customer in Customer.objects.filter(code__in=chunk):
            links = [[m.parent, _iso(m.valid_from), _iso(m.valid_to)] for m in groups.get(customer.code, ())]
            found[customer.code] = {**{name: getattr(customer, name) for name in FIELDS}, "groups": links}
    return found


def put_customers(*, images: Mapping[str, Image | None], by: User | None, subject: tuple[str, str]) -> None:
    """Bring customers to these standings; None takes a customer away, refused by the database where it is in use."""
    gone = [code for code, image in images.items() if image is None]
    CustomerParent.objects.filter(customer__code__in=gone).delete()
    wanted = {code: image for code, image in images.items() if image is not None}
    _write(wanted)
    _regroup(wanted)
    for start in range(0, len(gone), CHUNK):
        Customer.objects.filter(code__in=gone[start : start + CHUNK]).delete()


def create_from_orders(codes: Sequence[str]) -> dict[str, Image]:
    """Customers known only by their code in order lines; gives back how they stand."""
    blank = {"country": "", "segment": "", "owner_email": "", "origin": Customer.Origin.ORDERS.value}
    rows = [Customer(code=code, name=code, **blank) for code in codes]
    Customer.objects.bulk_create(rows, batch_size=CHUNK)
    return {code: {"name": code, **blank, "groups": []} for code in codes}


def _write(wanted: Mapping[str, Image]) -> None:
    codes = list(wanted)
    known = {
        customer.code: customer.pk
        for start in range(0, len(codes), CHUNK)
        for customer in Customer.objects.filter(code__in=codes[start : start + CHUNK])
    }
    rows = [
        Customer(pk=known.get(code), code=code, **{name: image[name] for name in FIELDS})
        for code, image in wanted.items()
    ]
    Customer.objects.bulk_create([row for row in rows if row.pk is None], batch_size=CHUNK)
    Customer.objects.bulk_update([row for row in rows if row.pk], list(FIELDS), batch_size=CHUNK)


def _regroup(wanted: Mapping[str, Image]) -> None:
    """Bring the groups of these customers to what is wanted; links that stay keep their review."""
    codes = list(wanted)
    for start in range(0, len(codes), CHUNK):
        chunk = codes[start : start + CHUNK]
        held = CustomerParent.objects.filter(customer__code__in=chunk).select_related("customer", "parent")
        target = {(code, parent, begin): end for code in chunk for parent, begin, end in wanted[code]["groups"]}
        known = {(link.customer.code, link.parent.code, _iso(link.valid_from)): link for link in held}
        _end_links([link for key, link in known.items() if key not in target])
        for key, link in known.items():
            if key in target and _iso(link.valid_to) != target[key]:
                link.valid_to = _day(target[key])
                link.save(update_fields=["valid_to"])
        _add_links({key: end for key, end in target.items() if key not in known})


def _end_links(links: Sequence[CustomerParent]) -> None:
    CustomerParent.objects.filter(pk__in=[link.pk for link in links]).delete()


def _add_links(links: Mapping[tuple[str, str, str | None], str | None]) -> None:
    codes = {code for customer, parent, _ in links for code in (customer, parent)}
    pks = dict(Customer.objects.filter(code__in=codes).values_list("code", "pk"))
    CustomerParent.objects.bulk_create(
        CustomerParent(
            customer_id=pks[customer], parent_id=pks[parent], valid_from=_day(begin) or date.min, valid_to=_day(end)
        )
        for (customer, parent, begin), end in links.items()
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
