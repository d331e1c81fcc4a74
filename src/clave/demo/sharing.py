"""The demo's practices: one from inside, copied and judged, one from outside, and one whose follow-up is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.demo.files import DemoFiles
from clave.kit.refusals import gettext_noop
from clave.portfolio.models import KeyAccount
from clave.review.operations import practices as operations
from clave.review.queries.practices import value_of
from clave.review.rules.practices import Source, Verdict

INSIDE = {
    "title": gettext_noop("A fixed delivery window, agreed for the year"),
    "what": gettext_noop(
        "Two windows a week were agreed with their planners; the lorry leaves with or without the last line."
    ),
    "fits": gettext_noop(
        "Where the customer plans by the day and orders at least weekly. Not where orders are urgent by nature."
    ),
    "evidence": gettext_noop(
        "Orders on time rose in the three months after, and their planners stopped calling every day."
    ),
}
OUTSIDE = {
    "title": gettext_noop("The sponsor's first question is about the customer's year, not about us"),
    "what": gettext_noop(
        "Every visit begins with what the customer wants to reach this year, and ends with one thing we do for it."
    ),
    "fits": gettext_noop("Where the sponsor is new, or visits became courtesy calls."),
    "evidence": gettext_noop("Told by firms whose programmes lasted longer than five years."),
    "source_words": gettext_noop("Davies and Ryals, Journal of Marketing Management 25 (2009)"),
}
NOTE = gettext_noop("As often on time as before: their new planner still moves the window by telephone.")


def share(*, files: DemoFiles, users: Mapping[Role, User], until: date) -> None:
    """Two cards; the first copied to two key accounts of the manager, one judged and one due today."""
    by, manager = users[Role.CHAMPION], users[Role.KEY_ACCOUNT_MANAGER]
    held = {each.customer.code: each for each in KeyAccount.objects.current(until).select_related("customer")}
    others = [held[code] for code in sorted(held) if code not in files.managed_codes]
    source = max(others, key=lambda each: value_of(each, "on_time", until) or 0)
    told = {name: gettext(words) for name, words in INSIDE.items()}
    made = operations.share_practice(
        by=by, measure="on_time", source=Source.INSIDE, key_account=source, evidence_path="/promises/", **told
    )
    owner, begun = Person.objects.get(user=manager), until - timedelta(days=120)
    for place, code in enumerate([each for each in files.managed_codes if each in held][:2]):
        day = until if place else until - timedelta(days=10)
        adopted = operations.adopt_practice(
            by=manager, practice=made, key_account=held[code], owner=owner, follow_up_on=day, today=begun
        )
        if not place:
            operations.judge_adoption(
                by=manager, adoption=adopted, verdict=Verdict.DID_NOT, note=gettext(NOTE), today=day
            )
    told = {name: gettext(words) for name, words in OUTSIDE.items()}
    operations.share_practice(by=by, measure="visits_kept", source=Source.OUTSIDE, **told)
