"""What several parts of the API tell. Written by `make client` from the schema of the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clave.client.asking import UNSET


@dataclass(frozen=True)
class Amount:
    """An exact amount of money as a decimal text, with its currency."""

    amount: str = UNSET
    currency: str = UNSET


@dataclass(frozen=True)
class FlagTold:
    """One thing that is wrong with how a key account is sponsored."""

    kind: str = UNSET
    words: str = UNSET


@dataclass(frozen=True)
class HitTold:
    """One thing that was found, and the page it is on."""

    title: str = UNSET
    detail: str = UNSET
    path: str = UNSET


@dataclass(frozen=True)
class HolderTold:
    """Who sponsors a key account, from when to when."""

    name: str = UNSET
    person: str | None = UNSET
    valid_from: date = UNSET
    valid_to: date | None = UNSET


@dataclass(frozen=True)
class ItemTold:
    """An item of the agenda; its customer is null where the token's owner does not see that key account."""

    number: int = UNSET
    kind: str = UNSET
    what: str = UNSET
    why: str = UNSET
    customer: str | None = UNSET
    owner: str = UNSET
    due_on: date = UNSET
    meets_on: date | None = UNSET
    carried: int = UNSET
    state: str = UNSET
    verdict: str = UNSET
    decision: str = UNSET
    decided_on: date | None = UNSET
    done_on: date | None = UNSET
    corrects: int | None = UNSET


@dataclass(frozen=True)
class PlaceTold:
    """A function at a site."""

    function: str = UNSET
    site: str = UNSET


@dataclass(frozen=True)
class RunTold:
    """One time a connector went; `import_state` says what became of its rows."""

    number: int = UNSET
    state: str = UNSET
    started_at: datetime = UNSET
    finished_at: datetime | None = UNSET
    since: str = UNSET
    rows: int = UNSET
    added: int | None = UNSET
    changed: int | None = UNSET
    unchanged: int | None = UNSET
    import_key: str | None = UNSET
    import_state: str | None = UNSET
    code: str | None = UNSET
    detail: str = UNSET


@dataclass(frozen=True)
class SectionTold:
    """What was found of one kind: the best of it, and how much there is in all."""

    kind: str = UNSET
    name: str = UNSET
    count: int = UNSET
    hits: list[HitTold] = UNSET
