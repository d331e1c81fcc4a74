"""The two pages about the API that everybody may read: its schema, and the same for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from clave.access import doors
from clave.access.lending import scopes_for
from clave.access.policy import Action

Told = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    """One thing that can be asked, as a person reads it."""

    method: str
    path: str
    about: str
    scopes: tuple[str, ...]
    fields: tuple[tuple[str, str, bool, str], ...]


@doors.public
@require_safe
def schema(request: HttpRequest, told: Told) -> JsonResponse:
    """The schema of the API."""
    return JsonResponse(told())


@doors.public
@require_safe
def docs(request: HttpRequest, told: Told) -> HttpResponse:
    """Every address of the API, what it needs and takes."""
    return render(request, "web/api_docs.html", {"groups": _groups(told())})


def _groups(schema: dict[str, Any]) -> dict[str, list[Route]]:
    """The addresses under what they are about, in the order of the schema."""
    found: dict[str, list[Route]] = {}
    for path, methods in schema["paths"].items():
        for method, each in methods.items():
            about = gettext(str(each["tags"][0]))
            found.setdefault(about, []).append(_route(method, path, each, schema))
    return found


def _route(method: str, path: str, told: dict[str, Any], schema: dict[str, Any]) -> Route:
    named = [(each["name"], each["in"], each["required"], _kind(each["schema"])) for each in told["parameters"]]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    scopes = scopes_for(Action(told["x-action"]))
    about = gettext(told["summary"])
    return Route(method.upper(), path, about, scopes, (*named, *_body_fields(body, schema)))


def _body_fields(body: dict[str, Any], schema: dict[str, Any]) -> list[tuple[str, str, bool, str]]:
    found = _followed(body, schema)
    needed = found.get("required", ())
    return [(name, "body", name in needed, _kind(each)) for name, each in found.get("properties", {}).items()]


def _followed(body: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = body.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"].get(name, body)
    return found


def _kind(told: dict[str, Any]) -> str:
    """What a value is, in the words of the schema."""
    either = " / ".join(_kind(each) for each in told.get("anyOf", ()) if each.get("type") != "null")
    name = str(told.get("$ref", "")).rpartition("/")[2]
    return either or name or str(told.get("format") or told.get("type") or "")
