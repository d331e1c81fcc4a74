"""Both languages are complete: every marked string has its Spanish, and no Spanish has lost its string."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[2] / "src" / "clave"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The Spanish catalogue, merged anew with every string the source marks today."""
    assert shutil.which("xgettext"), "gettext is missing: apt-get install gettext"
    copy = tmp_path_factory.mktemp("messages") / "clave"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("static", "__pycache__"))
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "es", "--no-obsolete", "--verbosity", "0"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy.parent), "DJANGO_SETTINGS_MODULE": "clave.web.settings"},
        check=True,
        timeout=280,
    )
    with (copy / "web/locale/es/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file)


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


def test_every_marked_string_has_its_spanish(catalogue: Catalog) -> None:
    untranslated = [m.id for m in catalogue if m.id and (m.fuzzy or not all(strings(m)))]
    assert untranslated == []


def test_a_translation_keeps_the_facts_of_its_string(catalogue: Catalog) -> None:
    lost = [
        m.id
        for m in catalogue
        if m.id
        for text in strings(m)
        if set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(str(m.id)))
        or (
            "%(" in str(m.id)
            and not isinstance(m.id, tuple | list)
            and set(PLACEHOLDER.findall(m.id)) != set(PLACEHOLDER.findall(text))
        )
    ]
    assert lost == []


def test_spanish_uses_the_terms_of_the_field(catalogue: Catalog) -> None:
    terms = {"lifetime value": "valor de vida", "cost to serve": "coste de servicio", "whale curve": "curva de ballena"}
    strange = [
        (m.id, term)
        for m in catalogue
        if isinstance(m.id, str)
        for term, spanish in terms.items()
        if term in m.id.lower() and spanish not in strings(m)[0].lower()
    ]
    assert strange == []
