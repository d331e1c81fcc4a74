"""Keyed digests of numbers and addresses: enough to know somebody again, not enough to read who it was."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from django.conf import settings

from clave.personal_data.models import Mark
from clave.personal_data.rules import Whose

CHUNK = 500


def mark_name(whose: Whose, name: str) -> str:
    """What a mark is of: numbers of contacts and of our people are told apart, addresses by whose they are."""
    return f"{'contact' if whose is Whose.CONTACT else 'ours'}.{name}"


def digest_of(what: str, value: str, key: str | None = None) -> str:
    """The digest of one value: `what` says what it is (contact_id, email …), case and blanks around do not count."""
    said = f"erased|{what}|{value.strip().casefold()}".encode()
    return hmac.new((key or settings.SECRET_KEY).encode(), said, "sha256").hexdigest()


def digests_of(what: str, value: str) -> list[str]:
    """The digests of a value under the key in use and those that were in use before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [digest_of(what, value, key) for key in keys] if value.strip() else []


def erased_among(values: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these pairs of what and value, those of people who were erased."""
    by_digest = {digest: pair for pair in set(values) for digest in digests_of(*pair)}
    digests, found = sorted(by_digest), set()
    for start in range(0, len(digests), CHUNK):
        known = Mark.objects.filter(digest__in=digests[start : start + CHUNK])
        found |= {by_digest[digest] for digest in known.values_list("digest", flat=True)}
    return found
