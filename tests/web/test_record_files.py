"""Promises, offers, skills and training leave as files that change nothing when they come back; new rows enter, and undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from clave.access.models import Entry
from clave.access.policy import Role
from clave.analytics.schema import KINDS
from clave.company.models import Person
from clave.kit.money import Money
from clave.ledger import operations as ledger
from clave.ledger.refusals import EditedSince, NotYours
from clave.people.models import Assessment, Skill
from clave.people.operations import training
from clave.people.operations.skills import add_skill
from clave.people.rules.refusals import SkillInUse
from clave.portfolio.models import AccountOffer
from clave.portfolio.operations.offers import change_element, give_element, offer_element
from clave.promises.models import Promise
from clave.promises.operations.keeping import say
from clave.promises.operations.making import make_promise
from clave.promises.rules.refusals import OwnerHasLeft
from clave.promises.rules.states import Word
from tests.cast import Cast, key_account_of, our_person
from tests.ledger import imports


def promises(cast: Cast) -> int:
    held, owner = key_account_of(cast.champion, code="KA-1"), our_person(code="P-1")
    common: dict[str, Any] = {"by": cast.champion, "key_account": held, "owner": owner, "starts_on": date(2026, 1, 2)}
    make_promise(what="=Reserved; stock", cost=Money.from_minor(123_456, "EUR"), ends_on=date(2030, 1, 1), **common)
    make_promise(what="A visit, then a report", due_on=date(2030, 5, 6), **common)
    Promise.objects.create(
        number=90,
        key_account=held,
        what="In two days " + "x" * 280,
        owner=owner,
        function=owner.function,
        kind="delivery",
        starts_on=date(2026, 1, 2),
        within_days=2,
        lines_percent=90,
        product_code="0012",
        country="España",
    )
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    return 3


def offers(cast: Cast) -> int:
    held = key_account_of(cast.champion, code="KA-1")
    priced = offer_element(by=cast.champion, name="Named engineer", yearly_cost=900_000, currency="EUR")
    plain = offer_element(by=cast.champion, name="@ Shared forecast")
    give_element(by=cast.champion, key_account=held, element=priced, given_from=date(2026, 1, 1), yearly_cost=123)
    give_element(by=cast.champion, key_account=held, element=plain, given_from=date(2026, 1, 1), note="-monthly")
    change_element(by=cast.champion, element=plain, version=1, name="@ Shared forecast", is_active=False)
    return 2


def skills(cast: Cast) -> int:
    add_skill(by=cast[Role.PEOPLE_LEAD], group="planning", name="Logística", level_1="a", level_3="b, c", level_5="=d")
    from clave.people.queries.skills import specs

    return len(specs(retired=True))


def trained(cast: Cast) -> int:
    lead, person = cast[Role.PEOPLE_LEAD], our_person(code="P-1")
    course = training.add_course(by=lead, name="Basics", skill_keys=["planning"], validity_months=24)
    place = training.plan_training(by=lead, person=person, course=course, planned_on=date(2026, 1, 5))
    training.complete_training(by=lead, training=place, completed_on=date(2026, 1, 5), certificate="+C/1")
    return 1


MADE: dict[str, tuple[Callable[[Cast], int], Role]] = {
    "promises": (promises, Role.CHAMPION),
    "offers": (offers, Role.CHAMPION),
    "skills": (skills, Role.PEOPLE_LEAD),
    "training": (trained, Role.PEOPLE_LEAD),
}


@pytest.mark.parametrize("kind", MADE)
def test_what_was_taken_out_changes_nothing_when_it_comes_back(
    cast: Cast, client: Client, tmp_path: Path, kind: str
) -> None:
    make, role = MADE[kind]
    rows = make(cast)
    client.force_login(cast[role])
    blank = b"".join(client.get(f"/exports/held/{kind}/csv/?blank").streaming_content).decode("utf-8-sig")
    assert blank.splitlines() == [",".join([*(column.name for column in KINDS[kind].columns), "run", "as_of"])]
    for language, ending in (("en", "csv"), ("es", "csv"), ("es", "xlsx")):
        cast[role].language = language
        cast[role].save(update_fields=["language"])
        answer = client.get(f"/exports/held/{kind}/{ending}/")
        assert answer.status_code == 200
        taken = tmp_path / f"{language}.{ending}"
        taken.write_bytes(b"".join(answer.streaming_content))
        with translation.override(language):
            job = imports.read(taken, kind, by=cast[role])
        assert job.problems == []
        assert job.preview is not None
        counts = [job.preview[name] for name in ("added", "changed", "unchanged")]
        assert counts == [0, 0, rows], (language, ending)
    assert Entry.objects.filter(event="ledger.held.exported", actor=cast[role]).count() == 3


def test_promises_enter_change_and_go_back_and_what_was_said_since_stays(cast: Cast, tmp_path: Path) -> None:
    promises(cast)
    rows = [f"KA-1,Call {number},2026-02-01,P-1" for number in range(102)]
    gone = imports.write(tmp_path / "g.csv", *rows, header="customer_code,what,starts_on,owner")
    job = imports.read(gone, "promises", by=cast.champion)
    assert (imports.codes(job), job.refused_count) == ([OwnerHasLeft.code] * 100, 102), (
        "every row, the first hundred by name"
    )
    assert job.problems[1]["facts"]["row"] == "KA-1 · 2026-02-01 · Call 1"
    Person.objects.update(is_active=True)
    rows = ("KA-1,Reserved place,2026-02-01,p-1,,,,", "ka-1,A call,2026-02-01,P-1,2030-01-31,,,")
    header = "customer_code,what,starts_on,owner,due_on,within_days,cost,currency"
    batch = imports.bring(imports.write(tmp_path / "p.csv", *rows, header=header), "promises", by=cast.champion)
    assert batch is not None
    assert (batch.added, batch.changed) == (2, 0)
    made = Promise.objects.get(what="A call")
    assert (made.kind, made.made_by, made.due_on, made.least_percent) == ("due", cast.champion, date(2030, 1, 31), 95)
    moved = imports.write(tmp_path / "m.csv", rows[1].replace("2030-01-31", "2030-02-28"), header=header)
    second = imports.bring(moved, "promises", by=cast.champion)
    assert second is not None
    assert (second.added, second.changed) == (0, 1)
    made.refresh_from_db()
    assert (made.due_on, made.version, made.versions.get().by) == (date(2030, 2, 28), 2, cast.champion)
    with pytest.raises(EditedSince):
        ledger.undo_batch(by=cast.champion, batch=batch)
    ledger.undo_batch(by=cast.champion, batch=second)
    made.refresh_from_db()
    assert (made.due_on, made.version) == (date(2030, 1, 31), 3)


def test_an_import_of_promises_is_taken_back_until_somebody_said_done(cast: Cast, tmp_path: Path) -> None:
    promises(cast)
    Person.objects.update(is_active=True)
    header, row = "customer_code,what,starts_on,owner,due_on", "KA-1,A call,2026-02-01,P-1,2030-01-31"
    batch = imports.bring(imports.write(tmp_path / "p.csv", row, header=header), "promises", by=cast.champion)
    assert batch is not None
    ledger.undo_batch(by=cast.champion, batch=batch)
    assert not Promise.objects.filter(what="A call").exists()
    assert Entry.objects.filter(event="promises.promise.withdrawn").count() == 1
    again = imports.bring(imports.write(tmp_path / "q.csv", row, header=header), "promises", by=cast.champion)
    assert again is not None
    say(by=cast.champion, promise=Promise.objects.get(what="A call"), word=Word.DONE)
    with pytest.raises(EditedSince):
        ledger.undo_batch(by=cast.champion, batch=again)


def test_offers_enter_end_and_go_back(cast: Cast, tmp_path: Path) -> None:
    offers(cast)
    header = "customer_code,element,given_from,given_to,yearly_cost,currency"
    rows = ("KA-1,named engineer,2026-01-01,2026-06-30,2500.5,EUR", "KA-1,Named engineer,2026-07-01,,,")
    batch = imports.bring(imports.write(tmp_path / "o.csv", *rows, header=header), "offers", by=cast.champion)
    assert batch is not None
    assert (batch.added, batch.changed) == (1, 1)
    given = AccountOffer.objects.filter(element__name="Named engineer").order_by("given_from")
    assert [(row.given_to, row.yearly_cost) for row in given] == [(date(2026, 6, 30), 250_050), (None, None)]
    ledger.undo_batch(by=cast.champion, batch=batch)
    assert [(row.given_to, row.yearly_cost) for row in given.all()] == [(None, 123)]
    for bad, code in (
        ("KA-1,Named engineer,2026-03-01,,,", "OFFER_GIVEN"),
        ("KA-1,@ Shared forecast,2026-12-01,,,", "OFFER_WITHDRAWN"),
        ("KA-1,Named engineer,2019-03-01,2019-04-01,,", "OFFER_BEFORE_ADMISSION"),
    ):
        job = imports.read(imports.write(tmp_path / f"{code}.csv", bad, header=header), "offers", by=cast.champion)
        assert imports.codes(job) == [code]


def test_skills_enter_in_our_words_and_what_was_assessed_stays(cast: Cast, tmp_path: Path) -> None:
    lead, header = cast[Role.PEOPLE_LEAD], "skill,skill_group,name,level_1,level_3,level_5"
    path = imports.write(tmp_path / "s.csv", "pricing-x,financial,Pricing,a,b,c", header=header)
    batch = imports.bring(path, "skills", by=lead)
    assert batch is not None
    assert Skill.objects.get().key == "pricing-x"
    words = {"skill_key": "pricing-x", "side": "self", "level": 3, "evidence": "seen", "assessed_on": date(2026, 1, 1)}
    row = Assessment.objects.create(person=our_person(code="P-1"), by=lead, **words)
    with pytest.raises(SkillInUse):
        ledger.undo_batch(by=lead, batch=batch)
    row.delete()
    ledger.undo_batch(by=lead, batch=batch)
    assert not Skill.objects.exists()
    named = imports.write(tmp_path / "t.csv", "belief,planning,Religion,a,b,c", header=header)
    assert imports.codes(imports.read(named, "skills", by=lead)) == ["SKILL_PROTECTED"]


@pytest.mark.parametrize(
    ("kind", "role"), [("promises", Role.FINANCE_PARTNER), ("skills", Role.CHAMPION), ("offers", Role.PEOPLE_LEAD)]
)
def test_who_does_not_bring_a_kind_in_neither_sends_nor_takes_it(
    cast: Cast, client: Client, tmp_path: Path, kind: str, role: Role
) -> None:
    with pytest.raises(NotYours):
        imports.read(imports.write(tmp_path / "x.csv", "a", header="b"), kind, by=cast[role])
    client.force_login(cast[role])
    assert client.get(f"/exports/held/{kind}/csv/").status_code == 404
