"""The API: every app's routes under one roof, their addresses, and the schema that tells of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.operation import PathView
from ninja.parser import Parser
from ninja.security import HttpBearer

from clave.accounts.api.plans import router as accounts
from clave.accounts.api.relationships import router as relationships
from clave.accounts.api.whitespace import router as whitespace
from clave.accounts.api.worth import router as worth
from clave.connectors.api import router as connectors
from clave.kit.refusals import Refusal, gettext_noop
from clave.people.api import router as people
from clave.portfolio.api import router as portfolio
from clave.programme.api import router as programme
from clave.promises.api import router as promises
from clave.review.api.benefit import router as benefit
from clave.review.api.committee import router as committee
from clave.review.api.comparison import router as comparison
from clave.review.api.practices import router as practices
from clave.review.api.relationship_reviews import router as relationship_reviews
from clave.sponsorship.api import router as sponsorship
from clave.value.api import router as value
from clave.value.deal_api import router as deals
from clave.web import api_problems as problems
from clave.web.api_examples import examples, tell_by_example
from clave.web.api_front import door
from clave.web.api_pages import docs, schema
from clave.web.search.api import router as search
from clave.webhooks.api import router as webhooks

ROOT = "/api/v1/"
ABOUT = gettext_noop("Clave runs a supplier's key account management programme. Every address needs a token.")


class Token(HttpBearer):
    """Says in the schema that a token is needed; the front door has asked for it before."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Whose the token is."""
        return request.user


class Body(Parser):
    """Hands on the body that the front door has read."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON of the request."""
        return request.json  # type: ignore[attr-defined]


api = NinjaAPI(
    title="Clave", version="1", description=ABOUT, urls_namespace="api", docs_url=None, openapi_url=None,
    auth=Token(), parser=Body(),
)  # fmt: skip
api.add_router("", value)
api.add_router("", portfolio)
api.add_router("", people)
api.add_router("", sponsorship)
api.add_router("", deals)
api.add_router("", promises)
api.add_router("", accounts)
api.add_router("", programme)
api.add_router("", relationships)
api.add_router("", relationship_reviews)
api.add_router("", benefit)
api.add_router("", comparison)
api.add_router("", committee)
api.add_router("", practices)
api.add_router("", worth)
api.add_router("", whitespace)
api.add_router("", connectors)
api.add_router("", search)
api.add_router("", webhooks)
api.add_exception_handler(Refusal, lambda _, refusal: problems.refused(refusal))  # type: ignore[arg-type]
api.add_exception_handler(ValidationError, lambda _, error: problems.misfit(error))  # type: ignore[arg-type]
api.add_exception_handler(Http404, lambda _, __: problems.refused(problems.Absent()))


def addresses() -> tuple[list[URLPattern], str]:
    """Every address of the API, named; whatever else is asked for under its root is not there."""
    pages = [
        path("openapi.json", schema, {"told": told}, name="schema"),
        path("docs", docs, {"told": told}, name="docs"),
    ]
    return [*pages, *_routes(), re_path(r"^(?P<rest>[\s\S]+)$", door({}), name="absent")], "api"


def _routes() -> Iterator[URLPattern]:
    for route, view in _views():
        operations = {method: each for each in view.operations for method in each.methods}
        yield path(re.sub(r"\{([^}]+)\}", r"<\1>", route.lstrip("/")), door(operations), name=view.url_name)


def _views() -> Iterator[tuple[str, PathView]]:
    for bound in api._get_bound_routers():
        yield from bound.path_operations.items()


@cache
def told() -> dict[str, Any]:
    """The schema, with examples, and with the headers and the refusals that every address shares."""
    found: dict[str, Any] = api.get_openapi_schema(path_prefix=ROOT)
    operations = {api.get_openapi_operation_id(each): each for _, view in _views() for each in view.operations}
    found["components"]["schemas"]["Problem"] = PROBLEM
    for methods in found["paths"].values():
        for method, each in methods.items():
            tell_by_example(each, examples()[each["operationId"]])
            each["security"] = [{"Token": []}]
            each["responses"] |= {str(status): _refusal(said) for status, said in REFUSALS.items()}
            each["x-action"] = operations[each["operationId"]].view_func.opens_to.value  # type: ignore[attr-defined]
            if method != "get":
                each["parameters"] = [*each["parameters"], KEY]
    return found


def _refusal(said: str) -> dict[str, Any]:
    return {
        "description": said,
        "content": {problems.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


REFUSALS = {
    400: "The request cannot be read.",
    401: "No live token came with it.",
    403: "The owner may not do this, or the token does not lend it.",
    404: "There is nothing here that this token can see.",
    409: "What stands there now does not allow it.",
    412: "Somebody changed it meanwhile.",
    413: "The body is too large.",
    422: "Some values do not fit.",
    428: "If-Match is missing.",
    429: "The token has asked too often in this minute.",
}
_TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": _TEXT, "code": _TEXT, "message": _TEXT}},
        },
    },
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "The same key with the same request is answered as the first time, for 24 hours.",
}
