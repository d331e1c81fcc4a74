"""Which group a customer's name and owner hint at."""

import pytest

from clave.ledger.likely_groups import MOST_SHARING, Named, likely_groups, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Hanari Carnes, S.A.", ("hanari", "carnes")),
        ("Königlich Essen GmbH & Co. KG", ("koniglich", "essen", "&")),
        ("The Big Cheese Ltd.", ("big", "cheese")),
        ("Талдор", ()),
    ],
)
def test_legal_forms_accents_and_articles_tell_no_houses_apart(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_names_that_begin_alike_are_likely_one_house() -> None:
    (found,) = likely_groups([Named("C2", "Hanari Carnes France SARL")], [Named("G", "Hanari Carnes, S.A.")])
    assert (found.group.code, found.shared, found.same_owner) == ("G", "hanari carnes", False)


def test_more_shared_words_beat_one_owner() -> None:
    groups = [Named("G1", "Hanari Norte", "ana@x.example"), Named("G2", "Hanari Carnes", "bo@x.example")]
    (found,) = likely_groups([Named("C", "Hanari Carnes Lyon", "ana@x.example")], groups)
    assert found.group.code == "G2"


def test_of_two_that_are_equally_close_the_one_with_the_same_owner_is_likelier() -> None:
    groups = [Named("G1", "Hanari Alpha", "bo@x.example"), Named("G2", "Hanari Beta", "ANA@x.example")]
    (found,) = likely_groups([Named("C", "Hanari Carnes", "ana@x.example")], groups)
    assert (found.group.code, found.same_owner) == ("G2", True)


def test_an_owner_alone_hints_at_nothing() -> None:
    assert likely_groups([Named("C", "Split Rail", "a@x.example")], [Named("G", "Hanari", "a@x.example")]) == []


def test_a_short_first_word_hints_at_nothing() -> None:
    assert likely_groups([Named("C", "Big Cheese")], [Named("G", "Big Rock")]) == []


def test_a_word_that_many_customers_begin_with_names_a_trade_and_not_a_house() -> None:
    many = [Named(f"C{number}", f"Hotel {number}") for number in range(MOST_SHARING + 1)]
    assert likely_groups(many, [Named("G", "Hotel Ritz")]) == []
    assert len(likely_groups(many[1:], [Named("G", "Hotel Ritz")])) == MOST_SHARING
