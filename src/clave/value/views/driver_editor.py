"""The doors of the editor of cost drivers: by rows, or as the text of DRIVERS.toml; both edit the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.analytics.cost_to_serve.files import drivers_from_bytes
from clave.analytics.cost_to_serve.held import as_problem, not_held
from clave.analytics.cost_to_serve.reading import exact_number
from clave.analytics.refusals import CannotCompute
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.value import driver_changes
from clave.value.driver_forms import DriversText, DriversWhy
from clave.value.driver_lines import lacking, unheard
from clave.value.driver_rows import Rows, rows_from, rows_of
from clave.value.driver_tables import Assembly, Wrong, drivers_from_rows
from clave.value.models import CostDrivers, DriverTrial
from clave.value.operations.drivers import save_drivers
from clave.value.operations.trying import try_drivers
from clave.value.queries import drivers as queries
from clave.value.queries import held as holdings
from clave.value.queries import runs
from clave.value.refusals import DriversStale
from clave.value.views.driver_fields import Editor
from clave.value.views.driver_words import NEW_DRIVERS

DECIDES = ("try", "save")


@dataclass(frozen=True)
class Draft:
    """What the row editor holds: the rows, why they change, what is wrong, and where the reader goes on."""

    rows: Rows
    why: DriversWhy
    wrong: Wrong = field(default_factory=Wrong)
    focus: str = ""
    status: int = 200
    theirs: CostDrivers | None = None
    told: str = ""


@doors.requires(Action.CHANGE_DRIVERS)
def edit_drivers(request: SignedIn) -> HttpResponse:
    """Edit the drivers that count by rows: change rows, try them out, or save them as the next version."""
    if request.method != "POST":
        return _by_rows(request, _offered(request))
    draft, do = Draft(rows_from(dict(request.POST.lists())), DriversWhy(request.POST)), request.POST.get("do", "try")
    if do == "suggest":
        return _by_rows(request, _with_suggestions(draft, request.POST.get("minute_rate", "").strip()))
    if do != "text" and do not in DECIDES:
        rows, focus = driver_changes.changed(draft.rows, do)
        return _by_rows(request, replace(draft, rows=rows, focus=focus))
    found, wrong = drivers_from_rows(draft.rows)
    if found is None:
        return _by_rows(request, replace(draft, wrong=wrong, status=422))
    given = {"reason": request.POST.get("reason", ""), "based_on": request.POST.get("based_on", "0")}
    if do == "text":
        return _by_text(request, DriversText(initial={"text": found.to_toml(), **given}))
    return _decided_by_rows(request, draft, found, do)


@doors.requires(Action.CHANGE_DRIVERS)
def edit_drivers_text(request: SignedIn) -> HttpResponse:
    """Edit the drivers that count as text: try them out, or save them as the next version."""
    if request.method != "POST":
        return _by_text(request, DriversText(initial=_text_offered()))
    form, do = DriversText(request.POST, request.FILES), _asked(request.POST)
    if not form.is_valid():
        return _by_text(request, form, status_of(form))
    given = {key: form.cleaned_data[key] for key in ("text", "reason", "based_on")}
    try:
        if do == "rows":
            return _by_rows(request, _draft(given))
        found = drivers_from_bytes(given["text"].encode(), "DRIVERS.toml")
        for sentence in lacking(given["text"], found, holdings.held(), runs.usual_parameters()["currency"]):
            form.add_error(None, sentence)
        return _decided(request, given, do) if form.is_valid() else _by_text(request, form, 422)
    except (Refusal, CannotCompute) as refusal:
        return _text_refused(request, given, refusal)


def _asked(posted: Mapping[str, str]) -> str:
    """What the button says; saving where there was none."""
    return "try" if "try" in posted else posted.get("do", "save")


def _decided(request: SignedIn, given: dict[str, Any], do: str) -> HttpResponse:
    """Try the drivers out, or save them; kinds of activities that the ledger has none of are said."""
    if do == "try":
        tried = try_drivers(by=request.user, **given)
        _warn(request, given["text"])
        return redirect("driver-trial", tried.pk)
    made = save_drivers(by=request.user, **given)
    _warn(request, given["text"])
    messages.success(request, gettext("Version %(number)d counts from the next run on.") % {"number": made.number})
    return redirect("drivers")


def _warn(request: SignedIn, text: str) -> None:
    """What is allowed and perhaps a slip."""
    for sentence in unheard(text, drivers_from_bytes(text.encode(), "DRIVERS.toml"), holdings.held()):
        messages.warning(request, sentence)


def _decided_by_rows(request: SignedIn, draft: Draft, found: DriverSet, do: str) -> HttpResponse:
    """The drivers of valid rows tried out or saved; what the ledger lacks is said at the row that needs it."""
    wrong = _lacking(draft.rows, found)
    if wrong or not draft.why.is_valid():
        return _by_rows(request, replace(draft, wrong=wrong, status=422 if wrong else status_of(draft.why)))
    try:
        return _decided(request, {"text": found.to_toml(), **draft.why.cleaned_data}, do)
    except (Refusal, CannotCompute) as refusal:
        theirs = queries.in_use() if isinstance(refusal, DriversStale) else None
        why = DriversWhy({**draft.why.cleaned_data, **({"based_on": theirs.number} if theirs else {})})
        why.is_valid()
        why.add_error(None, refusal.sentence(gettext))
        return _by_rows(request, replace(draft, why=why, status=refusal.http_status, theirs=theirs))


def _lacking(rows: Rows, found: DriverSet) -> Wrong:
    """What the drivers need and the ledger lacks, at the fields that need it."""
    held, assembly = holdings.held(), Assembly(rows)
    if held is None:
        return assembly.wrong
    assembly.tables()
    for path, refusal in not_held(found, held, runs.usual_parameters()["currency"]):
        problem = as_problem(path, refusal)
        assembly.wrong.say(assembly.field_of(str(problem.facts["path"])), problem)
    return assembly.wrong


def _with_suggestions(draft: Draft, minute_rate: str) -> Draft:
    """The rows with what the ledger suggests; nothing that is there already is touched."""
    if minute_rate and exact_number(minute_rate) is None:
        said = gettext("“%(value)s” is no rate. Write a number with a decimal point, such as 0.70.")
        return replace(draft, told=said % {"value": minute_rate}, status=422)
    if holdings.held() is None:
        return replace(draft, told=gettext("There are no order lines yet: import them, and drivers can be suggested."))
    try:
        rows, added = driver_changes.with_suggestions(draft.rows, holdings.suggested(minute_rate))
    except CannotCompute as refusal:
        return replace(draft, told=refusal.sentence(gettext), status=refusal.http_status)
    words = ngettext(
        "%(added)s driver came from the ledger; look at it, and save when it is right.",
        "%(added)s drivers came from the ledger; look at them, and save when they are right.",
        added,
    )
    nothing = gettext("The ledger suggests nothing new: its activities hold no amounts beyond the drivers below.")
    return replace(draft, rows=rows, told=words % {"added": added} if added else nothing)


def _offered(request: SignedIn) -> Draft:
    """What the editor begins with: drivers tried out, else the version that counts, else rows to fill in."""
    tried = request.GET.get("trial", "")
    if tried.isascii() and tried.isdigit():
        trials = DriverTrial.objects.visible_to(request.user).filter(by=request.user)
        found = get_object_or_404(trials, pk=int(tried))
        return _draft({"text": found.text, "reason": found.reason, "based_on": found.based_on})
    if latest := queries.in_use():
        return _draft({"text": latest.text, "reason": "", "based_on": latest.number})
    currency = runs.usual_parameters()["currency"] or "EUR"
    return Draft(driver_changes.first_rows(currency, holdings.held()), DriversWhy(initial={"based_on": 0}))


def _draft(given: Mapping[str, Any]) -> Draft:
    """The rows of a text; raises DriversRefused."""
    found = drivers_from_bytes(str(given["text"]).encode(), "DRIVERS.toml")
    return Draft(rows_of(found), DriversWhy(initial={"reason": given["reason"], "based_on": given["based_on"]}))


def _text_offered() -> dict[str, Any]:
    """What the text begins with: the version that counts, or an example in the currency of the ledger."""
    found = queries.in_use()
    currency = runs.usual_parameters()["currency"] or "EUR"
    return {"text": found.text if found else EXAMPLE % currency, "based_on": found.number if found else 0, "reason": ""}


def _text_refused(request: SignedIn, given: dict[str, Any], refusal: Refusal | CannotCompute) -> HttpResponse:
    """The text again with what is wrong; after somebody else's change it is theirs that the next save answers to."""
    theirs = queries.in_use() if isinstance(refusal, DriversStale) else None
    form = DriversText({**given, "based_on": theirs.number if theirs else given["based_on"]})
    form.is_valid()
    for sentence in refusal.sentence(gettext).splitlines():
        form.add_error(None, sentence)
    return _by_text(request, form, refusal.http_status, theirs)


