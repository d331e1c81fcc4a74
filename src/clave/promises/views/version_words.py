"""A promise field by field, and its versions: what changed, from what to what, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures
from clave.promises.models import Promise, PromiseVersion
from clave.promises.rules.states import AUDIENCE_NAMES, KIND_NAMES, STATE_NAMES
from clave.promises.rules.terms import TERMS

LABELS: dict[str, str] = {
    "what": gettext_noop("What we promise"),
    "owner": gettext_noop("Who keeps it"),
    "function": gettext_noop("Function"),
    "state": gettext_noop("State"),
    "audience": gettext_noop("Who of us may read it"),
    "due_on": gettext_noop("Due on"),
    "starts_on": gettext_noop("Stands from"),
    "ends_on": gettext_noop("Stands until"),
    "within_days": gettext_noop("Within how many days"),
    "lines_percent": gettext_noop("Lines of an order that must come in time, per cent"),
    "least_percent": gettext_noop("Orders of a month that must be in time, per cent"),
    "product_code": gettext_noop("Only these products"),
    "product_group": gettext_noop("Only these product groups"),
    "site": gettext_noop("Only these sites"),
    "ship_mode": gettext_noop("Only these ways of shipping"),
    "country": gettext_noop("Only members in this country"),
}
WORDS: dict[str, Mapping[str, str]] = {"audience": AUDIENCE_NAMES, "state": STATE_NAMES, "kind": KIND_NAMES}
DAYS = frozenset({"due_on", "starts_on", "ends_on"})


@dataclass(frozen=True)
class Changed:
    """One version as a page shows it: each difference as label, before and after."""

    version: PromiseVersion
    differences: list[tuple[str, str, str]]


def versions(promise: Promise) -> list[Changed]:
    """What was changed of a promise, newest first."""
    rows = list(promise.versions.select_related("by"))
    codes = {image.get("owner") for row in rows for image in (row.before, row.after)} - {None}
    people = dict(Person.objects.filter(person_code__in=codes).values_list("person_code", "full_name")) if codes else {}
    return [Changed(each, _differences(each, people)) for each in rows]


def standing_words(promise: Promise) -> list[tuple[str, str]]:
    """What stands there now: label and value of every field that its kind has."""
    names = ["what", "audience", *(["due_on"] if promise.due_on else ["ends_on"])]
    names += TERMS if promise.is_delivery else ()
    who = (gettext(LABELS["owner"]), f"{promise.function} · {promise.owner}")
    return [who, *((gettext(LABELS[name]), said(name, getattr(promise, name))) for name in names)]


def said(name: str, value: Any) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None or value == "":
        return "–"
    if name in DAYS:
        return figures.day(value)
    return gettext(WORDS[name][value]) if name in WORDS else str(value)


def _differences(version: PromiseVersion, people: Mapping[str, str]) -> list[tuple[str, str, str]]:
    found = []
    for name, after in version.after.items():
        before = version.before.get(name)
        if name == "owner":
            before, after = people.get(before, before), people.get(after, after)
        found.append((gettext(LABELS.get(name, name)), said(name, before), said(name, after)))
    return found
