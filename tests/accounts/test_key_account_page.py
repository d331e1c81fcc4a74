"""/key-accounts/CODE/: read in ten seconds, as far as each reads, and with one button for each thing to do."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from clave.access.policy import Role
from clave.accounts.rules.plans import period_of
from clave.promises.operations import make_promise
from clave.promises.operations.keeping import say
from clave.promises.rules.states import Word
from clave.sponsorship.models import Visit
from clave.web.context import section_of, sections_for
from tests.accounts.people import People
from tests.accounts.planning import Planning
from tests.cast import Cast, customer_of, key_account_of
from tests.value.dealing import Dealing

pytestmark = pytest.mark.django_db


def test_the_manager_finds_promises_visit_plan_and_what_needs_doing(planning: Planning, open_page: Any) -> None:
    today = timezone.localdate()
    words = {"by": planning.cast.champion, "key_account": planning.held, "owner": planning.keeper}
    made = make_promise(what="Labels on pallets", due_on=today - timedelta(days=9), starts_on=date(2026, 1, 1), **words)
    say(by=planning.cast.champion, promise=made, word=Word.LATE, reason="Ill")
    Visit.objects.create(key_account=planning.held, visit_on=today + timedelta(days=9))
    planning.action(planning.plan(period_of(today.replace(month=1, day=1), 12)), due_on=today - timedelta(days=2))
    text = open_page(planning.manager, "key-account", code="C1").content.decode()
    for told in ("0 of 1", "in 9 days", "See what failed", "Read it", "Move or finish it", "Note who agreed"):
        assert told in text
    assert text.index("See what failed") < text.index("Move or finish it")


def test_without_a_plan_the_one_button_begins_it(planning: Planning, open_page: Any) -> None:
    text = open_page(planning.manager, "key-account", code="C1").content.decode()
    assert "It begins with what Clave knows already" in text
    assert "It begins with" not in open_page(planning.sponsor, "key-account", code="C1").content.decode()


def test_who_counts_at_the_customer_stands_there_with_the_next_thing_to_do(people: People, open_page: Any) -> None:
    people.place(people.ana, "decides")
    text = open_page(people.manager, "key-account", code="K1").content.decode()
    for told in ("Ana Alonso", "Decides · no contact on record · nobody of ours knows them", "Write a note", "thin"):
        assert told in text
    assert "0 of 1 people who count are known by two of ours or more" in text
    assert "Find who of ours meets Ana Alonso first" in text
    for reader in (people.cast[Role.CHAMPION], people.cast[Role.FINANCE_PARTNER]):
        text = open_page(reader, "key-account", code="K1").content.decode()
        assert ("Ana Alonso" in text) == (reader == people.cast[Role.CHAMPION])
        assert "Find who of ours meets" not in text


def test_the_deals_with_it_stand_there_for_who_sees_deals(cast: Cast, data_dir: Path, open_page: Any) -> None:
    dealing = Dealing(cast)
    key_account_of(dealing.manager, code=dealing.customer.code)
    code = dealing.customer.code
    assert "No deal over several years" in open_page(dealing.manager, "key-account", code=code).content.decode()
    dealing.price()
    text = open_page(dealing.manager, "key-account", code=code).content.decode()
    for told in ("Three years of all plants", "being priced", "chance of a loss", f"/deals/new/?customer={code}"):
        assert told in text
    for reader in (dealing.champion, cast[Role.READER]):
        unread = open_page(reader, "key-account", code=code)
        assert "Three years of all plants" not in unread.content.decode()


def test_who_reads_no_value_sees_neither_value_nor_plan(planning: Planning, open_page: Any) -> None:
    customer_of(planning.cast[Role.READER], code="C1")
    planning.objective(planning.plan(), words="Our secret aim")
    for role in (Role.READER, Role.PEOPLE_LEAD):
        text = open_page(planning.cast[role], "key-account", code="C1").content.decode()
        assert "Customer C1" in text
        for hidden in ("Lifetime value", "Contribution", "Our secret aim"):
            assert hidden not in text


def test_one_that_left_keeps_its_page_and_says_from_when_to_when(planning: Planning, open_page: Any) -> None:
    held = planning.held
    held.release, held.released_on = held.admission, date(2026, 3, 1)
    held.save(update_fields=["release", "released_on"])
    text = open_page(planning.manager, "key-account", code="C1").content.decode()
    assert "was a key account from" in text
    assert "Visit brief" not in text


def test_the_committee_is_not_sent_to_the_customer_behind_a_key_account(planning: Planning, open_page: Any) -> None:
    member = planning.cast[Role.COMMITTEE_MEMBER]
    tab = f'href="{reverse("customer", args=["C1"])}"'
    assert tab not in open_page(member, "key-account", code="C1").content.decode()
    assert tab in open_page(planning.manager, "key-account", code="C1").content.decode()


def test_the_page_of_a_person_stands_in_the_section_of_key_accounts(planning: Planning) -> None:
    sections = sections_for(planning.manager)
    for path in ("/relationships/7/", "/plans/objectives/7/", "/reviews/7/write/"):
        found = section_of(path, sections)
        assert found is not None
        assert found.path == "/key-accounts/"
