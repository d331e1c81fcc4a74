"""The schema of the API tells every operation in words and by an example that is true to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

from jsonschema_rs import validator_for
from pydantic import BaseModel

from clave.web.api import _views, told
from clave.web.api_examples import examples


def operations() -> dict[str, dict[str, Any]]:
    """Every operation by its name."""
    return {each["operationId"]: each for methods in told()["paths"].values() for each in methods.values()}


def misfits(value: Any, schema: dict[str, Any]) -> list[str]:
    """Where a value is not what its schema says."""
    whole = {**schema, "components": told()["components"]}
    return [
        f"{each.instance_path}: {each.message}"
        for each in validator_for(whole, validate_formats=True).iter_errors(value)
    ]


def shapes(kind: Any) -> Iterator[type[BaseModel]]:
    """A shape and those within it."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for each in kind.model_fields.values():
            yield from shapes(each.annotation)
    for inner in get_args(kind):
        yield from shapes(inner)


def wrong_with(operation: dict[str, Any]) -> list[str]:
    """What an operation does not tell, and where an example is not true to its schema."""
    found = [] if operation["description"] not in ("", operation["summary"]) else ["not told in words"]
    for each in operation["parameters"]:
        found += [f"no example of {each['name']}"] if each["required"] and "example" not in each else []
    answers = [
        each["content"]["application/json"] for status, each in operation["responses"].items() if int(status) < 300
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    given = [*operation["parameters"], *answers, *([body] if body else [])]
    if (body and "example" not in body) or not any("example" in each for each in answers):
        found.append("no example of what is sent and answered")
    return [
        *found,
        *(misfit for each in given if "example" in each for misfit in misfits(each["example"], each["schema"])),
    ]


def test_every_operation_is_told_in_words_and_by_an_example_that_fits() -> None:
    assert set(examples()) == set(operations())
    wrong = {name: wrong_with(operation) for name, operation in operations().items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_no_two_shapes_have_one_name() -> None:
    """One of them would be told in place of the other."""
    named: dict[str, set[type]] = defaultdict(set)
    for _, view in _views():
        for operation in view.operations:
            for model in (*operation.models, *filter(None, operation.response_models.values())):
                for field in getattr(model, "model_fields", {}).values():
                    for each in shapes(field.annotation):
                        named[each.__name__].add(each)
    assert {name: kinds for name, kinds in named.items() if len(kinds) > 1} == {}
