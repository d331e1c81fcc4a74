"""What an order costs, as finance sets it: change a rate, see whom it moves, save it with a reason, and what a run makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import NewCompany
from tests.journeys.costing_company import SMALL
from tests.journeys.test_choose_key_accounts import People, keep
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
ORDERS = 70
"""Orders of the smallest customer: one every ten days of 700."""
WAIT = 40_000


@pytest.fixture(scope="module")
def server(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application with orders, drivers and a run, served with its worker."""
    folder = tmp_path_factory.mktemp("costing")
    env = new_company(folder)
    run_module("tests.journeys.costing_company", env=env)
    with served(env) as running:
        yield running


def waterfall(page: Page) -> dict[str, str]:
    """From revenue to contribution, step by step, as the twin table of the customer's page says it."""
    page.goto(f"/customers/{SMALL}/")
    twin = page.locator("figure, section").filter(has_text="Order handling").locator("details.twin").first
    twin.locator("summary").click()
    rows = twin.locator("tbody tr")
    return {row.locator("th").inner_text().strip(): row.locator("td").first.inner_text().strip() for row in rows.all()}


def euros(text: str) -> int:
    """A whole amount as a page writes it."""
    return int(re.sub(r"[^\d]", "", text)) * (-1 if text.strip().startswith(("-", "−")) else 1)


def test_finance_changes_a_rate_and_sees_what_it_makes_of_a_customer(browser: Browser, server: Served) -> None:
    page = People(browser, server.url)["finance_partner"]
    before = waterfall(page)
    assert euros(before["Order handling"]) == -6 * ORDERS

    page.goto("/value/drivers/")
    page.get_by_role("link", name="Edit the drivers").click()
    rate = page.locator("input[name=drivers-0-base]")
    expect(rate).to_have_value("6")
    rate.fill("96")
    page.get_by_label("Why they change").fill("Order desk timed in March.")
    keep(page, "drivers")
    page.locator("button:visible", has_text="Try them out").last.click()

    movers = page.get_by_role("table", name="The customers whose contribution changes most").locator("tbody tr")
    expect(movers).to_have_count(10, timeout=WAIT)
    expect(movers.first).to_contain_text(SMALL)
    expect(movers.first).to_contain_text("6,300")
    expect(page.locator("main")).to_contain_text("customers change their place by contribution")
    page.locator(".languages button[value=es]").click()
    expect(page.get_by_role("table", name="Los clientes cuya contribución más cambia")).to_be_visible()
    page.locator(".languages button[value=en]").click()
    page.get_by_role("button", name="Save these drivers").click()
    expect(page.locator(".messages")).to_contain_text("Version 2 counts from the next run on")
    expect(page.locator("table", has_text="Why they changed")).to_contain_text("Order desk timed in March.")
    assert waterfall(page) == before, "nothing counts before the next run"

    page.goto("/runs/new/")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name="What all customers come to")).to_be_visible(timeout=WAIT)
    after = waterfall(page)
    assert euros(after["Order handling"]) == -96 * ORDERS
    assert after["Packing"] == before["Packing"]
    assert euros(after["Contribution"]) == euros(before["Contribution"]) - 90 * ORDERS
    keep(page, "customer-costs")

    page.goto("/value/whale/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("customers bring")
    expect(page.locator("#losses")).to_contain_text(SMALL)
    keep(page, "whale")
