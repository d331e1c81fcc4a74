"""What came of trying a charter on the past."""

from __future__ import annotations

from clave.portfolio.models import LookBack, Ranking


def look_back_of(ranking: Ranking) -> LookBack | None:
    """How the charter of a ranking would have chosen a year before; None until somebody asks."""
    return LookBack.objects.filter(ranking=ranking).first()
