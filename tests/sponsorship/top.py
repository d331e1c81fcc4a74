"""A small top team: who sponsors, who manages, who is whose boss."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from clave.sponsorship.models import Sponsorship, Visit
from clave.sponsorship.operations.sponsoring import appoint_sponsor
from clave.sponsorship.operations.visiting import plan_visit
from tests.cast import Cast, key_account_of, our_person, person


class Top:
    """The CEO and the director of sales sponsor; a manager reports to the director."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.ceo_login = person("ceo", Role.EXECUTIVE_SPONSOR)
        self.ceo = our_person(self.ceo_login, code="T-CEO", full_name="Clara Ceo", is_top_team=True)
        self.director_login = person("director", Role.EXECUTIVE_SPONSOR)
        self.director = our_person(
            self.director_login, code="T-DIR", full_name="Dirk Director", is_top_team=True, reports_to=self.ceo
        )
        self.manager_login = person("kam", Role.KEY_ACCOUNT_MANAGER)
        self.manager: Person = our_person(
            self.manager_login, code="T-KAM", full_name="Karla Manager", reports_to=self.director
        )
        self.today = timezone.localdate()

    @property
    def champion(self) -> User:
        return self.cast.champion

    @cached_property
    def held(self) -> KeyAccount:
        """A key account that the manager manages and nobody sponsors."""
        return key_account_of(self.manager_login, code="K1")

    def sponsors(self, held: KeyAccount, who: Person | None = None, days_ago: int = 100) -> Sponsorship:
        """The CEO, or somebody else, sponsors a key account for some days."""
        since = self.today - timedelta(days=days_ago)
        return appoint_sponsor(
            by=self.champion, key_account=held, person=who or self.ceo, starts_on=since, reason="Knows their board."
        )

    def visit(self, held: KeyAccount, days: int) -> Visit:
        """A visit so many days from today; negative for the past."""
        return plan_visit(by=self.champion, key_account=held, visit_on=self.day(days))

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)
