"""Two admissions at the same moment: the hundredth is refused, whoever comes second."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from clave.portfolio.models import Decision, KeyAccount
from clave.portfolio.rules.deciding_refusals import KeyAccountsFull
from tests.cast import Cast
from tests.ledger.imports import in_a_thread
from tests.portfolio.choosing import Choosing, members
from tests.portfolio.rankings import judge_all, ranked_again
from tests.value.book import FIGURES, Company, run_with


@pytest.mark.django_db(transaction=True)
def test_two_who_admit_at_once_make_ninety_nine_and_not_a_hundred(cast: Cast) -> None:
    company = Company(cast)
    choosing = Choosing(company)
    high = {name: FIGURES[name] for name in ("lifetime_value", "lifetime_value_low", "lifetime_value_high")}
    run_with([{**row, **high} for row in company.rows() if row["customer"] in (company.good, company.quiet)])
    judge_all(cast, company.quiet, 9.0)
    choosing.ranking = ranked_again()
    decisions = [choosing.voted(choosing.proposed(which)) for which in (company.good, company.quiet)]
    members(cast, 98)
    deciders, start = (choosing.second, choosing.sponsor), threading.Barrier(2, timeout=30)

    def admit(place: int) -> str:
        start.wait()
        try:
            choosing.decided(decisions[place], by=deciders[place])
        except KeyAccountsFull as refusal:
            return refusal.code
        return "admitted"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(in_a_thread(admit), range(2)))
    assert told == ["KEY_ACCOUNTS_FULL", "admitted"]
    assert KeyAccount.objects.current().count() == 99
    assert Decision.objects.filter(state="open").count() == 1
