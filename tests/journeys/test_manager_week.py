"""A week of a key account manager: the account, its plan, a note, risks and worth, whitespace, people, and a plan that is shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.databases import NewCompany
from tests.journeys.test_choose_key_accounts import People
from tests.journeys.test_choose_key_accounts import keep as keep_light
from tests.serving import Served, run_module, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql"), pytest.mark.timeout(600)]
HOME = "/key-accounts/GOOD/"
OTHERS = ("", "plan/", "plan/sharing/", "timeline/", "risks/", "whitespace/", "relationships/")
SELECT_WORDS = """told => {
    const text = told.firstChild, from = text.data.indexOf("a second line");
    document.getSelection().setBaseAndExtent(text, from, text, from + "a second line".length);
}"""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(scope="module")
def server(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application with a key account, its plan, its people and its orders."""
    folder = tmp_path_factory.mktemp("week")
    env = new_company(folder)
    run_module("tests.journeys.week_company", env=env)
    with served(env) as running:
        yield running


def test_a_week_of_a_key_account_manager(browser: Browser, server: Served) -> None:
    people = People(browser, server.url)
    page = people["kam"]
    _reads_what_it_is_worth_and_what_needs_doing(page)
    _confirms_a_goal_moves_an_objective_and_finishes_an_action(page)
    _turns_a_sentence_of_a_note_into_an_action(page)
    _turns_selected_words_of_a_note_into_a_risk(page)
    _puts_down_a_risk_and_sees_the_plan_beside_the_orders(page)
    _fills_a_cell_with_the_keyboard(page)
    _places_somebody_new_and_is_refused_a_circle(page)
    _shares_the_plan_and_ends_the_link(page, browser, server)
    _another_managers_account_is_not_there(page, people["olga"])


def keep(page: Page, name: str) -> None:
    """Nobody is kept out of the page by light, nor by dark."""
    keep_light(page, name)
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert [(name, one["nodes"][0]["target"]) for one in found] == []
    page.emulate_media(color_scheme="light")


def _reads_what_it_is_worth_and_what_needs_doing(page: Page) -> None:
    page.goto(HOME)
    expect(page.locator("h1")).to_have_text("Alder Foods")
    expect(page.locator("dl.figures")).to_contain_text("€205k")
    expect(page.locator("dl.figures")).to_contain_text("+€15k")
    expect(page.locator("main")).to_contain_text("A weekly drop")
    doing = page.locator(".doings li").filter(has_text="Agree the weekly drop")
    expect(doing).to_contain_text("late")
    keep(page, "week-overview")
    page.locator("button[name=language][value=es]").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", name="Qué hay que hacer")).to_be_visible()
    keep(page, "week-overview-es")
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def _confirms_a_goal_moves_an_objective_and_finishes_an_action(page: Page) -> None:
    page.locator("nav.tabs").get_by_role("link", name="Plan", exact=True).click()
    keep(page, "week-plan")
    page.get_by_role("link", name="A second line before summer").click()
    page.get_by_label("How we know").select_option("confirmed")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("[role=alert]")).to_contain_text("customer")
    keep(page, "week-goal-refused")
    page.get_by_label("Who of the customer confirmed it").fill("Ana Blanco")
    page.get_by_label("On", exact=True).fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Keep it").click()
    goal = page.locator("li").filter(has=page.get_by_role("link", name="A second line before summer"))
    expect(goal).to_contain_text("Ana Blanco")
    expect(goal).to_contain_text("confirmed")

    page.get_by_role("link", name="A weekly drop", exact=True).click()
    page.get_by_label("Where it is now").fill("45")
    keep(page, "week-objective")
    page.get_by_label("Where it is now").fill("45")
    page.get_by_role("button", name="Keep it").click()
    objective = page.locator("li").filter(has=page.get_by_role("link", name="A weekly drop", exact=True))
    expect(objective).to_contain_text("45 % of 60 %")

    page.get_by_role("button", name=_of("Done", "Agree the weekly drop")).click()
    expect(page.get_by_role("button", name=_of("Done", "Agree the weekly drop"))).to_have_count(0)
    page.goto(HOME)
    expect(page.locator(".doings")).not_to_contain_text("Agree the weekly drop")


