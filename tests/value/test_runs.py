"""Runs end to end on a real ledger: asked for once, computed whole or not at all, and the same when computed again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from clave.access.models import Entry
from clave.access.rules import NotAllowed
from clave.analytics import code_version as code_module
from clave.analytics import shrinkage
from clave.analytics.backtests import METHODS
from clave.analytics.code_version import code_version
from clave.ledger import operations as ledger
from clave.ledger.models import Customer, ImportJob
from clave.value import store
from clave.value.commands import outcome
from clave.value.models import BookRow, BookSeries, Recomputation, Run, YearOfRun
from clave.value.operations import recomputing, rows, running
from clave.value.refusals import NothingToCompute, ParameterOutOfRange, RunNotDone
from clave.value.rules import SECONDS_OF_SILENCE
from clave.value.views.recomputation_words import why_it_differs
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEAD = "customer_code,order_id,ordered_on,net_amount,cost_amount,freight_amount,list_amount,currency,promised_on,delivered_on"


def order_lines() -> str:
    """Sixty customers that order every so often; A1 and A2 belong to group A1's head, C59 only sends back."""
    lines = [HEAD]
    for customer in range(60):
        for order in range(1 + customer % 9):
            day = date(2025, 1, 1) + timedelta(days=7 * customer % 90 + order * (20 + customer % 17))
            late = day + timedelta(days=6 if order % 4 == 3 else 4)
            amount = 100 + customer + order
            money = f"{amount}.25,{amount // 2}.10,3.50,{amount + 20}.00"
            lines.append(f"C{customer:02d},O{customer}-{order},{day},{money},EUR,{day + timedelta(days=5)},{late}")
    lines.append("C99,O99,2025-06-01,-50.00,0,0,-50.00,EUR,,")
    return "\n".join(lines) + "\n"


@pytest.fixture
def orders(data_dir: Path, cast: Cast) -> Path:
    """The order lines, imported as the finance partner would; C01 and C02 belong to C00."""
    file = data_dir / "orders.csv"
    file.write_text(order_lines(), encoding="utf-8")
    by = cast.finance_partner
    job = ledger.receive_path(by=by, kind="orders", path=str(file))
    ledger.finish_reading(job=ledger.start_reading(by=by, job=job), today=date(2026, 6, 1))
    job = ImportJob.objects.get(pk=job.pk)
    assert not job.problems, job.problems
    ledger.import_batch(by=by, job=job, confirmed=True)
    head = Customer.objects.get(code="C00")
    for code in ("C01", "C02"):
        ledger.link_parent(
            by=cast.champion, customer=Customer.objects.get(code=code), parent=head, valid_from=date(2025, 1, 1)
        )
    return file


@pytest.fixture
def done(orders: Path, cast: Cast) -> Run:
    run = running.run_now(by=cast.finance_partner)
    assert run.is_done, run.failure
    return run


def tables_of(run: Run) -> tuple[Any, Any]:
    """The book and the months of a run, computed now."""
    book = running.scored(run)
    return book.exact, book.months(4)


def counts() -> tuple[int, int, int]:
    return Run.objects.filter(state="done").count(), BookRow.objects.count(), BookSeries.objects.count()


def test_a_run_keeps_what_went_in_and_what_came_out(done: Run) -> None:
    manifest = json.loads((store.folder_of(done.short_code) / store.MANIFEST).read_text(encoding="utf-8"))
    assert manifest == done.manifest
    assert (manifest["data_version"], manifest["result_digest"]) == (1, done.result_digest)
    assert manifest["choice"]["as_of"] == done.as_of.isoformat()
    assert manifest["choice"]["chosen"] in METHODS
    assert manifest["rows"]["customers"] == 61
    assert [file["file_name"] for file in manifest["files"]] == ["orders.csv"]
    for name, digest in manifest["frozen"].items():
        assert store.sha256_of(store.folder_of(done.short_code) / name) == digest
    assert (done.currency, done.rows_done) == ("EUR", 61)
    assert list(Entry.objects.filter(event__startswith="value.run").values_list("event", flat=True)) == [
        "value.run.done",
        "value.run.started",
    ]


