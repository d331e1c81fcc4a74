"""What the API answers when it does not do what was asked: application/problem+json, with a stable code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja.errors import ValidationError

from clave.kit.away import BUSY, UNREACHABLE, database_trouble
from clave.kit.refusals import Refusal, gettext_noop

PROBLEM = "application/problem+json"
STALE = "_STALE"


class Unauthorised(Refusal):
    code = "TOKEN_MISSING"
    template = gettext_noop("Send a live token: Authorization: Bearer TOKEN. Make one under API tokens.")
    http_status = 401


class TokenInUrl(Refusal):
    code = "TOKEN_IN_URL"
    template = gettext_noop(
        "An address is written into logs: send the token in the Authorization header, and revoke it."
    )
    http_status = 400


class TooManyRequests(Refusal):
    code = "TOO_MANY_REQUESTS"
    template = gettext_noop("This token has asked %(most)s times in this minute. Ask again in %(seconds)s seconds.")
    http_status = 429


class MethodNotAllowed(Refusal):
    code = "METHOD_NOT_ALLOWED"
    template = gettext_noop("This address takes %(methods)s.")
    http_status = 405


class Absent(Refusal):
    code = "NOT_FOUND"
    template = gettext_noop("There is nothing here that this token can see.")
    http_status = 404


class FieldUnknown(Refusal):
    code = "FIELD_UNKNOWN"
    template = gettext_noop("Not known here: %(names)s. Nothing was changed.")
    http_status = 400


class FilterNotAllowed(Refusal):
    code = "FILTER_NOT_ALLOWED"
    template = gettext_noop("This list cannot be filtered or sorted by %(names)s.")
    http_status = 400


class BodyNotJson(Refusal):
    code = "BODY_NOT_JSON"
    template = gettext_noop("The body is not JSON: line %(line)s, column %(column)s. Nothing was changed.")
    http_status = 400


class BodyTooLarge(Refusal):
    code = "BODY_TOO_LARGE"
    template = gettext_noop("The body is larger than %(most)s MB. Nothing was changed.")
    http_status = 413


class NumberNotFinite(Refusal):
    code = "NUMBER_NOT_FINITE"
    template = gettext_noop("%(value)s is no finite number; write amounts as decimal texts. Nothing was changed.")
    http_status = 400


class TextInvalid(Refusal):
    code = "TEXT_INVALID"
    template = gettext_noop("%(field)s holds %(sign)s, which no text can hold. Nothing was changed.")
    http_status = 400


class ValueUnfit(Refusal):
    code = "VALUE_INVALID"
    template = gettext_noop("Some values do not fit; errors says which. Nothing was changed.")
    http_status = 422


class DatabaseAway(Refusal):
    code = UNREACHABLE
    template = gettext_noop("The database does not answer at this moment. Send it again in a minute.")
    http_status = 503


class DatabaseBusy(Refusal):
    code = BUSY
    template = gettext_noop("Somebody else holds the database at this moment. Send it again in a minute.")
    http_status = 503


class Broken(Refusal):
    code = "INTERNAL_ERROR"
    template = gettext_noop(
        "Something broke on our side, and nothing was changed. Tell us the X-Request-ID of this answer."
    )
    http_status = 500


def of_a_fault(error: Exception) -> Refusal:
    """What is answered where Clave breaks, or the database under it."""
    return {UNREACHABLE: DatabaseAway, BUSY: DatabaseBusy}.get(database_trouble(error) or "", Broken)()


WORDS = {
    "missing": gettext_noop("This is needed."),
    "int_parsing": gettext_noop("A whole number is expected."),
    "int_type": gettext_noop("A whole number is expected."),
    "greater_than_equal": gettext_noop("At least %(ge)s is expected."),
    "less_than_equal": gettext_noop("At most %(le)s is expected."),
    "string_type": gettext_noop("A text is expected."),
    "string_too_long": gettext_noop("At most %(max_length)s characters fit."),
    "string_too_short": gettext_noop("At least %(min_length)s characters are expected."),
    "date_from_datetime_parsing": gettext_noop("A day is expected, such as 2026-03-31."),
    "date_parsing": gettext_noop("A day is expected, such as 2026-03-31."),
    "bool_parsing": gettext_noop("true or false is expected."),
    "list_type": gettext_noop("A list is expected."),
    "extra_forbidden": gettext_noop("This field is not known."),
}
"""What is wrong with a value, in our words."""
OTHERWISE = gettext_noop("This value does not fit here.")


def refused(refusal: Refusal, errors: Sequence[dict[str, str]] = ()) -> HttpResponse:
    """A refusal as the API tells it; a stale save is a failed precondition."""
    is_stale = refusal.http_status == HTTPStatus.CONFLICT and refusal.code.endswith(STALE)
    status = HTTPStatus.PRECONDITION_FAILED if is_stale else HTTPStatus(refusal.http_status)
    told = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": refusal.code,
        "detail": refusal.sentence(gettext),
        "errors": list(errors),
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status.value, content_type=PROBLEM)


def misfit(error: ValidationError) -> HttpResponse:
    """Values that do not fit, each with where it stands; fields that nobody knows come first."""
    unknown = [each for each in error.errors if each["type"] == "extra_forbidden"]
    told = [_told(each) for each in unknown or error.errors]
    if unknown:
        return refused(FieldUnknown(names=", ".join(each["field"] for each in told)), told)
    return refused(ValueUnfit(), told)


def _told(error: dict[str, Any]) -> dict[str, str]:
    template = gettext(WORDS.get(error["type"], OTHERWISE))
    return {"field": _place(error["loc"]), "code": error["type"].upper(), "message": template % error.get("ctx", {})}


def _place(location: Iterable[Any]) -> str:
    """Where a value stands, without the name that our function has for the whole body."""
    source, *rest = (str(part)[:80] for part in location)
    return ".".join(rest[1:] or rest if source == "body" else rest)
