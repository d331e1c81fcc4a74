"""Every page that somebody's pages lead to, in a real browser: nothing that axe finds, and nothing to scroll sideways."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.drills.conftest import Demos, password_of
from tests.drills.inside import inside
from tests.drills.visitors import NOT_PAGES
from tests.journeys.conftest import browser as browser
from tests.serving import Served, served

CAST = 9
"""The first people of the demo company, one in each role."""
LOOKS: dict[str, tuple[int, Literal["light", "dark"]]] = {
    "wide and light": (1360, "light"),
    "narrow and dark": (320, "dark"),
}
"""How a page is looked at: its width, of which 320 is what WCAG 2.2 asks of reflow (1.4.10), and its colours."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def shape(path: str) -> str:
    """Pages that differ in a code or a number alone look alike."""
    return re.sub(r"/(?:[A-Z]{1,2}\d[\w-]*|\d+)(?=/)", "/N", path.partition("?")[0])


def led_to(page: Page, server: Served, seen: set[str]) -> Iterator[str]:
    """The pages that a person reaches from home by links, one of each shape that nobody saw before."""
    waiting = deque(["/"])
    opened: set[str] = set()
    while waiting:
        path = waiting.popleft()
        if shape(path) in opened:
            continue
        opened.add(shape(path))
        answer = page.goto(server.url + path)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        if shape(path) not in seen:
            seen.add(shape(path))
            yield path
        links = page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
        waiting += [link for link in links if not link.startswith(NOT_PAGES) and not re.search(r"\.\w+(\?|$)", link)]


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page that is open, in every look."""
    for name, (width, colours) in LOOKS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        for violation in Axe().run(page).response["violations"]:
            yield f"{name}: {violation['id']} {violation['nodes'][0]['html'][:200]}"
        if (over := page.evaluate(SIDEWAYS)) > 0:
            yield f"{name}: {over} px to scroll sideways"


def signed_in(browser: Browser, server: Served, email: str, password: str, language: str) -> Page:
    """A window of somebody who came in through the door and reads this language."""
    page = browser.new_context().new_page()
    page.goto(f"{server.url}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{server.url}/")
    if (button := page.locator(f"button[value={language}]")).count():
        button.first.click()
        page.wait_for_load_state()
    return page


@pytest.mark.drill
@pytest.mark.browser
@pytest.mark.proof("accessible")
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing_on_any_page(
    language: str, new_demo: Demos, browser: Browser, record_property: Callable[..., None]
) -> None:
    env, seen, found = new_demo("sqlite"), set[str](), list[str]()
    with served(env) as server:
        for email, _ in inside(env, "people")[:CAST]:
            page = signed_in(browser, server, email, password_of(env), language)
            for path in led_to(page, server, seen):
                assert page.get_attribute("html", "lang") == language, path
                found += [f"{path}: {fault}" for fault in faults(page)]
            page.context.close()
    record_property("pages", len(seen))
    record_property("violations", len(found))
    print(sorted(seen))
    assert not found, "\n".join(found)
