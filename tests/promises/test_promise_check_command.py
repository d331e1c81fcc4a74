"""`clave promise-check`: the contract of its JSON, its sentence, and what it says where nothing can be judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clave.ledger.models import Customer, CustomerParent
from clave.promises.commands import promise_check
from tests.ledger.imports import bring, write
from tests.promises.delivering import HEADER, bring_orders, order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """The ledger of this test alone."""


def called(*words: str) -> Result:
    return CliRunner().invoke(promise_check, list(words))


def told(*words: str) -> dict[str, Any]:
    done = called(*words, "--json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_json_holds_count_share_interval_and_failures(tmp_path: Path) -> None:
    bring_orders(tmp_path, *(order(f"{at}", days=1 if at < 8 else 4) for at in range(10)))
    found = told("--customer", "C1", "--within-days", "2")
    assert (found["orders"], found["kept"], found["share"]) == (10, 8, 0.8)
    assert found["low"] < 0.8 < found["high"]
    assert found["failures"] == ["8", "9"]


def test_product_and_day_narrow_it(tmp_path: Path) -> None:
    bring_orders(
        tmp_path,
        order("1", days=9, product="P1"),
        order("2", days=1, product="P1"),
        order("3", days=9, product="P2"),
        order("4", days=9, product="P1", on="2024-01-08"),
    )
    found = told("--customer", "C1", "--product", "P1", "--within-days", "2", "--since", "2025-01-01")
    assert (found["orders"], found["failures"]) == (2, ["1"])


def test_the_orders_of_members_count_for_their_group(tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1), order("2", days=9, customer="C2"))
    one, two = (Customer.objects.get(code=code) for code in ("C1", "C2"))
    CustomerParent.objects.create(customer=two, parent=one, valid_from="2020-01-01")
    assert told("--customer", "C1", "--within-days", "2")["failures"] == ["2"]
    assert told("--customer", "C2", "--within-days", "2")["orders"] == 1


def test_only_members_in_one_country_count_where_it_is_named(tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1), order("2", days=9, customer="C2"))
    one, two = (Customer.objects.get(code=code) for code in ("C1", "C2"))
    CustomerParent.objects.create(customer=two, parent=one, valid_from="2020-01-01")
    refused = called("--customer", "C1", "--within-days", "2", "--country", "France")
    assert refused.exit_code == 2
    assert "COUNTRY_MISSING" in refused.stderr
    Customer.objects.filter(code="C1").update(country="Spain")
    Customer.objects.filter(code="C2").update(country="France")
    assert told("--customer", "C1", "--within-days", "2", "--country", "France")["failures"] == ["2"]


def test_the_sentence_is_for_people(tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1), order("2", days=9))
    done = called("--customer", "C1", "--within-days", "2")
    assert "Kept in 1 of 2 orders" in done.stdout
    assert "Failed: 2" in done.stdout
    none = called("--customer", "C1", "--within-days", "2", "--since", "2030-01-01")
    assert none.stdout.startswith("No order can be judged")


def test_nothing_judged_is_null_and_never_zero(tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1))
    found = told("--customer", "C1", "--within-days", "2", "--since", "2030-01-01")
    assert (found["orders"], found["share"], found["low"], found["high"]) == (0, None, None, None)


def test_a_ledger_without_delivery_days_says_what_to_import(tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", order("1", days=None), header=HEADER))
    done = called("--customer", "C1", "--within-days", "2")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "DELIVERY_DAYS_MISSING" in done.stderr
    assert "delivered_on" in done.stderr


def test_a_customer_nobody_knows_is_refused() -> None:
    done = called("--customer", "NOBODY", "--within-days", "2")
    assert done.exit_code == 2
    assert "CUSTOMER_UNKNOWN" in done.stderr
