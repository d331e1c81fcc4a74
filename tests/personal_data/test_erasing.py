"""Erasing people: values planted everywhere are gone everywhere, the history holds, files do not bring anybody back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone

from clave.access import chain
from clave.access import operations as access
from clave.access.models import ApiToken, Entry, KeptAnswer, OpenSession, User
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.accounts.models import AccountNote
from clave.accounts.operations import relationships
from clave.accounts.rules.relationship_terms import Stance, Way
from clave.company.models import Person
from clave.ledger import operations as ledger
from clave.ledger.models import BatchImage, Contact, ImportJob
from clave.people.models import Assessment, PayPlan
from clave.personal_data import operations, rules
from clave.personal_data.exporting import everything_about
from clave.personal_data.models import Erasure, Mark
from clave.personal_data.operations.people import together
from clave.personal_data.rules import Whose
from clave.promises.models import Promise
from clave.review.models import CommitteeMeeting, Questionnaire
from tests.accounts.people import People
from tests.cast import PASSWORD, Cast, contact_at, made_token, our_person, person, review_of
from tests.personal_data.scanning import left

pytestmark = pytest.mark.django_db
NAME, MAIL, PHONE = "Zarzuela Quetzaltenango", "zq.canary@k1.example", "+34 600 987 123"
CANARIES = (NAME, MAIL, PHONE, "canary-role", "canary-note", "canary-stance", "canary-words", "canary-number")
OURS = (
    "Wolframina Übelacker",
    "wolframina@clave.example",
    "canary-code",
    "canary-evidence",
    "canary-pay",
    "canary-agent",
)
FILE = "contact_id,customer_code,full_name,email,phone,role,consent,note\n"


@pytest.fixture
def people(cast: Cast, data_dir: Path) -> People:
    return People(cast)


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where people's own files lie, which are none of Clave's."""
    return tmp_path_factory.mktemp("outside")


def _bring(path: Path, kind: str, *, finish: bool) -> ImportJob:
    job = ledger.receive_path(by=None, kind=kind, path=str(path))
    ledger.start_reading(by=None, job=job)
    job = ledger.finish_reading(job=ImportJob.objects.get(pk=job.pk))
    assert job.problems == []
    if finish:
        ledger.import_batch(by=None, job=job)
    return job


def _planted(people: People, folder: Path) -> Contact:
    """Somebody who came by file, stands in a second file on its way, and has left traces wherever a contact can."""
    file = folder / "contacts.csv"
    file.write_text(
        f"{FILE}canary-number,K1,{NAME},{MAIL},{PHONE},canary-role,yes,canary-note\nc-2,K1,Bela Bo,,,Buyer,yes,\n"
    )
    _bring(file, "contacts", finish=True)
    waiting = folder / "waiting.csv"
    waiting.write_text(f"{FILE}canary-number,K1,{NAME},{MAIL},{PHONE},canary-role,yes,canary-note once more\n")
    _bring(waiting, "contacts", finish=False)
    found: Contact = Contact.objects.get(contact_id="canary-number")
    said = {"by": people.manager, "contact": found}
    relationships.say_stance(stance=Stance.OPEN, reason=f"canary-stance of {NAME}", said_on=people.today, **said)
    relationships.log_touch(person=people.karla, on=people.today, way=Way("met"), **said)
    relationships.say_tie(person=people.karla, today=1, wanted=2, **said)
    people.place(found, "decides")
    AccountNote.objects.create(
        key_account=people.held, text=f"Met {NAME} ({MAIL}); call {PHONE}.", audience="team", by=people.manager
    )
    Questionnaire.objects.create(
        review=review_of(people.held),
        contact=found,
        digest="d" * 64,
        language="en",
        comment=f"canary-words by {NAME}",
        expires_at=timezone.now() + timedelta(days=1),
        answered_at=timezone.now(),
    )
    token, _ = made_token(people.manager)
    KeptAnswer.objects.create(token=token, key="1", asked="", body=json.dumps({"name": NAME, "mail": MAIL}))
    return found


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_an_erased_contact(people: People, outside: Path, client: Client) -> None:
    found = _planted(people, outside)
    assert len(set(left(CANARIES))) > 20
    client.force_login(people.manager)
    answer = client.post(f"/relationships/{found.pk}/erase/", {"sure": "yes"}, follow=True)
    assert answer.status_code == 200
    assert left(CANARIES) == []
    assert set(BatchImage.objects.values_list("subject", flat=True)) == {"c-2"}
    assert chain.first_break(chain.head()) is None
    made = Erasure.objects.get()
    assert (made.whose, made.by) == ("contact", people.manager)
    assert made.counts["history"] >= 1
    assert AccountNote.objects.get().text == "Met […] […]; call […].".replace("[…] […]", "[…] ([…])")
    for path in ("/key-accounts/K1/relationships/", "/search/?q=Quetzaltenango", f"/relationships/{found.pk}/"):
        shown = client.get(path).content.decode().replace("q=Quetzaltenango", "")
        assert [canary for canary in (MAIL, NAME) if canary in shown] == []
    assert client.post(f"/relationships/{found.pk}/erase/", {"sure": "yes"}).status_code == 404


