"""Cost drivers in the browser: versions with a reason, tried out before they count, quoted by every run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clave.access.models import Entry
from clave.access.policy import Action, Role, allows
from clave.access.rules import NotAllowed
from clave.analytics.cost_to_serve.refusals import DriversRefused
from clave.ledger import operations as ledger
from clave.ledger.models import ImportJob
from clave.value.models import BookRow, CostDrivers, DriverTrial
from clave.value.operations import drivers as operations
from clave.value.operations import recomputing, running, trying
from clave.value.refusals import DriversNeedReason, DriversStale, DriversUnchanged
from tests.cast import Cast
from tests.value.test_runs import orders  # noqa: F401

OpenPage = Callable[..., Any]
pytestmark = pytest.mark.django_db
TEXT = 'currency = "EUR"\n\n[[drivers]]\nname = "Order handling"\neach = "order"\namount = "10"\n'
GROUPED = """currency = "EUR"

[period]
first = 2025-01-01
last = 2025-12-31

[[groups]]
name = "Order desk"
cost = 12000
capacity = 20000

[[drivers]]
name = "Order handling"
each = "order"
group = "Order desk"
minutes = "15 + 2 * lines"
"""


def saved(cast: Cast, text: str = TEXT, based_on: int = 0) -> CostDrivers:
    return operations.save_drivers(by=cast.finance_partner, text=text, reason="We measured it.", based_on=based_on)


def test_a_version_is_kept_with_its_reason_and_told_to_the_history(cast: Cast) -> None:
    made = saved(cast)
    assert (made.number, made.by, made.reason) == (1, cast.finance_partner, "We measured it.")
    assert made.digest == made.drivers.digest
    assert Entry.objects.filter(event="value.drivers.saved").count() == 1


def test_a_change_needs_a_reason_and_a_difference(cast: Cast) -> None:
    with pytest.raises(DriversNeedReason):
        operations.save_drivers(by=cast.finance_partner, text=TEXT, reason="  ", based_on=0)
    saved(cast)
    with pytest.raises(DriversUnchanged):
        saved(cast, based_on=1)


def test_nobody_saves_over_a_version_not_seen(cast: Cast) -> None:
    saved(cast)
    with pytest.raises(DriversStale, match="Version 1"):
        saved(cast, GROUPED, based_on=0)
    assert CostDrivers.objects.count() == 1


def test_drivers_that_cannot_be_read_are_not_saved(cast: Cast) -> None:
    with pytest.raises(DriversRefused, match="line 4"):
        saved(cast, TEXT.replace('"order"', '"customer"').replace("\n\n", "\n", 1) + "#")
    assert not CostDrivers.objects.exists()


def test_who_manages_key_accounts_never_edits_costs(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        operations.save_drivers(by=cast.champion, text=TEXT, reason="Because", based_on=0)
    assert not allows([Role.FINANCE_PARTNER, Role.KEY_ACCOUNT_MANAGER], Action.CHANGE_DRIVERS)
    assert allows([Role.FINANCE_PARTNER], Action.CHANGE_DRIVERS)


def test_a_run_quotes_the_drivers_it_used(cast: Cast, orders: Path) -> None:  # noqa: F811
    plain = running.run_now(by=cast.finance_partner)
    made = saved(cast)
    run = running.run_now(by=cast.finance_partner)
    assert run.state == "done"
    assert run.inputs_digest != plain.inputs_digest
    assert run.parameters["costs"] == {"version": 1, "digest": made.digest}
    assert run.manifest["costs"]["digest"] == made.digest
    before, after = (BookRow.objects.get(run=each, customer__code="C05") for each in (plain, run))
    assert after.cost_to_serve - before.cost_to_serve == 1000 * after.orders
    assert after.contribution == before.contribution - 1000 * after.orders


def test_a_run_is_computed_again_with_the_drivers_of_its_day(cast: Cast, orders: Path) -> None:  # noqa: F811
    saved(cast)
    run = running.run_now(by=cast.finance_partner)
    saved(cast, GROUPED, based_on=1)
    again = recomputing.finish_recomputation(
        by=cast.finance_partner, again=recomputing.start_recomputation(by=cast.finance_partner, run=run)
    )
    assert again.is_same


def test_a_trial_says_what_would_change_and_changes_nothing(cast: Cast, orders: Path, open_page: OpenPage) -> None:  # noqa: F811
    trial = trying.try_drivers(by=cast.finance_partner, text=GROUPED, reason="", based_on=0)
    trial = trying.finish_trial(trial=DriverTrial.objects.get(pk=trial.pk))
    assert trial.state == "done", trial.failure
    assert trial.found["change"].startswith("-")
    assert trial.found["flips"] == 0
    assert trial.found["movers"][0]["before"] > trial.found["movers"][0]["after"]
    assert not CostDrivers.objects.exists()
    page = open_page(cast.finance_partner, "driver-trial", number=trial.pk).content.decode()
    assert "Order desk" in page
    assert trial.found["movers"][0]["code"] in page


def test_the_editor_saves_tries_and_keeps_what_was_typed(cast: Cast, client: Client, open_page: OpenPage) -> None:
    open_page(cast.finance_partner, "edit-drivers-text")
    given = {"text": TEXT, "reason": "First measure", "based_on": 0}
    assert client.post("/value/drivers/edit/text/", given).status_code == 302
    stale = client.post("/value/drivers/edit/text/", {**given, "text": GROUPED})
    assert stale.status_code == 409
    assert "Order desk" in stale.content.decode()
    assert "First measure" in stale.content.decode()
    wrong = client.post("/value/drivers/edit/text/", {**given, "text": "currency = 3", "based_on": 1})
    assert wrong.status_code == 422
    assert "currency = 3" in wrong.content.decode()


def test_drivers_come_from_a_file_and_go_into_one(cast: Cast, client: Client, open_page: OpenPage) -> None:
    open_page(cast.finance_partner, "edit-drivers-text")
    file = SimpleUploadedFile("DRIVERS.toml", GROUPED.encode())
    client.post("/value/drivers/edit/text/", {"file": file, "reason": "From finance", "based_on": 0})
    answer = client.get("/exports/drivers/1/")
    assert answer.content.decode() == GROUPED
    assert "DRIVERS-1.toml" in answer["Content-Disposition"]


def test_the_pages_show_versions_and_where_costs_went(cast: Cast, orders: Path, open_page: OpenPage) -> None:  # noqa: F811
    saved(cast, GROUPED)
    running.run_now(by=cast.finance_partner)
    page = open_page(cast.champion, "drivers").content.decode()
    assert "We measured it." in page
    assert "Order desk" in page
    assert "15 + 2 * lines" in open_page(cast.champion, "driver-version", number=1).content.decode()
    assert "[[groups]]" in open_page(cast.finance_partner, "edit-drivers-text").content.decode()


LACKING = """currency = "EUR"

