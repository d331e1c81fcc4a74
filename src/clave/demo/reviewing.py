"""The demo's relationship reviews: what mattered half a year ago and matters now, and what some customers answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.accounts.queries.relationships import family
from clave.company.models import Person
from clave.demo.chance import stream
from clave.demo.relating import who_writes
from clave.kit.refusals import gettext_noop
from clave.ledger.models import Contact
from clave.portfolio.models import KeyAccount
from clave.review.models import RelationshipReview
from clave.review.operations import questionnaires
from clave.review.operations import relationship_reviews as operations
from clave.review.operations.relationship_reviews import Written

MATTERS = (
    (gettext_noop("Availability at peak season"), gettext_noop("Their peak begins in March; two stops last year.")),
    (gettext_noop("Price"), gettext_noop("They compare every quarter.")),
    (gettext_noop("Technical advice at the plant"), gettext_noop("Our engineer is there every month.")),
    (gettext_noop("Delivery on the confirmed day"), gettext_noop("Their line plans by the day.")),
    (gettext_noop("Certificates with every lot"), gettext_noop("Quality audits ask for them.")),
)
"""What matters to customers of this company, and what makes us think so."""
RIVALS = ("Norfix", "Tecnofij", "Schraubwerk")
AGO, NOW = (200, 18)
"""How many days ago the two reviews of each key account were held."""
NEXT_DAYS, OVERDUE_DAYS = 160, -6
CONCLUSION = gettext_noop(
    "Stock for the peak decides this year; price is talked about, availability is what they leave for."
)
ACTION = gettext_noop("Show them the stock plan for the peak, plant by plant")
COMMENT = gettext_noop("Your people help. Your lorries are late.")


def review(*, users: Mapping[Role, User], seed: int, until: date) -> None:
    """Two reviews of every key account but the last, which has none; one customer in two answered."""
    rng, manager = stream(seed, "relationship reviews"), users[Role.KEY_ACCOUNT_MANAGER]
    held = list(KeyAccount.objects.current(until).select_related("customer").order_by("customer__code"))
    owner = Person.objects.filter(is_active=True, function__name__startswith="Op").order_by("person_code")[0]
    for place, each in enumerate(held[:-1]):
        by = who_writes(each, manager)
        _closed(by, each, rng, until - timedelta(days=AGO), until, NEXT_DAYS - AGO)
        days = OVERDUE_DAYS if place == 0 else NEXT_DAYS - NOW
        made = _closed(by, each, rng, until - timedelta(days=NOW), until, days)
        operations.add_action(by=by, review=made, what=gettext(ACTION), owner=owner, due_on=until + timedelta(days=12))
        if place % 2 == 0:
            _answered(by, made, each, rng, until)


def _closed(by: User, held: KeyAccount, rng: Any, held_on: date, until: date, next_in: int) -> RelationshipReview:
    """A review as it was closed then, with the next one in so many days from today."""
    made = operations.begin_review(by=by, key_account=held, held_on=held_on)
    order = rng.permutation(len(MATTERS)).tolist()
    given = [
        Written(
            what=gettext(MATTERS[number][0]),
            ours=int(rng.integers(2, 6)),
            rivals=int(rng.integers(2, 5)),
            rival=str(rng.choice(RIVALS)),
            reason=gettext(MATTERS[number][1]),
        )
        for number in order
    ]
    made = operations.write_review(by=by, review=made, matters=given, based_on=made.version)
    day = until + timedelta(days=next_in)
    return operations.close_review(
        by=by, review=made, conclusion=gettext(CONCLUSION), next_on=day, based_on=made.version, today=held_on
    )


def _answered(by: User, review: RelationshipReview, held: KeyAccount, rng: Any, until: date) -> None:
    """One of their people, who agreed to be on record, rated the same things."""
    around = Contact.objects.filter(customer__in=family(held.customer, until), consent=True).order_by("contact_id")
    made, _ = questionnaires.ask_customer(by=by, review=review, contact=around.first(), language="es")
    keys = list(review.matters.values_list("pk", flat=True))
    questionnaires.answer_questionnaire(
        questionnaire=made,
        importance={pk: int(rng.integers(3, 6)) for pk in keys},
        ours={pk: int(rng.integers(1, 6)) for pk in keys},
        comment=gettext(COMMENT),
    )
