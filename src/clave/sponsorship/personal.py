"""What visits keep of people: calendars, what was told, who still has to follow up."""

from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Duty, Holding, Sentences, declare
from clave.personal_data.rules import Ground, Whose

declare(
    Holding(
        "sponsorship.CalendarAddress",
        ("digest",),
        Whose.LOGIN,
        "owner",
        gettext_noop("showing visits in a person's own calendar"),
        FieldClass.F7,
        Ground.CONTRACT,
        secret=("digest",),
    ),
    Sentences("sponsorship.Sponsorship", ("reason",)),
    Sentences("sponsorship.Visit", ("called_off_reason",)),
    Sentences("sponsorship.Note", ("text",)),
    Sentences("sponsorship.FollowUp", ("sentence",)),
    Duty(
        "sponsorship.Sponsorship",
        "person",
        Whose.COLLEAGUE,
        gettext_noop("sponsorships"),
        only={"assignment__valid_to": None},
    ),
    Duty(
        "sponsorship.FollowUp", "owner", Whose.COLLEAGUE, gettext_noop("follow-ups of visits"), only={"done_on": None}
    ),
)
