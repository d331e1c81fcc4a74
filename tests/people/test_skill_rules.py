"""Which level counts, what names no skill, how gaps are counted."""

from __future__ import annotations

from datetime import date

import pytest

from clave.people.rules.skills import Said, Side, key_of, known, protected_word, shortfall, side_of

DAY = date(2026, 3, 1)


def said(side: Side, level: int, on: date = DAY) -> Said:
    return Said(side, level, on)


def test_what_a_person_says_of_oneself_never_counts_alone() -> None:
    found = known([said(Side.SELF, 5)])
    assert (found.tenths, found.sides) == (None, {Side.SELF})


def test_one_superior_alone_does_not_count_either() -> None:
    assert known([said(Side.MANAGER, 4)]).tenths is None


def test_oneself_makes_a_second_side_but_does_not_lift_the_level() -> None:
    found = known([said(Side.SELF, 5), said(Side.MANAGER, 2)])
    assert (found.tenths, found.gap, found.is_disputed) == (20, 3, True)


def test_superior_and_assessors_count_one_half_each() -> None:
    found = known([said(Side.MANAGER, 4), said(Side.ASSESSOR, 3), said(Side.ASSESSOR, 2), said(Side.SELF, 5)])
    assert found.tenths == 32


def test_two_assessors_are_one_side() -> None:
    assert known([said(Side.ASSESSOR, 4), said(Side.ASSESSOR, 4)]).tenths is None


def test_an_assessment_ages_visibly() -> None:
    found = known([said(Side.MANAGER, 4, date(2025, 1, 1)), said(Side.ASSESSOR, 4)])
    assert found.is_old(DAY)
    assert not found.is_old(date(2025, 6, 1))


@pytest.mark.parametrize(
    "name",
    ["Age", "Gender balance", "nationality", "Edad", "Género", "Nacionalidad", "Religión", "Salud", "estado civil"],
)
def test_what_a_person_is_names_no_skill(name: str) -> None:
    assert protected_word(name)


@pytest.mark.parametrize(
    "name", ["Stage management", "Negotiation", "Management", "Engaged listening", "Lenguaje técnico"]
)
def test_a_skill_that_only_sounds_alike_is_a_skill(name: str) -> None:
    assert protected_word(name) is None


def test_more_than_needed_makes_no_gap_and_what_is_not_known_no_number() -> None:
    assert (shortfall(50, 3), shortfall(25, 4), shortfall(None, 4)) == (0, 15, None)


def test_keys_are_never_taken_twice() -> None:
    assert key_of("Negociación técnica", []) == "negociacion-tecnica"
    assert key_of("Planning", ["planning", "planning-2"]) == "planning-3"
    assert key_of("数", []) == "skill"


def test_nobody_chooses_in_which_capacity_they_assess() -> None:
    assert side_of(is_oneself=True, is_superior=True) is Side.SELF
    assert side_of(is_oneself=False, is_superior=True) is Side.MANAGER
    assert side_of(is_oneself=False, is_superior=False) is Side.ASSESSOR
