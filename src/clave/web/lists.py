"""The lists whose filters and order can be saved as a view, with the filters that each understands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clave.access.policy import Action
from clave.saved_views.lists import SavedList, offer

LISTS = (
    SavedList(
        "customers",
        _("Customers"),
        Action.SEE_CUSTOMERS,
        ("q", "segment", "country", "show", "sort", "quiet", "losing", "mine"),
    ),
    SavedList("candidates", _("Candidates"), Action.SEE_CANDIDATES, ("q", "status", "sort", "lacking")),
    SavedList("promises", _("Promises"), Action.SEE_PROMISES, ("search", "function", "broken")),
    SavedList("practices", _("Practices"), Action.SEE_PRACTICES, ("q",)),
    SavedList("people", _("Our people"), Action.SEE_PEOPLE, ("search", "function", "login", "top_team")),
    SavedList("skills", _("Skills"), Action.SEE_SKILLS, ("search", "function", "against")),
    SavedList("judgements", _("Judgements"), Action.JUDGE_CUSTOMERS, ("show",)),
    SavedList("assignments", _("Who answers for whom"), Action.SEE_HIERARCHY, ("who", "on")),
    SavedList("history", _("History"), Action.SEE_HISTORY, ("person", "event", "about", "since", "until")),
    SavedList("whale", _("Whale curve"), Action.SEE_WHALE_CURVE, ("sort",)),
)


def offer_lists() -> None:
    """Let views of these be saved."""
    offer(*LISTS)