def test_a_file_does_not_bring_back_who_was_erased(people: People, outside: Path) -> None:
    found = _planted(people, outside)
    operations.erase_contact(by=people.manager, contact=found)
    again = outside / "again.csv"
    again.write_text(
        f"{FILE}canary-number,K1,{NAME},,,Buyer,yes,\nother-number,K1,{NAME},{MAIL.upper()},,Buyer,yes,\nnew,K1,Nia,,,,yes,\n"
    )
    job = _bring(again, "contacts", finish=True)
    assert ImportJob.objects.get(pk=job.pk).batch.added == 1
    assert set(Contact.objects.filter(customer__code="K1").values_list("contact_id", flat=True)) >= {"new", "c-2"}
    assert not Contact.objects.filter(full_name=NAME).exists()
    ledger.undo_batch(by=None, batch=ImportJob.objects.get(batch__number=1).batch)
    assert not Contact.objects.filter(full_name=NAME).exists()


def test_what_is_sealed_stays_and_is_counted(people: People) -> None:
    found = contact_at(people.held, "sealed", full_name=NAME, email=MAIL)
    meeting = CommitteeMeeting.objects.create(
        number=1,
        meets_on=people.today,
        minutes=f"We thank {NAME}.",
        state="closed",
        closed_by=people.manager,
        closed_at=timezone.now(),
    )
    (made,) = operations.erase_contact(by=people.manager, contact=found)
    meeting.refresh_from_db()
    assert meeting.minutes == f"We thank {NAME}."
    assert made.counts["sealed"] == 1
    assert not Contact.objects.filter(pk=found.pk).exists()


def test_a_name_that_two_people_bear_stays_in_sentences(people: People) -> None:
    found = contact_at(people.held, "one", full_name=NAME)
    contact_at(people.held, "two", full_name=NAME)
    note = AccountNote.objects.create(
        key_account=people.held, text=f"{NAME} called", audience="team", by=people.manager
    )
    operations.erase_contact(by=people.manager, contact=found)
    note.refresh_from_db()
    assert note.text == f"{NAME} called"


def test_records_of_one_address_go_together_as_far_as_one_manages_them(people: People) -> None:
    first = contact_at(people.held, "here", full_name=NAME, email=MAIL)
    contact_at(people.theirs, "there", full_name=NAME, email=MAIL.upper())
    relationships.erase_person(by=people.manager, contact=first)
    assert Erasure.objects.get().elsewhere == 1
    assert list(Contact.objects.filter(full_name=NAME).values_list("customer__code", flat=True)) == ["K2"]
    assert len(operations.erase_contact(by=None, contact=Contact.objects.get(full_name=NAME))) == 1


def test_only_who_manages_erases_and_only_once(people: People) -> None:
    with pytest.raises(NotAllowed):
        operations.erase_contact(by=people.cast.champion, contact=people.ana)
    with pytest.raises(NotAllowed):
        operations.erase_login(by=people.manager, user=people.other)
    operations.erase_contact(by=people.manager, contact=people.ana)
    with pytest.raises(rules.AlreadyErased):
        operations.erase_contact(by=people.manager, contact=people.ana)
    assert Erasure.objects.count() == 1
    assert Entry.objects.filter(event="personal_data.person.erased").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_erase_at_once_one_does_and_the_other_is_told(people: People) -> None:
    def erase(_: int) -> str:
        try:
            operations.erase_contact(by=people.manager, contact=people.ana)
        except rules.AlreadyErased as refusal:
            return refusal.code
        finally:
            connection.close()
        return "erased"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(erase, range(2))) == ["PERSON_ERASED", "erased"]
    assert Erasure.objects.count() == 1


