"""Signatures as the Standard Webhooks specification asks for them, under secrets that no database holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.utils.crypto import salted_hmac

PURPOSE = "clave.webhooks.secret"
PREFIX = "whsec_"


def new_salt() -> str:
    """What a new secret is worked out from."""
    return secrets.token_hex(16)


def secret_of(salt: str) -> bytes:
    """The 32 bytes that sign, from the salt and the secret of the server."""
    return salted_hmac(PURPOSE, salt, algorithm="sha256").digest()


def shown(secret: bytes) -> str:
    """A secret as it is given to the receiver."""
    return PREFIX + base64.b64encode(secret).decode()


def headers(keys: Iterable[bytes], message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a message, with one signature a key."""
    signed = f"{message}.{timestamp}.".encode() + body
    made = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{each}" for each in made),
    }
