"""What we can tell about our own people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Count, Q, QuerySet

from clave.access.models import User
from clave.company import rules
from clave.company.models import Function, Person
from clave.company.rules import Line


class PersonImage(TypedDict):
    """One person as an import file states them."""

    full_name: str
    email: str
    function: str
    reports_to: str | None
    is_top_team: bool


@dataclass(frozen=True)
class Wanted:
    """Which of our people are asked for; what is empty does not narrow."""

    search: str = ""
    function: str = ""
    top_team: bool = False
    login: str = ""


@dataclass(frozen=True)
class Staff:
    """How many we are."""

    people: int
    functions: int
    top_team: int
    signing_in: int
    could_sign_in: int
    """People without a login whose e-mail address signs in here."""


@dataclass(frozen=True)
class Branch:
    """One person in the organisation, with those who report to them."""

    person: Person
    reports: list[Branch]
    below: int


def people(*, user: User, wanted: Wanted | None = None) -> QuerySet[Person]:
    """Active people with function, superior and login, by name, narrowed to what is wanted."""
    wanted = wanted or Wanted()
    found = Person.objects.visible_to(user).filter(is_active=True).select_related("function", "reports_to", "user")
    if wanted.search:
        text = wanted.search
        found = found.filter(Q(full_name__icontains=text) | Q(email__icontains=text) | Q(person_code__icontains=text))
    if wanted.function:
        found = found.filter(function__name=wanted.function)
    if wanted.top_team:
        found = found.filter(is_top_team=True)
    return found.filter(LOGIN[wanted.login])


SIGNS_IN = Q(user__isnull=False, user__is_active=True)
LOGIN: dict[str, Q] = {"": Q(), "yes": SIGNS_IN, "no": ~SIGNS_IN}


def staff() -> Staff:
    """The whole company in five numbers."""
    active = Person.objects.filter(is_active=True)
    counted = active.aggregate(
        people=Count("pk"),
        functions=Count("function", distinct=True),
        top_team=Count("pk", filter=Q(is_top_team=True)),
        signing_in=Count("pk", filter=SIGNS_IN),
    )
    return Staff(**counted, could_sign_in=len(matching_logins()))


def matching_logins() -> list[tuple[Person, User]]:
    """People without a login, each with the one unlinked login that has their e-mail address."""
    free = {login.email: login for login in free_logins()}
    lonely = Person.objects.filter(is_active=True, user=None).exclude(email="") if free else ()
    found = [(person, free[person.email.lower()]) for person in lonely if person.email.lower() in free]
    times = Counter(login.pk for _, login in found)
    return [(person, login) for person, login in found if times[login.pk] == 1]


def free_logins() -> QuerySet[User]:
    """Logins that work and belong to none of us."""
    return User.objects.get_queryset().filter(is_active=True, person__isnull=True)


def login_like(person: Person) -> User | None:
    """The unlinked login with this person's e-mail address."""
    if person.user_id or not person.email:
        return None
    return User.objects.filter(email=person.email.lower(), is_active=True, person__isnull=True).first()


def login_named(email: str) -> User:
    """The login with this address; raises LoginUnknown where nobody signs in with it."""
    found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise rules.LoginUnknown(email=email)
    return found


def organisation(*, user: User) -> list[Branch]:
    """Who reports to whom, from the top."""
    known = {person.pk: person for person in people(user=user)}
    found = rules.lines({pk: person.reports_to_id for pk, person in known.items()})
    return [_branch(line, known) for line in found]


def reporting_line(person: Person) -> list[Person]:
    """Those above this person, the nearest first; one query, however long."""
    everybody = Person.objects.in_bulk()
    above: list[Person] = []
    here = everybody.get(person.reports_to_id) if person.reports_to_id else None
    while here is not None and here not in above:
        above.append(here)
        here = everybody.get(here.reports_to_id) if here.reports_to_id else None
    return above


def functions(*, user: User) -> QuerySet[Function]:
    """Our functions with owner and numbers of people, of the top team and of those who sign in."""
    seen: QuerySet[Function] = Function.objects.visible_to(user)
    active = Q(people__is_active=True)
    signs_in = active & Q(people__user__is_active=True)
    return seen.select_related("owner").annotate(
        staff=Count("people", filter=active),
        top_team=Count("people", filter=active & Q(people__is_top_team=True)),
        signing_in=Count("people", filter=signs_in),
    )


def head_of(function: Function) -> Person | None:
    """Who leads a function, as far as the reporting lines say: of its people who report outside it, the one with most reports."""
    inside = Q(reports__function=function, reports__is_active=True)
    members = Person.objects.filter(function=function, is_active=True).annotate(led=Count("reports", filter=inside))
    leading = members.exclude(reports_to__function=function)
    found: Person | None = leading.order_by("-led", "-is_top_team", "full_name").first()
    return found


def names_of_functions() -> list[str]:
    """The functions that have people, by name."""
    return list(Function.objects.filter(people__is_active=True).distinct().values_list("name", flat=True))


def images(codes: Iterable[str]) -> dict[str, PersonImage]:
    """How the people of these codes stand now, by code."""
    wanted = list(codes)
    found: dict[str, PersonImage] = {}
    for start in range(0, len(wanted), 500):
        chunk = Person.objects.filter(person_code__in=wanted[start : start + 500], is_active=True)
        for person in chunk.select_related("function", "reports_to"):
            found[person.person_code] = {
                "full_name": person.full_name,
                "email": person.email,
                "function": person.function.name,
                "reports_to": person.reports_to.person_code if person.reports_to else None,
                "is_top_team": person.is_top_team,
            }
    return found


def superiors() -> dict[str, str | None]:
    """Person code -> code of whom they report to, for everyone."""
    return dict(Person.objects.values_list("person_code", "reports_to__person_code"))


def _branch(line: Line, known: Mapping[int, Person]) -> Branch:
    return Branch(known[line.person], [_branch(below, known) for below in line.reports], line.below)
