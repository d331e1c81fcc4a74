"""How files of promises meet the promise ledger: what each row would make or change, and back again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal
from clave.company.models import Person
from clave.kit.money import Money
from clave.ledger.operations.tables import SUBJECT, Against, Change, Image, Table
from clave.portfolio.models import KeyAccount
from clave.promises.models import Outcome, Promise
from clave.promises.operations.changing import keep_version
from clave.promises.operations.making import record, told
from clave.promises.rules import refusals
from clave.promises.rules.states import ALIVE, Audience, Kind, State
from clave.promises.rules.terms import TERMS, Delivery

if TYPE_CHECKING:
    from clave.access.models import User

SAME = ("customer_code", "what", "starts_on")
"""What tells one promise from another in a file."""
DAYS = ("due_on", "ends_on")
UNSAID: Image = {
    **dict.fromkeys((*DAYS, "cost")),
    **asdict(Delivery()),
    "currency": "",
    "audience": Audience.PROGRAMME.value,
}
"""What a promise says where a file says nothing."""
LONGEST_SUBJECT = 200


def subject_of(customer_code: str, what: str, starts_on: date | str) -> str:
    """What tells one promise from another, short enough to be kept."""
    whole = f"{customer_code} · {starts_on} · {what}"
    return (
        whole
        if len(whole) <= LONGEST_SUBJECT
        else f"{whole[:LONGEST_SUBJECT]} {sha256(whole.encode()).hexdigest()[:16]}"
    )


def known() -> dict[str, Any]:
    """The key accounts and the people that a file may name."""
    accounts = KeyAccount.objects.current().values_list("customer__code", flat=True)
    owners = Person.objects.values_list("person_code", flat=True)
    return {"known": {"customer_code": list(accounts), "owner": list(owners)}}


def resolved(rows: list[Image]) -> list[Image]:
    """Rows with days as text, the cost in minor units and codes as they are written here."""
    accounts = {code.casefold(): code for code in known()["known"]["customer_code"]}
    owners = {code.casefold(): code for code in known()["known"]["owner"]}
    return [_resolved(row, accounts, owners) for row in rows]


def images(subjects: Sequence[str]) -> dict[str, Image]:
    """How the promises of these subjects stand now."""
    return {subject: _image(row) for subject, row in _found(subjects).items()}


def merged(row: Image, before: Image | None, stated: Collection[str], today: date) -> Image:
    """How a promise would stand: what the file states, else what there is, else what is usual."""
    fields = ("owner", "kind", *UNSAID)
    said = {name: UNSAID.get(name) if row[name] in ("", None) else row[name] for name in fields if name in stated}
    after = {**UNSAID, **(before or {"state": State.OPEN.value}), **{name: row[name] for name in SAME}, **said}
    after["kind"] = said.get("kind") or (before["kind"] if before else _kind_of(after))
    return after


def against(changes: Sequence[Change]) -> Iterator[Against]:
    """Nobody new who has left keeps a promise, what was promised in one kind stays of it, and what is over stays as said."""
    left = {row.person_code: row for row in Person.objects.filter(is_active=False)}
    for change in changes:
        before, owner = change.before, change.after["owner"]
        if owner in left and (before is None or before["owner"] != owner):
            yield change.subject, refusals.OwnerHasLeft(person=left[owner].full_name)
        if before is None or before == change.after:
            continue
        if State(before["state"]) not in ALIVE:
            yield change.subject, refusals.PromiseOver(state=before["state"])
        elif before["kind"] != change.after["kind"]:
            yield change.subject, refusals.PromiseKindStays(what=before["what"], kind=before["kind"])


@transaction.atomic
def put_promises(*, images: Mapping[str, Image | None], by: User | None, subject: tuple[str, str]) -> None:
    """Bring promises to these standings; None takes one back that nobody has said anything of."""
    journal.lock()
    there = _found(list(images))
    accounts = {held.customer.code: held for held in KeyAccount.objects.current().select_related("customer")}
    people = {row.person_code: row for row in Person.objects.select_related("function")}
    number = Promise.objects.aggregate(last=Max("number"))["last"] or 0
    for key, image in images.items():
        row = there.get(key)
        if image is None:
            _take_back(by, row)
            continue
        values = _values(image, people[image["owner"]])
        if row:
            _change(by, row, values, gettext("Import %(number)s") % {"number": subject[1]})
            continue
        number += 1
        start = date.fromisoformat(image["starts_on"])
        same = {
            "number": number,
            "key_account": accounts[image["customer_code"]],
            "what": image["what"],
            "starts_on": start,
        }
        made = Promise.objects.create(**same, **values, kind=image["kind"], made_by=by)
        record(by, "made", made, after=told(made))


def held(user: User | None) -> Iterator[Image]:
    """Every promise that somebody still has to keep, in the columns of a file."""
    rows = Promise.objects.all() if user is None else Promise.objects.visible_to(user)
    rows = rows.filter(state__in=ALIVE).select_related("key_account__customer", "owner").order_by("number")
    for row in rows:
        image = _image(row)
        days = {name: date.fromisoformat(image[name]) if image[name] else None for name in ("starts_on", *DAYS)}
        yield {**image, **days, "cost": row.money.amount if row.money else None}


def _kind_of(after: Image) -> str:
    """What a promise is judged by where the file does not say it."""
    if after["due_on"]:
        return Kind.DUE
    return Kind.DELIVERY if any(after[name] != UNSAID[name] for name in TERMS) else Kind.STANDING


def _resolved(row: Image, accounts: Mapping[str, str], owners: Mapping[str, str]) -> Image:
    days = {name: row[name].isoformat() if row[name] else None for name in ("starts_on", *DAYS)}
    code = accounts.get(row["customer_code"].casefold(), row["customer_code"])
    owner = owners.get(row["owner"].casefold(), row["owner"])
    cost = Money(row["cost"], row["currency"]).to_minor() if row["cost"] not in ("", None) else None
    return {
        **row,
        **days,
        "customer_code": code,
        "owner": owner,
        "cost": cost,
        "currency": row["currency"] if cost is not None else "",
        SUBJECT: subject_of(code, row["what"], days["starts_on"] or ""),
    }


def _found(subjects: Sequence[str]) -> dict[str, Promise]:
    """Subject -> its promise; of two with the same words and day, the one that still stands."""
    wanted, found = set(subjects), {}
    for row in Promise.objects.select_related("key_account__customer", "owner").order_by("-number"):
        key = subject_of(row.key_account.customer.code, row.what, row.starts_on)
        if key in wanted and (key not in found or row.is_alive):
            found[key] = row
    return found


def _image(row: Promise) -> Image:
    days = {name: _text(getattr(row, name)) for name in ("starts_on", *DAYS)}
    stands = {name: getattr(row, name) for name in (*TERMS, "what", "kind", "state", "audience", "cost", "currency")}
    return {**stands, **days, "customer_code": row.key_account.customer.code, "owner": row.owner.person_code}


def _values(image: Image, owner: Person) -> dict[str, Any]:
    days = {name: date.fromisoformat(image[name]) if image[name] else None for name in DAYS}
    said = {name: image[name] for name in (*TERMS, "audience", "cost", "currency")}
    return {**said, **days, "owner": owner, "function": owner.function}


def _change(by: User | None, row: Promise, values: Mapping[str, Any], reason: str) -> None:
    """The next version of a promise; other terms of delivery count from this month on."""
    before = told(row)
    moved = [name for name, value in values.items() if getattr(row, name) != value]
    if row.is_delivery and set(moved) & set(TERMS):
        values = {**values, "terms_from": timezone.localdate().replace(day=1)}
        moved.append("terms_from")
    for name in moved:
        setattr(row, name, values[name])
    keep_version(by, row, "changed", before, reason, moved)


def _take_back(by: User | None, row: Promise | None) -> None:
    """A promise that an import made goes with it; what somebody said of one keeps it, and the import."""
    if row is None:
        return
    before = told(row)
    Outcome.objects.filter(promise=row, by=None).delete()
    record(by, "withdrawn", row, before=before)
    row.delete()


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


TABLE = Table(images=images, put=put_promises, merge=merged, against=against, resolve=resolved, held=held, known=known)
