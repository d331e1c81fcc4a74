"""The skills of a key account manager, what their levels mean, and which level counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clave.kit.refusals import gettext_noop

HIGHEST_LEVEL = 5
TENTHS = 10
"""Levels that count are kept in tenths: 3.5 is 35."""
OLD_AFTER_DAYS = 365
"""An assessment older than this is marked; it still counts until somebody looks again."""
WIDE_GAP = 2
"""Sides that are this many levels apart should talk to each other."""


class Group(StrEnum):
    """The five groups of skills that a key account manager needs."""

    FINANCIAL = "financial"
    CONSULTATIVE = "consultative"
    PLANNING = "planning"
    INTERPERSONAL = "interpersonal"
    INFLUENCING = "influencing"


GROUP_NAMES: dict[Group, str] = {
    Group.FINANCIAL: gettext_noop("Financial"),
    Group.CONSULTATIVE: gettext_noop("Consultative"),
    Group.PLANNING: gettext_noop("Planning"),
    Group.INTERPERSONAL: gettext_noop("Interpersonal"),
    Group.INFLUENCING: gettext_noop("Influencing"),
}


class Side(StrEnum):
    """Who says what a person can do."""

    SELF = "self"
    MANAGER = "manager"
    ASSESSOR = "assessor"


SIDE_NAMES: dict[Side, str] = {
    Side.SELF: gettext_noop("the person"),
    Side.MANAGER: gettext_noop("their superior"),
    Side.ASSESSOR: gettext_noop("assessor"),
}


@dataclass(frozen=True)
class SkillSpec:
    """A skill as pages show it: its group, its name, and what a 1, a 3 and a 5 are."""

    key: str
    group: Group
    name: str
    level_1: str
    level_3: str
    level_5: str
    is_active: bool = True


BUILT_IN: tuple[SkillSpec, ...] = (
    SkillSpec(
        "financial",
        Group.FINANCIAL,
        gettext_noop("Financial"),
        gettext_noop("Reads an invoice and a price list."),
        gettext_noop("Explains what a customer contributes after cost to serve, and what would change it."),
        gettext_noop(
            "Builds the business case of a deal over years, for us and for the customer, and defends it to finance."
        ),
    ),
    SkillSpec(
        "consultative",
        Group.CONSULTATIVE,
        gettext_noop("Consultative"),
        gettext_noop("Presents our products and answers questions about them."),
        gettext_noop("Finds out what the customer's business needs before offering anything."),
        gettext_noop(
            "Changes how the customer sees its own problem, and designs the answer with people of both companies."
        ),
    ),
    SkillSpec(
        "planning",
        Group.PLANNING,
        gettext_noop("Planning"),
        gettext_noop("Keeps an own list of things to do."),
        gettext_noop("Keeps a plan for one customer with goals, actions and owners, and follows it up."),
        gettext_noop("Leads a plan over years across functions and sites, and changes it in time when facts change."),
    ),
    SkillSpec(
        "interpersonal",
        Group.INTERPERSONAL,
        gettext_noop("Interpersonal"),
        gettext_noop("Gets on with the people met every day."),
        gettext_noop("Builds trust with people of several functions at the customer, also after something went wrong."),
        gettext_noop("Is asked for advice by the customer's leaders and brings our people together with theirs."),
    ),
    SkillSpec(
        "influencing",
        Group.INFLUENCING,
        gettext_noop("Influencing"),
        gettext_noop("Asks colleagues for help and passes their answer on."),
        gettext_noop("Gets other functions to keep what was promised, without being their superior."),
        gettext_noop("Wins the top of both companies for a change that costs them something now."),
    ),
)
"""The skills that every company has from the start; our own words may replace these, and more may be added."""


@dataclass(frozen=True)
class Said:
    """One assessment that still stands."""

    side: Side
    level: int
    on: date


@dataclass(frozen=True)
class Known:
    """What is known of one skill of one person: the level that counts in tenths, or why none does."""

    tenths: int | None
    gap: int
    oldest: date | None
    sides: frozenset[Side]

    def is_old(self, on: date) -> bool:
        """Whether somebody should look again."""
        return self.oldest is not None and (on - self.oldest).days > OLD_AFTER_DAYS

    @property
    def is_disputed(self) -> bool:
        """Whether the sides lie far apart."""
        return self.gap >= WIDE_GAP

    @property
    def level(self) -> float | None:
        return None if self.tenths is None else self.tenths / TENTHS


def known(said: Iterable[Said]) -> Known:
    """The level that counts: the mean of superior and assessors, once two sides have spoken.

    What a person says of oneself makes a second side and shows the gap, but never moves the level.
    """
    by_side: dict[Side, list[int]] = {}
    days = []
    for each in said:
        by_side.setdefault(each.side, []).append(each.level)
        days.append(each.on)
    means = {side: sum(levels) / len(levels) for side, levels in by_side.items()}
    others = [mean for side, mean in means.items() if side is not Side.SELF]
    counts = len(means) >= 2 and bool(others)
    return Known(
        tenths=round(TENTHS * sum(others) / len(others)) if counts else None,
        gap=round(max(means.values()) - min(means.values())) if means else 0,
        oldest=min(days) if days else None,
        sides=frozenset(means),
    )


def side_of(*, is_oneself: bool, is_superior: bool) -> Side:
    """In which capacity somebody assesses; nobody chooses it."""
    return Side.SELF if is_oneself else Side.MANAGER if is_superior else Side.ASSESSOR


PROTECTED_WORDS = """
    age aged old young youth birth birthday gender sex sexual male female woman man women men orientation race racial
    colour color ethnic ethnicity origin nationality national citizenship native accent religion religious faith belief
    beliefs health illness disability disabled pregnancy pregnant maternity paternity marital married family children
    union political politics looks appearance weight height caste
    edad joven jovenes viejo vejez nacimiento genero sexo varon mujer hombre mujeres hombres orientacion raza etnia
    etnico etnica origen nacionalidad ciudadania nativo nativa acento religioso religiosa creencia creencias fe salud
    enfermedad discapacidad embarazo embarazada maternidad paternidad civil casado casada familia hijos sindicato
    sindical afiliacion politica politico aspecto apariencia fisico fisica peso altura
"""
PROTECTED = frozenset(PROTECTED_WORDS.split())
"""Words for what a person is, not what a person can do, in English and Spanish and without accents."""


def protected_word(name: str) -> str | None:
    """The first word of a skill's name that stands for a protected attribute; None where it names a skill."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return next((word for word in re.findall(r"[a-z]+", bare) if word in PROTECTED), None)


def key_of(name: str, taken: Collection[str]) -> str:
    """A key for a new skill that nothing else has."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    stem = "-".join(re.findall(r"[a-z0-9]+", bare))[:32] or "skill"
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def shortfall(tenths: int | None, need: int) -> int | None:
    """How many tenths of a level are missing; none where the level is not known, 0 where it suffices."""
    return None if tenths is None else max(0, need * TENTHS - tenths)


@dataclass(frozen=True)
class Need:
    """What a profile asks of one skill."""

    level: int
    floor: int = 0
    weight: int = 1


Profile = Mapping[str, Need]
DEFAULT_PROFILE: Profile = {
    "financial": Need(3, 2, 2),
    "consultative": Need(4, 2, 3),
    "planning": Need(4, 2, 2),
    "interpersonal": Need(3, 2, 2),
    "influencing": Need(4, 2, 3),
}
"""What an account needs of its manager until the people lead says otherwise."""
