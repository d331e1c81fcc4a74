"""/imports/new/: a file is sent; what cannot be taken is refused with a code and nothing is changed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clave.ledger.models import ImportJob
from tests.cast import Cast
from tests.ledger.conftest import Send, file_of, job_of, line

pytestmark = pytest.mark.django_db


def test_a_good_file_is_read_and_waits_for_a_yes(cast: Cast, send: Send) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1), line(2))))
    assert (job.state, job.accepted, job.preview["added"]) == ("ready", 2, 2)


def test_the_form_offers_the_kinds_one_brings_in_within_its_budget(cast: Cast, open_page: Any) -> None:
    shown = open_page(cast.champion, "import-new").content.decode()
    assert 'value="customers"' in shown
    assert 'value="orders"' not in shown


def test_a_kind_of_another_role_is_refused(cast: Cast, send: Send) -> None:
    assert send(cast.champion, file_of(line(1))).status_code == 422
    assert ImportJob.objects.count() == 0


def test_the_same_form_twice_makes_one_import(cast: Cast, send: Send) -> None:
    key = str(uuid4())
    first = send(cast.finance_partner, file_of(line(1)), key=key)
    second = send(cast.finance_partner, file_of(line(1)), key=key)
    assert first.headers["Location"] == second.headers["Location"]
    assert ImportJob.objects.count() == 1


def test_the_form_of_somebody_else_is_refused_and_their_file_stays(cast: Cast, send: Send) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1))))
    answer = send(cast.champion, b"x", kind="customers", name="orders.csv", key=str(job.key))
    assert answer.status_code == 409
    assert "FORM_SENT" in answer.content.decode()
    with open(job.source, "rb") as kept:
        assert kept.read() == file_of(line(1))


def test_a_file_above_the_limit_is_refused_while_it_comes_in(cast: Cast, send: Send, settings: Any) -> None:
    settings.UPLOAD_MB = 1
    answer = send(cast.finance_partner, b"x" * (2 << 20))
    assert answer.status_code == 413
    assert "FILE_TOO_LARGE" in answer.content.decode()
    assert "clave import on the server" in answer.content.decode()
    assert ImportJob.objects.count() == 0


def test_an_empty_file_is_refused_with_its_code(cast: Cast, send: Send) -> None:
    answer = send(cast.finance_partner, b"")
    assert answer.status_code == 422
    assert "FILE_EMPTY" in answer.content.decode()
    assert ImportJob.objects.count() == 0


def test_a_stranger_leaves_no_file(client: Client, at_once: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", lambda *a: kept.append(a))
    answer = client.post("/imports/new/", {"kind": "orders", "file": SimpleUploadedFile("a.csv", b"x")})
    assert (answer.status_code, kept) == (302, [])


def test_lines_and_headers_are_joined(cast: Cast, send: Send) -> None:
    lines = b"order_no,sku,net_amount\nA,P1,10.00\nA,P2,20.00\n"
    headers = b"number,customer_code,ordered_on,currency\nA,000123,2025-03-14,EUR\n"
    job = job_of(
        send(
            cast.finance_partner,
            lines,
            name="lines.csv",
            headers=SimpleUploadedFile("headers.csv", headers),
            join_lines="order_no",
            join_orders="number",
        )
    )
    assert job.state == "ready", job.problems
    assert (job.file_name, job.accepted) == ("lines.csv + headers.csv", 2)


def test_several_files_with_the_same_columns_are_read_as_one(cast: Cast, client: Client, at_once: Any) -> None:
    client.force_login(cast.finance_partner)
    files = [SimpleUploadedFile(f"{n}.csv", file_of(line(n))) for n in (1, 2, 3)]
    job = job_of(client.post("/imports/new/", {"kind": "orders", "file": files, "key": str(uuid4())}))
    assert (job.state, job.accepted) == ("ready", 3)


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "..\\..\\boot.csv", "a\x00b.csv"])
def test_a_name_with_a_way_in_it_stays_inside_its_folder(cast: Cast, send: Send, name: str, data_dir: Any) -> None:
    job = job_of(send(cast.finance_partner, file_of(line(1)), name=name))
    assert str(data_dir) in job.source
    assert ".." not in job.source
