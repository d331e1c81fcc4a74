"""How a company hangs together and what is refused about its people: decisions without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from clave.kit.refusals import Refusal, gettext_noop


class LoginUnknown(Refusal):
    code = "LOGIN_UNKNOWN"
    template = gettext_noop(
        "Nobody signs in as %(email)s. Ask an administrator to add that login first. Nothing was changed."
    )
    http_status = 422


class LoginTaken(Refusal):
    code = "LOGIN_TAKEN"
    template = gettext_noop("This login belongs to %(person)s already. Unlink it there first. Nothing was changed.")


class NoLogin(Refusal):
    code = "NO_LOGIN"
    template = gettext_noop("%(person)s has no login to unlink. Nothing was changed.")


class HasLeft(Refusal):
    code = "PERSON_HAS_LEFT"
    template = gettext_noop("%(person)s is no longer one of our people. Choose somebody else. Nothing was changed.")


class OwnerChanged(Refusal):
    code = "OWNER_CHANGED"
    template = gettext_noop(
        "Somebody named another owner while you chose: now it is %(owner)s. Save again if yours shall answer instead."
    )


@dataclass(frozen=True)
class Line:
    """One person's place in the organisation: whoever reports to them, in order."""

    person: int
    reports: list[Line] = field(default_factory=list)

    @property
    def below(self) -> int:
        """Everybody below this person, however deep."""
        return sum(1 + line.below for line in self.reports)


def lines(superiors: Mapping[int, int | None]) -> list[Line]:
    """The organisation from the top: those who report to nobody we know, with everybody below; order is kept.

    Somebody in a circle of superiors has no way to the top and is not in it.
    """
    below: dict[int | None, list[int]] = defaultdict(list)
    for person, superior in superiors.items():
        below[superior if superior in superiors else None].append(person)

    def grown(person: int) -> Line:
        return Line(person, [grown(each) for each in below[person]])

    return [grown(person) for person in below[None]]
