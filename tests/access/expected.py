"""The table of who reaches what, as the tests read it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from clave.access.policy import Role

TABLE = Path(__file__).with_name("expected_matrix.toml")
READING = ("GET", "HEAD")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
LOGIN = 302


@dataclass(frozen=True)
class Row:
    """One address: who may read, who may write, whose objects they reach."""

    read: frozenset[Role] = frozenset()
    write: frozenset[Role] = frozenset()
    never: frozenset[Role] = frozenset()
    others: frozenset[Role] = frozenset()
    blind: frozenset[Role] = frozenset()
    object: str = ""
    got: int = 200
    posted: int = 422
    stranger: dict[str, int] = field(default_factory=dict)
    person: dict[str, int] = field(default_factory=dict)

    def answer(self, roles: Collection[Role], method: str, reach: str) -> int:
        """What a signed-in person with these roles is answered about their own, another's or an absent object."""
        if self.person:
            return self.person[method]
        first, second = (self.read, self.write) if method in READING else (self.write, self.read)
        if (first or second).isdisjoint(roles) or not self.never.isdisjoint(roles):
            return 403
        if method not in self.offered:
            return 405
        if not self._reaches(frozenset(roles), reach):
            return 404
        return self.got if method in READING else self.posted

    def _reaches(self, roles: frozenset[Role], reach: str) -> bool:
        """Whether the object is there for these roles."""
        wide = not self.others.isdisjoint(roles)
        own = not self.object or not (self.read | self.write).intersection(roles) <= self.blind
        return {"own": own or wide, "other": wide, "absent": False}[reach]

    def answer_to_stranger(self, method: str) -> int:
        """What somebody who is not signed in is answered: the way to the sign-in page, unless the door is public."""
        return self.stranger[method] if self.stranger else LOGIN

    @property
    def offered(self) -> tuple[str, ...]:
        return (*(READING if self.read else ()), *(("POST",) if self.write else ()))


@cache
def expected() -> dict[str, Row]:
    """Every row, by the name of its address."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: _row(cells) for name, cells in table.items()}


def _row(cells: dict[str, object]) -> Row:
    roles = {"read", "write", "never", "others", "blind"}
    return Row(**{key: frozenset(map(Role, cell)) if key in roles else cell for key, cell in cells.items()})  # type: ignore[arg-type, call-overload]
