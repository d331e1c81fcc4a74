"""The page of one key account's sponsor, as several doors answer with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit import slots
from clave.kit.templatetags import figures
from clave.portfolio.models import KeyAccount
from clave.sponsorship.forms import AppointSponsorForm, RhythmForm, VisitForm
from clave.sponsorship.gates import changes_visits_of
from clave.sponsorship.models import Visit, VisitRhythm
from clave.sponsorship.queries import holders, visits
from clave.sponsorship.queries import sponsors as queries
from clave.sponsorship.rules.notes import AUDIENCE_NAMES, Audience


@dataclass(frozen=True)
class Beside:
    """What stands now beside what somebody wrote on an older page."""

    what: str
    stands: str
    written: str


def key_account(request: SignedIn, code: str, planned_by: User | None = None) -> KeyAccount:
    """The current key account with this code, where the person sees it, and plans its visits where that is asked."""
    seen = KeyAccount.objects.visible_to(request.user).current().select_related("customer")
    if planned_by is not None:
        seen = seen.filter(changes_visits_of(planned_by, "customer"))
    found: KeyAccount = get_object_or_404(seen, customer__code=code)
    return found


def sponsor_page(
    request: SignedIn,
    held: KeyAccount,
    *,
    status: int = 200,
    wrong: str = "",
    form: forms.Form | None = None,
    rhythm_form: forms.Form | None = None,
    visit_form: forms.Form | None = None,
    beside: Beside | None = None,
) -> HttpResponse:
    """One key account with its sponsor and visits; with what was refused, where something was."""
    today, may_change = timezone.localdate(), request.user.may(Action.CHANGE_SPONSORS)
    rows = queries.sponsored(request.user, today, only=held)
    row = rows[0] if rows else queries.Sponsored(held, today)
    based_on = row.rhythm_row.version if row.rhythm_row else 0
    chosen = {"visits_a_year": row.visits_a_year, "based_on": based_on}
    may_plan = KeyAccount.objects.filter(changes_visits_of(request.user, "customer"), pk=held.pk).exists()
    facts = {
        "row": row,
        "visits": [each for each in visits.visits_of(request.user, held) if not each.visit.is_planned],
        "planned": [*row.untold, *row.ahead],
        "follow_ups": visits.open_follow_ups(request.user, held),
        "may_plan": may_plan,
        "may_report": Visit.objects.filter(key_account=held).reported_by(request.user).exists(),
        "visit_form": (visit_form or VisitForm(auto_id="visit_%s")) if may_plan else None,
        "audiences": [(each.value, gettext(AUDIENCE_NAMES[each])) for each in Audience],
        "customer": held.customer,
        "today": today,
        "history": holders.history(held),
        "form": (form or AppointSponsorForm()) if may_change else None,
        "rhythm_form": (rhythm_form or RhythmForm(initial=chosen, auto_id="rhythm_%s")) if may_change else None,
        "may_change": may_change,
        "wrong": wrong,
        "beside": beside,
        "from_above": slots.filled(slots.VISITS, request, held.customer),
    }
    return render(request, "sponsorship/sponsor.html", facts, status=status)


def rhythm_beside(written: int, held: KeyAccount) -> tuple[Beside, RhythmForm]:
    """The rhythm that stands beside the one that was written, and the form with which it can be written again."""
    found = VisitRhythm.objects.get(key_account=held)
    form = RhythmForm(initial={"visits_a_year": written, "based_on": found.version}, auto_id="rhythm_%s")
    return Beside(gettext("Visits a year"), figures.number(found.visits_a_year), figures.number(written)), form


def visit_beside(visit: Visit, on: date, hour: time | None) -> Beside:
    """The day that stands beside the one that was written."""
    found = Visit.objects.get(pk=visit.pk)
    stands = figures.moment(found.starts_at) if found.starts_at else figures.day(found.visit_on)
    return Beside(gettext("Visit"), stands, f"{figures.day(on)}, {hour:%H:%M}" if hour else figures.day(on))
