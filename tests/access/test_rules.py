"""The policy: who may do what, cell by cell where it hurts."""

import pytest

from clave.access import rules
from clave.access.policy import (
    FIELDS,
    MAY,
    NEVER_DOES,
    ROLE_NAMES,
    Action,
    FieldClass,
    Role,
    Scope,
    allows,
    reading,
    who_may,
    widest,
    writing,
)


def test_every_action_has_one_row_and_somebody_who_may_do_it() -> None:
    assert set(MAY) == set(Action)
    assert [action for action in Action if not who_may(action)] == []


def test_the_actions_stand_in_alphabetical_order() -> None:
    assert list(Action) == sorted(Action)


def test_every_role_has_a_name_and_a_right_in_every_class() -> None:
    assert set(ROLE_NAMES) == set(FIELDS) == set(Role)
    assert all(set(row) == set(FieldClass) for row in FIELDS.values())


def test_nobody_without_a_role_may_do_or_see_anything() -> None:
    assert [action for action in Action if allows(frozenset(), action)] == []
    assert [name for name in FieldClass if reading(frozenset(), name) or writing(frozenset(), name)] == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.READER, Role.FUNCTION_MEMBER, Role.PEOPLE_LEAD])
def test_these_roles_never_see_what_a_customer_costs(role: Role) -> None:
    assert reading([role], FieldClass.F2) == frozenset()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_the_administrator_sees_users_and_history(role: Role) -> None:
    assert reading([role], FieldClass.F7) == frozenset()
    assert not allows([role], Action.SEE_HISTORY)
    assert not allows([role], Action.GRANT_ROLE)


@pytest.mark.parametrize(
    ("role", "field_class", "scope"),
    [
        (Role.CHAMPION, FieldClass.F0, Scope.ALL),
        (Role.CHAMPION, FieldClass.F3, Scope.ON_BID),
        (Role.CHAMPION, FieldClass.F6, Scope.GROUPS),
        (Role.KEY_ACCOUNT_MANAGER, FieldClass.F2, Scope.OWN),
        (Role.KEY_ACCOUNT_MANAGER, FieldClass.F6, Scope.SELF),
        (Role.EXECUTIVE_SPONSOR, FieldClass.F4, Scope.OWN),
        (Role.FUNCTION_MEMBER, FieldClass.F1, Scope.QUANTITIES),
        (Role.FINANCE_PARTNER, FieldClass.F3, Scope.AFTER_AWARD),
        (Role.PEOPLE_LEAD, FieldClass.F0, Scope.NAMES),
        (Role.PEOPLE_LEAD, FieldClass.F1, Scope.ATTAINMENT),
        (Role.COMMITTEE_MEMBER, FieldClass.F4, Scope.EXTRACT),
        (Role.READER, FieldClass.F1, Scope.ASSIGNED),
        (Role.ADMINISTRATOR, FieldClass.F0, Scope.SETTINGS),
        (Role.API_CLIENT, FieldClass.F0, Scope.NONE),
    ],
)
def test_a_role_reads_exactly_this_far(role: Role, field_class: FieldClass, scope: Scope) -> None:
    assert widest(reading([role], field_class)) is scope


@pytest.mark.parametrize(
    ("role", "writes"),
    [
        (Role.CHAMPION, {FieldClass.F0: Scope.ALL}),
        (Role.KEY_ACCOUNT_MANAGER, {FieldClass.F0: Scope.OWN, FieldClass.F3: Scope.OWN_BIDS, FieldClass.F5: Scope.OWN}),
        (Role.EXECUTIVE_SPONSOR, {FieldClass.F4: Scope.OWN}),
        (Role.FUNCTION_MEMBER, {}),
        (Role.FINANCE_PARTNER, {FieldClass.F1: Scope.BY_IMPORT, FieldClass.F2: Scope.BY_IMPORT}),
        (Role.PEOPLE_LEAD, {FieldClass.F6: Scope.ALL}),
        (Role.COMMITTEE_MEMBER, {}),
        (Role.READER, {}),
        (Role.ADMINISTRATOR, {FieldClass.F0: Scope.SETTINGS, FieldClass.F7: Scope.ALL}),
        (Role.API_CLIENT, {}),
    ],
)
def test_a_role_writes_exactly_this(role: Role, writes: dict[FieldClass, Scope]) -> None:
    assert {name: widest(writing([role], name)) for name in FieldClass if writing([role], name)} == writes


def test_of_two_roles_the_wider_scope_counts() -> None:
    both = [Role.KEY_ACCOUNT_MANAGER, Role.FINANCE_PARTNER]
    assert widest(reading(both, FieldClass.F2)) is Scope.ALL
    assert reading(both, FieldClass.F2) == {Scope.OWN, Scope.ALL}


def test_a_key_account_manager_never_edits_costs_even_as_finance_partner() -> None:
    both = [Role.KEY_ACCOUNT_MANAGER, Role.FINANCE_PARTNER]
    assert allows([Role.FINANCE_PARTNER], Action.CHANGE_RATES)
    assert not allows(both, Action.CHANGE_RATES)
    assert writing(both, FieldClass.F2) == frozenset()


def test_an_api_client_never_reads_notes_or_pay_whatever_else_it_holds() -> None:
    for other in Role:
        assert reading([Role.API_CLIENT, other], FieldClass.F4) == frozenset()
        assert reading([Role.API_CLIENT, other], FieldClass.F6) == frozenset()


def test_separation_only_ever_takes_away() -> None:
    for role, barred in NEVER_DOES.items():
        for other in Role:
            assert [action for action in barred if allows([role, other], action)] == []


def test_a_change_of_rights_needs_a_reason() -> None:
    with pytest.raises(rules.ReasonMissing):
        rules.refuse_without_reason("  \n")


def test_an_api_client_holds_no_second_role() -> None:
    with pytest.raises(rules.RolesDoNotMix):
        rules.refuse_mixed_roles([Role.READER], Role.API_CLIENT)
    with pytest.raises(rules.RolesDoNotMix):
        rules.refuse_mixed_roles([Role.API_CLIENT], Role.READER)
    rules.refuse_mixed_roles([], Role.API_CLIENT)


def test_the_last_administrator_stays() -> None:
    with pytest.raises(rules.LastAdministrator, match="Ana"):
        rules.refuse_last_administrator(person="Ana", holds_role=True, administrators=1)
    rules.refuse_last_administrator(person="Ana", holds_role=True, administrators=2)
    rules.refuse_last_administrator(person="Ben", holds_role=False, administrators=1)
