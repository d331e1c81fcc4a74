"""Us: our functions, our people and who reports to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from clave.company.gates import VisibleFunctions, VisiblePeople


class Function(models.Model):
    """A part of our company that can own promises: Operations, Finance, Service."""

    name = models.CharField(max_length=120, unique=True)
    owner = models.ForeignKey("Person", null=True, blank=True, on_delete=models.PROTECT, related_name="owns")

    objects = VisibleFunctions.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="function_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """One of our people, with or without a login."""

    person_code = models.CharField(max_length=64, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="people")
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    is_top_team = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )

    objects = VisiblePeople.as_manager()

    class Meta:
        ordering = ["full_name", "person_code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reports_to__isnull=True) | ~models.Q(reports_to=models.F("pk")),
                name="person_reports_to_another",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def signs_in(self) -> bool:
        """Whether a login that works belongs to this person."""
        return self.user is not None and self.user.is_active
