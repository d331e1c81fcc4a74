"""What we remember of connectors, and of every time they went."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.analytics.problems import Problem
from clave.connectors.gates import VisibleConnectors, VisibleRuns
from clave.connectors.rules import (
    BRINGS,
    PROGRAM_NAMES,
    RHYTHM_NAMES,
    RUN_NAMES,
    SILENCE,
    Brings,
    Program,
    Rhythm,
    RunState,
)
from clave.ledger.models import ImportJob, MappingProfile

USER = settings.AUTH_USER_MODEL


class Connector(models.Model):
    """A saved way to a program in which data lives, and to one thing it gives."""

    name = models.CharField(max_length=80, unique=True)
    program = models.CharField(max_length=8)
    brings = models.CharField(max_length=16)
    address = models.CharField(max_length=500)
    database = models.CharField(max_length=120, blank=True)
    login = models.CharField(max_length=254, blank=True)
    sealed_secret = models.TextField(blank=True)
    secret_variable = models.CharField(max_length=80, blank=True)
    query = models.TextField(blank=True)
    changed_column = models.CharField(max_length=120, blank=True)
    mapping = models.ForeignKey(MappingProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=6, default=Rhythm.NEVER)
    hour = models.PositiveSmallIntegerField(default=5)
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    allowed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField(null=True, blank=True)
    is_paused = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)
    goes_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)

    objects = VisibleConnectors.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(address=""), name="connector_has_name_and_address"),
            models.CheckConstraint(condition=Q(program__in=list(Program)), name="connector_program_is_known"),
            models.CheckConstraint(condition=Q(rhythm__in=list(Rhythm)), name="connector_rhythm_is_known"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="connector_hour_is_one"),
            models.CheckConstraint(
                condition=Q(sealed_secret="") | Q(secret_variable=""),  # nosec B106
                name="connector_has_one_secret",
            ),
            models.CheckConstraint(
                condition=Q(allowed_by__isnull=True, allowed_at__isnull=True)
                | Q(allowed_by__isnull=False, allowed_at__isnull=False),
                name="connector_allowed_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def given(self) -> Brings:
        """What it brings."""
        return BRINGS[Program(self.program)][self.brings]

    @property
    def kind(self) -> str:
        """The kind of file it becomes."""
        return self.given.kind

    @property
    def program_name(self) -> str:
        """The program, in the reader's language."""
        return gettext(PROGRAM_NAMES[Program(self.program)])

    @property
    def brings_name(self) -> str:
        """What it brings, in the reader's language."""
        return gettext(self.given.name)

    @property
    def rhythm_name(self) -> str:
        """How often it goes, in the reader's language."""
        return gettext(RHYTHM_NAMES[Rhythm(self.rhythm)])


class ConnectorRun(models.Model):
    """One time a connector went: from where on, how far, how many rows, and the import they became."""

    connector = models.ForeignKey(Connector, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=8, default=RunState.FETCHING)
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.CharField(max_length=40, blank=True)
    upto = models.CharField(max_length=40, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    job = models.OneToOneField(ImportJob, null=True, blank=True, on_delete=models.PROTECT, related_name="connector_run")
    problem = models.JSONField(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleRuns.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=list(RunState)), name="connector_run_state_is_known"),
            models.UniqueConstraint(
                fields=["connector"], condition=Q(state="fetching"), name="connector_goes_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connector_id} at {self.started_at}"

    @property
    def is_by_itself(self) -> bool:
        """Whether nobody asked for it."""
        return self.by_id is None

    @property
    def state_name(self) -> str:
        """Where it stands, in the reader's language."""
        return gettext(RUN_NAMES[RunState(self.state)])

    @property
    def told(self) -> str:
        """Why it failed, in the reader's language; '' where it did not."""
        return Problem.from_json(self.problem).sentence(gettext) if self.problem else ""

    def is_silent(self, now: Any) -> bool:
        """Whether the work on it has died."""
        return self.state == RunState.FETCHING and now - self.worked_at > SILENCE
