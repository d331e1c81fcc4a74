"""Programme. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class ChampionTold:
    """One term of a champion: person and superior by code, mandate, days, and whether it runs today."""

    person: str = UNSET
    reports_to: str = UNSET
    to_the_top: bool = UNSET
    mandate: str = UNSET
    starts_on: date = UNSET
    ends_on: date = UNSET
    is_running: bool = UNSET


@dataclass(frozen=True)
class ElementStands:
    """One element of a phase: its score of 0 to 4, null where nothing is known, and what shows it."""

    key: str = UNSET
    name: str = UNSET
    score: int | None = UNSET
    fact: str = UNSET
    is_computed: bool = UNSET


@dataclass(frozen=True)
class FigureTold:
    """A figure of the first page: its stable name, its value and the ends of its interval; null where it is not
    known.
    """

    figure: str = UNSET
    name: str = UNSET
    value: str | None = UNSET
    low: str | None = UNSET
    high: str | None = UNSET
    unit: str = UNSET


@dataclass(frozen=True)
class FunctionTold:
    """One function: who owns it (person code), how far it is trained, what it promised and kept in a year, what it
    lacks.
    """

    function: str = UNSET
    owner: str | None = UNSET
    owner_left: bool = UNSET
    people: int = UNSET
    trained: int = UNSET
    ending: int = UNSET
    expired: int = UNSET
    next_expiry_on: date | None = UNSET
    open: int = UNSET
    overdue: int = UNSET
    judged: int = UNSET
    kept: int = UNSET
    share: float | None = UNSET
    low: float | None = UNSET
    high: float | None = UNSET
    missing: list[str] = UNSET


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
class PackTold:
    """The pack of a quarter, as far as the token lends and its owner reads."""

    quarter: str = UNSET
    period: str = UNSET
    run: str | None = UNSET
    as_of: date | None = UNSET
    holds: str = UNSET
    figures: list[FigureTold] = UNSET
    sections: list[SectionTold] = UNSET


@dataclass(frozen=True)
class PhaseStands:
    """One phase, its elements, and when its gate closed."""

    phase: str = UNSET
    standing: int = UNSET
    is_ready: bool = UNSET
    gate_closed_on: date | None = UNSET
    elements: list[ElementStands] = UNSET


@dataclass(frozen=True)
class ProgrammeStands:
    """Where the whole programme stands; no index with fewer than five key accounts."""

    as_of: date = UNSET
    purpose: str | None = UNSET
    horizon_years: int | None = UNSET
    year: int = UNSET
    reached: int = UNSET
    index: float | None = UNSET
    phases: list[PhaseStands] = UNSET


@dataclass(frozen=True)
class SectionTold:
    """One message of the pack: its key, the sentence that says the finding, and where it comes from."""

    key: str = UNSET
    finding: str = UNSET
    source: str = UNSET


@dataclass(frozen=True)
class SiteFunctionTold:
    """A function at a site."""

    function: str = UNSET
    site: str = UNSET


@dataclass(frozen=True)
class TellingTold:
    """One entry; message and customer are null where it is about a key account that the token's owner does not see."""

    number: int = UNSET
    message: str | None = UNSET
    customer: str | None = UNSET
    told_on: date = UNSET
    told_by: str = UNSET
    how: str = UNSET
    heard: list[SiteFunctionTold] = UNSET
    taken_back: str = UNSET


@dataclass(frozen=True)
class WarningTold:
    """One known failure mode: whether it shows, null where nobody can tell yet, and its evidence."""

    name: str = UNSET
    shows: bool | None = UNSET
    evidence: str = UNSET
    todo: str = UNSET


