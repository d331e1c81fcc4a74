"""Step four as people walk it: by the locked charter see who could enter, refuse a friend's favourite, admit five, let one go."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cast import PASSWORD
from tests.journeys.choosing_company import CODES, DAYS_BACK, FAVOURITE
from tests.journeys.conftest import ROOT
from tests.serving import Served, environment, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
TODAY = date.today()
PLAN = ("who", "when", "how", "changes", "stays")


@pytest.fixture(scope="module")
def place(_migrated_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a database with the company that chooses."""
    folder = tmp_path_factory.mktemp("choosing")
    shutil.copytree(_migrated_folder, folder, dirs_exist_ok=True)
    env = environment(folder)
    step(env, "begin")
    return env


@pytest.fixture(scope="module")
def server(place: dict[str, str]) -> Iterator[Served]:
    with served(place) as running:
        yield running


def step(env: dict[str, str], name: str) -> None:
    """One step of the company, in a process of its own, as of today."""
    command = [sys.executable, "-m", "tests.journeys.choosing_company", name, TODAY.isoformat()]
    subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=240)


class People:
    """Everybody at their own screen."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url, self.pages = browser, url, {}

    def __getitem__(self, name: str) -> Page:
        """The screen of somebody, signed in when first asked for."""
        if name not in self.pages:
            self.pages[name] = self._signed_in(name)
        return self.pages[name]

    def _signed_in(self, name: str) -> Page:
        page = self.browser.new_context(base_url=self.url, viewport={"width": 1360, "height": 1000}).new_page()
        page.set_default_timeout(45_000)
        page.goto("/accounts/login/")
        page.fill("input[name=login]", f"{name}@clave.example")
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url("**/")
        return page


def keep(page: Page, name: str) -> None:
    """Nobody is kept out of the page, at a desk or on a phone; a picture of it where PICTURES_TO names a folder."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    for width in (400, 1360):
        page.set_viewport_size({"width": width, "height": 1000})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} pixels too wide at {width}"
        if folder := os.environ.get("PICTURES_TO"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def decided(people: People, number: int, effective_on: date) -> None:
    """One member of the committee votes yes, another one writes the minutes."""
    page = people["committee_member"]
    page.goto(f"/decisions/{number}/")
    page.get_by_label("yes", exact=True).check()
    page.get_by_role("button", name="Vote").click()
    expect(page.locator(".messages")).to_contain_text("Your vote is noted")
    page = people["second_member"]
    page.goto(f"/decisions/{number}/")
    page.fill("textarea[name=minutes]", "Everybody was there and had read the figures.")
    page.fill("input[name=effective_on]", effective_on.isoformat())
    page.get_by_role("button", name="Decide for good").click()
    expect(page.locator(".messages")).to_contain_text("is approved")


def test_a_friends_favourite_is_refused_five_enter_and_one_leaves(
    browser: Browser, place: dict[str, str], server: Served
) -> None:
    people = People(browser, server.url)
    champion = people["champion"]

    champion.goto("/decisions/new/")
    expect(champion.locator("h1")).to_contain_text("5 candidates are above the entry line")
    expect(champion.locator("tbody")).not_to_contain_text("Friend Works")

    champion.goto(f"/decisions/new/?customer={FAVOURITE}")
    expect(champion.locator("[role=alert]")).to_contain_text("below the entry line")
    champion.get_by_role("link", name="Ask for an exception").click()
    champion.select_option("select[name=ground]", "friendship")
    champion.fill("input[name=on_behalf_of]", "The chief executive")
    champion.fill("textarea[name=reason]", "They play golf together.")
    champion.get_by_role("button", name="Ask").click()
    expect(champion.locator(".lede")).to_contain_text("refused: below the entry line")
    keep(champion, "exception")

    since = TODAY - timedelta(days=DAYS_BACK - 10)
    for number, code in enumerate(CODES, start=1):
        champion.goto(f"/decisions/new/?customer={code}")
        if number == 1:
            expect(champion.locator(".remarks")).to_contain_text("The same score to the thousandth")
            keep(champion, "propose")
        champion.fill("textarea[name=reason]", "Worth most, and we are strong there.")
        champion.select_option("select[name=manager]", index=1)
        champion.get_by_role("button", name="Put it to the committee").click()
        expect(champion.locator("h1")).to_contain_text("Admit")
        decided(people, number, since)
    keep(people["second_member"], "decision")

    champion.goto("/key-accounts/")
    expect(champion.locator("h1")).to_contain_text("5 key accounts")
    expect(champion.locator("main")).to_contain_text("full")
    keep(champion, "key-accounts")
    people["key_account_manager"].goto("/key-accounts/ALDER/")
    expect(people["key_account_manager"].locator("main")).to_contain_text("Became a key account")

    champion.goto("/decisions/release/?customer=ALDER")
    expect(champion.locator("[role=alert]")).to_contain_text("no review since it was admitted")
    step(place, "pass_time")
    champion.goto("/key-accounts/")
    expect(champion.locator("h1")).to_contain_text("5 key accounts, 1 below the exit line")
    champion.get_by_role("button", name="The committee has looked at it").click()
    expect(champion.locator(".messages")).to_contain_text("Review held")
    champion.goto("/decisions/release/?customer=ALDER")
    champion.fill("textarea[name=reason]", "It has lost what it was worth.")
    for name in PLAN:
        champion.fill(f"textarea[name=telling_{name}]", "As the plan says.")
    champion.get_by_role("button", name="Put it to the committee").click()
    decided(people, len(CODES) + 1, TODAY)
    keep(people["second_member"], "release")

    champion.goto("/key-accounts/")
    expect(champion.locator("h1")).to_contain_text("4 key accounts")
    expect(champion.locator("main")).to_contain_text("Left the programme")
    champion.goto("/key-accounts/ALDER/")
    expect(champion.locator(".lede")).to_contain_text("was a key account from")
    keep(champion, "left")
    for path, name in (("BEECH/", "key-account"), ("../offers/", "offers"), ("../exceptions/", "exceptions")):
        champion.goto(f"/key-accounts/{path}")
        keep(champion, name)
