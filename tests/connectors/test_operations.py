"""A connector goes: the same preview as a file, in at once only where somebody allowed it and every check is clean."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from clave.access.models import Entry, PersonalValues, RoleGrant
from clave.access.rules import NotAllowed
from clave.connectors import queries, refusals
from clave.connectors.models import Connector, ConnectorRun
from clave.connectors.operations import going, saving
from clave.connectors.operations.saving import Terms
from clave.connectors.programs import sql
from clave.connectors.rules import Program, Rhythm, RunState
from clave.connectors.sealing import unseal
from clave.ledger import operations as ledger
from clave.ledger import refusals as ledger_refusals
from clave.ledger.models import Batch, Customer, ImportJob
from clave.ledger.rules import State
from clave.notices import operations as notices
from clave.notices.models import Notice
from clave.web.connector_news import connector_news
from tests.cast import Cast
from tests.connectors import contracts, firm
from tests.connectors.conftest import EVERYTHING, Shop
from tests.ledger.imports import amounts, lines, nothing_changed

pytestmark = pytest.mark.django_db
Connected = Callable[..., Connector]
CHANGED = {"changed_column": "changed"}


def went(row: Connector, by: Any = None) -> ConnectorRun:
    """The connector goes, worker and all."""
    run = going.go(by=by, connector=row)
    return ConnectorRun.objects.select_related("job", "job__batch", "connector").get(pk=run.pk)


def said_yes(run: ConnectorRun, cast: Cast) -> Batch | None:
    assert run.job is not None
    return ledger.import_batch(by=cast.finance_partner, job=run.job)


def test_what_it_fetches_waits_as_a_preview_until_a_person_says_yes(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    shop.sell("A")
    shop.sell("B", "7.5")
    row = connected(shop.address, **CHANGED)
    with nothing_changed():
        run = went(row, by=cast.finance_partner)
    assert (run.state, run.job.state, run.rows) == (RunState.FETCHED, State.READY, 2)
    assert (run.job.preview["added"], run.job.preview["changed"], run.job.preview["unchanged"]) == (2, 0, 0)
    assert [news.title for news in connector_news(cast.finance_partner)] == [
        f"{row} has brought something that waits for your yes"
    ]
    assert queries.mark_of(row) == ""
    with pytest.raises(refusals.PreviewWaits):
        going.go(by=cast.finance_partner, connector=row)
    said_yes(run, cast)
    assert (lines(), queries.mark_of(row)) == (amounts(A="100", B="7.5"), "2025-03-14 10:00:00")


def test_allowed_and_clean_comes_in_by_itself_and_again_changes_nothing(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    shop.sell("A")
    row = connected(shop.address, **CHANGED)
    row = saving.allow_connector(by=cast.finance_partner, connector=row, allowed=True)
    run = went(row)
    assert (run.job.state, run.job.batch.imported_by, lines()) == (
        State.IMPORTED,
        cast.finance_partner,
        amounts(A="100"),
    )
    with nothing_changed():
        again = went(row)
    assert (again.state, again.since, again.rows) == (RunState.NOTHING, "2025-03-14 09:00:00", 1)
    shop.sell("B", "5", changed="2025-03-16 10:00:00")
    shop.do("UPDATE orders SET net_amount = '90.00', changed = '2025-03-16 11:00:00' WHERE order_id = 'A'")
    later = went(row)
    assert (later.job.batch.added, later.job.batch.changed, lines()) == (1, 1, amounts(A="90", B="5"))


def test_what_is_gone_at_the_source_stays(shop: Shop, connected: Connected, cast: Cast) -> None:
    shop.sell("A")
    shop.sell("B")
    row = saving.allow_connector(by=cast.finance_partner, connector=connected(shop.address), allowed=True)
    went(row)
    shop.do("DELETE FROM orders WHERE order_id = 'A'")
    assert (went(row).state, lines()) == (RunState.NOTHING, amounts(A="100", B="100"))


def test_rows_that_are_refused_keep_everything_out_and_are_fetched_again(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    shop.sell("A")
    shop.sell("B", "seven")
    row = saving.allow_connector(by=cast.finance_partner, connector=connected(shop.address, **CHANGED), allowed=True)
    with nothing_changed():
        run = went(row)
    assert (run.state, run.job.state, "seven" in run.told) == (RunState.FAILED, State.REFUSED, True)
    shop.do("UPDATE orders SET net_amount = '7' WHERE order_id = 'B'")
    went(row)
    assert (lines(), ImportJob.objects.get(pk=run.job.pk).state) == (amounts(A="100", B="7"), State.DISCARDED)


def test_a_column_renamed_at_the_source_changes_nothing_and_is_named(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    row = saving.allow_connector(by=cast.finance_partner, connector=connected(shop.address), allowed=True)
    shop.sell("A")
    went(row)
    shop.do("ALTER TABLE orders RENAME COLUMN customer_code TO buyer")
    shop.sell("B")
    with nothing_changed():
        run = went(row)
    assert (run.state, run.problem["code"], "customer_code" in run.told) == (RunState.FAILED, "COLUMN_MISSING", True)


def test_a_change_dated_ahead_of_every_clock_does_not_hide_what_comes_after(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    row = saving.allow_connector(by=cast.finance_partner, connector=connected(shop.address, **CHANGED), allowed=True)
    shop.sell("A", changed="2025-03-14 10:00:00")
    shop.sell("B", changed="2099-01-01 00:00:00")
    went(row)
    shop.sell("C", changed="2025-03-14 09:30:00")
    went(row)
    assert lines() == amounts(A="100", B="100", C="100")


def test_a_source_that_breaks_off_leaves_nothing_half(data_dir: Path, connected: Connected, cast: Cast) -> None:
    source = contracts.Odoo(firm.odoo())
    source.on(5, None)
    with contracts.serving(source) as address:
        row = connected(
            address, Program.ODOO, "sales-orders", login=contracts.KEY, secret=contracts.SECRET, database="firm"
        )
        with nothing_changed():
            run = went(row, by=cast.finance_partner)
        assert (run.state, run.job, ImportJob.objects.count()) == (RunState.FAILED, None, 0)
        assert not list((data_dir / "uploads").glob("*"))
        assert went(row, by=cast.finance_partner).job.state == State.READY


def test_odoo_comes_in_by_the_mapping_that_is_ready_for_it(connected: Connected, cast: Cast) -> None:
    login = {"login": contracts.KEY, "secret": contracts.SECRET}
    with contracts.serving(contracts.Odoo(firm.odoo())) as address:
        row = connected(address, Program.ODOO, "customers", database="firm", owner=cast.champion, **login)
        ledger.import_batch(by=cast.champion, job=went(row, by=cast.champion).job)
        run = went(connected(address, Program.ODOO, "sales-orders", database="firm", **login), by=cast.finance_partner)
    said_yes(run, cast)
    assert (Customer.objects.get(code="10").name, lines()) == ("Acme", amounts(S00001="50.05", S00002="100.10"))


def test_erpnext_comes_in_by_the_mapping_that_is_ready_for_it(connected: Connected, cast: Cast) -> None:
    with contracts.serving(contracts.ErpNext(firm.erpnext())) as address:
        row = connected(address, Program.ERPNEXT, "invoices", login=contracts.KEY, secret=contracts.SECRET)
        run = went(row, by=cast.finance_partner)
    said_yes(run, cast)
    assert lines() == amounts(**{"SI-1": "150.1", "SI-2": "-50", "SI-3": "900"})


def test_a_failing_source_is_told_once_to_its_owner_and_asked_ever_more_rarely(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    row = connected(shop.address, rhythm=Rhythm.HOURLY)
    shop.path.unlink()
    waits = []
    for _ in range(4):
        Connector.objects.filter(pk=row.pk).update(goes_at=timezone.now())
        assert going.start_due(now=timezone.now()) == 1
        row.refresh_from_db()
        waits.append(round((row.goes_at - timezone.now()) / timedelta(minutes=1)))
        notices.notice_everybody(on=timezone.localdate())
    assert (waits, row.failures) == ([5, 10, 20, 40], 4)
    told = Notice.objects.filter(kind="connectors")
    assert [notice.user for notice in told] == [cast.finance_partner]


def test_a_source_that_asks_to_wait_is_left_alone_so_long(connected: Connected, cast: Cast) -> None:
    source = contracts.ErpNext(firm.erpnext())
    source.on(1, contracts.too_often("7200"))
    with contracts.serving(source) as address:
        row = connected(
            address, Program.ERPNEXT, "invoices", login=contracts.KEY, secret=contracts.SECRET, rhythm=Rhythm.HOURLY
        )
        run = went(row)
    row.refresh_from_db()
    assert (run.problem["code"], round((row.goes_at - timezone.now()).total_seconds())) == ("ASKED_TOO_OFTEN", 7200)


@pytest.mark.parametrize("how", ["left", "role withdrawn"])
def test_who_has_left_brings_in_nothing_any_more(shop: Shop, connected: Connected, cast: Cast, how: str) -> None:
    row = saving.allow_connector(
        by=cast.finance_partner, connector=connected(shop.address, rhythm=Rhythm.DAILY), allowed=True
    )
    shop.sell("A")
    if how == "left":
        cast.finance_partner.is_active = False
        cast.finance_partner.save()
    else:
        RoleGrant.objects.filter(user=cast.finance_partner).update(withdrawn_at=timezone.now())
    Connector.objects.filter(pk=row.pk).update(goes_at=timezone.now())
    with nothing_changed():
        assert going.start_due(now=timezone.now()) == 0
    assert row.runs.get().problem["code"] == "OWNER_UNFIT"
    assert [news.title for news in connector_news(cast.administrator)] == [f"{row} brings nothing any more"]


def test_what_was_undone_is_fetched_again_and_waits_for_a_person(shop: Shop, connected: Connected, cast: Cast) -> None:
    row = saving.allow_connector(by=cast.finance_partner, connector=connected(shop.address, **CHANGED), allowed=True)
    shop.sell("A")
    first = went(row)
    ledger.undo_batch(by=cast.finance_partner, batch=first.job.batch)
    assert queries.mark_of(row) == ""
    with nothing_changed():
        assert went(row).job.state == State.READY


def test_a_changed_query_takes_back_the_leave_to_bring_in_by_itself(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    row = saving.allow_connector(by=cast.finance_partner, connector=connected(shop.address), allowed=True)
    terms = Terms(row.name, shop.address, cast.finance_partner, query=f"{EVERYTHING} WHERE 1 = 1")
    changed = saving.change_connector(by=cast.administrator, connector=row, version=row.version, terms=terms)
    assert changed.allowed_by is None
    with pytest.raises(refusals.ConnectorChanged):
        saving.change_connector(by=cast.administrator, connector=row, version=row.version, terms=terms)


def test_the_secret_is_sealed_and_stands_nowhere_else(
    shop: Shop, connected: Connected, cast: Cast, settings: Any
) -> None:
    row = connected("postgresql://db.example/x", login="me", secret="the-secret-8281")
    assert (row.sealed_secret.count("the-secret-8281"), unseal(row.sealed_secret)) == (0, "the-secret-8281")
    told = [str(vars(each)) for model in (Entry, PersonalValues, Connector) for each in model.objects.all()]
    assert "the-secret-8281" not in json.dumps(told)
    terms = Terms(row.name, "postgresql://elsewhere.example/x", cast.finance_partner, login="me", query=EVERYTHING)
    with pytest.raises(refusals.SecretNeeded):
        saving.change_connector(by=cast.administrator, connector=row, version=1, terms=terms)
    settings.SECRET_KEY = "another"
    with pytest.raises(refusals.SecretUnreadable):
        queries.way_of(row)


def test_a_secret_may_stay_in_the_environment_of_the_server_under_its_own_name_only(
    connected: Connected, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("from-a-file\n")
    monkeypatch.setenv("CLAVE_CONNECTOR_SHOP_FILE", str(tmp_path / "secret"))
    row = connected("postgresql://db.example/x", secret_variable="CLAVE_CONNECTOR_SHOP")
    assert queries.way_of(row).secret == "from-a-file"
    monkeypatch.delenv("CLAVE_CONNECTOR_SHOP_FILE")
    with pytest.raises(refusals.SecretNotThere):
        queries.way_of(row)
    for name in ("CLAVE_SECRET_KEY", "PATH", "CLAVE_CONNECTOR_FOLDERS", "CLAVE_CONNECTOR_SHOP_FILE"):
        with pytest.raises(refusals.SecretNameRefused):
            connected("postgresql://db.example/x", name=name, secret_variable=name)


def test_who_sets_up_does_not_bring_in_and_who_brings_in_does_not_set_up(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    row = connected(shop.address)
    terms = Terms("Mine", shop.address, cast.finance_partner, query=EVERYTHING)
    with pytest.raises(NotAllowed):
        saving.add_connector(by=cast.finance_partner, program=Program.SQL, brings="orders", terms=terms)
    with pytest.raises(NotAllowed):
        going.go(by=cast.administrator, connector=row)
    with pytest.raises(ledger_refusals.NotYours):
        going.go(by=cast.champion, connector=row)
    with pytest.raises(NotAllowed):
        saving.allow_connector(by=cast.administrator, connector=row, allowed=True)
    with pytest.raises(refusals.OwnerUnfit):
        connected(shop.address, name="Of the champion", owner=cast.champion)
    assert going.check_connector(by=cast.administrator, connector=row)[:2] == ("order_id", "line_no")


def test_the_same_customer_changed_on_both_sides_shows_both_before_anybody_says_yes(
    shop: Shop, connected: Connected, cast: Cast
) -> None:
    shop.do("CREATE TABLE customers (customer_code TEXT, name TEXT, segment TEXT)")
    shop.do("INSERT INTO customers VALUES ('C1', 'Acme', 'Trade')")
    row = connected(shop.address, brings="customers", query="SELECT * FROM customers", owner=cast.champion)
    ledger.import_batch(by=cast.champion, job=went(row, by=cast.champion).job)
    Customer.objects.filter(code="C1").update(name="Acme Iberia")
    shop.do("UPDATE customers SET segment = 'Retail'")
    run = went(row, by=cast.champion)
    assert Customer.objects.get(code="C1").name == "Acme Iberia"
    assert [(first["verdict"], first["name"], first["segment"]) for first in run.job.preview["first_rows"]] == [
        ("changed", "Acme", "Retail")
    ]


def test_a_run_that_died_is_noted_and_the_next_one_begins_anew(shop: Shop, connected: Connected, cast: Cast) -> None:
    row = connected(shop.address)
    run = going.start_run(by=cast.finance_partner, connector=row)
    with pytest.raises(refusals.AlreadyGoing):
        going.start_run(by=cast.finance_partner, connector=row)
    going.start_due(now=timezone.now() + timedelta(minutes=6))
    run.refresh_from_db()
    assert (run.state, run.problem["code"]) == (RunState.FAILED, "RUN_STOPPED")
    assert sql.refuse_address(shop.address) == "sqlite"
    shop.sell("A")
    assert went(row, by=cast.finance_partner).job.state == State.READY


@pytest.mark.drill
def test_a_million_order_lines_come_in_from_a_database(shop: Shop, connected: Connected, cast: Cast) -> None:
    import resource

    shop.do(
        "INSERT INTO orders SELECT 'S' || value, 1, 'C' || (value % 5000), '2025-03-14', 'EUR', '12.34', value FROM "
        "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 1000000) SELECT value FROM n)"
    )
    row = saving.allow_connector(by=cast.finance_partner, connector=connected(shop.address, **CHANGED), allowed=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = went(row)
    assert (run.rows, run.job.state, run.job.batch.added) == (1_000_000, State.IMPORTED, 1_000_000)
    print(f"memory grew by {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10} MB")
    assert queries.mark_of(row) == "1000000"