class ProgrammeApi:
    """Programme."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def programme(self) -> ProgrammeStands:
        """Every phase with its elements, what shows each, and the gates."""
        return cast("ProgrammeStands", self._asking.read(ProgrammeStands, "/programme", {}))

    def agenda(self, *, limit: int = UNSET) -> Iterator[ItemTold]:
        """Every item, newest first."""
        return self._asking.pages(ItemTold, "/agenda", {"limit": limit})

    def put(
        self,
        *,
        kind: Literal["ask", "blocker", "escalation", "decision"],
        what: str,
        owner: str,
        due_on: date,
        why: str = UNSET,
        meeting: int | None = UNSET,
        corrects: int | None = UNSET,
    ) -> ItemTold:
        """Bring something before the executive committee."""
        return cast(
            "ItemTold",
            self._asking.write(
                ItemTold,
                "POST",
                "/agenda",
                {
                    "kind": kind,
                    "what": what,
                    "why": why,
                    "owner": owner,
                    "due_on": due_on,
                    "meeting": meeting,
                    "corrects": corrects,
                },
            ),
        )

    def item(self, number: int) -> ItemTold:
        """One item; its ETag is what a change of it needs."""
        return cast("ItemTold", self._asking.read(ItemTold, f"/agenda/{segment(number)}", {}))

    def change(
        self,
        number: int,
        *,
        kind: Literal["ask", "blocker", "escalation", "decision"],
        what: str,
        owner: str,
        due_on: date,
        why: str = UNSET,
        meeting: int | None = UNSET,
    ) -> ItemTold:
        """Replace what is said of an item that is not decided."""
        return cast(
            "ItemTold",
            self._asking.write(
                ItemTold,
                "PUT",
                f"/agenda/{segment(number)}",
                {"kind": kind, "what": what, "why": why, "owner": owner, "due_on": due_on, "meeting": meeting},
                versioned=True,
            ),
        )

    def done(self, number: int) -> ItemTold:
        """Finish what was agreed."""
        return cast("ItemTold", self._asking.write(ItemTold, "POST", f"/agenda/{segment(number)}/done", {}))

    def communication(self, *, limit: int = UNSET) -> Iterator[TellingTold]:
        """The log, newest entry first."""
        return self._asking.pages(TellingTold, "/communication", {"limit": limit})

    def tell(
        self,
        *,
        message: str,
        functions: list[str],
        sites: list[str],
        told_on: date,
        told_by: str,
        how: str = UNSET,
        customer: str | None = UNSET,
    ) -> TellingTold:
        """Log a message for several functions and sites at once."""
        return cast(
            "TellingTold",
            self._asking.write(
                TellingTold,
                "POST",
                "/communication",
                {
                    "message": message,
                    "functions": functions,
                    "sites": sites,
                    "told_on": told_on,
                    "told_by": told_by,
                    "how": how,
                    "customer": customer,
                },
            ),
        )

    def gaps(self) -> list[SiteFunctionTold]:
        """Every function at its site that heard no message about the programme within a year."""
        return cast("list[SiteFunctionTold]", self._asking.read(list[SiteFunctionTold], "/communication/gaps", {}))

    def take_back(self, number: int, *, reason: str) -> TellingTold:
        """Take an entry back: it no longer counts, and stays."""
        return cast(
            "TellingTold",
            self._asking.write(TellingTold, "POST", f"/communication/{segment(number)}/take-back", {"reason": reason}),
        )

    def board_pack_pack(self, *, quarter: str = UNSET, language: Literal["en", "es"] = UNSET) -> PackTold:
        """The figures and findings of a quarter, the current one unless another is asked for."""
        return cast("PackTold", self._asking.read(PackTold, "/board-pack", {"quarter": quarter, "language": language}))

    def functions(self) -> list[FunctionTold]:
        """The functions one sees, those that nobody owns first; intervals hold 80 per cent."""
        return cast("list[FunctionTold]", self._asking.read(list[FunctionTold], "/functions", {}))

    def champions(self) -> list[ChampionTold]:
        """Every term, the newest first."""
        return cast("list[ChampionTold]", self._asking.read(list[ChampionTold], "/champions", {}))

    def programme_warnings(self) -> list[WarningTold]:
        """Every failure mode with its evidence, in order of consequence."""
        return cast("list[WarningTold]", self._asking.read(list[WarningTold], "/warnings", {}))
