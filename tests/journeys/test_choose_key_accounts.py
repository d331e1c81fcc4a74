"""Step four as people walk it: agree a charter, rank by it, refuse a friend's favourite, admit five, appoint, let one go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cast import PASSWORD
from tests.databases import NewCompany
from tests.journeys.choosing_company import CODES, DAYS_BACK, FAVOURITE
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql"), pytest.mark.timeout(600)]
TODAY = timezone.localdate()
PLAN = ("who", "when", "how", "changes", "stays")


@pytest.fixture(scope="module")
def place(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a database with the company that chooses."""
    folder = tmp_path_factory.mktemp("choosing")
    env = new_company(folder)
    step(env, "begin")
    return env


@pytest.fixture(scope="module")
def server(place: dict[str, str]) -> Iterator[Served]:
    with served(place) as running:
        yield running


def step(env: dict[str, str], name: str) -> None:
    """One step of the company, in a process of its own, as of today."""
    run_module("tests.journeys.choosing_company", name, TODAY.isoformat(), env=env)


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
        page.set_default_timeout(20_000)
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


def row(page: Page, name: str) -> Locator:
    """The fields of one criterion of the draft."""
    return page.get_by_role("group", name=name, exact=True)


def write(page: Page, name: str, *anchors: str, weight: int) -> None:
    """What is a 10, a 5 and a 0 of a criterion, and its weight."""
    for which, words in zip(("10", "5", "0"), anchors, strict=False):
        row(page, name).locator(f"textarea[name$=anchor_{which}]").fill(words)
    row(page, name).locator("input[name$=weight]").fill(str(weight))


def a_charter_is_drafted(page: Page) -> None:
    """From the suggestion, by hand and two at a time; what is no criterion and what does not sum up is refused with why."""
    page.goto("/charter/")
    expect(page.locator("main")).to_contain_text("No charter yet")
    page.fill("input[name=reason]", "We choose by what is to come.")
    page.get_by_role("button", name="Begin with the suggestion").click()
    page.goto("/charter/edit/")
    for name in ("Growth of contribution", "Cost to serve share"):
        row(page, name).get_by_role("button", name="Take it away").click()
    write(page, "Lifetime value", "200000", "100000", "0", weight=60)
    write(page, "Strategic fit", weight=25)
    page.get_by_role("button", name="Add a criterion").first.click()
    added = row(page, "New criterion")
    added.locator("input[name$=-name]").fill("Long-standing customer")
    added.locator("input[name$=-name]").press("Tab")
    expect(added.locator("[id$=-said]")).to_contain_text("rewards the length of the relationship")
    keep(page, "charter-refused-at-once")
    page.get_by_role("button", name="Save the draft").last.click()
    expect(row(page, "Long-standing customer")).to_contain_text("rewards the length of the relationship")
    row(page, "Long-standing customer").get_by_role("button", name="Take it away").click()
    write(page, "Openness to work together", weight=14)
    page.get_by_role("button", name="Save the draft").last.click()
    page.get_by_role("link", name="Edit the draft").click()
    expect(page.locator(".notice.warn")).to_contain_text("99")
    write(page, "Openness to work together", weight=15)
    page.get_by_role("button", name="Save the draft").last.click()
    page.goto("/charter/edit/theirs/")
    keep(page, "charter-compare")
    for choice in page.locator("main select").all():
        choice.select_option("1")
    page.get_by_role("button", name="Take these weights").click()
    expect(page.locator(".messages")).to_contain_text("follow from your comparisons")


def two_others_lock_it(people: People) -> None:
    """The champion proposes and may not approve; finance and a sponsor approve, and the second yes is the lock."""
    page = people["champion"]
    page.goto("/charter/1/trial/")
    keep(page, "charter-trial")
    page.goto("/charter/1/")
    page.get_by_role("button", name="Propose it").click()
    expect(page.locator("main")).to_contain_text("waits for")
    expect(page.locator("main")).to_contain_text("so two others approve it")
    expect(page.get_by_role("button", name="Approve it")).to_have_count(0)
    for who in ("finance_partner", "executive_sponsor"):
        people[who].goto("/charter/1/")
        people[who].get_by_role("button", name="Approve it").click()
        expect(people[who].get_by_role("button", name="Approve it")).to_have_count(0)
    page.goto("/charter/")
    expect(page.locator("h1")).to_contain_text("Charter C1 is in force")
    expect(page.locator("main")).to_contain_text("Seal intact")
    keep(page, "charter-in-force")


def candidates_are_ranked(page: Page) -> None:
    """The champion starts the ranking and sees who is among the first."""
    page.goto("/candidates/")
    page.get_by_role("button", name="Rank the candidates").click()
    expect(page.get_by_role("link", name="See its candidates")).to_be_visible()
    page.get_by_role("link", name="See its candidates").click()
    expect(page.locator("tbody tr")).to_have_count(len(CODES) + 1)


