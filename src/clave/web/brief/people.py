"""Whom to meet at a key account: whom we may name, their part in the decision, and where each stands towards us."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.accounts.models import Place, StanceSaid
from clave.accounts.rules.relationship_terms import WEIGHTY
from clave.kit.templatetags import figures
from clave.ledger.gates import holding
from clave.ledger.models import Contact, Customer, CustomerParent
from clave.sponsorship.rules.consent import may_tell
from clave.web.brief.parts import Entry, Part, clipped, more

MOST_PEOPLE = 6


@dataclass(frozen=True)
class People:
    """Whom we may name at the customer, who was never asked, how many refused; what is on record about each."""

    named: list[Contact]
    unasked: int
    refused: int
    reads_stances: bool
    stances: dict[int, StanceSaid] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)


def people_at(user: User, customer: Customer, on: date) -> People:
    """Their people, at the customer and at what rolls up into it: those who agreed and turn the decision first."""
    members = CustomerParent.objects.filter(holding(on), parent=customer).values("customer_id")
    theirs = Q(customer=customer) | Q(customer__in=members)
    found = list(Contact.objects.visible_to(user, on).filter(theirs).select_related("customer"))
    named = [each for each in found if may_tell(each.consent, "name")]
    places = {each.contact_id: each for each in Place.objects.visible_to(user).filter(contact__in=named)}
    said = StanceSaid.objects.visible_to(user).filter(contact__in=named, said_on__lte=on)
    stances = {each.contact_id: each for each in said.order_by("said_on", "pk")}
    named.sort(
        key=lambda each: (
            each.consent is None,
            _part(places, each) not in WEIGHTY,
            each.customer_id != customer.pk,
            not each.role,
            each.full_name,
            each.contact_id,
        )
    )
    unasked, reads = sum(each.consent is None for each in found), user.may(Action.SEE_RELATIONSHIPS)
    return People(named, unasked, len(found) - len(named), reads, stances, places)


def people_part(people: People, customer: Customer) -> Part:
    """Whom to meet, as a part of the page."""
    met = people.named[:MOST_PEOPLE]
    lines = more(len(people.named) - len(met))
    if not met:
        lines = [gettext("We know nobody there whom we may name.")]
    if people.refused:
        told = ngettext(
            "%(number)s person there does not agree to be named here.",
            "%(number)s people there do not agree to be named here.",
            people.refused,
        )
        lines = [*lines, told % {"number": figures.number(people.refused)}]
    return Part(
        gettext("Whom to meet"), [_person(each, people, customer) for each in met], [*lines, *_unknown(met, people)]
    )


def _unknown(met: list[Contact], people: People) -> list[str]:
    """How many of those on the page nobody has said anything about."""
    lacking = sum(each.pk not in people.stances for each in met)
    if not lacking or not people.reads_stances:
        return []
    told = ngettext(
        "Where %(number)s of them stands towards us is not recorded: ask the account manager.",
        "Where %(number)s of them stand towards us is not recorded: ask the account manager.",
        lacking,
    )
    return [told % {"number": figures.number(lacking)}]


def _person(contact: Contact, people: People, customer: Customer) -> Entry:
    told = ", ".join(part for part in (contact.full_name, contact.role) if part)
    said, place = people.stances.get(contact.pk), people.places.get(contact.pk)
    under = [contact.customer.name] if contact.customer_id != customer.pk else []
    under += [place.part_name] if place and place.part else []
    under += [_said(said)] if said else []
    if may_tell(contact.consent, "address"):
        under += [part for part in (contact.phone or contact.email,) if part]
    if may_tell(contact.consent, "note") and contact.note:
        under.append(contact.note)
    unasked = gettext("consent not known") if contact.consent is None else ""
    if said is None:
        return Entry(clipped(told), clipped(" · ".join(under)), "none", unasked)
    return Entry(clipped(told), clipped(" · ".join([*under, *filter(None, [unasked])])), said.mark, said.words)


def _said(said: StanceSaid) -> str:
    """How sure a stance is, and of which day."""
    sure = gettext("confirmed") if said.is_confirmed else gettext("assumed")
    return f"{sure}, {figures.day(said.said_on)}"


def _part(places: dict[int, Place], contact: Contact) -> str:
    place = places.get(contact.pk)
    return place.part if place else ""
