"""What key accounts get that others do not: elements named and priced, given to key accounts from a day, and ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Function
from clave.portfolio.models import AccountOffer, KeyAccount, OfferElement
from clave.portfolio.rules import offers as rules
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

TOLD = ("name", "description", "function_id", "yearly_cost", "currency", "is_active")


@transaction.atomic
def offer_element(
    *,
    by: User,
    name: str,
    description: str = "",
    function: Function | None = None,
    yearly_cost: int | None = None,
    currency: str = "",
) -> OfferElement:
    """Name something that key accounts can get; the cost is in minor units of its currency, none where not known.

    Raises OfferNeedsName, OfferNameTaken and OfferCostUnfit.
    """
    refuse_unless(by, Action.CHANGE_OFFERS)
    journal.lock()
    values = _values(name, description, function, yearly_cost, currency)
    made = OfferElement.objects.create(**values)
    _record(by, "offered", made, after=_told(made))
    return made


@transaction.atomic
def change_element(
    *,
    by: User,
    element: OfferElement,
    version: int,
    name: str,
    description: str = "",
    function: Function | None = None,
    yearly_cost: int | None = None,
    currency: str = "",
    is_active: bool = True,
) -> OfferElement:
    """Say something else of an element, or stop offering it; who has it keeps it. Raises OfferStale and what naming one does."""
    refuse_unless(by, Action.CHANGE_OFFERS)
    journal.lock()
    found = OfferElement.objects.get(pk=element.pk)
    if found.version != version:
        raise rules.OfferStale(name=found.name)
    before = _told(found)
    values = _values(name, description, function, yearly_cost, currency, beside=found)
    OfferElement.objects.filter(pk=found.pk).update(**values, is_active=is_active, version=version + 1)
    changed = OfferElement.objects.get(pk=found.pk)
    _record(by, "changed", changed, before=before, after=_told(changed))
    return changed


@transaction.atomic
def give_element(
    *,
    by: User,
    key_account: KeyAccount,
    element: OfferElement,
    given_from: date,
    note: str = "",
    yearly_cost: int | None = None,
) -> AccountOffer:
    """Give a key account an element from a day on; a cost of its own counts instead of the element's.

    Raises OfferWithdrawn, OfferGiven, OfferBeforeAdmission, OfferNotForReleased and OfferCostUnfit.
    """
    refuse_unless(by, Action.CHANGE_OFFERS)
    journal.lock()
    held = KeyAccount.objects.select_related("customer").get(pk=key_account.pk)
    found = OfferElement.objects.get(pk=element.pk)
    _refuse_gift(held, found, given_from)
    if yearly_cost is not None and (yearly_cost < 0 or not found.currency):
        raise rules.OfferCostUnfit
    made = AccountOffer.objects.create(
        key_account=held, element=found, note=note.strip(), yearly_cost=yearly_cost, given_from=given_from, by=by
    )
    after = {"customer": held.customer.code, "element": found.name, "from": given_from, "yearly_cost": yearly_cost}
    _record(by, "given", made, after=after)
    return made


@transaction.atomic
def end_offer(*, by: User, offer: AccountOffer, given_to: date) -> AccountOffer:
    """Say on which day a key account last gets an element. Raises OfferEnded and OfferDaysReversed."""
    refuse_unless(by, Action.CHANGE_OFFERS)
    journal.lock()
    found = AccountOffer.objects.select_related("key_account__customer", "element").get(pk=offer.pk)
    if found.given_to is not None:
        raise rules.OfferEnded(day=found.given_to)
    if given_to < found.given_from:
        raise rules.OfferDaysReversed(start=found.given_from, until=given_to)
    found.given_to = given_to
    found.save(update_fields=["given_to"])
    told = {"customer": found.key_account.customer.code, "element": found.element.name}
    _record(by, "ended", found, before={**told, "to": None}, after={**told, "to": given_to})
    return found


def _refuse_gift(held: KeyAccount, element: OfferElement, given_from: date) -> None:
    customer = held.customer.name
    if held.released_on is not None:
        raise rules.OfferNotForReleased(customer=customer, day=held.released_on)
    if not element.is_active:
        raise rules.OfferWithdrawn(name=element.name)
    if given_from < held.admitted_on:
        raise rules.OfferBeforeAdmission(customer=customer, day=held.admitted_on)
    given = AccountOffer.objects.filter(key_account=held, element=element).exclude(given_to__lt=given_from).first()
    if given:
        raise rules.OfferGiven(customer=customer, name=element.name, day=given.given_from)


def _values(
    name: str,
    description: str,
    function: Function | None,
    yearly_cost: int | None,
    currency: str,
    beside: OfferElement | None = None,
) -> dict[str, Any]:
    """What is written of an element, once it says enough."""
    if not name.strip():
        raise rules.OfferNeedsName
    others = OfferElement.objects.filter(name__iexact=name.strip())
    if (others.exclude(pk=beside.pk) if beside else others).exists():
        raise rules.OfferNameTaken(name=name.strip())
    if yearly_cost is not None and (yearly_cost < 0 or not currency):
        raise rules.OfferCostUnfit
    return {
        "name": name.strip(),
        "description": description.strip(),
        "function": function,
        "yearly_cost": yearly_cost,
        "currency": currency,
    }


def _told(element: OfferElement) -> dict[str, Any]:
    return {name: getattr(element, name) for name in TOLD}


def _record(by: User, event: str, subject: OfferElement | AccountOffer, **told: Any) -> None:
    journal.record(by=by, event=f"portfolio.offer.{event}", subject=subject, holds=FieldClass.F2, **told)
