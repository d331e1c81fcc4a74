"""A person sets up a passkey in a real browser with a real authenticator device, and signs in with nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.databases import NewCompany
from tests.serving import Served, run, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql")]
EMAIL, PASSWORD = "ana@clave.example", "correct horse battery staple"


@pytest.fixture(scope="module")
def house(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, str]]]:
    """The application with one administrator, under a name that browsers make passkeys for."""
    folder: Path = tmp_path_factory.mktemp("house")
    env = new_company(folder)
    added = run("user", "add", EMAIL, "--role", "administrator", env={**env, "CLAVE_PASSWORD": PASSWORD})
    assert added.returncode == 0, added.stderr
    with served(env) as server:
        server.url = server.url.replace("127.0.0.1", "localhost")
        yield server, env


def with_device(context: BrowserContext, page: Page) -> None:
    """A device that keeps passkeys and has just seen the right finger."""
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def type_password(page: Page) -> None:
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_replaces_password_and_code(browser: Browser, house: tuple[Served, dict[str, str]]) -> None:
    server, env = house
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with_device(context, page)
    page.goto("/accounts/login/?next=/security/")
    type_password(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your password alone opens your sign-in")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up on this device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these ten recovery codes")
    assert page.locator("ol.codes li").count() == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("b", has_text="Laptop")).to_be_visible()
    assert Axe().run(page).response["violations"] == []

    page.get_by_role("button", name="Log out").click()
    page.goto("/accounts/login/?next=/security/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A second factor protects your sign-in")

    page.get_by_role("button", name="Log out").click()
    page.goto("/accounts/login/?next=/security/")
    type_password(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A second factor protects your sign-in")
    assert [line for line in said if "Content Security Policy" in line] == []
    context.close()

    told = run("audit", "verify", env=env)
    assert told.returncode == 0, told.stderr


def test_a_device_without_the_passkey_signs_nobody_in(browser: Browser, house: tuple[Served, dict[str, str]]) -> None:
    server, _ = house
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    with_device(context, page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("showed no passkey")
    page.goto("/security/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Clave")
    context.close()
