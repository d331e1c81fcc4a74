"""Pricing, changing, putting forward, deciding and ending deals; and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clave.access.models import Entry
from clave.access.policy import Role
from clave.kit.refusals import Refusal
from clave.ledger.models import DailyRate
from clave.value import deal_refusals as refusals
from clave.value.deal_draw import drawn
from clave.value.deal_models import Deal, DealAsking, DealDecision, DealLimits, DealVersion
from clave.value.deal_rules import USUAL_LIMITS, DealState
from clave.value.deal_terms import digest_of
from clave.value.operations.dealing import ask_approval, change_deal, end_deal, latest_version, price_deal
from clave.value.operations.deciding_deals import set_deal_limits
from clave.value.queries.deal_book import book
from tests.cast import person
from tests.value.dealing import LOSING, TERMS, Dealing

pytestmark = pytest.mark.django_db
CHEAPER = replace(TERMS, discount_percent=Decimal(5))


def test_the_draw_is_kept_with_its_seed_and_can_be_drawn_again(dealing: Dealing) -> None:
    kept = latest_version(dealing.price()).result
    again = drawn(latest_version(Deal.objects.get()).told, draws=kept["draws"], seed=kept["seed"])
    assert kept["draws"] == 100_000
    assert {name: kept[name] for name in again} == again


def test_the_digest_is_over_terms_findings_and_sources(dealing: Dealing) -> None:
    version = latest_version(dealing.price())
    sources = {"run": version.run.short_code, "rate": version.rate, "book": version.book_currency}
    assert version.digest == digest_of(1, 1, version.terms, version.result, sources)
    assert version.digest != digest_of(1, 1, CHEAPER.kept(), version.result, sources)


def test_the_loss_is_held_against_what_all_customers_brought_in_a_year(dealing: Dealing) -> None:
    assert book().year == 12 * 7_000_00
    result = latest_version(dealing.price(LOSING)).result
    assert result["share_at_risk"] == pytest.approx(result["shortfall"] / 84_000, abs=1e-5)


def test_another_currency_is_converted_at_the_stored_rate_or_refused(dealing: Dealing) -> None:
    dollars = replace(TERMS, currency="USD")
    with pytest.raises(refusals.NoRate, match="no rate from USD to EUR"):
        dealing.price(dollars)
    DailyRate.objects.create(rate_date=date(2026, 3, 30), base="EUR", quote="USD", rate="1.25")
    version = latest_version(dealing.price(replace(LOSING, currency="USD")))
    assert (Decimal(version.rate), version.rate_on) == (Decimal("0.8"), date(2026, 3, 30))
    assert version.result["share_at_risk"] == pytest.approx(version.result["shortfall"] * 0.8 / 84_000, abs=1e-5)


def test_a_change_is_a_version_with_a_reason_and_needs_approval_again(dealing: Dealing) -> None:
    made = dealing.approved()
    assert made.state == DealState.APPROVED
    changed = change_deal(by=dealing.manager, deal=made, based_on=1, terms=CHEAPER, reason="They asked for it.")
    assert (changed.state, changed.version, made.versions.count()) == (DealState.DRAFT, 2, 2)
    with pytest.raises(refusals.DealMoveNotAllowed, match="being priced"):
        end_deal(by=dealing.manager, deal=made, outcome=DealState.WON, reason="Signed.")


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"reason": " "}, refusals.DealNeedsWords),
        ({"based_on": 7}, refusals.DealStale),
        ({"terms": TERMS}, refusals.DealUnchanged),
    ],
)
def test_a_change_without_reason_or_difference_or_over_another_is_refused(
    dealing: Dealing, words: dict[str, Any], refusal: type[Refusal]
) -> None:
    made = dealing.price()
    with pytest.raises(refusal):
        change_deal(by=dealing.manager, deal=made, **{"based_on": 1, "terms": CHEAPER, "reason": "So.", **words})
    assert made.versions.count() == 1


def test_a_certain_loss_goes_up_to_the_sponsor(dealing: Dealing) -> None:
    made = dealing.asked(LOSING)
    asking = made.askings.get()
    assert asking.seats == ["champion", "finance", "sponsor"]
    assert {one["measure"] for one in asking.breaches} >= {"chance_of_loss", "share_at_risk"}


def test_every_seat_decides_once_and_the_last_yes_approves(dealing: Dealing) -> None:
    made = dealing.asked(LOSING)
    for who, state in ((dealing.finance, "asked"), (dealing.sponsor, "asked"), (dealing.champion, "approved")):
        dealing.decide(made, who)
        made.refresh_from_db()
        assert made.state == state


def test_one_no_refuses_the_deal(dealing: Dealing) -> None:
    made = dealing.asked(LOSING)
    dealing.decide(made, dealing.finance, approves=False, reason="Every future loses.")
    made.refresh_from_db()
    assert made.state == DealState.REFUSED
    with pytest.raises(refusals.DealMoveNotAllowed, match="Save a new version"):
        dealing.decide(made, dealing.champion)


def test_nobody_decides_on_what_they_wrote_or_asked_for(dealing: Dealing) -> None:
    both = person("both", Role.KEY_ACCOUNT_MANAGER, Role.CHAMPION)
    made = dealing.price(by=both)
    change_deal(by=dealing.manager, deal=made, based_on=1, terms=LOSING, reason="Theirs.")
    ask_approval(by=dealing.manager, deal=made, based_on=2)
    made.refresh_from_db()
    for who in (both, dealing.manager):
        with pytest.raises(refusals.OwnDeal, match="the champion"):
            dealing.decide(made, who)


def test_one_person_never_takes_two_seats(dealing: Dealing) -> None:
    both = person("two", Role.FINANCE_PARTNER, Role.CHAMPION)
    made = dealing.asked(LOSING)
    dealing.decide(made, both)
    with pytest.raises(refusals.DecidedAlready):
        dealing.decide(made, both)
    with pytest.raises(refusals.NoDealsSeat, match="the finance partner"):
        dealing.decide(made, person("another", Role.KEY_ACCOUNT_MANAGER))


@pytest.mark.parametrize(("approves", "reason"), [(None, "So."), (True, " ")])
def test_a_decision_says_yes_or_no_and_why(dealing: Dealing, approves: bool | None, reason: str) -> None:
    made = dealing.asked()
    with pytest.raises(refusals.VerdictMissing):
        dealing.decide(made, dealing.champion, approves, reason)
    assert not DealDecision.objects.exists()


def test_a_deal_for_the_sponsor_needs_one(dealing: Dealing) -> None:
    made = dealing.price(LOSING, customer=dealing.company.quiet)
    with pytest.raises(refusals.NobodyToAsk, match="Birch Stores has none"):
        ask_approval(by=dealing.manager, deal=made, based_on=1)


def test_limits_of_finance_count_from_then_on(dealing: Dealing) -> None:
    strict = {**USUAL_LIMITS, "years": (0.0, 2.0)}
    before = dealing.asked().askings.get()
    set_deal_limits(by=dealing.finance, limits=strict, reason="Only short ones.", based_on=0)
    after = dealing.asked().askings.get()
    assert (before.limits, after.limits.number) == (None, 1)
    assert "sponsor" not in before.seats
    assert "sponsor" in after.seats
    with pytest.raises(refusals.LimitsStale):
        set_deal_limits(by=dealing.finance, limits=strict, reason="Again.", based_on=0)
    with pytest.raises(refusals.LimitsCross, match="Term in years"):
        set_deal_limits(by=dealing.finance, limits={**strict, "years": (3.0, 2.0)}, reason="So.", based_on=1)


def test_a_deal_without_a_name_is_refused(dealing: Dealing) -> None:
    with pytest.raises(refusals.DealNeedsWords):
        price_deal(by=dealing.manager, customer=dealing.customer, name=" ", terms=TERMS)


def test_the_history_tells_every_step_and_holds_it_as_prices(dealing: Dealing) -> None:
    dealing.won()
    entries = Entry.objects.filter(subject_type="value.deal").order_by("seq")
    assert [each.event.rpartition(".")[2] for each in entries][:2] == ["priced", "asked"]
    assert entries.last().event == "value.deal.won"
    assert {each.field_class for each in entries} == {"F3"}


SEALED: dict[str, Callable[[], Any]] = {
    "the terms": lambda: DealVersion.objects.update(terms={}),
    "a version away": lambda: DealVersion.objects.all().delete(),
    "who was asked": lambda: DealAsking.objects.update(seats=["champion"]),
    "a decision": lambda: DealDecision.objects.update(approves=False),
    "a decision away": lambda: DealDecision.objects.all().delete(),
    "the limits": lambda: DealLimits.objects.update(limits={}),
    "a deal that is over": lambda: Deal.objects.update(state="lost"),
}


@pytest.mark.parametrize("what", SEALED)
def test_the_database_itself_keeps_what_was_priced_asked_and_decided(dealing: Dealing, what: str) -> None:
    set_deal_limits(by=dealing.finance, limits=dict(USUAL_LIMITS), reason="As usual.", based_on=0)
    dealing.won()
    with pytest.raises(DatabaseError), transaction.atomic():
        SEALED[what]()


def test_the_database_itself_keeps_deciders_apart_from_proposers(dealing: Dealing) -> None:
    made = dealing.asked()
    asking = made.askings.get()
    told = {"deal": made, "asking": asking, "seat": "champion", "approves": True, "reason": "So.", "digest": "0" * 64}
    with pytest.raises(DatabaseError), transaction.atomic():
        DealDecision.objects.create(asked_by=asking.by, by=asking.by, **told)
    dealing.decide(made, dealing.finance, approves=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        DealDecision.objects.create(asked_by=asking.by, by=dealing.champion, **told)
