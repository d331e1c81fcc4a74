"""Letting people in, giving and taking roles: what is refused, and what the history says."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from clave.access import operations, rules
from clave.access.models import Entry, RoleGrant, User
from clave.access.policy import Action, Role
from clave.kit.refusals import Refusal
from tests.cast import PASSWORD, Cast, person

NEW = {"email": "New@Example.com", "full_name": "New Person", "password": PASSWORD, "reason": "joined"}


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def last() -> Entry:
    return Entry.objects.order_by("-seq")[0]


def test_a_new_person_signs_in_with_a_lower_case_address_and_holds_the_given_roles(cast: Cast) -> None:
    user = operations.add_user(by=cast.administrator, roles=[Role.READER, Role.CHAMPION], **NEW)
    assert user.email == "new@example.com"
    assert fresh(user).roles == {Role.READER, Role.CHAMPION}
    assert fresh(user).check_password(PASSWORD)


def test_a_person_who_left_holds_no_role(cast: Cast) -> None:
    assert fresh(cast.gone).roles == frozenset()
    assert not cast.gone.may(Action.SEE_USERS)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"email": "ADMINISTRATOR@clave.example"}, rules.EmailTaken),
        ({"email": "not an address"}, rules.EmailInvalid),
        ({"language": "tlh"}, rules.LanguageUnknown),
        ({"password": "short"}, rules.PasswordTooWeak),
        ({"password": "123456789012345"}, rules.PasswordTooWeak),
        ({"roles": [Role.READER], "reason": " "}, rules.ReasonMissing),
        ({"roles": [Role.READER, Role.API_CLIENT]}, rules.RolesDoNotMix),
    ],
)
def test_a_wrong_person_is_refused_as_a_whole(cast: Cast, changed: dict[str, Any], refusal: type[Refusal]) -> None:
    administrator, before = cast.administrator, (User.objects.count(), Entry.objects.count())
    with pytest.raises(refusal):
        operations.add_user(by=administrator, **{**NEW, **changed})
    assert (User.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_but_an_administrator_changes_people(cast: Cast, role: Role) -> None:
    by, user = cast[role], cast.nobody
    for attempt in (
        lambda: operations.add_user(by=by, **NEW),
        lambda: operations.grant_role(by=by, user=user, role=Role.READER, reason="why"),
        lambda: operations.withdraw_role(by=by, user=cast.reader, role=Role.READER, reason="why"),
        lambda: operations.deactivate_user(by=by, user=user, reason="why"),
        lambda: operations.reactivate_user(by=by, user=cast.gone, reason="why"),
    ):
        with pytest.raises(rules.NotAllowed, match="Administrator"):
            attempt()


def test_nobody_changes_their_own_roles_or_access(cast: Cast) -> None:
    me = cast.administrator
    with pytest.raises(rules.OwnRole):
        operations.grant_role(by=me, user=me, role=Role.CHAMPION, reason="I want it")
    with pytest.raises(rules.OwnRole):
        operations.withdraw_role(by=me, user=me, role=Role.ADMINISTRATOR, reason="enough")
    with pytest.raises(rules.OwnAccess):
        operations.deactivate_user(by=me, user=me, reason="bye")


def test_the_database_too_refuses_a_role_to_oneself(cast: Cast) -> None:
    me = cast.administrator
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=me, role=Role.CHAMPION, reason="quietly", granted_by=me)


def test_a_role_is_held_once(cast: Cast) -> None:
    with pytest.raises(rules.RoleAlreadyHeld):
        operations.grant_role(by=cast.administrator, user=cast.reader, role=Role.READER, reason="again")


def test_a_withdrawn_role_can_be_given_again_and_both_stay_on_record(cast: Cast) -> None:
    for give in (operations.withdraw_role, operations.grant_role):
        give(by=cast.administrator, user=cast.reader, role=Role.READER, reason="why")
    assert fresh(cast.reader).roles == {Role.READER}
    assert cast.reader.grants.count() == 2


def test_a_role_that_is_not_held_cannot_be_withdrawn(cast: Cast) -> None:
    with pytest.raises(rules.RoleNotHeld):
        operations.withdraw_role(by=cast.administrator, user=cast.nobody, role=Role.READER, reason="why")


def test_the_last_administrator_stays_even_against_the_command_line(cast: Cast) -> None:
    with pytest.raises(rules.LastAdministrator):
        operations.deactivate_user(by=None, user=cast.administrator, reason="left")
    with pytest.raises(rules.LastAdministrator):
        operations.withdraw_role(by=None, user=cast.administrator, role=Role.ADMINISTRATOR, reason="left")


def test_ending_access_takes_the_roles_and_giving_it_back_returns_them(cast: Cast) -> None:
    operations.deactivate_user(by=cast.administrator, user=cast.champion, reason="left")
    assert fresh(cast.champion).roles == frozenset()
    with pytest.raises(rules.AlreadyInactive):
        operations.deactivate_user(by=cast.administrator, user=cast.champion, reason="left")
    operations.reactivate_user(by=cast.administrator, user=cast.champion, reason="back")
    assert fresh(cast.champion).roles == {Role.CHAMPION}
    with pytest.raises(rules.AlreadyActive):
        operations.reactivate_user(by=cast.administrator, user=cast.champion, reason="back")


def test_each_change_is_in_the_history_with_who_whom_and_why(cast: Cast) -> None:
    operations.grant_role(by=cast.administrator, user=cast.nobody, role=Role.READER, reason="covers for Eva")
    entry = last()
    assert (entry.actor, entry.event, entry.subject_id) == (
        cast.administrator,
        "access.role.granted",
        str(cast.nobody.pk),
    )
    assert "covers for Eva" in entry.after


def test_the_address_of_a_new_person_stays_out_of_the_chain(cast: Cast) -> None:
    operations.add_user(by=cast.administrator, **NEW)
    entry = last()
    assert "new@example.com" in entry.personal.content
    assert "new@example.com" not in entry.before + entry.after


def test_a_language_is_changed_by_its_person_and_noted(cast: Cast) -> None:
    operations.change_language(by=cast.nobody, language="es")
    assert fresh(cast.nobody).language == "es"
    assert last().event == "access.language.changed"
    with pytest.raises(rules.LanguageUnknown):
        operations.change_language(by=cast.nobody, language="tlh")


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_the_same_moment() -> None:
    pair = [person(name, Role.ADMINISTRATOR) for name in ("ana", "ben")]
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def remove(by: User, user: User) -> None:
        together.wait(timeout=10)
        try:
            operations.deactivate_user(by=by, user=user, reason="rivalry")
            outcomes.append("removed")
        except (rules.LastAdministrator, rules.NotAllowed):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair), threading.Thread(target=remove, args=pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["refused", "removed"]
    assert User.objects.filter(is_active=True).count() == 1