def _turns_a_sentence_of_a_note_into_an_action(page: Page) -> None:
    page.locator("nav.tabs").get_by_role("link", name="Timeline").click()
    words = "They build a second line. Show them the new pump at the fair."
    page.get_by_label("What you saw or heard").fill(words)
    page.get_by_role("button", name="Note it").click()
    expect(page.locator(".messages")).to_contain_text("Noted.")
    note = page.locator("main li").filter(has_text=words).first
    note.locator("summary").click()
    keep(page, "week-timeline")
    sentence = "Show them the new pump at the fair."
    note.get_by_role("link", name=_of("An action of the plan", sentence)).click()
    expect(page.get_by_label("What is to be done")).to_have_value(sentence)
    page.get_by_label("Owner").select_option(label="Otto Ops (Operations)")
    page.get_by_label("By when").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name=_of("Done", sentence))).to_be_visible()
    page.goto(f"{HOME}timeline/?kind=plan")
    expect(page.locator("main")).to_contain_text(sentence)


def _turns_selected_words_of_a_note_into_a_risk(page: Page) -> None:
    page.goto(f"{HOME}timeline/?kind=note")
    offers = page.locator("[data-passage-offers]")
    expect(offers).to_be_hidden()
    page.locator("[data-passage] p").first.evaluate(SELECT_WORDS)
    expect(offers).to_contain_text("a second line")
    keep(page, "week-passage")
    offers.get_by_role("link", name="A risk to the key account").click()
    expect(page.get_by_label("What could happen")).to_have_value("a second line")


def _puts_down_a_risk_and_sees_the_plan_beside_the_orders(page: Page) -> None:
    page.goto(f"{HOME}risks/")
    expect(page.locator("main")).to_contain_text("There is no forecast yet")
    page.get_by_role("link", name="Put down a risk").click()
    page.get_by_label("What could happen").fill("A rival opens next door")
    page.get_by_label("How likely in a year, per cent").fill("20")
    page.get_by_label("What a year of it would cost us").fill("10000")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[role=alert]")).to_contain_text("A risk without an owner is watched by nobody")
    page.get_by_label("Who watches it").select_option(label="Operations · Otto Ops")
    page.get_by_label("What we do about it").fill("Renew for three years")
    page.get_by_label("What that costs, once").fill("900")
    page.get_by_label("How likely it is then, per cent").fill("5")
    keep(page, "week-risk")
    page.get_by_role("button", name="Save").click()
    risk = page.get_by_role("row").filter(has_text="A rival opens next door").first
    expect(risk).to_contain_text("€2,000 on average")

    page.get_by_role("link", name="Begin the forecast").click()
    for year, amount in enumerate(("70000", "75000", "80000"), start=timezone.localdate().year):
        _expects_of(page, str(year), amount)
    page.get_by_label("Why you expect this").fill("They build a second line.")
    keep(page, "week-forecast")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator("h1")).to_contain_text("by plan, kept with 83% in the first year")
    figures = page.locator("dl.figures")
    expect(figures).to_contain_text("Value by the plan")
    expect(figures).to_contain_text("€205k")
    expect(page.locator("main")).to_contain_text("the plan lies within what the orders allow")
    keep(page, "week-risks")


def _expects_of(page: Page, year: str, amount: str) -> None:
    fields = page.get_by_role("group", name=year)
    fields.get_by_label("Low").fill("60000")
    fields.get_by_label("Likely").fill(amount)
    expect(fields.get_by_label("Low")).to_have_value("60000")
    fields.get_by_label("High").fill("90000")


def _fills_a_cell_with_the_keyboard(page: Page) -> None:
    page.goto(f"{HOME}whitespace/?lens=gap")
    first = page.get_by_label("Potential of Pumps at Alder Foods", exact=True)
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Potential of Pumps at Alder Foods Valencia")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Potential of Valves at Alder Foods Valencia")).to_be_focused()
    page.keyboard.type("25000")
    expect(page.locator("[data-total]")).to_have_text(re.compile("€25[Kk]"))
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("1 cell was saved.")
    expect(page.locator("h1")).to_contain_text("Alder Foods could buy €25k more a year")
    expect(page.get_by_label("Potential of Valves at Alder Foods Valencia")).to_have_value("25000")
    expect(page.get_by_role("columnheader")).to_have_count(5)
    keep(page, "week-whitespace")
    page.get_by_role("link", name="As a list, with rival and how sure").click()
    keep(page, "week-whitespace-list")
    unit = page.locator("details.unit").filter(has_text="Alder Foods Valencia")
    unit.locator("summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Potential of Pumps at Alder Foods Valencia").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+a")
    page.keyboard.type("30000")
    expect(unit.locator("[data-row-gap], [data-row-total]").first).to_have_text(re.compile("€55[Kk]"))
    keep(page, "week-whitespace-unit")


