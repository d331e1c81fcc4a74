"""Places that apps further up fill: blocks of the brief, and what else a sentence can become. Registered in their `ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.access.models import User
from clave.ledger.models import Customer


@dataclass(frozen=True)
class BriefLine:
    """One line of a block: what it says, and its status as a mark and a word where it has one."""

    text: str
    mark: str = "none"
    status: str = ""


@dataclass(frozen=True)
class BriefBlock:
    """A part of the brief that another app tells, for screen and paper alike."""

    title: str
    lines: tuple[BriefLine, ...]
    to: str = ""


Teller = Callable[[User, Customer, date], BriefBlock | None]
"""Takes reader, customer and day; None where there is nothing that this reader may see."""


@dataclass(frozen=True)
class OtherTurn:
    """Something else that a sentence can become, on the page of another app."""

    label: Any
    address: Callable[[Customer, str], str]
    """Takes the customer and the sentence; gives the address of the form that begins with it."""
    is_open_to: Callable[[User], bool]


_TELLERS: dict[str, Teller] = {}
_TURNS: dict[str, OtherTurn] = {}


def tell_in_brief(name: str, teller: Teller) -> None:
    """Tell a block in every brief from now on; a teller of the same name is replaced."""
    _TELLERS[name] = teller


def told_in_brief(user: User, customer: Customer, on: date) -> list[BriefBlock]:
    """What everybody tells in the brief of a customer, in the order of their names."""
    found = (teller(user, customer, on) for _, teller in sorted(_TELLERS.items()))
    return [block for block in found if block is not None]


def offer_turn(name: str, turn: OtherTurn) -> None:
    """Offer that a sentence becomes something else; an offer of the same name is replaced."""
    _TURNS[name] = turn


def other_turns(user: User) -> list[OtherTurn]:
    """What else a sentence can become for this person."""
    return [turn for _, turn in sorted(_TURNS.items()) if turn.is_open_to(user)]
