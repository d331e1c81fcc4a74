"""What leading the programme keeps of people: terms, items they own, sentences that may name them."""

from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Duty, Sentences, declare
from clave.personal_data.rules import Whose

OURS = Whose.COLLEAGUE

declare(
    Sentences("programme.ExecutiveMeeting", ("place", "called_off_reason")),
    Sentences("programme.AgendaItem", ("what", "why", "decision", "withdrawn_reason")),
    Sentences("programme.Message", ("words",)),
    Sentences("programme.Telling", ("how", "taken_back_reason")),
    Sentences("programme.ProgrammeCharter", ("purpose", "reason")),
    Sentences("programme.ElementJudgement", ("evidence",)),
    Sentences("programme.GateClosing", ("evidence",)),
    Sentences("programme.ChampionTerm", ("mandate", "reason")),
    Sentences("programme.PackTemplate", ("name", "missed")),
    Duty("programme.ChampionTerm", "person", OURS, gettext_noop("a term as champion"), until="ends_on"),
    Duty("programme.AgendaItem", "owner", OURS, gettext_noop("open items of the agenda"), only={"state": "open"}),
)
