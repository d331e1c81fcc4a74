"""Step two as a sponsor walks it: a page before the visit, three lines after it, and what is heard the next time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.databases import NewCompany
from tests.journeys.test_choose_key_accounts import People, keep
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql"), pytest.mark.timeout(600)]
BRIEF = "/key-accounts/GOOD/brief/"


@pytest.fixture(scope="module")
def server(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("sponsoring")
    env = new_company(folder)
    run_module("tests.journeys.sponsoring_company", env=env)
    with served(env) as running:
        yield running


def keep_both(page: Page, name: str) -> None:
    """The page in both languages, at both widths."""
    for language in ("es", "en"):
        page.locator(f"button[name=language][value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        keep(page, f"{name}-{language}")


def test_a_sponsor_goes_prepared_tells_in_three_lines_and_is_heard(
    browser: Browser, server: Served, tmp_path: Path
) -> None:
    people = People(browser, server.url)
    sponsor, manager, champion = people["ceo"], people["kam"], people["champion"]

    sponsor.goto("/")
    sponsor.get_by_role("link", name=re.compile("You visit Alder Foods on")).click()
    expect(sponsor.locator("h1")).to_have_text("Before the visit: Alder Foods")
    expect(sponsor.locator(".asked")).to_contain_text("Broken: Stock of the fast movers kept apart")
    expect(sponsor.locator("main")).to_contain_text("Ana Blanco, Plant manager")
    expect(sponsor.locator("main")).to_contain_text("No visit has been told of yet.")
    keep_both(sponsor, "brief-before")
    with sponsor.expect_download() as waited:
        sponsor.get_by_role("link", name="Take it along (PDF)").click()
    sheets = PdfReader(waited.value.path()).pages
    assert len(sheets) == 1
    assert "Stock of the fast movers kept apart" in sheets[0].extract_text()

    sponsor.goto(BRIEF)
    sponsor.get_by_role("link", name="Say three lines").click()
    keep_both(sponsor, "report")
    sponsor.locator("textarea[name=said]").fill("They build a second line in spring.")
    sponsor.locator("textarea[name=owed]").fill("We owe them a named planner. They want our stock list.")
    sponsor.locator("textarea[name=worries]").fill("A rival offers ninety days to pay.")
    sponsor.get_by_role("button", name="Keep the report").click()
    expect(sponsor.locator(".messages")).to_contain_text("Choose a sentence")
    keep_both(sponsor, "told")

    sponsor.get_by_role("link", name="We owe them a named planner.").click()
    sponsor.get_by_label("We owe them a named planner.").check()
    sponsor.get_by_label("Owner").select_option(label="Karla Manager (Operations)")
    sponsor.locator("input[name=due_on]").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    keep_both(sponsor, "turn")
    sponsor.get_by_label("We owe them a named planner.").check()
    sponsor.get_by_label("Owner").select_option(label="Karla Manager (Operations)")
    sponsor.locator("input[name=due_on]").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    sponsor.get_by_role("button", name="Give it to them").click()
    expect(sponsor.locator(".messages")).to_contain_text("Karla Manager owns it now")

    manager.goto("/follow-ups/")
    expect(manager.locator("main")).to_contain_text("We owe them a named planner.")
    expect(manager.locator("main")).not_to_contain_text("They want our stock list.")
    keep_both(manager, "follow-ups")
    manager.goto("/sponsors/GOOD/")
    manager.locator("#visit_visit_on").fill((timezone.localdate() + timedelta(days=5)).isoformat())
    manager.get_by_role("button", name="Plan it").click()
    expect(manager.locator(".messages")).to_contain_text("Visit planned for")

    sponsor.goto("/")
    sponsor.get_by_role("link", name=re.compile("You visit Alder Foods on")).click()
    expect(sponsor.locator("main")).to_contain_text("They build a second line in spring.")
    expect(sponsor.locator("main")).to_contain_text("We owe them a named planner.")
    keep_both(sponsor, "brief-next")

    champion.goto("/")
    expect(champion.locator("main")).to_contain_text("Birch Stores waits for a visit of Dirk Director")
    keep_both(champion, "champion-day")
    champion.get_by_role("link", name=re.compile("Birch Stores waits for a visit")).click()
    expect(champion.locator("h1")).to_contain_text("Dirk Director sponsors Birch Stores")
    keep_both(champion, "sponsor-overdue")
