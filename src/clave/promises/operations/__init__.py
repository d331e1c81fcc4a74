"""What can be done with promises."""

from clave.promises.operations.making import make_promise

__all__ = ["make_promise"]
