"""The doors of the draft: its criteria row by row, weights by comparison, and its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit import tables
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.portfolio.candidate_forms import FileKind
from clave.portfolio.charter_forms import (
    ANCHORS,
    Comparisons,
    CriterionForm,
    Rows,
    TermsForm,
    choice_of,
    criterion_looked_at,
    figure_shown,
    row_initial,
    terms_initial,
    terms_typed,
)
from clave.portfolio.models import Charter
from clave.portfolio.operations.charter import edit_charter as save
from clave.portfolio.operations.charter_exports import record_charter_export
from clave.portfolio.operations.charter_weights import weigh_by_comparison
from clave.portfolio.queries import charter as queries
from clave.portfolio.queries.like_tenure import tenure_in
from clave.portfolio.queries.measure_spread import SHARES, MeasureSpread, measure_spreads
from clave.portfolio.rules.charter import Finding, Terms, broken, unfinished
from clave.portfolio.rules.charter_changes import differences
from clave.portfolio.rules.charter_refusals import CharterStale, ComparisonsContradict
from clave.portfolio.rules.measured import MEASURES
from clave.portfolio.rules.refused_criteria import refused_wording
from clave.portfolio.rules.states import SCORE_SCALE, WEIGHT_SCALE, CharterState, Side
from clave.portfolio.views import charter_words as words

ROW = "row-{at}-{name}"
REARRANGES = ("add", "remove", "up")
PLACES = {"exit_line": "exit_line", "first": "first", "theirs_share_percent": "theirs_share_percent"}


@doors.requires(Action.CHANGE_CHARTER)
def edit_charter(request: SignedIn) -> HttpResponse:
    """Write the draft row by row; adding, removing and moving a row changes nothing before it is saved."""
    draft = _draft()
    if draft is None:
        return _no_draft(request)
    if request.method != "POST":
        terms = queries.terms_of(draft)
        form, rows = TermsForm(initial=terms_initial(terms, draft.version)), _rows_of(terms)
        return _editor(request, draft, form, rows)
    if asked := next((f"{what} {request.POST[what]}" for what in REARRANGES if what in request.POST), ""):
        return _rearranged(request, draft, asked)
    form, rows = TermsForm(request.POST), Rows(request.POST, prefix="row")
    if not (form.is_valid() and rows.is_valid()):
        return _editor(request, draft, form, rows, status=max(status_of(form), 422))
    terms = terms_typed(form, rows.forms)
    if findings := broken(terms):
        return _editor(request, draft, form, rows, findings=findings, terms=terms, status=422)
    return _saved(request, draft, form, rows, terms)


def _saved(request: SignedIn, draft: Charter, form: TermsForm, rows: Any, terms: Terms) -> HttpResponse:
    """Save, and go on; after somebody else's save both versions side by side."""
    try:
        saved = save(by=request.user, charter=draft, version=form.cleaned_data["version"], terms=terms)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        theirs = draft if isinstance(refusal, CharterStale) else None
        return _editor(request, draft, form, rows, theirs=theirs, terms=terms, status=refusal.http_status)
    messages.success(request, gettext("The draft is saved. Nobody is bound by it before two have approved it."))
    return redirect("charter-version", saved.number)


def _rearranged(request: SignedIn, draft: Charter, asked: str) -> HttpResponse:
    """The same page with a row more, a row less, or two rows in the other order; nothing is saved."""
    given = request.POST.copy()
    rows = _typed_rows(given)
    what, _, at = asked.partition(" ")
    place = int(at) if at.isascii() and at.isdigit() and int(at) < len(rows) else None
    if what == "add" and at in {*Side}:
        rows.append({"side": at})
    elif what == "remove" and place is not None:
        rows.pop(place)
    elif what == "up" and place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    form = TermsForm(initial={name: given.get(name, "") for name in TermsForm.base_fields})
    return _editor(request, draft, form, Rows(initial=rows, prefix="row"))


def _typed_rows(given: QueryDict) -> list[dict[str, Any]]:
    """The rows as they were typed, whatever is in them."""
    total = given.get("row-TOTAL_FORMS", "0")
    count = min(int(total), Rows.absolute_max) if total.isascii() and total.isdigit() else 0
    names = CriterionForm.base_fields
    return [{name: given.get(ROW.format(at=at, name=name), "") for name in names} for at in range(count)]


