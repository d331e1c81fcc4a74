"""What signing in keeps of people: the user, how they prove themselves, where they are signed in, what acts for them."""

from __future__ import annotations

from datetime import date

from django.contrib.sessions.models import Session
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from clave.access.models import Entry, KeptAnswer, OpenSession, PersonalValues, User
from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Duty, Erased, Holding, Period, Sentences, declare, when_erasing
from clave.personal_data.mentions import forms_of
from clave.personal_data.models import Erasure
from clave.personal_data.rules import Goes, Ground, Whose

LOGIN, F7 = Whose.LOGIN, FieldClass.F7
SIGNING_IN = gettext_noop("letting people sign in, and knowing who did what")
SECOND_FACTOR = gettext_noop("proving at sign-in that it is them")

declare(
    Holding(
        "access.User",
        ("full_name", "email", "password"),
        LOGIN,
        "pk",
        SIGNING_IN,
        F7,
        Ground.CONTRACT,
        Goes.VALUES,
        becomes={"full_name": "[%s]", "email": "erased-%s@erased.invalid", "password": "!"},
        secret=("password",),
        period="left",
    ),
    Holding("account.EmailAddress", ("email",), LOGIN, "user", SIGNING_IN, F7, Ground.CONTRACT),
    Holding("mfa.Authenticator", ("data",), LOGIN, "user", SECOND_FACTOR, F7, Ground.DUTY, secret=("data",)),
    Holding("socialaccount.SocialAccount", ("uid", "extra_data"), LOGIN, "user", SIGNING_IN, F7, Ground.CONTRACT),
    Holding(
        "access.OpenSession",
        ("address", "browser", "session_key"),
        LOGIN,
        "user",
        gettext_noop("showing people where they are signed in"),
        F7,
        Ground.DUTY,
        secret=("session_key",),
    ),
    Holding(
        "access.KeptAnswer",
        ("body", "headers", "key"),
        LOGIN,
        "token__owner",
        gettext_noop("answering a repeated write with the same answer"),
        F7,
        secret=("body", "headers", "key"),
    ),
    Holding(
        "access.ApiToken",
        ("name",),
        LOGIN,
        "owner",
        gettext_noop("telling apart the programs that act for somebody"),
        F7,
        goes=Goes.VALUES,
        becomes={"name": "[…]"},
    ),
    Sentences("access.RoleGrant", ("reason", "withdrawn_reason")),
    Duty(
        "access.RoleGrant",
        "user",
        LOGIN,
        gettext_noop("the role of administrator"),
        only={"role": "administrator", "withdrawn_at": None, "user__is_active": True},
    ),
)


@when_erasing
def end_sessions(erased: Erased) -> int:
    """Sessions of somebody who signed in, and kept answers of the API that quote anybody who is erased."""
    wanted = Q(pk=None)
    for value in erased.values:
        for form in forms_of(value):
            wanted |= Q(body__icontains=form)
    gone = KeptAnswer.objects.filter(wanted).delete()[0]
    if erased.whose is LOGIN:
        keys = OpenSession.objects.filter(user=erased.person.pk).values_list("session_key", flat=True)
        gone += Session.objects.filter(session_key__in=list(keys)).delete()[0]
        User.objects.get_queryset().filter(pk=erased.person.pk).update(is_active=False)
    return gone


def _left(day: date) -> QuerySet[User]:
    """Users whose access ended before a day and who were not erased yet."""
    ended = Entry.objects.filter(event="access.user.deactivated", subject_type="access.user")
    last = dict(ended.order_by().values_list("subject_id").annotate(at=Max("at")))
    gone = set(Erasure.objects.filter(whose=LOGIN).values_list("subject_id", flat=True))
    due = [pk for pk, at in last.items() if timezone.localdate(at) < day and pk not in gone]
    return User.objects.get_queryset().filter(pk__in=due, is_active=False).order_by("pk")


def _old_values(day: date) -> QuerySet[PersonalValues]:
    return PersonalValues.objects.filter(erased_at=None, entry__at__date__lt=day).order_by("entry__at")


def _erase_values(rows: QuerySet[PersonalValues]) -> int:
    return rows.order_by().update(content="", salt="", erased_at=timezone.now())


declare(
    Period("left", gettext_noop("Users, after their access ended"), _left),
    Period("history", gettext_noop("Personal values beside the history"), _old_values, _erase_values),
)