[[drivers]]
name = "Express by ship_mode"
each = "line"
amount = "4"
where = "ship_mode = 'express'"

[[drivers]]
name = "Late by delivered_days"
each = "line"
amount = "0.5 * (delivered_days - promised_days)"
"""
VISITS = """currency = "EUR"

[[drivers]]
name = "Visits"
each = "activity"
kinds = ["visit", "site visit"]
amount = "90"
"""


@pytest.mark.parametrize("do", ["save", "try"])
def test_text_that_names_what_the_ledger_lacks_is_refused_at_its_line(
    cast: Cast,
    client: Client,
    orders: Path,  # noqa: F811
    open_page: OpenPage,
    do: str,
) -> None:
    open_page(cast.finance_partner, "edit-drivers-text")
    given = {"reason": "We measured it.", "based_on": "0", "do": do}
    answer = client.post("/value/drivers/edit/text/", {**given, "text": LACKING})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 7: The driver “Express by ship_mode” reads ship_mode, and the ledger holds none." in page
    assert "The driver “Late by" not in page, "the ledger has the days"
    assert "ship_mode = &#x27;express&#x27;" in page, "what was typed stays"
    page = client.post("/value/drivers/edit/text/", {**given, "text": VISITS}).content.decode()
    assert "Line 5: The driver “Visits” counts activities, and the ledger holds none." in page
    yen = TEXT.replace('"EUR"', '"JPY"')
    assert (
        "Line 1: The drivers are in JPY"
        in client.post("/value/drivers/edit/text/", {**given, "text": yen}).content.decode()
    )
    assert not CostDrivers.objects.exists()
    assert not DriverTrial.objects.exists()


def test_a_kind_of_activity_that_the_ledger_never_saw_is_a_warning(
    cast: Cast,
    client: Client,
    data_dir: Path,
    orders: Path,  # noqa: F811
    open_page: OpenPage,
) -> None:
    file = data_dir / "activities.csv"
    file.write_text("customer_code,kind,occurred_on,minutes\nC00,visit,2026-02-01,60\nC01,call,2026-02-03,10\n")
    job = ledger.receive_path(by=cast.finance_partner, kind="activities", path=str(file))
    ledger.finish_reading(job=ledger.start_reading(by=cast.finance_partner, job=job), today=date(2026, 6, 1))
    ledger.import_batch(by=cast.finance_partner, job=ImportJob.objects.get(pk=job.pk), confirmed=True)
    open_page(cast.finance_partner, "edit-drivers-text")
    given = {"reason": "We measured it.", "based_on": "0", "do": "save", "text": VISITS}
    page = client.post("/value/drivers/edit/text/", given, follow=True).content.decode()
    assert CostDrivers.objects.get().text == VISITS
    assert "Line 6: The driver “Visits” counts activities of the kind “site visit”, and the ledger holds none" in page
    assert "the ledger has: call, visit" in page
    assert "“visit”" not in page
