"""What we can tell about promises."""

from clave.promises.queries.standing import open_and_broken

__all__ = ["open_and_broken"]
