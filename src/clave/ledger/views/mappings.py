"""The door of the mapping: which of their columns is which of ours."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.ledger import operations
from clave.ledger.forms import Mapping
from clave.ledger.mapping_lines import beginning, lines_of, sheets_of, without_columns
from clave.ledger.models import ImportJob, MappingProfile
from clave.ledger.refusals import ProfileChanged


@doors.requires(Action.IMPORT_FILES)
def map_columns(request: SignedIn, key: UUID) -> HttpResponse:
    """Choose where each of our columns comes from, and have the file read so."""
    job = get_object_or_404(ImportJob.objects.visible_to(request.user), key=key)
    saved = _saved(request, job)
    form = _form(request, job, saved)
    if request.method != "POST":
        return _page(request, job, form, saved)
    if not form.is_valid():
        return _page(request, job, form, saved, status=status_of(form))
    try:
        _go_on(request, job, form)
    except ProfileChanged as refusal:
        return _stale_page(request, job, form, refusal)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, job, form, saved, status=refusal.http_status)
    return redirect("import", key)


def _go_on(request: SignedIn, job: ImportJob, form: Mapping) -> None:
    """Keep the mapping under its name where one was given, and read the file with it."""
    told = form.cleaned_data
    if "look" in request.POST or not form.lines:
        toml = without_columns(form.profile, told).to_toml()
        operations.read_in_background(by=request.user, job=job, profile=toml, look_again=True)
        return
    if told["save_as"]:
        operations.save_profile(
            by=request.user, kind=job.kind, name=told["save_as"], toml=told["toml"], version=form.version_held
        )
        messages.success(request, gettext("The mapping “%(name)s” is saved.") % {"name": told["save_as"]})
    operations.read_in_background(by=request.user, job=job, profile=told["toml"])


def _saved(request: SignedIn, job: ImportJob) -> MappingProfile | None:
    """The saved mapping that the page was asked to begin from."""
    asked = request.GET.get("saved", "")
    return MappingProfile.objects.filter(kind=job.kind, pk=asked).first() if asked.isdigit() else None


def _form(request: SignedIn, job: ImportJob, saved: MappingProfile | None) -> Mapping:
    profile = beginning(job, saved.toml if saved else None)
    initial = {"save_as": saved.name, "saved_name": saved.name, "saved_version": saved.version} if saved else {}
    return Mapping(
        request.POST if request.method == "POST" else None,
        lines=lines_of(job, profile),
        profile=profile,
        sheets=sheets_of(job),
        initial=initial,
    )


def _page(
    request: SignedIn,
    job: ImportJob,
    form: Mapping,
    saved: MappingProfile | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    others = MappingProfile.objects.filter(kind=job.kind)
    shown = {"job": job, "form": form, "saved": saved, "others": others, **more}
    return render(request, "ledger/import_mapping.html", shown, status=status)


def _stale_page(request: SignedIn, job: ImportJob, form: Mapping, refusal: ProfileChanged) -> HttpResponse:
    """Both versions side by side; saving again then replaces the one that is shown."""
    held = MappingProfile.objects.select_related("saved_by").get(kind=job.kind, name=form.cleaned_data["save_as"])
    form.data = {**request.POST.dict(), "saved_version": str(held.version), "saved_name": held.name}
    more = {"held": held, "typed": form.cleaned_data["toml"], "stale": refusal.sentence(gettext)}
    return _page(request, job, form, None, refusal.http_status, **more)
