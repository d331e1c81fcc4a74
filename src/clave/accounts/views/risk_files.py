"""The risks of a key account as a table that leaves Clave."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.models import Risk
from clave.accounts.operations.worth_files import record_taken
from clave.accounts.queries.worth import Worth, worth
from clave.accounts.views.risks import key_account
from clave.kit.tables import KINDS, Cell, Column, Table, download


@doors.requires(Action.EXPORT_RISKS, methods=doors.READING)
def risks_export(request: SignedIn, code: str) -> HttpResponseBase:
    """The risks as CSV, or as a workbook with `?kind=xlsx`; who took them stands in the history."""
    held = key_account(request, code)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "csv"
    found = worth(held)
    record_taken(by=request.user, key_account=held, what="risks", kind=kind, rows=len(found.risks))
    return download(risks_table(found), kind, f"risks-{held.pk}")


def risks_table(found: Worth) -> Table:
    """One row a risk, with what its mitigation would add."""
    columns = [
        Column("number", gettext("Number")),
        Column("what", gettext("What could happen")),
        Column("state", gettext("How it stands")),
        Column("likelihood_percent", gettext("How likely in a year, per cent")),
        Column("hit", gettext("What a year of it would cost us"), "#,##0.00"),
        Column("currency", gettext("Currency")),
        Column("owner", gettext("Who watches it")),
        Column("mitigation", gettext("What we do about it")),
        Column("mitigation_cost", gettext("What that costs, once"), "#,##0.00"),
        Column("likelihood_after_percent", gettext("How likely it is then, per cent")),
        Column("due_on", gettext("Done by")),
        Column("value_added", gettext("Value added"), "#,##0.00"),
    ]
    gains = {each.risk.pk: each.gain.amount for each in found.mitigations if each.risk}
    rows = [_row(risk, gains.get(risk.pk)) for risk in found.risks]
    run = found.statistical.run.short_code if found.statistical else ""
    return Table(gettext("Risks"), columns, rows, run, timezone.localdate())


def _row(risk: Risk, gain: Cell) -> list[Cell]:
    cost = risk.cost_money
    said: list[Cell] = [risk.number, risk.what, risk.state, risk.likelihood, risk.hit_money.amount, risk.currency]
    done: list[Cell] = [str(risk.owner), risk.mitigation, cost.amount if cost else None, risk.likelihood_after]
    return [*said, *done, risk.due_on, gain]
