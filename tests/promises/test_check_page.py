"""/promises/check/: it answers while one types, says what the ledger lacks, and hands its fields to a new promise."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clave.access.policy import Role
from clave.ledger.models import Customer, CustomerParent
from clave.promises.models import Promise
from clave.promises.views.check_words import common_words
from tests.ledger.imports import bring, write
from tests.promises.delivering import HEADER, bring_orders, order
from tests.promises.keeping import Keeping

pytestmark = pytest.mark.django_db
PATH = "/promises/check/"


def told(client: Client, keeping: Keeping, role: Role = Role.CHAMPION, **asked: str) -> str:
    client.force_login(keeping.cast[role])
    return unescape(client.get(PATH, {"customer": "C1", "within_days": "2", **asked}).content.decode())


def test_it_answers_while_one_types_and_also_without_any_script(keeping: Keeping, client: Client) -> None:
    client.force_login(keeping.cast.champion)
    page = client.get(PATH).content.decode()
    form = re.search(r'<form class="form"[^>]+>', page)
    assert form is not None
    assert all(word in form[0] for word in ('method="get"', 'action="/promises/check/"', "input delay:500ms", "hx-get"))
    assert 'type="submit"' in page


def test_the_trend_compares_this_half_year_with_the_one_before(
    keeping: Keeping, client: Client, tmp_path: Path
) -> None:
    early = [order(f"e{at}", days=9, on="2024-10-07") for at in range(12)]
    late = [order(f"l{at}", days=1, on="2025-05-05") for at in range(12)]
    bring_orders(tmp_path, *early, *late)
    text = told(client, keeping)
    assert "In the last six months 100% (12 of 12; 88% to 100%), in the six before 0% (0 of 12; 0% to 12%)." in text
    assert "It got better." in text


def test_a_difference_that_chance_explains_is_called_that(keeping: Keeping, client: Client, tmp_path: Path) -> None:
    bring_orders(
        tmp_path,
        *(order(f"e{at}", days=9 if at else 1, on="2024-10-07") for at in range(3)),
        *(order(f"l{at}", days=9 if at > 1 else 1, on="2025-05-05") for at in range(3)),
    )
    assert "Chance alone explains the difference." in told(client, keeping)


def test_what_failing_orders_share_is_told_with_how_unusual_it_is(
    keeping: Keeping, client: Client, tmp_path: Path
) -> None:
    bring_orders(
        tmp_path,
        *(order(f"v{at}", days=9 if at < 9 else 1, site="Vigo") for at in range(12)),
        *(order(f"m{at}", days=9 if at < 2 else 1) for at in range(40)),
    )
    text = told(client, keeping)
    assert "With site Vigo, 9 of 12 orders failed" in text
    assert "That is 15.0 times as often." in text
    assert "less than 1 check in 1,000" in text
    shared = {"trait": "site", "value": "V", "failed": 5, "orders": 10, "low": 0.3, "high": 0.7}
    assert "about 1 check in 20" in common_words(shared | {"others": 9, "others_failed": 1, "chance": 0.05})


@pytest.mark.parametrize(
    ("asked", "column", "also"),
    [
        ({"product_group": "Valves"}, "product_group", "category, familia"),
        ({"country": "Spain"}, "country", "Customers"),
    ],
)
def test_a_promise_about_what_the_ledger_lacks_says_which_column_and_how_to_get_it(
    keeping: Keeping, client: Client, tmp_path: Path, asked: dict[str, str], column: str, also: str
) -> None:
    bring_orders(tmp_path, order("1", days=1))
    text = told(client, keeping, **asked)
    assert column in text
    assert next(iter(asked.values())) in text
    assert "under Data, Imports" in text
    assert "kept:" not in text


def test_no_delivery_day_at_all_says_so_on_the_page(keeping: Keeping, client: Client, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", order("1", days=None), header=HEADER))
    assert "delivered_on" in told(client, keeping)


def test_a_lane_is_a_site_a_way_of_shipping_and_a_country(keeping: Keeping, client: Client, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1), order("2", days=9, customer="C2"), order("3", days=9, site="Vigo"))
    one, two = Customer.objects.get(code="C1"), Customer.objects.get(code="C2")
    CustomerParent.objects.create(customer=two, parent=one, valid_from="2020-01-01")
    Customer.objects.filter(code="C1").update(country="Spain")
    Customer.objects.filter(code="C2").update(country="France")
    assert "kept: 1 of 3 orders" in told(client, keeping)
    assert "kept: 0 of 1 orders" in told(client, keeping, country="france")
    assert "kept: 1 of 1 orders" in told(client, keeping, country="Spain", site="Madrid", ship_mode="express")
    assert "try fewer fields" in told(client, keeping, country="Italy")


def test_several_products_places_and_countries_stand_with_a_semicolon(
    keeping: Keeping, client: Client, tmp_path: Path
) -> None:
    bring_orders(
        tmp_path,
        order("1", days=1),
        order("2", days=9, product="P2"),
        order("3", days=9, product="P3", site="Vigo"),
        order("4", days=1, product="P; 4"),
    )
    Customer.objects.filter(code="C1").update(country="Spain")
    assert "kept: 1 of 2 orders" in told(client, keeping, product_code="P1; P2")
    assert "kept: 1 of 1 orders" in told(client, keeping, product_code="P; 4"), "a value that holds the sign itself"
    assert "kept: 1 of 3 orders" in told(
        client, keeping, product_code="P1;P2;P3", site="Vigo; Madrid", country="france;spain"
    )


def test_the_fields_offer_what_the_ledger_knows_of_the_customer_once(
    keeping: Keeping, client: Client, tmp_path: Path
) -> None:
    bring_orders(
        tmp_path, order("1", days=1), order("2", days=1, site="Vigo"), order("3", days=1, customer="C2", site="Paris")
    )
    Customer.objects.filter(code="C1").update(country="Spain")
    text = told(client, keeping)
    assert 'list="known-site"' in text
    offered = re.search(r'<datalist id="known-site">(.*?)</datalist>', text)
    assert offered is not None
    assert re.findall(r'value="([^"]+)"', offered[1]) == ["Madrid", "Vigo"]
    assert '<datalist id="known-country"><option value="Spain">' in text
    asked = {"customer": "C1", "within_days": "2"}
    live = client.get(PATH, {**asked, "offered": ""}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="known" hx-swap-oob="true"' in live
    again = client.get(PATH, {**asked, "offered": "C1"}, headers={"HX-Request": "true"}).content.decode()
    assert "datalist" not in again


def test_the_button_carries_the_fields_over_into_a_promise(keeping: Keeping, client: Client, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1))
    text = told(client, keeping, site="Madrid", product_code="P1")
    link = re.search(r'href="(/promises/new/\?[^"]+)">Make this promise', text)
    assert link is not None
    page = client.get(link[1]).content.decode()
    for value in ('value="Madrid"', 'value="P1"', 'value="2"', 'value="Orders arrive within 2 days (P1, Madrid)"'):
        assert value in page, value
    assert f'value="{keeping.account.pk}" selected' in page
    assert 'value="delivery" selected' in page


def test_who_makes_no_promises_gets_no_button(keeping: Keeping, client: Client, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1))
    text = told(client, keeping, Role.FINANCE_PARTNER)
    assert "kept: 1 of 1" in text
    assert "Make this promise" not in text


def test_a_promise_for_one_country_is_judged_by_its_members_there(
    keeping: Keeping, client: Client, tmp_path: Path, open_page: Any
) -> None:
    bring_orders(tmp_path, order("1", days=1), order("2", days=9, customer="C2"))
    CustomerParent.objects.create(
        customer=Customer.objects.get(code="C2"), parent=keeping.account.customer, valid_from="2020-01-01"
    )
    Customer.objects.filter(code="C2").update(country="France")
    given = {"key_account": keeping.account.pk, "what": "In two days", "owner": keeping.member.pk, "kind": "delivery"}
    given |= {"within_days": 2, "lines_percent": 100, "least_percent": 95, "audience": "programme", "country": "France"}
    client.force_login(keeping.cast.champion)
    assert client.post("/promises/new/", given).status_code == 302
    made = Promise.objects.get()
    made.starts_on = date(2025, 1, 1)
    made.save(update_fields=["starts_on"])
    from clave.promises.operations.judging import judge_promises

    judge_promises()
    outcome = made.outcomes.get()
    assert (outcome.judged, outcome.kept) == (1, 0)
