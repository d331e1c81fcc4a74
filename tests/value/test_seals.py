"""What is finished stays: the database itself refuses to change the figures and the months of a run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clave.ledger.models import Customer, DataVersion
from clave.value.models import BookRow, BookSeries, Run
from clave.value.operations.rows import drop_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished() -> BookSeries:
    """A customer's months in a finished run."""
    version = DataVersion.objects.create(number=1, reason="import", digest="0" * 64)
    run = Run.objects.create(
        number=1,
        short_code="R1-0000",
        state="running",
        data_version=version,
        as_of=date(2026, 1, 31),
        horizon_months=36,
        discount_rate_basis_points=1000,
        currency="EUR",
        seed=1,
        inputs_digest="0" * 64,
    )
    customer = Customer.objects.create(code="C1", name="Customer", origin="master")
    row = BookRow.objects.create(run=run, customer=customer, orders=1, revenue=100, method="mbg_nbd")
    series = BookSeries.objects.create(row=row, month=["2026-01-01"], revenue=[100], orders=[1])
    run.state, run.result_digest = "done", "1" * 64
    run.save(update_fields=["state", "result_digest"])
    return series


CHANGES: dict[str, Callable[[BookSeries], Any]] = {
    "the months": lambda series: BookSeries.objects.update(revenue=[1]),
    "the figures": lambda series: BookRow.objects.update(revenue=1),
    "the run": lambda series: Run.objects.update(seed=2),
    "the months away": lambda series: BookSeries.objects.all().delete(),
    "another row": lambda series: BookRow.objects.create(
        run=series.row.run, customer=series.row.customer, is_group=True, orders=1, revenue=1, method="several"
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_finished_run_refuses_to_change(finished: BookSeries, name: str) -> None:
    with pytest.raises(DatabaseError, match="a finished run never changes"), transaction.atomic():
        CHANGES[name](finished)
    assert BookSeries.objects.values_list("revenue", flat=True).get() == [100]
    assert BookRow.objects.values_list("revenue", flat=True).get() == 100


@pytest.mark.parametrize("state", ["queued", "running"])
def test_figures_go_only_with_a_failed_run(finished: BookSeries, state: str) -> None:
    run = finished.row.run
    other = Run.objects.create(
        number=2,
        short_code="R2-0000",
        state=state,
        data_version=run.data_version,
        horizon_months=36,
        discount_rate_basis_points=1000,
        seed=2,
        inputs_digest="2" * 64,
    )
    row = BookRow.objects.create(run=other, customer=finished.row.customer, orders=1, revenue=1, method="mbg_nbd")
    months = BookSeries.objects.create(row=row)
    bare = BookRow.objects.create(
        run=other, customer=finished.row.customer, is_group=True, orders=1, revenue=1, method="several"
    )
    for kept in (months, bare):
        with pytest.raises(DatabaseError, match="a finished run never changes"), transaction.atomic():
            kept.delete()
    Run.objects.filter(pk=other.pk).update(state="failed")
    drop_rows(other)
    assert BookRow.objects.get().run == run


def test_months_cannot_be_added_to_a_row_of_a_finished_run(finished: BookSeries) -> None:
    run = finished.row.run
    other = Run.objects.create(
        number=2,
        short_code="R2-0000",
        state="running",
        data_version=run.data_version,
        as_of=run.as_of,
        horizon_months=36,
        discount_rate_basis_points=1000,
        currency="EUR",
        seed=2,
        inputs_digest="2" * 64,
    )
    row = BookRow.objects.create(run=other, customer=finished.row.customer, orders=1, revenue=1, method="mbg_nbd")
    other.state, other.result_digest = "done", "2" * 64
    other.save(update_fields=["state", "result_digest"])
    with pytest.raises(DatabaseError, match="a finished run never changes"), transaction.atomic():
        BookSeries.objects.create(row=row)
