"""What we can tell about our own people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.db.models import Q, QuerySet

from clave.company.models import Person


class PersonImage(TypedDict):
    """One person as an import file states them."""

    full_name: str
    email: str
    function: str
    reports_to: str | None
    is_top_team: bool


def people(*, search: str = "", function: str = "") -> QuerySet[Person]:
    """Active people with function and superior, by name; narrowed to a search text and a function where given."""
    found = Person.objects.filter(is_active=True).select_related("function", "reports_to")
    if search:
        found = found.filter(
            Q(full_name__icontains=search) | Q(email__icontains=search) | Q(person_code__icontains=search)
        )
    if function:
        found = found.filter(function__name=function)
    return found


def images(codes: Iterable[str]) -> dict[str, PersonImage]:
    """How the people of these codes stand now, by code."""
    wanted = list(codes)
    found: dict[str, PersonImage] = {}
    for start in range(0, len(wanted), 500):
        chunk = Person.objects.filter(person_code__in=wanted[start : start + 500])
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
