"""The doors of the one page before a visit: on screen, and as a PDF to take along."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.printing import pdf
from clave.portfolio.models import KeyAccount
from clave.sponsorship.models import Visit
from clave.sponsorship.operations.taking import record_brief
from clave.web.brief.gathering import brief_of

TEMPLATE = Path(__file__).parents[1] / "print" / "visit_brief.typ"


@doors.requires(Action.SEE_SPONSORS, methods=doors.READING)
def visit_brief(request: SignedIn, code: str) -> HttpResponse:
    """All that a sponsor needs before a visit, on one page."""
    held, today = _key_account(request, code), timezone.localdate()
    owed = Visit.objects.filter(key_account=held, state="planned", visit_on__lte=today).reported_by(request.user)
    facts = {
        "brief": brief_of(request.user, held, today),
        "customer": held.customer,
        "to_tell": owed.first(),
        "may_export": request.user.may(Action.EXPORT_BRIEFS),
    }
    return render(request, "web/visit_brief.html", facts)


@doors.requires(Action.EXPORT_BRIEFS, methods=doors.READING)
def visit_brief_pdf(request: SignedIn, code: str) -> HttpResponse:
    """The same on one sheet of paper; who took it stands in the history."""
    held, today = _key_account(request, code), timezone.localdate()
    file = pdf(TEMPLATE, asdict(brief_of(request.user, held, today)), today)
    record_brief(by=request.user, key_account=held)
    name = f"{slugify(gettext('brief'))}-{slugify(held.customer.code)}-{today.isoformat()}.pdf"
    answer = HttpResponse(file, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _key_account(request: SignedIn, code: str) -> KeyAccount:
    seen = KeyAccount.objects.visible_to(request.user).current().select_related("customer")
    found: KeyAccount = get_object_or_404(seen, customer__code=code)
    return found
