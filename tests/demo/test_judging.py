"""What the demo's raters say: a sentence for every judged criterion and score, and the same from the same seed."""

from __future__ import annotations

from typing import Any

import pytest

from clave.access.policy import Role
from clave.demo.evidence import EVIDENCE, RIVALS, said
from clave.demo.judging import Account, Raters
from clave.demo.words import LANGUAGES
from clave.portfolio.models import Judgement
from clave.portfolio.queries.judged import judged_scores
from clave.portfolio.rules.suggesting import FIRST_CHARTER, first_terms
from tests.cast import Cast, customer_of

TERMS = first_terms({}, str)


def test_every_judged_criterion_of_the_suggested_charter_has_its_sentences() -> None:
    assert set(EVIDENCE) == {each.key for each in FIRST_CHARTER if not each.measure}
    for key in EVIDENCE:
        told = {said(key, score, 0, language) for score in (1.0, 5.5, 9.0) for language in LANGUAGES}
        assert len(told) == 3 * len(LANGUAGES)


def told(**fields: Any) -> list[tuple[Any, ...]]:
    columns = ("customer__code", "criterion_key", "rater__email", "score_thousandths", "rival", "evidence", "counts")
    return list(Judgement.objects.filter(**fields).order_by("pk").values_list(*columns))


@pytest.mark.django_db
def test_the_same_seed_says_the_same(cast: Cast) -> None:
    accounts = [Account(customer_of(code=f"C{at}"), 1.0, 0.5, at < 2) for at in range(6)]
    Raters(cast.people, 7, "en").judge(accounts, TERMS.criteria)
    first = told()
    Raters(cast.people, 7, "en").judge(accounts, TERMS.criteria)
    assert told(is_newest=True) == first
    assert {row[4] for row in first} <= {*RIVALS, ""}


@pytest.mark.django_db
def test_who_was_chosen_has_two_raters_and_the_own_manager_does_not_count(cast: Cast) -> None:
    chosen = Account(customer_of(code="KEY"), 1.0, 1.0, True)
    raters = Raters(cast.people, 3, "es")
    raters.judge([chosen], TERMS.criteria)
    raters.judge_own(["KEY"], TERMS.criteria)
    found = judged_scores([each.key for each in TERMS.criteria])
    assert {each.raters for each in found.values()} == {2}
    own = Judgement.objects.filter(rater=cast[Role.KEY_ACCOUNT_MANAGER])
    assert own.exists()
    assert not own.filter(counts=True).exists()
