"""Seeds of second factors in the database: encrypted under the secret of the house, so that a copy of it opens nothing."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SEALED = "sealed:"


def sealed(text: str) -> str:
    """The seed, encrypted under the secret in use."""
    return SEALED + _box().encrypt(text.encode()).decode("ascii")


def opened(kept: str) -> str:
    """The seed that is kept; one from before seeds were encrypted is there as it is."""
    if not kept.startswith(SEALED):
        return kept
    return _box().decrypt(kept.removeprefix(SEALED).encode("ascii")).decode()


def _box() -> MultiFernet:
    """Encrypts under the secret in use; opens under those that were in use before, too."""
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    """A key of its own for seeds, drawn from the secret."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"clave second factors").derive(secret.encode())
    return urlsafe_b64encode(derived)
