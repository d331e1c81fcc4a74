"""People who sign in, the roles they were given, the tokens that act for them, and the history of every write."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.access import policy, rules
from clave.access.lending import Loan, loan_of
from clave.access.policy import Action, FieldClass, Role, Scope


class People(models.QuerySet["User"]):
    """People who can sign in, seen by one of them."""

    def visible_to(self, user: User) -> People:
        """Everybody for who reads users and roles; oneself for everybody else."""
        return self if user.reads(FieldClass.F7) is Scope.ALL else self.filter(pk=user.pk)


class Entries(models.QuerySet["Entry"]):
    """The history, seen by one person."""

    def visible_to(self, user: User) -> Entries:
        """Every entry for who reads the raw history; none for everybody else."""
        return self if user.reads(FieldClass.F7) is Scope.ALL else self.none()


class Tokens(models.QuerySet["ApiToken"]):
    """Tokens, seen by one person."""

    def visible_to(self, user: User) -> Tokens:
        """Every token for who reads users and roles; one's own for everybody else."""
        return self if user.reads(FieldClass.F7) is Scope.ALL else self.filter(owner=user)


class UserAccounts(BaseUserManager["User"]):
    """How users are found and created; the e-mail address is the login."""

    def get_queryset(self) -> People:
        return People(self.model, using=self._db)

    def visible_to(self, user: User) -> People:
        """The people this person may know of."""
        return self.get_queryset().visible_to(user)

    def create_user(self, email: str, *, full_name: str, language: str = "en", password: str | None = None) -> User:
        """A new active user without any role."""
        user = self.model(email=email.strip().lower(), full_name=full_name, language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who can sign in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    language = models.CharField(_("language"), max_length=8, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    unread_notices = models.PositiveIntegerField(default=0)
    """Counted by whoever tells people something, so that every page shows it without asking."""
    second_factor_since = models.DateTimeField(null=True)
    """When the first second factor was set up; None while a password alone opens the house."""
    second_factor_due_on = models.DateField(null=True)
    """From which day on nothing opens without a second factor; kept here so that every page knows without asking."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    lent: Loan | None = None
    """The part of the rights that the token of this request lends; None for the person in person."""

    objects = UserAccounts()

    class Meta:
        ordering = ("full_name", "email")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once"),)

    def __str__(self) -> str:
        return self.full_name or self.email

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held now, read once per request."""
        if not self.is_active:
            return frozenset()
        return frozenset(Role(grant.role) for grant in self.grants.all() if grant.withdrawn_at is None)

    @property
    def role_names(self) -> list[str]:
        """The roles held now, in the reader's language and the order of the table."""
        return [gettext(name) for role, name in policy.ROLE_NAMES.items() if role in self.roles]

    def waits_for_second_factor(self, today: date) -> bool:
        """Whether this person must set up a second factor before anything else opens."""
        due = self.second_factor_due_on
        return due is not None and due <= today and self.second_factor_since is None

    def may(self, action: Action) -> bool:
        """Whether this person may do this at all; which rows is the query gate's part."""
        return policy.allows(self.roles, action) and (self.lent is None or self.lent.lends(action))

    def reads(self, field_class: FieldClass) -> Scope:
        """The widest scope in which this person reads a class of fields."""
        return policy.widest(self.reading(field_class))

    def writes(self, field_class: FieldClass) -> Scope:
        """The widest scope in which this person writes a class of fields."""
        return policy.widest(self.writing(field_class))

    def reading(self, field_class: FieldClass) -> frozenset[Scope]:
        """Every scope in which this person reads a class; a query gate opens the union of them."""
        if self.lent is not None and not self.lent.lends_reading(field_class):
            return frozenset()
        return policy.reading(self.roles, field_class)

    def writing(self, field_class: FieldClass) -> frozenset[Scope]:
        """Every scope in which this person writes a class."""
        if self.lent is not None and not self.lent.lends_writing(field_class):
            return frozenset()
        return policy.writing(self.roles, field_class)


class RoleGrant(models.Model):
    """A role given to a person, by whom and why; withdrawn, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32)
    reason = models.CharField(max_length=500)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("granted_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role"), condition=models.Q(withdrawn_at=None), name="role_grant_held_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="role_grant_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(granted_by=None) | ~models.Q(granted_by=models.F("user")),
                name="role_grant_not_to_oneself",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="role_grant_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"

    @property
    def role_name(self) -> str:
        """The role in the reader's language."""
        return gettext(policy.ROLE_NAMES[Role(self.role)])


class Entry(models.Model):
    """One write: who did what to what, when and in which request, chained to the entry before it."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=200)
    field_class = models.CharField(max_length=2)
    before = models.TextField(default="null")
    after = models.TextField(default="null")
    request_id = models.CharField(max_length=64, blank=True)
    personal_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = models.Manager.from_queryset(Entries)()

    class Meta:
        ordering = ("-seq",)
        indexes = (
            models.Index(fields=("event", "-seq"), name="entry_by_event"),
            models.Index(fields=("actor", "-seq"), name="entry_by_actor"),
            models.Index(fields=("subject_type", "subject_id", "-seq"), name="entry_by_subject"),
            models.Index(fields=("at",), name="entry_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.event}"


class PersonalValues(models.Model):
    """The personal values of one entry, kept beside the chain so that they can be erased without breaking it."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="personal", primary_key=True)
    salt = models.CharField(max_length=64, blank=True)
    content = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.entry_id)


class ChainHead(models.Model):
    """Where the history ends: the one row that every writer locks before adding to it."""

    ROW: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ROW)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="chain_head_is_one_row"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


class ApiToken(models.Model):
    """A key to the API that acts for its owner within its scopes; the secret itself is shown once and never kept."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    start = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)
    asked_in_minute = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = models.Manager.from_queryset(Tokens)()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="token_ends_after_start"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def loan(self) -> Loan:
        """What the token lends."""
        return loan_of(self.scopes)

    @property
    def is_live(self) -> bool:
        """Whether the token opens anything now."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class KeptAnswer(models.Model):
    """The answer to one write by the API under its idempotency key; no status while the write is running."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    claimed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="kept_answer_once_for_a_key"),)
        indexes = (models.Index(fields=("claimed_at",), name="kept_answer_by_time"),)

    def __str__(self) -> str:
        return self.key


class OpenSession(models.Model):
    """A browser in which somebody is signed in: which, from where, since when; gone with the session itself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-seen_at", "-pk")

    def __str__(self) -> str:
        return str(self.user_id)


class SecondFactorDemand(models.Model):
    """Who must have a second factor, and how long they have to set one up: the one row that says so."""

    ROW: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ROW)
    whom = models.CharField(max_length=16, default=rules.Demanded.NOBODY.value)
    grace_days = models.PositiveSmallIntegerField(default=14)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="second_factor_demand_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(whom__in=[each.value for each in rules.Demanded]),
                name="second_factor_demand_known",
            ),
        )

    def __str__(self) -> str:
        return self.whom
