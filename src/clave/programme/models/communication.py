"""Where our functions work, which messages there are, and who heard which of them, when and from whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.company.models import Function, Person
from clave.portfolio.models import KeyAccount
from clave.programme.gates import OfTheProgramme

USER = settings.AUTH_USER_MODEL


class Site(models.Model):
    """A place where we work, and the functions that have people there."""

    name = models.CharField(max_length=120, unique=True)
    functions = models.ManyToManyField(Function, related_name="sites", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="site_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """Something everybody should hear: about the programme as a whole, or about one key account."""

    words = models.CharField(max_length=300)
    key_account = models.ForeignKey(
        KeyAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="message_says_something"),
            models.UniqueConstraint(fields=["words", "key_account"], name="message_once_a_key_account"),
            models.UniqueConstraint(fields=["words"], condition=Q(key_account=None), name="message_once"),
        ]

    def __str__(self) -> str:
        return self.words


class Telling(models.Model):
    """Somebody told a message on a day; a wrong entry is taken back, with the reason, and stays."""

    number = models.PositiveIntegerField(unique=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="tellings")
    told_on = models.DateField()
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=200, blank=True)
    taken_back_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-told_on", "-number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.message_id} on {self.told_on}"


class Hearing(models.Model):
    """One function at one site was there when it was told."""

    telling = models.ForeignKey(Telling, on_delete=models.CASCADE, related_name="hearings")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["site__name", "function__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["telling", "function", "site"], name="hearing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.function_id} at {self.site_id}"
