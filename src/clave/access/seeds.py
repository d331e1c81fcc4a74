"""Seeds of second factors in the database: encrypted under the secret of the house, so that a copy of it opens nothing."""

from __future__ import annotations

from clave.kit.boxes import box

SEALED = "sealed:"
FOR = b"clave second factors"


def sealed(text: str) -> str:
    """The seed, encrypted under the secret in use."""
    return SEALED + box(FOR).encrypt(text.encode()).decode("ascii")


def opened(kept: str) -> str:
    """The seed that is kept; one from before seeds were encrypted is there as it is."""
    if not kept.startswith(SEALED):
        return kept
    return box(FOR).decrypt(kept.removeprefix(SEALED).encode("ascii")).decode()
