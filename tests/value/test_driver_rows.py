"""/value/drivers/edit/: cost drivers edited by rows, as whole as the text they are saved as."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.analytics.cost_to_serve.drivers import Driver, DriverSet, Each
from clave.analytics.cost_to_serve.pieces import ANY, COUNT, ONCE, Condition, Pieces, Term, pieces_of, written
from clave.value.driver_rows import Rows, rows_from, rows_of
from clave.value.driver_tables import drivers_from_rows
from clave.value.models import CostDrivers, DriverTrial
from tests.cast import Cast
from tests.value.test_drivers import GROUPED, saved
from tests.value.test_runs import orders  # noqa: F401

OpenPage = Callable[..., Any]
HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "handbook" / "drivers.md"
EDIT, TEXT = "/value/drivers/edit/", "/value/drivers/edit/text/"
GIVEN = {
    "do": "save",
    "reason": "We measured it.",
    "based_on": "0",
    "top-currency": "EUR",
    "top-ledger_freight": "on",
    "top-first": "2025-01-01",
    "top-last": "2025-12-31",
    "groups-0-name": "Order desk",
    "groups-0-cost": "12000",
    "groups-0-capacity": "400",
    "groups-0-unit": "hours",
    "drivers-0-name": "Order handling",
    "drivers-0-each": "order",
    "drivers-0-group": "Order desk",
    "drivers-0-base": "15",
    "drivers-0-terms-0-number": "2",
    "drivers-0-terms-0-per": "lines",
}
"""One desk and one driver as a browser sends them."""


def everything() -> DriverSet:
    """The complete example of the handbook."""
    found = re.search(r"```toml\n(.*?)```", HANDBOOK.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return DriverSet.from_toml(found[1])


def as_posted(rows: Rows) -> dict[str, list[str]]:
    """The fields of these rows as a browser sends them."""
    found: dict[str, list[str]] = {}

    def put(way: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, each in value.items():
                put(f"{way}-{key}" if way else key, each)
        elif isinstance(value, list) and not way.endswith("-kinds"):
            for place, each in enumerate(value):
                put(f"{way}-{place}", each)
        elif value:
            found[way] = value if isinstance(value, list) else [value]

    put("", rows)
    return found


def test_every_key_of_the_handbook_survives_rows_and_a_form() -> None:
    known = everything()
    back, wrong = drivers_from_rows(rows_from(as_posted(rows_of(known))))
    assert not wrong
    assert back == known


def test_rows_become_text_and_the_same_rows_again() -> None:
    rows = rows_of(everything())
    found, _ = drivers_from_rows(rows)
    assert found
    assert rows_of(DriverSet.from_toml(found.to_toml())) == rows


NUMBERS = st.decimals(min_value=0, max_value=9999, places=2).map(lambda value: f"{value:f}")
TEXTS = st.sampled_from(["cold", "EXPORT, ISLANDS", "it's late", "ñandú"])
ON_LINES = st.builds(Condition, st.sampled_from(["site", "ship_mode"]), st.sampled_from(["=", "<>"]), TEXTS)
ON_ORDER = st.builds(Condition, st.sampled_from(["lines", "revenue"]), st.sampled_from(["=", "<", ">="]), NUMBERS)
TERMS = st.one_of(
    st.builds(Term, NUMBERS, st.sampled_from(["lines", "sum(quantity)"]), st.none() | ON_ORDER),
    st.builds(Term, NUMBERS, st.just("freight"), st.none(), NUMBERS),
    st.builds(Term, NUMBERS, st.sampled_from([ANY, COUNT]), ON_LINES),
    st.builds(Term, NUMBERS, st.just(ONCE), ON_ORDER),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NUMBERS, st.lists(TERMS, max_size=4))
def test_any_rows_say_an_equation_that_says_the_same_rows(base: str, terms: list[Term]) -> None:
    pieces = Pieces(base, tuple(terms))
    shape = DriverSet("EUR", ())
    text = written(pieces, shape.vocabulary(Each.ORDER))
    assert pieces_of(Driver("x", Each.ORDER, amount=text), shape) == pieces


@pytest.mark.parametrize(
    "equation",
    ["revenue * 0.02", "8 / 2 + lines", "lines * lines", "8 + rate * lines", "max(quantity)", "-3 + lines"],
)
def test_what_rows_cannot_say_stays_an_equation(equation: str) -> None:
    driver = f'[[drivers]]\nname = "x"\neach = "order"\nby_revenue = "spread"\namount = "{equation}"\n'
    text = f'currency = "EUR"\n[constants]\nrate = 2\n{driver}'
    found = DriverSet.from_toml(text)
    assert rows_of(found)["drivers"][0]["equation"] == equation
    assert drivers_from_rows(rows_of(found))[0] == found


@pytest.mark.django_db
def test_finance_saves_rows_without_javascript(cast: Cast, client: Client, open_page: OpenPage) -> None:
    page = open_page(cast.finance_partner, "edit-drivers").content.decode()
    assert 'name="groups-0-cost"' in page
    assert client.post(EDIT, GIVEN).status_code == 302
    found = CostDrivers.objects.get().drivers
    assert found.drivers[0].minutes == "15 + 2 * lines"
    assert found.groups[0].practical_minutes == 24_000


@pytest.mark.django_db
def test_buttons_add_and_take_away_rows_and_keep_what_was_typed(
    cast: Cast, client: Client, open_page: OpenPage
) -> None:
    open_page(cast.finance_partner, "edit-drivers")
    page = client.post(EDIT, {**GIVEN, "do": "add-groups"}).content.decode()
    assert 'name="groups-1-name"' in page
    assert 'value="12000"' in page
    page = client.post(EDIT, {**GIVEN, "do": "add-drivers-return"}).content.decode()
    assert 'name="drivers-1-name"' in page
    page = client.post(EDIT, {**GIVEN, "do": "add-terms-0"}).content.decode()
    assert 'name="drivers-0-terms-1-number"' in page
    page = client.post(EDIT, {**GIVEN, "do": "remove-drivers-0-terms-0"}).content.decode()
    assert 'name="drivers-0-terms-0-number"' not in page
    page = client.post(EDIT, {**GIVEN, "do": "remove-groups-0"}).content.decode()
    assert 'name="groups-0-name"' not in page
    assert not CostDrivers.objects.exists()


@pytest.mark.django_db
def test_both_tabs_edit_the_same_drivers(cast: Cast, client: Client, open_page: OpenPage) -> None:
    open_page(cast.finance_partner, "edit-drivers")
    text = client.post(EDIT, {**GIVEN, "do": "text"}).content.decode()
    assert "minutes = &quot;15 + 2 * lines&quot;" in text
    assert "We measured it." in text
    rows = client.post(TEXT, {"do": "rows", "text": GROUPED, "reason": "Because", "based_on": "0"}).content.decode()
    assert 'name="drivers-0-terms-0-number" value="2"' in rows
    assert "Because" in rows


@pytest.mark.django_db
def test_a_stale_save_by_rows_shows_both_versions(cast: Cast, client: Client, open_page: OpenPage) -> None:
    open_page(cast.finance_partner, "edit-drivers")
    saved(cast)
    answer = client.post(EDIT, GIVEN)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What you have written" in page
    assert 'name="based_on" value="1"' in page
    assert 'value="Order desk"' in page
    assert CostDrivers.objects.count() == 1
    assert client.post(EDIT, {**GIVEN, "based_on": "1"}).status_code == 302


WRONG = [
    ({"groups-0-capacity": "0"}, "groups-0-capacity", "COSTS_VALUE_INVALID"),
    ({"groups-0-cost": "-5"}, "groups-0-cost", "COSTS_VALUE_INVALID"),
    ({"groups-0-cost": ""}, "groups-0", "COSTS_KEY_MISSING"),
    ({"groups-0-cost": "12,5"}, "groups-0-cost", "after a point"),
    ({"groups-1-name": "order DESK", "groups-1-cost": "1"}, "groups-1-name", "COSTS_DUPLICATE"),
    ({"drivers-0-base": "6,50"}, "drivers-0-base", "after a point"),
    ({"drivers-0-terms-0-number": "many"}, "drivers-0-terms-0-number", "COSTS_VALUE_INVALID"),
    ({"drivers-0-terms-0-per": "any"}, "drivers-0-terms-0-column", "needs a condition"),
    ({"drivers-0-name": ""}, "drivers-0-name", "COSTS_KEY_MISSING"),
    ({"drivers-0-equation": "3"}, "drivers-0-equation", "Empty one of them"),
    ({"drivers-0-group": "Nobody"}, "drivers-0-group", "COSTS_GROUP_UNKNOWN"),
    ({"top-currency": "euro"}, "top-currency", "COSTS_VALUE_INVALID"),
    ({"top-first": "", "top-last": ""}, "groups-0", "COSTS_KEY_MISSING"),
    ({"credit-cost_of_capital": "8,5", "credit-default": "30"}, "credit-cost_of_capital", "after a point"),
    ({"credit-cost_of_capital": "8", "credit-customers": "C1"}, "credit-customers", "no customer with a number"),
    ({"constants-0-name": "a", "constants-1-name": "a"}, "constants-1-name", "COSTS_DUPLICATE"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "field", "said"), WRONG, ids=[f"{field} {said}" for _, field, said in WRONG])
def test_what_is_wrong_is_said_at_its_field_with_what_to_do(
    cast: Cast, client: Client, open_page: OpenPage, typed: dict[str, str], field: str, said: str
) -> None:
    open_page(cast.finance_partner, "edit-drivers")
    answer = client.post(EDIT, {**GIVEN, **typed})
    assert answer.status_code == 422
    wrong = answer.context["editor"].wrong.at
    assert field in wrong
    assert said in answer.content.decode()
    assert not CostDrivers.objects.exists()


@pytest.mark.django_db
def test_a_driver_of_a_column_that_the_ledger_lacks_is_refused_at_its_row(
    cast: Cast,
    client: Client,
    orders: Path,  # noqa: F811
    open_page: OpenPage,
) -> None:
    open_page(cast.finance_partner, "edit-drivers")
    lacking = {"drivers-0-column": "ship_mode", "drivers-0-value": "express", "drivers-0-each": "line"}
    answer = client.post(EDIT, {**GIVEN, **lacking, "drivers-0-terms-0-number": ""})
    assert answer.status_code == 422
    assert "COSTS_COLUMN_MISSING" in answer.content.decode()
    visits = {"drivers-0-each": "activity", "drivers-0-terms-0-number": ""}
    assert "COSTS_NEED_ACTIVITIES" in client.post(EDIT, {**GIVEN, **visits}).content.decode()
    assert "COSTS_CURRENCY" in client.post(EDIT, {**GIVEN, "top-currency": "JPY"}).content.decode()
    assert not CostDrivers.objects.exists()
    assert client.post(EDIT, GIVEN).status_code == 302


@pytest.mark.django_db
def test_rows_are_tried_out_and_changed_again(
    cast: Cast,
    client: Client,
    orders: Path,  # noqa: F811
    open_page: OpenPage,
) -> None:
    open_page(cast.finance_partner, "edit-drivers")
    assert client.post(EDIT, {**GIVEN, "do": "try"}).status_code == 302
    trial = DriverTrial.objects.get()
    page = client.get(f"{EDIT}?trial={trial.pk}").content.decode()
    assert 'value="Order desk"' in page
    assert "We measured it." in page
    assert client.get(f"{EDIT}?trial=999999").status_code == 404


@pytest.mark.django_db
def test_the_ledger_suggests_what_it_holds_and_nothing_else(
    cast: Cast,
    client: Client,
    orders: Path,  # noqa: F811
    open_page: OpenPage,
) -> None:
    open_page(cast.finance_partner, "edit-drivers")
    page = client.post(EDIT, {**GIVEN, "do": "suggest"}).content.decode()
    assert "The ledger suggests nothing new" in page
    assert client.post(EDIT, {**GIVEN, "do": "suggest", "minute_rate": "0,7"}).status_code == 422
