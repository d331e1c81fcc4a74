"""What the workspace of a key account keeps of people at the customer and of ours."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from clave.access.policy import FieldClass
from clave.accounts.models import StanceSaid, Touch
from clave.kit.refusals import gettext_noop
from clave.ledger.models import Contact
from clave.personal_data.declared import Duty, Holding, Period, Sentences, declare
from clave.personal_data.rules import Whose

MAP = gettext_noop("knowing who decides at the customer, and who of ours knows them")
THEIRS, OURS, F5 = Whose.CONTACT, Whose.COLLEAGUE, FieldClass.F5

declare(
    Holding("accounts.Place", ("part",), THEIRS, "contact", MAP, F5, period="quiet"),
    Holding("accounts.StanceSaid", ("stance", "reason"), THEIRS, "contact", MAP, F5, period="stances"),
    Holding("accounts.Tie", (), THEIRS, "contact", MAP, F5, period="quiet"),
    Holding("accounts.Touch", ("way",), THEIRS, "contact", MAP, F5, period="talks"),
    Holding("accounts.Tie", (), OURS, "person", MAP, F5),
    Sentences("accounts.AccountNote", ("text",)),
    Sentences("accounts.Plan", ("agreed_with",)),
    Sentences("accounts.Goal", ("words", "confirmed_by")),
    Sentences("accounts.Objective", ("words",)),
    Sentences("accounts.PlanAction", ("words",)),
    Sentences("accounts.PlanShare", ("for_whom",)),
    Sentences("accounts.Risk", ("what", "mitigation")),
    Sentences("accounts.FactorAnswer", ("reason",)),
    Sentences("accounts.Renewal", ("what",)),
    Duty("accounts.PlanAction", "owner", OURS, gettext_noop("open actions of plans"), only={"state": "open"}),
    Duty("accounts.Risk", "owner", OURS, gettext_noop("open risks"), only={"state": "open"}),
)


def _quiet(day: date) -> QuerySet[Contact]:
    """People on record since before a day of whom nothing was said or heard since."""
    known = Contact.objects.filter(known_since__date__lt=day)
    for heard in ("touches__on__gte", "stances__said_on__gte", "place__at__date__gte", "ties__at__date__gte"):
        known = known.exclude(**{heard: day})
    return known.order_by("known_since", "pk")


declare(
    Period("quiet", gettext_noop("People at customers of whom nothing was heard"), _quiet),
    Period(
        "talks",
        gettext_noop("Talks with people at customers"),
        lambda day: Touch.objects.filter(on__lt=day).order_by("on"),
        lambda rows: rows.delete()[0],
    ),
    Period(
        "stances",
        gettext_noop("Where people at customers stood"),
        lambda day: StanceSaid.objects.filter(said_on__lt=day).order_by("said_on"),
        lambda rows: rows.delete()[0],
    ),
)
