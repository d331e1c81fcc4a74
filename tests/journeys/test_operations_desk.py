"""Somebody of Operations on a phone says done, late and cannot, and hands one up; the champion sees it and answers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cast import PASSWORD
from tests.databases import NewCompany
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql")]
PHONE = {"width": 400, "height": 860}
MONEY = re.compile(r"[€$£]|\bEUR\b|987")


@pytest.fixture(params=["es", pytest.param("en", marks=pytest.mark.drill)])
def company(
    request: pytest.FixtureRequest,
    new_company: NewCompany,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Served, str]]:
    """A company with promises due this week, served, and the language its people choose."""
    folder = tmp_path_factory.mktemp("promising")
    env = new_company(folder)
    run_module("tests.journeys.promising_company", env=env)
    with served(env) as server:
        yield server, request.param


def signed_in(browser: Browser, company: tuple[Served, str], name: str) -> Page:
    """A phone in the hand of somebody, in the language of the company."""
    server, language = company
    page = browser.new_context(base_url=server.url, viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.set_default_timeout(30_000)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", f"{name}@clave.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url("**/")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name=language][value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def looked_at(page: Page, name: str) -> None:
    """No page of the desk shows money, is wider than the phone, or shuts anybody out; a picture where asked."""
    assert not MONEY.search(page.locator("body").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    if folder := os.environ.get("PICTURES_TO"):
        language = page.locator("html").get_attribute("lang")
        page.screenshot(path=Path(folder) / f"desk-{name}-{language}.png", full_page=True)


def spoken(page: Page, what: str, address: str, reason: str) -> None:
    """Open what else can be said of a promise, write why, and press one button."""
    row = page.locator("li", has_text=what).first
    row.locator("summary").click()
    row.locator("input[name=reason]").fill(reason)
    row.locator(
        f'button[formaction$="/{address}/"], form[action$="/{address}/"] button:not([formaction])'
    ).first.click()
    page.wait_for_load_state()


def test_the_desk_on_a_phone_and_the_champion_who_hears_of_it(browser: Browser, company: tuple[Served, str]) -> None:
    member = signed_in(browser, company, "function_member")
    member.locator("main a[href='/desk/']").first.click()
    expect(member.locator("main li form[action$='/done/']")).to_have_count(4)
    looked_at(member, "full")
    done = member.locator("li", has_text="A named planner").locator("form[action$='/done/'] button")
    assert (done.bounding_box() or {"height": 0})["height"] >= 24, "a thumb hits it"
    done.click()
    expect(member.locator("main li form[action$='/done/']")).to_have_count(3)
    spoken(member, "Stock kept apart", "late", "Two pallets are missing")
    spoken(member, "A plant visit", "cannot", "The engineer is ill")
    spoken(member, "Labels on pallets", "escalate", "The printer is down")
    expect(member.locator("main li form[action$='/done/']")).to_have_count(2)
    looked_at(member, "said")
    champion = signed_in(browser, company, "champion")
    asked = champion.locator("main li", has_text="The printer is down").first
    asked.locator("a").first.click()
    expect(champion.locator("body")).to_contain_text("The printer is down")
    champion.fill("#answer", "Print them in Vigo")
    champion.locator("form[action$='/answer/'] button").click()
    expect(champion.locator("body")).to_contain_text("Print them in Vigo")
    champion.goto("/")
    expect(champion.locator("main li", has_text="The printer is down")).to_have_count(0)
