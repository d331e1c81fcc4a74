"""A place that apps further up fill: what else a sentence can become. Registered in their `ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clave.access.models import User
from clave.ledger.models import Customer


@dataclass(frozen=True)
class OtherTurn:
    """Something else that a sentence can become, on the page of another app."""

    label: Any
    address: Callable[[Customer, str], str]
    """Takes the customer and the sentence; gives the address of the form that begins with it."""
    is_open_to: Callable[[User], bool]


_TURNS: dict[str, OtherTurn] = {}


def offer_turn(name: str, turn: OtherTurn) -> None:
    """Offer that a sentence becomes something else; an offer of the same name is replaced."""
    _TURNS[name] = turn


def other_turns(user: User) -> list[OtherTurn]:
    """What else a sentence can become for this person."""
    return [turn for _, turn in sorted(_TURNS.items()) if turn.is_open_to(user)]
