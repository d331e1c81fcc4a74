"""Runs, what they read and how they chose, and cost drivers as tables that leave Clave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.tables import Table, listed
from clave.value.choice_words import Choice
from clave.value.models import CostDrivers, Run
from clave.value.views.run_words import RunView


def runs(views: Iterable[RunView]) -> Table:
    """One row a run: what it was asked, from which data, and the digest that a recomputation must meet."""
    columns = [
        ("run_code", gettext("Run"), lambda view: view.run.short_code),
        ("state", gettext("Where it stands"), lambda view: view.state),
        ("run_as_of", gettext("As of"), lambda view: view.run.as_of),
        ("currency", gettext("Currency"), lambda view: view.run.currency),
        ("customers", gettext("Customers"), lambda view: view.run.rows_done if view.run.is_done else None),
        ("horizon_months", gettext("Horizon in months"), lambda view: view.run.horizon_months),
        ("discount_rate", gettext("Discount rate"), lambda view: view.discount_rate),
        ("data_version", gettext("Data version"), lambda view: view.run.data_version.number),
        ("seed", gettext("Seed"), lambda view: view.run.seed),
        ("code_version", gettext("Code version"), lambda view: view.run.code_version),
        ("result_digest", gettext("Digest of the result"), lambda view: view.run.result_digest),
        ("queued_at", gettext("Asked for"), lambda view: view.run.queued_at),
        ("by", gettext("By"), lambda view: view.run.by and str(view.run.by)),
    ]
    return listed(gettext("Runs"), views, columns, as_of=timezone.localdate())


def files(view: RunView) -> Table:
    """One row a file that went into a run."""
    columns = [
        ("file", gettext("File"), lambda file: file["file_name"]),
        ("kind", gettext("Kind of rows"), lambda file: file["kind_name"]),
        ("import_number", gettext("Import number"), lambda file: file["number"]),
        ("rows", gettext("Rows"), lambda file: file["rows"]),
        ("content_sha256", gettext("SHA-256 of its content"), lambda file: file["content_sha256"]),
    ]
    return listed(gettext("Files"), view.files, columns, run=view.run.short_code, as_of=view.run.as_of)


def choice(found: Choice, run: Run) -> Table:
    """One row a way of choosing: what it found of the first customers, averaged over the earlier days."""
    tops = [str(top) for top in found.told["tops"]]
    columns = [
        ("method", gettext("Way of choosing"), lambda row: row[0].name),
        ("is_chosen", gettext("Chosen today"), lambda row: row[0].is_chosen),
        ("is_plain", gettext("Plain rule"), lambda row: row[0].is_plain),
        *(
            (
                f"hits_{top}",
                gettext("Found of the first %(top)s") % {"top": top},
                lambda row, top=top: row[1]["hits"][top],
            )
            for top in tops
        ),
        ("captured_share", gettext("Share of their value"), lambda row: row[1]["captured_share"][tops[-1]]),
        ("spearman", gettext("Rank correlation"), lambda row: row[1]["spearman"]),
        (
            "mae",
            gettext("Mean error in %(currency)s") % {"currency": found.told["currency"]},
            lambda row: row[1]["mae"],
        ),
    ]
    return listed(gettext("Ways of choosing"), found.tried, columns, run=run.short_code, as_of=run.as_of)


def earlier_days(found: Choice, run: Run) -> Table:
    """One row an earlier day on which the choice was tried."""
    columns = [
        ("chosen_on", gettext("Chosen on"), lambda day: date.fromisoformat(day["cut"])),
        ("judged_until", gettext("Judged until"), lambda day: date.fromisoformat(day["until"])),
        ("customers", gettext("Customers known"), lambda day: day["customers"]),
        ("hits", gettext("Found of the first %(top)s") % {"top": found.top}, lambda day: day["hits"]),
        ("hits_last_year", gettext("By last year alone"), lambda day: day["baseline_hits"]["last_year"]),
        ("captured_share", gettext("Share of their value"), lambda day: day["captured_share"]),
    ]
    rows = found.told["earlier"]
    return listed(gettext("The earlier days one by one"), rows, columns, run=run.short_code, as_of=run.as_of)


def driver_versions(versions: Iterable[CostDrivers]) -> Table:
    """One row a version of the cost drivers: why it was made, by whom and when."""
    columns = [
        ("version", gettext("Version"), lambda version: version.number),
        ("reason", gettext("Why they changed"), lambda version: version.reason),
        ("by", gettext("By"), lambda version: version.by and str(version.by)),
        ("made_at", gettext("When"), lambda version: version.made_at),
    ]
    return listed(gettext("Versions of the cost drivers"), versions, columns, as_of=timezone.localdate())


def driver_costs(costs: Mapping[str, Any], run: Run) -> Table:
    """One row a group of costs: traced, unused and untraced add up to the cost."""
    columns = [
        ("group", gettext("Group"), lambda group: group["group"]),
        *(
            (name, words, lambda group, name=name: group[name].amount)
            for name, words in {
                "cost": gettext("Cost"),
                "traced": gettext("Traced to customers"),
                "unused": gettext("Unused capacity"),
                "untraced": gettext("Untraced"),
            }.items()
        ),
        ("currency", gettext("Currency"), lambda group: group["cost"].currency),
        ("used_share", gettext("Capacity used"), lambda group: group["use"]),
    ]
    return listed(gettext("Where every cost went"), costs["groups"], columns, run=run.short_code, as_of=run.as_of)


def driver_takings(costs: Mapping[str, Any], run: Run) -> Table:
    """One row a driver: how often, and what it traced to customers."""
    columns = [
        ("driver", gettext("Driver"), lambda each: each["driver"]),
        ("times", gettext("Times"), lambda each: each["times"]),
        ("traced", gettext("Traced to customers"), lambda each: each["amount"].amount),
        ("currency", gettext("Currency"), lambda each: each["amount"].currency),
    ]
    return listed(gettext("By driver"), costs["drivers"], columns, run=run.short_code, as_of=run.as_of)
