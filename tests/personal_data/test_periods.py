"""Periods: nothing goes before it is switched on, then once a day what is due and nothing else, noted in the history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clave.access import chain
from clave.access import operations as access
from clave.access.models import Entry, PersonalValues, User
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.accounts.models import Touch
from clave.accounts.operations import relationships
from clave.accounts.rules.relationship_terms import Way
from clave.company.models import Function
from clave.ledger.models import Contact
from clave.personal_data import operations
from clave.personal_data.declared import PERIODS
from clave.personal_data.models import Erasure, KeptFor
from clave.personal_data.rules import months_before
from tests.accounts.people import People
from tests.cast import Cast, our_person, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast: Cast) -> People:
    return People(cast)


def _set(cast: Cast, key: str, months: int = 12, *, is_on: bool = True) -> KeptFor:
    return operations.set_period(by=cast.champion, key=key, months=months, is_on=is_on, based_on=0)


def test_only_who_is_quiet_for_the_period_goes_and_only_once_it_is_on(people: People) -> None:
    long_ago = timezone.now() - timedelta(days=800)
    Contact.objects.update(known_since=long_ago)
    relationships.log_touch(by=people.manager, contact=people.ben, person=people.karla, on=people.today, way=Way("met"))
    kept = _set(people.cast, "quiet", is_on=False)
    assert operations.keep_periods(people.today) == {}
    operations.set_period(by=people.cast.champion, key="quiet", months=12, is_on=True, based_on=kept.version)
    assert operations.keep_periods(people.today) == {"quiet": 1}
    assert list(Contact.objects.values_list("full_name", flat=True)) == ["Ben Bauer"]
    assert Erasure.objects.get().why == "period"
    assert operations.keep_periods(people.today) == {}
    assert operations.keep_periods(people.day(1)) == {"quiet": 0}


def test_a_talk_goes_when_it_is_old(people: People) -> None:
    said = {"by": people.manager, "contact": people.ana, "person": people.karla, "way": Way("met")}
    relationships.log_touch(on=people.day(-500), **said)
    relationships.log_touch(on=people.day(-5), **said)
    _set(people.cast, "talks")
    assert operations.keep_periods(people.today) == {"talks": 1}
    assert Touch.objects.count() == 1
    assert Entry.objects.filter(event="personal_data.period.done").count() == 1


def test_who_left_goes_unless_something_is_still_theirs(cast: Cast) -> None:
    for name in ("left", "owns"):
        user = person(name, Role.READER)
        ours = our_person(user, code=f"T-{name}", is_active=False)
        access.deactivate_user(by=cast.administrator, user=user, reason="left")
        if name == "owns":
            Function.objects.filter(pk=ours.function_id).update(owner=ours)
    _set(cast, "left", 1)
    assert operations.keep_periods(timezone.localdate() + timedelta(days=40)) == {"left": 1}
    kept = KeptFor.objects.get()
    assert (kept.gone, kept.held) == (1, 1)
    assert User.objects.filter(email="owns@clave.example").exists()


def test_old_values_beside_the_history_go_and_the_chain_holds(people: People) -> None:
    relationships.add_person(by=people.manager, key_account=people.held, full_name="Dora Delgado")
    _set(people.cast, "history", 1)
    operations.keep_periods(people.day(40))
    assert not PersonalValues.objects.filter(erased_at=None).exists()
    assert chain.first_break(chain.head()) is None


def test_every_period_can_be_looked_at(cast: Cast) -> None:
    assert len(PERIODS) == 9
    assert {key: each.due(timezone.localdate()).count() for key, each in PERIODS.items()} == dict.fromkeys(PERIODS, 0)


def test_a_month_earlier_ends_where_the_month_ends() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


def test_a_period_is_set_by_champion_or_administrator(people: People) -> None:
    with pytest.raises(NotAllowed):
        operations.set_period(by=people.manager, key="quiet", months=1, is_on=True, based_on=0)
