"""A quarter of the champion: what is ready, what warns, what the top team decides, who has heard it, and which gate closes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.databases import NewCompany
from tests.journeys.test_choose_key_accounts import People, keep
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql"), pytest.mark.timeout(600)]
MESSAGE = "Why key accounts come first"


@pytest.fixture(scope="module")
def server(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application with a programme that has begun."""
    folder = tmp_path_factory.mktemp("quarter")
    env = new_company(folder)
    run_module("tests.journeys.quarter_company", env=env)
    with served(env) as running:
        yield running


def test_a_quarter_of_the_champion(browser: Browser, server: Served) -> None:
    people = People(browser, server.url)
    page = people["champion"]
    _reads_what_is_ready_and_acts_on_a_warning(page)
    _brings_an_escalated_promise_before_the_top_team(page)
    _a_sponsor_decides_it(people["executive_sponsor"], people["finance_partner"])
    _logs_the_message_and_sees_the_gap(page)
    _closes_a_gate_on_evidence_alone(page)


def _reads_what_is_ready_and_acts_on_a_warning(page: Page) -> None:
    page.goto("/programme/warnings/")
    ready = page.locator("section").filter(has=page.get_by_role("heading", name="Ready to start?"))
    expect(ready).to_contain_text("Nobody has written down why, and for how many years.")
    expect(page.locator("h1")).to_contain_text("known failure modes show")
    keep(page, "quarter-warnings")
    ready.get_by_role("link", name="Write down the purpose and the horizon").click()
    page.get_by_label("Purpose").fill("Keep what we promise to those who matter most.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_be_visible()
    page.goto("/programme/warnings/")
    page.get_by_label("Managers of key accounts are paid").select_option("revenue")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Managers are paid on revenue")
    page.goto("/programme/")
    expect(page.locator("ol.steps li")).to_have_count(7)
    keep(page, "quarter-steps")


def _brings_an_escalated_promise_before_the_top_team(page: Page) -> None:
    page.goto("/agenda/")
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    page.get_by_label("Day of the meeting").fill(day)
    page.get_by_role("button", name="Plan it").click()
    proposed = page.locator("li").filter(has_text="New labels on every pallet. The printer broke.")
    proposed.get_by_role("button", name="Put it on the agenda").click()
    expect(page.locator(".messages")).to_contain_text("on the agenda as item 1")
    expect(page.locator("h1")).to_contain_text("1 thing to decide on")
    keep(page, "quarter-agenda")
    page.get_by_role("link", name="The page for the meeting").click()
    expect(page.locator("main")).to_contain_text("The printer broke.")
    keep(page, "quarter-meeting")


def _a_sponsor_decides_it(sponsor: Page, reader: Page) -> None:
    sponsor.goto("/agenda/")
    sponsor.get_by_role("link", name=re.compile("Promise 1 cannot be kept")).click()
    sponsor.get_by_label("What was decided").fill("Buy a second printer before the peak.")
    keep(sponsor, "quarter-decide")
    sponsor.get_by_role("button", name="Write the decision down").click()
    expect(sponsor.locator("main")).to_contain_text("It stays as it is written.")
    expect(sponsor.get_by_role("button", name="Write the decision down")).to_have_count(0)
    reader.goto("/agenda/items/1/")
    expect(reader.locator("main")).to_contain_text("Buy a second printer before the peak.")


def _logs_the_message_and_sees_the_gap(page: Page) -> None:
    page.goto("/communication/sites/")
    for name, functions in (("Madrid", ("Operations", "Sales")), ("Zaragoza", ("Operations",))):
        page.get_by_label("Name of the site").fill(name)
        form = page.locator("form.form").last
        for function in functions:
            form.get_by_label(function).check()
        form.get_by_role("button", name="Add it").click()
        expect(page.locator("main")).to_contain_text(name)
    page.goto("/communication/tell/")
    page.get_by_label("A new message, in one sentence").fill(MESSAGE)
    for name in ("Operations", "Sales", "Madrid"):
        page.get_by_label(name, exact=True).check()
    keep(page, "quarter-tell")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator("h1")).to_have_text("Nobody of Operations in Zaragoza has heard it")
    keep(page, "quarter-communication")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Nobody of Operations in Zaragoza has heard it")


def _closes_a_gate_on_evidence_alone(page: Page) -> None:
    page.goto("/programme/stages/")
    page.get_by_role("button", name="Close the gate Scoping").click()
    expect(page.locator(".messages")).to_contain_text("The gate is closed")
    page.get_by_role("button", name="Close the gate Introducing").click()
    expect(page.locator(".messages")).to_contain_text("The gate is closed")
    page.get_by_role("button", name="Close the gate Embedding").click()
    refused = page.locator("[role=alert]")
    expect(refused).to_contain_text("The gate stays open: 1 of 6 elements stand")
    expect(refused).to_contain_text("Every function has heard the message")
    keep(page, "quarter-gate")
    page.locator(".languages button[value=es]").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.goto("/communication/")
    expect(page.locator("h1")).to_have_text("Nadie de Operations en Zaragoza lo ha oído")
    keep(page, "quarter-communication-es")
