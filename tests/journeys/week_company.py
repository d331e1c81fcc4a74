"""Fills the database of a served application with a key account and the plan, the people and the orders its manager works with."""

from __future__ import annotations

import os
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.company.models import Person
    from clave.portfolio.models import KeyAccount

HEADER = "order_id,line_no,customer_code,ordered_on,currency,net_amount,cost_amount,freight_amount,product_group"
LINES = (
    ("o1", "GOOD", "42000.00", "26000.00", "1200.00", "Pumps"),
    ("o2", "GOOD", "18000.00", "11000.00", "400.00", "Valves"),
    ("o3", "GOOD-S", "9000.00", "6100.00", "300.00", "Pumps"),
    ("o4", "QUIET", "2000.00", "1500.00", "90.00", "Seals"),
)
SCORES = (4, 3, 5, 2, 4, 4, 3, 5)


def begin() -> None:
    """Karla manages Alder Foods and is behind with one action; Olga manages Birch Stores."""
    from django.utils import timezone

    from clave.access.policy import Role
    from tests.cast import Cast, key_account_of, our_person, person
    from tests.value.book import Company

    cast, today = Cast(), timezone.localdate()
    company = Company(cast)
    manager, other = person("kam", Role.KEY_ACCOUNT_MANAGER), person("olga", Role.KEY_ACCOUNT_MANAGER)
    karla = our_person(manager, code="T-KAM", full_name="Karla Manager")
    our_person(other, code="T-OLGA", full_name="Olga Manager")
    otto = our_person(code="P-OPS", full_name="Otto Ops")
    good = key_account_of(manager, code=company.good.code)
    key_account_of(other, code=company.quiet.code)
    _order(good, today)
    _value(company, today)
    _plan(manager, good, karla, today)
    _judge(manager, good)
    _know(manager, good, karla, otto, today)


def _order(good: KeyAccount, today: date) -> None:
    """Order lines of the key account and of its site in Valencia, of last month."""
    from clave.ledger.models import Customer, CustomerParent
    from tests.ledger.imports import bring, write

    site = Customer.objects.create(code="GOOD-S", name="Alder Foods Valencia", country="Spain", origin="master")
    CustomerParent.objects.create(customer=site, parent=good.customer, valid_from=date(2020, 1, 1))
    day = _last_month(today).isoformat()
    rows = [
        f"{order},1,{code},{day},EUR,{net},{cost},{freight},{group}" for order, code, net, cost, freight, group in LINES
    ]
    with tempfile.TemporaryDirectory() as folder:
        bring(write(Path(folder) / "lines.csv", *rows, header=HEADER))


def _value(company: object, today: date) -> None:
    """A second run, so that the value has changed since the one before."""
    from tests.value.book import Company, months, run_with

    assert isinstance(company, Company)
    last = _last_month(today)
    told = {"lifetime_value": 205_000_00, "lifetime_value_low": 110_000_00, "lifetime_value_high": 280_000_00}
    run_with([{"customer": company.good, **told, "months": months(last, count=24)}], as_of=last)


def _plan(manager: User, good: KeyAccount, karla: Person, today: date) -> None:
    """A goal that is assumed, an objective written by hand, and an action that is late."""
    from clave.accounts.operations import plans
    from clave.accounts.rules.plans import GoalKind, Measure, period_of

    plan = plans.begin_plan(by=manager, key_account=good, period=period_of(today.replace(month=1, day=1), 12))
    words = "A second line before summer"
    goal = plans.put_goal(by=manager, plan=plan, kind=GoalKind.GOAL, words=words)
    plans.put_goal(by=manager, plan=plan, kind=GoalKind.PRESSURE, words="Their new owner wants less stock")
    measured = {"measure": Measure.TYPED, "target": 60_000, "typed": 20_000, "unit": "%", "currency": "EUR"}
    drop = plans.put_objective(
        by=manager, plan=plan, words="A weekly drop", goal=goal, worth=12_000_00, today=today, **measured
    )
    due = today - timedelta(days=2)
    plans.put_action(by=manager, plan=plan, words="Agree the weekly drop", owner=karla, due_on=due, objective=drop)


def _judge(manager: User, good: KeyAccount) -> None:
    """Every factor of the scorecard is answered: the plan has a value as soon as there is a forecast."""
    from clave.accounts.operations.worth import Said, answer_scorecard
    from clave.accounts.rules.scorecard import FACTORS

    said = {key: Said(score, "As we heard in spring.") for key, score in zip(FACTORS, SCORES, strict=True)}
    answer_scorecard(by=manager, key_account=good, version=0, answers=said)


def _know(manager: User, good: KeyAccount, karla: Person, otto: Person, today: date) -> None:
    """Ana decides and backs us, Ben reports to her; two of ours know them."""
    from clave.accounts.operations import relationships
    from tests.cast import contact_at

    ana = contact_at(good, "ana", full_name="Ana Blanco", role="Managing director")
    ben = contact_at(good, "ben", full_name="Ben Bauer", role="Buyer")
    place = {"customer": good.customer, "based_on": 0}
    relationships.place_person(by=manager, contact=ana, part="decides", reports_to=None, **place)
    relationships.place_person(by=manager, contact=ben, part="influences", reports_to=ana, **place)
    told = {"reason": "Asked us to plan with them.", "said_on": today, "is_confirmed": True}
    relationships.say_stance(by=manager, contact=ana, stance="backs", **told)
    relationships.say_tie(by=manager, contact=ana, person=karla, today=3, wanted=4)
    relationships.say_tie(by=manager, contact=ben, person=otto, today=2, wanted=2)


def _last_month(today: date) -> date:
    """The last day of the month before."""
    return today.replace(day=1) - timedelta(days=1)


def main() -> None:
    """Fill the database, in a process of its own."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()
    begin()


if __name__ == "__main__":
    main()
