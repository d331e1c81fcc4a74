"""One candidate as its page says it: figures, criteria, what would change its place, what to judge next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext

from clave.kit.charts import Estimate, Strip, line_with_band, score_strip
from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.portfolio.models import CandidateScore
from clave.portfolio.queries.candidate import CandidatePage, Part
from clave.portfolio.rules.candidates import interval
from clave.portfolio.rules.judging import RATERS_NEEDED
from clave.portfolio.rules.measured import MEASURES, Unit
from clave.portfolio.rules.states import SCORE_SCALE, Side
from clave.portfolio.views.candidate_words import TOP, LineView, chance_of, scored

LEAST_SPREAD = 5
"""What is not seen in two decimals is no difference between raters."""


@dataclass(frozen=True)
class PartView:
    """One criterion as a row: score, weight, what it brings, where it comes from."""

    part: Part
    currency: str

    @property
    def name(self) -> str:
        """The name of the criterion."""
        return str(self.part.criterion.name)

    @property
    def is_theirs(self) -> bool:
        """Whether it takes the customer's view."""
        return self.part.criterion.side == Side.THEIRS

    @property
    def side(self) -> str:
        """Whose view it takes."""
        return gettext("the customer's view") if self.is_theirs else gettext("our view")

    @property
    def weight(self) -> str:
        """Its part of the whole weight."""
        return figures.percent(self.part.share, 1)

    @property
    def score(self) -> str:
        """The score, or that it is not known."""
        return scored(self.part.told.get("score")) or gettext("not known")

    @property
    def strip(self) -> SafeString | str:
        """The score with what raters leave open, and the rival as a mark."""
        told = self.part.told
        if not self.part.is_known:
            return ""
        score, spread = told["score"], told.get("spread", 0)
        low, high = max(score - spread, 0), min(score + spread, TOP)
        marks = (told["rival"],) if "rival" in told else ()
        return score_strip(Strip(score, low, high, score, marks, TOP))

    @property
    def brings(self) -> str:
        """What it adds to the score."""
        brings = self.part.brings
        if brings is not None:
            return scored(round(brings))
        open_up_to = {"most": scored(round(self.part.share * TOP))}
        return gettext("0 to %(most)s") % open_up_to

    @property
    def source(self) -> str:
        """From which figure or from how many raters the score comes, and how far they are apart."""
        if self.part.criterion.is_measured:
            return self._measured
        raters = self.part.told.get("raters", 0)
        if not self.part.is_known:
            return _lacking_raters(raters)
        words = ngettext("%(count)s rater", "%(count)s raters", raters) % {"count": figures.number(raters)}
        spread = self.part.told.get("spread", 0)
        if spread < LEAST_SPREAD:
            return gettext("%(raters)s, all the same") % {"raters": words}
        return gettext("%(raters)s, ±%(spread)s between them") % {"raters": words, "spread": scored(spread)}

    @property
    def rival(self) -> str:
        """What its best alternative gets; empty where nobody was asked."""
        return scored(self.part.told.get("rival"))

    @property
    def less(self) -> str:
        """The place if it weighed ten points less."""
        return _place(self.part.told.get("less"))

    @property
    def more(self) -> str:
        """The place if it weighed ten points more."""
        return _place(self.part.told.get("more"))

    @property
    def _measured(self) -> str:
        measure, value = MEASURES.get(self.part.criterion.measure), self.part.told.get("value")
        if measure is None or value is None:
            return gettext("the run could not measure it")
        return gettext("measured: %(value)s") % {"value": _in_unit(measure.unit, value, self.currency)}


