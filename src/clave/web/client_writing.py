"""Writes the typed part of the Python client from the schema of the API: `make client`, after an address changed.

One module a tag, with a class of its operations; what several tags tell stands in `shared`.
"""

from __future__ import annotations

import json
import keyword
import re
import subprocess
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "client"
ROOT = "/api/v1"
FEW = 7
"""So many fields are written out one by one."""
BY_HAND = ("__init__", "asking", "problems")
TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {"date": "date", "date-time": "datetime"}
HEAD = '''"""{what} Written by `make client` from the schema of the API."""

from __future__ import annotations

'''


def written(schema: dict[str, Any]) -> dict[str, str]:
    """Every module that is written, by its name, before it is formatted."""
    schema = json.loads(json.dumps(schema))
    schema = _inlined(schema, {name: each for name, each in schema["components"]["schemas"].items() if "enum" in each})
    groups: dict[str, list[tuple[str, str, dict[str, Any]]]] = defaultdict(list)
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            groups[told["tags"][0]].append((path.removeprefix(ROOT), method, told))
    schemas = schema["components"]["schemas"]
    users: dict[str, set[str]] = defaultdict(set)
    for tag, found in groups.items():
        for name in _needed(found, schemas):
            users[name].add(tag)
    shared = sorted(name for name, tags in users.items() if len(tags) > 1)
    modules = {"shared": _types("What several parts of the API tell.", shared, schemas)}
    for tag, found in groups.items():
        own = sorted(name for name, tags in users.items() if tags == {tag})
        modules[_word(tag)] = _module(tag, found, own, set(shared), schemas)
    return {**modules, "client": _client(sorted(groups))}


def _inlined(part: Any, words: dict[str, Any]) -> Any:
    """The schema with lists of known words in place of references to them."""
    if isinstance(part, list):
        return [_inlined(each, words) for each in part]
    if not isinstance(part, dict):
        return part
    found = {**part, **words.get(str(part.get("$ref", "")).rpartition("/")[2], {})}
    if "enum" in found:
        found.pop("$ref", None)
    return {name: _inlined(each, words) for name, each in found.items()}


def _doc(text: str, indent: str) -> str:
    """A docstring of lines that are not too long."""
    lines = textwrap.wrap(" ".join(text.split()), 110)
    return f'{indent}"""' + f"\n{indent}".join(lines) + (f"\n{indent}" if len(lines) > 1 else "") + '"""\n'


def formatted(folder: Path, modules: dict[str, str]) -> None:
    """Write the modules into a folder, in the style of the house."""
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    files = [str(folder / f"{name}.py") for name in modules]
    how = ["--quiet", "--config", str(FOLDER.parents[2] / "pyproject.toml")]
    for order in (["check", "--fix", "--select", "I,F401"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *order, *how, *files], check=True)


def _needed(found: list[tuple[str, str, dict[str, Any]]], schemas: dict[str, Any]) -> set[str]:
    """The types that operations answer with, and those within them."""
    names = {each for _, _, told in found for each in re.findall(r"\w+", _answer(told, schemas)[0])} & schemas.keys()
    while more := {ref for name in names for ref in _refs(schemas[name])} - names:
        names |= more
    return names


def _refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        for each in part.values():
            yield from _refs(each)
    elif isinstance(part, list):
        for each in part:
            yield from _refs(each)


def _types(what: str, names: list[str], schemas: dict[str, Any]) -> str:
    imports = (
        "from dataclasses import dataclass\nfrom datetime import date, datetime\nfrom typing import Any, Literal\n\n"
    )
    return HEAD.format(what=what) + imports + "from clave.client.asking import UNSET\n\n" + _classes(names, schemas)


def _classes(names: list[str], schemas: dict[str, Any]) -> str:
    return "\n\n".join(_class(name, schemas[name]) for name in names)


def _class(name: str, told: dict[str, Any]) -> str:
    fields = "".join(f"    {key}: {_hint(each)} = UNSET\n" for key, each in told.get("properties", {}).items())
    return f"@dataclass(frozen=True)\nclass {name}:\n{_doc(told.get('description', name), '    ')}\n{fields}"


def _hint(told: dict[str, Any], sent: bool = False) -> str:
    """The type of a value; what is sent may be given as plain values."""
    if "$ref" in told:
        return "Mapping[str, Any]" if sent else told["$ref"].rpartition("/")[2]
    if len(told.get("allOf", [])) == 1:
        return _hint(told["allOf"][0], sent)
    if "anyOf" in told:
        return " | ".join(dict.fromkeys(_hint(each, sent) for each in told["anyOf"]))
    if "const" in told or "enum" in told:
        return f"Literal[{', '.join(map(repr, told.get('enum') or [told['const']]))}]"
    if told.get("type") == "array":
        return f"list[{_hint(told.get('items', {}), sent)}]"
    if told.get("type") == "object":
        inner = told.get("additionalProperties")
        return f"dict[str, {_hint(inner, sent) if isinstance(inner, dict) else 'Any'}]"
    return FORMATS.get(told.get("format", ""), TYPES.get(told.get("type", ""), "Any"))


