"""Writing a note about a key account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.accounts.models import AccountNote
from clave.accounts.rules.timeline import NoteNeedsWords
from clave.portfolio.models import KeyAccount
from clave.sponsorship.rules.notes import Audience
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def write_note(*, by: User | None, key_account: KeyAccount, text: str, audience: Audience) -> AccountNote:
    """Write down what was seen or heard of a key account, for those who may read it. Raises NoteNeedsWords."""
    refuse_unless(by, Action.WRITE_NOTES)
    if not text.strip():
        raise NoteNeedsWords
    made: AccountNote = AccountNote.objects.create(key_account=key_account, text=text.strip(), audience=audience, by=by)
    after = {"customer": key_account.customer.code, "text": made.text, "audience": audience.value}
    journal.record(by=by, event="accounts.note.written", subject=made, after=after, holds=FieldClass.F4)
    return made
