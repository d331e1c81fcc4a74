"""What came of trying a charter on the past."""

from __future__ import annotations

from clave.portfolio.models import LookBack, Ranking
from clave.value.rules import AT_WORK


def look_back_of(ranking: Ranking) -> LookBack | None:
    """How the charter of a ranking would have chosen a year before; None until somebody asks."""
    return LookBack.objects.filter(ranking=ranking).first()


def is_looking_back(ranking: Ranking) -> bool:
    """Whether the worker is at it."""
    return LookBack.objects.filter(ranking=ranking, state__in=AT_WORK).exists()
