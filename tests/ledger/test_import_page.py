"""/imports/<key>/: refused rows with their place, the preview, the yes, the result and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.ledger import operations
from clave.ledger.models import Batch, ImportJob, PeriodLock
from tests.cast import Cast
from tests.ledger.conftest import Send, file_of, job_of, line

pytestmark = pytest.mark.django_db


def start(client: Client, job: ImportJob, **form: Any) -> Any:
    answer = client.post(f"/imports/{job.key}/start/", form)
    job.refresh_from_db()
    return answer


def test_refused_rows_are_shown_with_place_value_and_remedy_within_the_budget(
    cast: Cast, send: Send, open_page: Any
) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1), line(2, net_amount="<b>NaN</b>"))))
    shown = open_page(cast.finance_partner, "import", key=job.key).content.decode()
    for words in ("1 of 2 rows was refused", "line 3", "net_amount", "&lt;b&gt;NaN&lt;/b&gt;", "Second step"):
        assert words in shown
    assert "<b>NaN" not in shown


def test_refused_rows_are_downloaded_without_a_live_formula(cast: Cast, send: Send, client: Client) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1, net_amount="=1+1"))))
    text = b"".join(client.get(f"/imports/{job.key}/refused.csv").streaming_content).decode()
    assert "'=1+1" in text
    assert ",net_amount," in text


def test_a_file_with_refused_rows_enters_only_when_they_are_left_out_on_purpose(
    cast: Cast, send: Send, client: Client
) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1), line(2, net_amount="NaN"))))
    refused = start(client, job)
    assert (refused.status_code, Batch.objects.count()) == (422, 0)
    assert start(client, job, good_rows_only="on").status_code == 302
    assert (job.state, Batch.objects.get().added) == ("imported", 1)


def test_the_same_file_again_says_so_and_names_the_first(cast: Cast, send: Send, client: Client) -> None:
    start(client, job_of(send(cast.finance_partner, file_of(line(1)))))
    again = job_of(send(cast.finance_partner, file_of(line(1))))
    shown = client.get(f"/imports/{again.key}/").content.decode()
    assert "FILE_ALREADY_IMPORTED" in shown
    assert "See import 1" in shown
    assert "This file came in before; nothing was changed" in shown
    assert "Send the mended file" not in shown
    assert Batch.objects.count() == 1


def test_a_file_under_other_names_leads_to_its_columns_and_not_back_to_its_sender(
    cast: Cast, send: Send, client: Client
) -> None:
    job = job_of(send(cast.finance_partner, file_of("S1;K1;5", header="Beleg;Kto;Summe")))
    shown = client.get(f"/imports/{job.key}/").content.decode()
    assert "The columns need a look" in shown
    assert f'class="button primary" href="/imports/{job.key}/columns/"' in shown
    assert "Send the mended file" not in shown


def test_saying_yes_twice_writes_once(cast: Cast, send: Send, client: Client) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1))))
    assert [start(client, job).status_code for _ in range(2)] == [302, 302]
    assert Batch.objects.count() == 1


def test_rows_of_a_locked_period_ask_for_the_day_they_are_known_from(cast: Cast, send: Send, client: Client) -> None:
    locked = timezone.localdate() - timedelta(days=2)
    PeriodLock.objects.create(locked_until=locked)
    job = job_of(send(cast.finance_partner, file_of(line(1))))
    assert "period locked until" in client.get(f"/imports/{job.key}/").content.decode()
    assert start(client, job).status_code == 409
    assert start(client, job, known_on=timezone.localdate().isoformat()).status_code == 302
    assert Batch.objects.get().known_on == timezone.localdate()


def test_undo_shows_what_goes_back_and_does_it(cast: Cast, send: Send, client: Client, open_page: Any) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1), line(2))))
    start(client, job)
    shown = open_page(cast.finance_partner, "import-undo", key=job.key).content.decode()
    assert "Customers known only from these rows go with them" in shown
    assert client.post(f"/imports/{job.key}/undo/").status_code == 302
    assert not Batch.objects.get().is_active
    assert "This import was undone" in client.get(f"/imports/{job.key}/").content.decode()


def test_undo_names_the_later_imports_that_rest_on_it(cast: Cast, send: Send, client: Client) -> None:
    first = job_of(send(cast.finance_partner, file_of(line(1))))
    start(client, first)
    start(client, job_of(send(cast.finance_partner, file_of(line(1, net_amount="9.00")), name="later.csv")))
    answer = client.post(f"/imports/{first.key}/undo/")
    assert answer.status_code == 409
    assert "2 (later.csv)" in answer.content.decode()
    assert "2 (later.csv)" in client.get(f"/imports/{first.key}/undo/").content.decode()
    assert Batch.objects.filter(active_to_version=None).count() == 2


def test_work_that_died_is_called_stopped_and_repeated(cast: Cast, send: Send, client: Client) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1))))
    ImportJob.objects.filter(pk=job.pk).update(state="reading", worked_at=timezone.now() - timedelta(minutes=2))
    assert "The work has stopped" in client.get(f"/imports/{job.key}/progress/").content.decode()
    assert client.post(f"/imports/{job.key}/repeat/").status_code == 302
    job.refresh_from_db()
    assert job.state == "ready"


def test_work_that_goes_on_is_not_begun_twice(cast: Cast, send: Send, client: Client) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1))))
    ImportJob.objects.filter(pk=job.pk).update(state="reading", worked_at=timezone.now())
    answer = client.post(f"/imports/{job.key}/repeat/")
    assert answer.status_code == 409
    assert "hx-get" in answer.content.decode()


def test_the_progress_page_is_loaded_anew_once_the_work_is_over(cast: Cast, send: Send, open_page: Any) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1))))
    assert open_page(cast.finance_partner, "import-progress", key=job.key).headers["HX-Refresh"] == "true"


def test_a_discarded_file_is_gone_from_the_disk(cast: Cast, send: Send, client: Client, data_dir: Any) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1))))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.db.transaction.on_commit", lambda work: work())
        assert client.post(f"/imports/{job.key}/discard/").status_code == 302
    assert not list((data_dir / "uploads").iterdir())


def test_a_crash_leaves_nothing_for_the_next_start(cast: Cast, send: Send, data_dir: Any) -> None:
    job_of(send(cast.finance_partner, file_of(line(1))))
    stray = data_dir / "ledger" / "orders" / "stray.parquet"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"half")
    assert operations.sweep_leftovers() == ["orders/stray.parquet"]
    assert len(list((data_dir / "uploads").iterdir())) == 1


def test_versions_tell_imports_and_undos(cast: Cast, send: Send, client: Client, open_page: Any) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1))))
    start(client, job)
    client.post(f"/imports/{job.key}/undo/")
    shown = open_page(cast.finance_partner, "data-versions").content.decode()
    assert "import 1 undone (orders.csv)" in shown
    assert "version-2" in shown
