"""What is kept of our people to appoint, train and pay them."""

from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Duty, Holding, Sentences, declare
from clave.personal_data.rules import Ground, Whose

ABLE = gettext_noop("appointing and training people by what they are able to do")
PAID = gettext_noop("paying by what the programme wants")
OURS = Whose.COLLEAGUE

declare(
    Holding("people.Assessment", ("evidence",), OURS, "person", ABLE, FieldClass.F6, Ground.CONTRACT),
    Holding("people.AskedAssessor", (), OURS, "person", ABLE, FieldClass.F6, Ground.CONTRACT),
    Holding("people.Training", ("certificate",), OURS, "person", ABLE, FieldClass.F0, Ground.CONTRACT),
    Holding("people.PayPlan", ("reason", "base"), OURS, "person", PAID, FieldClass.F6, Ground.CONTRACT),
    Sentences("people.Proposal", ("inputs", "result")),
    Sentences("people.ProposalAnswer", ("reason",)),
    Sentences("people.Appointment", ("reason",)),
    Sentences("people.Forecast", ("reason",)),
    Sentences("people.PayProposal", ("name",)),
    Sentences("people.RoleProfile", ("reason",)),
    Sentences("people.Course", ("name", "description")),
    Duty(
        "people.Appointment",
        "person",
        OURS,
        gettext_noop("key accounts they manage"),
        only={"assignment__valid_to": None},
    ),
    Duty(
        "people.HandOverItem",
        "appointment__person",
        OURS,
        gettext_noop("hand-overs that are not finished"),
        only={"done_on": None},
    ),
)
