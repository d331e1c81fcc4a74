"""What we remember in the key account workspace."""

from clave.accounts.models.relationships import Place, StanceSaid, Tie, Touch

__all__ = ["Place", "StanceSaid", "Tie", "Touch"]
