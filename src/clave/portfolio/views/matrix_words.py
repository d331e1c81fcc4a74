"""The matrix as its page says it: the finding, the picture, its rows, and what to do in each quarter."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log2

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from clave.kit.charts import Quadrants, Spot, quadrants
from clave.kit.templatetags import figures
from clave.portfolio.queries.matrix import Matrix, Placed
from clave.portfolio.rules.candidates import ADVICE, Quarter, Status
from clave.portfolio.rules.matrix import Range
from clave.portfolio.rules.states import SCORE_SCALE
from clave.portfolio.views.candidate_words import scored

ENDS = (-1.0, 1.0)
"""The picture goes from half as strong to twice as strong as the best alternative; what lies beyond stands at its edge."""
LEAST = 0.05
ORDER = (Quarter.STAR, Quarter.STRATEGIC, Quarter.STREAMLINE, Quarter.STATUS)
"""The quarters from the upper left to the lower right."""


@dataclass(frozen=True)
class PlacedView:
    """One candidate as a row of the table."""

    placed: Placed

    @property
    def code(self) -> str:
        """The code of the customer."""
        return str(self.placed.line.row.customer.code)

    @property
    def name(self) -> str:
        """The name of the customer."""
        return str(self.placed.line.row.customer)

    @property
    def rank(self) -> str:
        """Its place."""
        return "–" if self.placed.line.row.rank is None else figures.number(self.placed.line.row.rank)

    @property
    def is_key_account(self) -> bool:
        """Whether it is in the programme."""
        return self.placed.line.status == Status.KEY_ACCOUNT

    @property
    def quarter(self) -> str:
        """The name of its quarter."""
        return gettext(ADVICE[self.placed.spot.quarter].name)

    @property
    def is_sure(self) -> bool:
        """Whether it lies there at both ends of its ranges."""
        return self.placed.spot.is_sure

    @property
    def ours(self) -> str:
        """How attractive it is to us."""
        return scored(round(self.placed.spot.ours.value))

    @property
    def ours_range(self) -> str:
        """Between which ends."""
        return _range(self.placed.spot.ours)

    @property
    def strength(self) -> str:
        """How strong we are in its eyes."""
        return figures.number(self.placed.spot.strength.value / SCORE_SCALE, 2)

    @property
    def strength_range(self) -> str:
        """Between which ends."""
        return _range(self.placed.spot.strength)


@dataclass(frozen=True)
class QuarterView:
    """A quarter: its name, how many lie there, what lies there, and what to do."""

    name: str
    count: int
    lies_here: str
    do: str


def quarters(matrix: Matrix) -> list[QuarterView]:
    """The quarters in the order of the picture."""
    return [
        QuarterView(gettext(told.name), matrix.quarters[quarter], gettext(told.lies_here), gettext(told.do))
        for quarter, told in ((quarter, ADVICE[quarter]) for quarter in ORDER)
    ]


def heading(matrix: Matrix) -> str:
    """What the matrix shows, in one sentence."""
    facts = {
        "strategic": figures.number(matrix.quarters[Quarter.STRATEGIC]),
        "star": figures.number(matrix.quarters[Quarter.STAR]),
    }
    words = ngettext(
        "%(strategic)s customer is strategic; stars that another supplier serves better: %(star)s",
        "%(strategic)s customers are strategic; stars that another supplier serves better: %(star)s",
        matrix.quarters[Quarter.STRATEGIC],
    )
    return words % facts


def sentence(matrix: Matrix) -> str:
    """What the picture shows and how to read it."""
    counted = ", ".join(f"{each.name} {figures.number(each.count)}" for each in quarters(matrix))
    return gettext(
        "Up: more attractive to us; to the right: stronger than its best alternative in its eyes. %(quarters)s. Squares are "
        "key accounts, named dots the first ones (a number is the place); the crosses are what raters and the unknown leave open."
    ) % {"quarters": counted}


def left_out(matrix: Matrix) -> str:
    """Who is not drawn, and why; empty when everybody is."""
    sentences = []
    if matrix.unplaced:
        words = ngettext(
            "%(count)s candidate cannot be placed: two raters have to judge us and its best alternative.",
            "%(count)s candidates cannot be placed: two raters have to judge us and their best alternative.",
            matrix.unplaced,
        )
        sentences.append(words % {"count": figures.number(matrix.unplaced)})
    if (more := matrix.placed - len(matrix.drawn)) > 0:
        words = ngettext(
            "%(count)s more with a lower place is counted and not drawn.",
            "%(count)s more with lower places are counted and not drawn.",
            more,
        )
        sentences.append(words % {"count": figures.number(more)})
    return " ".join(sentences)


def picture(matrix: Matrix) -> SafeString:
    """The matrix drawn."""
    y_ends = _ends(matrix)
    names = tuple(gettext(ADVICE[quarter].name) for quarter in ORDER)
    return quadrants(
        Quadrants(
            spots=[_spot(placed) for placed in matrix.drawn],
            x_ends=ENDS,
            y_ends=y_ends,
            cut=(0.0, 5.0),
            quarters=(names[0], names[1], names[2], names[3]),
            x_label=gettext("How strong we are in its eyes →"),
            y_label=gettext("↑ How attractive to us"),
            x_marks=[(log2(ratio), figures.number(ratio, 1)) for ratio in (0.5, 0.7, 1.0, 1.4, 2.0)],
            y_marks=[(value, figures.number(value)) for value in _marks(y_ends)],
        ),
        sentence=sentence(matrix),
    )


def _ends(matrix: Matrix) -> tuple[float, float]:
    """The part of the scale that holds every point and the middle, in whole points."""
    values = [placed.spot.ours.value / SCORE_SCALE for placed in matrix.drawn]
    return float(max(floor(min([4.0, *values])) - 1, 0)), float(min(ceil(max([6.0, *values])) + 1, 10))


def _marks(ends: tuple[float, float]) -> list[float]:
    """The ends of the scale and its middle."""
    return [ends[0], 5.0, ends[1]]


def _spot(placed: Placed) -> Spot:
    view, strength, ours = PlacedView(placed), placed.spot.strength, placed.spot.ours
    return Spot(
        x=_log(strength.value),
        x_range=(_log(strength.low), _log(strength.high)),
        y=ours.value / SCORE_SCALE,
        y_range=(ours.low / SCORE_SCALE, ours.high / SCORE_SCALE),
        name=view.name if placed.is_named else "",
        short=view.rank,
        is_chosen=view.is_key_account,
    )


def _log(thousandths: float) -> float:
    return log2(max(thousandths / SCORE_SCALE, LEAST))


def _range(given: Range) -> str:
    return f"{scored(round(given.low))}–{scored(round(given.high))}"
