"""What the tests of the ledger share: a data folder each, files through the web door, the worker's part at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from clave.access.models import User
from clave.ledger.models import ImportJob

HEADER = "order_id,line_no,customer_code,ordered_on,currency,product_code,quantity,net_amount,cost_amount,status"
TODAY = date(2025, 11, 23)


def line(number: int, **changed: str) -> str:
    """One good order line, with some values changed."""
    values = {
        "order_id": f"S{number}",
        "line_no": "1",
        "customer_code": "000123",
        "ordered_on": "2025-03-14",
        "currency": "EUR",
        "product_code": "P-10",
        "quantity": "10",
        "net_amount": "1000.00",
        "cost_amount": "700.00",
        "status": "invoiced",
        **changed,
    }
    return ",".join(values.values())


def file_of(*lines: str, header: str = HEADER) -> bytes:
    """A file of a header and lines."""
    return "\n".join((header, *lines, "")).encode()


@pytest.fixture
def at_once(settings: Any, data_dir: Path) -> Path:
    """The worker's jobs are done where they are asked for; gives the data folder."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    return data_dir


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """It is 23 November 2025, as in the lists of bad files."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return TODAY


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Ledger files and uploads of one test alone."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Where a test writes the files it brings in."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


Send = Callable[..., Any]


@pytest.fixture
def send(client: Client, at_once: Path) -> Send:
    """Send files as a person does, and give back the answer of the form."""

    def sent(user: User, content: bytes, kind: str = "orders", name: str = "orders.csv", **more: Any) -> Any:
        client.force_login(user)
        form = {"kind": kind, "file": SimpleUploadedFile(name, content), "key": str(uuid4()), **more}
        return client.post("/imports/new/", form)

    return sent


def job_of(answer: Any) -> ImportJob:
    """The import that the form led to."""
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return ImportJob.objects.get(key=answer.headers["Location"].split("/")[2])
