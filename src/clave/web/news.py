"""What people are told of: what needs them of promises, visits, decisions and training, and what was done lately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures
from clave.notices.rules import Kind, News
from clave.people.models import Appointment
from clave.people.queries import training
from clave.people.rules.training import Standing
from clave.portfolio.models import Charter, Decision, ExceptionRequest
from clave.portfolio.rules.deciding import tally_of
from clave.programme.models import GateClosing
from clave.programme.rules.elements import PHASE_NAMES, Phase
from clave.promises.models import Escalation, Promise
from clave.promises.rules.states import ALIVE, State
from clave.sponsorship.models import Visit
from clave.sponsorship.queries.sponsors import sponsored
from clave.value.deal_models import DealDecision
from clave.value.queries.deals import decisions_awaited
from clave.web.connector_news import connector_news

DAYS_AHEAD = 7
DAYS_BACK = 14
LATE_VISIT_DAYS = 14
DUE_MARKS = {gettext_noop("late"): "warn", gettext_noop("overdue"): "bad", gettext_noop("due soon"): "none"}
"""How a promise with a day stands -> how it is marked."""


def news(user: User, on: date) -> Iterator[News]:
    """Everything to tell a person on a day, as far as they may see it."""
    me = Person.objects.filter(user=user, is_active=True).first()
    if user.may(Action.SEE_PROMISES):
        yield from _promises(user, on)
        yield from _escalations(user, on)
    yield from _visits(user, on)
    yield from _approvals(user, on)
    if me:
        yield from _training(me, on)
        yield from _appointments(user, me, on)
    if user.may(Action.SEE_PROGRAMME):
        yield from _gates(user, on)
    yield from connector_news(user)


def _promises(user: User, on: date) -> Iterator[News]:
    """Promises that this person keeps, or keeps for an owner who has left: due within a week, overdue, late."""
    mine = Q(owner__user=user) | Q(owner__is_active=False, function__owner__user=user)
    keeps = Promise.objects.filter(mine, state__in=ALIVE, due_on__lte=on + timedelta(days=DAYS_AHEAD)).values("pk")
    rows = Promise.objects.visible_to(user, on).filter(pk__in=keeps).select_related("key_account__customer")
    for row in rows.order_by("due_on", "number"):
        facts = {"customer": row.key_account.customer, "day": figures.day(row.due_on)}
        what = "late" if row.state == State.LATE else "overdue" if row.is_overdue(on) else "due soon"
        fact, to = gettext("For %(customer)s, due on %(day)s.") % facts, reverse("promise", args=[row.number])
        key = f"promise-{row.number}-{what.replace(' ', '-')}"
        yield News(key, Kind.PROMISES, row.what, fact, to, DUE_MARKS[what], gettext(what))


def _escalations(user: User, on: date) -> Iterator[News]:
    """What was put before the champion and waits; what came back to who asked."""
    seen = Escalation.objects.visible_to(user, on).select_related("promise__key_account__customer", "by", "answered_by")
    if user.may(Action.ANSWER_ESCALATIONS):
        for row in seen.filter(answered_at=None).exclude(by=user):
            facts = {"who": row.by, "customer": row.promise.key_account.customer, "reason": row.reason}
            title, fact = gettext("%(who)s asks for help with a promise to %(customer)s") % facts, row.reason
            to = reverse("promise", args=[row.promise.number])
            yield News(f"escalation-{row.pk}", Kind.PROMISES, title, fact, to, "warn", gettext("to answer"))
    for row in seen.filter(by=user, answered_at__date__gt=on - timedelta(days=DAYS_BACK)).exclude(answered_by=user):
        title = gettext("%(who)s answered about “%(promise)s”") % {"who": row.answered_by, "promise": row.promise}
        to = reverse("promise", args=[row.promise.number])
        yield News(f"escalation-{row.pk}-answered", Kind.PROMISES, title, row.answer, to, "good", gettext("answered"))


def _visits(user: User, on: date) -> Iterator[News]:
    """Own visits that come up or are to be told of; for who names sponsors those nobody told of for two weeks."""
    if user.may(Action.REPORT_VISITS):
        rows = Visit.objects.reported_by(user).filter(state="planned", visit_on__lte=on + timedelta(days=DAYS_AHEAD))
        for row in rows.select_related("key_account__customer").order_by("visit_on"):
            yield _visit(row, on)
    if user.may(Action.CHANGE_SPONSORS):
        late = Visit.objects.visible_to(user).filter(state="planned", visit_on__lt=on - timedelta(days=LATE_VISIT_DAYS))
        for row in late.select_related("key_account__customer").order_by("visit_on"):
            customer = row.key_account.customer
            title = gettext("Nobody has told of the visit to %(customer)s") % {"customer": customer}
            fact = gettext("It was planned for %(day)s. Ask the sponsor.") % {"day": figures.day(row.visit_on)}
            to = reverse("sponsor", args=[customer.code])
            yield News(f"visit-{row.pk}-alert", Kind.VISITS, title, fact, to, "warn", gettext("overdue"))
    if user.may(Action.CHANGE_SPONSORS) or user.may(Action.REPORT_VISITS):
        yield from _rhythm(user, on)


def _rhythm(user: User, on: date) -> Iterator[News]:
    """Key accounts that one sponsors, or looks after, whose next visit is overdue and not planned."""
    for row in sponsored(user, on):
        if row.is_overdue:
            title = gettext("A visit to %(customer)s is overdue") % {"customer": row.customer}
            last = figures.day(row.last.visit_on) if row.last else gettext("none yet")
            fact = gettext("Visits a year: %(number)s; the last one: %(day)s.") % {
                "number": row.visits_a_year,
                "day": last,
            }
            key = f"visit-due-{row.key_account.pk}-{row.last.visit_on if row.last else 'never'}"
            to = reverse("sponsor", args=[row.customer.code])
            yield News(key, Kind.VISITS, title, fact, to, "warn", gettext("overdue"))


def _visit(row: Visit, on: date) -> News:
    customer = row.key_account.customer
    facts = {"customer": customer, "day": figures.day(row.visit_on)}
    if row.visit_on < on:
        title = gettext("Tell of your visit to %(customer)s") % facts
        fact, to = gettext("You were there on %(day)s: three lines are enough.") % facts, "report-visit"
        return News(
            f"visit-{row.pk}-tell", Kind.VISITS, title, fact, reverse(to, args=[row.pk]), "warn", gettext("to tell")
        )
    title = gettext("You visit %(customer)s on %(day)s") % facts
    fact, to = gettext("Read what was said last time before you go."), reverse("sponsor", args=[customer.code])
    return News(f"visit-{row.pk}-{row.visit_on}", Kind.VISITS, title, fact, to, "none", gettext("visit"))


def _approvals(user: User, on: date) -> Iterator[News]:
    """Decisions to vote on or to take, a charter to approve, and what others asked for outside the charter."""
    if user.may(Action.VOTE_ON_DECISIONS):
        yield from _decisions(user)
    if user.may(Action.APPROVE_CHARTER):
        proposed = Charter.objects.visible_to(user).filter(state="proposed").exclude(proposed_by=user)
        for row in proposed.exclude(approvals__by=user).select_related("proposed_by"):
            title = gettext("Approve version %(number)s of the charter, or send it back") % {"number": row.number}
            to = reverse("charter-version", args=[row.number])
            fact = gettext("Proposed by %(who)s.") % {"who": row.proposed_by}
            yield News(
                f"charter-{row.number}-{row.version}", Kind.APPROVALS, title, fact, to, "warn", gettext("to approve")
            )
    if user.may(Action.PROPOSE_DECISIONS):
        asked = ExceptionRequest.objects.visible_to(user).filter(asked_at__date__gt=on - timedelta(days=DAYS_BACK))
        for row in asked.exclude(asked_by=user).select_related("asked_by", "customer"):
            facts = {"who": row.asked_by, "customer": row.customer}
            title = gettext("%(who)s asks for %(customer)s outside the charter") % facts
            to = reverse("exceptions")
            yield News(f"exception-{row.number}", Kind.APPROVALS, title, row.reason, to, "none", gettext("asked"))
    yield from _deals(user, on)


def _deals(user: User, on: date) -> Iterator[News]:
    """Deals to decide on; to who put one forward, what others decided lately."""
    for asking in decisions_awaited(user, on):
        facts = {"deal": asking.deal, "customer": asking.deal.customer, "who": asking.by}
        title = gettext("Decide on the deal “%(deal)s” with %(customer)s") % facts
        fact, to = gettext("Put forward by %(who)s.") % facts, reverse("deal", args=[asking.deal.number])
        yield News(f"deal-{asking.pk}", Kind.APPROVALS, title, fact, to, "warn", gettext("to decide"))
    if user.may(Action.PRICE_DEALS):
        rows = DealDecision.objects.visible_to(user, on).filter(
            asked_by=user, at__date__gt=on - timedelta(days=DAYS_BACK)
        )
        for row in rows.select_related("deal", "by").order_by("at"):
            facts = {"who": row.by, "deal": row.deal}
            told = gettext("%(who)s approved the deal “%(deal)s”"), gettext("%(who)s refused the deal “%(deal)s”")
            mark, status = ("good", gettext("approval given")) if row.approves else ("bad", gettext("approval refused"))
            title, to = (told[0] if row.approves else told[1]) % facts, reverse("deal", args=[row.deal.number])
            yield News(f"deal-decided-{row.pk}", Kind.APPROVALS, title, row.reason, to, mark, status)


def _decisions(user: User) -> Iterator[News]:
    rows = Decision.objects.visible_to(user).filter(state="open").exclude(proposed_by=user)
    for row in rows.select_related("customer", "proposed_by").prefetch_related("votes"):
        votes = list(row.votes.all())
        mine, tally = [vote.choice for vote in votes if vote.by_id == user.pk], tally_of(vote.choice for vote in votes)
        facts = {"customer": row.customer, "who": row.proposed_by, "yes": tally.yes, "no": tally.no}
        to = reverse("decision", kwargs={"number": row.number})
        if not mine:
            words = gettext("Vote: admit %(customer)s?") if row.admits else gettext("Vote: release %(customer)s?")
            fact = gettext("Proposed by %(who)s; %(yes)s yes, %(no)s no so far.") % facts
            key, status = f"decision-{row.number}-vote", gettext("to vote")
        elif tally.counted and "recused" not in mine and user.may(Action.DECIDE):
            words = gettext("Decide about %(customer)s")
            fact = gettext("The votes are in: %(yes)s yes, %(no)s no. It needs its minutes.") % facts
            key, status = f"decision-{row.number}-decide", gettext("to decide")
        else:
            continue
        yield News(key, Kind.APPROVALS, words % facts, fact, to, "warn", status)


def _training(me: Person, on: date) -> Iterator[News]:
    """Courses of one's own that are overdue, run out soon or ran out."""
    for place in training.places_of(me, on):
        if place.standing in (Standing.EXPIRED, Standing.ENDING, Standing.LATE):
            row = place.training
            day = {"day": figures.day(row.planned_on if place.is_open else row.expires_on)}
            held = gettext("The certificate holds until %(day)s.")
            fact = (gettext("It is to be taken by %(day)s.") if place.is_open else held) % day
            to = reverse("training-of", kwargs={"pk": me.pk})
            key = f"training-{row.pk}-{place.standing}"
            yield News(key, Kind.TRAINING, row.course.name, fact, to, place.mark, place.words)


