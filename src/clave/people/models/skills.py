"""Skills, what an account needs of its manager, and what people were found to be able to do."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.company.models import Person
from clave.ledger.models import Customer
from clave.people.gates import OfSeenPeople
from clave.people.rules.skills import HIGHEST_LEVEL, Group, Side

USER = settings.AUTH_USER_MODEL


class Skill(models.Model):
    """A skill beside those that every company has, or our own words for one of those (same key)."""

    key = models.CharField(max_length=40, unique=True)
    group = models.CharField(max_length=13)
    name = models.CharField(max_length=80, unique=True)
    level_1 = models.CharField(max_length=300)
    level_3 = models.CharField(max_length=300)
    level_5 = models.CharField(max_length=300)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(group__in=list(Group)), name="skill_group_is_known"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(level_1="") & ~Q(level_3="") & ~Q(level_5=""), name="skill_says_its_levels"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleProfile(models.Model):
    """What the manager of one customer must be able to do, or (customer null) of any; a change is a new number."""

    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="role_profiles"
    )
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["customer", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["customer", "number"], name="role_profile_numbered_once"),
            models.UniqueConstraint(fields=["number"], condition=Q(customer=None), name="role_profile_default_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="role_profile_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id or 'default'} {self.number}"


class ProfileNeed(models.Model):
    """One skill in a profile: the level needed, the floor below which nobody serves, and how much it counts."""

    profile = models.ForeignKey(RoleProfile, on_delete=models.CASCADE, related_name="needs")
    skill_key = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    floor = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["profile", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["profile", "skill_key"], name="profile_need_once"),
            models.CheckConstraint(
                condition=Q(level__lte=HIGHEST_LEVEL, floor__lte=F("level"), weight__lte=100),
                name="profile_need_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_key} {self.level}"


class Assessment(models.Model):
    """What one side found a person able to do, with the evidence; never changed, followed by a newer one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessments")
    skill_key = models.CharField(max_length=40)
    side = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=500)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    assessed_on = models.DateField()
    is_newest = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    objects = OfSeenPeople.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["person", "skill_key", "-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "skill_key", "side", "by"], condition=Q(is_newest=True), name="assessment_newest_once"
            ),
            models.CheckConstraint(condition=Q(side__in=list(Side)), name="assessment_side_is_known"),
            models.CheckConstraint(condition=Q(level__lte=HIGHEST_LEVEL), name="assessment_level_in_range"),
            models.CheckConstraint(condition=~Q(evidence=""), name="assessment_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_key} of {self.person_id}: {self.level} ({self.side})"


class AskedAssessor(models.Model):
    """Somebody the people lead asked to assess a person, beside that person's manager."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessors")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="asked_to_assess")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["person", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "user"], name="assessor_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} assesses {self.person_id}"
