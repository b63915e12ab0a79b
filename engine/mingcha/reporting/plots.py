"""Plots of peers: a unit among all, beside its peers, off a usual relation, across its years; as Vega-Lite, SVG or JSON.

They are drawn 360 to 400 points wide, so that their text can be read on a telephone and at twice the size on a desk. What matters
is told by shape and place and not by colour alone: a diamond with a dark rim is the unit, whoever prints it in black and white.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, log2
from typing import Any
from unicodedata import east_asian_width

import altair as alt
import numpy as np
from numpy.typing import NDArray

from ..peers.telling import Teller, harmless

FONTS = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif"
"""Fonts that a system has for Chinese, its own first; none is shipped and none is fetched."""

WIDTH = 340
UNIT, PEERS, LISTED, BAND, LINE, INK = "#d55e00", "#777777", "#4a4a4a", "#cfdcea", "#0072b2", "#1a1a1a"
"""Of Okabe and Ito (2008), which colour-blind people can tell apart, and greys of different lightness."""

MOST_POINTS, MOST_TICKS = 300, 60
"""Peers that are drawn at most, in a scatter and in a row: more would hide each other."""
_BINS = 40
_FARTHEST = 6.0
_FEWEST_FOR_LINE = 8
_WIDE = 20.0
"""From this ratio of the largest to the smallest value on, all being positive, an axis is logarithmic."""
_COLUMNS = 58
_ROW = 58


@dataclass(frozen=True)
class Beside:
    """A feature of a unit beside those of its peers.

    Attributes:
        feature: its id.
        value: the unit's, None where missing.
        peers: the peers' known values; shape (n,).
        low, median, high: 5th, 50th and 95th percentile of all peers; None where unknown.
    """

    feature: str
    value: float | None
    peers: NDArray[np.float64]
    low: float | None
    median: float | None
    high: float | None


@dataclass(frozen=True)
class Pairs:
    """Two features of the peers, row by row, and those of the unit.

    Attributes:
        feature, other: their ids; ``feature`` is drawn upwards.
        peers: values of ``other`` and of ``feature``; shape (n, 2).
        unit: the unit's ``other`` and ``feature``.
        expected: what the unit's other figures let expect for ``feature``, None where unknown.
    """

    feature: str
    other: str
    peers: NDArray[np.float64]
    unit: tuple[float, float]
    expected: float | None


@dataclass(frozen=True)
class Year:
    """One year of a unit's amount or feature, in one unit throughout.

    Attributes:
        stated: in that year; ``later`` a year later as last year's. None where there is none.
        low, high: what is usual after the years before; None where unknown.
    """

    year: int
    stated: float | None
    later: float | None = None
    low: float | None = None
    high: float | None = None


def score_plot(scores: NDArray[np.float64], threshold: float | None, alpha: float, teller: Teller, own: float | None = None) -> alt.LayerChart:
    """How the scores of all units are distributed, which of them are listed, and where one unit stands.

    Args:
        scores: of all units; shape (n,).
        threshold: the lowest score that is listed, None where none is.
        alpha: the p-value up to which units are listed.
        teller: the words.
        own: the unit's score, None for the list as a whole.
    """
    bins = _bins(scores, threshold)
    # Counts by their square root: a single unit in the tail is seen beside thousands in the middle.
    count = alt.Y("count:Q", title=teller.word("plots.score.y"), scale=alt.Scale(type="sqrt"), axis=alt.Axis(tickCount=4, format=",d"))
    bars = (
        alt.Chart(alt.Data(values=bins))
        .mark_bar(binSpacing=0.5)
        .encode(
            x=alt.X("low:Q", title=teller.word("plots.score.x"), bin="binned", axis=alt.Axis(tickCount=6)),
            x2="high:Q",
            y=count,
            color=alt.Color("listed:N", scale=alt.Scale(domain=[False, True], range=["#c4c4c4", LISTED]), legend=None),
        )
    )
    layers: list[alt.Chart] = [bars]
    if threshold is not None:
        line = alt.Chart(alt.Data(values=[{"x": threshold}]))
        layers.append(line.mark_rule(strokeDash=[4, 3], color=INK).encode(x="x:Q"))
    if own is not None and isfinite(own):
        mark = alt.Chart(alt.Data(values=[{"x": own, "told": f"{teller.word('plots.score.unit')} {own:.1f}"}]))
        side = {"align": "right", "dx": -8} if own > (bins[0]["low"] + bins[-1]["high"]) / 2 else {"align": "left", "dx": 8}
        at = {"x": alt.X("x:Q"), "y": alt.value(165)}
        layers.append(mark.mark_rule(color=UNIT, strokeWidth=1.5).encode(x="x:Q", y=alt.value(70), y2=alt.value(165)))
        layers.append(mark.mark_point(**_UNIT).encode(**at))
        layers.append(mark.mark_text(**side, fontWeight="bold", baseline="middle", color=INK).encode(x="x:Q", y=alt.value(74), text="told:N"))
    subtitle = teller.word("plots.score.subtitle", alpha=teller.share(alpha)) if threshold is not None else ""
    return _finished(layers, teller.word("plots.score.title"), subtitle, 170)


def peers_plot(rows: Sequence[Beside], teller: Teller) -> alt.LayerChart:
    """Features of a unit beside its peers', each in its own scale: the 5th percentile, the median and the 95th stand above each other.

    Args:
        rows: from top to bottom; those whose peers are unknown are left out.
        teller: the words.
    """
    drawn = [row for row in rows if row.median is not None and isfinite(row.median)]
    placed = [_Placed.of(row, index, teller) for index, row in enumerate(drawn)]
    y = alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(len(placed))), paddingInner=0, paddingOuter=0))
    reach = max((abs(x) for one in placed for x in (*one.peers, one.x or 0.0)), default=1.0)
    reach = max(1.6, reach) * 1.06
    labels = {-1: teller.word("plots.peers.low"), 0: teller.word("plots.peers.median"), 1: teller.word("plots.peers.high")}
    told = "".join(f"datum.value == {at} ? '{text}' : " for at, text in labels.items()) + "''"
    x = alt.X(
        "x:Q",
        title=teller.word("plots.peers.x"),
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(values=[-1, 0, 1], labelExpr=told, grid=False, labelOverlap=False, ticks=False, domain=False),
    )
    base = _ROW / 2
    names = _chart([{"row": one.row, "name": one.name} for one in placed])
    bands = _chart([{"row": one.row, "x": -1, "x2": 1} for one in placed])
    ticks = _chart([{"row": one.row, "x": value} for one in placed for value in one.peers])
    medians = _chart([{"row": one.row, "x": 0} for one in placed])
    scale = [
        {"row": one.row, "x": at, "told": text} for one in placed for at, text in zip((-1, 0, 1), one.scale, strict=True) if text
    ]
    units = _chart([{"row": one.row, "x": one.x, "told": one.told} for one in placed if one.x is not None])
    missing = _chart([{"row": one.row, "told": one.told} for one in placed if one.x is None])
    down = {"yOffset": 6}
    layers = [
        names.mark_text(align="left", baseline="middle", dy=-20, fontWeight="bold", fontSize=12, color=INK).encode(x=alt.value(0), y=y, text="name:N"),
        bands.mark_bar(height=14, color=BAND, **down).encode(x=x, x2="x2:Q", y=y),
        ticks.mark_tick(height=14, thickness=1, color=PEERS, opacity=0.45, **down).encode(x=x, y=y),
        medians.mark_tick(height=20, thickness=2, color=INK, **down).encode(x=x, y=y),
        _chart(scale).mark_text(dy=21, fontSize=10, color="#444444").encode(x=x, y=y, text="told:N"),
        units.mark_point(**_UNIT, **down).encode(x=x, y=y),
        units.mark_text(dy=-9, fontSize=12, fontWeight="bold", color=UNIT_INK).encode(x=x, y=y, text="told:N"),
        missing.mark_text(align="right", dy=-20, fontSize=12, fontWeight="bold", color=UNIT_INK).encode(x=alt.value(WIDTH), y=y, text="told:N"),
    ]
    return _finished(layers, teller.word("plots.peers.title"), teller.word("plots.peers.subtitle"), max(len(placed), 1) * _ROW)
