"""The doors of the board pack: what it will hold, the papers themselves, and the company's own template."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.uploads import is_too_large
from clave.programme.operations import board_pack as operations
from clave.programme.pack.gathering import board_pack as gathered
from clave.programme.pack.making import MEDIA, file_name, made
from clave.programme.pack.quarters import Quarter, quarter_named
from clave.programme.pack.templates import MISSED, MOST_MB, TemplateTooLarge, opened
from clave.programme.pack_forms import LANGUAGES, PackForm, TemplateForm
from clave.programme.queries.templates import template_in_use


@doors.requires(Action.SEE_BOARD_PACK, methods=doors.READING)
def board_pack(request: SignedIn) -> HttpResponse:
    """What the pack of a quarter will hold, before it is taken away."""
    return _page(request)


@doors.requires(Action.EXPORT_BOARD_PACK, methods=doors.READING)
def board_pack_pptx(request: SignedIn) -> HttpResponse:
    """The pack as slides that can be edited."""
    return _taken(request, "pptx")


@doors.requires(Action.EXPORT_BOARD_PACK, methods=doors.READING)
def board_pack_pdf(request: SignedIn) -> HttpResponse:
    """The pack on paper."""
    return _taken(request, "pdf")


@doors.requires(Action.EXPORT_BOARD_PACK, methods=doors.READING)
def board_pack_xlsx(request: SignedIn) -> HttpResponse:
    """Every figure of the pack in a workbook."""
    return _taken(request, "xlsx")


@doors.requires(Action.CHANGE_PACK_TEMPLATE, methods=["POST"])
def keep_pack_template(request: SignedIn) -> HttpResponse:
    """Take the company's own template; what cannot be trusted is refused and changes nothing."""
    if is_too_large(request):
        return _page(request, 413, TemplateTooLarge(file=gettext("The file"), most=MOST_MB))
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, 422, form=form)
    file = form.cleaned_data["file"]
    try:
        template = opened(Path(file.temporary_file_path()), file.name)
        operations.keep_template(by=request.user, name=file.name, template=template)
    except Refusal as refusal:
        return _page(request, refusal.http_status, refusal)
    messages.success(request, gettext("The pack is made on this template from now on."))
    return redirect("board-pack")


@doors.requires(Action.CHANGE_PACK_TEMPLATE, methods=["POST"])
def put_pack_template_away(request: SignedIn) -> HttpResponse:
    """Go back to the look of Clave."""
    if operations.put_template_away(by=request.user):
        messages.success(request, gettext("The pack has the look of Clave again."))
    return redirect("board-pack")


def _asked(request: SignedIn) -> tuple[Quarter, str]:
    """The quarter and language asked for; raises QuarterUnknown."""
    chosen = request.GET.get("language", "")
    reader = (get_language() or "en").split("-")[0]
    known = dict(LANGUAGES)
    language = chosen if chosen in known else reader if reader in known else "en"
    return quarter_named(request.GET.get("quarter", ""), timezone.localdate()), language


def _taken(request: SignedIn, kind: str) -> HttpResponse:
    try:
        quarter, language = _asked(request)
    except Refusal as refusal:
        return _page(request, refusal.http_status, refusal)
    pack = gathered(request.user, quarter, timezone.localdate(), language)
    template = template_in_use() if kind == "pptx" else None
    content = made(pack, kind, bytes(template.content) if template else None)
    operations.record_pack(by=request.user, pack=pack, kind=kind)
    answer = HttpResponse(content, content_type=MEDIA[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(pack, kind)}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(
    request: SignedIn, status: int = 200, refusal: Refusal | None = None, form: TemplateForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    try:
        quarter, language = _asked(request)
    except Refusal as unknown:
        quarter, language = quarter_named("", today), "en"
        refusal, status = refusal or unknown, status if refusal else unknown.http_status
    template = template_in_use()
    facts = {
        "pack": gathered(request.user, quarter, today, language),
        "chosen": PackForm(initial={"quarter": quarter.code, "language": language}, today=today),
        "language": language,
        "today": today,
        "template": template,
        "missed": [gettext(MISSED[each]) for each in template.missed] if template else [],
        "form": form or TemplateForm(),
        "code": refusal.code if refusal else "",
        "wrong": refusal.sentence(gettext) if refusal else "",
        "may_change": request.user.may(Action.CHANGE_PACK_TEMPLATE),
        "may_export": request.user.may(Action.EXPORT_BOARD_PACK),
        "limit_bytes": MOST_MB << 20,
    }
    return render(request, "programme/board_pack.html", facts, status=status)
