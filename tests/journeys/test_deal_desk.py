"""A deal from its price to what came of it: drawn while it is typed, beyond the limits, approved by others, held to the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import NewCompany
from tests.journeys.test_choose_key_accounts import People, keep
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql"), pytest.mark.timeout(180)]
NAME = "Three years of all pumps"
TERMS = {
    "name": NAME,
    "products": "PUMP-1",
    "years": "3",
    "list_price": "2000",
    "discount_percent": "0",
    "rebate_percent": "0",
    "price_low": "",
    "price_high": "",
    "volume_low": "80",
    "volume_likely": "100",
    "volume_high": "130",
    "cost_low": "1350",
    "cost_likely": "1420",
    "cost_high": "1500",
    "way_1": "as now",
    "chance_1": "70",
    "served_1": "260",
    "way_2": "more urgent orders",
    "chance_2": "30",
    "served_2": "310",
    "way_3": "",
    "chance_3": "",
    "served_3": "",
}


@pytest.fixture(scope="module")
def server(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application with a customer, its orders, a run, and those who decide."""
    folder = tmp_path_factory.mktemp("dealing")
    env = new_company(folder)
    run_module("tests.journeys.dealing_company", env=env)
    with served(env) as running:
        yield running


def typed(page: Page, **other: str) -> None:
    """The terms of the deal, or others."""
    for name, text in {**TERMS, **other}.items():
        page.locator(f"[name={name}]").fill(text)


def see(page: Page) -> None:
    """Have the futures drawn, as one does without scripts too."""
    page.get_by_role("button", name="See what it may bring").click()


def test_a_deal_is_priced_judged_and_held_against_the_ledger(browser: Browser, server: Served) -> None:
    people = People(browser, server.url)
    manager = people["key_account_manager"]
    _sees_what_cannot_be(manager)
    _prices_it(manager)
    _is_approved(people)
    _is_held_against_the_ledger(manager)


def _sees_what_cannot_be(page: Page) -> None:
    """Nothing sold, a currency with a rate, and a deal of which every future loses."""
    page.goto("/deals/new/?customer=GOOD")
    expect(page.locator("main")).to_contain_text("it took")
    typed(page, volume_low="0", volume_likely="0", volume_high="0")
    see(page)
    expect(page.locator("#deal-result [role=alert]")).to_be_visible()
    typed(page, list_price="1500")
    page.locator("[name=currency]").select_option("USD")
    see(page)
    found = page.locator("#deal-result")
    expect(found).to_contain_text("100%")
    expect(found).to_contain_text("USD")
    expect(page.locator("[name=currency] option")).to_have_text(["EUR", "USD"])


def _prices_it(page: Page) -> None:
    page.goto("/deals/new/?customer=GOOD")
    typed(page)
    see(page)
    found = page.locator("#deal-result")
    for words in ("Chance of a loss", "Walk-away price", "worst 5"):
        expect(found).to_contain_text(words, ignore_case=True)
    expect(found.locator("svg").first).to_be_visible()
    keep(page, "deal-priced")
    page.get_by_role("button", name="Keep this deal").click()
    expect(page.locator("h1")).to_have_text(NAME)
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.locator(".messages")).to_contain_text("It waits for")
    expect(page.get_by_role("button", name="Decide")).to_have_count(0)


def _is_approved(people: People) -> None:
    """Champion and finance partner find it in their day, and say yes each in a seat of their own."""
    for who in ("champion", "finance_partner"):
        page = people[who]
        page.goto("/")
        page.get_by_role("link", name=f"Decide on the deal “{NAME}”").click()
        page.get_by_label("Approve").check()
        page.get_by_label("Why").fill("The worst twentieth stays small beside a year.")
        if who == "champion":
            keep(page, "deal-to-decide")
        page.get_by_role("button", name="Decide").click()
        expect(page.locator(".messages")).to_contain_text("Your decision stands with the deal.")
    page.locator(".languages button[value=es]").click()
    expect(page.locator("main")).to_contain_text("Quién decide")


def _is_held_against_the_ledger(page: Page) -> None:
    page.goto("/deals/1/")
    page.locator("summary", has_text="How it ended").click()
    page.get_by_label("How it ended").select_option("won")
    page.get_by_label("If won: runs from").fill("2025-01-01")
    page.get_by_label("Why").fill("Signed at the fair.")
    page.get_by_role("button", name="Say so").click()
    came = page.locator("section").filter(has_text="What came of it").first
    expect(came).to_contain_text("only orders of PUMP-1")
    units = came.get_by_role("row").filter(has_text="Units").first
    expect(units).to_contain_text("110")
    expect(units).to_contain_text("within")
    expect(came).to_contain_text("not judged yet")
    keep(page, "deal-came")
