"""Which criteria a charter may hold, what keeps it from being proposed, and what differs between two versions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clave.access.policy import Role
from clave.portfolio.rules import charter as rules
from clave.portfolio.rules.approving import Capacity, capacity_for, is_approved
from clave.portfolio.rules.charter import Terms, broken, digest_of, new_key, unfinished, whole_weights
from clave.portfolio.rules.charter_changes import differences
from clave.portfolio.rules.charter_refusals import ApprovedTwice, CapacityTaken, ProposerApproves
from clave.portfolio.rules.refused_criteria import refused_wording
from clave.portfolio.rules.states import Side
from tests.portfolio.charters import TERMS, judged, measured

TENURE, FRIENDSHIP, REVENUE = "CRITERION_IS_TENURE", "CRITERION_IS_FRIENDSHIP", "CRITERION_IS_PAST_REVENUE"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Tenure", TENURE),
        ("Length of the relationship", TENURE),
        ("Length of our business relationship", TENURE),
        ("Years as a customer", TENURE),
        ("Long-standing customer", TENURE),
        ("Customer since", TENURE),
        ("History with us", TENURE),
        ("Age of the account", TENURE),
        ("How long they have been a customer", TENURE),
        ("Customer longevity", TENURE),
        ("Antigüedad", TENURE),
        ("Antigüedad como cliente", TENURE),
        ("Años como cliente", TENURE),
        ("Cliente desde hace muchos años", TENURE),
        ("Cliente de toda la vida", TENURE),
        ("Duración de la relación", TENURE),
        ("Clientes históricos", TENURE),
        ("Friends of the founder", FRIENDSHIP),
        ("Friendship with the owner", FRIENDSHIP),
        ("Personal relationship", FRIENDSHIP),
        ("Amistad con la dirección", FRIENDSHIP),
        ("Amigos de la casa", FRIENDSHIP),
        ("Relación personal", FRIENDSHIP),
        ("Buena sintonía", FRIENDSHIP),
        ("Revenue", REVENUE),
        ("Past revenue", REVENUE),
        ("Last year's sales", REVENUE),
        ("Annual turnover", REVENUE),
        ("Sales volume", REVENUE),
        ("Sales", REVENUE),
        ("Facturación", REVENUE),
        ("Facturación del último año", REVENUE),
        ("Cifra de negocio", REVENUE),
        ("Volumen de compras", REVENUE),
        ("Ventas", REVENUE),
    ],
)
def test_history_friendship_and_past_revenue_are_refused_in_both_languages(name: str, code: str) -> None:
    refusal = refused_wording(name, ())
    assert refusal is not None, name
    assert refusal.code == code
    assert name in refusal.sentence()


@pytest.mark.parametrize(
    "name",
    [
        "Lifetime value",
        "Revenue growth",
        "Revenue potential over three years",
        "Share of revenue from services",
        "After-sales service",
        "Strategic fit",
        "Openness to work together",
        "Environmentally friendly products",
        "Contract for the next five years",
        "Access to several functions",
        "Potencial de facturación",
        "Crecimiento de las ventas",
        "Calidad de la relación",
        "Margen",
        "Valor de vida del cliente",
        "Servicio posventa",
    ],
)
def test_what_looks_ahead_or_sees_costs_is_a_criterion(name: str) -> None:
    assert refused_wording(name, ()) is None


def test_an_anchor_gives_tenure_away() -> None:
    refusal = refused_wording("Stability", ("Customer for over 20 years", "Five years", "New"))
    assert refusal is not None
    assert refusal.code == TENURE


@pytest.mark.parametrize(
    ("measure", "code"),
    [("revenue", REVENUE), ("first_ordered_on", TENURE), ("orders", TENURE), ("moon", "CRITERION_MEASURE_UNKNOWN")],
)
def test_figures_that_are_no_criterion_are_refused_under_any_name(measure: str, code: str) -> None:
    terms = Terms(criteria=(measured("stability", measure, 100),))
    assert [finding.refusal.code for finding in broken(terms)] == [code]


def weighted(*ours: int) -> Terms:
    theirs = TERMS.of_side(Side.THEIRS)
    return Terms(criteria=(*(judged(f"ours-{place}", each) for place, each in enumerate(ours)), *theirs))


@pytest.mark.parametrize(
    ("weights", "told"),
    [((60, 39), "sum to 99 %: 1 % are missing"), ((60, 41), "sum to 101 %: 1 % too many"), ((60, 40), "")],
)
def test_weights_of_a_side_sum_to_exactly_100(weights: tuple[int, ...], told: str) -> None:
    found = unfinished(weighted(*weights))
    assert [finding.refusal.code for finding in found] == (["CHARTER_WEIGHTS_NOT_100"] if told else [])
    assert all(told in finding.refusal.sentence() for finding in found)


BROKEN = {
    "a hundred key accounts": (replace(TERMS, first=100), "CHARTER_TOO_MANY_KEY_ACCOUNTS"),
    "no key account": (replace(TERMS, first=0), "CHARTER_NO_KEY_ACCOUNTS"),
    "leaving is easier": (replace(TERMS, exit_line_thousandths=6_500), "CHARTER_LINES_CROSSED"),
    "an unreachable line": (replace(TERMS, entry_line_thousandths=10_001), "CHARTER_LINES_CROSSED"),
    "more than all": (replace(TERMS, theirs_share_percent=101), "CHARTER_SHARE_OUT_OF_RANGE"),
    "twice": (Terms(criteria=(judged("fit", 1), replace(judged("b", 1), name="FIT"))), "CRITERION_TWICE"),
    "no name": (Terms(criteria=(replace(judged("fit", 1), name=" "),)), "CRITERION_NAMELESS"),
    "up and down": (
        Terms(criteria=(measured("worth", "lifetime_value", 1, "0", "9", "5"),)),
        "CRITERION_ANCHORS_UNFIT",
    ),
    "not a number": (Terms(criteria=(measured("worth", "p_active", 1, "0", "NaN", "1"),)), "CRITERION_ANCHORS_UNFIT"),
    "over 100 %": (Terms(criteria=(judged("fit", 101),)), "CRITERION_WEIGHT_OUT_OF_RANGE"),
    "nine on a side": (Terms(criteria=tuple(judged(f"c{n}", 1) for n in range(9))), "CHARTER_TOO_MANY_CRITERIA"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_draft_may_not_say(name: str) -> None:
    terms, code = BROKEN[name]
    assert [finding.refusal.code for finding in broken(terms)] == [code]


def test_ninety_nine_key_accounts_are_possible_and_many() -> None:
    assert broken(replace(TERMS, first=99)) == []
    assert rules.is_many(26)
    assert not rules.is_many(25)
    assert rules.is_few(4)
    assert not rules.is_few(5)


def test_a_proposal_needs_both_sides_anchors_and_a_run() -> None:
    bare = replace(judged("fit", 100), anchor_5="")
    codes = [finding.refusal.code for finding in unfinished(Terms(criteria=(bare,)))]
    assert codes == ["CHARTER_SIDE_EMPTY", "CRITERION_ANCHORS_MISSING"]
    assert unfinished(TERMS) == []
    assert [finding.refusal.code for finding in unfinished(TERMS, has_run=False)] == ["CHARTER_NEEDS_A_RUN"]


@pytest.mark.parametrize("shares", [[1, 1, 1], [0.2790, 0.6491, 0.0719], [1.0], [3, 0, 1]])
def test_weights_from_shares_are_whole(shares: list[float]) -> None:
    weights = whole_weights(shares)
    assert sum(weights) == 10_000
    assert all(
        abs(weight / 10_000 - share / sum(shares)) < 0.0001 for weight, share in zip(weights, shares, strict=True)
    )


def test_a_key_is_made_from_the_name_once() -> None:
    assert new_key("Ajuste estratégico", []) == "ajuste-estrategico"
    assert new_key("Fit", ["fit", "fit-2"]) == "fit-3"
    assert new_key("!!!", []) == "criterion"


def test_the_digest_changes_with_every_word_and_not_with_the_order() -> None:
    pinned = {"run": "R1", "code_version": "1"}
    kept = digest_of(TERMS, pinned)
    assert digest_of(replace(TERMS, criteria=TERMS.criteria[::-1]), pinned) == kept
    others = [
        digest_of(replace(TERMS, first=6), pinned),
        digest_of(replace(TERMS, criteria=(replace(TERMS.criteria[0], anchor_10="x"), *TERMS.criteria[1:])), pinned),
        digest_of(TERMS, {**pinned, "run": "R2"}),
    ]
    assert len({kept, *others}) == 4


def test_differences_name_what_came_went_and_changed() -> None:
    worth, _, *rest = TERMS.criteria
    after = replace(TERMS, first=8, criteria=(replace(worth, weight_hundredths=8_500), judged("new", 0), *rest))
    told = [
        (change.kind, change.criterion, change.part, change.before, change.after)
        for change in differences(TERMS, after)
    ]
    assert told == [
        ("changed", "", "first", 5, 8),
        ("changed", "Worth", "weight_hundredths", 6_000, 8_500),
        ("added", "New", "weight_hundredths", None, 0),
        ("removed", "Margin", "weight_hundredths", 2_500, None),
    ]
    assert differences(TERMS, TERMS) == []


def test_two_people_approve_in_two_capacities_and_the_proposer_in_none() -> None:
    facts = {"charter": "C1", "proposer": 1}
    assert capacity_for(person=2, roles=[Role.CHAMPION], given={}, **facts) is Capacity.PROGRAMME
    assert capacity_for(person=3, roles=[Role.EXECUTIVE_SPONSOR], given={}, **facts) is Capacity.SPONSOR
    with pytest.raises(ProposerApproves):
        capacity_for(person=1, roles=[Role.EXECUTIVE_SPONSOR], given={}, **facts)
    given = {Capacity.PROGRAMME: (2, "Ana")}
    with pytest.raises(ApprovedTwice):
        capacity_for(person=2, roles=[Role.CHAMPION, Role.EXECUTIVE_SPONSOR], given=given, **facts)
    with pytest.raises(CapacityTaken, match="Ana"):
        capacity_for(person=4, roles=[Role.FINANCE_PARTNER], given=given, **facts)
    assert not is_approved(given)
    assert is_approved({*given, Capacity.SPONSOR})
