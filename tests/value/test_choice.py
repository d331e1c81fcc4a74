"""How good the choice would have been on earlier days: kept by the run, told to whom all value is open, and honest when young."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.models import Customer
from clave.value import store
from clave.value.models import Run
from clave.value.operations import running
from tests.cast import Cast
from tests.value.book import Company, run_with
from tests.value.test_runs import done, orders  # noqa: F401

pytestmark = pytest.mark.django_db
SENTENCES = {
    "found": (
        "On %(cuts)d earlier days this choice would have found %(hits)s of the %(top)d customers that then mattered "
        "most (plain last year: %(plain)s), holding %(share)s %% of their value."
    ),
    "too_short": (
        "The history is too short to try the choice on earlier days; all methods have an equal say until it is longer."
    ),
}


def method(name: str, meaning: str, hits: float, *, is_plain: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "meaning": meaning,
        "is_plain": is_plain,
        "hits": {"10": hits / 2, "25": hits},
        "hits_low": {"10": int(hits / 2), "25": int(hits) - 2},
        "hits_high": {"10": int(hits / 2), "25": int(hits) + 2},
        "captured_share": {"10": 0.7, "25": hits / 25},
        "spearman": 0.4321,
        "mae": 1234.6,
    }


def record(case: str = "found", **more: Any) -> dict[str, Any]:
    """A record as the analysis writes it: two earlier days, three ways of choosing."""
    days = [
        {"cut": f"2025-0{month}-30", "until": f"2025-1{month - 5}-01", "customers": 90, "hits": found}
        | {"baseline_hits": {"last_year": 14}, "captured_share": 0.81}
        for month, found in ((6, 19), (5, 16))
    ]
    return {
        "by": "contribution",
        "currency": "EUR",
        "chosen": "learned_blend",
        "hits": 17.5,
        "hits_low": 16,
        "hits_high": 19,
        "captured_share": 0.81,
        "baselines": {"last_year": {"hits": 14.0, "captured_share": 0.6}},
        "tops": [10, 25],
        "made": method("learned_blend", "", 17.5),
        "methods": [
            method("last_year", "What came in the last 365 days.", 14.0, is_plain=True),
            method("learned_blend", "All methods together.", 17.5),
        ],
        "earlier": days if case == "found" else [],
        "sentence": {"template": SENTENCES[case], "facts": {}},
        **more,
    }


def with_record(company: Company, told: dict[str, Any]) -> Run:
    return run_with(company.rows(), manifest={"choice": told})


def seen(open_page: Any, user: User, name: str, **words: Any) -> str:
    return re.sub(r"\s+", " ", open_page(user, name, **words).content.decode())


def test_a_run_keeps_how_good_its_choice_would_have_been(done: Run) -> None:  # noqa: F811
    told = done.manifest["choice"]
    kept = json.loads((store.folder_of(done.short_code) / store.MANIFEST).read_text(encoding="utf-8"))["choice"]
    assert kept == told
    assert len(told["earlier"]) >= 2
    assert told["hits"] == pytest.approx(sum(each["hits"] for each in told["earlier"]) / len(told["earlier"]))
    assert told["made"]["hits"][str(told["tops"][-1])] == told["hits"]
    assert {"last_year", told["chosen"]} <= {each["name"] for each in told["methods"]}


def test_the_run_tells_it_in_a_sentence_and_a_table(company: Company, cast: Cast, open_page: Any) -> None:
    text = seen(open_page, cast.finance_partner, "run", code=with_record(company, record()).short_code)
    assert (
        "On 2 earlier days this choice would have found 17.5 of the 25 customers that then mattered most "
        "(plain last year: 14), holding 81 % of their value. From day to day it was 16 to 19; "
        "what matters is the contribution of the 124 days after."
    ) in text
    rows = re.findall(r'<tr role="row">(.*?)</tr>', text.split('id="choice"', 1)[1].split("<details", 1)[0])
    assert "made anew on each of these days" in rows[1]
    assert "All methods together." in rows[2]
    assert "chosen today" in rows[2]
    assert "plain rule" in rows[3]
    assert re.findall(r"<td[^>]*>([^<]*)<", rows[3]) == ["7", "14 (12–16)", "56%", "0.43", "1,235"]


@pytest.mark.parametrize("page", ["customers", "whale"])
def test_the_lists_tell_it_to_champion_and_finance_with_a_way_to_the_table(
    company: Company, cast: Cast, open_page: Any, page: str
) -> None:
    run = with_record(company, record())
    for user in (cast.champion, cast.finance_partner):
        text = seen(open_page, user, page)
        assert "found 17.5 of the 25 customers" in text
        assert f'href="/runs/{run.short_code}/#choice"' in text


def test_nobody_else_is_told(company: Company, cast: Cast, open_page: Any) -> None:
    company.assign(Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR)
    with_record(company, record())
    for role in (Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR, Role.READER):
        assert "earlier days" not in seen(open_page, cast[role], "customers")


def of_segments(**more: Any) -> dict[str, Any]:
    """What the analysis writes of three segments, one of them with a way of its own."""
    plain = {"purchases": 900, "whole": "learned_blend", "best": "last_year", "cuts": 6, "meaning": "All together."}
    choices = [
        {**plain, "segment": "Industry", "customers": 400, "case": "unsteady", "won": 3, "lead": 0.01},
        {**plain, "segment": "Public", "customers": 12, "case": "few", "won": 0, "cuts": 0, "lead": None},
        {**plain, "segment": "Retail", "customers": 210, "case": "own", "won": 6, "lead": 0.07}
        | {"meaning": "What came in the last 365 days."},
    ]
    template = (
        "Of %(segments)d segments, these are ordered by a way of their own, which steadily found more there: %(names)s."
    )
    return {"choices": choices, "sentence": {"template": template, "facts": {"segments": 3, "names": "Retail"}}, **more}


def test_the_run_tells_what_orders_every_segment_and_why(company: Company, cast: Cast, open_page: Any) -> None:
    run = with_record(company, record(segments=of_segments()))
    text = seen(open_page, cast.finance_partner, "run", code=run.short_code)
    assert "Of 3 segments, these are ordered by a way of their own, which steadily found more there: Retail." in text
    rows = re.findall(r'<tr role="row">(.*?)</tr>', text.split("Segment by segment", 1)[1].split("</table>", 1)[0])[1:]
    assert [re.search(r"<th[^>]*>(\w+)", row)[1] for row in rows] == ["Retail", "Industry", "Public"]  # type: ignore[index]
    assert "of its own" in rows[0]
    assert "on 6 of 6 earlier days it found more of the segment&#x27;s value, 7.0% more in the mean" in rows[0]
    assert "on 3 of 6 earlier days, which is not steady enough" in rows[1]
    assert "it takes 75 customers and 300 days with an order" in rows[2]
    assert "steadily found more there: Retail." in seen(open_page, cast.champion, "customers")


def test_segments_are_told_in_the_language_of_the_reader(company: Company, cast: Cast, open_page: Any) -> None:
    run = with_record(company, record(segments=of_segments()))
    User.objects.filter(pk=cast.champion.pk).update(language="es")
    text = seen(open_page, User.objects.get(pk=cast.champion.pk), "run", code=run.short_code)
    assert (
        "De 3 segmentos, se ordenan con una forma de elegir propia, que allí encontró más de forma constante: Retail."
        in text
    )
    assert "Segmento por segmento" in text


def test_a_run_looks_for_a_way_of_every_segment_of_the_customer_file(data_dir: Path, cast: Cast, orders: Path) -> None:  # noqa: F811
    whole = running.run_now(by=None)
    assert "segments" not in whole.parameters
    assert "segments" not in whole.manifest["choice"]
    codes = list(Customer.objects.order_by("code").values_list("code", flat=True))
    Customer.objects.filter(code__in=codes[::2]).update(segment="Retail")
    by_segment = running.run_now(by=None)
    assert by_segment.pk != whole.pk
    assert by_segment.result_digest == whole.result_digest
    told = by_segment.manifest["choice"]["segments"]["choices"]
    assert [(each["segment"], each["case"]) for each in told] == [("Retail", "few")]
    assert 0 < told[0]["customers"] <= len(codes[::2])


def test_a_young_ledger_is_said_to_be_young(company: Company, cast: Cast, open_page: Any) -> None:
    run = with_record(company, record("too_short", methods=[], made=None, hits=None, captured_share=None))
    for text in (seen(open_page, cast.champion, "run", code=run.short_code), seen(open_page, cast.champion, "whale")):
        assert "The history is too short to try the choice on earlier days" in text
        assert "Way of choosing" not in text


def test_a_run_of_an_earlier_version_says_nothing_of_it(company: Company, cast: Cast, open_page: Any) -> None:
    assert 'id="choice"' not in seen(open_page, cast.champion, "run", code=company.run.short_code)


def test_it_is_told_in_the_language_of_the_reader(company: Company, cast: Cast, open_page: Any) -> None:
    run = with_record(company, record())
    User.objects.filter(pk=cast.champion.pk).update(language="es")
    text = seen(open_page, User.objects.get(pk=cast.champion.pk), "run", code=run.short_code)
    assert "En 2 días anteriores esta elección habría encontrado 17,5 de los 25 clientes" in text
    assert "regla simple" in text


@pytest.mark.parametrize("lines", [1, 3])
def test_a_ledger_of_one_customer_is_no_obstacle(data_dir: Path, cast: Cast, lines: int) -> None:
    from clave.ledger import operations as ledger
    from clave.ledger.models import ImportJob

    file = data_dir / "few.csv"
    rows = "".join(f"A,O{n},2025-0{n + 1}-01,10.00,EUR\n" for n in range(lines))
    file.write_text(f"customer_code,order_id,ordered_on,net_amount,currency\n{rows}", encoding="utf-8")
    job = ledger.receive_path(by=cast.finance_partner, kind="orders", path=str(file))
    ledger.finish_reading(
        job=ledger.start_reading(by=cast.finance_partner, job=job), today=running.timezone.localdate()
    )
    ledger.import_batch(by=cast.finance_partner, job=ImportJob.objects.get(pk=job.pk), confirmed=True)
    run = running.run_now(by=None)
    assert run.is_done, run.failure
    assert run.manifest["choice"]["by"] == "revenue"
