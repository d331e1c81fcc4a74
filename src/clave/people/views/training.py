"""The doors of training: how far each function has come, one person, the catalogue of courses, exports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import taken
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.company.models import Person
from clave.kit.cutting import cut
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.people import appointment_exports as exports
from clave.people.appointment_forms import CompleteForm, CourseChange, CourseForm, PlanForm
from clave.people.models import Course, Training
from clave.people.operations import training as operations
from clave.people.queries import appointments, skills
from clave.people.queries import training as queries
from clave.people.rules.refusals import CourseStale
from clave.people.rules.training import Standing

ASKS_FOR_CARE = (Standing.EXPIRED, Standing.ENDING, Standing.LATE)


@doors.requires(Action.SEE_TRAINING, methods=doors.READING)
def training(request: SignedIn) -> HttpResponse:
    """Coverage by function, what runs out, managers without training, and everybody's places."""
    today = timezone.localdate()
    places = queries.places(user=request.user, on=today)
    covered = queries.coverage(user=request.user, found=places)
    facts = {
        "covered": covered,
        "people": sum(each.people for each in covered),
        "trained": sum(each.trained for each in covered),
        "places": places,
        "cut": cut(places, request.GET),
        "care": [place for place in places if place.standing in ASKS_FOR_CARE],
        "untrained": appointments.untrained(request.user, today) if request.user.may(Action.CHANGE_TRAINING) else [],
        "may_change": request.user.may(Action.CHANGE_TRAINING),
        "may_export": request.user.may(Action.EXPORT_TRAINING),
    }
    return render(request, "people/training.html", facts)


@doors.requires(Action.EXPORT_TRAINING, methods=doors.READING)
def training_csv(request: SignedIn) -> HttpResponseBase:
    """Everybody's places as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_TRAINING, methods=doors.READING)
def training_xlsx(request: SignedIn) -> HttpResponseBase:
    """Everybody's places as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_TRAINING, writing=Action.CHANGE_TRAINING)
def courses(request: SignedIn) -> HttpResponse:
    """The catalogue; the people lead adds a course here."""
    if request.method != "POST":
        return _courses_page(request, CourseForm())
    form = CourseForm(request.POST)
    if not form.is_valid():
        return _courses_page(request, form, status_of(form))
    try:
        made = operations.add_course(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _courses_page(request, form, refusal.http_status)
    messages.success(request, gettext("“%(course)s” is in the catalogue.") % {"course": made})
    return redirect("courses")


@doors.requires(Action.CHANGE_TRAINING)
def course(request: SignedIn, pk: int) -> HttpResponse:
    """Say something else of a course, or offer it no more."""
    found = get_object_or_404(Course, pk=pk)
    if request.method != "POST":
        return _course_page(request, found, CourseChange(initial=_told(found)))
    form = CourseChange(request.POST)
    if not form.is_valid():
        return _course_page(request, found, form, status_of(form))
    try:
        operations.change_course(by=request.user, course=found, **form.cleaned_data)
    except Refusal as refusal:
        stale = isinstance(refusal, CourseStale)
        again = CourseChange({**form.cleaned_data, "version": found.version}) if stale else form
        again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return _course_page(request, found, again, refusal.http_status, theirs=stale)
    messages.success(request, gettext("The course is changed; certificates keep the day on which they run out."))
    return redirect("courses")


@doors.requires(Action.SEE_TRAINING, methods=doors.READING)
def training_of(request: SignedIn, pk: int) -> HttpResponse:
    """What one person took and is to take."""
    return _person_page(request, _person(request, pk))


@doors.requires(Action.CHANGE_TRAINING, methods=["POST"])
def plan_training(request: SignedIn, pk: int) -> HttpResponse:
    """Say that a person is to take a course by a day."""
    person, form = _person(request, pk), PlanForm(request.POST)
    if not form.is_valid():
        return _person_page(request, person, form, 422)
    try:
        operations.plan_training(by=request.user, person=person, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _person_page(request, person, form, refusal.http_status)
    return redirect("training-of", pk)


@doors.requires(Action.CHANGE_TRAINING, methods=["POST"])
def complete_training(request: SignedIn, pk: int) -> HttpResponse:
    """Say that a course was taken, and where its certificate is."""
    seen = Training.objects.visible_to(request.user).select_related("person__function")
    found: Training = get_object_or_404(seen, pk=pk)
    form = CompleteForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found.person, status=status_of(form), completing=form)
    try:
        operations.complete_training(by=request.user, training=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _person_page(request, found.person, status=refusal.http_status, completing=form)
    messages.success(request, gettext("Completed."))
    return redirect("training-of", found.person_id)


def _person(request: SignedIn, pk: int) -> Person:
    found: Person = get_object_or_404(skills.people(user=request.user), pk=pk)
    return found


def _person_page(
    request: SignedIn,
    person: Person,
    form: PlanForm | None = None,
    status: int = 200,
    completing: CompleteForm | None = None,
) -> HttpResponse:
    today, may_change = timezone.localdate(), request.user.may(Action.CHANGE_TRAINING)
    places = queries.places_of(person, today)
    facts: dict[str, Any] = {
        "person": person,
        "places": places,
        "holds": sum(place.standing in (Standing.VALID, Standing.ENDING) for place in places),
        "form": form or (PlanForm() if may_change else None),
        "completing": completing,
        "today": today,
        "names": skills.names(),
        "may_change": may_change,
        "manages": appointments.managed_by(person, today),
        "is_trained": person.pk in queries.trained([person.pk], today),
    }
    return render(request, "people/training_of.html", facts, status=status)


def _courses_page(request: SignedIn, form: CourseForm, status: int = 200) -> HttpResponse:
    may_change = request.user.may(Action.CHANGE_TRAINING)
    facts = {
        "courses": list(queries.courses(retired=may_change)),
        "names": skills.names(),
        "form": form if may_change else None,
        "may_change": may_change,
    }
    return render(request, "people/courses.html", facts, status=status)


def _course_page(
    request: SignedIn, found: Course, form: CourseChange, status: int = 200, theirs: bool = False
) -> HttpResponse:
    facts = {"course": found, "form": form, "theirs": theirs, "names": skills.names() if theirs else {}}
    facts["happened"] = happened(found)
    return render(request, "people/course.html", facts, status=status)


def _told(found: Course) -> dict[str, Any]:
    return {name: getattr(found, name) for name in (*operations.TOLD, "version")}


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    return taken(
        request, exports.training(queries.places(user=request.user, on=today), today), kind, gettext("training")
    )
