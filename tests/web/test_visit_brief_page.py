"""The one page before a visit: what it holds for whom, on screen and on one sheet of paper."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from clave.access.models import Entry as HistoryEntry
from clave.access.policy import Role
from clave.accounts.models import Place, StanceSaid
from clave.company.models import Function
from clave.kit.printing import pdf
from clave.kit.templatetags import figures
from clave.ledger.models import Contact, Customer, CustomerParent
from clave.promises.models import Outcome, Promise
from clave.sponsorship.models import Note
from clave.sponsorship.operations import reporting
from clave.sponsorship.rules import questions
from clave.sponsorship.rules.notes import Audience, Line, Turn
from clave.web.brief.gathering import brief_of
from clave.web.brief.parts import Afterwards, Amount, Brief, Entry, Part, Question
from clave.web.brief.people import MOST_PEOPLE
from clave.web.brief.views import TEMPLATE
from tests.cast import Cast, customer_of, our_person, person
from tests.sponsorship.top import Top
from tests.value.book import run_with

pytestmark = pytest.mark.django_db
BRIEF, PAPER = "/key-accounts/K1/brief/", "/exports/briefs/K1/"
NASTY = '#panic("x") *b* _i_ $x$ `raw` \\ "q" [c] @ref <label> // --- ...'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


@pytest.fixture
def top(cast: Cast) -> Top:
    made = Top(cast)
    made.sponsors(made.held)
    return made


def told(top: Top, worries: str = "A rival offers ninety days.") -> Note:
    """Three lines of a visit forty days ago; that of what we owe is given back."""
    written = {
        Line.SAID: ("They build in Valencia.", Audience.TEAM),
        Line.OWED: ("We owe them a planner.", Audience.TEAM),
        Line.WORRIES: (worries, Audience.CHAMPION),
    }
    report = reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, -40), written=written)
    return Note.objects.get(report=report, line=Line.OWED)


def owed(top: Top, days: int) -> None:
    """What we owe became an action that is due in so many days."""
    note, due = told(top), top.day(days)
    who = our_person(code="P-OPS", full_name="Otto Ops")
    reporting.turn_sentence(by=top.ceo_login, note=note, sentence=note.text, kind=Turn.ACTION, owner=who, due_on=due)


def contact(customer: Customer, name: str, consent: bool | None, **facts: Any) -> Contact:
    """Somebody at the customer."""
    values = {"full_name": name, "role": "Buyer", "phone": "+34 555", "note": "Likes detail.", **facts}
    return Contact.objects.create(
        contact_id=f"C{Contact.objects.count()}", customer=customer, consent=consent, **values
    )


def promised(top: Top, what: str, verdict: str = "") -> None:
    """A standing promise, judged last month where a verdict is given."""
    function, _ = Function.objects.get_or_create(name="Operations")
    owner = our_person(code="P-OPS", full_name="Otto Ops")
    facts = {"function": function, "owner": owner, "kind": "standing", "starts_on": top.day(-300)}
    made = Promise.objects.create(number=Promise.objects.count() + 1, key_account=top.held, what=what, **facts)
    if verdict:
        facts = {"period_on": top.day(-30).replace(day=1), "verdict": verdict, "kept": int(verdict == "kept")}
        Outcome.objects.create(promise=made, by=top.champion, reason="cast", **facts)


def two_runs(top: Top, **now: Any) -> None:
    """The customer in two runs a year apart."""
    run_with([{"customer": top.held.customer}], as_of=date(2025, 3, 31))
    run_with([{"customer": top.held.customer, **now}])


def paper(client: Client) -> str:
    """The text of the PDF; it must be one sheet of A4."""
    answer = client.get(PAPER)
    assert answer.headers["Content-Type"] == "application/pdf"
    return text_of(answer.content)


def text_of(file: bytes) -> str:
    """What stands on the one sheet, with every break taken for a blank."""
    pages = PdfReader(io.BytesIO(file)).pages
    assert len(pages) == 1
    assert (round(float(pages[0].mediabox.width)), round(float(pages[0].mediabox.height))) == (595, 842)
    return " ".join(pages[0].extract_text().replace("\u200b", "").split())


def test_the_page_says_all_that_a_sponsor_needs_before_a_visit(top: Top, open_page: Any) -> None:
    two_runs(top, lifetime_value=230_000_00, expected_orders_thousandths=16_500)
    promised(top, "A named engineer", "kept")
    promised(top, "Stock kept apart", "broken")
    contact(top.held.customer, "Ana Blanco", True)
    owed(top, 9)
    top.visit(top.held, 5)
    text = open_page(top.ceo_login, "visit-brief", code="K1").content.decode()
    for each in ("Before the visit: Customer K1", "€230k", "€120k to €260k in 8 of 10 cases", "+€40k", "was €190k"):
        assert each in text
    assert "How much it buys: +€" in text
    assert "Run R3-7f3a, as of 31 Mar 2026, against run R2-7f3a, as of 31 Mar 2025." in text
    assert text.index("Stock kept apart") < text.index("A named engineer")
    for each in ("kept 0 of 1, 12 months", "Ana Blanco, Buyer", "They build in Valencia.", "We owe them a planner."):
        assert each in text
    assert "What did it cost you that we did not keep our word" in text


def test_the_paper_says_the_same_and_who_took_it_stands_in_the_history(
    top: Top, client: Client, open_page: Any
) -> None:
    two_runs(top)
    contact(top.held.customer, "Ana Blanco", True)
    told(top)
    text = text_of(open_page(top.ceo_login, "visit-brief-pdf", code="K1").content)
    for each in ("Customer K1", "€190k", "Ana Blanco, Buyer", "They build in Valencia.", "for Ceo"):
        assert each in text
    assert HistoryEntry.objects.get(event="sponsorship.brief.exported").actor == top.ceo_login
    assert client.get(PAPER).content == client.get(PAPER).content


def test_nobody_is_named_without_consent_and_no_address_where_nobody_asked(top: Top, client: Client) -> None:
    held = top.held.customer
    site = customer_of(code="SITE")
    CustomerParent.objects.create(customer=site, parent=held, valid_from=date(2020, 1, 1))
    contact(held, "Ana Agreed", True)
    contact(held, "Nora Never", None, phone="+34 777", note="Private matters.")
    contact(site, "Sara Site", True)
    contact(held, "Raul Refused", False)
    client.force_login(top.ceo_login)
    for text in (client.get(BRIEF).content.decode(), paper(client)):
        assert "Ana Agreed, Buyer" in text
        assert "+34 555" in text
        assert "Customer SITE" in text
        assert "Nora Never, Buyer" in text
        assert "consent not known" in text
        assert "1 person there does not agree to be named here." in text
        assert not [each for each in ("Raul", "+34 777", "Private matters") if each in text]


def test_it_says_where_each_stands_and_who_turns_the_decision_first(top: Top, client: Client) -> None:
    ana, zoe = contact(top.held.customer, "Ana Agreed", True), contact(top.held.customer, "Zoe Decides", True)
    Place.objects.create(contact=zoe, part="decides")
    for stance, days in (("backs", -90), ("doubts", -3), ("open", -200)):
        StanceSaid.objects.create(contact=zoe, stance=stance, reason="cast", said_on=top.day(days), is_confirmed=True)
    client.force_login(top.ceo_login)
    for text in (client.get(BRIEF).content.decode(), paper(client)):
        assert text.index("Zoe Decides") < text.index(ana.full_name)
        assert f"Decides · confirmed, {figures.day(top.day(-3))}" in text
        assert "has doubts" in text
        assert "Where 1 of them stands towards us is not recorded" in text
        assert "backs us" not in text


def test_each_reader_finds_the_notes_for_them_and_no_others(top: Top, client: Client) -> None:
    told(top, worries="Their director leaves.")
    client.force_login(top.manager_login)
    text = client.get(BRIEF).content.decode()
    assert "They build in Valencia." in text
    assert "Their director leaves." not in text + paper(client)
    assert "1 line is for others" in text
    client.force_login(top.ceo_login)
    assert "Their director leaves." in client.get(BRIEF).content.decode()
    client.force_login(top.cast[Role.COMMITTEE_MEMBER])
    text = client.get(BRIEF).content.decode()
    assert "Their director leaves." not in text
    assert "Its value is not for you to read." in text


def test_without_runs_contacts_promises_or_reports_the_page_says_so(top: Top, client: Client) -> None:
    client.force_login(top.ceo_login)
    for text in (client.get(BRIEF).content.decode(), paper(client)):
        assert "Nothing has been computed yet." in text
        assert "No promise is open or broken." in text
        assert "We know nobody there whom we may name." in text
        assert "No visit has been told of yet." in text
        assert "No visit is planned; the next is due by" in text
    run_with([{"customer": customer_of(code="ELSE")}])
    assert "holds no order of it." in client.get(BRIEF).content.decode()


def test_runs_on_other_terms_are_not_compared(top: Top, client: Client) -> None:
    run_with([{"customer": top.held.customer}], as_of=date(2025, 3, 31), currency="USD")
    run_with([{"customer": top.held.customer}])
    client.force_login(top.ceo_login)
    text = client.get(BRIEF).content.decode()
    assert "so the two are not compared" in text
    assert "Since the run before" not in text


def test_no_name_can_be_taken_for_an_instruction(top: Top, client: Client) -> None:
    top.held.customer.name = NASTY
    top.held.customer.save()
    contact(top.held.customer, NASTY, True, note='"); #read("/etc/passwd") 漢字')
    client.force_login(top.ceo_login)
    text = paper(client)
    assert " ".join(NASTY.split()) in text
    assert '#read("/etc/passwd")' in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_fullest_page_with_the_longest_names_stays_one_sheet(top: Top, language: str) -> None:
    two_runs(top, lifetime_value=130_000_00, expected_orders_thousandths=9_000, p_active_basis_points=4_000)
    top.held.customer.name = LONG[:150]
    top.held.customer.save()
    for number in range(9):
        promised(top, f"{number} {LONG}", "broken" if number % 2 else "")
        contact(top.held.customer, f"{LONG} {number}", True, role=LONG, note=LONG)
    contact(top.held.customer, "Raul Refused", False)
    told(top, worries=("A worry. " + LONG * 3)[:600])
    with translation.override(language):
        brief = brief_of(top.ceo_login, top.held, top.today)
        text = text_of(pdf(TEMPLATE, asdict(brief), top.today))
    assert len(brief.right[0].entries) == MOST_PEOPLE
    assert brief.foot.split(" · ")[1] in text
    assert brief.right[1].lines == () or brief.right[1].entries
    assert brief.question.text[:30] in text


def test_even_what_cannot_fit_is_cut_rather_than_run_over() -> None:
    part = Part("Part", [Entry("word " * 30, "under " * 30, "bad", "broken")] * 40, ["line"])
    figure = Amount("Lifetime value", "€1m", "sure " * 20)
    brief = Brief(
        language="en",
        title="Title",
        heading="Heading",
        lede="lede",
        question=Question("One question", "What?", "Because."),
        worth=Part("Worth", figures=[figure] * 3),
        left=[part, part],
        right=[part],
        afterwards=Afterwards("Afterwards", ["Said"]),
        foot="the foot",
    )
    text = text_of(pdf(TEMPLATE, asdict(brief), date(2026, 1, 1)))
    assert "the foot" in text
    assert "What?" in text


KNOWN = questions.Known(told=True, contacts=3, has_value=True)


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        ({}, "else"),
        ({"unasked": 1}, "unasked"),
        ({"unasked": 1, "width_times_value": 1.2}, "wide"),
        ({"has_value": False, "width_times_value": 1.2}, "unknown"),
        ({"told": False, "has_value": False}, "never"),
        ({"contacts": 1, "told": False}, "people"),
        ({"worry": "Price.", "contacts": 0}, "worry"),
        ({"value_change_percent": -10.0, "worry": "Price."}, "worth"),
        ({"value_change_percent": -9.9}, "else"),
        ({"on_time_fall_points": 10, "value_change_percent": -50.0}, "served"),
        ({"is_quiet": True, "on_time_fall_points": 40}, "quiet"),
        ({"late_follow_up": "A planner.", "is_quiet": True}, "late"),
        ({"broken": "Stock.", "late_follow_up": "A planner."}, "broken"),
    ],
)
def test_the_question_is_that_of_the_first_row_that_holds(facts: dict[str, Any], row: str) -> None:
    known = questions.Known(**{**asdict(KNOWN), **facts})
    assert questions.chosen(known).name == row
    assert questions.holding(known)[-1].name == "else"


@pytest.mark.parametrize(
    ("now", "question"),
    [
        ({"p_active_basis_points": 3_000}, "The chance that it still buys is 30%."),
        ({"on_time_share_basis_points": 7_000, "on_time_orders": 7}, "On time fell from 90% to 70% between the two"),
        (
            {"lifetime_value": 133_000_00, "lifetime_value_low": 120_000_00},
            "Its lifetime value fell by 30% since the run before.",
        ),
    ],
)
def test_the_reason_quotes_the_figures(top: Top, client: Client, now: dict[str, Any], question: str) -> None:
    two_runs(top, **now)
    contact(top.held.customer, "Ana Blanco", True)
    contact(top.held.customer, "Berta Negro", True)
    client.force_login(top.ceo_login)
    assert question in client.get(BRIEF).content.decode()


def test_a_late_follow_up_is_asked_about(top: Top, client: Client) -> None:
    owed(top, -1)
    client.force_login(top.ceo_login)
    assert "Late with us: We owe them a planner." in client.get(BRIEF).content.decode()


def test_a_visit_of_today_is_told_of_from_the_page(top: Top, client: Client) -> None:
    visit = top.visit(top.held, 0)
    client.force_login(top.ceo_login)
    assert f"/visits/{visit.pk}/report/" in client.get(BRIEF).content.decode()
    client.force_login(top.manager_login)
    assert f"/visits/{visit.pk}/report/" not in client.get(BRIEF).content.decode()
    assert BRIEF in client.get("/sponsors/K1/").content.decode()


def test_the_committee_reads_the_page_and_takes_none_away(top: Top, client: Client) -> None:
    client.force_login(top.cast[Role.COMMITTEE_MEMBER])
    assert client.get(BRIEF).status_code == 200
    assert client.get(PAPER).status_code == 403
    client.force_login(person("kam2", Role.KEY_ACCOUNT_MANAGER))
    assert client.get(BRIEF).status_code == client.get(PAPER).status_code == 404
