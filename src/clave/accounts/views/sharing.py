"""The doors of sharing: the links to a plan for who writes it, and the one page that the customer opens with a code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.forms.plans import ShareForm
from clave.accounts.models import Plan, PlanShare
from clave.accounts.operations import sharing as operations
from clave.accounts.operations.taking import record_plan
from clave.accounts.queries import plans as queries
from clave.accounts.queries.sharing import shared, shares_of
from clave.accounts.rules.sharing import SECTION_NAMES, Section
from clave.accounts.views import paper
from clave.accounts.views.plan import chosen_plan, key_account
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of

PUBLIC_METHODS = ("GET", "HEAD", "POST")


@doors.requires(Action.WRITE_PLANS)
def sharing(request: SignedIn, code: str) -> HttpResponse:
    """Share chosen sections of the plan by a link with a code; both are shown once."""
    found = queries.latest_plan(key_account(request, code, to_write=True))
    if found is None:
        raise Http404
    if request.method in doors.READING:
        return _sharing_page(request, found, ShareForm(initial={"language": request.user.language}))
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _sharing_page(request, found, form, status=status_of(form))
    try:
        made, word, secret = operations.share_plan(by=request.user, plan=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _sharing_page(request, found, form, status=refusal.http_status)
    address = request.build_absolute_uri(reverse("shared-plan", args=[word]))
    return _sharing_page(request, found, ShareForm(), made=made, address=address, secret=secret)


@doors.requires(Action.WRITE_PLANS, methods=["POST"])
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    """End a link at once."""
    rows = PlanShare.objects.written_by(request.user).select_related("plan__key_account__customer")
    found: PlanShare = get_object_or_404(rows, pk=pk)
    try:
        operations.revoke_share(by=request.user, share=found)
        messages.success(request, gettext("The link is dead: whoever has it reads nothing from now on."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    return redirect("plan-sharing", found.plan.key_account.customer.code)


@doors.requires(Action.EXPORT_PLANS, methods=doors.READING)
def plan_pdf(request: SignedIn, code: str) -> HttpResponse:
    """The plan as a PDF; who took it stands in the history."""
    held, today = key_account(request, code), timezone.localdate()
    found = chosen_plan(request, held)
    if found is None:
        raise Http404
    file = paper.printed(paper.of_page(queries.plan_page(request.user, found, today), today), today)
    record_plan(by=request.user, plan=found, kind="pdf")
    return _file(file, found)


@doors.public
def shared_plan(request: HttpRequest, word: str) -> HttpResponse:
    """What was shared, for who has link and code; any other link or code is answered with one and the same page."""
    if request.method not in PUBLIC_METHODS:
        return HttpResponseNotAllowed(PUBLIC_METHODS)
    if request.method != "POST":
        return _kept_private(render(request, "accounts/shared_code.html", {"frame": None}))
    code, as_file = request.POST.get("code", "").replace(" ", "")[:20], "file" in request.POST
    found = operations.opened_by(word, code, as_file=as_file)
    if found is None:
        return _kept_private(render(request, "accounts/shared_code.html", {"frame": None, "wrong": True}, status=404))
    today = timezone.localdate()
    with translation.override(found.language):
        told = shared(found, today)
        sheet = paper.of_shared(told, today)
        if as_file:
            return _file(paper.printed(sheet, today), told.plan)
        facts = {"frame": None, "paper": sheet, "code": code, "share": found}
        return _kept_private(render(request, "accounts/shared_plan.html", facts))


def _sharing_page(request: SignedIn, plan: Plan, form: ShareForm, *, status: int = 200, **made: Any) -> HttpResponse:
    customer, now = plan.key_account.customer, timezone.now()
    names = {each.value: gettext(name) for each, name in SECTION_NAMES.items()}
    rows = [
        (each, [names[Section(section)] for section in each.sections], each.is_alive(now)) for each in shares_of(plan)
    ]
    facts = {"plan": plan, "customer": customer, "form": form, "rows": rows, "now": now}
    answer = render(request, "accounts/sharing.html", {**facts, **made}, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _kept_private(answer: HttpResponse) -> HttpResponse:
    """No browser keeps it, no search engine lists it, and no other site is told the link."""
    answer.headers["Cache-Control"] = "private, no-store"
    # With no-referrer a browser would say of its own form that it comes from nowhere, and the form would be refused.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _file(content: bytes, plan: Plan) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{slugify(gettext('plan'))}-{slugify(plan.key_account.customer.code)}-{plan.starts_on.isoformat()}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept_private(answer)
