"""Notes about a key account (field class F4, in a table of their own): what somebody wrote down, and who may read it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.accounts.gates import VisibleAccountNotes
from clave.portfolio.models import KeyAccount
from clave.sponsorship.rules.notes import AUDIENCE_NAMES, Audience, sentences


class AccountNote(models.Model):
    """Something that was seen or heard of a key account, as it was written; notes are not rewritten."""

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=2_000)
    audience = models.CharField(max_length=9)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = VisibleAccountNotes.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="account_note_says_something"),
            models.CheckConstraint(condition=Q(audience__in=list(Audience)), name="account_note_audience_is_known"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk} about {self.key_account_id}"

    @property
    def sentences(self) -> list[str]:
        """What it says, sentence by sentence."""
        return sentences(self.text)

    @property
    def audience_name(self) -> str:
        """Who reads it, in the reader's language."""
        return gettext(AUDIENCE_NAMES[Audience(self.audience)])
