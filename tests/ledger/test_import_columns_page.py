"""/imports/<key>/columns/: which of their columns is which of ours, saved under a name, never lost to another's save."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clave.ledger.models import ImportJob, MappingProfile
from tests.cast import Cast
from tests.ledger.conftest import Send, job_of

pytestmark = pytest.mark.django_db

THEIRS = b"Client No;Doc;Day;Price;Pieces\nK1;A1;31.03.2025;10,50;2\nK2;A2;30.03.2025;1,00;3\n"
CHOSEN = {
    "from_customer_code": "column:Client No",
    "from_order_id": "column:Doc",
    "from_ordered_on": "column:Day",
    "from_net_amount": "calculation",
    "text_net_amount": "Price * Pieces",
    "from_currency": "constant",
    "text_currency": "EUR",
}


@pytest.fixture
def job(cast: Cast, send: Send) -> ImportJob:
    """A file whose columns have names of their own."""
    found = job_of(send(cast.finance_partner, THEIRS))
    assert found.state in ("mapping", "refused")
    return found


def columns(client: Client, job: ImportJob, **more: Any) -> Any:
    return client.post(f"/imports/{job.key}/columns/", {**CHOSEN, **more})


def test_the_page_shows_sample_values_and_what_is_missing_within_its_budget(
    cast: Cast, job: ImportJob, open_page: Any
) -> None:
    shown = open_page(cast.finance_partner, "import-columns", key=job.key).content.decode()
    assert "Client No  (K1, K2)" in shown
    assert "not found" in shown


def test_a_calculation_and_a_constant_read_the_file(client: Client, job: ImportJob) -> None:
    assert columns(client, job).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.totals["net_amount"]) == ("ready", "24.00")


def test_a_needed_column_that_is_left_out_is_named(client: Client, job: ImportJob) -> None:
    answer = columns(client, job, from_currency="")
    assert answer.status_code == 422
    assert "Every row needs this" in answer.content.decode()


@pytest.mark.parametrize("text", ["__import__('os')", "Price *", "Price + Nowhere", "1e999999999"])
def test_a_calculation_that_is_none_is_refused_with_words(client: Client, job: ImportJob, text: str) -> None:
    answer = columns(client, job, text_net_amount=text)
    job.refresh_from_db()
    assert answer.status_code in (302, 422)
    assert job.state != "ready"
    assert job.state != "failed"


def test_a_saved_mapping_reads_the_next_file_without_asking(
    cast: Cast, client: Client, job: ImportJob, send: Send
) -> None:
    columns(client, job, save_as="Till")
    saved = MappingProfile.objects.get(name="Till", kind="orders")
    other = job_of(send(cast.finance_partner, THEIRS.replace(b"A1", b"B1"), saved=saved.pk))
    assert other.state == "ready"


def test_two_people_who_save_one_mapping_see_both_versions(client: Client, job: ImportJob) -> None:
    columns(client, job, save_as="Till")
    saved = MappingProfile.objects.get()
    opened = {"save_as": "Till", "saved_name": "Till", "saved_version": saved.version}
    columns(client, job, **opened, text_currency="USD")
    stale = columns(client, job, **opened, text_currency="GBP")
    shown = stale.content.decode()
    assert stale.status_code == 409
    assert "USD" in shown
    assert "GBP" in shown
    assert MappingProfile.objects.get().version == 2
    assert "USD" in MappingProfile.objects.get().toml
    again = columns(client, job, save_as="Till", saved_name="Till", saved_version=2, text_currency="GBP")
    assert again.status_code == 302
    assert "GBP" in MappingProfile.objects.get().toml


def test_a_new_name_that_is_taken_is_refused(client: Client, job: ImportJob) -> None:
    columns(client, job, save_as="Till")
    assert columns(client, job, save_as="Till").status_code == 409
    assert MappingProfile.objects.get().version == 1


def test_looking_again_takes_another_way_of_writing(client: Client, job: ImportJob) -> None:
    for delimiter, found in ((",", 0), (";", 5)):
        answer = client.post(f"/imports/{job.key}/columns/", {"look": "yes", "format_delimiter": delimiter})
        assert answer.status_code == 302
        job.refresh_from_db()
        assert len(job.inspection["headers"]) == found
