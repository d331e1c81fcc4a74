"""Walk through a demo that is being served as somebody new would, and say how long each step took.

    make demo PORT=8000                          # in one window
    python -m docs.first_walk [PORT [PICTURES]]  # in another; needs Chromium

In English and in Spanish: sign in, see My day, find a customer, read its value, check a promise.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.journeys.conftest import CHROMIUM, SWITCHES

from clave.demo.commands import DEFAULT_SEED
from clave.demo.password import demo_password

MANAGER = "sandrine.bertholet@taldor-iberica.example"
CUSTOMER = "Vallovila"
WORDS = {
    "en": ("Lifetime value", "Promise check"),
    "es": ("Valor de vida del cliente", "Comprobación"),
}


def steps(page: Page, address: str, language: str) -> Iterator[str]:
    """Every step, told once it is done."""
    value, check = WORDS[language]
    page.goto(address)
    yield "the page to sign in"
    page.fill("input[name=login]", MANAGER)
    page.fill("input[name=password]", demo_password(DEFAULT_SEED))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.locator("form.languages button", has_text=language.upper()).click()
    page.wait_for_function(f"document.documentElement.lang.startsWith('{language}')")
    yield "signed in, My day"
    page.keyboard.press("Control+k")
    page.keyboard.type(CUSTOMER)
    page.locator("dialog a", has_text=CUSTOMER).first.click()
    page.wait_for_url(re.compile("/key-accounts/"))
    expect(page.get_by_text(value).first).to_be_visible()
    yield "found the customer, its value is there"
    page.goto(f"{address}/promises/check/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.select_option("select[name=customer]", label=page.locator("select[name=customer] option").nth(1).inner_text())
    page.fill("input[name=within_days]", "7")
    page.locator("form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    yield f"checked a promise ({check})"


def walk(browser: Browser, address: str, language: str, pictures: Path | None) -> None:
    """One visitor who chooses this language."""
    page = browser.new_context(locale={"en": "en-GB", "es": "es-ES"}[language]).new_page()
    began = time.monotonic()
    for number, told in enumerate(steps(page, address, language), start=1):
        print(f"{language} {time.monotonic() - began:5.1f} s  {told}")
        if pictures:
            page.screenshot(path=pictures / f"{language}-{number}.png", full_page=True)
    page.context.close()


def main() -> None:
    """Walk in both languages."""
    port, *rest = [*sys.argv[1:], "8000"] if len(sys.argv) < 2 else sys.argv[1:]
    pictures = Path(rest[0]) if rest else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for language in reversed(WORDS):
            walk(browser, f"http://127.0.0.1:{port}", language, pictures)
        browser.close()


if __name__ == "__main__":
    main()
