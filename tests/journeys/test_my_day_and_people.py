"""A morning in Clave: the champion follows My day to a group and to our people, the administrator to somebody's roles."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.demo.built import Built
from tests.serving import Served, served

pytestmark = pytest.mark.browser
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
CHAMPION_PAGES = (
    "/",
    "/people/",
    "/people/organisation/",
    "/functions/",
    "/hierarchy/",
    "/hierarchy/link/",
    "/assignments/",
    "/assignments/new/",
    "/rates/",
    "/period/",
    "/connectors/",
    "/webhooks/",
    "/personal-data/",
    "/imports/new/",
)
ADMINISTRATOR_PAGES = (
    "/",
    "/history/?chain=1",
    "/connectors/new/",
    "/connectors/",
    "/webhooks/",
    "/personal-data/",
    "/users/",
)
WIDTHS = SCREEN, PHONE = (1360, 400)
LOOKS = [
    ("en", (SCREEN,)),
    ("es", (PHONE,)),  # where words wrap
    pytest.param("en", (PHONE,), marks=pytest.mark.drill),
]
"""In which language the pages are walked through, and at which widths axe looks."""


@pytest.fixture(scope="module")
def company(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, list[str]]]]:
    """A copy of the demo company, served, and who signs in to it: role -> words of its line."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in built.answer.stdout.splitlines()]
    with served(built.copied(tmp_path_factory.mktemp("served"))) as server:
        yield server, {words[0]: words for words in lines if len(words) == 4}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield opened
        opened.close()


def signed_in(browser: Browser, company: tuple[Served, dict[str, list[str]]], role: str, language: str) -> Page:
    """A page of somebody in this role, speaking this language."""
    server, people = company
    page = browser.new_context(base_url=server.url, viewport={"width": 1360, "height": 1000}).new_page()
    page.set_default_timeout(15_000)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", people[role][2])
    page.fill("input[name=password]", people[role][3])
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url("**/")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name=language][value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def faults(page: Page, paths: tuple[str, ...], looked_at: tuple[int, ...]) -> list[str]:
    """What is wider than the window at both widths, and what axe finds at those it looks at."""
    found = []
    for path in paths:
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 1000})
            told = Axe().run(page).response["violations"] if width in looked_at else []
            found += [f"{path} {width}: {one['id']} {json.dumps(one['nodes'][0]['target'])}" for one in told]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{path} {width}: {wide} pixels too wide"] if wide > 0 else []
            _keep(page, path, width)
    return found


def _keep(page: Page, path: str, width: int) -> None:
    """A picture of the page where PICTURES_TO names a folder."""
    if folder := os.environ.get("PICTURES_TO"):
        language = page.locator("html").get_attribute("lang")
        name = re.sub(r"\W+", "-", path).strip("-") or "home"
        page.screenshot(path=Path(folder) / f"{name}-{language}-{width}.png", full_page=True)


@pytest.mark.parametrize(("language", "looked_at"), LOOKS)
def test_every_page_of_the_champion_is_open_to_everybody(
    browser: Browser, company: tuple[Served, dict[str, list[str]]], language: str, looked_at: tuple[int, ...]
) -> None:
    page = signed_in(browser, company, "champion", language)
    assert faults(page, CHAMPION_PAGES, looked_at) == []


@pytest.mark.parametrize(("language", "looked_at"), LOOKS)
def test_every_page_of_the_administrator_is_open_to_everybody(
    browser: Browser, company: tuple[Served, dict[str, list[str]]], language: str, looked_at: tuple[int, ...]
) -> None:
    page = signed_in(browser, company, "administrator", language)
    assert faults(page, ADMINISTRATOR_PAGES, looked_at) == []


def test_the_champion_reviews_a_group_and_names_an_owner(
    browser: Browser, company: tuple[Served, dict[str, list[str]]]
) -> None:
    page = signed_in(browser, company, "champion", "en")
    page.get_by_role("link", name=re.compile("Look at the members of")).click()
    before = page.locator("h2", has_text="without a group").inner_text()
    page.locator("table.list tbody th a").first.click()
    head = page.url
    page.get_by_role("button", name="I looked: this is right").click()
    expect(page.locator(".messages")).to_contain_text("reviewed")
    page.goto("/hierarchy/")
    assert page.locator("h2", has_text="without a group").inner_text() == before
    assert page.locator("table.list tbody th a").first.get_attribute("href") not in head
    page.goto("/functions/")
    page.locator("tbody th a").first.click()
    page.select_option("select[name=owner]", index=1)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("answers for")


@pytest.mark.proof("accessible", paths=1)
def test_the_people_page_narrows_and_leads_to_a_person_by_keyboard(
    browser: Browser, company: tuple[Served, dict[str, list[str]]]
) -> None:
    page = signed_in(browser, company, "champion", "es")
    page.goto("/people/")
    page.focus("input[name=search]")
    page.keyboard.type("brockhaus")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody th a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Brockhaus")
