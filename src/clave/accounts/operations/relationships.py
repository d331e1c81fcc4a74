"""People at a customer: add one, say their part and boss, where they stand, who of ours knows them, and when we spoke."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.accounts.models import Place, StanceSaid, Tie, Touch
from clave.accounts.queries.relationships import group_around, may_write_about, named
from clave.accounts.rules import relationship_refusals as refusals
from clave.accounts.rules.relationship_terms import Level, Stance, Way
from clave.accounts.rules.reporting_lines import circle_made
from clave.company.models import Person
from clave.kit.templatetags import figures
from clave.ledger.models import Contact, Customer
from clave.personal_data.operations import erase_contact
from clave.portfolio.models import KeyAccount
from clave.sponsorship.models import Visit
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

MADE_HERE = "here-"
"""How the number of a person begins who was added in Clave and in no import."""


@transaction.atomic
def add_person(
    *,
    by: User | None,
    key_account: KeyAccount,
    full_name: str,
    role: str = "",
    email: str = "",
    part: str = "",
    reports_to: Contact | None = None,
) -> Contact:
    """Put somebody on record at a key account. Raises PersonHere, PersonElsewhere, PersonOutOfSight and BossElsewhere."""
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    journal.lock()
    customer, mail = key_account.customer, email.strip()
    _refuse_known(by, customer, mail)
    made = Contact.objects.create(
        contact_id=f"{MADE_HERE}{uuid4().hex[:12]}",
        customer=customer,
        full_name=full_name.strip(),
        role=role.strip(),
        email=mail,
    )
    _refuse_boss(made, reports_to)
    Place.objects.create(contact=made, part=part, reports_to=reports_to, by=by)
    told = {"full_name": made.full_name, "role": made.role, "email": mail}
    _record(by, "added", made, after=_placed(made), personal=told)
    return made


@transaction.atomic
def place_person(
    *,
    by: User | None,
    contact: Contact,
    customer: Customer,
    part: str,
    reports_to: Contact | None,
    based_on: int,
) -> Contact:
    """Say where somebody works, their part in the decision and their boss; `based_on` is the version that was read, 0 for none.

    Who moves to another customer leaves every reporting line behind. Raises PlaceStale, LineMakesCircle and BossElsewhere.
    """
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    journal.lock()
    found: Contact = Contact.objects.select_related("customer").get(pk=contact.pk)
    place = Place.objects.filter(contact=found).first() or Place(contact=found, version=0)
    if place.version != based_on:
        raise refusals.PlaceStale
    before = _placed(found)
    if customer.pk != found.customer_id:
        reports_to = None if reports_to and reports_to.customer_id == found.customer_id else reports_to
        _move(found, customer)
    _refuse_boss(found, reports_to)
    place.part, place.reports_to, place.by = part, reports_to, by
    place.version, place.at = place.version + 1, timezone.now()
    place.save()
    _record(by, "changed", found, before=before, after=_placed(found))
    return found


@transaction.atomic
def say_stance(
    *,
    by: User | None,
    contact: Contact,
    stance: Stance,
    reason: str,
    said_on: date,
    is_confirmed: bool = False,
    today: date | None = None,
) -> StanceSaid:
    """Say where somebody stands, since when and why; what was said before stays.

    Raises ConsentRefused, StanceNeedsReason and DayAhead.
    """
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    _refuse_record(contact)
    if not reason.strip():
        raise refusals.StanceNeedsReason
    _refuse_ahead(said_on, today)
    made = StanceSaid.objects.create(
        contact=contact, stance=stance, reason=reason.strip(), said_on=said_on, is_confirmed=is_confirmed, by=by
    )
    told = {"stance": str(stance), "reason": made.reason, "said_on": said_on, "confirmed": is_confirmed}
    _record(by, "judged", contact, personal=told)
    return made


@transaction.atomic
def say_tie(*, by: User | None, contact: Contact, person: Person, today: int, wanted: int) -> Tie | None:
    """Say how well one of ours knows somebody, and how well they should; none today and none wanted ends the tie.

    Raises KnowerHasLeft and TieSaysNothing.
    """
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    journal.lock()
    found = Tie.objects.filter(contact=contact, person=person).first()
    if not person.is_active and (today or wanted):
        raise refusals.KnowerHasLeft(person=person)
    if found is None and not (today or wanted):
        raise refusals.TieSaysNothing
    before = _tied(found) if found else None
    if today == wanted == Level.NOT and found:
        found.delete()
        _record(by, "tie_ended", contact, before=before)
        return None
    made = found or Tie(contact=contact, person=person, version=0)
    made.today, made.wanted, made.by, made.at, made.version = today, wanted, by, timezone.now(), made.version + 1
    made.save()
    _record(by, "tied", contact, before=before, after=_tied(made))
    return made


@transaction.atomic
def log_touch(
    *,
    by: User | None,
    contact: Contact,
    person: Person,
    on: date,
    way: Way,
    today: date | None = None,
) -> Touch:
    """Say that one of ours met, called or wrote to somebody; on the day of a visit it is part of that. The same twice is once.

    Raises ConsentRefused and DayAhead.
    """
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    _refuse_record(contact)
    _refuse_ahead(on, today)
    visits = Visit.objects.filter(key_account__customer=contact.customer_id, visit_on=on).exclude(state="called off")
    found = {"contact": contact, "person": person, "on": on, "way": way}
    made, is_new = Touch.objects.get_or_create(**found, defaults={"by": by, "visit": visits.first()})
    if is_new:
        _record(by, "touched", contact, after={"on": on, "way": str(way), "person": person.person_code})
    return made


@transaction.atomic
def erase_person(*, by: User | None, contact: Contact) -> None:
    """Take somebody off the record for good, everywhere. Raises AlreadyErased."""
    erase_contact(by=by, contact=contact, manages=lambda other: by is None or may_write_about(by, other))


def _refuse_known(by: User | None, customer: Customer, email: str) -> None:
    """A person belongs to one customer at a time; who is known by address is not put on record twice."""
    if not email:
        return
    found = Contact.objects.filter(email__iexact=email).select_related("customer").first()
    if found is None:
        return
    if found.customer_id == customer.pk:
        raise refusals.PersonHere(email=email, customer=customer)
    if by is None or may_write_about(by, found):
        raise refusals.PersonElsewhere(email=email, customer=found.customer)
    raise refusals.PersonOutOfSight(email=email)


def _refuse_boss(contact: Contact, boss: Contact | None) -> None:
    """A boss works at the same key account, and no line comes back to where it began."""
    if boss is None:
        return
    around = group_around(contact.customer)
    if boss.customer_id not in around:
        raise refusals.BossElsewhere(customer=contact.customer)
    rows = Place.objects.filter(contact__customer__in=around).values_list("contact_id", "reports_to_id")
    circle = circle_made(contact.pk, boss.pk, dict(rows))
    if circle:
        people = Contact.objects.in_bulk(circle)
        raise refusals.LineMakesCircle(chain=" → ".join(named(people[each]) for each in circle))


def _move(contact: Contact, customer: Customer) -> None:
    """Somebody works elsewhere now: where that is another key account, nobody there or here reports across."""
    if customer.pk not in group_around(contact.customer):
        Place.objects.filter(reports_to=contact).update(reports_to=None)
    contact.customer = customer
    contact.save(update_fields=["customer"])


def _refuse_record(contact: Contact) -> None:
    if contact.consent is False:
        raise refusals.ConsentRefused


def _refuse_ahead(day: date, today: date | None) -> None:
    if day > (today or timezone.localdate()):
        raise refusals.DayAhead(day=figures.day(day))


def _placed(contact: Contact) -> dict[str, Any]:
    place = Place.objects.filter(contact=contact).first()
    boss = place.reports_to_id if place else None
    return {"customer": contact.customer.code, "part": place.part if place else "", "reports_to": boss}


def _tied(tie: Tie) -> dict[str, Any]:
    return {"person": tie.person.person_code, "today": int(tie.today), "wanted": int(tie.wanted)}


def _record(by: User | None, event: str, contact: Contact, **images: Any) -> None:
    journal.record(by=by, event=f"accounts.relationship.{event}", subject=contact, holds=FieldClass.F5, **images)
