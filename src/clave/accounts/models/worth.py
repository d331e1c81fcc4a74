"""What could hurt a key account, how sure we are of keeping it, and when its contracts are renewed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.accounts.rules.risks import ALIVE, STATE_MARKS, STATE_NAMES, State
from clave.accounts.rules.scorecard import FACTORS
from clave.accounts.worth_gates import OfWorthyAccounts
from clave.company.models import Person
from clave.kit.money import Money
from clave.portfolio.models import KeyAccount

USER = settings.AUTH_USER_MODEL


class Risk(models.Model):
    """What could happen to a key account: how likely in a year, what a year of it costs, and what is done about it.

    Chances are whole per cent a year, money minor units of `currency`; `factor` is the factor of the scorecard that the
    mitigation would raise by one step, where it raises one.
    """

    number = models.PositiveIntegerField(unique=True)
    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="risks")
    what = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField()
    hit = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="risks")
    mitigation = models.CharField(max_length=300, blank=True)
    mitigation_cost = models.PositiveBigIntegerField(null=True, blank=True)
    likelihood_after = models.PositiveSmallIntegerField(null=True, blank=True)
    factor = models.CharField(max_length=24, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfWorthyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(currency=""), name="risk_says_what"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="risk_state_is_known"),
            models.CheckConstraint(condition=Q(factor__in=["", *FACTORS]), name="risk_factor_is_known"),
            models.CheckConstraint(
                condition=Q(likelihood__lte=100)
                & (Q(likelihood_after=None) | Q(likelihood_after__lte=F("likelihood"))),
                name="risk_chances_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def state_name(self) -> str:
        """How it stands, in the reader's language."""
        return gettext(STATE_NAMES[self.state])

    @property
    def state_mark(self) -> str:
        """How its state is marked."""
        return STATE_MARKS[self.state]

    @property
    def is_alive(self) -> bool:
        """Whether it still counts."""
        return State(self.state) in ALIVE

    @property
    def chance(self) -> float:
        """How likely it is in a year, 0..1."""
        return self.likelihood / 100

    @property
    def chance_after(self) -> float | None:
        """How likely it is in a year once something was done about it, 0..1."""
        return None if self.likelihood_after is None else self.likelihood_after / 100

    @property
    def hit_money(self) -> Money:
        """What a year of it costs, if it happens."""
        return Money.from_minor(self.hit, self.currency)

    @property
    def cost_money(self) -> Money | None:
        """What the mitigation costs, once."""
        return None if self.mitigation_cost is None else Money.from_minor(self.mitigation_cost, self.currency)

    @property
    def expected_money(self) -> Money:
        """What it costs in a year on average."""
        return Money.from_minor(round(self.hit * self.likelihood / 100), self.currency)


class FactorAnswer(models.Model):
    """One answer to one factor of the scorecard: never changed; the newest counts, the others are its history."""

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="factor_answers")
    factor = models.CharField(max_length=24)
    score = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    answered_on = models.DateField()
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfWorthyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(factor__in=list(FACTORS)), name="answer_factor_is_known"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="answer_score_in_range"),
            models.CheckConstraint(condition=~Q(reason=""), name="answer_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.score}"

    @property
    def factor_name(self) -> str:
        """The factor in the reader's language."""
        return gettext(FACTORS[self.factor].name)


class Renewal(models.Model):
    """A contract with the key account and the day it has to be renewed; `chance` (per cent) speaks for that year."""

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="renewals")
    what = models.CharField(max_length=200)
    renews_on = models.DateField()
    notice_on = models.DateField(null=True, blank=True)
    chance = models.PositiveSmallIntegerField(null=True, blank=True)
    is_settled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfWorthyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["renews_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(what=""), name="renewal_says_what"),
            models.CheckConstraint(
                condition=Q(chance=None) | Q(chance__gte=1, chance__lte=100), name="renewal_chance_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.what
