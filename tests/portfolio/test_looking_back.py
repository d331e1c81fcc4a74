"""The charter tried on the past: what its measured criteria would have caught, next to plain rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from clave.access.rules import NotAllowed
from clave.ledger import operations as ledger
from clave.ledger.models import Customer, ImportJob
from clave.portfolio.models import LookBack, Ranking
from clave.portfolio.operations.looking_back import finish_look_back, look_back_now, queue_look_back
from clave.portfolio.rules.charter import Terms
from clave.portfolio.rules.looking_back import by_chance, charter_scores, cut_of, records, tops_for
from clave.portfolio.rules.ranking_refusals import NoMeasuredCriteria
from clave.portfolio.rules.states import Side
from clave.value.operations import running
from tests.cast import Cast
from tests.portfolio.charters import judged, measured
from tests.portfolio.rankings import ranking_of
from tests.portfolio.test_candidates_page import page_of

CUSTOMERS, CUT, LAST = 24, date(2025, 5, 31), date(2026, 5, 31)
BY_CONTRIBUTION = Terms(
    first=6,
    criteria=(
        measured("brought", "contribution_last_year", 100, "0", "500000", "1000000"),
        judged("service", 100, Side.THEIRS),
    ),
)
Lines = list[tuple[str, date, int, int]]


def lines() -> Lines:
    """Three years of monthly orders: (customer, day, amount, cost). A third grows after the cut, a third fades, C23 is new."""
    found: Lines = []
    for number in range(CUSTOMERS):
        for month in range(36):
            day = date(2023 + (5 + month) // 12, (5 + month) % 12 + 1, 10)
            after = day > CUT
            if number == 23 and not after:
                continue
            amount = 1_000 + 137 * number % 900 + (700 * (number % 3 == 0) - 650 * (number % 3 == 1)) * after
            found.append((f"C{number:02d}", day, amount, amount * (4 + number % 5) // 10))
    return found


@pytest.fixture
def company(data_dir: Path, cast: Cast) -> Lines:
    """A ledger of three years with C01 in the group of C00, and a run on it."""
    file, by = data_dir / "orders.csv", cast.finance_partner
    rows = (f"{code},{code}-{day},{day},{amount},{cost},EUR" for code, day, amount, cost in lines())
    file.write_text("\n".join(["customer_code,order_id,ordered_on,net_amount,cost_amount,currency", *rows]), "utf-8")
    job = ledger.receive_path(by=by, kind="orders", path=str(file))
    ledger.finish_reading(job=ledger.start_reading(by=by, job=job), today=date(2026, 6, 1))
    ledger.import_batch(by=by, job=ImportJob.objects.get(pk=job.pk), confirmed=True)
    head, member = (Customer.objects.get(code=code) for code in ("C00", "C01"))
    ledger.link_parent(by=cast.champion, customer=member, parent=head, valid_from=date(2023, 1, 1))
    run = running.run_now(by=by, as_of=LAST)
    assert run.is_done, run.failure
    return lines()


@pytest.fixture
def ranking(company: Lines, cast: Cast) -> Ranking:
    return ranking_of(cast, BY_CONTRIBUTION)


def brought(company: Lines, since: date, until: date) -> dict[str, int]:
    """What each unit brought in a stretch of days, straight from the lines; C01 counts with C00."""
    found: dict[str, int] = defaultdict(int)
    for code, day, amount, cost in company:
        if since < day <= until:
            found["C00" if code == "C01" else code] += amount - cost
    return found


@pytest.mark.django_db
def test_it_is_judged_by_what_the_ledger_brought_in_the_year_after(company: Lines, ranking: Ranking) -> None:
    found = look_back_now(by=None, ranking=ranking)
    assert found.failure is None
    result = found.result or {}
    before, after = brought(company, date(2024, 5, 31), CUT), brought(company, CUT, LAST)
    known = [code for code in after if code in before]
    best_then, best_after = (sorted(known, key=lambda code: -told[code])[:6] for told in (before, after))
    caught = set(best_then) & set(best_after)
    charter = result["records"][0]
    assert (result["cut"], result["customers"], result["top"]) == (CUT.isoformat(), 22, [6, 10])
    assert 0 < len(caught) < 6
    assert charter["hits"]["6"] == len(caught)
    share = sum(after[code] for code in best_then) / sum(after[code] for code in best_after)
    assert charter["captured_share"]["6"] == pytest.approx(share, abs=1e-6)
    assert result["criteria"] == {"measured": 1, "judged": 1}


@pytest.mark.django_db
def test_one_measure_as_the_whole_charter_does_what_its_plain_rule_does(ranking: Ranking) -> None:
    told = {each["name"]: each for each in (look_back_now(by=None, ranking=ranking).result or {})["records"]}
    assert told["charter"]["hits"] == told["last_year_contribution"]["hits"]
    assert told["charter"]["captured_share"] == told["last_year_contribution"]["captured_share"]


@pytest.mark.django_db
def test_it_is_asked_for_once_and_stands_on_the_page_of_the_ranking(
    ranking: Ranking, cast: Cast, client: Client, open_page: Callable[..., Any]
) -> None:
    assert "Try the charter on the past" in page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    client.force_login(cast.champion)
    for _ in range(2):
        assert client.post(f"/rankings/{ranking.short_code}/look-back/").status_code == 302
    assert DBTaskResult.objects.filter(task_path__endswith="compute_look_back").count() == 1
    assert "is being valued and ranked" in page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    found = LookBack.objects.select_related("ranking__charter", "ranking__run__data_version").get()
    assert finish_look_back(by=cast.champion, found=found).result
    html = page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    assert "of the 10 customers that brought most in the year after" in html
    assert "1 criterion is judged by people" in html
    cast.champion.language = "es"
    cast.champion.save()
    html = page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    assert "de los 10 clientes que más aportaron en el año siguiente" in html


@pytest.mark.django_db
def test_a_manager_cannot_ask_and_a_charter_without_measures_has_no_past(company: Lines, cast: Cast) -> None:
    only_judged = Terms(first=6, criteria=(judged("fit", 100), judged("service", 100, Side.THEIRS)))
    found = ranking_of(cast, only_judged)
    with pytest.raises(NoMeasuredCriteria):
        queue_look_back(by=cast.champion, ranking=found)
    with pytest.raises(NotAllowed):
        queue_look_back(by=cast.nobody, ranking=found)


@pytest.mark.django_db
def test_a_ledger_that_began_after_the_cut_says_why_it_cannot(ranking: Ranking) -> None:
    ranking.as_of = date(2024, 1, 31)
    found = look_back_now(by=None, ranking=ranking)
    assert (found.state, found.result) == ("failed", None)
    assert (found.failure or {})["code"]


@pytest.mark.parametrize(
    ("as_of", "cut"),
    [
        (date(2026, 3, 31), date(2025, 3, 31)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2026, 1, 15), date(2025, 1, 31)),
    ],
)
def test_the_cut_is_the_end_of_a_month_a_year_before(as_of: date, cut: date) -> None:
    assert cut_of(as_of) == cut


def test_what_is_not_known_grants_nothing_and_weights_are_made_whole() -> None:
    columns = [np.array([10.0, np.nan, 5.0]), np.array([0.0, 10.0, 5.0])]
    assert charter_scores(columns, [0.3, 0.1]).tolist() == [7.5, 2.5, 5.0]


def test_few_customers_are_not_judged_by_the_first_twenty_five() -> None:
    assert tops_for(400, 15) == (10, 15, 25)
    assert tops_for(43, 15) == (10, 15)
    assert tops_for(9, 15) == (2,)
    assert by_chance(400, 20) == 1.0


def test_who_foresees_everything_catches_all() -> None:
    came = np.array([5.0, 9.0, 1.0, 7.0])
    best, worst = records({"charter": came, "last_order": -came}, came, (2,))
    assert (best.hits, best.captured) == ({2: 2}, {2: 1.0})
    assert (worst.hits, worst.captured) == ({2: 0}, {2: round(6 / 16, 6)})
