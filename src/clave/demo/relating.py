"""The demo's people at its key accounts: parts, bosses, stances and ties as the hidden truth has them, and when we spoke."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.accounts.operations import relationships as operations
from clave.accounts.queries.relationships import family
from clave.accounts.rules.relationship_terms import Part, Stance, Way
from clave.company.models import Person
from clave.demo import truth
from clave.demo.chance import stream
from clave.demo.files import DemoFiles
from clave.demo.words import CONTACT_ROLES, LANGUAGES
from clave.kit.refusals import gettext_noop
from clave.ledger.models import Contact, CustomerAssignment
from clave.portfolio.models import KeyAccount

PARTS: dict[str, tuple[Part, str]] = {
    "management": (Part.DECIDES, ""),
    "purchasing": (Part.APPROVES, "management"),
    "operations": (Part.INFLUENCES, "management"),
    "engineering": (Part.JUDGES, "management"),
    "quality": (Part.JUDGES, "operations"),
    "maintenance": (Part.USES, "operations"),
    "buyer": (Part.GUARDS, "purchasing"),
    "finance": (Part.GUARDS, "management"),
}
"""What somebody does -> their part in the decision, and what their boss does."""
STANCES: dict[str, tuple[Stance, str]] = {
    "advocate": (Stance.BACKS, gettext_noop("Named us as the example in their supplier day.")),
    "positive": (Stance.OPEN, gettext_noop("Asked for a second site to be supplied by us.")),
    "neutral": (Stance.NEUTRAL, gettext_noop("Compares every offer, ours as the others.")),
    "critical": (Stance.DOUBTS, gettext_noop("Late pallets stopped their line twice in spring.")),
    "opposed": (Stance.OTHER, gettext_noop("Worked with a rival for years and speaks well of them.")),
}
"""Stance of the hidden truth -> stance and reason on record."""
SPOKEN_SHARE, LONGEST_DAYS = 0.75, 160


def relate(*, files: DemoFiles, users: Mapping[Role, User], seed: int, until: date) -> None:
    """Say of everybody at the key accounts what part they have, where they stand, who of ours knows them."""
    hidden = {each["contact_id"]: each for each in json.loads(files.contents[truth.FILE_NAME])["contacts"]}
    ours = Person.objects.select_related("function").in_bulk(field_name="person_code")
    roles = {words[LANGUAGES.index(files.language)]: key for key, words in CONTACT_ROLES.items()}
    rng, manager = stream(seed, "relationships"), users[Role.KEY_ACCOUNT_MANAGER]
    for held in KeyAccount.objects.current(until).select_related("customer").order_by("customer__code"):
        by = who_writes(held, manager)
        around = Contact.objects.filter(customer__in=family(held.customer, until)).select_related("customer")
        people = sorted(around, key=lambda each: (each.customer_id != held.customer_id, each.contact_id))
        _place(by, held, people, roles)
        for each in people:
            if each.consent is not False:
                _speak(by, each, hidden[each.contact_id], ours, rng, until)


def who_writes(held: KeyAccount, otherwise: User) -> User:
    """Who writes about the people of a key account: its manager; where none is appointed yet, who stands in."""
    rows = CustomerAssignment.objects.filter(customer=held.customer, capacity="manager", valid_to=None)
    found = rows.select_related("user").order_by("valid_from").first()
    return found.user if found else otherwise


def _place(by: User, held: KeyAccount, people: list[Contact], roles: Mapping[str, str]) -> None:
    """Bosses at the same site first; who leads a site reports to who leads the group."""
    at = {(each.customer_id, roles.get(each.role, "")): each for each in reversed(people)}
    top = at.get((held.customer_id, "management"))
    for each in people:
        part, above = PARTS[roles[each.role]]
        boss = at.get((each.customer_id, above)) or at.get((each.customer_id, "management")) or top
        if boss == each:
            boss = top
        operations.place_person(
            by=by,
            contact=each,
            customer=each.customer,
            part=part,
            reports_to=None if boss == each else boss,
            based_on=0,
        )


def _speak(
    by: User, contact: Contact, told: Mapping[str, Any], ours: Mapping[str, Person], rng: Any, until: date
) -> None:
    stance, reason = STANCES[told["stance"]]
    said_on = until - timedelta(days=int(rng.integers(10, 240)))
    operations.say_stance(by=by, contact=contact, stance=stance, reason=gettext(reason), said_on=said_on, today=until)
    knower, level = ours.get(told["known_by"]), int(told["known_how_well"])
    if knower is None or not level:
        return
    wanted = min(level + int(rng.integers(0, 2)), 4)
    operations.say_tie(by=by, contact=contact, person=knower, today=level, wanted=wanted)
    if rng.random() < SPOKEN_SHARE:
        day = until - timedelta(days=int(rng.integers(2, LONGEST_DAYS)))
        way = list(Way)[int(rng.integers(0, 3))]
        operations.log_touch(by=by, contact=contact, person=knower, on=day, way=way, today=until)
