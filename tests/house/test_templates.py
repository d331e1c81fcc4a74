"""Templates: every word marked for translation, no inline script or style, nothing from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.source import ROOT, templates

SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "label", "summary", "content"}
UNSPOKEN_META = {"viewport", "htmx-config", "color-scheme", "generator", "robots", "theme-color", "referrer"}
SAME_IN_EVERY_LANGUAGE = {"Clave", "CSV", "XLSX", "PDF"}
BLOCK = re.compile(r"{%-?\s*blocktrans(late)?\b.*?%}.*?{%\s*endblocktrans(late)?\s*%}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
UNESCAPED = re.compile(r"{%-?\s*autoescape\s+off|\|\s*safe(?:seq)?\b")
UNMARKED_VALUE = re.compile(r"""(?:default|default_if_none|yesno|pluralize|join):["'][^"']*[^\W\d_]{2,}[^"']*["']""")


class Reader(HTMLParser):
    """Collects the words a person would read and what a strict browser would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: list[str] = []
        self.refused: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        meta = tag == "meta" and (given.get("name") in UNSPOKEN_META or "charset" in given or "property" in given)
        self.spoken += [value for name, value in given.items() if name in SPOKEN and not (meta and name == "content")]
        if tag in ("input", "button") and given.get("type") in ("submit", "button", "reset"):
            self.spoken.append(given.get("value", ""))
        self.refused += [f"{tag} {name}" for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.refused.append(f"inline {tag}")
        self.refused += [f"{name}={value}" for name, value in given.items() if _elsewhere(tag, name, value)]
        if tag in ("script", "style", "code"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.spoken.append(data)


def _elsewhere(tag: str, name: str, value: str) -> bool:
    """Whether a browser would fetch this from another host."""
    fetched = name in ("src", "srcset", "action", "poster", "formaction") or (tag == "link" and name == "href")
    return fetched and bool(re.match(r"\s*(https?:)?//|\s*javascript:", value))


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(TAG.sub(" ", COMMENT.sub(" ", BLOCK.sub(" ", text))))
    reader.close()
    return reader


def unmarked(text: str) -> list[str]:
    words = [" ".join(part.split()) for part in read(text).spoken]
    spoken = [part for part in words if set(re.findall(r"[^\W\d_]{2,}", part)) - SAME_IN_EVERY_LANGUAGE]
    return spoken + UNMARKED_VALUE.findall(COMMENT.sub(" ", text))


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_of_a_template_is_marked_for_translation(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_writes_no_text_into_a_page_unescaped(path: Path) -> None:
    assert UNESCAPED.findall(COMMENT.sub(" ", path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_inline_script_or_style_and_takes_nothing_from_elsewhere(path: Path) -> None:
    assert read(path.read_text(encoding="utf-8")).refused == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello</p>",
        '<img alt="A key">',
        '<input type="submit" value="Save">',
        '{{ x|default:"none" }}',
        "<td>per year</td>",
    ],
)
def test_the_reader_finds_a_word_that_is_not_marked(text: str) -> None:
    assert unmarked(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "<p>{% translate 'Hello' %}</p>",
        "{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}",
        '{{ x|default:_("none") }}',
        '<input type="text" value="x" name="reason">',
        "<p>Clave · {{ x }}</p>",
    ],
)
def test_the_reader_leaves_marked_words_alone(text: str) -> None:
    assert unmarked(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "<p style='color:red'>",
        "<script>alert()</script>",
        "<style>p{}</style>",
        "<a onclick='x()'>",
        "<script src='https://cdn.example/x.js'></script>",
        "<link href='//fonts.example/f.css'>",
    ],
)
def test_the_reader_finds_what_a_strict_browser_refuses(text: str) -> None:
    assert read(text).refused != []