def the_favourite_is_refused(page: Page) -> None:
    """Below the line nobody is proposed; an exception is asked for, and the charter answers."""
    page.goto("/decisions/new/")
    expect(page.locator("h1")).to_contain_text("5 candidates are above the entry line")
    expect(page.locator("tbody")).not_to_contain_text("Friend Works")
    page.goto(f"/decisions/new/?customer={FAVOURITE}")
    expect(page.locator("[role=alert]")).to_contain_text("below the entry line")
    page.get_by_role("link", name="Ask for an exception").click()
    page.select_option("select[name=ground]", "friendship")
    page.fill("input[name=on_behalf_of]", "The chief executive")
    page.fill("textarea[name=reason]", "They play golf together.")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".lede")).to_contain_text("refused: below the entry line")
    keep(page, "exception")


def five_enter(people: People) -> None:
    """Each is proposed, voted on and decided by different people; four come with a manager."""
    page, since = people["champion"], TODAY - timedelta(days=DAYS_BACK - 10)
    for number, code in enumerate(CODES, start=1):
        page.goto(f"/decisions/new/?customer={code}")
        if number == 1:
            expect(page.locator(".remarks")).to_contain_text("The same score to the thousandth")
            keep(page, "propose")
        page.fill("textarea[name=reason]", "Worth most, and we are strong there.")
        if code != CODES[-1]:
            manager = page.locator("select[name=manager] option", has_text="Key Account Manager")
            page.select_option("select[name=manager]", manager.get_attribute("value"))
        page.get_by_role("button", name="Put it to the committee").click()
        expect(page.locator("h1")).to_contain_text("Admit")
        decided(people, number, since)
    keep(people["second_member"], "decision")
    page.goto("/key-accounts/")
    expect(page.locator("h1")).to_contain_text("5 key accounts")
    keep(page, "key-accounts")
    people["key_account_manager"].goto("/key-accounts/ALDER/membership/")
    expect(people["key_account_manager"].locator("main")).to_contain_text("Became a key account")


def the_fifth_gets_a_manager(people: People) -> None:
    """An engineer is appointed, and from then on sees the customer as their own."""
    page, code = people["champion"], CODES[-1]
    page.goto("/appointments/")
    expect(page.locator("h1")).to_contain_text("1 of 5 key accounts has no manager")
    page.get_by_role("link", name=f"{code.title()} Works").click()
    page.locator("select[name=person]").first.select_option(label="Eva Engineer (Research)")
    page.locator("input[name=reason]").first.fill("Knows their plants from the inside.")
    page.get_by_role("button", name="Appoint", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Eva Engineer manages Elder Works")
    keep(page, "appointed")
    people["engineer"].goto(f"/key-accounts/{code}/membership/")
    expect(people["engineer"].locator("main")).to_contain_text("Became a key account")


def one_leaves(people: People, place: dict[str, str]) -> None:
    """Not before two reviews have found it below the exit line, and not without a plan for telling it."""
    page = people["champion"]
    page.goto("/decisions/release/?customer=ALDER")
    expect(page.locator("[role=alert]")).to_contain_text("no review since it was admitted")
    step(place, "pass_time")
    page.goto("/key-accounts/")
    expect(page.locator("h1")).to_contain_text("5 key accounts, 1 below the exit line")
    page.get_by_role("button", name="The committee has looked at it").click()
    expect(page.locator(".messages")).to_contain_text("Review held")
    page.goto("/decisions/release/?customer=ALDER")
    page.fill("textarea[name=reason]", "It has lost what it was worth.")
    for name in PLAN:
        page.fill(f"textarea[name=telling_{name}]", "As the plan says.")
    page.get_by_role("button", name="Put it to the committee").click()
    decided(people, len(CODES) + 1, TODAY)
    keep(people["second_member"], "release")
    page.goto("/key-accounts/")
    expect(page.locator("h1")).to_contain_text("4 key accounts")
    expect(page.locator("main")).to_contain_text("Left the programme")
    page.goto("/key-accounts/ALDER/membership/")
    expect(page.locator(".lede")).to_contain_text("was a key account from")
    keep(page, "left")


def test_a_charter_is_agreed_a_favourite_refused_five_enter_and_one_leaves(
    browser: Browser, place: dict[str, str], server: Served
) -> None:
    people = People(browser, server.url)
    a_charter_is_drafted(people["champion"])
    two_others_lock_it(people)
    step(place, "judge")
    candidates_are_ranked(people["champion"])
    the_favourite_is_refused(people["champion"])
    five_enter(people)
    the_fifth_gets_a_manager(people)
    one_leaves(people, place)
    for path, name in (
        ("key-accounts/BEECH/membership/", "membership"),
        ("offers/", "offers"),
        ("exceptions/", "exceptions"),
    ):
        people["champion"].goto(f"/{path}")
        keep(people["champion"], name)
