"""Fills the database of a served application with a company that chooses key accounts; step by step, as time passes."""

from __future__ import annotations

import os
import sys
from datetime import date, timedelta
from typing import Any

CODES = ("ALDER", "BEECH", "CEDAR", "DOGWOOD", "ELDER")
FAVOURITE = "FRIEND"
DAYS_BACK, FIRST_LOOK, SECOND_LOOK = 120, 70, 5
"""So many days before today lie the figures of the choice, and of the two reviews."""


def begin(today: date) -> None:
    """People in every role, an engineer who could manage, six customers and a run of their figures; nothing is agreed yet."""
    from clave.access.policy import Role
    from tests.cast import Cast, our_person, person
    from tests.value.book import customer, run_with

    cast = Cast()
    assert cast.people
    person("second_member", Role.COMMITTEE_MEMBER)
    engineer = person("engineer", Role.KEY_ACCOUNT_MANAGER)
    our_person(engineer, code="T-ENGINEER", full_name="Eva Engineer", function="Research", email=engineer.email)
    found = [customer(code, f"{code.title()} Works") for code in (*CODES, FAVOURITE)]
    run_with(rows_of(found), as_of=today - timedelta(days=DAYS_BACK))


def judge(today: date) -> None:
    """Two raters judge five customers high and the favourite low, on everything that the charter in force asks people."""
    from clave.access.models import User
    from clave.ledger.models import Customer
    from clave.portfolio.queries.charter import in_force, terms_of
    from tests.portfolio.rankings import judge as judged

    charter = in_force()
    assert charter is not None
    raters = User.objects.filter(email__in=("champion@clave.example", "finance_partner@clave.example"))
    for each in Customer.objects.filter(code__in=(*CODES, FAVOURITE)):
        score = 2.0 if each.code == FAVOURITE else 8.0
        for asked in terms_of(charter).criteria:
            if not asked.measure:
                rival = 5.0 if asked.side == "theirs" else None
                judged(each, asked.key, *((rater, score) for rater in raters), rival=rival)


def rows_of(customers: list[Any], **weak: Any) -> list[dict[str, Any]]:
    """Figures of these customers; the favourite is worth little, and the first one has the figures of `weak`."""
    poor = {"lifetime_value": 20_000_00, "lifetime_value_low": 10_000_00, "lifetime_value_high": 30_000_00}
    poor |= {"contribution_share_basis_points": 500}
    worth = {FAVOURITE: poor, CODES[0]: weak}
    return [
        {"customer": each, "rank": place, **worth.get(each.code, {})} for place, each in enumerate(customers, start=1)
    ]


def pass_time(today: date) -> None:
    """The first customer loses what it was worth: a first review finds it below the exit line, later figures wait."""
    from clave.access.models import User
    from clave.ledger.models import Customer
    from clave.portfolio.models import Judgement
    from clave.portfolio.operations.entering import hold_review
    from tests.portfolio.rankings import ranked_again
    from tests.value.book import run_with

    lost = {"lifetime_value": 1_000_00, "lifetime_value_low": 0, "lifetime_value_high": 2_000_00}
    lost |= {"contribution_share_basis_points": 100}
    customers = list(Customer.objects.filter(code__in=(*CODES, FAVOURITE)).order_by("pk"))
    Judgement.objects.filter(customer__code=CODES[0]).update(score_thousandths=1_000)
    champion = User.objects.get(email="champion@clave.example")
    for back in (FIRST_LOOK, SECOND_LOOK):
        as_of = today - timedelta(days=back)
        run_with(rows_of(customers, **lost), as_of=as_of)
        ranking = ranked_again()
        if back == FIRST_LOOK:
            hold_review(by=champion, ranking=ranking, today=as_of + timedelta(days=5))


def main() -> None:
    """The step that the command line names, on the day it names."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()
    steps = {"begin": begin, "judge": judge, "pass_time": pass_time}
    steps[sys.argv[1]](date.fromisoformat(sys.argv[2]))


if __name__ == "__main__":
    main()
