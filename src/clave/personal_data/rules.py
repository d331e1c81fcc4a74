"""Whose values are kept, on which ground, what becomes of them, and why somebody is not erased yet. No Django here."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum

from clave.kit.refusals import Refusal, gettext_noop


class Whose(StrEnum):
    """Whom values are about."""

    CONTACT = "contact"
    LOGIN = "login"
    COLLEAGUE = "colleague"


WHOSE_NAMES: dict[Whose, str] = {
    Whose.CONTACT: gettext_noop("People at customers"),
    Whose.LOGIN: gettext_noop("People who sign in"),
    Whose.COLLEAGUE: gettext_noop("Our people"),
}


class Ground(StrEnum):
    """Why the law allows to keep it: the letters of Article 6(1) of the General Data Protection Regulation."""

    CONTRACT = "b"
    DUTY = "c"
    INTEREST = "f"


GROUND_NAMES: dict[Ground, str] = {
    Ground.CONTRACT: gettext_noop("contract of employment (Art. 6(1)(b))"),
    Ground.DUTY: gettext_noop("legal duty: security and proof (Art. 6(1)(c))"),
    Ground.INTEREST: gettext_noop("legitimate interest in serving the customer (Art. 6(1)(f))"),
}


class Goes(StrEnum):
    """What erasing a person does with values about them."""

    ROW = "row"
    VALUES = "values"


GOES_NAMES: dict[Goes, str] = {
    Goes.ROW: gettext_noop("the row is taken away"),
    Goes.VALUES: gettext_noop("the values are emptied, the row stays under a number"),
}


class Why(StrEnum):
    """Why somebody was erased."""

    ASKED = "asked"
    PERIOD = "period"
    RESTORED = "restored"


WHY_NAMES: dict[Why, str] = {
    Why.ASKED: gettext_noop("on request"),
    Why.PERIOD: gettext_noop("the period was over"),
    Why.RESTORED: gettext_noop("again after a backup was restored"),
}

LONGEST_MONTHS = 240
SHORTEST_NAME = 5


def is_clear_name(name: str, others: int) -> bool:
    """Whether a name in a sentence can only mean one person: two words, and nobody else bears it."""
    return " " in name.strip() and len(name.strip()) >= SHORTEST_NAME and not others


def months_before(day: date, months: int) -> date:
    """The day so many months earlier; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class StillSignsIn(Refusal):
    """Who can sign in works here."""

    code = "PERSON_SIGNS_IN"
    template = gettext_noop(
        "%(person)s can still sign in. End the access first; who left is erased after that. Nothing was erased."
    )


class StillInOffice(Refusal):
    """Work that would lose its owner."""

    code = "PERSON_HAS_DUTIES"
    template = gettext_noop(
        "%(person)s still answers for: %(duties)s. Hand these over first, then erase. Nothing was erased."
    )


class StillHere(Refusal):
    """A colleague who is on the list of our people as active."""

    code = "PERSON_STILL_HERE"
    template = gettext_noop(
        "%(person)s is still one of our people. Take them from the list of our people first. Nothing was erased."
    )


class AlreadyErased(Refusal):
    """There is nothing left to erase."""

    code = "PERSON_ERASED"
    template = gettext_noop("This person was erased already. Nothing is left to erase.")


class PersonNotFound(Refusal):
    """Nobody by that name, number or address."""

    code = "PERSON_NOT_FOUND"
    template = gettext_noop("There is nobody “%(key)s” here. Give the number or the e-mail address as Clave shows it.")
    http_status = 404


class PeriodStale(Refusal):
    """Two people set one period."""

    code = "PERIOD_STALE"
    template = gettext_noop(
        "Somebody else changed this period meanwhile. It is shown below; change it again if need be."
    )


class PeriodWrong(Refusal):
    """A period of no length, or of a lifetime."""

    code = "PERIOD_WRONG"
    template = gettext_noop("A period has 1 to %(most)s months. Nothing was changed.")
    http_status = 422
