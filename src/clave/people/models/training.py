"""Courses, who is to take them, who took them, and until when that holds."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.company.models import Person
from clave.people.gates import OfSeenPeople

USER = settings.AUTH_USER_MODEL


class Course(models.Model):
    """A course for people of any function: the skills it serves, how long it holds, whether managers need it."""

    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=500, blank=True)
    skill_keys = models.JSONField(default=list)
    validity_months = models.PositiveSmallIntegerField(null=True, blank=True)
    needed_of_managers = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="course_has_a_name"),
            models.CheckConstraint(
                condition=Q(validity_months=None) | Q(validity_months__gte=1, validity_months__lte=120),
                name="course_validity_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Training(models.Model):
    """One person's place in one course: planned for a day, then completed with a certificate, until it runs out."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainings")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="trainings")
    planned_on = models.DateField()
    completed_on = models.DateField(null=True, blank=True)
    certificate = models.CharField(max_length=120, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfSeenPeople.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["person", "course__name", "-planned_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(completed_on=None), name="training_planned_once"
            ),
            models.CheckConstraint(
                condition=Q(completed_on=None, expires_on=None, certificate="")
                | (Q(completed_on__isnull=False) & ~Q(certificate="")),
                name="training_completed_with_a_certificate",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("completed_on")),
                name="training_expires_after_completion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.course_id}"
