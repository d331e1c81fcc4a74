"""Every address of Clave says which action opens it, and stands in the table of who reaches it."""

from clave.access.doors import PUBLIC, SIGNED_IN
from clave.access.policy import Action
from tests.access.expected import expected
from tests.addresses import addresses
from tests.conftest import BUDGETS


def test_every_address_names_its_action_or_is_open_on_purpose() -> None:
    closed = [found.path for found in addresses() if found.opens_to not in {*Action, PUBLIC, SIGNED_IN}]
    assert closed == []


def test_every_address_has_a_name() -> None:
    assert [found.path for found in addresses() if not found.name] == []


def test_no_name_stands_for_two_addresses() -> None:
    names = [found.name for found in addresses()]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_the_table_of_who_reaches_what_holds_every_address_and_no_other() -> None:
    assert sorted(found.name for found in addresses()) == sorted(expected())


def test_only_these_addresses_are_open_to_strangers() -> None:
    assert {found.name for found in addresses() if found.opens_to == PUBLIC} == {
        "account_login",
        "account_inactive",
        "api:docs",
        "api:schema",
        "calendar-file",
        "healthz",
        "language",
        "metrics",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "openid_connect_callback",
        "openid_connect_login",
        "shared-plan",
        "questionnaire",
        "stop-digests",
    }


def test_every_page_has_a_budget_of_queries_and_every_budget_a_page() -> None:
    pages = {name for name, row in expected().items() if row.read and row.got == 200}
    assert sorted(pages) == sorted(BUDGETS)
