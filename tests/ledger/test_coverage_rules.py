"""Whether the rates there are cover the orders there are."""

from datetime import date, timedelta
from decimal import Decimal

from clave.analytics.currencies import RATE_MAX_AGE_DAYS, DatedRates
from clave.ledger.coverage_rules import Span, pairs_told, uncovered

FIRST = date(2025, 1, 1)
LAST = FIRST + timedelta(days=RATE_MAX_AGE_DAYS)
RATES = DatedRates.of([(FIRST, "USD", "EUR", Decimal("0.9"))])


def test_a_rate_covers_its_day_and_the_week_after_it_and_no_day_more() -> None:
    days = [FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)]
    assert uncovered(days, RATES, "USD", "EUR") == [Span(days[0], days[0], 1), Span(days[3], days[3], 1)]


def test_an_inverse_rate_covers_too() -> None:
    assert uncovered([FIRST], RATES, "EUR", "USD") == []


def test_order_days_without_a_covered_one_between_them_are_one_span() -> None:
    days = [LAST + timedelta(days=number) for number in (1, 2, 40)]
    assert uncovered(days, RATES, "USD", "EUR") == [Span(days[0], days[2], 3)]


def test_two_rates_never_make_a_cross_rate() -> None:
    rates = DatedRates.of([(FIRST, "USD", "EUR", Decimal("0.9")), (FIRST, "GBP", "EUR", Decimal("1.2"))])
    assert uncovered([FIRST], rates, "USD", "GBP") == [Span(FIRST, FIRST, 1)]


def test_a_pair_tells_its_latest_rate_and_the_days_without_one() -> None:
    later = LAST + timedelta(days=3)
    (told,) = pairs_told([(FIRST, "USD", "EUR", Decimal("0.9")), (later, "USD", "EUR", Decimal("0.95"))])
    assert (told["count"], told["latest"], told["last"]) == (2, "0.95", later.isoformat())
    assert told["gaps"] == [{"first": "2025-01-09", "last": "2025-01-10", "days": 2}]


def test_rates_a_week_and_a_day_apart_leave_no_day_without_one() -> None:
    (told,) = pairs_told([(FIRST, "USD", "EUR", "1"), (FIRST + timedelta(days=8), "USD", "EUR", "1")])
    assert told["gaps"] == []
