"""The demo's sponsors: who of the top team answers for which key account, where they were, and what they told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.operations import grant_role
from clave.access.policy import Role
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.portfolio.models import KeyAccount
from clave.sponsorship.models import Note, Visit
from clave.sponsorship.operations import reporting, sponsoring, visiting
from clave.sponsorship.queries.proposing import proposed_sponsors
from clave.sponsorship.rules.notes import Audience, Line, Turn

LEFT_OPEN = 1
"""How many key accounts nobody of the top team answers for yet."""
TOLD = (
    (
        gettext_noop(
            "They will build a second line in spring. Their purchasing manager asks for one contact for both sites."
        ),
        gettext_noop("We owe them the stock list by plant before the end of the month."),
        gettext_noop("A rival offers them ninety days to pay."),
    ),
    (
        gettext_noop(
            "Late pallets cost them two shifts in autumn, and they said so openly. They want to see our plan."
        ),
        gettext_noop("We owe them a named planner."),
        gettext_noop("Their new technical director has never met us."),
    ),
)
"""What was told of a visit: what was said, what we owe, what worries."""
AHEAD_DAYS = (6, 27, 48)
"""In how many days the next visits take place; who is not named here has none planned."""


def sponsor(*, users: Mapping[Role, User], until: date) -> None:
    """Appoint who is proposed, plan and tell of visits of the demo's sponsor, and leave one report open."""
    champion, who = users[Role.CHAMPION], users[Role.EXECUTIVE_SPONSOR]
    own = list(KeyAccount.objects.visible_to(who, until).current(until).order_by("customer__name"))
    for each in proposed_sponsors(champion, until)[:-LEFT_OPEN]:
        let_sponsor(each.people[0].person.user, users[Role.ADMINISTRATOR])
        sponsoring.appoint_sponsor(
            by=champion,
            key_account=each.row.key_account,
            person=each.people[0].person,
            starts_on=until - timedelta(days=60),
            reason=gettext("Proposed by load and fit, and agreed in the executive meeting."),
        )
    for held, lines in zip(own, TOLD, strict=False):
        tell(who, held, until - timedelta(days=95), lines, until)
    for held in own[-1:]:
        planned(who, held, until - timedelta(days=9), until)
    for held, days in zip(own, AHEAD_DAYS, strict=False):
        planned(who, held, until + timedelta(days=days), until)


def let_sponsor(who: User | None, administrator: User) -> None:
    """Give somebody of the top team the role in which they see the key accounts that they sponsor."""
    if who and Role.EXECUTIVE_SPONSOR not in User.objects.get(pk=who.pk).roles:
        grant_role(by=administrator, user=who, role=Role.EXECUTIVE_SPONSOR, reason=gettext("Demo"))


def planned(by: User, held: KeyAccount, on: date, until: date) -> Visit:
    """A visit at ten in the morning, on a working day."""
    day = on - timedelta(days=max(0, on.weekday() - 4))
    return visiting.plan_visit(by=by, key_account=held, visit_on=day, hour=time(10), today=until)


def tell(by: User, held: KeyAccount, on: date, lines: tuple[str, str, str], until: date) -> None:
    """Three lines of a visit, each to its readers; what we owe becomes an action of somebody in Operations."""
    readers = (Audience.TEAM, Audience.TEAM, Audience.CHAMPION)
    written = {line: (gettext(text), audience) for line, text, audience in zip(Line, lines, readers, strict=True)}
    report = reporting.report_visit(by=by, visit=planned(by, held, on, until), written=written, today=until)
    owed = Note.objects.get(report=report, line=list(Line)[1])
    owner = Person.objects.filter(is_active=True, function__name__startswith="Op").order_by("person_code")[0]
    due = until - timedelta(days=3)
    reporting.turn_sentence(by=by, note=owed, sentence=owed.text, kind=Turn.ACTION, owner=owner, due_on=due)
