"""/forecasts/: what was forecast before a year, what came, and what can honestly be said of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from clave.access.policy import Role
from clave.people.models import Forecast
from clave.people.operations.forecasting import save_forecast
from clave.people.queries.forecasts import by_key_account, by_manager, latest, latest_run, outcomes, overall
from clave.people.rules.forecasts import Said
from clave.people.rules.honesty import Forecasted, Verdict, honesty, leans
from clave.portfolio.models import KeyAccount
from tests.cast import Cast
from tests.people.scoring import Scoring, worth
from tests.value.book import months, run_with

LAST = date(2026, 3, 31)


def came(*actual: int) -> list[Forecasted]:
    return [Forecasted(90, 100, 110, each) for each in actual]


@pytest.mark.parametrize(
    ("actual", "verdict"),
    [
        ((), Verdict.NONE),
        ((100, 100, 100, 100), Verdict.FEW),
        ((95, 105, 99, 101, 100), Verdict.FAIR),
        ((50, 150, 40, 160, 30), Verdict.NARROW),
        ((95, 95, 95, 95, 95), Verdict.TOO_HIGH),
        ((105, 105, 105, 105, 105), Verdict.TOO_LOW),
    ],
)
def test_what_can_be_said_of_forecasts(actual: tuple[int, ...], verdict: Verdict) -> None:
    assert honesty(came(*actual)).verdict is verdict


def test_errors_bias_and_intervals_with_negative_contribution() -> None:
    found = honesty([Forecasted(-20, -10, 0, -30), Forecasted(90, 100, 110, 105), Forecasted(0, 0, 0, 1)])
    assert found.bias == pytest.approx((-20 + 5 + 1) / 110)
    assert found.typical == pytest.approx((2 + 0.05) / 2)
    assert (found.below.kept, found.within.kept, found.above.kept) == (1, 1, 1)


def test_five_of_five_on_one_side_is_rarer_than_one_in_ten_and_four_of_five_is_not() -> None:
    assert leans(5, 0) == pytest.approx(0.0625)
    assert leans(4, 1) == pytest.approx(0.375)
    assert leans(0, 0) == 1.0


pytestmark = pytest.mark.django_db


@pytest.fixture
def scoring(cast: Cast) -> Scoring:
    return Scoring(cast)


def said(
    scoring: Scoring, code: str, year: int, likely: int, *, spread: int | None = 10_000, today: date | None = None
) -> Forecast:
    """Ana forecasts euros in December before the year, or on another day."""
    held = KeyAccount.objects.get(customer__code=code)
    ends = [] if spread is None else [[(likely - spread) * 100], [(likely + spread) * 100]]
    stands, told = latest(held), Said(year, [likely * 100], "EUR", "Two lines.", *ends)
    by, day = scoring.ana.user, today or date(year - 1, 12, 1)
    return save_forecast(by=by, key_account=held, version=stands.number if stands else 0, said=told, today=day)


def run_of_two_years(scoring: Scoring, **more: Any) -> None:
    """Birch lost 1,000 a month in 2025; 2026 has only begun."""
    series = months(LAST, count=15, contribution=-1_000_00)
    run_with([{"customer": scoring.birch, **worth(1, 1), "months": series}], as_of=LAST, **more)


def test_a_year_is_compared_when_it_is_over_within_the_budget(scoring: Scoring, open_page: Any) -> None:
    run_of_two_years(scoring)
    for year, likely in ((2025, 5_000), (2026, 8_000)):
        said(scoring, "BIRCH", year, likely)
    text = open_page(scoring.cast.champion, "forecasts").content.decode().replace("\u2212", "-")
    assert "-€12k" in text
    assert "the year is not over in the run" in text
    assert "outside the interval" in text
    assert "too few to judge" in text
    found = outcomes(scoring.cast.champion, latest_run())
    assert [each.actual for each in found] == [-12_000_00, None]
    assert [str(each.subject) for each in by_manager(scoring.cast.champion, found)] == ["Ana"]
    assert [each.honesty.count for each in by_key_account(found)] == [1]


def test_only_the_last_forecast_before_the_year_counts(scoring: Scoring) -> None:
    run_of_two_years(scoring)
    said(scoring, "BIRCH", 2025, 5_000)
    said(scoring, "BIRCH", 2025, -11_000)
    said(scoring, "BIRCH", 2025, -12_000, today=date(2025, 6, 1))
    (found,) = outcomes(scoring.cast.champion, latest_run())
    assert found.compared is not None
    assert (found.compared.error, found.compared.is_within) == (-1_000_00, True)


def test_a_year_first_forecast_once_it_had_begun_is_not_judged(scoring: Scoring) -> None:
    run_of_two_years(scoring)
    said(scoring, "BIRCH", 2025, -12_000, today=date(2025, 1, 1))
    assert outcomes(scoring.cast.champion, latest_run()) == []


def test_without_an_interval_only_the_error_is_judged(scoring: Scoring, open_page: Any) -> None:
    run_of_two_years(scoring)
    said(scoring, "BIRCH", 2025, 5_000, spread=None)
    found = overall(outcomes(scoring.cast.champion, latest_run()))
    assert (found.count, found.within.judged) == (1, 0)
    assert "no interval was given" in open_page(scoring.cast.champion, "forecasts").content.decode()


def test_a_run_of_another_currency_is_not_compared(scoring: Scoring, client: Client) -> None:
    run_of_two_years(scoring, currency="USD")
    said(scoring, "BIRCH", 2025, 5_000)
    client.force_login(scoring.cast.champion)
    assert "the run counts in USD" in client.get("/forecasts/").content.decode()


def test_a_manager_reads_every_version_of_own_key_accounts_and_types_elsewhere(
    scoring: Scoring, client: Client, open_page: Any
) -> None:
    run_of_two_years(scoring)
    said(scoring, "BIRCH", 2025, 5_000)
    text = open_page(scoring.ana.user, "forecast", code="BIRCH").content.decode()
    assert "/key-accounts/BIRCH/risks/forecast/" in text
    assert "Two lines." in text
    assert client.get("/forecasts/of/ALDER/").status_code == 404
    client.force_login(scoring.bob.user)
    assert client.get("/forecasts/of/BIRCH/").status_code == 404
    assert "BIRCH" not in client.get("/forecasts/").content.decode()


def test_before_anything_is_forecast_the_page_teaches_and_who_has_no_part_is_refused(
    scoring: Scoring, client: Client
) -> None:
    client.force_login(scoring.cast.champion)
    assert "Nothing has been forecast yet" in client.get("/forecasts/").content.decode()
    client.force_login(scoring.cast[Role.PEOPLE_LEAD])
    assert client.get("/forecasts/").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_forecasts_leave_as_a_file(scoring: Scoring, open_page: Any, kind: str) -> None:
    run_of_two_years(scoring)
    said(scoring, "BIRCH", 2025, 5_000)
    content = b"".join(open_page(scoring.cast.champion, f"forecasts-{kind}").streaming_content)
    assert b"-12000" in content or kind == "xlsx"
