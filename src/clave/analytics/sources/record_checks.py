"""Rows of promises, offers and skills that cannot be: a name nobody has, days the wrong way round, more than fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clave.analytics.sources.rows import CheckedRows
from clave.analytics.sources.set_checks import SetChecks
from clave.analytics.sources.tables import LINE, PART

KINDS_OF_PROMISE = ("delivery", "due", "standing")
AUDIENCES = ("team", "programme")
SKILL_GROUPS = ("financial", "consultative", "planning", "interpersonal", "influencing")
TERMS = "coalesce(CAST(within_days AS VARCHAR), product_code, product_group, site, ship_mode, country)"


@dataclass(frozen=True)
class Rule:
    """What must not be, as SQL over a row; where it is told, and with which facts beside the value."""

    code: str
    column: str
    wrong: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """A value that must be among those there are, whatever its letters' case; `value` is SQL over a row."""

    code: str
    column: str
    value: str


def one_of(column: str, offered: tuple[str, ...]) -> Rule:
    """A column that takes one of a few words."""
    listed = ", ".join(f"'{word}'" for word in offered)
    return Rule("VALUE_NOT_OFFERED", column, f"{column} NOT IN ({listed})", {"offered": ", ".join(offered)})


def within(column: str, low: int, high: int) -> Rule:
    """A number between two ends."""
    return Rule("RANGE_UNFIT", column, f"{column} NOT BETWEEN {low} AND {high}", {"low": low, "high": high})


def at_most(column: str, limit: int) -> Rule:
    """A text that fits."""
    return Rule("TEXT_LONG", column, f"length({column}) > {limit}", {"limit": limit})


RULES: dict[str, tuple[Rule, ...]] = {
    "promises": (
        one_of("kind", KINDS_OF_PROMISE),
        one_of("audience", AUDIENCES),
        Rule("PROMISE_DUE_MISSING", "kind", "kind = 'due' AND due_on IS NULL"),
        Rule("PROMISE_KIND_DISAGREES", "kind", "kind <> 'due' AND due_on IS NOT NULL"),
        Rule("PROMISE_KIND_DISAGREES", "kind", f"kind <> 'delivery' AND {TERMS} IS NOT NULL"),
        Rule("DAYS_REVERSED", "due_on", "due_on < starts_on"),
        Rule("DAYS_REVERSED", "ends_on", "ends_on < starts_on"),
        within("within_days", 0, 3_650),
        within("lines_percent", 1, 100),
        within("least_percent", 1, 100),
        Rule("COST_UNFIT", "cost", "cost < 0 OR (cost IS NOT NULL AND currency IS NULL)"),
        at_most("what", 300),
        at_most("product_code", 300),
        at_most("product_group", 300),
        at_most("site", 120),
        at_most("ship_mode", 120),
        at_most("country", 80),
    ),
    "offers": (
        Rule("DAYS_REVERSED", "given_to", "given_to < given_from"),
        Rule("COST_UNFIT", "yearly_cost", "yearly_cost < 0 OR (yearly_cost IS NOT NULL AND currency IS NULL)"),
        at_most("note", 500),
    ),
    "skills": (
        one_of("skill_group", SKILL_GROUPS),
        Rule(
            "SKILL_KEY_UNFIT",
            "skill",
            "NOT regexp_full_match(skill, '[a-z0-9]+([-_][a-z0-9]+)*') OR length(skill) > 40",
        ),
        at_most("name", 80),
        at_most("level_1", 300),
        at_most("level_3", 300),
        at_most("level_5", 300),
    ),
}
"""Kind -> what a row must not say by itself."""
KNOWN: dict[str, tuple[Known, ...]] = {
    "promises": (
        Known("NOT_KEY_ACCOUNT", "customer_code", "customer_code"),
        Known("PROMISE_OWNER_UNKNOWN", "owner", "owner"),
    ),
    "offers": (
        Known("NOT_KEY_ACCOUNT", "customer_code", "customer_code"),
        Known("OFFER_ELEMENT_UNKNOWN", "element", "element"),
        Known(
            "OFFER_CURRENCY_UNFIT", "currency", "CASE WHEN yearly_cost IS NOT NULL THEN element || ' ' || currency END"
        ),
    ),
}
"""Kind -> what a row must name as it is known; not checked where nobody says what is known."""


def refuse_records(rows: CheckedRows, checks: SetChecks) -> None:
    """Refuse every row of a kind of records that cannot be."""
    kind = rows.plan.kind.name
    for rule in RULES.get(kind, ()):
        if rows.plan.has(rule.column):
            _refuse(checks, rule.column, f"({rule.wrong}) IS TRUE", rule.code, rule.facts)
    for each in KNOWN.get(kind, ()):
        known = rows.settings.known.get(each.column)
        if known is not None and rows.plan.has(each.column):
            rows.make_known({name.casefold() for name in known})
            absent = f"lower({each.value}) NOT IN (SELECT code FROM known)"
            _refuse(checks, each.column, absent, each.code, {})


def _refuse(checks: SetChecks, column: str, wrong: str, code: str, facts: Mapping[str, Any]) -> None:
    left = f"({PART}, {LINE}) NOT IN (SELECT part, line FROM gone)"
    sql = f"SELECT {PART}, {LINE}, CAST({column} AS VARCHAR) FROM staged WHERE {wrong} AND {left} ORDER BY 1, 2"
    checks.refuse(sql, code, column, **facts)
