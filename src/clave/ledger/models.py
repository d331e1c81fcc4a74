"""What we remember of customers, of the files that came and of the data versions they made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.seeking import FoldedText, Joined
from clave.ledger.gates import VisibleContacts, VisibleCustomers, VisibleImports
from clave.ledger.rules import AT_WORK, CAPACITY_NAMES, SECONDS_OF_SILENCE, State

USER = settings.AUTH_USER_MODEL


class Customer(models.Model):
    """Who buys from us, under the code of the source system."""

    class Origin(models.TextChoices):
        MASTER = "master"
        ORDERS = "orders"

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=300)
    country = models.CharField(max_length=80, blank=True)
    segment = models.CharField(max_length=120, blank=True)
    owner_email = models.CharField(max_length=254, blank=True)
    origin = models.CharField(max_length=6, choices=Origin)
    is_active = models.BooleanField(default=True)
    sought = models.GeneratedField(expression=Joined("code", "name"), output_field=FoldedText(), db_persist=True)

    objects = VisibleCustomers.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(code=""), name="customer_has_a_code"),
            models.CheckConstraint(condition=Q(origin__in=["master", "orders"]), name="customer_origin_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerParent(models.Model):
    """One customer belongs to a group from one day to another; the database keeps two groups from overlapping."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="members")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["parent__name", "customer__name", "valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(customer=F("parent")), name="customer_is_not_its_own_group"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="customer_group_ends_after_start",
            ),
            models.UniqueConstraint(fields=["customer"], condition=Q(valid_to=None), name="customer_in_one_open_group"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | Q(reviewed_by__isnull=False), name="customer_group_reviewed_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.parent_id} from {self.valid_from}"

    def holds(self, on: date) -> bool:
        """Whether the customer belongs to the group on this day."""
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)


class CustomerAssignment(models.Model):
    """Who answers for a customer, and from when to when: what makes a customer somebody's own."""

    class Capacity(models.TextChoices):
        MANAGER = "manager"
        SPONSOR = "sponsor"
        DEPUTY = "deputy"
        FUNCTION = "function"
        READER = "reader"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="customer_assignments")
    capacity = models.CharField(max_length=8, choices=Capacity)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["customer__name", "capacity", "valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["customer", "user", "capacity"], condition=Q(valid_to=None), name="customer_assigned_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="assignment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=["manager", "sponsor", "deputy", "function", "reader"]),
                name="assignment_capacity_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.capacity} of {self.customer_id}"

    @property
    def capacity_name(self) -> str:
        """The capacity in the reader's language."""
        return gettext(CAPACITY_NAMES[self.capacity])


class Contact(models.Model):
    """A person at a customer (field class F5)."""

    contact_id = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    full_name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=200, blank=True)
    consent = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    known_since = models.DateTimeField(default=timezone.now)
    sought = models.GeneratedField(
        expression=Joined("full_name", "role", "email"), output_field=FoldedText(), db_persist=True
    )

    objects = VisibleContacts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["full_name", "contact_id"]

    def __str__(self) -> str:
        return self.full_name


