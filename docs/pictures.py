"""Make the pictures of the handbook from the demo company.

    python -m docs.pictures [NAME]...

Builds the demo in build/pictures (or takes the one that stands there), serves it, signs in as the role that a picture
needs, and writes docs/handbook/pictures/NAME.png in English and pictures/es/NAME.png in Spanish, with few colours, so
that they stay small. Needs Chromium.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from tests.journeys.conftest import CHROMIUM, SWITCHES
from tests.serving import CLAVE, environment, served

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "handbook" / "pictures"
DEMO = HERE.parent / "build" / "pictures"
COLOURS = 128
LANGUAGES = {"en": PICTURES, "es": PICTURES / "es"}


def users() -> dict[str, tuple[str, str]]:
    """Role -> e-mail and password, as the demo prints them; it is built where it is not there."""
    said = subprocess.run(
        [CLAVE, "demo", "--data-dir", str(DEMO), "--no-serve"], check=True, capture_output=True, text=True
    ).stdout
    rows = [re.split(r"\s{2,}", line.strip()) for line in said.splitlines() if "@" in line]
    return {role: (mail, password) for role, _, mail, password in rows}


def signed_in(browser: Browser, address: str, login: tuple[str, str], language: str, width: int, height: int) -> Page:
    """A page of somebody who has signed in and reads a language."""
    page = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", color_scheme="light", reduced_motion="reduce"
    ).new_page()
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", login[0])
    page.fill("input[name=password]", login[1])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.locator(f"button[name=language][value={language}]").first.click()
    page.wait_for_load_state("networkidle")
    return page


def take(browser: Browser, address: str, login: tuple[str, str], wish: dict[str, Any], language: str) -> bytes:
    """One picture as PNG; raises ValueError where the page answers anything but 200."""
    page = signed_in(browser, address, login, language, wish.get("width", 1200), wish.get("height", 760))
    target = urljoin(address, wish["path"])
    if "follow" in wish:
        page.goto(target)
        found = page.locator(wish["follow"]).first.get_attribute("href", timeout=10_000) or ""
        target = urljoin(target, found) + wish.get("then", "")
    answer = page.goto(target)
    if answer is None or answer.status != 200:
        raise ValueError(f"{target} answers {answer.status if answer else 'nothing'}")
    page.wait_for_load_state("networkidle")
    shot = page.screenshot()
    page.context.close()
    return shot


def main() -> None:
    """The pictures that were named, or all."""
    wishes = tomllib.loads((HERE / "pictures.toml").read_text(encoding="utf-8"))
    for folder in LANGUAGES.values():
        folder.mkdir(exist_ok=True)
    logins = users()
    with served(environment(DEMO)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES, "--hide-scrollbars"])
        for name, language in product(sys.argv[1:] or wishes, LANGUAGES):
            wish = wishes[name]
            shot = Image.open(io.BytesIO(take(browser, server.url, logins[wish["who"]], wish, language)))
            file = LANGUAGES[language] / f"{name}.png"
            shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
            print(f"{file.relative_to(HERE.parent)}  {file.stat().st_size / 1024:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