@dataclass(frozen=True)
class OneView:
    """One candidate in the reader's language."""

    page: CandidatePage

    @cached_property
    def line(self) -> LineView | None:
        """The candidate as the list says it; None where the ranking does not hold it."""
        return LineView(self.page.line, self.page.found.lines_drawn) if self.page.line else None

    @cached_property
    def parts(self) -> list[PartView]:
        """Every criterion, ours before theirs."""
        currency = self.page.found.ranking.run.currency
        return [PartView(part, currency) for part in self.page.parts]

    @property
    def heading(self) -> str:
        """The customer, its place and how it stands, in one line."""
        if self.line is None:
            return gettext("%(customer)s is not among the candidates") % {"customer": self.page.customer}
        facts = {"customer": self.page.customer, "rank": self.line.rank, "status": self.line.status}
        if self.page.line is None or self.page.line.row.rank is None:
            return gettext("%(customer)s: %(status)s") % facts
        facts["all"] = figures.number(self.page.found.ranking.candidates)
        return gettext("%(customer)s: place %(rank)s of %(all)s, %(status)s") % facts

    @property
    def figures(self) -> list[tuple[str, str, str]]:
        """Score, chance, attractiveness and strength: what it is, the value, how sure."""
        if self.line is None or self.page.line is None:
            return []
        row, first = self.page.line.row, self.page.found.ranking.first
        places = self.line.places
        moves = gettext("places %(places)s when one weight moves ten points") % {"places": places} if places else ""
        among = gettext("Chance among the first %(first)s") % {"first": figures.number(first)}
        firm = gettext("firm") if self.page.line.is_firm else gettext("among the first in under 80 of 100 draws")
        sure = gettext("%(interval)s with 80 per cent confidence") % {"interval": self.line.interval}
        return [
            (gettext("Score of 10"), self.line.score, sure if self.line.interval else ""),
            (gettext("Place"), self.line.rank, moves),
            (among, self.line.chance, firm if row.rank is not None else ""),
            (gettext("How attractive to us"), scored(row.ours), gettext("of 10")),
            (gettext("How strong we are in its eyes"), _ratio(row.strength_thousandths), _against(row)),
        ]

    @property
    def to_the_line(self) -> str:
        """How far it is from the line to enter, and whether what is not known could carry it there."""
        score, reach = self._ends
        if score is None or reach is None:
            return gettext("Nothing is known of it on any criterion, so it has no place and takes none from others.")
        entry = self.page.found.lines_drawn.entry
        facts = {"entry": scored(entry), "reach": scored(reach), "gap": scored(abs(entry - score))}
        if score >= entry:
            return gettext("It lies %(gap)s points above the entry line of %(entry)s.") % facts
        if reach >= entry:
            return (
                gettext(
                    "It lacks %(gap)s points to the entry line of %(entry)s. What is not known could carry it to %(reach)s, "
                    "so judge before you say no."
                )
                % facts
            )
        return (
            gettext(
                "It lacks %(gap)s points to the entry line of %(entry)s, and nothing that is not known could close that gap."
            )
            % facts
        )

    @property
    def _ends(self) -> tuple[int | None, int | None]:
        """The score, and what it could reach."""
        row = self.page.line.row if self.page.line else None
        return (row.score, row.score_high) if row else (None, None)

    @property
    def next_to_judge(self) -> list[str]:
        """What would narrow the range most: the unknown criteria, the heaviest first, and what each leaves open."""
        return [_to_learn(PartView(part, "")) for part in self.page.unknown]

    @property
    def history(self) -> list[tuple[CandidateScore, str, str, str, str]]:
        """Every ranking: place, score, its range, chance."""
        return [_past(row) for row in self.page.history]

    @cached_property
    def chart(self) -> SafeString | None:
        """The score over its rankings; nothing before there are two days of them."""
        points = _by_day(self.page.history)
        if len(points) < 2:
            return None
        return line_with_band(points, sentence=self.chart_sentence, write=_one_decimal, within=(0, 10))

    @property
    def chart_sentence(self) -> str:
        """What the picture of its history shows."""
        points = _by_day(self.page.history)
        facts = {"before": _one_decimal(float(points[0].value)), "now": _one_decimal(float(points[-1].value))}
        return gettext("Its score went from %(before)s to %(now)s; the band is its range.") % facts


def _to_learn(view: PartView) -> str:
    facts = {"criterion": view.name, "points": scored(round(view.part.share * TOP))}
    if view.part.criterion.is_measured:
        return (
            gettext("“%(criterion)s” leaves %(points)s points open: the ledger does not hold what it is measured from.")
            % facts
        )
    if view.part.told.get("raters", 0):
        return gettext("“%(criterion)s” leaves %(points)s points open: a second rater would close it.") % facts
    return gettext("“%(criterion)s” leaves %(points)s points open: two raters would close it.") % facts


def _lacking_raters(raters: int) -> str:
    lacking = RATERS_NEEDED - raters
    words = ngettext("%(count)s more rater is needed", "%(count)s more raters are needed", lacking)
    return words % {"count": figures.number(lacking)}


def _in_unit(unit: Unit, value: float, currency: str) -> str:
    if unit is Unit.MONEY:
        return figures.money(Money(Decimal(str(value)), currency))
    return figures.percent(value, 1) if unit is Unit.SHARE else figures.number(value, 2)


def _ratio(thousandths: int | None) -> str:
    return "" if thousandths is None else figures.number(thousandths / SCORE_SCALE, 2)


def _against(row: Any) -> str:
    if row.strength_thousandths is None:
        return gettext("nobody judged us against its best alternative")
    return gettext("1 is as strong as its best alternative")


def _place(rank: int | None) -> str:
    return "–" if rank is None else figures.number(rank)


def _past(row: CandidateScore) -> tuple[CandidateScore, str, str, str, str]:
    low, high = interval(row.score, row.score_high, row.low, row.high)
    ends = "" if low is None else f"{scored(low)}–{scored(high)}"
    return row, _place(row.rank), scored(row.score) or "–", ends, chance_of(row.top_k_basis_points)


def _by_day(history: Sequence[CandidateScore]) -> list[Estimate]:
    """The last score of every day, the oldest first."""
    days: dict[date, Estimate] = {}
    for row in reversed(history):
        low, high = interval(row.score, row.score_high, row.low, row.high)
        if row.score is None or low is None or high is None or row.ranking.finished_at is None:
            continue
        on = localdate(row.ranking.finished_at)
        days[on] = Estimate(on, *(value / SCORE_SCALE for value in (row.score, low, high)))
    return [days[on] for on in sorted(days)]


def _one_decimal(value: float) -> str:
    return figures.number(value, 1)
