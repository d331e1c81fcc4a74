"""Sponsors and visits. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class FollowUpTold:
    """An action or a risk of the token's owner: for which key account, and by when; the sentence is for persons."""

    id: int = UNSET
    customer: str = UNSET
    kind: str = UNSET
    due_on: date = UNSET
    done_on: date | None = UNSET


@dataclass(frozen=True)
class ReportTold:
    """That a visit was told of, by whom and when; what was told is for persons at a screen."""

    id: int = UNSET
    visit: int = UNSET
    customer: str = UNSET
    visit_on: date = UNSET
    by: str | None = UNSET
    at: datetime = UNSET


@dataclass(frozen=True)
class SponsorTold:
    """Who sponsors a key account, from when to when."""

    name: str = UNSET
    person: str | None = UNSET
    valid_from: date = UNSET
    valid_to: date | None = UNSET


@dataclass(frozen=True)
class SponsorshipFlagTold:
    """One thing that is wrong with how a key account is sponsored."""

    kind: str = UNSET
    words: str = UNSET


@dataclass(frozen=True)
class SponsorshipTold:
    """One key account with its sponsors, how often it is visited, and how the visits stand."""

    customer: str = UNSET
    name: str = UNSET
    sponsors: list[SponsorTold] = UNSET
    visits_a_year: int = UNSET
    last_visit_on: date | None = UNSET
    next_visit_on: date | None = UNSET
    due_on: date = UNSET
    standing: str = UNSET
    flags: list[SponsorshipFlagTold] = UNSET


@dataclass(frozen=True)
class VisitTold:
    """One visit: the day, the moment where it is known, and where it stands."""

    id: int = UNSET
    customer: str = UNSET
    visit_on: date = UNSET
    starts_at: datetime | None = UNSET
    duration_minutes: int = UNSET
    state: str = UNSET
    called_off_reason: str = UNSET
    version: int = UNSET


class SponsorsAndVisitsApi:
    """Sponsors and visits."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def sponsorships(self, *, limit: int = UNSET) -> Iterator[SponsorshipTold]:
        """Every key account in scope with its sponsors and visits, by code."""
        return self._asking.pages(SponsorshipTold, "/sponsorships", {"limit": limit})

    def sponsorship(self, code: str) -> SponsorshipTold:
        """One key account; its ETag is what changing the rhythm needs."""
        return cast("SponsorshipTold", self._asking.read(SponsorshipTold, f"/sponsorships/{segment(code)}", {}))

    def set_rhythm(self, code: str, *, visits_a_year: int) -> SponsorshipTold:
        """Set the rhythm of visits."""
        return cast(
            "SponsorshipTold",
            self._asking.write(
                SponsorshipTold,
                "PUT",
                f"/sponsorships/{segment(code)}/rhythm",
                {"visits_a_year": visits_a_year},
                versioned=True,
            ),
        )

    def visits(self, *, limit: int = UNSET) -> Iterator[VisitTold]:
        """The visits to the key accounts in scope, the newest entry first."""
        return self._asking.pages(VisitTold, "/visits", {"limit": limit})

    def plan(self, *, visit_on: date, customer: str, hour: str | None = UNSET) -> VisitTold:
        """Put a visit to a key account of one's own on a day."""
        return cast(
            "VisitTold",
            self._asking.write(
                VisitTold, "POST", "/visits", {"visit_on": visit_on, "hour": hour, "customer": customer}
            ),
        )

    def visit(self, pk: int) -> VisitTold:
        """One visit; its ETag is what moving it or calling it off needs."""
        return cast("VisitTold", self._asking.read(VisitTold, f"/visits/{segment(pk)}", {}))

    def move(self, pk: int, *, visit_on: date, hour: str | None = UNSET) -> VisitTold:
        """Move a visit."""
        return cast(
            "VisitTold",
            self._asking.write(
                VisitTold, "PUT", f"/visits/{segment(pk)}", {"visit_on": visit_on, "hour": hour}, versioned=True
            ),
        )

    def call_off(self, pk: int, *, reason: str) -> VisitTold:
        """Call a visit off, for a reason."""
        return cast(
            "VisitTold",
            self._asking.write(
                VisitTold, "POST", f"/visits/{segment(pk)}/call-off", {"reason": reason}, versioned=True
            ),
        )

    def reports(self, *, limit: int = UNSET) -> Iterator[ReportTold]:
        """That visits were told of, by whom and when, the newest first."""
        return self._asking.pages(ReportTold, "/reports", {"limit": limit})

    def follow_ups(self, *, limit: int = UNSET) -> Iterator[FollowUpTold]:
        """The owner's actions and risks, the newest first."""
        return self._asking.pages(FollowUpTold, "/follow-ups", {"limit": limit})

    def finish(self, pk: int) -> FollowUpTold:
        """Finish one of the owner's own."""
        return cast("FollowUpTold", self._asking.write(FollowUpTold, "POST", f"/follow-ups/{segment(pk)}/done", {}))
