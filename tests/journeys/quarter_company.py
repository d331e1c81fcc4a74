"""Fills the database of a served application with a programme that has begun: key accounts, sponsors, a broken promise."""

from __future__ import annotations

import os
from datetime import timedelta


def fill() -> None:
    """The programme of tests/programme/begun.py, with a promise that was put before the champion."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()

    from django.utils import timezone

    from clave.access.policy import Role
    from clave.company.models import Function
    from clave.portfolio.models import Charter
    from clave.programme.operations.leading import appoint_champion
    from clave.promises.operations import make_promise
    from clave.promises.operations.keeping import escalate
    from tests.cast import Cast, our_person
    from tests.programme.begun import Begun

    today = timezone.localdate()
    begun = Begun(Cast())
    our_person(begun.cast[Role.EXECUTIVE_SPONSOR], code="B-4", full_name="Sonia Sponsor", is_top_team=True)
    Function.objects.update(owner=begun.boss)
    Charter.objects.filter(number=900).update(state="withdrawn")
    begun.lock_criteria()
    days = {"starts_on": today, "ends_on": today + timedelta(days=700)}
    words = {"mandate": "May call every function.", "reason": "People follow her."}
    sponsor = begun.cast[Role.EXECUTIVE_SPONSOR]
    appoint_champion(by=sponsor, person=begun.lead, reports_to=begun.boss, **words, **days)
    terms = {"key_account": begun.held[0], "owner": begun.seller, "due_on": today, "starts_on": today}
    promise = make_promise(by=begun.champion, what="New labels on every pallet", **terms)
    escalate(by=begun.champion, promise=promise, reason="The printer broke.")


if __name__ == "__main__":
    fill()
