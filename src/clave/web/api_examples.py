"""What is asked and answered, by example: kept in api_examples.json, told in the schema of the API."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_suffix(".json")


@cache
def examples() -> dict[str, dict[str, Any]]:
    """One exchange for each operation: words of the address, parameters, what is sent, the status and the answer."""
    found: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def tell_by_example(operation: dict[str, Any], found: dict[str, Any]) -> None:
    """Put one exchange where the schema tells of its parameters, its body and its answer."""
    given = {**found.get("words", {}), **found.get("query", {}), "If-Match": found.get("if_match")}
    for parameter in operation["parameters"]:
        if given.get(parameter["name"]) is not None:
            parameter["example"] = given[parameter["name"]]
    if "sent" in found:
        operation["requestBody"]["content"]["application/json"]["example"] = found["sent"]
    operation["responses"][found["status"]]["content"]["application/json"]["example"] = found["answer"]
