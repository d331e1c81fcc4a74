"""The doors of skills: the matrix, one person, an assessment, the catalogue of skills, exports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import page, taken
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.company.models import Person
from clave.kit.cutting import cut
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.ledger.models import Customer
from clave.people import exports
from clave.people.forms import Assess, AssessorChoice, SkillChange, SkillsFilter, SkillWords
from clave.people.operations import skills as operations
from clave.people.queries import matrix
from clave.people.queries import skills as queries
from clave.people.rules.refusals import SkillStale
from clave.people.rules.skills import GROUP_NAMES, SIDE_NAMES, SkillSpec, side_of


@doors.requires(Action.SEE_SKILLS, methods=doors.READING)
def skills(request: SignedIn) -> HttpResponse:
    """What the people one sees can do, against a profile."""
    form, shown = _matrix(request)
    facts = {
        "form": form,
        "matrix": shown,
        "cut": cut(shown.rows, request.GET),
        "filters": request.GET.urlencode(),
        "may_change": request.user.may(Action.CHANGE_SKILLS),
        "may_export": request.user.may(Action.EXPORT_SKILLS),
    }
    return render(request, "people/skills.html", facts)


@doors.requires(Action.EXPORT_SKILLS, methods=doors.READING)
def skills_csv(request: SignedIn) -> HttpResponseBase:
    """The matrix as CSV."""
    return taken(request, exports.skills(_matrix(request)[1], timezone.localdate()), "csv", gettext("skills"))


@doors.requires(Action.EXPORT_SKILLS, methods=doors.READING)
def skills_xlsx(request: SignedIn) -> HttpResponseBase:
    """The matrix as a workbook."""
    return taken(request, exports.skills(_matrix(request)[1], timezone.localdate()), "xlsx", gettext("skills"))


@doors.requires(Action.SEE_SKILLS, methods=doors.READING)
def skills_of(request: SignedIn, pk: int) -> HttpResponseBase:
    """What one person can do, who says so, and what is missing for a key account."""
    return _person_page(request, _person(request, pk))


@doors.requires(Action.ASSESS_SKILLS)
def assess_skills(request: SignedIn, pk: int) -> HttpResponse:
    """Say what a person can do, with the evidence."""
    person, specs = _person(request, pk), queries.specs()
    if request.method != "POST":
        return _assess_page(request, person, Assess(specs=specs))
    form = Assess(request.POST, specs=specs)
    if not form.is_valid():
        return _assess_page(request, person, form, status_of(form))
    try:
        made = operations.assess(by=request.user, person=person, given=form.given)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _assess_page(request, person, form, refusal.http_status)
    told = gettext("%(number)d skills of %(person)s assessed.") % {"number": len(made), "person": person}
    messages.success(request, told)
    return redirect("skills-of", pk)


@doors.requires(Action.CHANGE_SKILLS, methods=["POST"])
def ask_assessor(request: SignedIn, pk: int) -> HttpResponseBase:
    """Ask somebody to assess this person."""
    person, form = _person(request, pk), AssessorChoice(request.POST)
    if not form.is_valid():
        return _person_page(request, person, form, 422)
    try:
        operations.ask_assessor(by=request.user, person=person, user=form.cleaned_data["assessor"].user)
    except Refusal as refusal:
        form.add_error("assessor", refusal.sentence(gettext))
        return _person_page(request, person, form, refusal.http_status)
    told = {"assessor": form.cleaned_data["assessor"], "person": person}
    messages.success(request, gettext("%(assessor)s is asked to assess %(person)s.") % told)
    return redirect("skills-of", pk)


@doors.requires(Action.SEE_SKILLS, writing=Action.CHANGE_SKILLS)
def skill_catalogue(request: SignedIn) -> HttpResponseBase:
    """Every skill with what its levels mean; the people lead adds one here."""
    if request.method != "POST":
        return _catalogue_page(request, SkillWords())
    form = SkillWords(request.POST)
    if not form.is_valid():
        return _catalogue_page(request, form, status_of(form))
    try:
        made = operations.add_skill(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _catalogue_page(request, form, refusal.http_status)
    messages.success(request, gettext("“%(skill)s” can be assessed and asked for from now on.") % {"skill": made})
    return redirect("skill-catalogue")


@doors.requires(Action.CHANGE_SKILLS)
def skill_change(request: SignedIn, key: str) -> HttpResponse:
    """Say a skill in other words, or use it no more."""
    spec = queries.spec_of(key)
    if spec is None:
        raise Http404
    if request.method != "POST":
        return _change_page(request, spec, SkillChange(initial=_words(spec)))
    form = SkillChange(request.POST)
    if not form.is_valid():
        return _change_page(request, spec, form, status_of(form))
    try:
        operations.change_skill(by=request.user, key=key, **form.cleaned_data)
    except Refusal as refusal:
        stale = isinstance(refusal, SkillStale)
        again = SkillChange({**form.cleaned_data, "version": queries.version_of(key)}) if stale else form
        again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return _change_page(request, spec, again, refusal.http_status, theirs=stale)
    messages.success(request, gettext("The skill is said in these words from now on."))
    return redirect("skill-catalogue")


def _person(request: SignedIn, pk: int) -> Person:
    found: Person = get_object_or_404(queries.people(user=request.user), pk=pk)
    return found


def _matrix(request: SignedIn) -> tuple[SkillsFilter, matrix.Matrix]:
    customers = matrix.key_customers(request.user)
    form = SkillsFilter(request.GET, customers=customers)
    against = next((each for each in customers if each.code == form.against_code), None)
    return form, matrix.matrix(user=request.user, wanted=form.wanted, against=against, on=timezone.localdate())


def _person_page(
    request: SignedIn, person: Person, form: AssessorChoice | None = None, status: int = 200
) -> HttpResponseBase:
    customers = matrix.key_customers(request.user)
    code = request.GET.get("against", "")
    against: Customer | None = next((each for each in customers if each.code == code), None)
    may_change = request.user.may(Action.CHANGE_SKILLS)
    sheet = matrix.sheet(person=person, against=against, on=timezone.localdate())
    facts: dict[str, Any] = {
        "person": person,
        "sheet": sheet,
        "filter": SkillsFilter(request.GET, customers=customers),
        "assessors": queries.assessors_of(person),
        "form": form or (AssessorChoice() if may_change else None),
        "is_oneself": person.user_id == request.user.pk,
    }
    tables = {"assessments": lambda: exports.assessments(person, sheet, timezone.localdate())}
    return page(request, "people/skills_of.html", facts, tables, needs=Action.EXPORT_SKILLS, status=status)


def _assess_page(request: SignedIn, person: Person, form: Assess, status: int = 200) -> HttpResponse:
    superior = person.reports_to
    side = side_of(
        is_oneself=person.user_id == request.user.pk,
        is_superior=superior is not None and superior.user_id == request.user.pk,
    )
    facts = {"person": person, "form": form, "side": side, "side_name": gettext(SIDE_NAMES[side])}
    return render(request, "people/assess.html", facts, status=status)


def _catalogue_page(request: SignedIn, form: SkillWords, status: int = 200) -> HttpResponseBase:
    may_change = request.user.may(Action.CHANGE_SKILLS)
    specs = queries.specs(retired=may_change)
    rows = [(spec, gettext(GROUP_NAMES[spec.group])) for spec in specs]
    facts = {"rows": rows, "form": form if may_change else None, "may_change": may_change}
    tables = {"skill-catalogue": lambda: exports.catalogue(specs, timezone.localdate())}
    return page(request, "people/skill_catalogue.html", facts, tables, needs=Action.EXPORT_SKILLS, status=status)


def _change_page(
    request: SignedIn, spec: SkillSpec, form: SkillChange, status: int = 200, theirs: bool = False
) -> HttpResponse:
    facts = {"spec": spec, "form": form, "theirs": theirs}
    return render(request, "people/skill_change.html", facts, status=status)


def _words(spec: SkillSpec) -> dict[str, Any]:
    """What the form of a skill begins with: the words in the reader's language."""
    words = {name: gettext(getattr(spec, name)) for name in ("name", "level_1", "level_3", "level_5")}
    return {**words, "group": spec.group.value, "is_active": spec.is_active, "version": queries.version_of(spec.key)}
