"""Words are found whatever their case and accents, alike in both databases, in stored columns and in others."""

from __future__ import annotations

import pytest
from django.db import connection

from clave.kit.seeking import holds, words_of
from clave.ledger.models import Customer

FOUND = [
    ("munoz", "MUÑOZ S.A."),
    ("Muñoz", "munoz sl"),
    ("uber", "Über GmbH"),
    ("STRASSE", "Hauptstraße"),
    ("groß", "Grosshandel"),
    ("gross", "GROẞHANDEL"),
    ("lodz", "ŁÓDŹ"),
    ("œuvre", "Main d'Oeuvre"),
    ("oeuvre", "Main d'Œuvre"),
    ("o'neil", "O'NEIL"),
    ("завод", "ЗАВОД 9"),
    ("a_b", "A_B Ltd"),
    ("100%", "Únicamente 100% Agro"),
    ("*", "Estrella*"),
    ("[x]", "Ñ [X] Ltd"),
    ("a.c", "ñ A.C"),
    ("back\\slash", "Ü Back\\Slash"),
    ("q-7?", "É Q-7?"),
]
NOT_FOUND = [
    ("a_b", "AXB"),
    ("100%", "1000 Agro"),
    ("a.c", "ñ abc"),
    ("*", "Estrella"),
    ("munoz", "Munos"),
    ("?", "É x"),
]


def holders(word: str, name: str) -> list[bool]:
    """Whether the word is found in the name itself, and in the stored column that holds it."""
    Customer.objects.create(code="C1", name=name, origin="master")
    answers = []
    for column, is_folded in (("name", False), ("sought", True)):
        sql, given = holds(column, *words_of(word), connection.vendor, is_folded=is_folded)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ledger_customer WHERE {sql}", given)
            answers.append(cursor.fetchone()[0] == 1)
    return answers


@pytest.mark.django_db
@pytest.mark.parametrize(("word", "name"), FOUND)
def test_a_word_is_found_whatever_its_case_and_accents(word: str, name: str) -> None:
    assert holders(word, name) == [True, True]


@pytest.mark.django_db
@pytest.mark.parametrize(("word", "name"), NOT_FOUND)
def test_no_sign_of_a_word_stands_for_another(word: str, name: str) -> None:
    assert holders(word, name) == [False, False]


def test_a_search_is_cut_into_a_few_words_that_a_database_can_hold() -> None:
    assert words_of("  Ñandú\0 y\tÁguila ") == ["nandu", "y", "aguila"]
    assert len(words_of("a " * 90)) == 6
    assert words_of("x" * 500) == ["x" * 100]
