"""Groups, assignments, imports, versions, currencies and closed periods as tables that leave Clave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.tables import Cell, Table, listed
from clave.ledger.group_queries import Group
from clave.ledger.likely_groups import Likely
from clave.ledger.models import CustomerAssignment, CustomerParent, DataVersion, ImportJob, PeriodLock
from clave.ledger.rate_queries import Currencies
from clave.ledger.rules import FROM_THE_START, KIND_NAMES, STATE_NAMES, State


def groups(found: Iterable[Group], on: date) -> Table:
    """One row a link that holds on the day: the customer, the group, and when somebody last looked at it."""
    return _links(gettext("Groups"), [link for group in found for link in group.links], on)


def links(found: Iterable[CustomerParent]) -> Table:
    """One row a link of one group, now and before."""
    return _links(gettext("Every link there is and was"), found, timezone.localdate())


def likely(found: Iterable[Likely], on: date) -> Table:
    """One row a customer whose name begins like a group; nothing is linked until somebody says so."""
    columns = [
        ("customer_code", gettext("Customer code"), lambda one: one.customer.code),
        ("name", gettext("Customer"), lambda one: one.customer.name),
        ("group_code", gettext("Group (customer code)"), lambda one: one.group.code),
        ("group", gettext("Might belong to"), lambda one: one.group.name),
        ("shared_words", gettext("Both names begin with"), lambda one: one.shared),
        ("same_owner", gettext("Same owner"), lambda one: one.same_owner),
    ]
    return listed(gettext("Likely groups"), found, columns, as_of=on)


def assignments(found: Iterable[CustomerAssignment], on: date) -> Table:
    """One row an assignment: the customer, who answers for it, in which capacity, from when to when."""
    columns = [
        ("customer_code", gettext("Customer code"), lambda one: one.customer.code),
        ("name", gettext("Customer"), lambda one: one.customer.name),
        ("person", gettext("Person"), lambda one: str(one.user)),
        ("capacity", gettext("Capacity"), lambda one: one.capacity_name),
        ("valid_from", gettext("From"), lambda one: one.valid_from),
        ("valid_to", gettext("To"), lambda one: one.valid_to),
    ]
    return listed(gettext("Who answers for whom"), found, columns, as_of=on)


def imports(jobs: Iterable[ImportJob]) -> Table:
    """One row an import: which file, what became of it, what it changed."""
    columns = [
        ("import_number", gettext("Import number"), lambda job: job.batch and job.batch.number),
        ("file", gettext("File"), lambda job: job.file_name),
        ("kind", gettext("Kind of rows"), lambda job: gettext(KIND_NAMES[job.kind])),
        ("state", gettext("Where it stands"), lambda job: gettext(STATE_NAMES[State(job.state)])),
        ("rows", gettext("Rows"), lambda job: job.rows),
        ("added", gettext("Added"), lambda job: _changed(job, "added")),
        ("changed", gettext("Corrected"), lambda job: _changed(job, "changed")),
        ("unchanged", gettext("As before"), lambda job: _changed(job, "unchanged")),
        ("refused", gettext("Refused"), lambda job: job.refused_count),
        ("brought_at", gettext("Brought in"), lambda job: job.created_at),
        ("by", gettext("By"), lambda job: job.by and str(job.by)),
    ]
    return listed(gettext("Imports"), jobs, columns, as_of=timezone.localdate())


def versions(found: Iterable[DataVersion]) -> Table:
    """One row a data version: the import or undo that made it, and the digest of its files."""
    columns = [
        ("version", gettext("Version"), lambda one: one.number),
        ("reason", gettext("Came from"), lambda one: one.reason),
        ("import_number", gettext("Import number"), lambda one: one.batch.number),
        ("file", gettext("File"), lambda one: one.batch.file_name),
        ("made_at", gettext("When"), lambda one: one.at),
        ("digest", gettext("Digest of the ledger files"), lambda one: one.digest),
    ]
    return listed(gettext("Data versions"), found, columns, as_of=timezone.localdate())


def locks(found: Iterable[PeriodLock]) -> Table:
    """One row a day until which the books were closed, the latest first: by whom and why."""
    columns = [
        ("locked_until", gettext("Closed until"), lambda one: one.locked_until),
        ("by", gettext("By"), lambda one: one.by and str(one.by)),
        ("locked_at", gettext("When"), lambda one: one.at),
        ("reason", gettext("Why"), lambda one: one.reason),
    ]
    return listed(gettext("Closed period"), found, columns, as_of=timezone.localdate())


def currencies(found: Currencies) -> Table:
    """One row a currency of the orders: how many lines, and the order days that lack a rate."""
    columns = [
        ("currency", gettext("Currency"), lambda each: each.currency),
        ("into", gettext("Seen from"), lambda each: found.into),
        ("order_lines", gettext("Order lines"), lambda each: each.lines),
        ("first_order_on", gettext("First order"), lambda each: each.first),
        ("last_order_on", gettext("Last order"), lambda each: each.last),
        ("order_days", gettext("Order days"), lambda each: each.days),
        ("days_without_rate", gettext("Days without one"), lambda each: each.missing_days),
    ]
    return listed(gettext("Currencies of the orders"), found.held, columns, as_of=timezone.localdate())


def _links(title: str, found: Iterable[CustomerParent], on: date) -> Table:
    columns = [
        ("customer_code", gettext("Customer code"), lambda link: link.customer.code),
        ("name", gettext("Customer"), lambda link: link.customer.name),
        ("group_code", gettext("Group (customer code)"), lambda link: link.parent.code),
        ("group", gettext("Group"), lambda link: link.parent.name),
        ("valid_from", gettext("From"), lambda link: link.valid_from if link.valid_from > FROM_THE_START else None),
        ("valid_to", gettext("To"), lambda link: link.valid_to),
        (
            "reviewed_on",
            gettext("Last looked at"),
            lambda link: link.reviewed_at and timezone.localdate(link.reviewed_at),
        ),
        ("reviewed_by", gettext("Looked at by"), lambda link: link.reviewed_by and str(link.reviewed_by)),
    ]
    return listed(title, found, columns, as_of=on)


def _changed(job: ImportJob, count: str) -> Cell:
    found: int | None = getattr(job.batch, count) if job.batch else None
    return found
