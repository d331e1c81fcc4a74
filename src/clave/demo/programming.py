"""The demo's programme: a charter of four years, a champion with a mandate, what managers are paid on, one judgement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.programme.operations import course, leading
from clave.programme.rules.elements import BY_KEY
from clave.programme.rules.warnings import PaidOn

YEARS = 4


def run_programme(*, users: Mapping[Role, User], started_on: date, until: date) -> None:
    """Write the charter as of the start, appoint the champion, say what managers are paid on, judge one element."""
    champion = users[Role.CHAMPION]
    course.write_charter(
        by=champion,
        based_on=0,
        purpose=gettext(
            "The customers that matter most get one face and what we promised, from every function. We want them to stay and "
            "to grow with us, and we want to prove that it pays."
        ),
        horizon_years=YEARS,
        started_on=started_on,
    )
    boss = Person.objects.filter(is_top_team=True, is_active=True).exclude(user=champion).order_by("person_code")[0]
    leading.appoint_champion(
        by=users[Role.EXECUTIVE_SPONSOR],
        person=Person.objects.get(user=champion),
        reports_to=boss,
        mandate=gettext("May call every function to the table, and bring blockers to the top team in the same month."),
        reason=gettext("Plants pick up the phone at once, and nobody in the company says no twice."),
        starts_on=started_on,
        ends_on=until + timedelta(days=500),
    )
    leading.answer_pay(by=champion, answer=PaidOn.REVENUE)
    course.judge_element(
        by=champion,
        element=BY_KEY["practices"],
        score=2,
        evidence=gettext("The fixed delivery window was copied from one key account to two others."),
        seen_on=until,
        today=until,
    )
