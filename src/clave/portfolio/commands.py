"""`clave candidates`: who should be a key account by the charter in force, and whether it comes out the same again."""

from __future__ import annotations

import json
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.computed_again import why_it_differs
from clave.kit.starting import BUSY, give_up, on_the_database
from clave.portfolio.models import Ranking
from clave.portfolio.operations.ranking import Again, rank_now, recompute_ranking
from clave.portfolio.queries.candidates_told import told
from clave.portfolio.queries.charter import in_force
from clave.portfolio.queries.ranking import latest_done, ranking_named
from clave.portfolio.rules.candidates import STATUS_NAMES, Status
from clave.portfolio.rules.ranking_refusals import NoCharterInForce, NoRankingYet, RankingUnknown

DIFFERS = 2


@click.command("candidates")
@click.option("--rank", "rank_first", is_flag=True, help="Rank by the charter in force and the latest run first.")
@click.option("--recompute", metavar="RANKING", help="Compute a ranking again; exit 2 when it comes out differently.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@on_the_database
def candidates(rank_first: bool, recompute: str | None, as_json: bool) -> None:
    """Print the latest ranking of all candidates, by the charter it was made with."""
    if recompute:
        print_again(recompute_ranking(by=None, ranking=asked_for(recompute)), as_json=as_json)
        return
    ranking = ranked_at_once() if rank_first else latest()
    rows = list(told(ranking))
    if as_json:
        click.echo(json.dumps({**facts(ranking), "candidates": rows}, ensure_ascii=False))
        return
    click.echo(headline(ranking), err=True)
    for line in table(rows, ranking.first):
        click.echo(line)


def latest() -> Ranking:
    """The latest finished ranking; raises what is missing first."""
    found = latest_done()
    if found is None:
        raise NoRankingYet if in_force() else NoCharterInForce
    return found


def ranked_at_once() -> Ranking:
    """A new ranking; ends the command when it fails, or when another process is at it."""
    ranking = rank_now(by=None)
    if ranking.failure:
        give_up(
            f"{ranking.failure['code']}: {gettext(ranking.failure['template']) % ranking.failure['facts']}", DIFFERS
        )
    if not ranking.is_done:
        code = {"ranking": ranking.short_code}
        give_up(gettext("Ranking %(ranking)s is being computed by another process.") % code, BUSY)
    return ranking


def asked_for(code: str) -> Ranking:
    """The ranking with this code; raises RankingUnknown."""
    found = ranking_named(code)
    if found is None:
        raise RankingUnknown(ranking=code)
    return found


def facts(ranking: Ranking) -> dict[str, Any]:
    """By which charter and from which run the candidates were ranked."""
    charter, locked = ranking.charter, ranking.charter.locked_at
    return {
        "charter": {
            "version": charter.number,
            "locked_on": timezone.localdate(locked).isoformat() if locked else None,
            "digest": charter.digest,
        },
        "ranking": {
            "code": ranking.short_code,
            "run": ranking.run.short_code,
            "as_of": ranking.as_of.isoformat(),
            "first": ranking.first,
            "draws": ranking.draws,
            "seed": ranking.seed,
            "digest": ranking.result_digest,
        },
    }


def headline(ranking: Ranking) -> str:
    """A ranking in one line."""
    told_of = {
        "ranking": ranking.short_code,
        "candidates": ranking.candidates,
        "charter": str(ranking.charter),
        "run": ranking.run.short_code,
        "as_of": ranking.as_of,
    }
    return (
        gettext(
            "Ranking %(ranking)s: %(candidates)d candidates by charter %(charter)s from run %(run)s as of %(as_of)s"
        )
        % told_of
    )


def table(rows: list[dict[str, Any]], first: int) -> list[str]:
    """The candidates as columns of text."""
    heads = (
        gettext("rank"),
        gettext("customer"),
        gettext("score"),
        gettext("interval (80 %)"),
        gettext("in the first %(first)d") % {"first": first},
        gettext("status"),
    )
    cells = [heads, *(cells_of(row) for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(heads))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def cells_of(row: dict[str, Any]) -> tuple[str, ...]:
    """One candidate; a dash where it cannot be scored."""
    status = gettext(STATUS_NAMES[Status(row["status"])])
    if row["score"] is None:
        return ("–", row["customer_code"], "–", "–", "–", status)
    ends = f"{row['score_low']:.2f} – {row['score_high']:.2f}"
    return (
        str(row["rank"]),
        row["customer_code"],
        f"{row['score']:.2f}",
        ends,
        f"{row['top_k_probability']:.0%}",
        status,
    )


def print_again(again: Again, *, as_json: bool) -> None:
    """Whether a ranking came out the same, and what differs; exit 2 when it does."""
    code, digest = again.ranking.short_code, again.ranking.result_digest
    if as_json:
        was, now = again.code_versions
        told_of = {"ranking": code, "same": again.is_same, "digest": digest, "recomputed": again.digest}
        told_of |= {"code_version_of_ranking": was, "code_version": now}
        click.echo(json.dumps({**told_of, "differences": list(again.differences)}, ensure_ascii=False))
    elif again.is_same:
        click.echo(
            gettext("Ranking %(ranking)s comes out the same: digest %(digest)s") % {"ranking": code, "digest": digest}
        )
    else:
        told_of = {"ranking": code, "digest": digest, "other": again.digest}
        click.echo(gettext("Ranking %(ranking)s comes out differently: digest %(digest)s, now %(other)s") % told_of)
        click.echo(why_it_differs(*again.code_versions))
        for each in again.differences:
            click.echo(f"{each['customer']}\t{each['column']}\t{each['was']}\t{each['now']}")
    if not again.is_same:
        raise SystemExit(DIFFERS)
