"""Rankings: every candidate scored by one charter from one run, kept as it was."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.ledger.models import Customer
from clave.portfolio.gates import VisibleCandidates, VisibleRankings
from clave.portfolio.models.charter import Charter
from clave.value.models import Run
from clave.value.rules import AT_WORK, BASIS_POINTS, State

USER = settings.AUTH_USER_MODEL


class Ranking(models.Model):
    """One scoring of all candidates; once done it never changes. A review is one that the committee held."""

    number = models.PositiveIntegerField(unique=True)
    short_code = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=8, default=State.QUEUED)
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="rankings")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    is_review = models.BooleanField(default=False)
    first = models.PositiveSmallIntegerField()
    draws = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    step = models.CharField(max_length=16, blank=True)
    candidates = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=dict)
    manifest = models.JSONField(default=dict)
    result_digest = models.CharField(max_length=64, blank=True)
    failure = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleRankings.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="ranking_state_is_known"),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(result_digest=""), name="ranking_done_has_a_result"),
        ]

    def __str__(self) -> str:
        return self.short_code

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class CandidateScore(models.Model):
    """One candidate in one ranking. Scores in thousandths of a point; null means cannot be scored.

    `score` grants nothing for what is not known, `score_high` a 10; `low` and `high` are the 80 % interval over drawn
    weights, raters and unknown scores. `by_criterion` maps criterion keys to {"score", "spread", "raters", "rival",
    "value", "more", "less"}: scores in thousandths, the figure in the unit of its measure, and the ranks that the candidate
    would have if the criterion weighed ten points more or less; what is not known is not there.
    """

    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="scores")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="candidate_scores")
    rank = models.PositiveIntegerField(null=True)
    score = models.PositiveIntegerField(null=True)
    score_high = models.PositiveIntegerField(null=True)
    low = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)
    ours = models.PositiveIntegerField(null=True)
    theirs = models.PositiveIntegerField(null=True)
    strength_thousandths = models.PositiveIntegerField(null=True)
    known_basis_points = models.PositiveIntegerField()
    top_k_basis_points = models.PositiveIntegerField(null=True)
    is_key_account = models.BooleanField(default=False)
    by_criterion = models.JSONField(default=dict)

    objects = VisibleCandidates.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["ranking", "rank", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            # Counting how candidates stand reads this alone: the rows themselves are wide.
            models.Index(
                fields=["ranking", "rank", "score", "high", "top_k_basis_points", "customer"], name="candidate_standing"
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ranking", "customer"], name="candidate_once_in_a_ranking"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=F("score_high")), name="candidate_range_holds_score"
            ),
            models.CheckConstraint(
                condition=Q(known_basis_points__lte=BASIS_POINTS), name="candidate_known_share_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.ranking_id}"


class RankingCheck(models.Model):
    """One attempt to compute a finished ranking again, and whether every figure came out the same."""

    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="checks")
    state = models.CharField(max_length=8, default=State.QUEUED)
    code_version = models.CharField(max_length=40)
    result_digest = models.CharField(max_length=64, blank=True)
    difference = models.JSONField(default=list)
    failure = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-queued_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="ranking_check_state_is_known"),
            models.UniqueConstraint(
                fields=["ranking"], condition=Q(state__in=["queued", "running"]), name="ranking_check_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.state}"

    @property
    def is_same(self) -> bool:
        """Whether every figure came out the same."""
        return self.state == State.DONE and self.result_digest == self.ranking.result_digest


class LookBack(models.Model):
    """How many of the customers that brought most in the last year the charter of a ranking would have caught before it.

    `result` holds "cut", "until", "customers", "top", "chance" (hits of a draw, by K), "criteria" (how many are measured,
    how many judged) and "records", one for each way of choosing.
    """

    ranking = models.OneToOneField(Ranking, on_delete=models.CASCADE, related_name="look_back")
    state = models.CharField(max_length=8, default=State.QUEUED)
    result = models.JSONField(null=True, blank=True)
    failure = models.JSONField(null=True, blank=True)
    code_version = models.CharField(max_length=40)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="look_back_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(result__isnull=False), name="look_back_done_has_a_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.state}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK
