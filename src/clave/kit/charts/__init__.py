"""Charts drawn on the server as SVG: direct labels, few ticks, bars from zero, doubt as a band."""

from clave.kit.charts.beside import Paths, beside
from clave.kit.charts.intervals import Between, intervals
from clave.kit.charts.lines import Estimate, line_with_band
from clave.kit.charts.months import month_bars, share_record
from clave.kit.charts.quadrants import Quadrants, Spot, quadrants
from clave.kit.charts.rows import Row, diverging_bars, waterfall
from clave.kit.charts.shares import Share, share_rows
from clave.kit.charts.spread import Futures, Reach, futures, tornado
from clave.kit.charts.strip import Strip, score_strip
from clave.kit.charts.whale import Whale, whale_curve

__all__ = [
    "Between",
    "Estimate",
    "Futures",
    "Paths",
    "Quadrants",
    "Reach",
    "Row",
    "Share",
    "Spot",
    "Strip",
    "Whale",
    "beside",
    "diverging_bars",
    "futures",
    "intervals",
    "line_with_band",
    "month_bars",
    "quadrants",
    "score_strip",
    "share_record",
    "share_rows",
    "tornado",
    "waterfall",
    "whale_curve",
]
