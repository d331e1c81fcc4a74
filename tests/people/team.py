"""A small company of people with skills: who reports to whom, and what everybody can do."""

from __future__ import annotations

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.people.operations.skills import assess
from tests.cast import Cast, our_person, person

FIVE = ("financial", "consultative", "planning", "interpersonal", "influencing")
SEEN = "Seen at work in the spring."


class Team:
    """The boss, an engineer and a seller who report to the boss; the people lead assesses as the second side."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.boss_login = person("boss", Role.FUNCTION_MEMBER)
        self.boss = our_person(self.boss_login, code="T-BOSS", full_name="Berta Boss")
        self.engineer = self.hire("engineer", "Eva Engineer", "Research", Role.KEY_ACCOUNT_MANAGER)
        self.seller = self.hire("seller", "Saul Seller", "Sales", Role.KEY_ACCOUNT_MANAGER)

    @property
    def lead(self) -> User:
        return self.cast[Role.PEOPLE_LEAD]

    def hire(self, login: str, name: str, function: str, *roles: Role) -> Person:
        """Somebody who reports to the boss and signs in."""
        user = person(login, *roles)
        return our_person(
            user, code=f"T-{login.upper()}", full_name=name, function=function, reports_to=self.boss, email=user.email
        )

    def knows(self, who: Person, level: int, **but: int) -> None:
        """Superior and people lead both find this level in every skill, but for those named."""
        given = {key: (but.get(key, level), SEEN) for key in FIVE}
        assess(by=self.boss_login, person=who, given=given)
        assess(by=self.lead, person=who, given=given)
