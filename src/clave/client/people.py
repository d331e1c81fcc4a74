"""People. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class AppointmentTold:
    """One key account with managers, deputies, what is open to hand over and what is wrong."""

    customer: str = UNSET
    name: str = UNSET
    managers: list[HolderTold] = UNSET
    deputies: list[HolderTold] = UNSET
    open_items: int = UNSET
    late_items: int = UNSET
    flags: list[FlagTold] = UNSET


@dataclass(frozen=True)
class CourseTold:
    """A course: the skills it serves, how long it holds, whether managers need it."""

    id: int = UNSET
    name: str = UNSET
    description: str = UNSET
    skill_keys: list[str] = UNSET
    validity_months: int | None = UNSET
    needed_of_managers: bool = UNSET


@dataclass(frozen=True)
class FlagTold:
    """One thing that is wrong with how a key account is managed."""

    kind: str = UNSET
    words: str = UNSET


@dataclass(frozen=True)
class HandOverItemTold:
    """One thing that is handed over."""

    id: int = UNSET
    item: str = UNSET
    due_on: date = UNSET
    done_on: date | None = UNSET


@dataclass(frozen=True)
class HolderTold:
    """Who manages a key account or stands in, from when to when."""

    name: str = UNSET
    person: str | None = UNSET
    valid_from: date = UNSET
    valid_to: date | None = UNSET


@dataclass(frozen=True)
class NeedTold:
    """What a profile asks of one skill."""

    skill: str = UNSET
    level: int = UNSET
    floor: int = UNSET
    weight: int = UNSET


@dataclass(frozen=True)
class PlaceTold:
    """One person's place in one course, and where it stands."""

    id: int = UNSET
    course: int = UNSET
    name: str = UNSET
    standing: str = UNSET
    planned_on: date = UNSET
    completed_on: date | None = UNSET
    certificate: str = UNSET
    expires_on: date | None = UNSET


@dataclass(frozen=True)
class ProfileTold:
    """What the manager of a key account must be able to do; the default where it has no profile of its own."""

    customer: str | None = UNSET
    is_own: bool = UNSET
    needs: list[NeedTold] = UNSET
    reason: str = UNSET
    at: datetime | None = UNSET


@dataclass(frozen=True)
class SkillTold:
    """A skill and what its levels mean."""

    key: str = UNSET
    group: str = UNSET
    name: str = UNSET
    level_1: str = UNSET
    level_3: str = UNSET
    level_5: str = UNSET


class PeopleApi:
    """People."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def skills(self, *, limit: int = UNSET) -> Iterator[SkillTold]:
        """Every skill in use, by key."""
        return self._asking.pages(SkillTold, "/skills", {"limit": limit})

    def default_profile(self) -> ProfileTold:
        """The profile that counts where a key account has none of its own."""
        return cast("ProfileTold", self._asking.read(ProfileTold, "/skill-profiles/default", {}))

    def change_default(self, *, needs: dict[str, Mapping[str, Any]], reason: str) -> ProfileTold:
        """Write the default profile as a whole, for a reason."""
        return cast(
            "ProfileTold",
            self._asking.write(
                ProfileTold, "PUT", "/skill-profiles/default", {"needs": needs, "reason": reason}, versioned=True
            ),
        )

    def profile(self, code: str) -> ProfileTold:
        """The profile that counts for a key account."""
        return cast("ProfileTold", self._asking.read(ProfileTold, f"/skill-profiles/{segment(code)}", {}))

    def change(self, code: str, *, needs: dict[str, Mapping[str, Any]], reason: str) -> ProfileTold:
        """Write the profile of a key account as a whole, for a reason."""
        return cast(
            "ProfileTold",
            self._asking.write(
                ProfileTold,
                "PUT",
                f"/skill-profiles/{segment(code)}",
                {"needs": needs, "reason": reason},
                versioned=True,
            ),
        )

    def appointments(self, *, limit: int = UNSET) -> Iterator[AppointmentTold]:
        """Every key account in scope with managers, deputies and what is wrong, by code."""
        return self._asking.pages(AppointmentTold, "/appointments", {"limit": limit})

    def appointment(self, code: str) -> AppointmentTold:
        """One key account with managers, deputies and what is wrong."""
        return cast("AppointmentTold", self._asking.read(AppointmentTold, f"/appointments/{segment(code)}", {}))

    def finish(self, pk: int) -> HandOverItemTold:
        """Call one thing done that is handed over with an own key account."""
        return cast(
            "HandOverItemTold", self._asking.write(HandOverItemTold, "POST", f"/hand-over/{segment(pk)}/done", {})
        )

    def courses(self, *, limit: int = UNSET) -> Iterator[CourseTold]:
        """Every course on offer."""
        return self._asking.pages(CourseTold, "/courses", {"limit": limit})

    def training_of(self, pk: int, *, limit: int = UNSET) -> Iterator[PlaceTold]:
        """The places of one person, the newest first."""
        return self._asking.pages(PlaceTold, f"/people/{segment(pk)}/training", {"limit": limit})

    def plan(self, pk: int, *, course: int, planned_on: date) -> PlaceTold:
        """Say that a person is to take a course by a day."""
        return cast(
            "PlaceTold",
            self._asking.write(
                PlaceTold, "POST", f"/people/{segment(pk)}/training", {"course": course, "planned_on": planned_on}
            ),
        )

    def complete(self, pk: int, *, completed_on: date, certificate: str) -> PlaceTold:
        """Complete a place with its certificate."""
        return cast(
            "PlaceTold",
            self._asking.write(
                PlaceTold,
                "POST",
                f"/training/{segment(pk)}/complete",
                {"completed_on": completed_on, "certificate": certificate},
            ),
        )
