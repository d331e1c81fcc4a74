"""/: what needs each person, in order of consequence, and the way to the first figures."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.models import Batch, Coverage, CustomerParent, DataVersion, ImportJob
from clave.value.models import Run
from tests.cast import Cast, customer_of, our_person, person
from tests.value.book import customer, run_with

KAM = Role.KEY_ACCOUNT_MANAGER
WORTH = ("lifetime_value", "lifetime_value_low", "lifetime_value_high")


def needs(open_page: Any, user: User) -> list[str]:
    """The titles of what needs this person, in the order of the page."""
    text = open_page(user, "home").content.decode()
    part = text.split('<ul class="plain">')[1].split("</ul>")[0] if '<ul class="plain">' in text else ""
    return [unescape(title) for title in re.findall(r"<li><p><a [^>]*>([^<]*)</a>", part)]


def version(number: int) -> DataVersion:
    return DataVersion.objects.create(number=number, reason="test", digest="0" * 64)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.API_CLIENT])
def test_an_empty_house_shows_everybody_the_way_to_the_first_figures(cast: Cast, open_page: Any, role: Role) -> None:
    assert cast.people
    text = open_page(cast[role], "home").content.decode()
    assert "The way to the first figures" in text
    assert text.index("Import our people") < text.index("Import order lines") < text.index("Start a run")
    assert text.count("You can do this.") == {Role.CHAMPION: 2, Role.FINANCE_PARTNER: 3, Role.PEOPLE_LEAD: 1}.get(
        role, 0
    )


def test_what_is_done_is_ticked(cast: Cast, open_page: Any) -> None:
    our_person(code="P1")
    customer_of(code="C1")
    counts = {"rows": 1, "added": 1, "changed": 0, "unchanged": 0}
    Batch.objects.create(
        number=1, kind="orders", file_name="o.csv", content_sha256="0", active_from_version=1, **counts
    )
    text = open_page(cast.champion, "home").content.decode()
    assert text.count('class="mark good"') == 3


def test_nothing_to_do_is_said_calmly(cast: Cast, open_page: Any) -> None:
    run_with([{"customer": customer("C1")}])
    text = open_page(cast.champion, "home").content.decode()
    assert "Nothing needs you today" in text
    assert "R1-7f3a" in text


def test_an_import_waits_for_who_brings_in_its_kind(cast: Cast, open_page: Any) -> None:
    for state in ("ready", "refused", "failed", "imported", "discarded", "reading"):
        ImportJob.objects.create(
            kind="orders", state=state, file_name=f"{state}.csv", by=cast.finance_partner, refused_count=7, rows=900
        )
    assert needs(open_page, cast.finance_partner) == [
        "failed.csv: stopped",
        "refused.csv: refused",
        "ready.csv: ready to import",
    ]
    assert needs(open_page, cast.champion) == []
    key = ImportJob.objects.get(state="refused").key
    assert f'href="/imports/{key}/"' in open_page(cast.finance_partner, "home").content.decode()
    assert "7 rows refused." in open_page(cast.finance_partner, "home").content.decode()


def test_a_failed_run_comes_before_everything_else(cast: Cast, open_page: Any) -> None:
    done = run_with([{"customer": customer("C1"), "contribution": -1_00}])
    Run.objects.filter(pk=done.pk)
    Run.objects.create(
        number=2,
        short_code="R2-dead",
        state="failed",
        data_version=done.data_version,
        horizon_months=36,
        discount_rate_basis_points=1000,
        seed=1,
        inputs_digest="2",
        code_version="t",
        time_zone="UTC",
        failure={"code": "RATE_MISSING"},
    )
    found = needs(open_page, cast.champion)
    assert found[0] == "Run R2-dead failed"
    assert "RATE_MISSING" in open_page(cast.champion, "home").content.decode()
    assert "Run R2-dead failed" not in needs(open_page, cast[KAM])


def test_a_ledger_that_moved_on_asks_for_a_run_unless_one_is_at_work(cast: Cast, open_page: Any) -> None:
    run_with([{"customer": customer("C1")}])
    newer = version(2)
    assert needs(open_page, cast.champion) == ["Start a run: the data is newer than the figures"]
    Run.objects.create(
        number=2,
        short_code="R2-beef",
        state="running",
        data_version=newer,
        horizon_months=36,
        discount_rate_basis_points=1000,
        seed=1,
        inputs_digest="2",
        code_version="t",
        time_zone="UTC",
    )
    assert needs(open_page, cast.champion) == []
    assert "run R2-beef is at work" in open_page(cast.champion, "home").content.decode()


def test_missing_rates_need_finance_and_no_manager(cast: Cast, open_page: Any) -> None:
    span = {"first": "2026-01-02", "last": "2026-01-09", "days": 5}
    held = {"lines": 9, "days": 9, "first": "2026-01-01", "last": "2026-02-01"}
    currencies = [
        {**held, "currency": "EUR", "missing": {"USD": []}},
        {**held, "currency": "USD", "missing": {"EUR": [span]}},
    ]
    Coverage.objects.create(version=version(1), currencies=currencies)
    assert needs(open_page, cast.finance_partner) == ["Bring in rates from USD into EUR"]
    assert "5 order days lack one. The first is 2 Jan 2026." in open_page(cast.finance_partner, "home").content.decode()
    assert needs(open_page, cast[KAM]) == []


def test_own_customers_come_in_order_of_consequence(cast: Cast, open_page: Any) -> None:
    names = {"A": "Alder", "B": "Birch", "C": "Cedar", "D": "Dogwood", "E": "Elm"}
    own = {code: customer(code, name) for code, name in names.items()}
    for each in own.values():
        customer_of(cast[KAM], code=each.code)
    good = [{"customer": each, "on_time_share_basis_points": 9_500} for each in own.values()]
    run_with(good)
    late = {"on_time_share_basis_points": 7_000, "on_time_orders": 7}
    quiet = {"p_active_basis_points": 1_000}
    small = dict(zip(WORTH, (10_00, 5_00, 20_00), strict=True))
    run_with(
        [
            {"customer": own["A"], **quiet, **small},
            {"customer": own["B"], **quiet},
            {"customer": own["C"], "contribution": -5_000_00},
            {"customer": own["D"], **late},
            {"customer": own["E"], "contribution": -9_000_00, **quiet},
            {"customer": customer("X", "Not theirs"), "contribution": -1_00},
        ]
    )
    found = needs(open_page, cast[KAM])
    assert found == [
        "Elm costs more than it brings",
        "Cedar costs more than it brings",
        "Birch has gone quiet",
        "Dogwood is served less well than before",
        "Alder has gone quiet",
    ]
    text = open_page(cast[KAM], "home").content.decode()
    assert "On time 70%, in the run before 95%." in text
    assert "80 % interval" in text


def test_a_record_of_few_orders_or_a_small_fall_says_nothing(cast: Cast, open_page: Any) -> None:
    one, two = customer("A"), customer("B")
    customer_of(cast[KAM], code="A"), customer_of(cast[KAM], code="B")
    run_with([{"customer": one, "due_orders": 4, "on_time_orders": 4}, {"customer": two}])
    run_with(
        [
            {"customer": one, "on_time_share_basis_points": 2_000, "on_time_orders": 2},
            {"customer": two, "on_time_share_basis_points": 8_001, "on_time_orders": 8},
        ]
    )
    assert needs(open_page, cast[KAM]) == []


def test_a_function_member_learns_of_quiet_customers_and_of_no_money(cast: Cast, open_page: Any) -> None:
    member = cast[Role.FUNCTION_MEMBER]
    for code in ("LOSS", "QUIET"):
        customer_of(member, code=code)
    rows = {"LOSS": {"contribution": -77_777_00}, "QUIET": {"p_active_basis_points": 10}}
    run_with([{"customer": customer_of(code=code), **more} for code, more in rows.items()])
    assert needs(open_page, member) == ["Customer QUIET has gone quiet"]
    text = open_page(member, "home").content.decode()
    assert "77" not in re.sub(r'value="\w+"|"X-CSRFToken": ?"\w+"', "", text.split("<main")[1])
    assert "Worth" not in text


def test_who_answers_for_the_whole_sees_how_many_and_how_much(cast: Cast, open_page: Any) -> None:
    run_with(
        [
            {"customer": customer("A"), "contribution": -2_000_00},
            {"customer": customer("B"), "contribution": -3_000_00},
            {"customer": customer("C"), "p_active_basis_points": 10},
        ]
    )
    for user in (cast.champion, cast.finance_partner):
        assert needs(open_page, user) == ["2 customers cost more than they bring", "1 customer has gone quiet"]
        assert "\u2212€5,000" in open_page(user, "home").content.decode()
    for role in (KAM, Role.READER, Role.COMMITTEE_MEMBER, Role.PEOPLE_LEAD, Role.ADMINISTRATOR):
        assert needs(open_page, cast[role]) == [] or role is Role.ADMINISTRATOR


def test_groups_to_review_and_logins_to_link_come_last(cast: Cast, open_page: Any) -> None:
    run_with([{"customer": customer("A"), "contribution": -2_000_00}])
    CustomerParent.objects.create(
        customer=customer("M"), parent=customer("G"), valid_from=timezone.localdate() - timedelta(days=9)
    )
    person("ana")
    our_person(code="P1", email="ana@clave.example")
    assert needs(open_page, cast.champion) == [
        "1 customer costs more than it brings",
        "Look at the members of 1 group",
        "Link 1 login to its person",
    ]


def test_people_without_a_role_need_an_administrator(cast: Cast, open_page: Any) -> None:
    assert cast.nobody
    withdrawn = person("withdrawn", Role.READER)
    withdrawn.grants.update(withdrawn_at="2026-01-01T00:00:00Z")
    assert cast.gone
    assert needs(open_page, cast.administrator) == ["Give Nobody a role", "Give Withdrawn a role"]
    assert needs(open_page, cast.champion) == []


def test_a_full_day_of_a_champion_stays_within_its_budget(cast: Cast, client: Client) -> None:
    rows = []
    for number in range(400):
        each = customer(f"C{number}")
        rows.append({"customer": each, "contribution": -100 if number % 9 == 0 else 100, "rank": number + 1})
        if number < 5:
            each.assignments.create(user=cast.champion, capacity="sponsor", valid_from=date(2020, 1, 1))
    run_with(rows)
    version(2)
    for number in range(12):
        ImportJob.objects.create(kind="customers", state="ready", file_name=f"f{number}.csv", by=cast.champion)
    client.force_login(cast.champion)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    assert len(asked) <= 29


def test_spanish_is_spoken_to_who_chose_it(cast: Cast, open_page: Any) -> None:
    run_with([{"customer": customer("A"), "contribution": -2_000_00}])
    cast.champion.language = "es"
    cast.champion.save()
    assert needs(open_page, cast.champion) == ["1 cliente cuesta más de lo que aporta"]
