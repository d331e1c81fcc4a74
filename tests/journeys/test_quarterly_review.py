"""Step seven as the committee walks it: an hour in eight steps, left and taken up again, two at once, closed with minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.databases import NewCompany
from tests.journeys.test_choose_key_accounts import People, keep
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def server(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("quarterly")
    env = new_company(folder)
    run_module("tests.journeys.sponsoring_company", env=env)
    with served(env) as running:
        yield running


def test_the_committee_goes_through_the_hour_and_closes_it_with_minutes(browser: Browser, server: Served) -> None:
    people = People(browser, server.url)
    member, champion = people["committee_member"], people["champion"]
    member.goto("/quarterly-review/")
    member.get_by_role("button", name="Plan the meetings of a year").click()
    expect(member.locator("h1")).to_contain_text("The review committee meets on")
    member.get_by_role("link", name="Go through the quarterly review").click()
    expect(member.locator("h1")).to_have_text("0 of 8 steps settled, 60 minutes to go")
    expect(member.locator("#step-comparison")).to_contain_text("No median is told from so few.")
    keep(member, "quarterly-review")

    first = member.locator("#step-changed")
    first.get_by_label("What is decided").fill("The figures hold")
    first.get_by_label("Who does it").select_option(index=1)
    first.get_by_label("To be done by").fill("2099-01-01")
    champion.goto("/quarterly-review/")
    first.get_by_role("button", name="Decide").click()
    expect(member.locator("h1")).to_have_text("1 of 8 steps settled, 55 minutes to go")
    late = champion.locator("#step-changed")
    late.get_by_label("What is decided").fill("Nobody believes them")
    late.get_by_role("button", name="Decide").click()
    expect(champion.locator("#step-changed")).to_contain_text("settled this step meanwhile: “The figures hold”")
    expect(champion.locator("#step-changed").get_by_label("What is decided")).to_have_value("Nobody believes them")

    champion.goto("/quarterly-review/")
    for left in (50, 40, 30, 25, 20, 10, 0):
        step = champion.locator("section:has(.mark.warn:text('go on here'))")
        step.get_by_role("button", name=re.compile("Nothing to do")).click()
        heading = "read the minutes" if left == 0 else f"{left} minutes to go"
        expect(champion.locator("h1")).to_contain_text(heading)
    expect(champion.get_by_label("Minutes")).to_have_value(re.compile("What changed: The figures hold"))
    champion.get_by_role("button", name="Close the quarterly review").click()
    expect(champion.locator("h1")).to_contain_text("closed")
    champion.goto("/committee/")
    expect(champion.locator("main")).to_contain_text("The figures hold")
    champion.goto("/self-assessment/")
    expect(champion.locator("h1")).to_contain_text("Nothing moved since the last assessment")


PAGES = ("committee", "self-assessment", "quarterly-review", "practices", "comparison", "benefit", "board-pack")


def test_the_pages_of_step_seven_keep_nobody_out_in_either_language_and_on_paper(
    browser: Browser, server: Served
) -> None:
    page = People(browser, server.url)["champion"]
    for language in ("es", "en"):
        page.goto("/committee/")
        if page.locator("html").get_attribute("lang") != language:
            page.get_by_role("button", name=language.upper(), exact=True).click()
        for name in PAGES:
            page.goto(f"/{name}/")
            expect(page.locator("html")).to_have_attribute("lang", language)
            keep(page, f"{name}-{language}")
    page.emulate_media(media="print")
    for name in PAGES:
        page.goto(f"/{name}/")
        expect(page.locator("h1")).to_be_visible()
        for part in page.locator("nav, form button, .button").all():
            expect(part).to_be_hidden()


@pytest.mark.proof("accessible", paths=1)
def test_a_meeting_is_moved_and_a_practice_written_copied_and_changed_from_the_keyboard(
    browser: Browser, server: Served
) -> None:
    page = People(browser, server.url)["champion"]
    page.goto("/committee/")
    if not page.get_by_text("Move it").count():
        page.get_by_role("button", name="Plan the meetings of a year").press("Enter")
    page.get_by_text("Move it").first.press("Enter")
    page.get_by_label("Day of the meeting").first.fill("2098-05-05")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("The committee meets on 5 May 2098.")

    page.goto("/practices/")
    page.get_by_role("link", name="Write a practice").press("Enter")
    for label, words in (
        ("What it is called", "Bundle the express orders"),
        ("What was done", "Two fixed days a week."),
        ("When it fits, and when not", "Where orders are small and many."),
        ("Source, if it is from outside", "A study of 2020"),
        ("What shows it", "Cost to serve fell by a third."),
    ):
        page.get_by_label(label, exact=True).press_sequentially(words)
    page.get_by_label("Where it worked").select_option("outside")
    keep(page, "share-practice")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator("h1")).to_have_text("Bundle the express orders")
    page.get_by_label("Copy it to").select_option(index=1)
    page.get_by_label("Who sees to it").select_option(index=1)
    page.get_by_role("button", name="Copy it").press("Enter")
    expect(page.locator(".messages")).to_contain_text("My day asks on the day of the follow-up")
    keep(page, "practice")
    page.get_by_role("link", name="Change this card").press("Enter")
    page.get_by_label("What it is called").fill("Two express days")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Two express days")