def _left_the_company(cast: Cast) -> User:
    """Somebody who worked here, was assessed and paid, signed in, and whose access ended."""
    name, mail, code, evidence, pay, agent = OURS
    user = access.add_user(by=None, email=mail, full_name=name, password=PASSWORD, reason="cast")
    ours: Person = our_person(user, code=code, full_name=name, email=mail)
    Assessment.objects.create(
        person=ours,
        skill_key="finance",
        side="manager",
        level=3,
        evidence=evidence,
        by=cast.champion,
        assessed_on=timezone.localdate(),
    )
    PayPlan.objects.create(
        number=1,
        person=ours,
        base=100,
        currency="EUR",
        variable_percent=10,
        valid_from=timezone.localdate(),
        reason=pay,
    )
    Client().force_login(user)
    OpenSession.objects.create(user=user, session_key="s1", address="203.0.113.77", browser=agent)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "canary-secret"})
    made_token(user)
    ApiToken.objects.filter(owner=user).update(name=f"laptop of {name}")
    Contact.objects.update(note=f"knows {name}")
    ours.is_active = False
    ours.save()
    access.deactivate_user(by=cast.administrator, user=user, reason=f"{name} left")
    return user


def test_nothing_is_left_of_an_erased_user_but_a_number(cast: Cast, data_dir: Path) -> None:
    user = _left_the_company(cast)
    canaries = (*OURS, "canary-secret", "203.0.113.77")
    assert len(left(canaries)) > 10
    operations.erase_login(by=cast.administrator, user=user)
    user.refresh_from_db()
    assert (user.full_name, user.email) == (f"[{user.pk}]", f"erased-{user.pk}@erased.invalid")
    assert not user.has_usable_password()
    assert not user.is_active
    assert [place for place in left(canaries) if "access_entry." not in place] == []
    assert {made.whose for made in Erasure.objects.all()} == {"login", "colleague"}
    assert chain.first_break(chain.head()) is None
    with pytest.raises(rules.AlreadyErased):
        operations.erase_login(by=cast.administrator, user=user)


def test_who_signs_in_or_owns_a_promise_is_not_erased(cast: Cast, people: People) -> None:
    user = _left_the_company(cast)
    ours = Person.objects.get(user=user)
    promise = Promise.objects.create(
        number=1,
        key_account=people.held,
        what="Two engineers",
        function=ours.function,
        owner=ours,
        kind="due",
        starts_on=people.today,
        due_on=people.today,
        audience="team",
        made_by=people.manager,
    )
    with pytest.raises(rules.StillInOffice) as refused:
        operations.erase_login(by=cast.administrator, user=user)
    assert "open promises (1)" in refused.value.sentence()
    Promise.objects.filter(pk=promise.pk).update(owner=people.karla)
    operations.erase_login(by=cast.administrator, user=user)
    with pytest.raises(rules.StillSignsIn):
        operations.erase_login(by=cast.administrator, user=person("only", Role.ADMINISTRATOR))


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_is_erased_again(people: People, data_dir: Path) -> None:
    operations.erase_contact(by=people.manager, contact=people.ana)
    Mark.objects.all().delete()
    Erasure.objects.all().delete()
    back = contact_at(people.held, "ana", full_name="Ana Alonso", email="ana@k1.example")
    assert operations.erase_again() == 1
    assert not Contact.objects.filter(pk=back.pk).exists()
    assert Erasure.objects.get().why == "restored"
    assert operations.erase_again() == 0


def test_everything_about_one_person_is_in_one_file(people: People, outside: Path) -> None:
    found = _planted(people, outside)
    told = json.dumps(everything_about(user=people.manager, people=[(Whose.CONTACT, found)], today=people.today))
    assert [canary for canary in CANARIES if json.dumps(canary)[1:-1] not in told] == []
    user = _left_the_company(people.cast)
    own = everything_about(user=user, people=together(user), today=people.today)
    assert [value for value in OURS[:5] if json.dumps(value)[1:-1] not in json.dumps(own)] == []
    theirs = everything_about(user=people.cast.administrator, people=together(user), today=people.today)
    assert "canary-pay" not in json.dumps(theirs)
    assert "people.PayPlan" in theirs["left_out"]
    assert "canary-secret" not in json.dumps([own, theirs])
