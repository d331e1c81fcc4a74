"""The word in an e-mail by which its reader ends the e-mails without signing in: signed, so that nobody guesses another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare, salted_hmac

from clave.access.models import User as Person

if TYPE_CHECKING:
    from clave.access.models import User

SALT = "clave.notices.stop"


def stop_word(user: User) -> str:
    """The word that ends the e-mails to this person, at the address they have now."""
    return f"{user.pk}-{salted_hmac(SALT, f'{user.pk} {user.email}', algorithm='sha256').hexdigest()[:40]}"


def meant_by(word: str) -> User | None:
    """Whose e-mails a word ends; None for a word that we did not write, or of an address that is not theirs any more."""
    number = word.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    user = Person.objects.get_queryset().filter(pk=int(number), is_active=True).first()
    return user if user and constant_time_compare(stop_word(user), word) else None
