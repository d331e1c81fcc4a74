"""From signing in to a customer and to the whale curve, as a champion walks it, in both languages, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cast import PASSWORD
from tests.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql")]
WORDS = {
    "en": {
        "customers": "Customers",
        "found": "5 customers are worth €286k",
        "contribution": "Contribution",
        "worth": "What it is worth, and why",
        "value": "Lifetime value",
        "table": "The same as a table",
        "section": "Value",
        "whale": "4 of 5 customers bring 102% of all contribution",
        "losing": "Loses money",
        "order": "Order",
        "by_name": "Customer, from A",
    },
    "es": {
        "customers": "Clientes",
        "found": "5 clientes valen 286 mil €",
        "contribution": "Contribución",
        "worth": "Cuánto vale, y por qué",
        "value": "Valor de vida del cliente",
        "table": "La misma información en una tabla",
        "section": "Valor",
        "whale": "4 de 5 clientes aportan el 102 % de toda la contribución",
        "losing": "Con pérdidas",
        "order": "Orden",
        "by_name": "Cliente, desde la A",
    },
}


@pytest.fixture(params=[1360, 400])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window at a desk, or a phone."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, accept_downloads=True)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, company: Served, name: str, language: str) -> None:
    """Sign in by e-mail and password, and choose the language."""
    page.goto(f"{company.url}/accounts/login/")
    page.locator("input[name=login]").fill(f"{name}@clave.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.goto(f"{company.url}/customers/")
    page.locator(f".languages button[value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def look(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the window."""
    violations = [
        (found["id"], [node["html"] for node in found["nodes"]]) for found in Axe().run(page).response["violations"]
    ]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the window"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_champion_goes_from_the_list_to_a_customer_and_to_the_whale_curve(
    page: Page, company: Served, language: str
) -> None:
    words = WORDS[language]
    sign_in(page, company, "champion", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(words["found"])
    look(page)
    page.get_by_label(words["order"], exact=True).select_option(label=words["by_name"])
    page.wait_for_url("**/customers/?*sort=name*")
    page.get_by_role("link", name="Alder Foods").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alder Foods")
    expect(page.get_by_role("heading", name=words["worth"])).to_be_visible()
    page.locator("details.twin summary").first.click()
    expect(page.locator("details.twin table").first).to_be_visible()
    look(page)
    page.get_by_role("link", name=words["section"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["whale"])
    look(page)
    page.get_by_role("link", name="Cedar Trading").click()
    expect(page.locator(".notice.bad")).to_be_visible()
    look(page)


@pytest.mark.proof("accessible", paths=1)
def test_a_list_is_searched_and_sorted_from_the_keyboard_and_taken_away(
    page: Page, company: Served, tmp_path: Path
) -> None:
    sign_in(page, company, "champion", "en")
    page.keyboard.press("/")
    page.keyboard.type("birch")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/?*q=birch*")
    expect(page.get_by_role("rowheader").first).to_contain_text("Birch Stores")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    taken.value.save_as(tmp_path / "list.csv")
    lines = (tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("QUIET,Birch Stores,France,Retail,40000.00")


def test_somebody_of_operations_meets_quantities_and_no_money(page: Page, company: Served) -> None:
    sign_in(page, company, "function_member", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 customers")
    page.get_by_role("link", name="Alder Foods").click()
    expect(page.get_by_text("Orders, 12 months")).to_be_visible()
    assert "€" not in page.locator("main").inner_text()
    look(page)
