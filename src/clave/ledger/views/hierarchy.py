"""The doors of customer groups and of who answers for whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.ledger import exports, group_queries, operations
from clave.ledger.group_forms import AsOf, Assignment, AssignmentFilter, EndDay, GroupLink
from clave.ledger.models import Customer, CustomerAssignment, CustomerParent


@doors.requires(Action.SEE_HIERARCHY, methods=doors.READING)
def hierarchy(request: SignedIn) -> HttpResponseBase:
    """Which customers form a group on a day, when somebody last looked, and who might belong to one."""
    today = timezone.localdate()
    form = AsOf(request.GET, today=today)
    groups = group_queries.groups(user=request.user, on=form.day, today=today)
    lonely = group_queries.lonely(user=request.user, on=form.day)
    shown = {
        "form": form,
        "on": form.day,
        "groups": groups,
        "members": sum(len(group.links) for group in groups),
        "due": sum(group.review.is_due for group in groups),
        "lonely": lonely,
        "likely": lonely.likely[: group_queries.SHOWN_LIKELY],
        "may_change": request.user.may(Action.CHANGE_HIERARCHY),
    }
    tables = {
        "groups": lambda: exports.groups(groups, form.day),
        "likely-groups": lambda: exports.likely(lonely.likely, form.day),
    }
    return leaving.page(request, "ledger/hierarchy.html", shown, tables, needs=Action.EXPORT_CUSTOMERS)


@doors.requires(Action.SEE_HIERARCHY, methods=doors.READING)
def group(request: SignedIn, pk: int) -> HttpResponseBase:
    """One group: its members, now and before, and the last review of each."""
    return _group_page(request, get_object_or_404(Customer.objects.visible_to(request.user), pk=pk))


@doors.requires(Action.CHANGE_HIERARCHY)
def link_customer(request: SignedIn) -> HttpResponse:
    """Put a customer into a group."""
    first = {**request.GET.dict(), "valid_from": timezone.localdate()}
    form = GroupLink(request.POST if request.method == "POST" else None, user=request.user, initial=first)
    if not form.is_valid():
        return render(request, "ledger/link_customer.html", {"form": form}, status=422 if form.errors else 200)
    try:
        link = operations.link_parent(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return render(request, "ledger/link_customer.html", {"form": form}, status=refusal.http_status)
    told = gettext("%(customer)s belongs to %(group)s now.") % {"customer": link.customer, "group": link.parent}
    messages.success(request, told)
    return redirect("group", link.parent_id)


@doors.requires(Action.CHANGE_HIERARCHY, methods=["POST"])
def end_link(request: SignedIn, pk: int) -> HttpResponseBase:
    """Say on which day a customer last belonged to its group."""
    seen = Customer.objects.visible_to(request.user).values("pk")
    link = get_object_or_404(CustomerParent.objects.select_related("parent"), pk=pk, customer__in=seen)
    form = EndDay(request.POST)
    if not form.is_valid():
        return _group_page(request, link.parent, form, 422)
    try:
        operations.end_parent(by=request.user, link=link, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _group_page(request, link.parent, form, refusal.http_status)
    messages.success(request, gettext("The link ends on that day; what it was before stays as it was."))
    return redirect("group", link.parent_id)


@doors.requires(Action.CHANGE_HIERARCHY, methods=["POST"])
def review_group(request: SignedIn, pk: int) -> HttpResponse:
    """Say that one looked at the members of a group and found them right."""
    head = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    links = group_queries.links_on(request.user, timezone.localdate()).filter(parent=head)
    reviewed = operations.review_roll_up(by=request.user, links=list(links))
    told = ngettext("%(number)s link reviewed.", "%(number)s links reviewed.", reviewed)
    messages.success(request, told % {"number": reviewed})
    return redirect("group", pk)


@doors.requires(Action.SEE_HIERARCHY, methods=doors.READING)
def assignments(request: SignedIn) -> HttpResponseBase:
    """Who answers for which customer, in which capacity, on a day."""
    return _assignments_page(request)


@doors.requires(Action.CHANGE_HIERARCHY)
def assign_customer(request: SignedIn) -> HttpResponse:
    """Give a customer to a person."""
    first = {**request.GET.dict(), "valid_from": timezone.localdate()}
    form = Assignment(request.POST if request.method == "POST" else None, user=request.user, initial=first)
    if not form.is_valid():
        return render(request, "ledger/assign_customer.html", {"form": form}, status=422 if form.errors else 200)
    values = {**form.cleaned_data, "user": form.cleaned_data["person"]}
    del values["person"]
    try:
        row = operations.assign_customer(by=request.user, **values)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return render(request, "ledger/assign_customer.html", {"form": form}, status=refusal.http_status)
    told = gettext("%(person)s answers for %(customer)s.") % {"person": row.user, "customer": row.customer}
    messages.success(request, told)
    return redirect("assignments")


@doors.requires(Action.CHANGE_HIERARCHY, methods=["POST"])
def end_assignment(request: SignedIn, pk: int) -> HttpResponseBase:
    """Say on which day a person last answered for a customer."""
    seen = Customer.objects.visible_to(request.user).values("pk")
    row = get_object_or_404(CustomerAssignment, pk=pk, customer__in=seen)
    form = EndDay(request.POST)
    if not form.is_valid():
        return _assignments_page(request, form, 422)
    try:
        operations.end_assignment(by=request.user, assignment=row, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _assignments_page(request, form, refusal.http_status)
    messages.success(request, gettext("The assignment ends on that day."))
    return redirect("assignments")


def _group_page(request: SignedIn, head: Customer, form: EndDay | None = None, status: int = 200) -> HttpResponseBase:
    today = timezone.localdate()
    links = list(group_queries.history(user=request.user, head=head))
    current = [link for link in links if link.holds(today)]
    shown: dict[str, Any] = {
        "head": head,
        "today": today,
        "links": links,
        "current": current,
        "never": sum(link.reviewed_at is None for link in current),
        "form": form,
        "may_change": request.user.may(Action.CHANGE_HIERARCHY),
    }
    tables = {"links": lambda: exports.links(links)}
    return leaving.page(request, "ledger/group.html", shown, tables, needs=Action.EXPORT_CUSTOMERS, status=status)


def _assignments_page(request: SignedIn, ending: EndDay | None = None, status: int = 200) -> HttpResponseBase:
    form = AssignmentFilter(request.GET, today=timezone.localdate())
    found = list(group_queries.assignments(user=request.user, on=form.day, person=form.person))
    shown = {
        "form": form,
        "ending": ending,
        "on": form.day,
        "today": timezone.localdate(),
        "assignments": found,
        "people": group_queries.answering(found),
        "may_change": request.user.may(Action.CHANGE_HIERARCHY),
    }
    tables = {"assignments": lambda: exports.assignments(found, form.day)}
    return leaving.page(request, "ledger/assignments.html", shown, tables, needs=Action.EXPORT_CUSTOMERS, status=status)
