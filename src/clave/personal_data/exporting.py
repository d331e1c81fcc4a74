"""Everything about one person as a file: JSON for machines, a workbook for people."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.http import HttpResponseBase, JsonResponse
from django.utils.translation import gettext

from clave.access import journal
from clave.kit.tables import Column, Table, download
from clave.personal_data.erasing import CLASSES
from clave.personal_data.queries import Fact, facts_of, left_out

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.personal_data.erasing import Person


@transaction.atomic
def everything_about(*, user: User | None, people: list[Person], today: date) -> dict[str, Any]:
    """All of it as one object; taking it is noted in the history."""
    facts = list(facts_of(user=user, people=people))
    whose, person = people[0]
    subject = (person._meta.label_lower, str(person.pk))
    after = {"values": len(facts), "records": len(people)}
    journal.record(by=user, event="personal_data.person.exported", subject=subject, after=after, holds=CLASSES[whose])
    return {
        "kind": str(whose),
        "as_of": today.isoformat(),
        "records": [str(each.pk) for _, each in people],
        "facts": [_row(fact) for fact in facts],
        "left_out": left_out(user=user, people=people),
    }


def file_about(*, user: User, people: list[Person], today: date, kind: str) -> HttpResponseBase:
    """The file as a browser takes it."""
    told, name = everything_about(user=user, people=people, today=today), f"personal-data-{people[0][1].pk}"
    if kind == "xlsx":
        return download(_table(told["facts"], told["left_out"], today), "xlsx", name)
    answer = JsonResponse(told, json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def as_text(told: dict[str, Any]) -> str:
    """The object as it is printed."""
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _row(fact: Fact) -> dict[str, Any]:
    return {"table": fact.table, "row": fact.row, "field": fact.field, "value": _plain(fact.value), "why": fact.purpose}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _table(facts: Iterable[dict[str, Any]], hidden: Iterable[str], today: date) -> Table:
    columns = [
        Column("table", gettext("Where")),
        Column("row", gettext("Row")),
        Column("field", gettext("Field")),
        Column("value", gettext("Value")),
        Column("why", gettext("Kept for")),
    ]
    rows = [[each["table"], each["row"], each["field"], _cell(each["value"]), each["why"]] for each in facts]
    rows += [[table, "", "", "", gettext("left out: not yours to read")] for table in hidden]
    return Table(gettext("Personal data"), columns, rows, as_of=today)


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
