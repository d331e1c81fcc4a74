"""Kinds of files that are applied to tables: how a row stands, how it is brought to another standing, and back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from clave.analytics.schema import KINDS, ColumnType
from clave.company import queries as company
from clave.company.operations import put_people
from clave.kit.refusals import Refusal
from clave.ledger import queries
from clave.ledger.models import Contact, Customer
from clave.ledger.operations.customers import customer_images, put_customers
from clave.ledger.refusals import HierarchyCycle
from clave.ledger.rules import Membership, refuse_circles, regrouped
from clave.personal_data.marks import erased_among, mark_name
from clave.personal_data.mentions import NUMBERS
from clave.personal_data.rules import Whose

if TYPE_CHECKING:
    from clave.access.models import User

Image = dict[str, Any]
Against = tuple[str, Refusal]
"""The subject of a row (empty where it is the whole file) and why it is not taken."""
CHUNK = 500
SUBJECT = "subject"
"""What a row is about, where its table resolves it."""


@dataclass(frozen=True)
class Change:
    """One row of a file: its subject, how it stood (None: not there) and how it would stand; `row` as read."""

    subject: str
    before: Image | None
    after: Image
    row: Image


@dataclass(frozen=True)
class Table:
    """How files of one kind meet their table."""

    images: Callable[[Sequence[str]], Mapping[str, Image]]
    put: Callable[..., None]
    merge: Callable[[Image, Image | None, Collection[str], date], Image]
    against: Callable[[Sequence[Change]], Iterator[Against]]
    """What only shows beside the table: each row it will not take, and why."""
    resolve: Callable[[list[Image]], list[Image]] | None = None
    """Brings rows that name their subject in several ways to one, under `subject`; None: the key of the kind is it."""
    whose: Whose | None = None
    """Whose rows these are, where they are people: those who were erased stay out."""
    held: Callable[[User | None], Iterable[Image]] | None = None
    """Every row that counts now and that this person may see (None: every one), in the columns of the kind."""
    known: Callable[[], Mapping[str, Any]] = field(default=dict)
    """What the reader of a file must know besides: the settings of the intake that only this table can fill."""


def changes_of(kind: str, landed: Path, stated: Collection[str], today: date) -> list[Change]:
    """Every landed row with its standing before and after; columns the file does not state keep what is there."""
    import pyarrow.parquet as pq

    rows = [_row(kind, row) for row in pq.read_table(landed).to_pylist()]
    table = TABLES[kind]
    key = SUBJECT if table.resolve else KINDS[kind].key[0]
    rows = _not_erased(table.whose, rows)
    rows = table.resolve(rows) if table.resolve else rows
    before = table.images([row[key] for row in rows])
    return [
        Change(row[key], before.get(row[key]), table.merge(row, before.get(row[key]), stated, today), row)
        for row in rows
    ]


def _not_erased(whose: Whose | None, rows: list[Image]) -> list[Image]:
    """The rows without people who were erased; who reports to one of them reports to nobody until the file says more."""
    if whose is None or not rows:
        return rows
    names = [name for name in (NUMBERS[whose], "email") if name in rows[0]]
    erased = erased_among((mark_name(whose, name), row[name]) for row in rows for name in names if row[name])
    if not erased:
        return rows
    out = {row[NUMBERS[whose]] for row in rows if {(mark_name(whose, name), row[name]) for name in names} & erased}
    kept = [row for row in rows if row[NUMBERS[whose]] not in out]
    return [{**row, "reports_to": ""} if row.get("reports_to") in out else row for row in kept]


def _row(kind: str, row: Image) -> Image:
    """A landed row with '' for text that is not there."""
    keep = (ColumnType.FLAG, ColumnType.DATE)
    blank = {column.name: None if column.type in keep else "" for column in KINDS[kind].columns}
    return {name: blank[name] if value is None else value for name, value in row.items()}


def _merged(row: Image, before: Image | None, stated: Collection[str], _: date, *, leaves_out: str) -> Image:
    after = {name: value for name, value in row.items() if name != leaves_out}
    return after if before is None else {**before, **{n: v for n, v in after.items() if n in stated}}


def _merged_customer(row: Image, before: Image | None, stated: Collection[str], today: date) -> Image:
    fields = {name: value for name, value in row.items() if name not in ("customer_code", "parent_code")}
    known = before or {"groups": []}
    after = {**known, **{n: v for n, v in fields.items() if before is None or n in stated}, "origin": "master"}
    if "parent_code" in stated:
        history = [Membership(p, date.fromisoformat(f), t and date.fromisoformat(t)) for p, f, t in known["groups"]]
        groups = regrouped(history, row["parent_code"] or None, today)
        after["groups"] = [[m.parent, m.valid_from.isoformat(), m.valid_to and m.valid_to.isoformat()] for m in groups]
    return after


def _merged_person(row: Image, before: Image | None, stated: Collection[str], today: date) -> Image:
    after = _merged(row, before, stated, today, leaves_out="person_code")
    return {**after, "reports_to": after["reports_to"] or None, "is_top_team": bool(after["is_top_team"])}


def _against_customers(changes: Sequence[Change]) -> Iterator[Against]:
    """No circle among the groups as they would stand, those of the file and those there are."""
    open_now = {code: _current(groups) for code, groups in queries.memberships().items()}
    return _circle({**open_now, **{change.subject: _open(change.after["groups"]) for change in changes}})


def _against_people(changes: Sequence[Change]) -> Iterator[Against]:
    return _circle({**company.superiors(), **{change.subject: change.after["reports_to"] for change in changes}})


def _circle(above: Mapping[str, str | None]) -> Iterator[Against]:
    try:
        refuse_circles(above)
    except HierarchyCycle as circle:
        yield "", circle


def _current(groups: Sequence[Membership]) -> str | None:
    return next((membership.parent for membership in groups if membership.valid_to is None), None)


def _open(groups: Sequence[Sequence[Any]]) -> str | None:
    return next((parent for parent, _, until in groups if until is None), None)


def _contact_images(ids: Sequence[str]) -> dict[str, Image]:
    fields = ("full_name", "email", "phone", "role", "consent", "note")
    found: dict[str, Image] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = Contact.objects.filter(contact_id__in=ids[start : start + CHUNK]).select_related("customer")
        for contact in chunk:
            image = {name: getattr(contact, name) for name in fields}
            found[contact.contact_id] = {"customer_code": contact.customer.code, **image}
    return found


def _put_contacts(*, images: Mapping[str, Image | None], by: User | None, subject: tuple[str, str]) -> None:
    """Bring contacts to these standings; None takes a contact away."""
    wanted = {key: image for key, image in images.items() if image is not None}
    Contact.objects.filter(contact_id__in=[key for key, image in images.items() if image is None]).delete()
    customers = Customer.objects.in_bulk(list({i["customer_code"] for i in wanted.values()}), field_name="code")
    known = Contact.objects.in_bulk(list(wanted), field_name="contact_id")
    rows = []
    for key, image in wanted.items():
        values = {name: value for name, value in image.items() if name != "customer_code"}
        pk = known[key].pk if key in known else None
        rows.append(Contact(pk=pk, contact_id=key, customer=customers[image["customer_code"]], **values))
    Contact.objects.bulk_create([row for row in rows if row.pk is None], batch_size=CHUNK)
    names = ["customer", "full_name", "email", "phone", "role", "consent", "note"]
    Contact.objects.bulk_update([row for row in rows if row.pk], names, batch_size=CHUNK)


def _put_people(*, images: Mapping[str, Image | None], by: User | None, subject: tuple[str, str]) -> None:
    put_people(people=cast("Mapping[str, company.PersonImage | None]", images), by=by, subject=subject)


TABLES: dict[str, Table] = {
    "customers": Table(customer_images, put_customers, _merged_customer, _against_customers),
    "contacts": Table(
        _contact_images,
        _put_contacts,
        partial(_merged, leaves_out="contact_id"),
        lambda changes: iter(()),
        whose=Whose.CONTACT,
    ),
    "people": Table(
        cast("Callable[[Sequence[str]], Mapping[str, Image]]", company.images),
        _put_people,
        _merged_person,
        _against_people,
        whose=Whose.COLLEAGUE,
    ),
}
"""Kind -> how its files meet their table; apps above the ledger add theirs with `add_table`."""


def add_table(kind: str, table: Table) -> None:
    """Say how files of a kind meet a table that stands above the ledger."""
    TABLES[kind] = table


def known_besides(kind: str) -> Mapping[str, Any]:
    """What the reader of a file of this kind must know that only its table can say."""
    return TABLES[kind].known() if kind in TABLES else {}
