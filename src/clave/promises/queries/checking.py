"""How often a delivery promise would have been kept on the orders that a customer and its members placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from clave.access.policy import FieldClass
from clave.analytics.promise_check import DeliveryPromise, PromiseCheck, check_promises, known_values, one_of
from clave.analytics.refusals import CannotCompute
from clave.ledger.gates import in_scope
from clave.ledger.models import Customer
from clave.ledger.queries import current_ledger, groups_on
from clave.promises.rules.refusals import CannotJudge, CountryMissing, CustomerUnknown

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clave.access.models import User


def customers_to_check(user: User, on: date) -> QuerySet[Customer]:
    """The customers whose orders (F1, quantities and dates) this person reads."""
    return Customer.objects.filter(in_scope(user, FieldClass.F1, on))


def codes_of(customer: Customer, on: date) -> tuple[str, ...]:
    """The customer's own code and those of all that roll up into it on a day."""
    return rolled_up(customer.code, groups_on(on))


def rolled_up(code: str, tops: Mapping[str, str]) -> tuple[str, ...]:
    """A code and those of all customers whose group has it at its top."""
    return (code, *sorted(below for below, top in tops.items() if top == code))


def customer_named(code: str) -> Customer:
    """The customer with this code; raises CustomerUnknown."""
    found: Customer | None = Customer.objects.filter(code=code).first()
    if found is None:
        raise CustomerUnknown(customer=code)
    return found


def codes_in(customer: Customer, codes: Sequence[str], country: str) -> tuple[str, ...]:
    """Of a customer's codes, those in this country or one of several; all where none is named. Raises CountryMissing."""
    if not country:
        return tuple(codes)
    places = dict(Customer.objects.filter(code__in=codes).values_list("code", "country"))
    if not any(places.values()):
        raise CountryMissing(customer=customer, country=country)
    wanted = {each.casefold() for each in one_of(country)}
    return tuple(code for code in codes if places.get(code, "").casefold() in wanted)


def check(customer: Customer, *, on: date | None = None, country: str = "", **terms: Any) -> PromiseCheck:
    """How often a promise to this customer would have been kept; `terms` are those of a DeliveryPromise.

    Raises CannotJudge where the ledger lacks what is asked, CountryMissing, LedgerDamaged where a file of it does.
    """
    codes = codes_in(customer, codes_of(customer, on or timezone.localdate()), country)
    return judged([_promise(codes, terms)])[0]


def values_known(customer: Customer, on: date) -> dict[str, list[str]]:
    """What the orders of a customer and its members can be narrowed by: field of a promise -> values, as they are written."""
    codes = codes_of(customer, on)
    places = Customer.objects.filter(code__in=codes).exclude(country="").values_list("country", flat=True)
    return {**known_values(current_ledger(), codes), "country": sorted(set(places))}


def judged(promises: Sequence[DeliveryPromise], as_of: date | None = None) -> list[PromiseCheck]:
    """How often each promise was kept, from one reading of the ledger; raises CannotJudge."""
    try:
        return list(check_promises(current_ledger(), promises, as_of=as_of))
    except CannotCompute as why:
        raise CannotJudge(why) from why


def _promise(codes: tuple[str, ...], terms: dict[str, Any]) -> DeliveryPromise:
    try:
        return DeliveryPromise(codes, **terms)
    except CannotCompute as why:
        raise CannotJudge(why) from why
