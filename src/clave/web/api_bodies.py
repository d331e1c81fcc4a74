"""What comes with a request of the API: a body that is JSON through and through, and no parameter that nobody reads."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.operation import Operation

from clave.web import api_problems as problems

LARGEST_MB = 1
TOKEN_WORDS = frozenset({"token", "access_token", "api_key", "authorization"})
ORDERING = frozenset({"ordering", "order", "order_by", "sort", "sort_by"})


def refuse_token_in_url(request: HttpRequest) -> None:
    """An address is kept in logs and histories: no secret belongs there."""
    if any(name.lower() in TOKEN_WORDS for name in request.GET):
        raise problems.TokenInUrl


def refuse_unread(request: HttpRequest, operation: Operation) -> None:
    """A parameter that this address does not read is refused, whatever its name means elsewhere."""
    unread = sorted(set(request.GET) - parameters_of(operation))
    filters = [name for name in unread if "__" in name or name.lower() in ORDERING]
    if filters:
        raise problems.FilterNotAllowed(names=_shown(filters))
    if unread:
        raise problems.FieldUnknown(names=_shown(unread))
    for name in request.GET:
        for value in request.GET.getlist(name):
            refuse_unfit_text(value, name)


def parameters_of(operation: Operation) -> set[str]:
    """The names of the parameters in the address that an operation reads."""
    queries = (model for model in operation.models if model.__ninja_param_source__ == "query")
    return {name for model in queries for name in model.__ninja_flatten_map__}


def read_body(request: HttpRequest) -> Any:
    """The JSON of a request; None where there is no body. Raises what is wrong with it."""
    try:
        raw = request.body
    except RequestDataTooBig:
        raise problems.BodyTooLarge(most=LARGEST_MB) from None
    if len(raw) > LARGEST_MB << 20:
        raise problems.BodyTooLarge(most=LARGEST_MB)
    if not raw.strip():
        return None
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_not_finite, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise problems.BodyNotJson(line=error.lineno, column=error.colno) from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise problems.BodyNotJson(line=1, column=1) from None
    for place, text in _texts(found, ""):
        refuse_unfit_text(text, place)
    return found


def refuse_unfit_text(text: str, place: str) -> None:
    """No text holds a NUL or half of a character."""
    unfit = next((sign for sign in text if sign == "\0" or "\ud800" <= sign <= "\udfff"), None)
    if unfit is not None:
        raise problems.TextInvalid(field=_shown([place]), sign=f"U+{ord(unfit):04X}")


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text in a body with where it stands, the names of fields too; without recursion, however deep."""
    waiting = [(place, value)]
    while waiting:
        at, each = waiting.pop()
        if isinstance(each, str):
            yield at, each
        elif isinstance(each, dict):
            yield from ((at, name) for name in each)
            waiting += [(f"{at}.{name}".strip("."), inner) for name, inner in each.items()]
        elif isinstance(each, list):
            waiting += [(f"{at}.{number}".strip("."), inner) for number, inner in enumerate(each)]


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _not_finite(text)


def _not_finite(text: str) -> NoReturn:
    raise problems.NumberNotFinite(value=text[:80])


def _shown(names: Collection[str]) -> str:
    """Names as they may be told: short, and without what cannot be seen."""
    return ", ".join(name[:80].encode("unicode_escape").decode("ascii") for name in list(names)[:10])
