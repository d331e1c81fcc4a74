"""The people of a customer (class F5): their part and boss, where they stood when, who of ours knows them, when we spoke.

Everything hangs on the contact of the ledger: who is taken away there is taken away here.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.accounts.relationship_gates import OfContacts
from clave.accounts.rules.relationship_terms import (
    LEVEL_NAMES,
    PART_NAMES,
    STANCE_MARKS,
    STANCE_NAMES,
    WAY_NAMES,
    Level,
    Part,
    Stance,
    Way,
)
from clave.company.models import Person
from clave.ledger.models import Contact
from clave.sponsorship.models import Visit

USER = settings.AUTH_USER_MODEL


class Place(models.Model):
    """What part a contact has in the customer's decision, and to whom they report."""

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="place")
    part = models.CharField(max_length=10, blank=True)
    reports_to = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfContacts.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(part="") | Q(part__in=list(Part)), name="place_part_is_known"),
            models.CheckConstraint(
                condition=Q(reports_to=None) | ~Q(reports_to=F("contact")), name="place_reports_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.part}"

    @property
    def part_name(self) -> str:
        """The part in the reader's language; empty where nobody said."""
        return gettext(PART_NAMES[self.part]) if self.part else ""


class StanceSaid(models.Model):
    """Where a contact stood on a day, who said so and why; what was said before stays."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="stances")
    stance = models.CharField(max_length=8)
    reason = models.CharField(max_length=300)
    said_on = models.DateField()
    is_confirmed = models.BooleanField(default=False)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfContacts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["contact", "-said_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(stance__in=list(Stance)), name="stance_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="stance_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.said_on}: {self.stance}"

    @property
    def words(self) -> str:
        """The stance in the reader's language."""
        return gettext(STANCE_NAMES[self.stance])

    @property
    def mark(self) -> str:
        """How it is marked."""
        return STANCE_MARKS[self.stance]


class Tie(models.Model):
    """How well one of ours knows a contact: today, and as we want it."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="ties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties")
    today = models.PositiveSmallIntegerField(default=Level.NOT)
    wanted = models.PositiveSmallIntegerField(default=Level.NOT)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfContacts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["contact", "-today", "person__full_name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contact", "person"], name="tie_once"),
            models.CheckConstraint(condition=Q(today__lte=4, wanted__lte=4), name="tie_rungs_are_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} knows {self.contact_id}: {self.today}"

    @property
    def today_name(self) -> str:
        """How well today, in the reader's language."""
        return gettext(LEVEL_NAMES[self.today])

    @property
    def wanted_name(self) -> str:
        """How well it is wanted, in the reader's language."""
        return gettext(LEVEL_NAMES[self.wanted])


class Touch(models.Model):
    """A day on which one of ours met, called or wrote to a contact; with the sponsor's visit where it was on that."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="touches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    way = models.CharField(max_length=6)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="touches")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfContacts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["contact", "-on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contact", "person", "on", "way"], name="touch_once_a_day"),
            models.CheckConstraint(condition=Q(way__in=list(Way)), name="touch_way_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.way} {self.contact_id} on {self.on}"

    @property
    def way_name(self) -> str:
        """How, in the reader's language."""
        return gettext(WAY_NAMES[self.way])
