"""The door of the board pack for other programs: what it says and its figures; the papers are for people at a screen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Router

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import Answer
from clave.programme.pack.gathering import board_pack
from clave.programme.pack.parts import Pack
from clave.programme.pack.quarters import quarter_named

router = Router(tags=[gettext_noop("Programme")])


class FigureTold(Answer):
    """A figure of the first page: its stable name, its value and the ends of its interval; null where it is not known."""

    figure: str
    name: str
    value: str | None
    low: str | None
    high: str | None
    unit: str


class SectionTold(Answer):
    """One message of the pack: its key, the sentence that says the finding, and where it comes from."""

    key: str
    finding: str
    source: str


class PackTold(Answer):
    """The pack of a quarter, as far as the token lends and its owner reads."""

    quarter: str
    period: str
    run: str | None
    as_of: date | None
    holds: str
    figures: list[FigureTold]
    sections: list[SectionTold]


@router.get(
    "/board-pack", response=PackTold, url_name="board-pack", summary=gettext_noop("What the pack for the board says")
)
@requires(Action.SEE_BOARD_PACK)
def pack(
    request: SignedIn,
    quarter: Annotated[str, Query(max_length=7, pattern=r"^(\d{4}-[Qq][1-4])?$")] = "",
    language: Annotated[Literal["en", "es"], Query()] = "en",
) -> dict[str, Any]:
    """The figures and findings of a quarter, the current one unless another is asked for."""
    today = timezone.localdate()
    return pack_told(board_pack(request.user, quarter_named(quarter, today), today, language))


def pack_told(found: Pack) -> dict[str, Any]:
    """The pack as the API tells it."""
    ids = [column.id for column in found.tables[0].columns]
    rows = [dict(zip(ids, row, strict=True)) for row in found.tables[0].rows]
    for row in rows:
        row.update({name: None if row[name] is None else str(row[name]) for name in ("value", "low", "high")})
    sections = [{"key": each.key, "finding": each.finding, "source": each.source} for each in found.sections]
    told = {"quarter": found.quarter.code, "period": found.period, "run": found.run or None, "as_of": found.as_of}
    return {**told, "holds": found.lede, "figures": rows, "sections": sections}
