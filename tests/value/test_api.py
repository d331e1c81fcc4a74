"""/api/v1/customers and /api/v1/runs: which figures a token tells, of whom, from which run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clave.access.lending import TokenScope
from clave.access.policy import Role
from tests.asking import Asking, code_of
from tests.cast import Cast, customer_of
from tests.value.book import Company, customer, run_with

VALUE = {
    "lifetime_value",
    "lifetime_value_low",
    "lifetime_value_high",
    "method",
    "contribution",
    "costs",
    "product_cost",
    "freight",
}
MONEY, COUNTS = (
    {"revenue"},
    {"orders", "first_ordered_on", "last_ordered_on", "p_active", "on_time_share", "due_orders"},
)
MASTER = {"code", "members", "name", "country", "segment"}
CANARIES = {
    "lifetime_value": ("1771771.77", VALUE),
    "contribution": ("1882882.88", VALUE),
    "product_cost": ("1993993.99", VALUE),
    "revenue": ("9114114.11", MONEY),
    "discount": ("1225225.22", {"discount"}),
}


def fields(asking: Asking) -> set[str]:
    return {name for item in asking.get("customers")["items"] for name in item}


def test_a_champion_with_every_scope_reads_what_the_page_shows(company: Company) -> None:
    told = Asking(company.cast.champion).get("customers")
    assert told["run"] == company.run.short_code
    one = next(item for item in told["items"] if item["code"] == company.good.code)
    assert one["revenue"]["currency"] == "EUR"
    assert set(one) >= MASTER | VALUE | MONEY | COUNTS


@pytest.mark.parametrize(
    ("role", "absent"),
    [
        (Role.FUNCTION_MEMBER, VALUE | MONEY | {"discount"}),
        (Role.READER, VALUE | {"discount"}),
    ],
)
def test_what_a_role_does_not_read_is_absent_not_null(company: Company, role: Role, absent: set[str]) -> None:
    run_with([{"customer": customer("OWN", company.cast[role])}])
    assert not fields(Asking(company.cast[role])) & absent


def test_a_token_without_values_tells_none_to_a_champion(company: Company) -> None:
    asking = Asking(company.cast.champion, TokenScope.READ_CUSTOMERS)
    assert not fields(asking) & (VALUE | {"discount"})
    assert not set(asking.get(f"customers/{company.good.code}")) & (VALUE | {"discount"})


@pytest.mark.proof("access")
@pytest.mark.drill_on("postgresql")
def test_canary_values_stay_where_they_belong(cast: Cast, record_property: Callable[..., None]) -> None:
    minor = {name: int(value.replace(".", "")) for name, (value, _) in CANARIES.items()}
    figures = minor | {"lifetime_value_low": minor["lifetime_value"], "lifetime_value_high": minor["lifetime_value"]}
    everyone = [cast[role] for role in Role]
    run_with([{"customer": customer_of(*everyone, code="OWN"), **figures}])
    looked = 0
    for role in Role:
        for scopes in (list(TokenScope), *([scope] for scope in TokenScope)):
            asking = Asking(cast[role], *scopes)
            for path in ("customers", "customers/OWN", "runs", "charters", "rankings"):
                text = asking("GET", path).content.decode()
                for name, (value, _) in CANARIES.items():
                    looked += 1
                    if value in text:
                        needed = TokenScope.READ_CUSTOMERS if name == "revenue" else TokenScope.READ_VALUES
                        assert needed in scopes
                        assert TokenScope.READ_CUSTOMERS in scopes
                        assert role not in (Role.ADMINISTRATOR, Role.API_CLIENT, Role.PEOPLE_LEAD, Role.FUNCTION_MEMBER)
                        assert role is not Role.READER or name == "revenue"
    record_property("canaries", looked)
    record_property("leaks", 0)
    assert looked >= 200


def test_a_page_keeps_to_the_run_it_began_with(company: Company) -> None:
    asking = Asking(company.cast.champion)
    first = asking.get("customers?limit=1")
    run_with([])
    second = asking.get(f"customers?limit=1&cursor={first['next_cursor']}")
    assert second["run"] == first["run"]
    assert second["items"][0]["code"] > first["items"][0]["code"]


def test_without_a_run_the_list_says_so(cast: Cast) -> None:
    assert code_of(Asking(cast.champion)("GET", "customers")) == (409, "NO_RUN_YET")


@pytest.mark.parametrize(("path", "budget"), [("customers", 8), ("runs", 6), ("charters", 8), ("rankings", 6)])
def test_a_list_asks_as_many_queries_for_many_as_for_few(company: Company, path: str, budget: int) -> None:
    asking = Asking(company.cast.champion)
    run_with([{"customer": customer(f"M{number}")} for number in range(60)])
    asking.get(f"{path}?limit=1")
    few = asking.queries
    asking.get(f"{path}?limit=200")
    assert asking.queries == few
    assert few <= budget


def test_a_run_without_a_ledger_says_what_to_import(cast: Cast) -> None:
    answer = Asking(cast.finance_partner)("POST", "runs", {"discount_rate": "0.0825", "currency": "EUR"})
    assert code_of(answer) == (409, "LEDGER_EMPTY")
