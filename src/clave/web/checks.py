"""What `check --deploy` refuses beyond Django's own list."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def secret_is_own(**_kwargs: Any) -> list[CheckMessage]:
    """A house in production has a secret that nobody else knows."""
    if settings.SECRET_KEY != settings.DEVELOPMENT_SECRET:
        return []
    hint = "Set CLAVE_SECRET_KEY, or CLAVE_SECRET_KEY_FILE, to 50 or more random characters."
    return [Error("The development secret is in use.", hint=hint, id="clave.E001")]


@register(Tags.security, deploy=True)
def hosts_are_named(**_kwargs: Any) -> list[CheckMessage]:
    """A house in production answers to its own names only."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [Error("Any host name is answered.", hint="Name the hosts in CLAVE_ALLOWED_HOSTS.", id="clave.E002")]
