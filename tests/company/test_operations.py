"""What can be done with our people: logins, owners, and who comes back."""

import pytest

from clave.access.models import Entry
from clave.access.rules import NotAllowed
from clave.company import operations, queries, rules
from clave.company.models import Person
from clave.company.queries import PersonImage
from tests.cast import Cast, our_person, person

pytestmark = pytest.mark.django_db
SUBJECT = ("ledger.batch", "1")


def ana(**facts: object) -> PersonImage:
    image = {"full_name": "Ana", "email": "", "function": "Sales", "reports_to": None, "is_top_team": False}
    return {**image, **facts}  # type: ignore[typeddict-item]


def test_a_login_is_linked_and_unlinked_and_both_stand_in_the_history(cast: Cast) -> None:
    someone = our_person(code="P1")
    operations.link_login(person=someone, user=cast.reader, by=cast.champion)
    assert Person.objects.get().user == cast.reader
    operations.link_login(person=someone, user=None, by=cast.champion)
    assert Person.objects.get().user is None
    assert Entry.objects.filter(event="company.person.linked", actor=cast.champion).count() == 2


def test_one_login_never_belongs_to_two_people(cast: Cast) -> None:
    our_person(cast.reader, code="P1", full_name="Ana Ruiz")
    with pytest.raises(rules.LoginTaken, match="Ana Ruiz"):
        operations.link_login(person=our_person(code="P2"), user=cast.reader, by=cast.champion)
    assert Person.objects.get(person_code="P2").user is None


def test_who_has_no_login_cannot_be_unlinked(cast: Cast) -> None:
    with pytest.raises(rules.NoLogin):
        operations.link_login(person=our_person(code="P1"), user=None, by=cast.champion)


def test_only_those_who_look_after_our_people_link_logins_and_name_owners(cast: Cast) -> None:
    someone = our_person(code="P1")
    with pytest.raises(NotAllowed):
        operations.link_login(person=someone, user=cast.reader, by=cast.administrator)
    with pytest.raises(NotAllowed):
        operations.appoint_owner(function=someone.function, person=someone, by=cast.finance_partner)
    with pytest.raises(NotAllowed):
        operations.link_matching_logins(by=cast.reader)
    assert not Entry.objects.exists()


def test_people_are_linked_to_the_logins_with_their_address_in_one_go(cast: Cast) -> None:
    ana_signs_in, _ = person("ana"), person("left", active=False)
    one = our_person(code="P1", email="ANA@clave.example")
    our_person(code="P2", email="left@clave.example")
    our_person(code="P3", email="nobody-signs-in@clave.example")
    assert operations.link_matching_logins(by=cast.champion) == 1
    one.refresh_from_db()
    assert one.user == ana_signs_in
    assert queries.matching_logins() == []


def test_an_address_that_two_people_share_links_neither(cast: Cast) -> None:
    person("sales")
    our_person(code="P1", email="sales@clave.example")
    our_person(code="P2", email="sales@clave.example")
    assert operations.link_matching_logins(by=cast.champion) == 0


def test_an_owner_is_named_once_they_are_one_of_us(cast: Cast) -> None:
    someone = our_person(code="P1")
    operations.appoint_owner(function=someone.function, person=someone, by=cast.champion)
    assert someone.function.owner == someone
    gone = our_person(code="P2", is_active=False)
    with pytest.raises(rules.HasLeft, match="Person P2"):
        operations.appoint_owner(function=someone.function, person=gone, by=cast.champion)
    assert Entry.objects.filter(event="company.function.owned").count() == 1


def test_an_owner_taken_away_by_an_undone_import_stays_on_record_as_gone(cast: Cast) -> None:
    someone = our_person(code="P1")
    operations.appoint_owner(function=someone.function, person=someone, by=cast.champion)
    operations.put_people(people={"P1": None}, by=cast.champion, subject=SUBJECT)
    assert not Person.objects.get(person_code="P1").is_active


def test_somebody_who_had_left_is_back_with_the_file_that_names_them_again(cast: Cast) -> None:
    our_person(code="P1", is_active=False)
    assert queries.images(["P1"]) == {}
    operations.put_people(people={"P1": ana()}, by=cast.champion, subject=SUBJECT)
    assert Person.objects.get(person_code="P1").is_active
    assert queries.images(["P1"]) == {"P1": ana()}