def test_a_run_knows_what_its_last_twelve_months_contributed_before_anybody_asks(done: Run) -> None:
    first = date(done.as_of.year - 1 + done.as_of.month // 12, done.as_of.month % 12 + 1, 1).isoformat()
    every = BookSeries.objects.filter(row__run=done, row__is_group=False).values_list("month", "contribution")
    assert YearOfRun.objects.get(run=done).contribution == sum(
        amount for months, amounts in every for month, amount in zip(months, amounts, strict=True) if month >= first
    )


def test_every_customer_and_every_group_has_a_row_with_its_months(done: Run) -> None:
    assert counts() == (1, 62, 62)
    one = BookRow.objects.select_related("series").get(customer__code="C08")
    assert (one.orders, one.revenue) == (9, 9 * 108_25 + 36_00)
    assert (one.due_orders, one.on_time_orders, one.on_time_share_basis_points) == (
        8,
        6,
        7_500,
    )  # the last is still under way
    assert one.contribution == one.revenue - one.product_cost - one.freight
    assert sum(one.series.revenue) == one.revenue
    assert sum(one.series.orders) == one.orders
    assert one.series.month == sorted(one.series.month)


def test_a_group_is_its_members_together(done: Run) -> None:
    group = BookRow.objects.select_related("series").get(is_group=True)
    members = list(BookRow.objects.filter(is_group=False, parent=group.customer))
    assert {row.customer.code for row in members} == {"C00", "C01", "C02"}
    assert (group.customer.code, group.members, group.is_widest) == ("C00", 3, True)
    for figure in ("orders", "revenue", "contribution", "product_cost", "due_orders", "lifetime_value"):
        assert getattr(group, figure) == sum(getattr(row, figure) for row in members), figure
    assert sum(group.series.revenue) == group.revenue
    below = sum((row.lifetime_value - row.lifetime_value_low) ** 2 for row in members) ** 0.5
    assert abs(group.lifetime_value - group.lifetime_value_low - below) < 1
    assert not any(row.is_widest for row in members)


def test_who_only_sends_back_has_no_lifetime_value_rather_than_none_of_it(done: Run) -> None:
    row = BookRow.objects.get(customer__code="C99")
    assert (row.orders, row.revenue, row.lifetime_value, row.method) == (0, -50_00, None, "no_orders")


def test_the_same_inputs_give_the_run_that_is_there(done: Run, cast: Cast) -> None:
    assert running.run_now(by=cast.champion).pk == done.pk
    assert running.run_now(by=cast.champion, seed=2).pk != done.pk


def test_another_grouping_is_another_run(done: Run, cast: Cast) -> None:
    link = Customer.objects.get(code="C02").parents.get()
    ledger.end_parent(by=cast.champion, link=link, valid_to=date(2025, 2, 1))
    again = running.run_now(by=cast.champion)
    assert again.pk != done.pk
    assert again.result_digest == done.result_digest
    assert BookRow.objects.get(run=again, is_group=True).members == 2


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"horizon_months": 0}, "horizon_months"),
        ({"horizon_months": 601}, "horizon_months"),
        ({"discount_rate_basis_points": -1}, "discount_rate_basis_points"),
        ({"discount_rate_basis_points": 10_001}, "discount_rate_basis_points"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"currency": "EURO"}, "currency"),
    ],
)
def test_a_parameter_without_a_meaning_starts_nothing(orders: Path, parameters: dict[str, Any], name: str) -> None:
    with pytest.raises(ParameterOutOfRange) as refused:
        running.start_run(by=None, **parameters)
    assert refused.value.facts["name"] == name
    assert not Run.objects.exists()


def test_without_order_lines_there_is_nothing_to_compute(data_dir: Path) -> None:
    with pytest.raises(NothingToCompute):
        running.start_run(by=None)


