"""The doors of saved views: one's own, a new one, renaming, sharing and deleting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.tables import Table, listed
from clave.saved_views import operations, queries
from clave.saved_views.forms import ViewForm
from clave.saved_views.lists import SavedList, list_named
from clave.saved_views.models import SavedView
from clave.saved_views.queries import Shown


@doors.requires(Action.SEE_MY_DAY, methods=doors.READING)
def saved_views(request: SignedIn) -> HttpResponseBase:
    """Every view of this person, to be renamed, shared and deleted."""
    views = queries.own_views(request.user)
    tables = {"views": lambda: _table(views)}
    return leaving.page(
        request, "saved_views/saved_views.html", {"views": views}, tables, needs=Action.EXPORT_OWN_LISTS
    )


@doors.requires(Action.SEE_MY_DAY)
def save_view(request: SignedIn, address: str) -> HttpResponse:
    """Keep what a list shows now under a name."""
    of = _list(request, address)
    form = ViewForm(request.POST or None, initial={"query": request.GET.urlencode()}, needs=of.needs)
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_view(by=request.user, of=of, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("name", refusal.sentence(gettext))
        else:
            messages.success(request, gettext("Saved. Its name stands above the list."))
            return redirect(f"{reverse(of.address)}?{form.cleaned_data['query']}")
    return _page(request, of, form, None, 422 if request.method == "POST" else 200)


@doors.requires(Action.SEE_MY_DAY)
def change_view(request: SignedIn, pk: int) -> HttpResponse:
    """Rename a view, or share it with others."""
    view, of = _own(request, pk)
    form = ViewForm(request.POST or None, initial={"name": view.name, "shared_with": view.shared_with}, needs=of.needs)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            operations.change_view(by=request.user, view=view, name=told["name"], shared_with=told["shared_with"])
        except Refusal as refusal:
            form.add_error("name", refusal.sentence(gettext))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("saved-views")
    return _page(request, of, form, view, 422 if request.method == "POST" else 200)


@doors.requires(Action.SEE_MY_DAY, methods=["POST"])
def delete_view(request: SignedIn, pk: int) -> HttpResponse:
    """Take a view away."""
    view, _of = _own(request, pk)
    operations.delete_view(by=request.user, view=view)
    messages.success(request, gettext("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("saved-views")


def _list(request: SignedIn, address: str) -> SavedList:
    """The list at an address, where this person may open it."""
    of = list_named(address)
    if of is None or not request.user.may(of.needs):
        raise Http404
    return of


def _own(request: SignedIn, pk: int) -> tuple[SavedView, SavedList]:
    view = get_object_or_404(SavedView.objects.owned_by(request.user), pk=pk)
    return view, _list(request, view.address)


def _page(request: SignedIn, of: SavedList, form: ViewForm, view: SavedView | None, status: int) -> HttpResponse:
    return render(request, "saved_views/view.html", {"of": of, "form": form, "view": view}, status=status)


def _table(views: list[Shown]) -> Table:
    """One row a view: of which list, what it keeps, who else sees it."""
    columns = [
        ("name", gettext("View"), lambda each: each.view.name),
        ("list", gettext("List"), lambda each: str(each.of.label)),
        ("query", gettext("Filters and order"), lambda each: each.view.query),
        ("shared_with", gettext("Shared with"), lambda each: each.view.role_name),
    ]
    return listed(gettext("My views"), views, columns, as_of=timezone.localdate())
