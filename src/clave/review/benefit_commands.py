"""`clave benefit`: what the programme added, how sure that is, and what it cost."""

from __future__ import annotations

import json
from typing import Any

import click
from django.utils.translation import gettext

from clave.kit.computed_again import why_it_differs
from clave.kit.starting import BUSY, give_up, on_the_database
from clave.review.models import BenefitStatement
from clave.review.operations.benefit import check_statement, state_now
from clave.review.queries.benefit import latest_told
from clave.review.queries.benefit_told import as_json
from clave.review.rules.benefit import METHOD_NAMES, NoStatementYet, refuse_method

DIFFERS = 2


@click.command("benefit")
@click.option("--state", "state_first", is_flag=True, help="State it from the latest run first.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, help="Seed of the samples, with --state.")
@click.option("--method", default="", help="Refused for a bare before-and-after figure; else checks the name.")
@click.option(
    "--recompute", is_flag=True, help="Compute the latest statement again; exit 2 when it comes out differently."
)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
@on_the_database
def benefit(state_first: bool, seed: int, method: str, recompute: bool, is_json: bool) -> None:
    """Print what the programme added a year, by three methods, from the latest statement."""
    refuse_method(method)
    found = stated_at_once(seed) if state_first else latest_told()
    if found is None:
        raise NoStatementYet
    if recompute:
        print_again(found, is_json=is_json)
        return
    told = as_json(found)
    if is_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in lines(told):
        click.echo(line)


def stated_at_once(seed: int) -> BenefitStatement:
    """A statement from the latest run; ends the command when it fails, or when another process is at it."""
    found = state_now(by=None, seed=seed)
    if found.failure:
        give_up(f"{found.failure['code']}: {gettext(found.failure['template']) % found.failure['facts']}", DIFFERS)
    if not found.is_done:
        told = {"statement": found.short_code}
        give_up(gettext("Statement %(statement)s is being computed by another process.") % told, BUSY)
    return found


def lines(told: dict[str, Any]) -> list[str]:
    """A statement as lines of text: methods with their intervals, cost, and what to mind."""
    unit = {"currency": told["currency"], "statement": told["statement"], "run": told["run"]}
    found = [gettext("Statement %(statement)s from run %(run)s; amounts a year, in %(currency)s") % unit]
    for each in told["methods"]:
        name = gettext(METHOD_NAMES[each["name"]])
        found.append(f"{name}\t{each['estimate']}\t{each['low']} – {each['high']}")
    named = {
        "minimum_detectable": gettext("Smallest benefit that would be seen"),
        "cost": gettext("Programme cost"),
        "net": gettext("Net"),
    }
    found += [f"{words}\t{told[name]}" for name, words in named.items() if told[name] is not None]
    return [*found, *([told["warning"]] if told["warning"] else [])]


def print_again(found: BenefitStatement, *, is_json: bool) -> None:
    """Whether a statement came out the same, and which figures differ; exit 2 when it does not."""
    again = check_statement(by=None, statement=found)
    told = {
        "statement": found.short_code,
        "same": again.check.is_same,
        "digest": found.result_digest,
        "recomputed": again.check.result_digest,
        "code_version_of_statement": found.code_version,
        "code_version": again.check.code_version,
        "differences": list(again.differences),
    }
    if is_json:
        click.echo(json.dumps(told))
    elif again.check.is_same:
        click.echo(gettext("Statement %(statement)s comes out the same: digest %(digest)s") % told)
    else:
        click.echo(gettext("Statement %(statement)s comes out differently: %(differences)s") % told)
        click.echo(why_it_differs(found.code_version, again.check.code_version))
    if not again.check.is_same:
        raise SystemExit(DIFFERS)
