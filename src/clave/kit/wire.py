"""How lists, amounts and versions travel over the API: shapes, cursors, entity tags."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from clave.kit.money import Money
from clave.kit.refusals import Refusal, gettext_noop

ETAG = {"responses": {200: {"headers": {"ETag": {"schema": {"type": "string"}}}}}}
"""What the schema says of a route whose answer carries the version that was read."""
IF_MATCH = {
    "parameters": [
        {"in": "header", "name": "If-Match", "required": True, "schema": {"type": "string"},
         "description": "The ETag that was read."}
    ]
}  # fmt: skip
"""What the schema says of a route that needs it back."""


class Answer(Schema):
    """What the API tells."""


class Asked(Schema):
    """What the API is told: a field it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


class Amount(Answer):
    """An exact amount of money as a decimal text, with its currency."""

    amount: str
    currency: str

    @classmethod
    def of(cls, money: Money | None) -> dict[str, str] | None:
        """The amount as it travels; None stays None."""
        return None if money is None else {"amount": str(money.amount), "currency": money.currency}


Limit = Annotated[int, Query(50, ge=1, le=200, description="How many at most.")]
After = Annotated[str, Query("", max_length=400, description="`next_cursor` of the page before.")]
Line = Annotated[str, Field(min_length=1, max_length=500)]


class CursorInvalid(Refusal):
    code = "CURSOR_INVALID"
    template = gettext_noop("This cursor is not one that this list gave. Begin without one.")
    http_status = 400


class PreconditionRequired(Refusal):
    code = "PRECONDITION_REQUIRED"
    template = gettext_noop("Send If-Match with the ETag that you read. Nothing was changed.")
    http_status = 428


class PreconditionFailed(Refusal):
    code = "PRECONDITION_FAILED"
    template = gettext_noop(
        "Somebody changed this meanwhile. Read it again, and send its new ETag. Nothing was changed."
    )
    http_status = 412


def cursor(*places: str | int) -> str:
    """Where a list goes on, opaque to who receives it."""
    return base64.urlsafe_b64encode(json.dumps(places, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str, *kinds: type) -> tuple[Any, ...] | None:
    """The places in a cursor of these kinds; None for an empty one. Raises CursorInvalid."""
    if not text:
        return None
    try:
        places = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        raise CursorInvalid from None
    if not isinstance(places, list) or [type(place) for place in places] != list(kinds):
        raise CursorInvalid
    if any(_is_unfit(place) for place in places):
        raise CursorInvalid
    return tuple(places)


def page(found: Iterable[Any], limit: int, place: Callable[[Any], Iterable[str | int]]) -> tuple[list[Any], str | None]:
    """The first `limit` of `limit + 1` rows, and the cursor of what follows; None at the end."""
    rows = list(found)
    shown = rows[:limit]
    return shown, cursor(*place(shown[-1])) if len(rows) > limit else None


def newest_first(
    rows: Any, limit: int, after: str, told: Callable[[Any], dict[str, Any]], by: str = "number"
) -> dict[str, Any]:
    """A page of rows numbered `by` a field, the highest first, each as `told` tells it; raises what reading a cursor does."""
    if place := read_cursor(after, int):
        rows = rows.filter(**{f"{by}__lt": place[0]})
    shown, following = page(rows.order_by(f"-{by}")[: limit + 1], limit, lambda each: (getattr(each, by),))
    return {"items": [told(each) for each in shown], "next_cursor": following}


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def refuse_stale(request: HttpRequest, version: int) -> None:
    """A change says which version it was made from. Raises PreconditionRequired and PreconditionFailed."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise PreconditionRequired
    if etag(version) not in [each.strip() for each in given.split(",")]:
        raise PreconditionFailed


def _is_unfit(place: Any) -> bool:
    """Whether no row can stand at this place."""
    return "\0" in place if isinstance(place, str) else not 0 <= place < 2**63
