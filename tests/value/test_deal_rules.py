"""How a deal moves, who decides beyond which limit, and which terms are refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from clave.kit.refusals import Refusal
from clave.value import deal_refusals as refusals
from clave.value.deal_draw import drawn, share_at_risk
from clave.value.deal_rules import (
    DEAL_MOVES,
    OVER,
    USUAL_LIMITS,
    DealState,
    Seat,
    breaches,
    crossed,
    seat_of,
    seats_for,
)
from clave.value.deal_terms import Serving, Terms, refuse_unfit, terms_of
from tests.value.dealing import LOSING, TERMS

SMALL = {"chance_of_loss": 0.01, "share_at_risk": 0.001, "years": 1, "discount": 0.05}


def test_what_is_over_stays_over() -> None:
    assert {DealState.WON, DealState.LOST, DealState.WITHDRAWN} == OVER
    assert all(DealState.WON not in after for state, after in DEAL_MOVES.items() if state is not DealState.APPROVED)


@pytest.mark.parametrize(
    ("figures", "seats"),
    [
        ({}, (Seat.SECOND,)),
        ({"years": 3}, (Seat.CHAMPION, Seat.FINANCE)),
        ({"chance_of_loss": 0.26}, (Seat.CHAMPION, Seat.FINANCE, Seat.SPONSOR)),
        ({"share_at_risk": None}, (Seat.CHAMPION, Seat.FINANCE, Seat.SPONSOR)),
        ({"discount": 0.15}, (Seat.SECOND,)),
    ],
)
def test_the_limits_say_who_decides_and_what_is_not_known_is_never_small(figures: dict[str, Any], seats: Any) -> None:
    assert seats_for(breaches({**SMALL, **figures}, USUAL_LIMITS)) == seats


def test_one_person_takes_the_first_open_seat_of_their_roles() -> None:
    every = (Seat.CHAMPION, Seat.FINANCE, Seat.SPONSOR)
    assert seat_of({"executive_sponsor", "champion"}, every) is Seat.CHAMPION
    assert seat_of({"executive_sponsor"}, every) is Seat.SPONSOR
    assert seat_of({"key_account_manager"}, every) is None


def test_limits_must_rise() -> None:
    assert crossed(USUAL_LIMITS) == ""
    assert crossed({**USUAL_LIMITS, "years": (4, 4)}) == "years"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"volume": (Decimal(0), Decimal(0), Decimal(0))}, refusals.NoVolume),
        ({"volume": (Decimal(9), Decimal(8), Decimal(10))}, refusals.LowAboveHigh),
        ({"price_low": Decimal(2_001)}, refusals.LowAboveHigh),
        ({"serving": ()}, refusals.NoScenario),
        ({"serving": (Serving("a", Decimal(60), Decimal(1)), Serving("b", Decimal(30), Decimal(1)))}, refusals.ChancesDoNotAddUp),
        ({"serving": (Serving("a", Decimal(110), Decimal(1)), Serving("b", Decimal(-10), Decimal(1)))}, refusals.OutOfBounds),
        ({"kept_percent": Decimal(101)}, refusals.OutOfBounds),
        ({"years": 11}, refusals.OutOfBounds),
    ],
)  # fmt: skip
def test_terms_without_a_meaning_are_refused(change: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        refuse_unfit(replace(TERMS, **change))


def test_terms_are_read_back_as_they_were_kept() -> None:
    assert terms_of(TERMS.kept()) == TERMS
    assert terms_of(replace(TERMS, price_low=Decimal("1900.5")).kept()).price == (
        Decimal("1900.5"),
        Decimal(2_000),
        Decimal(2_000),
    )


def test_the_price_falls_from_list_to_invoice_to_net() -> None:
    terms = replace(TERMS, list_price=Decimal(100_000), discount_percent=Decimal(15), rebate_percent=Decimal(10))
    assert (terms.invoice_price, terms.net_price) == (Decimal(85_000), Decimal(76_500))
    assert terms.discount_share == pytest.approx(0.235)


def test_what_is_certain_is_drawn_as_by_hand() -> None:
    sure = Terms(
        "EUR", 1, Decimal(10), (Decimal(100),) * 3, (Decimal(6),) * 3, (Serving("so", Decimal(100), Decimal(1)),)
    )
    sure = replace(sure, payment_days=Decimal(0), discount_rate_percent=Decimal(0), one_off_cost=Decimal(50))
    found = drawn(sure, draws=100)
    assert (found["mean"], found["shortfall"], found["chance_of_loss"], found["influences"]) == (250.0, -250.0, 0.0, [])


def test_the_same_seed_gives_the_same_findings_and_another_other_ones() -> None:
    first, again, other = (drawn(TERMS, draws=1_000, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_certain_loss_says_so_and_names_the_price_that_would_do() -> None:
    found = drawn(LOSING, draws=2_000)
    assert found["chance_of_loss"] == 1.0
    assert found["walk_away_price"] > float(LOSING.list_price)
    raised = replace(LOSING, list_price=Decimal(str(found["walk_away_price"])))
    assert drawn(raised, draws=2_000)["chance_of_loss"] == pytest.approx(0.2, abs=0.01)


def test_the_share_at_risk_is_printed_as_in_the_method() -> None:
    assert share_at_risk({"shortfall": 350.0}, Decimal(1), 2_800_00, 2) == 0.125
    assert share_at_risk({"shortfall": -350.0}, Decimal(1), 2_800_00, 2) == 0
    assert share_at_risk({"shortfall": 350.0}, Decimal(1), None, 2) is None
