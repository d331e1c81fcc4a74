"""What we remember of the programme."""

from clave.programme.models.agenda import AgendaItem, ExecutiveMeeting
from clave.programme.models.communication import Hearing, Message, Site, Telling
from clave.programme.models.course import (
    MOST_YEARS,
    ChampionTerm,
    ElementJudgement,
    GateClosing,
    PayAnswer,
    ProgrammeCharter,
)
from clave.programme.models.templates import PackTemplate

__all__ = [
    "MOST_YEARS",
    "AgendaItem",
    "ChampionTerm",
    "ElementJudgement",
    "ExecutiveMeeting",
    "GateClosing",
    "Hearing",
    "Message",
    "PackTemplate",
    "PayAnswer",
    "ProgrammeCharter",
    "Site",
    "Telling",
]