def _by_rows(request: SignedIn, draft: Draft) -> HttpResponse:
    """The row editor."""
    editor = Editor(draft.rows, holdings.held(), draft.wrong, draft.focus)
    facts = {
        "editor": editor,
        "form": draft.why,
        "credit": draft.rows["credit"],
        "theirs": draft.theirs,
        "mine": _as_text(draft) if draft.theirs else "",
        "told": draft.told,
        "count": sum(map(len, draft.wrong.at.values())),
        "number": queries.latest_number() + 1,
        "new_drivers": [(name, gettext(words)) for name, words in NEW_DRIVERS.items()],
        "focus": draft.focus,
    }
    return render(request, "value/edit_drivers.html", facts, status=draft.status)


def _as_text(draft: Draft) -> str:
    found, _ = drivers_from_rows(draft.rows)
    return found.to_toml() if found else ""


def _by_text(
    request: SignedIn, form: DriversText, status: int = 200, theirs: CostDrivers | None = None
) -> HttpResponse:
    """The text editor."""
    facts = {"form": form, "theirs": theirs, "mine": form["text"].value(), "number": queries.latest_number() + 1}
    return render(request, "value/edit_drivers_text.html", facts, status=status)


EXAMPLE = """currency = "%s"

[[drivers]]
name = "Order handling"
each = "order"
amount = "6 + 0.80 * lines"
note = "What taking in and picking an order costs."
"""
