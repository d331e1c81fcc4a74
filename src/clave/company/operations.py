"""What we can do with our own people: the only writer of functions and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext

from clave.access import journal
from clave.access.policy import ROLE_NAMES, Action, FieldClass, who_may
from clave.access.rules import NotAllowed
from clave.company import rules
from clave.company.models import Function, Person
from clave.company.queries import PersonImage, images, matching_logins

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def put_people(*, people: Mapping[str, PersonImage | None], by: User | None, subject: tuple[str, str]) -> None:
    """Bring the people named by their codes to the given image; None takes a person away again."""
    before = images(people)
    wanted = {code: image for code, image in people.items() if image is not None}
    _write(wanted, _functions(image["function"] for image in wanted.values()))
    _link(wanted)
    _take_away([code for code, image in people.items() if image is None])
    journal.record(
        by=by,
        event="company.people.put",
        subject=subject,
        before={"people": len(before)},
        after={"people": len(wanted), "taken_away": len(people) - len(wanted)},
        holds=FieldClass.F0,
    )


@transaction.atomic
def link_login(*, person: Person, user: User | None, by: User | None) -> Person:
    """Say which login belongs to a person, so that their own work is found; None unlinks."""
    _refuse_unless(by, Action.CHANGE_PEOPLE)
    journal.lock()
    person.refresh_from_db(fields=["user"])
    if user is None and person.user_id is None:
        raise rules.NoLogin(person=person.full_name)
    holder = Person.objects.filter(user=user).exclude(pk=person.pk).first() if user else None
    if holder:
        raise rules.LoginTaken(person=holder.full_name)
    before, person.user = person.user_id, user
    person.save(update_fields=["user"])
    journal.record(
        by=by,
        event="company.person.linked",
        subject=person,
        before={"user": before},
        after={"user": person.user_id},
        holds=FieldClass.F7,
    )
    return person


@transaction.atomic
def link_matching_logins(*, by: User | None) -> int:
    """Give every person the login that has their e-mail address; says how many were linked."""
    _refuse_unless(by, Action.CHANGE_PEOPLE)
    found = matching_logins()
    for person, login in found:
        link_login(person=person, user=login, by=by)
    return len(found)


@transaction.atomic
def appoint_owner(
    *, function: Function, person: Person | None, by: User | None, instead_of: int | EllipsisType | None = ...
) -> Function:
    """Say who answers for a function; None leaves it without an owner.

    Where it is said who answered for it (`instead_of`, None for nobody), raises OwnerChanged if that is no longer so.
    """
    _refuse_unless(by, Action.CHANGE_PEOPLE)
    journal.lock()
    function.refresh_from_db(fields=["owner"])
    if instead_of is not ... and instead_of != function.owner_id:
        raise rules.OwnerChanged(owner=function.owner or gettext("nobody"))
    if person and not person.is_active:
        raise rules.HasLeft(person=person.full_name)
    before = function.owner.person_code if function.owner else None
    function.owner = person
    function.save(update_fields=["owner"])
    journal.record(
        by=by,
        event="company.function.owned",
        subject=function,
        before={"owner": before},
        after={"owner": person.person_code if person else None},
        holds=FieldClass.F0,
    )
    return function


def _refuse_unless(by: User | None, action: Action) -> None:
    """The second gate; None is the command line."""
    if by is not None and not by.may(action):
        raise NotAllowed(able=", ".join(gettext(ROLE_NAMES[role]) for role in who_may(action)))


def _functions(names: Iterable[str]) -> dict[str, Function]:
    """The functions of these names, created where new."""
    wanted = set(names)
    known = {f.name: f for f in Function.objects.filter(name__in=wanted)}
    for name in sorted(wanted - known.keys()):
        known[name] = Function.objects.create(name=name)
    return known


def _write(wanted: Mapping[str, PersonImage], functions: Mapping[str, Function]) -> None:
    """Create or change people, all but their superiors; who had left is back."""
    fields = ("full_name", "email", "is_top_team")
    known = Person.objects.in_bulk(list(wanted), field_name="person_code")
    rows = []
    for code, image in wanted.items():
        values: dict[str, Any] = {name: image[name] for name in fields}  # type: ignore[literal-required]
        rows.append(
            Person(
                pk=known[code].pk if code in known else None,
                person_code=code,
                function=functions[image["function"]],
                **values,
            )
        )
    Person.objects.bulk_create([row for row in rows if row.pk is None], batch_size=1000)
    Person.objects.bulk_update([row for row in rows if row.pk], [*fields, "function", "is_active"], batch_size=500)


def _link(wanted: Mapping[str, PersonImage]) -> None:
    """Set superiors once every person is there."""
    codes = {image["reports_to"] for image in wanted.values()} | wanted.keys()
    people = Person.objects.in_bulk([code for code in codes if code], field_name="person_code")
    for code, image in wanted.items():
        superior = image["reports_to"]
        people[code].reports_to = people[superior] if superior else None
    Person.objects.bulk_update([people[code] for code in wanted], ["reports_to"], batch_size=500)


def _take_away(codes: list[str]) -> None:
    """Remove people; who is still referred to stays, inactive."""
    leaving = Person.objects.filter(person_code__in=codes)
    leaving.update(reports_to=None)
    for person in leaving:
        try:
            with transaction.atomic():
                person.delete()
        except ProtectedError:
            Person.objects.filter(pk=person.pk).update(is_active=False)
