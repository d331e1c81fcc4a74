"""The proof of benefit: from the ledger's months to a statement that is kept, sealed and computed again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.analytics.benefit import Panel, benefit
from clave.portfolio.models import AccountOffer, Decision, KeyAccount, OfferElement
from clave.review.models import BenefitStatement
from clave.review.operations import benefit as operations
from clave.review.operations.programme_costs import enter_cost, withdraw_cost
from clave.review.queries.benefit import Told, latest_statement
from clave.review.queries.benefit_panel import built
from clave.review.rules import benefit as rules
from tests.analytics.benefit.test_statement import START, panel, true_effect
from tests.cast import Cast
from tests.review.benefit_company import EFFECT, BenefitCompany

pytestmark = pytest.mark.django_db
ENTRY = date(2024, 7, 1)


def state(company: BenefitCompany, **asked: Any) -> BenefitStatement:
    """A statement computed at once by Finance."""
    found = operations.state_now(by=company.cast[Role.FINANCE_PARTNER], **asked)
    assert found.is_done, found.failure
    return found


def why_not(found: BenefitStatement) -> dict[str, str]:
    """Key account -> why nothing is measured of it."""
    return {each["code"]: each["why_not"] for each in (found.result or {})["accounts"] if each["why_not"]}


def test_a_statement_says_what_the_library_says_of_the_same_months(cast: Cast) -> None:
    company = BenefitCompany(cast)
    company.admit_all()
    found = state(company)
    told, direct = Told(found), benefit(company.panel)
    assert told.is_claimed
    assert [each["name"] for each in told.found["methods"]] == ["ancova", "sdid", "near_miss"]
    leading, expected = told.leading, direct.leading
    assert leading is not None
    assert expected is not None
    assert leading["estimate"] == pytest.approx(expected.estimate * 100, rel=1e-3)
    assert leading["low"] <= true_effect(company.panel, EFFECT) * 100 <= leading["high"]
    assert told.found["months_measured"] == pytest.approx(18)
    assert told.estimate is not None
    assert float(told.estimate.amount) == pytest.approx(expected.estimate / 18 * 12, rel=1e-3)
    assert latest_statement(cast.champion) == found
    assert latest_statement(cast[Role.EXECUTIVE_SPONSOR]) is None, (
        "a sponsor reads value and cost of own customers alone"
    )


def test_the_same_inputs_give_the_statement_there_is_and_it_comes_out_the_same_again(cast: Cast) -> None:
    company = BenefitCompany(cast)
    company.admit_all()
    found = state(company)
    assert state(company) == found
    assert state(company, seed=2) != found
    again = operations.check_statement(by=cast.champion, statement=found)
    assert again.check.is_same
    assert again.differences == ()


def test_a_finished_statement_never_changes_whoever_asks_the_database(cast: Cast) -> None:
    company = BenefitCompany(cast)
    company.admit_all()
    found = state(company)
    rows = BenefitStatement.objects.filter(pk=found.pk)
    for change in (lambda: rows.update(currency="USD"), rows.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert operations.finish_statement(by=None, found=found).result_digest == found.result_digest


def test_a_lost_account_stays_with_nothing_and_one_that_was_released_stays_too(cast: Cast) -> None:
    held = panel(effect=EFFECT)
    lost = int(np.flatnonzero(held.treated)[0])
    held.outcome[lost, START + 3 :] = 0
    company = BenefitCompany(cast, held)
    members = company.admit_all()
    leaving = Decision.objects.create(
        number=99, kind="release", customer=members[0].customer, ranking=company.ranking, reason="Lost.",
        proposed_by=cast.champion,
    )  # fmt: skip
    KeyAccount.objects.filter(pk=members[0].pk).update(released_on=date(2025, 6, 1), release=leaving)
    found = state(company)
    rows = {each["code"]: each for each in (found.result or {})["accounts"]}
    gone = rows[members[0].customer.code]
    assert (gone["left_on"], gone["why_not"]) == ("2025-06-01", "")
    assert gone["effect_a_year"] < 0


def test_who_entered_too_early_too_late_or_without_a_score_is_left_out_and_said(cast: Cast) -> None:
    held = panel(effect=EFFECT)
    chosen = np.flatnonzero(held.treated).tolist()
    held.score[chosen[2]] = np.nan
    company = BenefitCompany(cast, held)
    days = dict.fromkeys(chosen, ENTRY)
    days |= {chosen[0]: date(2021, 5, 1), chosen[1]: date(2025, 12, 2)}
    company.admit_all(days)
    found = state(company)
    codes = [company.customers[at].code for at in chosen[:3]]
    assert why_not(found) == dict(zip(codes, ("no_year_before", "enters_later", "no_score"), strict=True))
    assert {"entered_early", "scores_missing"} <= set((found.result or {})["warnings"])


def test_a_programme_older_than_the_data_is_not_measured(cast: Cast) -> None:
    company = BenefitCompany(cast)
    company.admit_all(dict.fromkeys(np.flatnonzero(company.panel.treated).tolist(), date(2019, 1, 1)))
    found = Told(state(company))
    assert (found.leading, found.estimate, found.is_claimed) == (None, None, False)
    assert found.found["warnings"] == ["no_year_before"]


def test_each_entry_reads_the_scores_of_its_own_decision_and_no_later_key_account_is_a_donor(cast: Cast) -> None:
    company = BenefitCompany(cast)
    chosen = np.flatnonzero(company.panel.treated).tolist()
    second = company.rank_again(company.panel.score + 1)
    for at in chosen[:10]:
        company.admit(at, ENTRY)
    for at in chosen[10:]:
        company.admit(at, date(2025, 1, 15), second)
    found = state(company)
    made = built(company.run, found.inputs)
    assert sorted(made.panel.scores) == [30, 37], "the first whole month counts"
    shift = made.panel.scores[37] - made.panel.scores[30]
    own = made.panel.own_score
    assert shift[made.panel.donors] == pytest.approx(1.0, abs=0.002)
    assert own[made.panel.entered == 37] == pytest.approx(made.panel.scores[37][made.panel.entered == 37])
    assert made.panel.donors.sum() == len(company.customers) - len(chosen)


def test_two_key_accounts_give_a_wide_interval_and_a_warning(cast: Cast) -> None:
    company = BenefitCompany(cast, panel(effect=EFFECT, chosen=2))
    company.admit_all()
    assert "few_key_accounts" in (state(company).result or {})["warnings"]


def test_negative_contributions_are_measured_as_they_are(cast: Cast) -> None:
    held = panel(effect=EFFECT)
    company = BenefitCompany(cast, Panel(-held.outcome, held.entered, held.score))
    company.admit_all()
    leading = Told(state(company)).leading
    assert leading is not None
    assert leading["estimate"] < 0


def test_costs_of_offers_and_of_the_whole_count_by_the_day_and_what_is_wrong_can_be_withdrawn(cast: Cast) -> None:
    company = BenefitCompany(cast)
    members = company.admit_all()
    element = OfferElement.objects.create(name="Engineer", yearly_cost=1_000_00, currency="EUR")
    AccountOffer.objects.create(key_account=members[0], element=element, given_from=ENTRY)
    finance = cast[Role.FINANCE_PARTNER]
    told: dict[str, Any] = {"what": "Managers", "currency": "EUR", "starts_on": ENTRY}
    made = enter_cost(by=finance, yearly_cost=2_000_00, **told)
    enter_cost(by=finance, yearly_cost=9_000_00, **{**told, "currency": "USD"})
    first = state(company).result or {}
    days = (date(2025, 12, 31) - ENTRY).days + 1
    assert first["cost"] == {"total": round(3_000_00 * days / 365), "unpriced": 0, "elsewhere": 1, "known": True}
    assert first["net"] == pytest.approx(first["methods"][0]["estimate"] - first["cost"]["total"], abs=1)
    withdraw_cost(by=finance, cost=made)
    assert (state(company).result or {})["cost"]["total"] == round(1_000_00 * days / 365)
    with pytest.raises(rules.CostWithdrawn):
        withdraw_cost(by=finance, cost=made)
    with pytest.raises(NotAllowed):
        enter_cost(by=cast.champion, yearly_cost=1, **told)
    with pytest.raises(rules.CostDaysReversed):
        enter_cost(by=finance, yearly_cost=1, ends_on=ENTRY - timedelta(days=1), **told)


def test_without_a_run_or_key_accounts_the_refusal_says_what_to_do(cast: Cast) -> None:
    with pytest.raises(rules.BenefitNeedsRun):
        operations.state_now(by=cast.champion)
    BenefitCompany(cast)
    with pytest.raises(rules.NoKeyAccountsYet):
        operations.state_now(by=cast.champion)
    with pytest.raises(NotAllowed):
        operations.state_now(by=cast[Role.KEY_ACCOUNT_MANAGER])


@pytest.mark.parametrize("asked", ["before-and-after", "before_after", "before_and_after"])
def test_a_bare_before_and_after_figure_is_refused(asked: str) -> None:
    with pytest.raises(rules.BareBeforeAfter):
        rules.refuse_method(asked)
    with pytest.raises(rules.MethodUnknown):
        rules.refuse_method("guess")
    rules.refuse_method("")
