"""What can go wrong when Clave is asked: its refusals as exceptions, with their stable code and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field of a request."""

    field: str
    code: str
    message: str


class Problem(Exception):
    """A refusal: `status`, a `code` that never changes, `detail` in the language asked for, and what each field lacks."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        self.status, self.code = status, str(told.get("code", ""))
        self.detail = str(told.get("detail", ""))
        self.errors = [FieldError(**each) for each in told.get("errors", [])]
        super().__init__(" ".join([f"{status} {self.code}: {self.detail}", *(each.message for each in self.errors)]))


class Unauthorised(Problem):
    """The token is missing, unknown, revoked or ended."""


class NotAllowed(Problem):
    """The owner of the token may not do this, or the token does not lend it."""


class NotThere(Problem):
    """There is nothing at this address that the token can see."""


class Conflict(Problem):
    """What stands there now does not allow it."""


class ChangedMeanwhile(Problem):
    """Somebody changed it since it was read: read it again and decide anew."""


class Invalid(Problem):
    """Some values do not fit; `errors` says which."""


class ReadFirst(Exception):
    """A change needs the version that was read: read the thing with this client before changing it."""


class NoAnswer(Exception):
    """The server did not answer, however often it was asked."""


KINDS: dict[int, type[Problem]] = {
    401: Unauthorised,
    403: NotAllowed,
    404: NotThere,
    409: Conflict,
    412: ChangedMeanwhile,
    422: Invalid,
}
"""Status -> the exception."""
