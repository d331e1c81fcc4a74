"""Passwords and keys of other programs: sealed with the key of this installation, or kept in its environment."""

from __future__ import annotations

import os
import re
from pathlib import Path

from cryptography.fernet import InvalidToken

from clave.connectors.refusals import SecretNameRefused, SecretNotThere, SecretUnreadable
from clave.kit.boxes import box

FOR = b"clave connectors"
NAME = re.compile(r"CLAVE_CONNECTOR_[A-Z0-9_]+")
NOT_SECRETS = frozenset({"CLAVE_CONNECTOR_FOLDERS"})


def seal(secret: str) -> str:
    """The secret as it may lie in the database."""
    return box(FOR).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret itself. Raises SecretUnreadable when another key sealed it."""
    try:
        return box(FOR).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SecretUnreadable from None


def from_environment(name: str) -> str:
    """The secret in this variable, or in the file that NAME_FILE names. Raises SecretNotThere."""
    refuse_name(name)
    file = os.environ.get(f"{name}_FILE")
    try:
        secret = Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get(name, "")
    except (OSError, UnicodeDecodeError):
        secret = ""
    if not secret:
        raise SecretNotThere(name=name)
    return secret


def refuse_name(name: str) -> None:
    """Only variables made for connectors are read: no other secret of the server may leave it. Raises SecretNameRefused."""
    if not NAME.fullmatch(name) or name in NOT_SECRETS or name.endswith("_FILE"):
        raise SecretNameRefused
