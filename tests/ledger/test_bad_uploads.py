"""The listed bad files through the web door: the code that is expected, no trace, nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clave.access.models import User
from clave.ledger.models import Batch, Contact, Customer, DataVersion
from tests.cast import Cast, person
from tests.ledger.conftest import Send, job_of

pytestmark = [pytest.mark.django_db, pytest.mark.drill_on("postgresql")]
FOLDER = Path(__file__).parents[3] / "shared" / "badinputs"
KINDS = {"orders": "orders", "accounts": "customers", "fx": "rates", "contacts": "contacts"}
FILES = json.loads((FOLDER / "expectations.json").read_text())["files"] if FOLDER.is_dir() else []
REFUSED = [
    case
    for case in FILES
    if case["outcome"] in ("reject_file", "quarantine_rows")
    and not any(outcome.startswith("accept") for outcome, _ in case["also_ok"])
    and (FOLDER / case["file"]).is_file()
    and case["code"] not in ("FILE_ALREADY_IMPORTED", "CURRENCY_NOT_ALLOWED", "PERIOD_LOCKED")
]


@pytest.fixture
def sender(cast: Cast) -> User:
    """Somebody who brings in every kind, in a company with the customers the list assumes."""
    told = json.loads((FOLDER / "expectations.json").read_text())["assumed_settings"]
    Customer.objects.bulk_create(Customer(code=code, name=code, origin="master") for code in told["accounts"])
    return person("sender", *cast.champion.roles, *cast.finance_partner.roles)


@pytest.mark.proof("bad input")
@pytest.mark.parametrize("case", REFUSED, ids=[case["file"] for case in REFUSED])
def test_a_listed_file_is_refused_with_its_code_and_changes_nothing(
    case: dict[str, Any],
    sender: User,
    send: Send,
    client: Client,
    today: Any,
    record_property: Callable[..., None],
) -> None:
    before = Customer.objects.count(), Contact.objects.count()
    answer = send(sender, (FOLDER / case["file"]).read_bytes(), kind=KINDS[case["target"]], name=case["file"])
    shown = answer.content.decode()
    if answer.status_code == 302:
        shown = client.get(f"/imports/{job_of(answer).key}/").content.decode()
    expected = {case["code"], *(code for _, code in case["also_ok"])}
    assert [code for code in expected if code in shown], shown[-4000:]
    assert "Traceback" not in shown
    assert (Batch.objects.count(), DataVersion.objects.count()) == (0, 0)
    assert (Customer.objects.count(), Contact.objects.count()) == before
    for name, figure in {"cases": 1, "traces": 0, "changed rows": 0}.items():
        record_property(name, figure)
