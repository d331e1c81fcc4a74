"""Who was erased, without the values; the marks by which an import knows them again; how long what is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from clave.personal_data.rules import LONGEST_MONTHS, WHOSE_NAMES, WHY_NAMES, Whose, Why

USER = settings.AUTH_USER_MODEL


class Erasure(models.Model):
    """Somebody was erased: of which kind, under which number, when, by whom, and what went or had to stay."""

    whose = models.CharField(max_length=10)
    subject_id = models.CharField(max_length=64)
    why = models.CharField(max_length=10, default=Why.ASKED.value)
    counts = models.JSONField(default=dict)
    elsewhere = models.PositiveIntegerField(default=0)
    """Records with the same address that the eraser had no right to."""
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(whose__in=[w.value for w in Whose]), name="erasure_whose_known"),
            models.CheckConstraint(condition=models.Q(why__in=[w.value for w in Why]), name="erasure_why_known"),
        )

    def __str__(self) -> str:
        return f"{self.whose} {self.subject_id}"

    @property
    def kind_name(self) -> str:
        """Of which kind the person was, in the reader's language."""
        return gettext(WHOSE_NAMES[Whose(self.whose)])

    @property
    def why_name(self) -> str:
        """Why, in the reader's language."""
        return gettext(WHY_NAMES[Why(self.why)])


class Mark(models.Model):
    """A keyed digest of a number or address of somebody erased: an import knows them again, and nobody reads who it was."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="marks")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("erasure", "digest"), name="erasure_mark_once"),)
        indexes = (models.Index(fields=("digest",), name="erasure_mark_by_digest"),)

    def __str__(self) -> str:
        return str(self.erasure_id)


class KeptFor(models.Model):
    """How many months something is kept; nothing goes before somebody switched it on."""

    key = models.CharField(max_length=20, unique=True)
    months = models.PositiveSmallIntegerField()
    is_on = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_on = models.DateField(null=True)
    """The last day on which the worker looked."""
    gone = models.PositiveIntegerField(default=0)
    """How much went on that day."""
    held = models.PositiveIntegerField(default=0)
    """How much was due and had to stay, since somebody still answers for something."""

    class Meta:
        ordering = ("key",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=LONGEST_MONTHS), name="kept_for_some_months"
            ),
        )

    def __str__(self) -> str:
        return self.key
