"""The demo's promises: the planted delivery promises, judged from its orders, and some that people answer for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.company.operations import put_people
from clave.demo import truth
from clave.demo.files import DemoFiles
from clave.kit.refusals import gettext_noop
from clave.portfolio.models import KeyAccount
from clave.promises.operations import make_promise
from clave.promises.operations.keeping import escalate, say
from clave.promises.rules.states import Word
from clave.promises.rules.terms import Delivery

JUDGED = ("by_promised_day", "within_days")
"""Which of the planted promises are made: those on every order."""
DUE = (
    (gettext_noop("A planner with name and telephone number for the autumn peak"), -12, Word.DONE, ""),
    (gettext_noop("New labels on every pallet"), -4, Word.LATE, gettext_noop("The printer of the warehouse was down.")),
    (gettext_noop("Stock of the fast movers kept apart"), 2, None, ""),
    (gettext_noop("A visit of the quality engineer to the plant"), 9, None, ""),
)
"""What was promised, in how many days it is due, what was said of it and why."""


LEFT_BEHIND = (gettext_noop("The service engineer who knows their line"), 30)
"""What somebody promised who has left since, and in how many days it is due."""


def promise(*, files: DemoFiles, users: Mapping[Role, User], until: date) -> None:
    """Make the standing delivery promises of the hidden truths, and some with a day; the late one goes to the champion."""
    champion, member = users[Role.CHAMPION], users[Role.FUNCTION_MEMBER]
    held = {each.customer.code: each for each in KeyAccount.objects.current(until).select_related("customer")}
    keeper = Person.objects.select_related("function").get(user=member)
    for told in json.loads(files.contents[truth.FILE_NAME])["promises"]:
        account = held.get(told["account_code"])
        if account and told["measure"] in JUDGED:
            make_promise(
                by=champion,
                key_account=account,
                what=told["text"],
                owner=keeper,
                delivery=Delivery(within_days=told["within_days"]),
                starts_on=date.fromisoformat(told["since"]),
            )
    accounts = [held[code] for code in files.managed_codes if code in held]
    for account, (what, days, word, reason) in zip(accounts * len(DUE), DUE, strict=False):
        made = make_promise(
            by=champion,
            key_account=account,
            what=gettext(what),
            owner=keeper,
            due_on=until + timedelta(days=days),
            starts_on=until - timedelta(days=40),
        )
        if word:
            say(
                by=member,
                promise=made,
                word=word,
                reason=gettext(reason) if reason else "",
                today=until - timedelta(days=13),
            )
        if word is Word.LATE:
            escalate(by=member, promise=made, reason=gettext("We need a second printer before the peak."))
    _lose_an_owner(champion, users[Role.PEOPLE_LEAD], accounts[0], until)


def _lose_an_owner(champion: User, lead: User, account: KeyAccount, until: date) -> None:
    """One who promised something leaves: the promise asks for a new owner."""
    words, days = LEFT_BEHIND
    nobodys = Person.objects.filter(user=None, is_top_team=False, reports=None, owns=None, is_active=True)
    leaver = nobodys.exclude(function__people__user__in=[champion, lead]).order_by("-person_code")[0]
    make_promise(
        by=champion,
        key_account=account,
        what=gettext(words),
        owner=leaver,
        due_on=until + timedelta(days=days),
        starts_on=until - timedelta(days=40),
    )
    put_people(people={leaver.person_code: None}, by=lead, subject=("demo", "people"))