@doors.requires(Action.CHANGE_CHARTER)
def compare_criteria(request: SignedIn, side: str) -> HttpResponse:
    """Set the weights of one side by comparing its criteria two at a time."""
    if side not in {*Side}:
        raise Http404
    draft = _draft()
    if draft is None:
        return _no_draft(request)
    criteria = queries.terms_of(draft).of_side(Side(side))
    if request.method != "POST":
        return _compared(request, draft, side, Comparisons(criteria, initial=_compared_before(draft, side, criteria)))
    form = Comparisons(criteria, request.POST)
    if not form.is_valid():
        return _compared(request, draft, side, form, status_of(form))
    given = form.cleaned_data
    try:
        weigh_by_comparison(
            by=request.user,
            charter=draft,
            version=given["version"],
            side=Side(side),
            pairs=form.compared,
            looked_again=given["looked_again"],
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _compared(request, draft, side, form, refusal.http_status, isinstance(refusal, ComparisonsContradict))
    messages.success(request, gettext("The weights follow from your comparisons. Change them by hand where you must."))
    return redirect("edit-charter")


def _compared(
    request: SignedIn, draft: Charter, side: str, form: Comparisons, status: int = 200, contradicts: bool = False
) -> HttpResponse:
    if not contradicts:
        form.fields.pop("looked_again")
    told = draft.comparisons.get(side, {})
    facts = {"charter": draft, "form": form, "side": side, "side_name": words.SIDE_NAMES[Side(side)], "told": told}
    return render(request, "portfolio/compare_criteria.html", facts, status=status)


def _compared_before(draft: Charter, side: str, criteria: Sequence[Any]) -> dict[str, Any]:
    """The comparisons as they were kept, everything the same where there were none."""
    kept = draft.comparisons.get(side, {}).get("pairs", {})
    form = Comparisons(criteria)
    strengths = {name: kept.get(f"{one.key}|{other.key}", 1.0) for name, (one, other) in form.pairs.items()}
    return {"version": draft.version, **{name: choice_of(value) for name, value in strengths.items()}}


@doors.requires(Action.EXPORT_CHARTER, methods=doors.READING)
def charter_export(request: SignedIn, number: int) -> HttpResponseBase:
    """One version as a file: every criterion with weight and anchors, its state and its digest."""
    found: Charter = get_object_or_404(queries.whole(Charter.objects.visible_to(request.user)), number=number)
    chosen = FileKind(request.GET)
    kind = chosen.chosen if chosen.is_valid() else "csv"
    file = tables.download(table_of(found), kind, f"charter-{found.number}")
    record_charter_export(by=request.user, charter=found, kind=kind)
    return file


def table_of(charter: Charter) -> tables.Table:
    """The criteria of a version, each row with what the version itself says."""
    ids = ("charter", "state", "digest", "side", "key", "criterion", "kind", "measure", "weight_percent")
    anchors = ("anchor_10", "anchor_5", "anchor_0")
    whole = ("first", "theirs_share_percent", "entry_line", "exit_line")
    headings = [gettext("Charter"), gettext("State"), gettext("Digest"), gettext("Side"), gettext("Key")]
    headings += [gettext("Criterion"), gettext("Kind"), gettext("Measure"), gettext("Weight (per cent)")]
    headings += [gettext("What is a 10"), gettext("What is a 5"), gettext("What is a 0")]
    headings += [gettext("How many key accounts"), gettext("The customer's view counts (per cent)")]
    headings += [gettext("Entry line"), gettext("Exit line")]
    columns = [tables.Column(name, heading) for name, heading in zip((*ids, *anchors, *whole), headings, strict=True)]
    terms = queries.terms_of(charter)
    told = (terms.first, terms.theirs_share_percent)
    lines = (terms.entry_line_thousandths / SCORE_SCALE, terms.exit_line_thousandths / SCORE_SCALE)
    rows = [
        [
            *(str(charter), charter.state, charter.digest, each.side.value, each.key, each.name, each.kind.value),
            *(each.measure, each.weight_hundredths / WEIGHT_SCALE),
            *(reversed(each.anchor_values) if each.anchor_values else each.words),
            *(*told, *lines),
        ]
        for each in terms.criteria
    ]
    return tables.Table(title=gettext("Charter"), columns=columns, rows=rows, run=str(charter.run or ""))


def _no_draft(request: SignedIn) -> HttpResponse:
    """What is open at the moment cannot be edited."""
    return redirect("charter") if request.method == "POST" else render(request, "portfolio/no_draft.html")


def _draft() -> Charter | None:
    """The version that can be edited."""
    found = queries.open_version()
    return found if found and found.state == CharterState.DRAFT else None


def _rows_of(terms: Terms) -> Any:
    return Rows(initial=[row_initial(each) for each in terms.criteria], prefix="row")


def _editor(
    request: SignedIn,
    draft: Charter,
    form: TermsForm,
    rows: Any,
    *,
    findings: Sequence[Finding] = (),
    terms: Terms | None = None,
    theirs: Charter | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the draft, with what is wrong at its place and what is still missing."""
    told = terms or queries.terms_of(draft)
    _say_at_its_place(form, rows, findings, told)
    run = queries.latest_run()
    spreads = measure_spreads(run)
    _say_where_customers_lie(rows, spreads)
    lacks = [] if rows.is_bound else unfinished(told, has_run=run is not None)
    facts = {
        "charter": draft,
        "form": form,
        "rows": rows,
        "sides": _sides(rows),
        "lacks": [each.refusal.sentence(gettext) for each in lacks],
        "measures": _lie(spreads),
        "shares": [round(share * 100) for share in SHARES],
        "like_tenure": words.tenure_said(tenure_in(told, run)),
        "theirs": words.terms_said(theirs) if theirs else None,
        "beside": words.changes_said(differences(queries.terms_of(theirs), told)) if theirs else [],
        "number": draft.number,
    }
    return render(request, "portfolio/edit_charter.html", facts, status=status)


def _sides(rows: Any) -> list[dict[str, Any]]:
    """Both sides with their rows, each row with its place among all."""
    placed = [(at, row, str(row["side"].value())) for at, row in enumerate(rows.forms)]
    return [
        {
            "side": side.value,
            "name": words.SIDE_NAMES[side],
            "rows": [(at, row) for at, row, of in placed if of == side],
        }
        for side in Side
    ]


def _say_at_its_place(form: TermsForm, rows: Any, findings: Sequence[Finding], terms: Terms) -> None:
    """Every finding beside the field or row it is about."""
    by_key = {each.key: row for each, row in zip(terms.criteria, rows.forms, strict=False)} if findings else {}
    for finding in findings:
        sentence = finding.refusal.sentence(gettext)
        if finding.place in by_key:
            by_key[finding.place].add_error("name", sentence)
        else:
            form.add_error(PLACES.get(finding.place), sentence)


def _lie(spreads: Mapping[str, MeasureSpread]) -> list[dict[str, Any]]:
    """How customers lie along each measure, as rows: the suggested figures, then the quantiles."""
    return [
        {
            "name": gettext(MEASURES[key].name),
            "suggested": " · ".join(figure_shown(text, MEASURES[key].unit) for text in reversed(each.suggested)),
            "figures": [words.figure_near(figure, MEASURES[key].unit) for figure in each.figures],
            "known": each.known,
        }
        for key, each in spreads.items()
    ]


def _say_where_customers_lie(rows: Any, spreads: Mapping[str, MeasureSpread]) -> None:
    """Beside the figures of a measured row: where today's customers lie."""
    for row in rows.forms:
        key = str(row["measure"].value() or "")
        if key in spreads:
            low, _quarter, half, _most, high, top = (
                words.figure_near(figure, MEASURES[key].unit) for figure in spreads[key].figures
            )
            told = gettext(
                "Today 10 of 100 customers lie below %(low)s, half below %(half)s, 90 below %(high)s, 99 below %(top)s."
            )
            row.fields["anchor_10"].help_text = told % {"low": low, "half": half, "high": high, "top": top}


@doors.requires(Action.CHANGE_CHARTER, methods=doors.READING)
def check_criterion(request: SignedIn) -> HttpResponse:
    """Why what is being typed is no criterion, or goes together with the length of the relationship; else nothing."""
    typed = {name.rpartition("-")[2]: str(value) for name, value in request.GET.items()}
    anchors = [] if typed.get("measure") else [typed.get(name, "") for name in ANCHORS]
    if refusal := refused_wording(typed.get("name", ""), anchors):
        return HttpResponse(escape(refusal.sentence(gettext)))
    run, criterion = queries.latest_run(), criterion_looked_at(typed)
    found = tenure_in(Terms(criteria=(criterion,)), run) if criterion else []
    return HttpResponse(escape(" ".join(words.tenure_said(found))))
