"""/functions/ and one function: owner, people, training with its expiry, promises, and what to do next."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Role
from clave.company.models import Function, Person
from clave.company.operations import appoint_owner
from clave.people.models import Course, Training
from clave.programme.queries.functions import FunctionLine, functions
from clave.promises.models import Outcome, Promise
from tests.cast import Cast, key_account_of, our_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 18)


def trained(person: Person, course: Course, *, until: date | None, on: date = date(2025, 1, 1)) -> Training:
    return Training.objects.create(
        person=person, course=course, planned_on=on, completed_on=on, expires_on=until, certificate="C"
    )


def promised(
    cast: Cast, owner: Person, number: int, *, due_on: date | None = None, what: str = "A named engineer"
) -> Promise:
    champion = cast.champion
    return Promise.objects.create(
        made_by=champion,
        number=number,
        key_account=key_account_of(code="K1"),
        what=what,
        function=owner.function,
        owner=owner,
        kind="due" if due_on else "standing",
        due_on=due_on,
        starts_on=date(2026, 1, 1),
    )


def line_of(name: str, cast: Cast) -> FunctionLine:
    return {line.function.name: line for line in functions(cast.champion, TODAY)}[name]


def missing(name: str, cast: Cast) -> list[str]:
    return [each.gap.key for each in line_of(name, cast).missing]


def test_functions_are_counted_within_the_budget(cast: Cast, open_page: Any) -> None:
    for number in range(12):
        for each in range(3):
            our_person(code=f"P{number}-{each}", function=f"Function {number:02}", is_top_team=each == 0)
    our_person(code="gone", function="Function 00", is_active=False)
    text = open_page(cast.champion, "functions").content.decode()
    assert "12 of 12 functions have no owner" in text
    assert text.count("3 people") == 12
    assert text.count("#owner") >= 12


def test_a_function_that_nobody_owns_stands_first_and_offers_to_name_an_owner(cast: Cast, client: Client) -> None:
    head = our_person(code="P1", function="Assembly")
    Function.objects.update(owner=head)
    orphan = our_person(code="P2", function="Warehouse").function
    client.force_login(cast.champion)
    text = client.get("/functions/").content.decode()
    assert text.index("Warehouse</a>") < text.index("Assembly</a>")
    assert f'href="/functions/{orphan.pk}/#owner"' in text
    client.force_login(cast[Role.EXECUTIVE_SPONSOR])
    assert "<b>Warehouse</b>" in client.get("/functions/").content.decode()


def test_an_owner_is_named_on_the_page_of_the_function_and_the_history_keeps_it(
    cast: Cast, client: Client, open_page: Any
) -> None:
    someone = our_person(code="P1", full_name="Ana Ruiz")
    page = f"/functions/{someone.function_id}/"
    assert (
        "Nobody answers for Operations yet"
        in open_page(cast.champion, "function", pk=someone.function_id).content.decode()
    )
    answer = client.post(f"{page}owner/", {"owner": someone.pk, "instead_of": ""}, follow=True)
    assert "Ana Ruiz answers for Operations" in answer.content.decode()
    assert "gave it an owner" in answer.content.decode()
    assert "Every function has an owner; 1 of 1 still lacks something" in client.get("/functions/").content.decode()
    assert Entry.objects.get(event="company.function.owned").after == '{"owner":"P1"}'


def test_a_champion_who_chose_while_another_named_somebody_sees_who_it_is_now(cast: Cast, client: Client) -> None:
    first, second = our_person(code="P1", full_name="Ana Ruiz"), our_person(code="P2", full_name="Ben Soto")
    appoint_owner(function=first.function, person=first, by=cast.champion)
    client.force_login(cast.champion)
    page = f"/functions/{first.function_id}/owner/"
    stale = client.post(page, {"owner": second.pk, "instead_of": ""})
    assert stale.status_code == 409
    assert "now it is Ana Ruiz" in stale.content.decode()
    assert Function.objects.get().owner == first
    assert f'name="instead_of" value="{first.pk}"' in stale.content.decode()
    assert client.post(page, {"owner": second.pk, "instead_of": first.pk}).status_code == 302
    assert Function.objects.get().owner == second


def test_an_owner_who_is_not_one_of_us_is_refused(cast: Cast, client: Client) -> None:
    gone = our_person(code="P1", is_active=False)
    client.force_login(cast.champion)
    answer = client.post(f"/functions/{gone.function_id}/owner/", {"owner": gone.pk})
    assert answer.status_code == 422
    assert Function.objects.get().owner is None


def test_a_function_whose_owner_left_says_so(cast: Cast, client: Client) -> None:
    someone = our_person(code="P1", full_name="Ana Ruiz")
    Function.objects.update(owner=someone)
    someone.is_active = False
    someone.save()
    client.force_login(cast.champion)
    assert "Ana Ruiz has left" in client.get(f"/functions/{someone.function_id}/").content.decode()
    assert "has left" in client.get("/functions/").content.decode()
    assert missing("Operations", cast)[:1] == ["left"]


def test_training_counts_people_by_what_holds_longest(cast: Cast) -> None:
    course, other = (Course.objects.create(name=name, skill_keys=["planning"]) for name in ("Care", "Plans"))
    people = [our_person(code=f"P{number}") for number in range(5)]
    trained(people[0], course, until=date(2026, 1, 1))  # ran out, but was renewed
    trained(people[0], course, until=date(2027, 1, 1), on=date(2025, 12, 20))
    trained(people[1], course, until=date(2026, 2, 1))  # ran out
    trained(people[2], course, until=date(2026, 4, 1))  # runs out soon
    trained(people[3], course, until=None)
    Training.objects.create(person=people[1], course=other, planned_on=date(2026, 5, 1))
    found = line_of("Operations", cast).training
    assert (found.people, found.trained, found.ending, found.expired, found.planned) == (5, 3, 1, 1, 1)
    assert found.next_on == date(2026, 4, 1)
    assert missing("Operations", cast) == ["owner", "expired", "ending", "silent"]


def test_promises_are_counted_whoever_reads_and_their_words_are_not(cast: Cast, client: Client) -> None:
    owner = our_person(code="P1", function="Service")
    secret = promised(cast, owner, 1, due_on=TODAY - timedelta(days=3), what="Words of a secret promise")
    Promise.objects.filter(pk=secret.pk).update(audience="team")
    done = promised(cast, owner, 2)
    Outcome.objects.create(
        promise=done, period_on=date(2026, 2, 1), verdict="broken", judged=40, kept=20, by=cast.champion
    )
    found = line_of("Service", cast).promises
    assert (found.open, found.overdue, found.rate.judged, found.rate.kept) == (2, 1, 40, 20)
    assert missing("Service", cast) == ["owner", "overdue", "broken", "untrained"]
    client.force_login(cast[Role.FINANCE_PARTNER])
    for page in ("/functions/", f"/functions/{owner.function_id}/"):
        text = client.get(page).content.decode()
        assert "1 overdue" in text
        assert "secret" not in text
    client.force_login(cast.champion)
    assert "Words of a secret promise" in client.get(f"/functions/{owner.function_id}/").content.decode()


def test_a_promise_of_somebody_who_left_is_kept_by_the_owner_of_the_function_or_by_nobody(cast: Cast) -> None:
    owner, head = our_person(code="P1"), our_person(code="HEAD")
    promised(cast, owner, 1)
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    assert line_of("Operations", cast).promises.adrift == 1
    appoint_owner(function=owner.function, person=head, by=cast.champion)
    assert line_of("Operations", cast).promises.adrift == 0


def test_a_function_that_lacks_nothing_says_so(cast: Cast, client: Client) -> None:
    head = our_person(code="P1")
    appoint_owner(function=head.function, person=head, by=cast.champion)
    trained(head, Course.objects.create(name="Care", skill_keys=["planning"]), until=None)
    Outcome.objects.create(
        promise=promised(cast, head, 1),
        period_on=date(2026, 2, 1),
        verdict="kept",
        judged=40,
        kept=40,
        by=cast.champion,
    )
    assert missing("Operations", cast) == []
    client.force_login(cast.champion)
    assert "Nothing is missing here." in client.get(f"/functions/{head.function_id}/").content.decode()
    assert "is trained and keeps its word" in client.get("/functions/").content.decode()


def test_who_holds_which_course_is_for_the_people_lead(cast: Cast, client: Client) -> None:
    someone = our_person(code="P1", full_name="Ana Ruiz")
    trained(someone, Course.objects.create(name="Care", skill_keys=["planning"]), until=timezone.localdate())
    page = f"/functions/{someone.function_id}/"
    client.force_login(cast[Role.EXECUTIVE_SPONSOR])
    text = client.get(page).content.decode()
    assert "Care" in text
    assert "Ana Ruiz" not in text
    client.force_login(cast[Role.PEOPLE_LEAD])
    assert "Ana Ruiz" in client.get(page).content.decode()


def test_a_member_of_a_function_sees_their_own_and_no_other(cast: Cast, client: Client) -> None:
    mine = our_person(cast[Role.FUNCTION_MEMBER], code="P1", function="Warehouse")
    other = our_person(code="P2", function="Finance")
    client.force_login(cast[Role.FUNCTION_MEMBER])
    text = client.get("/functions/").content.decode()
    assert "Warehouse" in text
    assert "Finance" not in text
    assert client.get(f"/functions/{mine.function_id}/").status_code == 200
    assert client.get(f"/functions/{other.function_id}/").status_code == 404


def test_functions_leave_as_csv_and_xlsx(cast: Cast, open_page: Any) -> None:
    head = our_person(code="P1", full_name="=Ana")
    Function.objects.update(owner=head)
    answer = b"".join(open_page(cast.champion, "functions-csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(answer))
    assert (row["function"], row["owner"], row["people"], row["next"]) == (
        "Operations",
        "'=Ana",
        "1",
        "Train its people",
    )
    assert b"".join(open_page(cast.champion, "functions-xlsx").streaming_content)[:2] == b"PK"


def test_before_anybody_is_known_the_page_teaches(cast: Cast, client: Client) -> None:
    client.force_login(cast[Role.PEOPLE_LEAD])
    text = client.get("/functions/").content.decode()
    assert "Functions come with the people" in text
    assert "/imports/new/?kind=people" in text


def test_whom_the_people_of_a_function_report_to_is_proposed_as_its_owner(cast: Cast, client: Client) -> None:
    boss = our_person(code="BOSS", function="Board", full_name="Berta Boss")
    head = our_person(code="HEAD", full_name="Hedda Head", reports_to=boss)
    our_person(code="LONER", full_name="Aaron Alone", reports_to=boss, is_top_team=True)
    for number in range(3):
        our_person(code=f"P{number}", reports_to=head)
    client.force_login(cast.champion)
    text = client.get(f"/functions/{head.function_id}/").content.decode()
    assert "Proposed: Hedda Head" in text
    assert f'<option value="{head.pk}" selected>' in text
