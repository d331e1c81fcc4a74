"""How files of what key accounts get meet the offers given: what each row would give or change, and back again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass
from clave.kit.money import Money
from clave.ledger.operations.tables import SUBJECT, Against, Change, Image, Table
from clave.portfolio.models import AccountOffer, KeyAccount, OfferElement
from clave.portfolio.rules import offers as rules

if TYPE_CHECKING:
    from clave.access.models import User

SAID = ("given_to", "note", "yearly_cost")
"""What a file can say of an offer that there is."""


def subject_of(customer_code: str, element: str, given_from: date | str) -> str:
    """What tells one offer from another: to whom, what, since when."""
    return f"{customer_code} · {element} · {given_from}"


def known() -> dict[str, Any]:
    """The key accounts, the elements, and the currencies in which these are priced."""
    accounts = KeyAccount.objects.current().values_list("customer__code", flat=True)
    elements = OfferElement.objects.values_list("name", "currency")
    priced = [f"{name} {currency}" for name, currency in elements if currency]
    names = [name for name, _ in elements]
    return {"known": {"customer_code": list(accounts), "element": names, "currency": priced}}


def resolved(rows: list[Image]) -> list[Image]:
    """Rows with code and element as they are written here, days as text and the cost in minor units."""
    accounts = {code.casefold(): code for code in known()["known"]["customer_code"]}
    elements = {element.name.casefold(): element.name for element in OfferElement.objects.all()}
    found: list[Image] = []
    for row in rows:
        code = str(accounts.get(row["customer_code"].casefold(), row["customer_code"]))
        element = str(elements.get(row["element"].casefold(), row["element"]))
        days = {name: row[name].isoformat() if row[name] else None for name in ("given_from", "given_to")}
        cost = Money(row["yearly_cost"], row["currency"]).to_minor() if row["yearly_cost"] not in ("", None) else None
        subject = subject_of(code, element, days["given_from"] or "")
        found.append({**row, **days, "customer_code": code, "element": element, "yearly_cost": cost, SUBJECT: subject})
    return found


def images(subjects: Sequence[str]) -> dict[str, Image]:
    """How the offers of these subjects stand now."""
    return {subject: _image(row) for subject, row in _found(subjects).items()}


def merged(row: Image, before: Image | None, stated: Collection[str], today: date) -> Image:
    """How an offer would stand: what the file states, else what there is."""
    same = {name: row[name] for name in ("customer_code", "element", "given_from")}
    unsaid = {"given_to": None, "note": "", "yearly_cost": None}
    return {**unsaid, **(before or {}), **same, **{name: row[name] for name in SAID if name in stated}}


def against(changes: Sequence[Change]) -> Iterator[Against]:
    """What a key account gets begins when it is one, is offered still, and is given once at a time."""
    found = dict(_too_early_or_withdrawn(changes))
    yield from found.items()
    yield from ((subject, why) for subject, why in _twice(changes) if subject not in found)


def _too_early_or_withdrawn(changes: Sequence[Change]) -> Iterator[Against]:
    admitted = {held.customer.code: held for held in KeyAccount.objects.current().select_related("customer")}
    withdrawn = set(OfferElement.objects.filter(is_active=False).values_list("name", flat=True))
    for change in changes:
        after, held = change.after, admitted.get(change.after["customer_code"])
        if change.before is not None:
            continue
        if after["element"] in withdrawn:
            yield change.subject, rules.OfferWithdrawn(name=after["element"])
        elif held and date.fromisoformat(after["given_from"]) < held.admitted_on:
            day = held.admitted_on.isoformat()
            yield change.subject, rules.OfferBeforeAdmission(customer=held.customer.name, day=day)


@transaction.atomic
def put_offers(*, images: Mapping[str, Image | None], by: User | None, subject: tuple[str, str]) -> None:
    """Bring offers to these standings; None takes one away."""
    journal.lock()
    there, elements = _found(list(images)), {element.name: element for element in OfferElement.objects.all()}
    accounts = {held.customer.code: held for held in KeyAccount.objects.current().select_related("customer")}
    AccountOffer.objects.filter(
        pk__in=[there[key].pk for key, image in images.items() if not image and key in there]
    ).delete()
    for key, image in sorted(images.items(), key=lambda each: not (each[1] or {}).get("given_to")):
        if image is None:
            continue
        until = date.fromisoformat(image["given_to"]) if image["given_to"] else None
        values = {"given_to": until, "note": image["note"], "yearly_cost": image["yearly_cost"]}
        if key in there:
            AccountOffer.objects.filter(pk=there[key].pk).update(**values)
            continue
        start, held = date.fromisoformat(image["given_from"]), accounts[image["customer_code"]]
        AccountOffer.objects.create(
            key_account=held, element=elements[image["element"]], given_from=start, by=by, **values
        )
    kept = sum(image is not None for image in images.values())
    after = {"offers": kept, "taken_away": len(images) - kept}
    journal.record(by=by, event="portfolio.offer.put", subject=subject, after=after, holds=FieldClass.F0)


def held(user: User | None) -> Iterator[Image]:
    """Everything that key accounts get or got, in the columns of a file; the cost only where it is their own."""
    accounts = KeyAccount.objects.current() if user is None else KeyAccount.objects.current().visible_to(user)
    rows = AccountOffer.objects.filter(key_account__in=accounts).select_related("key_account__customer", "element")
    for row in rows.order_by("key_account__customer__code", "element__name", "given_from"):
        currency = row.element.currency if row.yearly_cost is not None else None
        cost = Money.from_minor(row.yearly_cost, currency).amount if currency and row.yearly_cost is not None else None
        days = {"given_from": row.given_from, "given_to": row.given_to}
        yield {**_image(row), **days, "yearly_cost": cost, "currency": currency}


def _found(subjects: Sequence[str]) -> dict[str, AccountOffer]:
    wanted, found = set(subjects), {}
    for row in _all():
        key = subject_of(row.key_account.customer.code, row.element.name, row.given_from)
        if key in wanted:
            found[key] = row
    return found


def _image(row: AccountOffer) -> Image:
    days = {"given_from": row.given_from.isoformat(), "given_to": row.given_to.isoformat() if row.given_to else None}
    who = {"customer_code": row.key_account.customer.code, "element": row.element.name}
    return {**who, **days, "note": row.note, "yearly_cost": row.yearly_cost}


def _twice(changes: Sequence[Change]) -> Iterator[Against]:
    """No element runs twice at a time for one key account, in the file or beside it."""
    spans: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    standing = [
        (subject_of(row.key_account.customer.code, row.element.name, row.given_from), _image(row)) for row in _all()
    ]
    for subject, image in [*standing, *((change.subject, change.after) for change in changes)]:
        key = image["customer_code"], image["element"]
        spans.setdefault(key, {})[subject] = (image["given_from"], image["given_to"] or "9999-12-31")
    coming = {change.subject for change in changes}
    for (code, element), found in spans.items():
        (began, ends), running = min((span, subject) for subject, span in found.items())
        for (start, until), subject in sorted((span, subject) for subject, span in found.items())[1:]:
            if start <= ends and coming & {running, subject}:
                named = subject if subject in coming else running
                yield named, rules.OfferGiven(customer=code, name=element, day=began)
            if until > ends:
                (began, ends), running = (start, until), subject


def _all() -> list[AccountOffer]:
    rows = AccountOffer.objects.filter(key_account__in=KeyAccount.objects.current())
    return list(rows.select_related("key_account__customer", "element"))


TABLE = Table(images=images, put=put_offers, merge=merged, against=against, resolve=resolved, held=held, known=known)
