"""A programme that has begun: key accounts with managers and sponsors, functions with owners."""

from __future__ import annotations

from datetime import date

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Function
from clave.portfolio.models import Charter, KeyAccount
from clave.programme.models import ProgrammeCharter
from clave.programme.operations.course import write_charter
from tests.cast import Cast, key_account_of, our_person

DAY = date(2026, 4, 20)
PURPOSE = "Keep what we promise to those who matter most."


class Begun:
    """Five key accounts of a manager and a sponsor; Operations and Finance with people."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        manager, sponsor = cast[Role.KEY_ACCOUNT_MANAGER], cast[Role.EXECUTIVE_SPONSOR]
        self.boss = our_person(code="B-1", full_name="Berta Boss", is_top_team=True)
        self.seller = our_person(manager, code="B-2", full_name="Saul Seller", function="Sales")
        self.lead = our_person(cast.champion, code="B-3", full_name="Carla Champion", reports_to=self.boss)
        self.held: list[KeyAccount] = [key_account_of(manager, sponsor, code=f"K{number}") for number in range(5)]

    @property
    def champion(self) -> User:
        return self.cast.champion

    def own_every_function(self) -> None:
        Function.objects.update(owner=self.boss)

    def written(self, started_on: date = DAY) -> ProgrammeCharter:
        return write_charter(by=self.champion, based_on=0, purpose=PURPOSE, horizon_years=4, started_on=started_on)

    def lock_criteria(self) -> None:
        told = {"reason": "cast", "state": "locked", "digest": "0" * 64}
        Charter.objects.create(number=7, proposed_by=self.champion, locked_at="2026-01-01T00:00:00Z", **told)
