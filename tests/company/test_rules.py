"""How a company hangs together."""

from clave.company.rules import Line, lines


def test_everybody_stands_below_whom_they_report_to() -> None:
    assert lines({1: None, 2: 1, 3: 2, 4: 1}) == [Line(1, [Line(2, [Line(3)]), Line(4)])]


def test_the_order_of_people_is_kept_on_every_level() -> None:
    (top,) = lines({4: 1, 2: 1, 1: None, 3: 1})
    assert [line.person for line in top.reports] == [4, 2, 3]


def test_who_reports_to_somebody_unknown_stands_at_the_top() -> None:
    assert [line.person for line in lines({1: None, 2: 99})] == [1, 2]


def test_below_counts_everybody_however_deep() -> None:
    (top,) = lines({1: None, 2: 1, 3: 2, 4: 3, 5: 1})
    assert top.below == 4


def test_a_circle_of_superiors_has_no_way_to_the_top() -> None:
    assert lines({1: 2, 2: 1, 3: None}) == [Line(3)]
