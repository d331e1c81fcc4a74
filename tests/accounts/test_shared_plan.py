"""/shared/WORD/: what the customer reads with link and code, and that every other link and code gets one and the same page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.accounts.models import PlanShare, ShareSeen
from clave.accounts.operations.sharing import opened_by, share_plan
from clave.accounts.rules import sharing as rules
from clave.accounts.rules.plans import Measure
from clave.accounts.rules.sharing import Section
from tests.accounts.planning import Planning
from tests.cast import our_person

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
EVERY = [each.value for each in Section]


def shared(planning: Planning, sections: list[str] | None = None) -> tuple[PlanShare, str, str]:
    """A plan with a confirmed goal, an assumed one, an objective in money and one without, shared with Ana."""
    plan = planning.plan()
    planning.goal(plan, words="Confirmed aim", standing="confirmed", confirmed_by="Ana", confirmed_on=date(2026, 7, 1))
    planning.goal(plan, words="Only assumed")
    planning.objective(plan, typed=12_000, worth=98_765_00)
    planning.objective(plan, words="Grow our margin", measure=Measure.CONTRIBUTION, target=43_210_00)
    planning.action(plan)
    chosen = [each.value for each in rules.USUAL] if sections is None else sections
    return share_plan(by=planning.manager, plan=plan, for_whom="Ana Ruiz", sections=chosen, days=14, language="en")


def read(client: Client, word: str, code: str, **more: str) -> Any:
    return client.post(reverse("shared-plan", args=[word]), {"code": code, **more})


def test_the_customer_reads_the_chosen_sections_and_never_money_or_what_we_assume(
    planning: Planning, client: Client
) -> None:
    share, word, code = shared(planning)
    answer = read(client, word, code)
    text = answer.content.decode()
    assert answer.status_code == 200
    for told in ("Confirmed aim", "A weekly drop", "Agree the drop"):
        assert told in text
    for hidden in ("Only assumed", "Grow our margin", "43,210", "98,765", "€", "EUR", "What we promised"):
        assert hidden not in text
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert ShareSeen.objects.get().share == share


def test_money_is_read_where_it_was_chosen_but_our_estimate_of_lifetime_value_never(
    planning: Planning, client: Client
) -> None:
    _, word, code = shared(planning, EVERY)
    text = read(client, word, code).content.decode()
    assert "Grow our margin" in text
    assert "€43.2k" in text
    assert "€98" not in text
    assert "lifetime" not in text


def test_a_guessed_an_expired_a_revoked_link_and_a_wrong_code_get_the_same_page(
    planning: Planning, client: Client
) -> None:
    share, word, code = shared(planning)
    wrong = "0" * 8 if code != "0" * 8 else "1" * 8
    answers = [read(client, "guessed", code), read(client, word, wrong)]
    PlanShare.objects.filter(pk=share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    answers.append(read(client, word, code))
    later = timezone.now() + timedelta(days=1)
    PlanShare.objects.filter(pk=share.pk).update(expires_at=later, revoked_at=timezone.now())
    answers.append(read(client, word, code))
    assert {(each.status_code, TOKEN.sub(b"", each.content)) for each in answers} == {
        (404, TOKEN.sub(b"", answers[0].content))
    }
    pages = {each: client.get(reverse("shared-plan", args=[each])) for each in ("guessed", word)}
    bodies = {TOKEN.sub(b"", page.content).replace(each.encode(), b"W") for each, page in pages.items()}
    assert ({page.status_code for page in pages.values()}, len(bodies)) == ({200}, 1)
    assert not ShareSeen.objects.exists()


def test_after_five_wrong_codes_the_right_one_no_longer_opens_and_the_manager_sees_why(
    planning: Planning, client: Client
) -> None:
    _, word, code = shared(planning)
    wrong = "0" * 8 if code != "0" * 8 else "1" * 8
    assert [opened_by(word, wrong) for _ in range(4)] == [None] * 4
    assert opened_by(word, code) is not None
    assert [opened_by(word, wrong) for _ in range(5)] == [None] * 5
    assert opened_by(word, code) is None
    client.force_login(planning.manager)
    assert "too many wrong codes" in client.get(reverse("plan-sharing", args=["C1"])).content.decode()


def test_a_link_dies_with_the_right_of_who_made_it(planning: Planning) -> None:
    _, word, code = shared(planning)
    planning.held.customer.assignments.filter(user=planning.manager).update(valid_to=date(2020, 2, 1))
    assert opened_by(word, code) is None


def test_link_and_code_are_shown_once_and_the_link_is_revoked(planning: Planning, client: Client) -> None:
    planning.plan()
    client.force_login(planning.manager)
    asked = {"for_whom": "Ana", "sections": ["goals"], "days": "7", "language": "es"}
    made = client.post(reverse("plan-sharing", args=["C1"]), asked).content.decode()
    link = re.search(r'value="http://testserver(/shared/[^"]+)"', made)
    code = re.search(r'id="secret" value="(\d{8})"', made)
    assert link
    assert code
    assert code[1] not in client.get(reverse("plan-sharing", args=["C1"])).content.decode()
    opened = client.post(link[1], {"code": f"{code[1][:4]} {code[1][4:]}"}).content.decode()
    assert "Qué quieren" in opened
    share = PlanShare.objects.get()
    assert code[1] not in share.code_digest
    assert client.post(reverse("revoke-plan-share", args=[share.pk])).status_code == 302
    assert client.post(link[1], {"code": code[1]}).status_code == 404
    for wrong in ({"sections": []}, {"days": "91"}, {"sections": ["money"]}, {"for_whom": ""}):
        assert client.post(reverse("plan-sharing", args=["C1"]), {**asked, **wrong}).status_code == 422


def test_the_customer_takes_a_pdf_and_so_do_we(planning: Planning, client: Client, open_page: Any) -> None:
    _, word, code = shared(planning)
    file = read(client, word, code, file="pdf")
    assert file.content.startswith(b"%PDF-")
    assert ShareSeen.objects.get().as_file
    own = open_page(planning.manager, "plan-pdf", code="C1")
    assert own.content.startswith(b"%PDF-")
    assert own.headers["Content-Type"] == "application/pdf"


def test_another_managers_links_are_not_there(planning: Planning, client: Client) -> None:
    share, _, _ = shared(planning)
    our_person(planning.other_manager, code="OTHER-KAM")
    client.force_login(planning.other_manager)
    assert client.get(reverse("plan-sharing", args=["C1"])).status_code == 404
    assert client.post(reverse("revoke-plan-share", args=[share.pk])).status_code == 404
