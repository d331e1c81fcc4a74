"""A file with mistakes becomes rows of the ledger and goes away again, as a finance partner walks it, in both languages."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cast import PASSWORD
from tests.databases import NewCompany
from tests.serving import Served, run, served

pytestmark = [pytest.mark.browser, pytest.mark.drill_on("postgresql")]
WIDTHS = (1360, 400)
GOOD_ROWS = 12
WRONG = {2: "12,x4", 5: "", 9: "abc"}
"""Row -> what stands there instead of its amount."""
WORDS = {
    "en": {
        "import": "Import a file",
        "check": "Upload and check",
        "refused": "3 of 12 rows were refused",
        "csv": "Download as CSV",
        "mended": "Send the mended file",
        "look": "The columns need a look",
        "columns": "Choose the columns",
        "same": "the same value in every row",
        "read": "Read the file with this mapping",
        "saved": "The mapping “{}” is saved.",
        "ready": "12 new rows are ready",
        "all": "Import all 12 rows",
        "added": "12 rows were added",
        "held": "This file came in before; nothing was changed",
        "undo": "Undo this import",
        "undone": "This import was undone",
    },
    "es": {
        "import": "Importar un archivo",
        "check": "Subir y comprobar",
        "refused": "Se rechazaron 3 de 12 filas",
        "csv": "Descargar como CSV",
        "mended": "Enviar el archivo corregido",
        "look": "Las columnas necesitan un vistazo",
        "columns": "Elegir las columnas",
        "same": "el mismo valor en todas las filas",
        "read": "Leer el archivo con esta correspondencia",
        "saved": "La correspondencia «{}» está guardada.",
        "ready": "12 filas nuevas están listas",
        "all": "Importar las 12 filas",
        "added": "Se añadieron 12 filas",
        "held": "Este archivo ya entró antes; no se ha cambiado nada",
        "undo": "Deshacer esta importación",
        "undone": "Esta importación se deshizo",
    },
}


@pytest.fixture(scope="module")
def company(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A fresh installation with one finance partner for each language."""
    folder = tmp_path_factory.mktemp("fresh")
    env = {**new_company(folder), "CLAVE_PASSWORD": PASSWORD}
    for language in WORDS:
        told = run("user", "add", f"{language}@clave.example", "--role", "finance_partner", env=env)
        assert told.returncode == 0, told.stderr
    with served(env) as server:
        yield server


@pytest.fixture(params=["en", pytest.param("es", marks=pytest.mark.drill)])
def page(browser: Browser, company: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of the finance partner who speaks this language, signed in."""
    language = request.param
    context = browser.new_context(base_url=company.url, accept_downloads=True)
    context.set_default_timeout(30_000)
    expect.set_options(timeout=60_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(f"{language}@clave.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url("**/")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".languages button[value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    yield page
    context.close()


def look(page: Page, name: str) -> None:
    """Nothing that axe finds and nothing wider than the window, at a desk and on a phone."""
    language = page.locator("html").get_attribute("lang")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]]
        assert found == [], f"{name} at {width}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than {width}"
        _keep(page, f"{name}-{language}-{width}")


def _keep(page: Page, name: str) -> None:
    """Pictures of the page in light and dark where PICTURES_TO names a folder."""
    if folder := os.environ.get("PICTURES_TO"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")


def heading(page: Page, words: str) -> None:
    """The page says this first; the worker may need its time for it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def orders(path: Path, prefix: str, wrong: dict[int, str] | None = None) -> Path:
    """Order lines under our own names of columns."""
    rows = [
        f"{prefix}{n},C{n % 4},2025-03-{n:02d},EUR,{(wrong or {}).get(n, f'{n}00.50')},{n}0.25"
        for n in range(1, GOOD_ROWS + 1)
    ]
    header = "order_id,customer_code,ordered_on,currency,net_amount,cost_amount"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def foreign(path: Path, prefix: str) -> Path:
    """The same rows, whole, as another system writes them: its own names, decimal commas, no currency."""
    rows = [f"{prefix}{n};C{n % 4};{n:02d}.03.2025;{n}00,50;{n}0,25" for n in range(1, GOOD_ROWS + 1)]
    path.write_text("\n".join(("Beleg;Kto;Tag;Summe;EK", *rows)) + "\n", encoding="utf-8")
    return path


def send(page: Page, words: dict[str, str], file: Path) -> None:
    """Choose the file on the page for it and send it."""
    page.locator("select[name=kind]").select_option("orders")
    page.locator("input[name=file]").set_input_files(file)
    page.get_by_role("button", name=words["check"]).click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/$"))


def choose_columns(page: Page, words: dict[str, str], name: str) -> None:
    """Say which of their columns is which of ours, and keep that under a name."""
    for ours, theirs in (("customer_code", "Kto"), ("order_id", "Beleg"), ("net_amount", "Summe")):
        field = page.locator(f"select[name=from_{ours}]")
        field.select_option(label=field.locator("option", has_text=f"{theirs} (").inner_text())
    page.locator("select[name=from_currency]").select_option(label=words["same"])
    page.locator("input[name=text_currency]").fill("EUR")
    page.locator("input[name=save_as]").fill(name)
    page.get_by_role("button", name=words["read"]).click()


def test_a_file_with_mistakes_is_mended_mapped_imported_and_undone(page: Page, tmp_path: Path) -> None:
    language = str(page.locator("html").get_attribute("lang"))
    words, name = WORDS[language], f"ERP {language}"
    page.goto("/imports/")
    look(page, "empty")
    page.get_by_role("link", name=words["import"]).first.click()
    look(page, "upload")
    send(page, words, orders(tmp_path / "march.csv", language, WRONG))
    heading(page, words["refused"])
    for n, row in enumerate(WRONG):
        expect(page.locator("table.problems tbody tr").nth(n)).to_contain_text(str(row + 1))
    expect(page.locator("table.problems tbody tr")).to_have_count(len(WRONG))
    look(page, "refused")
    with page.expect_download() as taken:
        page.get_by_role("link", name=words["csv"]).click()
    taken.value.save_as(tmp_path / "refused.csv")
    assert len((tmp_path / "refused.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + len(WRONG)
    page.get_by_role("link", name=words["mended"]).click()
    expect(page.locator("select[name=kind]")).to_have_value("orders")
    mended = foreign(tmp_path / "march-erp.csv", language)
    send(page, words, mended)
    heading(page, words["look"])
    look(page, "unmapped")
    page.get_by_role("link", name=words["columns"]).click()
    look(page, "columns")
    choose_columns(page, words, name)
    expect(page.locator(".messages")).to_contain_text(words["saved"].format(name))
    heading(page, words["ready"])
    look(page, "preview")
    page.get_by_role("button", name=words["all"]).click()
    heading(page, words["added"])
    look(page, "result")
    done = page.url
    page.goto("/imports/new/?kind=orders")
    page.locator("select[name=saved]").select_option(label=name)
    send(page, words, mended)
    heading(page, words["held"])
    look(page, "again")
    page.locator("main section a").first.click()
    page.wait_for_url(done)
    page.get_by_role("link", name=words["undo"]).click()
    look(page, "undo")
    page.get_by_role("button", name=words["undo"]).click()
    heading(page, words["undone"])
    look(page, "undone")
    page.goto("/imports/")
    look(page, "list")
    page.goto("/imports/versions/")
    look(page, "versions")
