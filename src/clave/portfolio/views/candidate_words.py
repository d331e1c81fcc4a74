"""Candidates as their pages say them: scores, chances and places, and how firm the first ones are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from clave.kit.charts import Strip, score_strip
from clave.kit.templatetags import figures
from clave.portfolio.models import Ranking
from clave.portfolio.queries.candidates import Found, Line
from clave.portfolio.queries.ranking_findings import Findings
from clave.portfolio.rules.candidates import STATUS_NAMES, Lines, Status
from clave.portfolio.rules.states import SCORE_SCALE
from clave.value.rules import BASIS_POINTS

MARKS = {
    Status.KEY_ACCOUNT: "good",
    Status.ABOVE_LINE: "good",
    Status.NEAR_LINE: "warn",
    Status.BELOW_LINE: "none",
    Status.NOT_SCORED: "none",
}
LACKS_NAMED = 2
SAID_FLIPS = 2
TOP = 10 * SCORE_SCALE


@dataclass(frozen=True)
class LineView:
    """One candidate as a row of the page."""

    line: Line
    lines: Lines

    @property
    def code(self) -> str:
        """The code of the customer."""
        return str(self.line.row.customer.code)

    @property
    def name(self) -> str:
        """The name of the customer."""
        return str(self.line.row.customer)

    @property
    def rank(self) -> str:
        """The place; a dash for who has none."""
        return "–" if self.line.row.rank is None else figures.number(self.line.row.rank)

    @cached_property
    def places(self) -> str:
        """Between which places it moves when one weight is moved; empty where it stays."""
        found = self.line.places
        if found is None or found[0] == found[1]:
            return ""
        return f"{figures.number(found[0])}–{figures.number(found[1])}"

    @property
    def score(self) -> str:
        """The score, or that there is none."""
        return scored(self.line.row.score) or gettext("cannot be scored")

    @cached_property
    def interval(self) -> str:
        """The 80 % interval."""
        row = self.line.row
        return "" if row.low is None else f"{scored(row.low)}–{scored(row.high)}"

    @cached_property
    def reach(self) -> str:
        """What the score would be if everything unknown were a 10; empty where all is known."""
        row = self.line.row
        return "" if row.score is None or row.score_high == row.score else scored(row.score_high)

    @property
    def strip(self) -> SafeString | str:
        """Score, interval and reach drawn on the scale."""
        return strip_of(self.line.row, self.lines)

    @property
    def chance(self) -> str:
        """The chance to be among the first."""
        return chance_of(self.line.row.top_k_basis_points)

    @property
    def mark(self) -> str:
        """How its status is marked."""
        return MARKS[self.line.status]

    @property
    def status(self) -> str:
        """Where it stands against the lines."""
        return gettext(STATUS_NAMES[self.line.status])

    @cached_property
    def lacks(self) -> str:
        """What is not known of it, the first criteria by name."""
        names = list(self.line.lacks)
        if not names:
            return ""
        more = len(names) - LACKS_NAMED
        said = ", ".join(names[:LACKS_NAMED])
        if more <= 0:
            return said
        return ngettext("%(names)s and %(number)s more", "%(names)s and %(number)s more", more) % {
            "names": said,
            "number": figures.number(more),
        }


def scored(thousandths: int | None) -> str:
    """A score of 0 to 10 with two decimals; empty where there is none."""
    return "" if thousandths is None else figures.number(thousandths / SCORE_SCALE, 2)


def chance_of(basis_points: int | None) -> str:
    """A chance as a percentage; never certain where it is not."""
    if basis_points is None:
        return "–"
    if 0 < basis_points < BASIS_POINTS // 100:
        return gettext("under %(share)s") % {"share": figures.percent(0.01)}
    if BASIS_POINTS - BASIS_POINTS // 100 < basis_points < BASIS_POINTS:
        return gettext("over %(share)s") % {"share": figures.percent(0.99)}
    return figures.percent(basis_points / BASIS_POINTS)


def strip_of(row: Any, lines: Lines) -> SafeString | str:
    """Score, interval and reach drawn on the scale, with the lines to enter and to leave; nothing without a score."""
    if row.score is None or row.low is None:
        return ""
    return score_strip(Strip(row.score, row.low, row.high, row.score_high, (lines.leaving, lines.entry), TOP))


def heading(found: Found, *, sees_all: bool) -> str:
    """How firm the first are, in one sentence."""
    counts, first = found.counts, found.ranking.first
    if not sees_all:
        words = ngettext(
            "%(inside)s of your %(count)s candidate is among the first %(first)s",
            "%(inside)s of your %(count)s candidates are among the first %(first)s",
            counts.candidates,
        )
        return words % {**_numbers(inside=counts.inside, count=counts.candidates, first=first)}
    facts = _numbers(firm=counts.firm, first=first, open=counts.inside - counts.firm, all=counts.candidates)
    if counts.candidates <= first:
        words = ngettext(
            "%(all)s candidate for %(first)s places: the charter leaves nobody out",
            "%(all)s candidates for %(first)s places: the charter leaves nobody out",
            counts.candidates,
        )
        return words % facts
    if counts.firm >= first:
        return ngettext("The first %(first)s is firm", "The first %(first)s are firm", first) % facts
    words = ngettext(
        "%(firm)s of the first %(first)s is firm, the other places are close",
        "%(firm)s of the first %(first)s are firm, the other places are close",
        counts.firm,
    )
    return words % facts


def explained(ranking: Ranking) -> str:
    """What firm means, from how many draws."""
    return gettext(
        "Firm: among the first %(first)s in at least 80 of 100 draws of the weights around the agreed ones, of what raters "
        "disagree on and of what is not known. %(draws)s draws."
    ) % _numbers(first=ranking.first, draws=ranking.draws)


def flips_said(findings: Findings) -> list[str]:
    """The closest changes of a weight that would swap somebody inside with somebody outside, one sentence each."""
    return [_flip_said(flip) for flip in findings.flips[:SAID_FLIPS]]


def _flip_said(flip: Mapping[str, Any]) -> str:
    more = gettext("%(outside)s would take the place of %(inside)s if “%(criterion)s” weighed %(points)s points more.")
    less = gettext("%(outside)s would take the place of %(inside)s if “%(criterion)s” weighed %(points)s points less.")
    words = more if flip["points"] > 0 else less
    return words % {**flip, "points": points_of(flip["points"])}


def points_of(points: float) -> str:
    """So many points of a hundred, without the sign."""
    return figures.number(abs(points), 1 if abs(points) >= 1 else 2)


def equals_said(findings: Findings) -> str:
    """Who is equal at the line, and what follows; empty when nobody is."""
    if not findings.equals:
        return ""
    return gettext(
        "Equal at the line: %(names)s have the same score at place %(first)s. The charter does not choose between them; "
        "whoever decides says why."
    ) % {"names": _listed(findings.equals), "first": figures.number(findings.ranking.first)}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _numbers(**given: int) -> dict[str, str]:
    return {name: figures.number(value) for name, value in given.items()}


def flip_rows(findings: Findings) -> list[dict[str, Any]]:
    """Every flip as a row of a table."""
    return [{**flip, "change": _signed(flip["points"])} for flip in findings.flips]


def _signed(points: float) -> str:
    words = gettext("%(points)s more") if points > 0 else gettext("%(points)s less")
    return words % {"points": points_of(points)}


def alike_said(findings: Findings) -> list[str]:
    """Which criteria count one thing twice."""
    words = gettext(
        "“%(one)s” and “%(other)s” go together so closely (correlation %(correlation)s over %(over)s candidates) that they "
        "count one thing twice. Drop one, or halve both weights."
    )
    return [words % _correlated(pair) for pair in findings.alike]


def like_tenure_said(findings: Findings) -> list[str]:
    """Which criteria are length of relationship under another name."""
    words = gettext(
        "“%(criterion)s” goes together with the date of the first order (correlation %(correlation)s over %(over)s "
        "candidates): it may be length of relationship under another name. Ask what it says of the future."
    )
    return [words % _correlated(each) for each in findings.like_tenure]


def _correlated(found: Mapping[str, Any]) -> dict[str, Any]:
    return {**found, "correlation": figures.number(found["correlation"], 2), "over": figures.number(found["over"])}
