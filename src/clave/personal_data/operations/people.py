"""Erasing one person: who may, whether it is time, and which records are theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.operations import refuse_unless
from clave.access.policy import Action
from clave.personal_data import register, rules
from clave.personal_data.declared import DUTIES
from clave.personal_data.erasing import Person, erase_people
from clave.personal_data.marks import digests_of, mark_name
from clave.personal_data.mentions import NUMBERS, table_of
from clave.personal_data.rules import Whose, Why

if TYPE_CHECKING:
    from django.db.models import Model

    from clave.personal_data.models import Erasure


def erase_contact(
    *, by: User | None, contact: Any, manages: Callable[[Any], bool] = lambda _: True, why: Why = Why.ASKED
) -> list[Erasure]:
    """Erase a person at a customer, with every record of the same address that `by` manages.

    Records that others manage stay and are counted in the erasure, for the champion to see.
    """
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    table = table_of(Whose.CONTACT)._default_manager
    same = list(table.filter(email__iexact=contact.email).exclude(pk=contact.pk)) if contact.email else []
    mine = [each for each in same if manages(each)]
    people = [(Whose.CONTACT, each) for each in (contact, *mine)]
    return erase_people(by=by, people=people, why=why, elsewhere=len(same) - len(mine))


def erase_login(*, by: User | None, user: User, why: Why = Why.ASKED) -> list[Erasure]:
    """Erase somebody who signed in here, and the person of ours who they are. Raises StillSignsIn and StillInOffice."""
    refuse_unless(by, Action.ERASE_USER)
    user = User.objects.get(pk=user.pk)
    if user.is_active:
        raise rules.StillSignsIn(person=user)
    people = together(user)
    _refuse_duties(people)
    return erase_people(by=by, people=people, why=why)


def erase_colleague(*, by: User | None, person: Any) -> list[Erasure]:
    """Erase one of our people who never signed in. Raises StillHere, StillSignsIn and StillInOffice."""
    refuse_unless(by, Action.CHANGE_PEOPLE)
    if person.user_id is not None:
        return erase_login(by=by, user=person.user)
    if person.is_active:
        raise rules.StillHere(person=person)
    _refuse_duties([(Whose.COLLEAGUE, person)])
    return erase_people(by=by, people=[(Whose.COLLEAGUE, person)])


def together(user: User) -> list[Person]:
    """The login and the person of ours who they are, if one is linked."""
    linked = table_of(Whose.COLLEAGUE)._default_manager.filter(user=user)
    return [(Whose.LOGIN, user), *((Whose.COLLEAGUE, each) for each in linked)]


def duties_of(people: Sequence[Person]) -> list[str]:
    """What these people still answer for, in words with numbers."""
    today = timezone.localdate()
    held = [
        (duty.words, duty.rows(person, today).count())
        for whose, person in people
        for duty in DUTIES
        if duty.whose is whose
    ]
    return [f"{gettext(words)} ({count})" for words, count in held if count]


def _refuse_duties(people: Sequence[Person]) -> None:
    if held := duties_of(people):
        raise rules.StillInOffice(person=people[0][1], duties=", ".join(held))


def erase_again() -> int:
    """After a backup was restored: erase again who was erased since it was made; says how many."""
    known = {whose: _by_digest(whose) for whose in Whose}
    erased = 0
    for kind, digests in register.noted():
        whose = Whose(kind)
        found = {known[whose][digest].pk: known[whose][digest] for digest in digests if digest in known[whose]}
        for person in found.values():
            erased += len(_once_more(whose, person))
    return erased


def _by_digest(whose: Whose) -> dict[str, Model]:
    """The people there are, by the digests of their numbers and addresses."""
    found = {}
    for person in table_of(whose)._default_manager.all():
        for name in filter(None, (NUMBERS.get(whose, ""), "email")):
            for digest in digests_of(mark_name(whose, name), str(getattr(person, name) or "")):
                found[digest] = person
    return found


def _once_more(whose: Whose, person: Model) -> list[Erasure]:
    try:
        return erase_people(by=None, people=[(whose, person)], why=Why.RESTORED)
    except rules.AlreadyErased:
        return []
