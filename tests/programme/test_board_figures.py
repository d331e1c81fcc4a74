"""What the board pack says of figures: which run, what changed, what is not known; by page, command and API alike."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from django.utils import timezone

from clave.access.lending import TokenScope
from clave.access.models import Entry
from clave.access.policy import Role
from clave.kit.dates import MINUS
from clave.kit.templatetags.figures import money
from clave.programme.commands import board_pack as command
from clave.programme.models import AgendaItem
from clave.programme.operations import agenda
from clave.programme.pack.facts import Facts
from clave.programme.pack.gathering import board_pack
from clave.programme.pack.making import workbook
from clave.programme.pack.parts import Pack
from clave.programme.pack.proof import proof as section_of_proof
from clave.programme.pack.quarters import Quarter, QuarterUnknown, offered, quarter_named
from clave.programme.pack.slides.pages import slides
from clave.programme.rules.agenda import ItemKind, Verdict
from clave.review.operations.benefit import state_now
from clave.review.queries.benefit import Told
from clave.review.queries.benefit_before import seeable
from tests.asking import Asking
from tests.cast import Cast
from tests.programme.begun import Begun
from tests.programme.board_deck import wrongs
from tests.review.benefit_company import BenefitCompany
from tests.value.book import customer, months, run_with

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 12)
QUARTER = Quarter(2026, 2)
MEASURES = ("lifetime_value", "lifetime_value_low", "lifetime_value_high")


def worth(euros: int) -> dict[str, int]:
    return dict(zip(MEASURES, (euros * 100, (euros - 5_000) * 100, (euros + 7_000) * 100), strict=True))


def runs(begun: Begun) -> None:
    """A run of the first quarter and one of the second: four gained 10,000, the last fell below nothing."""
    people = [each.customer for each in begun.held]
    run_with([{"customer": each, **worth(100_000)} for each in people], as_of=date(2026, 2, 28))
    now = [110_000] * 4 + [-20_000]
    rows: list[dict[str, Any]] = [
        {"customer": each, "months": months(date(2026, 4, 30), count=24), **worth(euros)}
        for each, euros in zip(people, now, strict=True)
    ]
    rows[-1]["months"] = months(date(2026, 4, 30), count=24, contribution=-1_000_00)
    rows += [{"customer": customer(f"OUT{number}"), "months": swinging(number)} for number in range(10)]
    run_with(rows, as_of=date(2026, 4, 30))


def swinging(number: int) -> dict[str, list[Any]]:
    """Two years of which the second brings so many thousands a month more."""
    found = months(date(2026, 4, 30), count=24)
    return {**found, "contribution": [7_000_00] * 12 + [7_000_00 + number * 1_000_00] * 12}


def pack(begun: Begun, quarter: Quarter = QUARTER, language: str = "en", role: Role = Role.CHAMPION) -> Pack:
    return board_pack(begun.cast[role], quarter, TODAY, language)


def figure(found: Pack, name: str) -> list[Any]:
    return next(list(row) for row in found.tables[0].rows if row[0] == name)


def test_the_first_page_leads_with_value_its_interval_and_its_change_and_never_with_revenue(begun: Begun) -> None:
    runs(begun)
    found = pack(begun)
    summary = found.sections[0]
    assert summary.finding == "5 key accounts are worth €420k, €80k less than in the run before"
    assert [each.value for each in summary.figures[:3]] == ["€420k", f"{MINUS}€80k", "€324k"]
    assert summary.source == "Run R3-7f3a, as of 30 Apr 2026, ledger version 3 · Records in Clave up to 12 May 2026"
    said = json.dumps([[each.finding, [one.label for one in each.figures]] for each in found.sections])
    assert "evenue" not in said
    assert [float(each) for each in figure(found, "lifetime_value")[2:5]] == [420_000, 408_819.66, 435_652.48]


def test_the_bridge_adds_up_and_one_key_account_below_nothing_is_shown_so(begun: Begun) -> None:
    runs(begun)
    found = pack(begun)
    change = found.section("change")
    assert change is not None
    assert change.picture is not None
    spans = change.picture.spans
    assert (spans[0].end, spans[-1].end) == (500_000, 420_000)
    assert spans[0].end + sum(each.end - each.start for each in spans[1:-1]) == pytest.approx(420_000, abs=0.001)
    last = found.section("account-K4")
    assert last is not None
    name = begun.held[-1].customer.name
    assert last.finding == f"{name} is worth {MINUS}€20k, €120k less than in the run before"
    assert last.figures[2].mark == "bad"
    worths = found.section("worth")
    assert worths is not None
    assert worths.picture is not None
    assert [(each.end, each.low, each.high, each.tone) for each in worths.picture.spans][-1] == (
        -20_000,
        -25_000,
        -13_000,
        "bad",
    )


def test_a_quarter_without_a_run_says_which_stands_in_and_one_before_any_says_so(begun: Begun) -> None:
    runs(begun)
    early = pack(begun, Quarter(2025, 4))
    assert early.run == ""
    assert early.sections[0].finding == "What the 5 key accounts are worth is not known yet"
    assert "Start a run" in str(early.section("change"))
    run_with([{"customer": each.customer} for each in begun.held], as_of=date(2025, 12, 31))
    first = pack(begun, Quarter(2026, 1))
    assert (first.run, first.as_of) == ("R2-7f3a", date(2026, 2, 28))
    later = board_pack(begun.champion, Quarter(2026, 3), date(2026, 8, 1), "en")
    told = [each.text for each in later.sections[0].points[0].entries]
    assert "No run was made in this quarter; the figures are those of run R3-7f3a, as of 30 Apr 2026" in told


def test_a_quarter_that_is_over_is_told_as_it_stood_and_what_is_of_today_says_so(begun: Begun) -> None:
    runs(begun)
    put = {"by": begun.champion, "kind": ItemKind.ASK, "owner": begun.boss, "due_on": date(2026, 3, 1)}
    early, late = (agenda.put_on_agenda(what=what, **put) for what in ("A second printer", "A third printer"))
    for item, day in ((early, date(2026, 2, 2)), (late, date(2026, 4, 20))):
        at = datetime.combine(day, time(12), UTC)
        AgendaItem.objects.filter(pk=item.pk).update(at=at)
    words: dict[str, Any] = {"verdict": Verdict.AGREED, "decision": "Buy it.", "owner": begun.boss, "based_on": 1}
    day = date(2026, 4, 25)
    sponsor = begun.cast[Role.EXECUTIVE_SPONSOR]
    agenda.decide_item(by=sponsor, item=early, due_on=date(2026, 6, 1), today=day, **words)
    now, then = pack(begun), pack(begun, Quarter(2026, 1))
    assert (now.is_past, then.is_past) == (False, True)
    decided = [str(each.section("decisions")) for each in (now, then)]
    assert "A third printer" in decided[0]
    assert "A third printer" not in decided[1]
    actions = [str(each.section("actions")) for each in (now, then)]
    assert "A second printer" in actions[0]
    assert "A second printer" not in actions[1]
    asked = then.sections[0].points[1].entries[0]
    assert (asked.text, asked.mark) == ("A second printer", "warn")
    spoken = [each.text for each in then.sections[0].points[0].entries]
    assert "Steps, visits, risks and deals stand as they are today, 12 May 2026" in spoken
    for key in ("steps", "risks", "deals"):
        assert "As it stands today, 12 May 2026, not as it stood on 31 Mar 2026." in str(then.section(key)), key
        assert "As it stands today" not in str(now.section(key)), key
    assert wrongs(slides(then)) == []


def test_two_runs_on_other_terms_are_not_compared(begun: Begun) -> None:
    people = [each.customer for each in begun.held]
    run_with([{"customer": each} for each in people], as_of=date(2026, 2, 28), currency="USD")
    run_with([{"customer": each} for each in people], as_of=date(2026, 4, 30))
    change = pack(begun).section("change")
    assert change is not None
    assert change.finding == "Why value changed cannot be said yet"
    assert "other terms" in change.empty


def test_without_a_statement_the_smallest_benefit_that_could_be_seen_is_told(begun: Begun) -> None:
    runs(begun)
    seen = seeable(begun.champion, Facts(begun.champion, QUARTER, TODAY).run, [each.customer_id for each in begun.held])
    proof = pack(begun).section("proof")
    assert proof is not None
    assert seen is not None
    assert proof.finding == "No statement of benefit was made yet; a small one could not be seen"
    assert proof.figures[0].value == money(seen.money)


def test_a_statement_is_quoted_with_every_method(cast: Cast) -> None:
    company = BenefitCompany(cast)
    company.admit_all()
    statement = state_now(by=cast[Role.FINANCE_PARTNER])
    proof, told = section_of_proof(Facts(cast.champion, Quarter(2025, 4), date(2026, 1, 20))), Told(statement)
    assert proof.finding == f"The programme added {money(told.estimate)} a year"
    assert proof.figures[0].note == f"{money(told.low)} to {money(told.high)}, four times in five"
    assert len(proof.points[0].entries) == 3
    assert proof.picture is not None
    assert [(each.low or 0) <= each.end <= (each.high or 0) for each in proof.picture.spans] == [True] * 3
    past = section_of_proof(Facts(cast.champion, Quarter(2024, 4), date(2026, 1, 20)))
    assert "No statement of benefit was made yet" in past.finding
    assert statement.short_code in proof.source


def test_the_committee_and_sponsors_read_no_more_than_they_may(begun: Begun) -> None:
    runs(begun)
    for role in (Role.EXECUTIVE_SPONSOR, Role.COMMITTEE_MEMBER):
        found = pack(begun, role=role)
        assert found.section("whale") is None
        assert "Pages left out" in found.sections[-1].told
    assert pack(begun, role=Role.COMMITTEE_MEMBER).section("risks") is None


def test_names_cannot_become_formulas_in_the_workbook(begun: Begun) -> None:
    held = begun.held[0].customer
    held.name = "=HYPERLINK(1)"
    held.save()
    book = openpyxl.load_workbook(io.BytesIO(workbook(pack(begun))))
    names = [cell.value for cell in book["Key accounts"]["B"]]
    assert "'=HYPERLINK(1)" in names
    assert ["figure", "Figure"] in [[cell.value for cell in row][:2] for row in book["Where from"].iter_rows()]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_command_writes_each_kind_in_each_language_and_refuses_what_it_cannot(begun: Begun, tmp_path: Path) -> None:
    for name, words in (("a.pptx", ["--language", "es"]), ("b.pdf", []), ("c.xlsx", [])):
        done = CliRunner().invoke(command, ["--out", str(tmp_path / name), *words])
        assert done.exit_code == 0, done.stderr
    assert wrongs((tmp_path / "a.pptx").read_bytes()) == []
    assert Entry.objects.filter(event="programme.board_pack.exported").count() == 3
    bad = tmp_path / "bad.pptx"
    bad.write_bytes(b"no presentation")
    for words, code in (
        (["--out", str(tmp_path / "d.docx")], "PACK_KIND"),
        (["--out", str(tmp_path / "d.pptx"), "--quarter", "2019-Q1"], "QUARTER_UNKNOWN"),
        (["--out", str(tmp_path / "d.pptx"), "--template", str(bad)], "PACK_TEMPLATE_DAMAGED"),
    ):
        done = CliRunner().invoke(command, words)
        assert (done.exit_code, done.stderr.split(":")[0]) == (2, code)
    assert not (tmp_path / "d.pptx").exists()


def test_a_token_reads_the_figures_as_far_as_it_lends(begun: Begun) -> None:
    told = Asking(begun.champion, TokenScope.READ_PROGRAMME).get("board-pack?language=es")
    assert told["figures"][0]["figure"] == "lifetime_value"
    assert {"steps", "proof", "sources"} <= {each["key"] for each in told["sections"]}
    assert told["holds"].startswith("Contiene las 0 de 5 cuentas clave")


def test_quarters_follow_each_other_and_reach_two_years_back() -> None:
    today = timezone.localdate()
    choices = offered(today)
    assert len(choices) == 8
    assert all(later.first - timedelta(days=1) == earlier.last for later, earlier in pairwise(choices))
    assert quarter_named("", today).holds(today)
    with pytest.raises(QuarterUnknown):
        quarter_named("2026-Q0", today)
