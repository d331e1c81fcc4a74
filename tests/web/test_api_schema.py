"""The schema of the API tells every operation in words and by an example that is true to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from jsonschema_rs import validator_for
from pydantic import BaseModel

from clave.web.api import _views, told
from clave.web.api_examples import examples

OPERATIONS = {each["operationId"]: each for methods in told()["paths"].values() for each in methods.values()}


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


def test_every_operation_has_an_example_and_no_other_has() -> None:
    assert set(examples()) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_told_in_words_and_by_an_example_that_fits(name: str) -> None:
    told_of, wrong = OPERATIONS[name], []
    assert told_of["summary"]
    assert told_of["description"] not in ("", told_of["summary"])
    for parameter in told_of["parameters"]:
        assert not parameter["required"] or "example" in parameter, parameter["name"]
        wrong += misfits(parameter["example"], parameter["schema"]) if "example" in parameter else []
    if body := told_of.get("requestBody", {}).get("content", {}).get("application/json"):
        wrong += misfits(body["example"], body["schema"])
    good = [each["content"]["application/json"] for status, each in told_of["responses"].items() if int(status) < 300]
    wrong += misfits(*(next(each for each in good if "example" in each)[part] for part in ("example", "schema")))
    assert wrong == []


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