class MappingProfile(models.Model):
    """How the files of one sender become our columns, saved under a name."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    toml = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "name"], name="profile_named_once_per_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="profile_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DataVersion(models.Model):
    """What the ledger held after one import or undo; runs quote its number."""

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200)
    batch = models.ForeignKey("Batch", null=True, on_delete=models.PROTECT, related_name="versions")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class DailyRate(models.Model):
    """A rate that counts now: one `base` is worth `rate` `quote` on a day; written anew with every file of rates."""

    rate_date = models.DateField()
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar[list[str]] = ["base", "quote", "-rate_date"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["base", "quote", "rate_date"], name="rate_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.rate_date}"

    @property
    def exact(self) -> Decimal:
        """The rate, to its last digit."""
        return Decimal(self.rate)


class Coverage(models.Model):
    """Which currencies a data version holds, its pairs of rates, and the order days that no rate covers."""

    version = models.OneToOneField(DataVersion, on_delete=models.CASCADE, related_name="coverage")
    currencies = models.JSONField(default=list)
    pairs = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["-version__number"]

    def __str__(self) -> str:
        return str(self.version_id)


class Batch(models.Model):
    """The rows that one import brought in; its file is written once and never changed."""

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=16)
    file_name = models.CharField(max_length=255)
    content_sha256 = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    added = models.PositiveBigIntegerField()
    changed = models.PositiveBigIntegerField()
    unchanged = models.PositiveBigIntegerField()
    ledger_file = models.CharField(max_length=120, blank=True)
    ledger_sha256 = models.CharField(max_length=64, blank=True)
    active_from_version = models.PositiveIntegerField()
    active_to_version = models.PositiveIntegerField(null=True, blank=True)
    known_on = models.DateField(null=True, blank=True)
    imported_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "content_sha256"], condition=Q(active_to_version=None), name="batch_content_active_once"
            ),
            models.UniqueConstraint(fields=["ledger_file"], condition=~Q(ledger_file=""), name="batch_file_once"),
            models.CheckConstraint(
                condition=Q(rows=F("added") + F("changed") + F("unchanged")), name="batch_rows_add_up"
            ),
            models.CheckConstraint(
                condition=Q(active_to_version__isnull=True, undone_at__isnull=True)
                | Q(active_to_version__gt=F("active_from_version"), undone_at__isnull=False),
                name="batch_undone_with_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.file_name}"

    @property
    def is_active(self) -> bool:
        return self.active_to_version is None


class BatchOverlap(models.Model):
    """How many rows of an earlier batch a later one corrected or confirmed; what undo must respect."""

    later = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rests_on")
    earlier = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="carries")
    changed = models.PositiveBigIntegerField()
    unchanged = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["later", "earlier"], name="batch_overlap_once"),
        ]

    def __str__(self) -> str:
        return f"{self.later_id} on {self.earlier_id}"


class BatchImage(models.Model):
    """One row of a table before and after an import, so that the import can be undone; null where there was none."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="images")
    subject = models.CharField(max_length=255)
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "subject"], name="batch_image_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.subject}"


class ImportJob(models.Model):
    """One file on its way in: where it stands, what was found in it, what it would change."""

    key = models.UUIDField(default=uuid4, unique=True)
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default=State.RECEIVED)
    file_name = models.CharField(max_length=255)
    source = models.CharField(max_length=4096)
    source_is_ours = models.BooleanField(default=True)
    profile = models.TextField(blank=True)
    inspection = models.JSONField(null=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    landed = models.CharField(max_length=255, blank=True)
    rows_done = models.PositiveBigIntegerField(default=0)
    rows_total = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    accepted = models.PositiveBigIntegerField(default=0)
    refused_count = models.PositiveBigIntegerField(default=0)
    refused_file = models.BooleanField(default=False)
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    needs_confirmation = models.JSONField(default=list)
    totals = models.JSONField(default=dict)
    preview = models.JSONField(null=True)
    known_on = models.DateField(null=True, blank=True)
    batch = models.OneToOneField(Batch, null=True, on_delete=models.PROTECT, related_name="job")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleImports.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="import_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def lacks_columns(self) -> bool:
        """Whether the file was refused only because nobody said yet which of its columns are which of ours."""
        return bool(self.inspection) and self._is_refused_for("COLUMN_MISSING")

    @property
    def came_before(self) -> bool:
        """Whether the file was refused only because its content is in the ledger already."""
        return self._is_refused_for("FILE_ALREADY_IMPORTED")

    def _is_refused_for(self, code: str) -> bool:
        return self.state == State.REFUSED and {problem["code"] for problem in self.problems} == {code}

    def is_silent(self, now: Any) -> bool:
        """Whether the work on it has died: nothing was heard of it for a minute."""
        return self.is_at_work and (now - self.worked_at).total_seconds() > SECONDS_OF_SILENCE


class PeriodLock(models.Model):
    """Until which day the books are closed; the latest row counts."""

    locked_until = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.locked_until)

    @classmethod
    def day(cls) -> date | None:
        """The last closed day now; None when nothing is closed."""
        return cls.objects.values_list("locked_until", flat=True).first()
