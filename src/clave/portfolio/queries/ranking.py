"""What we can tell about rankings: the latest, the one asked for, all of them, and whether something newer counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from clave.portfolio.models import Charter, KeyAccount, Ranking
from clave.value.models import Run
from clave.value.rules import AT_WORK

if TYPE_CHECKING:
    from clave.access.models import User

RELATED = ("charter__replaces", "run", "by")
OWN_PAPERS = ("manifest", "charter__comparisons")
PAPERS_OF_RUN = ("run__manifest", "run__parameters", "run__warnings", "run__failure")
"""What pages do not show: read where somebody asks for it."""


@dataclass(frozen=True)
class Standing:
    """What the page of candidates stands on: the ranking shown, and what counts by now."""

    ranking: Ranking | None
    at_work: Ranking | None
    charter: Charter | None
    run: Run | None
    failed: Ranking | None = None
    is_latest: bool = True

    @property
    def newer_charter(self) -> Charter | None:
        """The charter that counts now, where the ranking shown was made by an earlier one."""
        return self.charter if self.ranking and self.charter and self.charter.pk != self.ranking.charter_id else None

    @property
    def newer_run(self) -> Run | None:
        """The run that is the latest now, where the ranking shown rests on an earlier one."""
        return self.run if self.ranking and self.run and self.run.pk != self.ranking.run_id else None


def standing(ranking: Ranking | None = None) -> Standing:
    """The latest finished ranking, or the one given, and what would be ranked by now; two to four queries."""
    newest: dict[str, Ranking] = {}
    for each in Ranking.objects.select_related(*RELATED).defer(*OWN_PAPERS).order_by("-number")[:8]:
        newest.setdefault("work" if each.state in AT_WORK else each.state, each)
    latest = newest.get("done") or latest_done()
    done, failed = ranking or latest, newest.get("failed")
    in_force = done.charter if done and done.charter.is_locked else Charter.objects.filter(state="locked").first()
    return Standing(
        ranking=done,
        at_work=newest.get("work"),
        charter=in_force,
        run=Run.objects.latest_done(),
        failed=failed if failed and (latest is None or failed.number > latest.number) else None,
        is_latest=done == latest,
    )


def latest_done() -> Ranking | None:
    """The newest finished ranking."""
    done = Ranking.objects.select_related(*RELATED).defer(*OWN_PAPERS, *PAPERS_OF_RUN).filter(state="done")
    found: Ranking | None = done.order_by("-number").first()
    return found


def ranking_named(code: str) -> Ranking | None:
    """The ranking with this short code."""
    return Ranking.objects.select_related(*RELATED).filter(short_code=code.strip()).first()


def rankings(user: User) -> QuerySet[Ranking]:
    """Every ranking this person may see, newest first."""
    found: QuerySet[Ranking] = Ranking.objects.visible_to(user).select_related(*RELATED)
    return found


def key_accounts_on(day: date) -> set[int]:
    """Who is in the programme on a day."""
    found = KeyAccount.objects.filter(admitted_on__lte=day).exclude(released_on__lte=day)
    return set(found.values_list("customer_id", flat=True))
