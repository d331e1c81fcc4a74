"""The doors of the offer for other programs: elements, and which key account gets which of them from when to when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.models import User
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.company.models import Function
from clave.kit.money import Money
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Amount, Answer, Asked, Limit, etag, page, read_cursor, refuse_stale
from clave.portfolio.api_key_accounts import held_last
from clave.portfolio.models import AccountOffer, KeyAccount, OfferElement
from clave.portfolio.operations import offers as operations
from clave.portfolio.queries.key_accounts import cost_of, valued_by

OFFERS = gettext_noop("Offer")
router = Router(tags=[OFFERS])


class AmountAsked(Asked):
    """An exact amount of money a year as a decimal text, with its currency."""

    amount: Decimal = Field(ge=0, le=1_000_000_000, decimal_places=2)
    currency: str = Field(pattern=r"^[A-Z]{3}$")

    @property
    def minor(self) -> int:
        """The same in whole minor units."""
        return Money(self.amount, self.currency).to_minor()


class ElementAsked(Asked):
    """Something key accounts can get; the function that owns it by its name, no cost where it is not known."""

    name: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=500)
    function: str = Field("", max_length=200)
    yearly_cost: AmountAsked | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The same, as the operation takes it."""
        cost = self.yearly_cost
        function = get_object_or_404(Function.objects.all(), name=self.function) if self.function else None
        priced = {"yearly_cost": cost.minor if cost else None, "currency": cost.currency if cost else ""}
        return {"name": self.name, "description": self.description, "function": function, **priced}


class ElementChanged(ElementAsked):
    """An element as it is to stand, and whether it is offered now."""

    is_active: bool = True


class GiftAsked(Asked):
    """Which element from which day; a cost of its own, in the element's currency, counts instead of the element's."""

    element: int
    given_from: date
    note: str = Field("", max_length=500)
    yearly_cost: Decimal | None = Field(None, ge=0, le=1_000_000_000, decimal_places=2)


class LastDayAsked(Asked):
    """The last day on which it is given."""

    given_to: date


class ElementTold(Answer):
    """One element; its cost is absent where the token does not read it."""

    id: int
    name: str
    description: str
    function: str | None
    is_active: bool
    version: int
    yearly_cost: Amount | None = None


class GiftTold(Answer):
    """One element given to one key account; its cost is absent where the token does not read it."""

    id: int
    element: int
    name: str
    note: str
    given_from: date
    given_to: date | None
    yearly_cost: Amount | None = None


class Elements(Answer):
    """A page of elements."""

    items: list[ElementTold]
    next_cursor: str | None


class Gifts(Answer):
    """A page of what a key account gets and got, newest first."""

    items: list[GiftTold]
    next_cursor: str | None


@router.get(
    "/offers", response=Elements, url_name="offers", exclude_unset=True,
    summary=gettext_noop("What key accounts can get"),
)  # fmt: skip
@requires(Action.SEE_KEY_ACCOUNTS)
def elements(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every element, those not offered any more among them."""
    rows, after = _elements(request), read_cursor(cursor, int)
    if after:
        rows = rows.filter(pk__gt=after[0])
    shown, following = page(rows.order_by("pk")[: limit + 1], limit, lambda each: (each.pk,))
    priced = _reads_costs(request.user)
    return {"items": [element_told(each, priced=priced) for each in shown], "next_cursor": following}


@router.post(
    "/offers", response={201: ElementTold}, url_name="offers", exclude_unset=True,
    summary=gettext_noop("Name something key accounts can get"),
)  # fmt: skip
@requires(Action.CHANGE_OFFERS)
def offer(request: SignedIn, response: HttpResponse, asked: ElementAsked) -> Status[Any]:
    """Name a new element."""
    made = operations.offer_element(by=request.user, **asked.values)
    response.headers["Location"] = f"/api/v1/offers/{made.pk}"
    return Status(201, _tagged(request, response, made))


@router.get(
    "/offers/{int:pk}", response=ElementTold, url_name="offer", exclude_unset=True, openapi_extra=ETAG,
    summary=gettext_noop("One element of the offer"),
)  # fmt: skip
@requires(Action.SEE_KEY_ACCOUNTS)
def element(request: SignedIn, response: HttpResponse, pk: int) -> dict[str, Any]:
    """One element; its ETag is what a change of it needs."""
    return _tagged(request, response, get_object_or_404(_elements(request), pk=pk))


@router.put(
    "/offers/{int:pk}", response=ElementTold, url_name="offer", exclude_unset=True, openapi_extra=IF_MATCH,
    summary=gettext_noop("Change an element of the offer"),
)  # fmt: skip
@requires(Action.CHANGE_OFFERS)
def change(request: SignedIn, response: HttpResponse, pk: int, asked: ElementChanged) -> dict[str, Any]:
    """Replace what is said of an element; who has it keeps it."""
    found = get_object_or_404(_elements(request), pk=pk)
    refuse_stale(request, found.version)
    told = {**asked.values, "is_active": asked.is_active, "version": found.version}
    return _tagged(request, response, operations.change_element(by=request.user, element=found, **told))


@router.get(
    "/key-accounts/{customer:code}/offers", response=Gifts, url_name="account-offers", exclude_unset=True,
    summary=gettext_noop("What a key account gets"),
)  # fmt: skip
@requires(Action.SEE_KEY_ACCOUNTS)
def gifts(request: SignedIn, code: str, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """What the key account gets that others do not, and what it got before."""
    held, after = held_last(request, code), read_cursor(cursor, int)
    rows = AccountOffer.objects.filter(key_account=held).select_related("element")
    if after:
        rows = rows.filter(pk__lt=after[0])
    shown, following = page(rows.order_by("-pk")[: limit + 1], limit, lambda each: (each.pk,))
    priced = bool(valued_by(request.user, [held.customer_id], timezone.localdate()))
    return {"items": [gift_told(each, priced=priced) for each in shown], "next_cursor": following}


@router.post(
    "/key-accounts/{customer:code}/offers", response={201: GiftTold}, url_name="account-offers", exclude_unset=True,
    summary=gettext_noop("Give a key account an element"),
)  # fmt: skip
@requires(Action.CHANGE_OFFERS)
def give(request: SignedIn, code: str, asked: GiftAsked) -> Status[Any]:
    """Give a key account an element from a day on."""
    held, found = held_last(request, code), get_object_or_404(_elements(request), pk=asked.element)
    cost = asked.yearly_cost
    minor = Money(cost, found.currency).to_minor() if cost is not None and found.currency else cost
    told: dict[str, Any] = {"given_from": asked.given_from, "note": asked.note, "yearly_cost": minor}
    made = operations.give_element(by=request.user, key_account=held, element=found, **told)
    return Status(201, gift_told(made, priced=True))


@router.post(
    "/account-offers/{int:pk}/end", response=GiftTold, url_name="end-account-offer", exclude_unset=True,
    summary=gettext_noop("Say until when a key account gets an element"),
)  # fmt: skip
@requires(Action.CHANGE_OFFERS)
def end(request: SignedIn, pk: int, asked: LastDayAsked) -> dict[str, Any]:
    """Say on which day a key account last gets an element; said once."""
    seen = KeyAccount.objects.visible_to(request.user).values("pk")
    found = get_object_or_404(AccountOffer.objects.filter(key_account__in=seen), pk=pk)
    return gift_told(operations.end_offer(by=request.user, offer=found, given_to=asked.given_to), priced=True)


def element_told(row: OfferElement, *, priced: bool) -> dict[str, Any]:
    """An element as the API tells it."""
    same = ("name", "description", "is_active", "version")
    function = row.function.name if row.function else None
    told = {"id": row.pk, **{name: getattr(row, name) for name in same}, "function": function}
    cost = None if row.yearly_cost is None else Money.from_minor(row.yearly_cost, row.currency)
    return {**told, "yearly_cost": Amount.of(cost)} if priced else told


def gift_told(row: AccountOffer, *, priced: bool) -> dict[str, Any]:
    """A gift as the API tells it."""
    same = {name: getattr(row, name) for name in ("note", "given_from", "given_to")}
    told = {"id": row.pk, "element": row.element_id, "name": row.element.name, **same}
    return {**told, "yearly_cost": Amount.of(cost_of(row))} if priced else told


def _elements(request: SignedIn) -> QuerySet[OfferElement]:
    seen: QuerySet[OfferElement] = OfferElement.objects.visible_to(request.user)
    return seen.select_related("function")


def _reads_costs(user: User) -> bool:
    """Whether the cost of an element is for this person: who changes it, and who reads the value of a key account."""
    today = timezone.localdate()
    seen = KeyAccount.objects.visible_to(user, today).current(today)
    return user.may(Action.CHANGE_OFFERS) or bool(
        valued_by(user, set(seen.values_list("customer_id", flat=True)), today)
    )


def _tagged(request: SignedIn, response: HttpResponse, row: OfferElement) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    return element_told(row, priced=_reads_costs(request.user))
