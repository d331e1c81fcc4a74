"""My day of a sponsor: visits to tell of, visits ahead, sentences to act on; of the champion: who has no sponsor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from clave.access.policy import Role
from clave.sponsorship.models import Visit
from tests.cast import Cast, key_account_of, note_on, our_person
from tests.web.test_my_day import needs

pytestmark = pytest.mark.django_db


def test_a_sponsor_is_asked_to_tell_and_reminded_of_the_next_visit(cast: Cast, open_page: Any) -> None:
    sponsor, today = cast[Role.EXECUTIVE_SPONSOR], timezone.localdate()
    own, other = key_account_of(sponsor, code="OWN"), key_account_of(code="OTHER")
    for held in (own, other):
        for days in (-9, 3, 60):
            Visit.objects.create(key_account=held, visit_on=today + timedelta(days=days))
    told = [need for need in needs(open_page, sponsor) if "isit" in need]
    assert len(told) == 2
    assert told[0] == "Tell of your visit to Customer OWN"
    assert told[1].startswith("You visit Customer OWN on ")


def test_who_owes_what_a_sponsor_heard_sees_it_when_it_is_late(cast: Cast, open_page: Any) -> None:
    member = cast[Role.FUNCTION_MEMBER]
    note = note_on(key_account_of(code="HEARD"))
    told = {"kind": "action", "owner": our_person(member, code="P-M")}
    for sentence, due_on in (("Send them the stock list.", date(2026, 1, 2)), ("Later.", date(2999, 1, 1))):
        note.follow_ups.create(sentence=sentence, due_on=due_on, **told)
    assert "Send them the stock list." in needs(open_page, member)
    assert "Later." not in needs(open_page, member)


def test_the_champion_sees_how_many_key_accounts_nobody_at_the_top_answers_for(cast: Cast, open_page: Any) -> None:
    key_account_of(cast[Role.EXECUTIVE_SPONSOR], code="HELD")
    key_account_of(code="ALONE")
    assert "1 key account has no executive sponsor" in needs(open_page, cast.champion)
    assert not any("no executive sponsor" in need for need in needs(open_page, cast[Role.EXECUTIVE_SPONSOR]))


def test_the_champion_sees_who_waits_for_a_visit_and_whose_report_is_missing(cast: Cast, open_page: Any) -> None:
    sponsor, today = cast[Role.EXECUTIVE_SPONSOR], timezone.localdate()
    late, untold, fresh, planned = (key_account_of(sponsor, code=code) for code in ("LATE", "UNTOLD", "FRESH", "AHEAD"))
    for held, days in ((untold, -9), (fresh, -2), (planned, 20)):
        Visit.objects.create(key_account=held, visit_on=today + timedelta(days=days))
    told = needs(open_page, cast.champion)
    assert f"{late.customer} waits for a visit of {sponsor}" in told
    assert f"{sponsor} has not told of the visit to {untold.customer}" in told
    assert not [need for need in told if ("FRESH" in need or "AHEAD" in need) and "visit" in need]
    assert not [need for need in needs(open_page, sponsor) if "waits for a visit" in need]
