"""/people/organisation/: who reports to whom."""

from typing import Any

from tests.cast import Cast, our_person


def test_everybody_stands_below_their_superior_within_the_budget(cast: Cast, open_page: Any) -> None:
    top = our_person(code="P1", full_name="Top Person")
    for team in range(5):
        head = our_person(code=f"H{team}", full_name=f"Head {team}", reports_to=top)
        for number in range(8):
            our_person(code=f"M{team}{number}", reports_to=head)
    text = open_page(cast.champion, "organisation").content.decode()
    assert "Top Person leads 45 people" in text
    assert text.index("Top Person") < text.index("Head 0") < text.index("Person M00") < text.index("Head 1")
    assert text.count("8 people below") == 5


def test_two_tops_are_named_as_a_gap(cast: Cast, open_page: Any) -> None:
    our_person(code="P1")
    our_person(code="P2")
    assert "2 people report to nobody" in open_page(cast.champion, "organisation").content.decode()


def test_an_empty_company_is_told_where_its_lines_come_from(cast: Cast, open_page: Any) -> None:
    assert "Import people" in open_page(cast.champion, "organisation").content.decode()
