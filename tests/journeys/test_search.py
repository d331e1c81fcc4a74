"""Search from the keyboard, from the phone and without a script: the palette, and the page with everything that was found."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_from_list_to_whale import sign_in
from tests.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql")]


def at_rest(page: Page) -> None:
    """Nothing hinders anybody, and nothing hangs over the edge."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.proof("accessible", paths=1)
def test_the_palette_is_used_from_the_keyboard_alone(browser: Browser, company: Served) -> None:
    page = browser.new_context(viewport={"width": 1360, "height": 900}).new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    sign_in(page, company, "champion", "en")
    field, status = page.locator("dialog [role=combobox]"), page.locator("dialog [role=status]")
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("dialog").get_by_role("option", name="Whale curve")).to_be_visible()
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    at_rest(page)
    page.keyboard.type("bírch")
    expect(status).to_have_text(re.compile(r"^1 result$"))
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_contain_text("Birch Stores")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    at_rest(page)
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Everything with “bírch”")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Birch Stores")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=b%C3%ADrch")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 result for “bírch”")
    at_rest(page)
    page.get_by_role("link", name="Birch Stores").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")
    page.keyboard.press("/")
    page.keyboard.type("zzqq")
    expect(page.locator("dialog .told")).to_have_text("Nothing found for “zzqq”")
    expect(field).to_have_attribute("aria-expanded", "false")
    at_rest(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert refused == []


def test_on_a_phone_the_palette_opens_from_the_menu_in_spanish(browser: Browser, company: Served) -> None:
    page = browser.new_context(viewport={"width": 400, "height": 850}, color_scheme="dark").new_page()
    sign_in(page, company, "champion", "es")
    page.get_by_role("button", name="Buscar").click()
    page.keyboard.type("cuent")
    expect(page.locator("dialog").get_by_role("option", name="Cuentas clave").first).to_be_visible()
    at_rest(page)
    page.get_by_role("button", name="Cerrar", exact=True).click()
    expect(page.get_by_role("button", name="Buscar")).to_be_focused()


def test_without_a_script_the_form_leads_to_the_page(browser: Browser, company: Served) -> None:
    page = browser.new_context(viewport={"width": 1360, "height": 900}, java_script_enabled=False).new_page()
    page.goto(f"{company.url}/accounts/login/")
    sign_in(page, company, "champion", "en")
    page.get_by_role("searchbox", name="Search everything").fill("birch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Birch Stores")).to_be_visible()
