"""The doors of imports: what came in, what it changed, and what can be taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit import tables
from clave.kit.refusals import Refusal
from clave.kit.uploads import is_too_large
from clave.ledger import exports, operations, queries
from clave.ledger.forms import Upload, Yes
from clave.ledger.held import blank, held, kinds_held
from clave.ledger.models import ImportJob
from clave.ledger.operations.taking import record_taken
from clave.ledger.refusals import FileTooLarge
from clave.ledger.refused_rows import refused_table
from clave.ledger.rules import BRINGS, State
from clave.ledger.sending import sent_by


@doors.requires(Action.SEE_IMPORTS, methods=doors.READING)
def list_imports(request: SignedIn) -> HttpResponseBase:
    """Every import this person may see, newest first."""
    jobs = list(queries.imports(request.user))
    shown = {"jobs": jobs, "limit": queries.SHOWN_IMPORTS, "may_send": request.user.may(Action.IMPORT_FILES)}
    tables = {"imports": lambda: exports.imports(jobs)}
    facts = {**shown, "held": kinds_held(request.user)}
    return leaving.page(request, "ledger/imports.html", facts, tables, needs=Action.EXPORT_LEDGER)


@doors.requires(Action.EXPORT_LEDGER, methods=doors.READING)
def held_export(request: SignedIn, kind: str, file_kind: str) -> HttpResponseBase:
    """What is held of a kind, as a file that an import takes back without changing anything."""
    if kind not in kinds_held(request.user) or file_kind not in tables.KINDS:
        raise Http404
    if "blank" in request.GET:
        return tables.download(blank(kind), file_kind, kind)
    try:
        found = tables.download(held(kind, user=request.user, as_of=timezone.localdate()), file_kind, kind)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
        return redirect("imports")
    record_taken(by=request.user, kind=kind, file_kind=file_kind, version=queries.current_version())
    return found


@doors.requires(Action.IMPORT_FILES)
def new_import(request: SignedIn) -> HttpResponse:
    """Send a file; the worker reads it."""
    if request.method == "POST" and is_too_large(request):
        refusal = FileTooLarge(file=gettext("The upload"), limit=settings.UPLOAD_MB)
        return _upload_page(request, _blank_upload(request), refusal)
    if request.method != "POST":
        return _upload_page(request, _blank_upload(request))
    form = Upload(request.POST, request.FILES, sender=request.user)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        job = operations.bring_in_files(by=request.user, limit_mb=settings.UPLOAD_MB, **sent_by(form.cleaned_data))
    except Refusal as refusal:
        return _upload_page(request, form, refusal)
    return redirect("import", job.key)


@doors.requires(Action.SEE_IMPORTS, methods=doors.READING)
def see_import(request: SignedIn, key: UUID) -> HttpResponse:
    """One import: how far it is, what it would change or changed, what is wrong with which row."""
    return _import_page(request, _job(request, key))


@doors.requires(Action.SEE_IMPORTS, methods=doors.READING)
def import_progress(request: SignedIn, key: UUID) -> HttpResponse:
    """How far the work is; once it is over, the page loads itself again."""
    job = _job(request, key)
    answer = render(request, "ledger/import_work.html", {"job": job, "silent": job.is_silent(timezone.now())})
    if not job.is_at_work:
        answer.headers["HX-Refresh"] = "true"
    return answer


@doors.requires(Action.SEE_IMPORTS, methods=doors.READING)
def refused_rows(request: SignedIn, key: UUID) -> HttpResponseBase:
    """What is wrong with which row, as CSV, or as a workbook with `?kind=xlsx`."""
    job = _job(request, key)
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "csv"
    return leaving.taken(request, refused_table(job), kind, f"{job.file_name}-refused")


@doors.requires(Action.IMPORT_FILES, methods=["POST"])
def start_import(request: SignedIn, key: UUID) -> HttpResponse:
    """Say yes to what the preview shows."""
    job, form = _job(request, key), Yes(request.POST)
    if not form.is_valid():
        return _import_page(request, job, form=form, status=422)
    try:
        operations.import_in_background(by=request.user, job=job, **form.cleaned_data)
    except Refusal as refusal:
        return _import_page(request, job, refusal, form=form)
    return redirect("import", key)


@doors.requires(Action.IMPORT_FILES, methods=["POST"])
def repeat_import(request: SignedIn, key: UUID) -> HttpResponse:
    """Begin again where the work has died."""
    job = _job(request, key)
    try:
        operations.repeat_work(by=request.user, job=job)
    except Refusal as refusal:
        return _import_page(request, job, refusal)
    return redirect("import", key)


@doors.requires(Action.IMPORT_FILES, methods=["POST"])
def discard_import(request: SignedIn, key: UUID) -> HttpResponse:
    """Send a file away that was not imported."""
    job = _job(request, key)
    try:
        operations.discard_job(by=request.user, job=job)
    except Refusal as refusal:
        return _import_page(request, job, refusal)
    messages.success(request, gettext("%(file)s was discarded; nothing was changed.") % {"file": job.file_name})
    return redirect("imports")


@doors.requires(Action.UNDO_IMPORT)
def undo_import(request: SignedIn, key: UUID) -> HttpResponse:
    """Take an import back, after showing what that would undo."""
    job = get_object_or_404(ImportJob.objects.visible_to(request.user).exclude(batch=None), key=key)
    try:
        if request.method != "POST":
            operations.refuse_undo(batch=job.batch)
            return _undo_page(request, job)
        version = operations.undo_batch(by=request.user, batch=job.batch)
    except Refusal as refusal:
        status = 200 if request.method != "POST" else refusal.http_status
        return _undo_page(request, job, refusal.sentence(gettext), status)
    told = {"number": job.batch.number, "version": version.number}
    messages.success(request, gettext("Import %(number)s was undone; the ledger is at version %(version)s.") % told)
    return redirect("import", key)


@doors.requires(Action.SEE_IMPORTS, methods=doors.READING)
def data_versions(request: SignedIn) -> HttpResponseBase:
    """What the ledger held after each import and undo."""
    versions = list(queries.data_versions())
    facts, tables = (
        {"versions": versions, "limit": queries.SHOWN_VERSIONS},
        {"versions": lambda: exports.versions(versions)},
    )
    return leaving.page(request, "ledger/data_versions.html", facts, tables, needs=Action.EXPORT_LEDGER)


def _job(request: SignedIn, key: UUID) -> ImportJob:
    jobs = ImportJob.objects.visible_to(request.user).select_related("by", "batch", "batch__undone_by")
    job: ImportJob = get_object_or_404(jobs, key=key)
    return job


def _blank_upload(request: SignedIn) -> Upload:
    return Upload(sender=request.user, initial={"key": uuid4(), "kind": request.GET.get("kind")})


def _upload_page(request: SignedIn, form: Upload, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    told = {"form": form, "refusal": refusal and refusal.sentence(gettext), "code": refusal and refusal.code}
    shown = {
        **told,
        "limit_mb": settings.UPLOAD_MB,
        "limit_bytes": settings.UPLOAD_MB << 20,
        "kinds": kinds_held(request.user),
    }
    return render(request, "ledger/import_new.html", shown, status=refusal.http_status if refusal else status)


def _import_page(
    request: SignedIn, job: ImportJob, refusal: Refusal | None = None, form: Yes | None = None, status: int = 200
) -> HttpResponse:
    """The page of one import; a refusal stands at its top."""
    shown: dict[str, Any] = {
        **queries.import_outlook(job),
        "job": job,
        "form": form or Yes(),
        "silent": job.is_silent(timezone.now()),
        "may_run": request.user.may(Action.START_RUN),
        "mine": request.user.may(BRINGS[job.kind]),
        "refusal": refusal and refusal.sentence(gettext),
        "can_import": job.state in (State.READY, State.REFUSED, State.FAILED) and job.landed and job.preview,
    }
    return render(request, "ledger/import.html", shown, status=refusal.http_status if refusal else status)


def _undo_page(request: SignedIn, job: ImportJob, refusal: str = "", status: int = 200) -> HttpResponse:
    assert job.batch is not None
    shown = {"job": job, "batch": job.batch, "refusal": refusal, **queries.undo_outlook(job.batch)}
    return render(request, "ledger/import_undo.html", shown, status=status)