def _answer(told: dict[str, Any], schemas: dict[str, Any]) -> tuple[str, bool]:
    """What an operation gives, and whether it is a list of pages."""
    good = next(each for status, each in sorted(told["responses"].items()) if status.startswith("2"))
    shape = good.get("content", {}).get("application/json", {}).get("schema", {})
    page = schemas.get(shape.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    if {"items", "next_cursor"} <= page.keys() and any(each["name"] == "cursor" for each in told["parameters"]):
        return _hint(page["items"]["items"]), True
    return _hint(shape), False


def _module(
    tag: str, found: list[tuple[str, str, dict[str, Any]]], own: list[str], shared: set[str], schemas: dict[str, Any]
) -> str:
    imports = (
        "from collections.abc import Iterator, Mapping\nfrom dataclasses import dataclass\n"
        "from datetime import date, datetime\nfrom typing import Any, Literal, cast\n\n"
        "from clave.client.asking import UNSET, Asking, named, segment\n"
    )
    if shared:
        imports += f"from clave.client.shared import {', '.join(sorted(shared))}\n"
    name = "".join(each.capitalize() for each in _word(tag).split("_"))
    head = f'class {name}Api:\n    """{tag}."""\n\n    def __init__(self, asking: Asking) -> None:\n        self._asking = asking\n'
    methods = "\n".join(_method(path, method, told, schemas) for path, method, told in found)
    types = _classes(own, schemas)
    return HEAD.format(what=f"{tag}.") + imports + "\n\n" + types + "\n\n" + head + "\n" + methods


def _method(path: str, method: str, told: dict[str, Any], schemas: dict[str, Any]) -> str:
    """One operation as a method: words of the address first, then what is asked or sent by name."""
    kind, is_paged = _answer(told, schemas)
    sent = _sent(told, schemas)
    query = [
        each for each in told["parameters"] if each["in"] == "query" and not (is_paged and each["name"] == "cursor")
    ]
    asked = {each["name"]: (each["schema"], each.get("required", False)) for each in query} | sent
    words = [each["name"] for each in told["parameters"] if each["in"] == "path"]
    placed = [f"{each['name']}: {_hint(each['schema'])}" for each in told["parameters"] if each["in"] == "path"]
    order = sorted(asked, key=lambda name: not asked[name][1])
    named = [f"{_safe(n)}: {_hint(asked[n][0], True)}" + ("" if asked[n][1] else " = UNSET") for n in order]
    gives = f"Iterator[{kind}]" if is_paged else kind
    signature = ", ".join(["self", *placed, *(["*", *named] if named else [])])
    says = told.get("description") or told["summary"]
    at = re.sub(r"\{(\w+)\}", r"{segment(\1)}", path)
    place = f'f"{at}"' if words else f'"{path}"'
    values = "{" + ", ".join(f'"{name}": {_safe(name)}' for name in asked) + "}"
    first = ""
    if len(asked) > FEW:
        first, values = f"        given = named(locals(){''.join(f', {word!r}' for word in words)})\n", "given"
    call = _call(method, kind, place, values, is_paged, told)
    name = told["operationId"].rpartition("_api_")[2]
    return f"    def {_safe(_short(name, told))}({signature}) -> {gives}:\n{_doc(says, ' ' * 8)}{first}        return {call}\n"


def _call(method: str, kind: str, place: str, values: str, is_paged: bool, told: dict[str, Any]) -> str:
    if is_paged:
        return f"self._asking.pages({kind}, {place}, {values})"
    if method == "get":
        return f"cast({kind!r}, self._asking.read({kind}, {place}, {values}))"
    versioned = any(each["name"] == "If-Match" for each in told["parameters"])
    more = ", versioned=True" if versioned else ""
    return f'cast({kind!r}, self._asking.write({kind}, "{method.upper()}", {place}, {values}{more}))'


def _sent(told: dict[str, Any], schemas: dict[str, Any]) -> dict[str, tuple[dict[str, Any], bool]]:
    """The fields of the body, each with whether it is needed."""
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    options = [each for each in body.get("anyOf", [body]) if "$ref" in each]
    shape = schemas[options[0]["$ref"].rpartition("/")[2]] if options else {}
    return {name: (each, name in shape.get("required", [])) for name, each in shape.get("properties", {}).items()}


def _short(name: str, told: dict[str, Any]) -> str:
    """The name of an operation without the module it stands in."""
    module = _MODULES.match(name)
    return name[module.end() :] if module else name


_MODULES = re.compile(
    r"(candidates|charters|decisions|exceptions|offers|plans|relationships|whitespace|worth|benefit|committee|comparison"
    r"|practices|relationship_reviews|judgements|key_accounts|leading|communication|agenda|skills|training)_(?=\w)"
)


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _word(tag: str) -> str:
    return tag.lower().replace(" ", "_")


def _client(tags: list[str]) -> str:
    words = {_word(tag): "".join(each.capitalize() for each in _word(tag).split("_")) for tag in tags}
    imports = "".join(f"from clave.client.{word} import {name}Api\n" for word, name in words.items())
    parts = "".join(f"        self.{word} = {name}Api(asking)\n" for word, name in words.items())
    return (
        HEAD.format(what="Every part of the API under one roof.")
        + "from clave.client.asking import Asking, Transport, over_the_wire\n"
        + imports
        + '\n\nclass Client:\n    """Clave, asked with a token: `Client("https://clave.example.com", token)`."""\n\n'
        + '    def __init__(\n        self, url: str, token: str, *, language: str = "", seconds: float = 30.0,'
        + " transport: Transport | None = None\n    ) -> None:\n"
        + "        asking = Asking(transport or over_the_wire(url, seconds), token, language)\n"
        + parts
    )


def main() -> None:
    """Write the modules anew where they belong."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()
    from clave.web.api import told

    for file in FOLDER.glob("*.py"):
        if file.stem not in BY_HAND:
            file.unlink()
    formatted(FOLDER, written(told()))


if __name__ == "__main__":
    main()
