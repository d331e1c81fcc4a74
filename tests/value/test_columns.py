"""The columns of the customer list: what leads, what opens them, how they sort."""

from datetime import date

import pytest

from clave.access.models import User
from clave.access.policy import Role
from clave.value.columns import COLUMNS, OPENED_BY, Opens, open_columns, sorting, usual_sorting
from clave.value.fields import reading
from tests.cast import Cast

TODAY = date(2026, 4, 1)


def ids(*rights: Opens) -> list[str]:
    return [column.id for column in open_columns(rights)]


def test_revenue_stands_after_value_and_contribution() -> None:
    order = ids(*Opens)
    assert order.index("lifetime_value") < order.index("contribution") < order.index("revenue")


def test_no_list_is_sorted_by_revenue_unless_asked() -> None:
    assert usual_sorting(open_columns({Opens.NAME, Opens.MONEY, Opens.VALUE})) == "-lifetime_value"
    assert usual_sorting(open_columns({Opens.NAME, Opens.MONEY})) == "name"


def test_a_column_is_found_only_where_it_is_open_and_on_the_page() -> None:
    everything = open_columns(set(Opens))
    found = sorting("-revenue", everything)
    assert found is not None
    assert (found[0].id, found[1]) == ("revenue", True)
    assert sorting("-revenue", open_columns({Opens.NAME})) is None
    assert sorting("lifetime_value_low", everything) is None
    assert sorting("--revenue", everything) is None


def test_every_right_opens_a_column_and_every_column_has_a_right() -> None:
    assert {column.opens for column in COLUMNS} == set(Opens) == set(OPENED_BY)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.CHAMPION, {"name", "master", "counts", "money", "value"}),
        (Role.KEY_ACCOUNT_MANAGER, {"name", "master", "counts", "money", "value", "prices"}),
        (Role.EXECUTIVE_SPONSOR, {"name", "master", "counts", "money", "value", "prices"}),
        (Role.FUNCTION_MEMBER, {"name", "master", "counts"}),
        (Role.FINANCE_PARTNER, {"name", "master", "counts", "money", "value", "prices"}),
        (Role.PEOPLE_LEAD, {"name"}),
        (Role.COMMITTEE_MEMBER, {"name"}),
        (Role.READER, {"name", "master", "counts", "money"}),
        (Role.ADMINISTRATOR, {"name"}),
        (Role.API_CLIENT, {"name"}),
    ],
)
def test_each_role_reads_what_the_table_says(cast: Cast, role: Role, rights: set[str]) -> None:
    user: User = cast[role]
    assert set(reading(user, TODAY).reaches) == rights


def test_who_reads_nothing_of_a_class_reaches_nobody_by_it(cast: Cast) -> None:
    held = reading(cast[Role.COMMITTEE_MEMBER], TODAY)
    assert not held.reaches[Opens.NAME]
    assert not held.sees_everyone
