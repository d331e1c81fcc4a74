"""The company's own template of slides for the board."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.programme.gates import PackTemplates

USER = settings.AUTH_USER_MODEL


class PackTemplate(models.Model):
    """A template that was brought in, as Clave rewrote it; the newest that was not put away is used."""

    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    missed = models.JSONField(default=list)
    put_away_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PackTemplates.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="pack_template_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