def _places_somebody_new_and_is_refused_a_circle(page: Page) -> None:
    page.goto(f"{HOME}relationships/")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Name").fill("Cora Cruz")
    page.get_by_label("What they do there").fill("Plant manager")
    page.get_by_label("Part in the decision").select_option("uses")
    page.get_by_label("Reports to").select_option(label="Ben Bauer, Buyer")
    page.get_by_role("button", name="Put on record").click()
    expect(page.locator(".messages")).to_contain_text("Cora Cruz is on record")
    expect(page.locator(".lede")).to_contain_text("reports to: Ben Bauer")
    keep(page, "week-person")

    page.goto(f"{HOME}relationships/")
    page.get_by_role("rowheader").get_by_role("link", name="Ana Blanco").click()
    placing = page.locator("#place")
    placing.get_by_label("Reports to").select_option(label="Cora Cruz, Plant manager")
    placing.get_by_role("button", name="Save").click()
    refused = page.locator("[role=alert]").first
    expect(refused).to_contain_text("That reporting line comes back to where it began")
    expect(refused).to_be_in_viewport()
    for name in ("Ana Blanco", "Cora Cruz", "Ben Bauer"):
        expect(refused).to_contain_text(name)
    keep(page, "week-circle")
    page.goto(f"{HOME}relationships/")
    ana = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Ana Blanco"))
    expect(ana.get_by_role("cell").nth(1)).to_have_text("–")
    expect(page.locator("#map svg.wide")).to_contain_text("Cora Cruz")
    keep(page, "week-relationships")
    page.locator("#map svg.wide a").filter(has_text="Cora Cruz").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Cora Cruz")


def _shares_the_plan_and_ends_the_link(page: Page, browser: Browser, server: Served) -> None:
    page.goto(f"{HOME}plan/")
    page.get_by_role("link", name="Share it").click()
    page.get_by_label("For whom of the customer").fill("Ana Blanco")
    page.get_by_label("Objectives and how far they are, without money").uncheck()
    page.get_by_role("button", name="Share it").click()
    link, code = page.get_by_label("Link").input_value(), page.get_by_label("Code").input_value()
    keep(page, "week-sharing")

    theirs = browser.new_context(base_url=server.url, viewport={"width": 1360, "height": 1000}).new_page()
    theirs.goto(link)
    keep(theirs, "week-shared-code")
    wrong = "00000000" if code != "00000000" else "11111111"
    assert _opens(theirs, wrong) == 404
    expect(theirs.locator("[role=alert]")).to_contain_text("Link and code do not open anything.")
    expect(theirs.locator("main")).not_to_contain_text("A second line before summer")
    assert _opens(theirs, code) == 200
    for told in ("A second line before summer", "Show them the new pump at the fair."):
        expect(theirs.locator("main")).to_contain_text(told)
    for hidden in ("Their new owner wants less stock", "45 % of 60 %", "€", "They build a second line."):
        expect(theirs.locator("body")).not_to_contain_text(hidden)
    keep(theirs, "week-shared")

    page.goto(f"{HOME}plan/sharing/")
    expect(page.locator("main")).not_to_contain_text(code)
    expect(page.locator("main")).to_contain_text("read:")
    page.get_by_role("button", name=_of("End it now", "Ana Blanco")).click()
    expect(page.locator("main")).to_contain_text("revoked")
    keep(page, "week-sharing-ended")

    answers = []
    for address in (link, f"{server.url}/shared/guessed/"):
        theirs.goto(address)
        asked = _body(theirs, address)
        assert _opens(theirs, code) == 404
        answers.append((asked, _body(theirs, address)))
    assert answers[0] == answers[1]
    theirs.context.close()


def _of(label: str, thing: str) -> re.Pattern[str]:
    """What a button or link is called that says to those who do not see the row of which thing it is."""
    return re.compile(rf"^{label}\s*: {re.escape(thing)}$")


def _opens(page: Page, code: str) -> int:
    """What the link answers to this code."""
    page.get_by_label("Code").fill(code)
    with page.expect_response(lambda answer: answer.request.method == "POST") as waited:
        page.get_by_role("button", name="Open the plan").click()
    page.wait_for_load_state()
    return waited.value.status


def _body(page: Page, address: str) -> Any:
    """The page without what differs from one visit to the next."""
    word = address.rstrip("/").rpartition("/")[2]
    return TOKEN.sub("", page.content()).replace(word, "WORD")


def _another_managers_account_is_not_there(page: Page, other: Page) -> None:
    other.goto("/key-accounts/QUIET/")
    expect(other.locator("h1")).to_have_text("Birch Stores")
    for room in OTHERS:
        answer = page.goto(f"/key-accounts/QUIET/{room}")
        assert answer is not None
        assert (room, answer.status) == (room, 404)
        expect(page.locator("body")).not_to_contain_text("Birch Stores")