def test_who_may_not_start_a_run_starts_none(orders: Path, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        running.start_run(by=cast.reader)


def test_what_cannot_be_computed_fails_with_why_and_keeps_nothing(orders: Path) -> None:
    run = running.run_now(by=None, currency="USD")
    assert (run.state, run.failure["code"]) == ("failed", "RATE_MISSING")
    assert counts() == (0, 0, 0)
    assert not store.folder_of(run.short_code).exists()


@pytest.mark.parametrize("broken", ["freeze", "write_rows", "_close"])
def test_a_run_that_breaks_off_leaves_no_row_and_can_be_repeated(
    orders: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def breaks(*args: Any, **words: Any) -> Any:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(running, broken, breaks)
        with pytest.raises(OSError, match="the disk is gone"):
            running.run_now(by=None)
    failed = Run.objects.get()
    assert (failed.state, failed.failure["code"]) == ("failed", "RUN_FAILED")
    assert counts() == (0, 0, 0)
    assert not store.folder_of(failed.short_code).exists()
    assert running.run_now(by=None).is_done


def test_a_run_whose_process_died_is_declared_stopped_and_started_anew(orders: Path) -> None:
    dead = running.start_run(by=None)
    Run.objects.filter(pk=dead.pk).update(state="running")
    assert running.start_run(by=None).pk == dead.pk
    Run.objects.update(worked_at=timezone.now() - timedelta(seconds=SECONDS_OF_SILENCE + 1))
    anew = running.run_now(by=None)
    dead.refresh_from_db()
    assert (dead.state, dead.failure["code"]) == ("failed", "RUN_STOPPED")
    assert (anew.is_done, anew.pk != dead.pk) == (True, True)


def test_a_run_whose_claim_is_free_has_died_and_leaves_nothing(orders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "CHUNK", 20)
    dead = running.start_run(by=None)
    with store.working_on(dead.short_code) as is_mine:
        assert is_mine
        Run.objects.update(state="running")
        assert running.sweep_runs() == []
        dead.refresh_from_db()
        rows.write_rows(dead, *tables_of(dead), {})
        (store.folder_of(dead.short_code)).mkdir()
        assert (dead.rows_done, counts()) == (61, (0, 61, 61))
        assert running.run_now(by=None).pk == dead.pk
    (store.folder_of(dead.short_code).parent / f".working-{dead.short_code}").touch()
    assert running.sweep_runs() == [dead.short_code]
    assert counts() == (0, 0, 0)
    assert list(store.folder_of(dead.short_code).parent.iterdir()) == []
    assert running.run_now(by=None).is_done


def test_what_nobody_claims_and_no_run_keeps_is_swept(done: Run) -> None:
    here = store.folder_of(done.short_code).parent
    (here / ".coming-R8-dead").mkdir()
    (here / "R9-dead").mkdir()
    assert running.sweep_runs() == ["R8-dead", "R9-dead"]
    assert [path.name for path in here.iterdir()] == [done.short_code]


def test_a_recomputation_whose_claim_is_free_is_begun_anew(done: Run) -> None:
    dead = recomputing.start_recomputation(by=None, run=done)
    Recomputation.objects.update(state="running")
    claim = f"{done.short_code}-again"
    with store.working_on(claim):
        assert recomputing.recompute_run(by=None, run=done).pk == dead.pk
    (store.folder_of(done.short_code).parent / f".working-{claim}").touch()
    again = recomputing.recompute_run(by=None, run=done)
    assert (again.is_same, again.pk != dead.pk) == (True, True)


def test_a_run_under_way_is_not_begun_twice(orders: Path) -> None:
    run = running.start_run(by=None)
    Run.objects.update(state="running")
    assert running.finish_run(by=None, run=run).state == "running"
    assert counts() == (0, 0, 0)


def test_a_run_computed_again_is_the_same(done: Run) -> None:
    again = recomputing.recompute_run(by=None, run=done)
    assert (again.state, again.is_same, again.difference) == ("done", True, [])
    assert again.result_digest == done.result_digest


def test_a_run_computed_again_names_what_differs(done: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seeded = recomputing.scored

    def otherwise(run: Run) -> Any:
        run.seed = 2
        return seeded(run)

    monkeypatch.setattr(recomputing, "scored", otherwise)
    again = recomputing.recompute_run(by=None, run=done)
    assert not again.is_same
    assert {one["column"] for one in again.difference} <= {"lifetime_value_low", "lifetime_value_high"}
    assert again.difference[0]["was"] != again.difference[0]["now"]
    assert not again.is_by_other_code
    assert "a setting or the machine is not what it was" in why_it_differs(again)


def test_code_that_has_changed_is_named_where_figures_differ(
    done: Run, cast: Cast, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    calmer = shrinkage.VARIANCE_WEIGHT / 2
    monkeypatch.setattr(shrinkage, "VARIANCE_WEIGHT", calmer)
    monkeypatch.setattr(recomputing, "code_version", lambda: "0.1.0+otherwise")
    again = recomputing.recompute_run(by=None, run=done)
    assert (again.is_same, again.is_by_other_code) == (False, True)
    told = outcome(again).splitlines()
    assert f"Clave {done.code_version} computed it first, Clave 0.1.0+otherwise computed it again" in told[1]
    assert "are as they were written" in told[1]
    assert len(told) == 2 + len(again.difference) > 2
    page = open_page(cast.champion, "run", code=done.short_code).content.decode()
    assert "differs: other code" in page
    assert "The code has changed since" in page


def test_the_version_of_the_code_changes_with_what_computes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = code_version.__wrapped__
    assert read() == read() == code_version()
    shutil.copytree(Path(code_module.__file__).parent, tmp_path / "analytics", ignore=shutil.ignore_patterns("*.pyc"))
    monkeypatch.setattr(code_module, "__file__", str(tmp_path / "analytics" / "code_version.py"))
    assert read() == code_version()
    with (tmp_path / "analytics" / "lifetime" / "fitting.py").open("a") as file:
        file.write("MAX_STEPS = 301\n")
    assert read() != code_version()


def test_a_damaged_file_is_refused_and_the_run_stays(done: Run) -> None:
    with (store.folder_of(done.short_code) / store.BOOK).open("ab") as file:
        file.write(b"x")
    again = recomputing.recompute_run(by=None, run=done)
    assert (again.state, again.failure["code"]) == ("failed", "RUN_FILES_DAMAGED")
    assert counts() == (1, 62, 62)


def test_only_a_finished_run_is_computed_again(orders: Path) -> None:
    with pytest.raises(RunNotDone):
        recomputing.start_recomputation(by=None, run=running.start_run(by=None))
    assert not Recomputation.objects.exists()


def test_the_pages_of_runs_show_what_was_kept(done: Run, cast: Cast, open_page: Callable[..., Any]) -> None:
    recomputing.recompute_run(by=cast.champion, run=done)
    listed = open_page(cast.champion, "runs")
    assert listed.status_code == 200
    page = open_page(cast.finance_partner, "run", code=done.short_code).content.decode()
    for told in (done.result_digest, "61 customers as of", "orders.csv", "the same", "Compute again"):
        assert told in page, told


def test_the_page_of_a_run_at_work_looks_again_by_itself(
    orders: Path, cast: Cast, open_page: Callable[..., Any], client: Any
) -> None:
    run = running.queue_run(by=cast.champion)
    page = open_page(cast.champion, "run", code=run.short_code).content.decode()
    assert 'hx-trigger="every 2s"' in page
    running.finish_run(by=cast.champion, run=run)
    answer = client.get(f"/runs/{run.short_code}/", headers={"HX-Request": "true"})
    assert (answer.content, answer["HX-Refresh"]) == (b"", "true")


def test_a_run_is_started_from_the_page(orders: Path, cast: Cast, open_page: Callable[..., Any], client: Any) -> None:
    page = open_page(cast.champion, "start-run").content.decode()
    assert 'value="EUR"' in page
    sent = {"currency": "eur", "horizon_months": 24, "discount_percent": "8.5", "seed": 1}
    run = client.post("/runs/new/", sent)
    made = Run.objects.get()
    assert run["Location"] == f"/runs/{made.short_code}/"
    assert (made.currency, made.horizon_months, made.discount_rate_basis_points) == ("EUR", 24, 850)
    refused = client.post("/runs/new/", {**sent, "discount_percent": "101"})
    assert (refused.status_code, Run.objects.count()) == (422, 1)


def test_the_book_leaves_as_a_file_with_its_run_and_the_taking_is_kept(done: Run, cast: Cast, client: Any) -> None:
    client.force_login(cast.finance_partner)
    answer = client.get(f"/exports/runs/{done.short_code}/?kind=csv")
    head, *lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert head.startswith("customer_code,")
    assert len(lines) == 61
    assert all(f",{done.short_code},2025-" in line for line in lines)
    assert Entry.objects.filter(event="value.customers.exported").count() == 1


def test_an_empty_house_leads_to_the_import(cast: Cast, open_page: Callable[..., Any]) -> None:
    assert "/imports/" in open_page(cast.champion, "runs").content.decode()
