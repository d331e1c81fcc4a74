"""Step five as people walk it: propose managers, follow the proposal, overrule it with a reason, plan the missing training."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.databases import NewCompany
from tests.journeys.test_choose_key_accounts import People, keep
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def server(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("appointing")
    env = new_company(folder)
    run_module("tests.journeys.appointing_company", env=env)
    with served(env) as running:
        yield running


def test_managers_are_proposed_decided_by_a_person_and_sent_to_training(browser: Browser, server: Served) -> None:
    people = People(browser, server.url)
    champion, lead = people["champion"], people["people_lead"]

    champion.goto("/appointments/")
    expect(champion.locator("h1")).to_contain_text("2 of 2 key accounts have no manager")
    keep(champion, "managers-none")
    champion.get_by_role("link", name="Propose managers").click()
    keep(champion, "managers-propose")
    champion.get_by_role("button", name="Compute the proposal").click()
    expect(champion.locator("main")).to_contain_text("not assessed by two sides")
    keep(champion, "managers-proposal")

    first, second = (champion.locator("section", has=champion.locator("form.filters")).nth(at) for at in (0, 1))
    second.locator("select").select_option("T-SELLER")
    second.get_by_role("button").click()
    expect(champion.locator("[role=alert]")).to_contain_text("Say why somebody other than the best")
    second.locator("select").select_option("T-SELLER")
    second.locator("input[name=reason]").fill("They built the plant together.")
    second.get_by_role("button").click()
    expect(champion.locator(".messages")).to_contain_text("Decided: Saul Seller")
    first.get_by_role("button").click()
    expect(champion.locator("h1")).to_contain_text("Every key account of this proposal is decided")
    champion.get_by_role("button", name="Compute again").click()
    expect(champion.locator(".messages")).to_contain_text("the same result, to the last digit")

    seller = people["seller"]
    seller.goto("/customers/")
    expect(seller.locator("tbody")).to_contain_text("Birch Stores")
    expect(seller.locator("tbody")).not_to_contain_text("Alder Foods")

    lead.goto("/")
    expect(lead.locator("main")).to_contain_text("2 key accounts have a manager without training")
    lead.goto("/training/")
    keep(lead, "training-missing")