def _appointments(user: User, me: Person, on: date) -> Iterator[News]:
    """Key accounts that somebody else gave this person lately."""
    rows = Appointment.objects.visible_to(user).filter(person=me, at__date__gt=on - timedelta(days=DAYS_BACK))
    for row in rows.exclude(by=user).select_related("key_account__customer", "assignment"):
        customer, since = row.key_account.customer, figures.day(row.assignment.valid_from)
        facts = {"customer": customer, "capacity": row.assignment.capacity_name, "day": since}
        title = gettext("You were appointed to %(customer)s") % facts
        fact = gettext("As %(capacity)s, from %(day)s.") % facts
        to = reverse("appointment", kwargs={"code": customer.code})
        yield News(f"appointment-{row.pk}", Kind.APPOINTMENTS, title, fact, to, "good", gettext("new"))


def _gates(user: User, on: date) -> Iterator[News]:
    """Gates of the programme that somebody else closed lately."""
    rows = GateClosing.objects.visible_to(user).filter(closed_on__gt=on - timedelta(days=DAYS_BACK)).exclude(by=user)
    for row in rows.select_related("by"):
        phase = gettext(PHASE_NAMES[Phase(row.phase)])
        title = gettext("The gate of the phase “%(phase)s” is closed") % {"phase": phase}
        fact = gettext("Closed by %(who)s on %(day)s.") % {"who": row.by, "day": figures.day(row.closed_on)}
        to = reverse("programme-stages")
        yield News(f"gate-{row.phase}", Kind.PROGRAMME, title, fact, to, "good", gettext("closed"))
