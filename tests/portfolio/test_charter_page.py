"""The charter in the browser: what is in force, a version with its moves, and whom it would choose on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clave.access.models import User
from clave.access.policy import Role
from clave.portfolio.models import Charter
from clave.portfolio.operations import charter as operations
from tests.cast import Cast
from tests.portfolio.charters import TERMS, draft, judged, locked, proposed
from tests.portfolio.test_candidates_page import page_of
from tests.value.book import Company, customer, run_with

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def html_of(answer: Any) -> str:
    """The page, whatever it was answered with."""
    return str(answer.content.decode())


def posted(client: Client, who: User, name: str, given: dict[str, Any] | None = None, **words: Any) -> Any:
    client.force_login(who)
    return client.post(reverse(name, kwargs=words), given or {})


def test_without_a_charter_the_page_teaches_and_offers_a_beginning(cast: Cast, open_page: Open) -> None:
    html = page_of(open_page(cast.champion, "charter"))
    assert "No charter yet: begin with a suggestion and argue about it" in html
    assert "Begin with the suggestion" in html


def test_others_read_that_the_champion_drafts_it(cast: Cast, open_page: Open) -> None:
    html = page_of(open_page(cast[Role.EXECUTIVE_SPONSOR], "charter"))
    assert "The champion drafts it" in html
    assert "Begin with the suggestion" not in html


def test_the_charter_in_force_shows_weights_anchors_and_an_intact_seal(
    company: Company, cast: Cast, open_page: Open
) -> None:
    charter = locked(cast)
    html = page_of(open_page(cast[Role.FUNCTION_MEMBER], "charter"))
    assert "Charter C1 is in force" in html
    assert "Seal intact" in html
    assert charter.digest[:12] in html
    assert "Worth" in html
    assert "60 %" in html
    assert "200,000" in html


def test_a_new_version_needs_a_reason(cast: Cast, client: Client) -> None:
    posted(client, cast.champion, "draft-charter", {"reason": "  "})
    assert not Charter.objects.exists()
    answer = posted(client, cast.champion, "draft-charter", {"reason": "We begin."})
    assert answer["Location"] == reverse("edit-charter")
    assert Charter.objects.get().reason == "We begin."


def test_a_draft_with_weights_of_99_says_what_is_missing_and_cannot_be_proposed(
    company: Company, cast: Cast, open_page: Open, client: Client
) -> None:
    short = replace(TERMS, criteria=(*TERMS.criteria[:2], judged("fit", 14), *TERMS.criteria[3:]))
    made = draft(cast, short)
    html = page_of(open_page(cast.champion, "charter-version", number=1))
    assert "sum to 99 %: 1 % are missing" in html
    assert "Propose it" not in html
    answer = posted(client, cast.champion, "propose-charter", {"version": made.version}, number=1)
    assert answer.status_code == 422
    assert "sum to 99 %: 1 % are missing" in html_of(answer)


def test_proposed_approved_by_two_and_locked(company: Company, cast: Cast, client: Client) -> None:
    made = draft(cast)
    for who, name in (
        (cast.champion, "propose"),
        (cast.finance_partner, "approve"),
        (cast[Role.EXECUTIVE_SPONSOR], "approve"),
    ):
        version = Charter.objects.get().version
        assert posted(client, who, f"{name}-charter", {"version": version}, number=1).status_code == 302
    made.refresh_from_db()
    assert made.is_locked
    assert made.digest


def test_the_same_person_cannot_approve_twice(company: Company, cast: Cast, client: Client) -> None:
    made = proposed(cast)
    posted(client, cast[Role.EXECUTIVE_SPONSOR], "approve-charter", {"version": made.version}, number=1)
    made.refresh_from_db()
    answer = posted(client, cast[Role.EXECUTIVE_SPONSOR], "approve-charter", {"version": made.version}, number=1)
    assert answer.status_code == 409
    assert "The second approval is another person" in html_of(answer)
    assert Charter.objects.get().state == "proposed"


def test_the_proposer_does_not_approve(company: Company, cast: Cast, client: Client) -> None:
    made = proposed(cast)
    answer = posted(client, cast.champion, "approve-charter", {"version": made.version}, number=1)
    assert answer.status_code == 403
    assert "two others approve it" in html_of(answer)


def test_who_may_not_approve_reads_why_instead_of_finding_a_button(
    company: Company, cast: Cast, open_page: Open
) -> None:
    proposed(cast)
    proposer = html_of(open_page(cast.champion, "charter-version", number=1))
    assert "two others approve it" in proposer
    assert "Approve it" not in proposer
    assert "Approve it" in html_of(open_page(cast.finance_partner, "charter-version", number=1))


def test_a_page_that_is_older_than_the_version_moves_nothing(company: Company, cast: Cast, client: Client) -> None:
    made = proposed(cast)
    answer = posted(client, cast[Role.EXECUTIVE_SPONSOR], "approve-charter", {"version": made.version - 1}, number=1)
    assert answer.status_code == 409
    assert not Charter.objects.get().approvals.exists()


def test_a_proposal_is_sent_back_for_a_reason(company: Company, cast: Cast, client: Client, open_page: Open) -> None:
    made = proposed(cast)
    assert (
        posted(
            client, cast[Role.EXECUTIVE_SPONSOR], "send-back-charter", {"version": made.version}, number=1
        ).status_code
        == 422
    )
    given = {"version": made.version, "reason": "Growth counts too little."}
    assert posted(client, cast[Role.EXECUTIVE_SPONSOR], "send-back-charter", given, number=1).status_code == 302
    assert "Growth counts too little." in page_of(open_page(cast.champion, "charter-version", number=1))


def test_no_door_changes_a_locked_charter(company: Company, cast: Cast, client: Client) -> None:
    made = locked(cast)
    for who, name in (
        (cast.champion, "propose"),
        (cast[Role.EXECUTIVE_SPONSOR], "approve"),
        (cast.champion, "withdraw"),
    ):
        given = {"version": made.version, "reason": "It should change."}
        answer = posted(client, who, f"{name}-charter", given, number=1)
        assert answer.status_code == 409
        assert "is locked and stays as it is" in html_of(answer)
    assert posted(client, cast.champion, "edit-charter")["Location"] == reverse("charter")
    assert operations.verify_charter(made).holds


def test_a_new_version_says_what_differs(company: Company, cast: Cast, open_page: Open) -> None:
    locked(cast)
    draft(cast, replace(TERMS, first=7, entry_line_thousandths=7_000), reason="Seven it is.")
    html = page_of(open_page(cast[Role.COMMITTEE_MEMBER], "charter-version", number=2))
    assert "What differs from C1" in html
    assert "how many key accounts" in html
    assert "entry line" in html


def test_on_paper_says_who_would_enter_and_leave(company: Company, cast: Cast, open_page: Open) -> None:
    locked(cast, replace(TERMS, first=2))
    margin_first = (TERMS.criteria[0], *TERMS.criteria[1:])
    draft(cast, replace(TERMS, first=3, criteria=margin_first), reason="One more.")
    answer = open_page(cast.champion, "charter-trial", number=2)
    paper = answer.context["paper"]
    assert len(paper.enter) == 1
    assert not paper.leave
    assert len(paper.stay) == 2
    assert "On paper: nothing is kept and nobody is moved." in html_of(answer)


def test_on_paper_shows_only_customers_in_scope(company: Company, cast: Cast, open_page: Open) -> None:
    draft(cast)
    whole = open_page(cast.champion, "charter-trial", number=1).context["paper"]
    part = open_page(cast[Role.KEY_ACCOUNT_MANAGER], "charter-trial", number=1).context["paper"]
    assert part.hidden + len(part.enter) == len(whole.enter)
    assert part.hidden > 0


def test_tenure_under_another_name_is_warned_of_before_the_lock(cast: Cast, open_page: Open) -> None:
    made = [customer(f"C{number}") for number in range(12)]
    run_with(
        {"customer": one, "rank": place, "first_ordered_on": date(2000 + place, 1, 1)}
        | {"lifetime_value": 1_000_00 * (30 - place), "lifetime_value_low": 0}
        for place, one in enumerate(made, 1)
    )
    draft(cast)
    assert "“Worth” goes together with the date of the first order" in page_of(
        open_page(cast.champion, "charter-trial", number=1)
    )


def test_a_version_leaves_as_a_file(company: Company, cast: Cast, client: Client) -> None:
    locked(cast)
    client.force_login(cast.finance_partner)
    answer = client.get(reverse("charter-export", kwargs={"number": 1}), {"kind": "csv"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len([line for line in lines if ",C1,locked," in f",{line}"]) == len(TERMS.criteria)
