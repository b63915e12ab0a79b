"""Plots of peers: a unit among all, beside its peers, off a usual relation, across its years; as Vega-Lite, SVG or JSON.

They are drawn 360 to 400 points wide, so that their text can be read on a telephone and at twice the size on a desk. What matters
is told by shape and place and not by colour alone: a diamond with a dark rim is the unit, whoever prints it in black and white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, isfinite, log2, log10
from typing import Any
from unicodedata import east_asian_width

import altair as alt
import numpy as np
from numpy.typing import NDArray

from ..peers.telling import Teller

FONTS = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif"
"""Fonts that a system has for Chinese, its own first; none is shipped and none is fetched."""

WIDTH = 330
UNIT, UNIT_INK, LINE = "#d55e00", "#8f3a00", "#0072b2"
PEERS, USUAL, LISTED, BAND, INK = "#777777", "#c4c4c4", "#4a4a4a", "#cfdcea", "#1a1a1a"
"""Of Okabe and Ito (2008), which colour-blind people can tell apart, and greys of different lightness."""

MOST_POINTS, MOST_TICKS = 300, 60
"""Peers that are drawn at most, in a scatter and in a row: more would hide each other."""
_BINS = 40
_NEAREST, _FARTHEST, _APART, _DOUBLING = 1.6, 3.0, 2.0, 0.4
"""Of the plot of peers, in distances of a percentile from the median: how far it reaches, where a unit stands whose peers are all
alike, and how far a doubling beyond a percentile is."""
_FEWEST_FOR_LINE = 8
_WIDE = 20.0
"""From this ratio of the largest to the smallest value on, all being positive, an axis is logarithmic."""
_COLUMNS, _TITLE_COLUMNS = 54, 38
_MOST_MARKS, _ROOM = 6, 20
_ROW, _HEIGHT = 66, 170
_TITLE_LIMIT = 230


_DIAMOND: dict[str, Any] = {
    **{"shape": "diamond", "filled": True, "size": 190, "opacity": 1},
    **{"color": UNIT, "stroke": INK, "strokeWidth": 1.5},
}
_DOT: dict[str, Any] = {"shape": "circle", "filled": True}
_BOLD: dict[str, Any] = {"fontWeight": "bold", "fontSize": 13, "color": INK}
_SMALL: dict[str, Any] = {"fontSize": 11, "color": "#444444"}
_ALIGNED: dict[str, Any] = {"align": alt.ExprRef("datum.side")}


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


def score_plot(
    scores: NDArray[np.float64], threshold: float | None, alpha: float, teller: Teller, own: float | None = None
) -> alt.LayerChart:
    """How the scores of all units are distributed, which of them are listed, and where one unit stands.

    Args:
        scores: of all units; shape (n,).
        threshold: the lowest score that is listed, None where none is.
        alpha: the p-value up to which units are listed.
        teller: the words.
        own: the unit's score, None for the list as a whole.
    """
    data = Rows()
    bins = _bins(scores, threshold)
    x = alt.X("low:Q", title=teller.word("plots.score.x"), bin="binned", axis=alt.Axis(tickCount=6, grid=False))
    # Counts by their square root: a single unit in the tail is seen beside thousands in the middle.
    count = alt.Scale(type="sqrt")
    layers = [
        data.chart(bins)
        .mark_bar(binSpacing=0.5)
        .encode(
            x=x,
            x2="high:Q",
            y=alt.Y("count:Q", title=teller.word("plots.score.y"), scale=count, axis=alt.Axis(values=_counts(bins), format=",d")),
            color=alt.Color("listed:N", scale=alt.Scale(domain=[False, True], range=[USUAL, LISTED]), legend=None),
        )
    ]
    if threshold is not None:
        layers.append(data.chart([{"x": threshold}]).mark_rule(strokeDash=[4, 3], color=INK).encode(x="x:Q"))
    if own is not None and isfinite(own):
        told = f"{teller.word('plots.score.unit')} {teller.score(own)}"
        unit = data.chart([{"x": own, "told": told, "side": _side(own, bins[0]["low"], bins[-1]["high"])}])
        top, floor = alt.value(_HEIGHT * 0.4), alt.value(_HEIGHT)
        layers += [
            unit.mark_rule(color=UNIT, strokeWidth=1.5).encode(x="x:Q", y=top, y2=floor),
            unit.mark_point(**_DIAMOND).encode(x="x:Q", y=floor),
            unit.mark_text(baseline="bottom", dy=-3, **_ALIGNED, **_BOLD).encode(x="x:Q", y=top, text="told:N"),
        ]
    subtitle = teller.word("plots.score.subtitle", alpha=teller.share(alpha)) if threshold is not None else ""
    return finished(data, layers, teller.word("plots.score.title"), subtitle, _HEIGHT)


def peers_plot(rows: Sequence[Beside], teller: Teller) -> alt.LayerChart:
    """Features of a unit beside its peers', each in its own scale: 5th percentiles, medians, 95th stand above each other.

    Args:
        rows: from top to bottom; those whose peers are unknown are left out.
        teller: the words.
    """
    data = Rows()
    known = [row for row in rows if row.median is not None and isfinite(row.median)]
    placed = [_placed(row, index, teller) for index, row in enumerate(known)]
    farthest = max((abs(x) for one in placed for x in (*one.peers, one.x or 0.0)), default=1.0)
    reach = max(_NEAREST, farthest) * 1.06
    x = alt.X(
        "x:Q",
        title=teller.word("plots.peers.x"),
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(ticks=False, labels=False, grid=False, domain=False, titlePadding=4),
    )
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[max(len(placed), 1), 0], nice=False))
    names = [{"y": one.row + 0.12, "told": one.name} for one in placed]
    values = [
        # A missing value stands beside the bar, where no value does.
        {"y": one.row + 0.6, "x": -reach, "told": one.told, "side": "left"}
        if one.x is None
        else {"y": one.row + 0.38, "x": one.x, "told": one.told, "side": _side(one.x, -reach, reach)}
        for one in placed
    ]
    bands = [{"y": one.row + 0.5, "y2": one.row + 0.7, "x": one.low, "x2": one.high} for one in placed]
    peers = [{"y": one.row + 0.5, "y2": one.row + 0.7, "x": value} for one in placed for value in one.peers]
    medians = [{"y": one.row + 0.46, "y2": one.row + 0.74, "x": 0} for one in placed]
    units = [{"y": one.row + 0.6, "x": one.x} for one in placed if one.x is not None]
    scales = [
        {"y": one.row + 0.84, "x": at, "told": text, "side": side}
        for one in placed
        for at, text, side in zip((one.low, 0.0, one.high), one.scale, ("right", "center", "left"), strict=True)
        if text
    ]
    layers = [
        data.chart(bands).mark_rect(color=BAND).encode(x=x, x2="x2:Q", y=y, y2="y2:Q"),
        data.chart(peers).mark_rule(color=PEERS, opacity=0.5).encode(x=x, y=y, y2="y2:Q"),
        data.chart(medians).mark_rule(color=INK, strokeWidth=2).encode(x=x, y=y, y2="y2:Q"),
        data.chart(scales).mark_text(**_ALIGNED, **_SMALL).encode(x=x, y=y, text="told:N"),
        data.chart(units).mark_point(**_DIAMOND).encode(x=x, y=y),
        data.chart(names).mark_text(align="left", limit=round(WIDTH * 0.86), **_BOLD).encode(x=alt.value(0), y=y, text="told:N"),
        data.chart(values).mark_text(color=UNIT_INK, fontSize=12, fontWeight="bold", **_ALIGNED).encode(x=x, y=y, text="told:N"),
    ]
    return finished(
        data, layers, teller.word("plots.peers.title"), teller.word("plots.peers.subtitle"), max(len(placed), 1) * _ROW
    )


def relation_plot(pairs: Pairs, teller: Teller) -> alt.LayerChart:
    """Two features against each other: the peers, their usual relation, the unit, and where it was to be expected.

    Args:
        pairs: what is drawn; rows of peers with a missing value are left out.
        teller: the words.
    """
    data = Rows()
    peers = sampled(pairs.peers[np.isfinite(pairs.peers).all(axis=1)], MOST_POINTS)
    points = np.vstack([peers, [pairs.unit], [(pairs.unit[0], _or(pairs.expected, pairs.unit[1]))]])
    across, up = (_axis(name, column, teller) for name, column in zip((pairs.other, pairs.feature), points.T, strict=True))
    x, y = across.encoded(alt.X, "x"), up.encoded(alt.Y, "y")
    line = _usual_line(peers, across, up)
    layers = [data.chart(_points(peers, across, up)).mark_point(size=22, color=PEERS, opacity=0.45, **_DOT).encode(x=x, y=y)]
    if line:
        layers.append(data.chart(line).mark_line(color=LINE, strokeWidth=2.5).encode(x=x, y=y))
    if pairs.expected is not None and isfinite(pairs.expected):
        expected = _points(np.array([[pairs.unit[0], pairs.expected]]), across, up)
        way = [{**expected[0], "y2": pairs.unit[1] / up.per}]
        layers.append(data.chart(way).mark_rule(color=UNIT, strokeDash=[3, 3]).encode(x=x, y=y, y2="y2:Q"))
        layers.append(
            data.chart(expected).mark_point(shape="cross", filled=True, size=130, color=LINE, opacity=1).encode(x=x, y=y)
        )
    unit = _points(np.array([pairs.unit]), across, up)
    layers.append(data.chart(unit).mark_point(**_DIAMOND).encode(x=x, y=y))
    title = teller.word("plots.relation.title", feature=teller.feature(pairs.feature), other=teller.feature(pairs.other))
    return finished(data, layers, title, teller.word("plots.relation.subtitle"), WIDTH * 0.72)


def years_plot(name: str, unit: str, years: Sequence[Year], teller: Teller) -> alt.LayerChart:
    """One amount or feature of a unit across its years: as stated, as stated a year later, and what was usual.

    Args:
        name: of the amount or the feature, in words.
        unit: in which its values are, as words.yaml names it.
        years: in any order.
        teller: the words.
    """
    data = Rows()
    years = sorted(years, key=lambda year: year.year)
    values = np.array([value for year in years for value in (year.stated, year.later, year.low, year.high) if value is not None])
    axis = _axis_of_unit(name, unit, values, teller)
    y = alt.Y("y:Q", title=axis.title, scale=alt.Scale(zero=_from_nil(values)), axis=alt.Axis(tickCount=5, format=",~r"))
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, grid=False, labelOverlap=True))
    stated = [{"year": one.year, "y": one.stated / axis.per} for one in years if one.stated is not None]
    later = [{"year": one.year, "y": one.later / axis.per} for one in years if one.later is not None]
    usual = [
        {"year": one.year, "y": one.low / axis.per, "y2": one.high / axis.per}
        for one in years
        if one.low is not None and one.high is not None
    ]
    layers = [
        data.chart(usual).mark_bar(size=22, color=BAND).encode(x=x, y=y, y2="y2:Q"),
        data.chart(stated).mark_line(color=INK, strokeWidth=1.5).encode(x=x, y=y),
        data.chart(stated).mark_point(size=60, color=INK, opacity=1, **_DOT).encode(x=x, y=y),
        data.chart(later)
        .mark_point(shape="diamond", filled=False, size=170, color=UNIT, strokeWidth=2, opacity=1)
        .encode(x=x, y=y),
    ]
    return finished(
        data, layers, teller.word("plots.years.title", feature=name), teller.word("plots.years.subtitle"), WIDTH * 0.55
    )


def svg_of(chart: alt.LayerChart, *, titled: bool = True) -> str:
    """A plot as SVG: text stays text, and nothing in it is fetched or run.

    Args:
        chart: the plot.
        titled: whether its title is in the picture; a page tells it beside, where it wraps and can be searched.
    """
    import vl_convert

    spec = chart.to_dict(validate=False)
    if not titled:
        del spec["title"]
    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return svg


def titles_of(chart: alt.LayerChart) -> tuple[str, str]:
    """A plot's title, and how it is read; "" where that needs no saying."""
    meta = chart.usermeta
    return meta["title"], meta["subtitle"]


def spec_of(chart: alt.LayerChart) -> dict[str, Any]:
    """A plot as a Vega-Lite specification with its data in it, to be written as JSON and drawn by Vega-Embed."""
    spec: dict[str, Any] = chart.to_dict()
    return spec


def sampled(values: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """So many rows at most, the extremes among them, and always the same for the same values in any order; shape (m, ...).

    Args:
        values: finite; shape (n,) or (n, 2).
        most: 2 or more.
    """
    order = np.lexsort(values.T[::-1] if values.ndim > 1 else (values,))
    # Evenly through the sorted values: what they look like stays as it is, and no draw decides who is shown.
    chosen = order if len(order) <= most else order[np.linspace(0, len(order) - 1, most).round().astype(int)]
    rows: NDArray[np.float64] = values[chosen]
    return rows


class Rows(dict[str, list[dict[str, Any]]]):
    """What the layers of a plot show, by name: Altair copies a layer often, and so is spared its data."""

    def chart(self, rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
        """A chart of these rows."""
        name = f"rows{len(self)}"
        self[name] = [dict(row) for row in rows]
        return alt.Chart(alt.NamedData(name=name))


def finished(data: Rows, layers: Sequence[alt.Chart], title: str, subtitle: str, height: float) -> alt.LayerChart:
    """Layers as one plot in the looks that all have."""
    heading = alt.TitleParams(
        _wrapped(title, _TITLE_COLUMNS),
        subtitle=_wrapped(subtitle, _COLUMNS),
        anchor="start",
        frame="group",
        fontSize=14,
        subtitleFontSize=12,
        subtitleColor="#444444",
        color=INK,
        offset=10,
    )
    chart = (
        alt.layer(*layers)
        .properties(title=heading, width=WIDTH, height=round(height), background="white", padding=8)
        .configure(font=FONTS, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor="#333333",
            titleColor="#333333",
            titleFontWeight="normal",
            titlePadding=10,
            titleLimit=_TITLE_LIMIT,
            labelFontSize=12,
            titleFontSize=12,
            gridColor="#e6e6e6",
            domainColor="#888888",
            tickColor="#888888",
        )
    )
    whole: alt.LayerChart = chart.properties(datasets=dict(data), usermeta={"title": title, "subtitle": subtitle})
    return whole


def _wrapped(text: str, columns: int) -> list[str]:
    """A text in lines; a Chinese character is as wide as two columns, and a line can end after each of them."""
    lines, line, width = [], "", 0
    for word in _words(text):
        size = sum(2 if east_asian_width(character) in "WF" else 1 for character in word)
        if line and width + size > columns and word not in "，。；：、）":
            lines.append(line.rstrip())
            line, width = "", 0
        line, width = line + word, width + size
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    words, word = [], ""
    for character in text:
        word += character
        if character == " " or east_asian_width(character) in "WF":
            words.append(word)
            word = ""
    return [*words, word] if word else words


def _side(x: float, low: float, high: float) -> str:
    """How a label at ``x`` is aligned so that it stays between ``low`` and ``high``."""
    part = (x - low) / (high - low) if high > low else 0.5
    return "left" if part < 0.25 else "right" if part > 0.75 else "center"


def _bins(scores: NDArray[np.float64], threshold: float | None) -> list[dict[str, Any]]:
    """Counts of the scores in bins of one width, one of whose edges is the threshold."""
    known = scores[np.isfinite(scores)]
    if not len(known):
        return [{"low": 0.0, "high": 1.0, "count": 0, "listed": False}]
    low, high = float(known.min()), float(known.max())
    width = max((high - low) / _BINS, 1e-9)
    edge = low if threshold is None or not isfinite(threshold) else threshold
    first, last = int(np.floor((low - edge) / width)), int(np.floor((high - edge) / width))
    edges = edge + width * np.arange(first, last + 2)
    places = np.clip(np.floor((known - edge) / width).astype(int) - first, 0, last - first)
    counts = np.bincount(places, minlength=last - first + 1)
    return [
        {"low": float(begin), "high": float(end), "count": int(count), "listed": threshold is not None and index + first >= 0}
        for index, (begin, end, count) in enumerate(zip(edges, edges[1:], counts, strict=False))
    ]


def _counts(bins: Sequence[Mapping[str, Any]]) -> list[int]:
    """Marks of the axis of counts: whole numbers, with room between them."""
    most = max(int(one["count"]) for one in bins)
    marks = [step * 10**power for power in range(len(str(most))) for step in (1, 2, 5) if step * 10**power <= most]
    return [0, *(mark for mark in marks[-_MOST_MARKS:] if mark * _ROOM >= most)]


@dataclass(frozen=True)
class _Placed:
    """A row of the plot of peers, where -1, 0 and 1 are the 5th percentile, the median and the 95th."""

    row: int
    name: str
    told: str
    x: float | None
    low: float
    high: float
    peers: tuple[float, ...]
    scale: tuple[str, str, str]


def _placed(row: Beside, index: int, teller: Teller) -> _Placed:
    peers = sampled(row.peers[np.isfinite(row.peers)], MOST_TICKS)
    told, median = teller.values(row.feature, (row.value, row.median))
    low, high = teller.numbers(row.feature, (row.low, row.high), _or(row.median, 0.0))
    x = None if row.value is None or not isfinite(row.value) else _place(row.value, row)
    lowest, highest = (_place(_or(end, _or(row.median, 0.0)), row) for end in (row.low, row.high))
    scale = (low if lowest < 0 else "", median, high if highest > 0 else "")
    places = tuple(_place(float(one), row) for one in peers)
    return _Placed(index, teller.feature(row.feature), told, x, lowest, highest, places, scale)


def _place(value: float, row: Beside) -> float:
    """Where a value stands: in the distance of the percentile on its side, beyond it by doublings, and never out of sight."""
    median = _or(row.median, 0.0)
    away = value - median
    sides = (_or(row.low, median) - median, _or(row.high, median) - median)
    step = abs(sides[0] if away < 0 else sides[1]) or max(map(abs, sides))
    if not step:  # peers that are all alike: whatever differs from them stands apart, and how far has no measure
        return 0.0 if not away else _APART if away > 0 else -_APART
    size = abs(away) / step
    size = size if size <= 1 else min(1 + log2(size) * _DOUBLING, _FARTHEST)
    return size if away > 0 else -size


@dataclass(frozen=True)
class _Axis:
    """How values are drawn along an axis: divided by ``per``, in logarithms or not, with marks at ``ticks``."""

    title: str
    per: float
    log: bool
    ticks: tuple[float, ...] = ()

    def encoded(self, channel: Any, name: str) -> Any:
        """The encoding of x or y."""
        scale = alt.Scale(type="log", nice=False, padding=14) if self.log else alt.Scale(zero=False, nice=False, padding=14)
        axis = alt.Axis(values=list(self.ticks), format=",~g") if self.ticks else alt.Axis(tickCount=5, format=",~r")
        return channel(f"{name}:Q", title=self.title, scale=scale, axis=axis)


def _axis(feature: str, values: NDArray[np.float64], teller: Teller) -> _Axis:
    """The axis of a feature: in logarithms where its values, all above nil, are of different sizes."""
    axis = _axis_of_unit(teller.feature(feature), teller.unit_of(feature), values, teller)
    log = bool((values > 0).all()) and float(values.max()) > _WIDE * float(values.min())
    return replace(axis, log=True, ticks=_ticks(float(values.min()) / axis.per, float(values.max()) / axis.per)) if log else axis


def _axis_of_unit(name: str, unit: str, values: NDArray[np.float64], teller: Teller) -> _Axis:
    per, sign = teller.step(unit, float(np.median(np.abs(values))) if len(values) else 0.0)
    return _Axis(teller.word("plots.axis", name=name, unit=sign) if sign else name, per, log=False)


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """Marks of a logarithmic axis: 1, 2, 5, 10 … where they have room, else powers of ten."""
    powers = range(floor(log10(low)) - 1, floor(log10(high)) + 2)
    fine, coarse = ([float(f"{step}e{power}") for power in powers for step in steps] for steps in ((1, 2, 5), (1,)))
    inside = [[tick for tick in ticks if low <= tick <= high] for ticks in (fine, coarse)]
    chosen = inside[0] if len(inside[0]) <= _MOST_MARKS or len(inside[1]) < 2 else inside[1]
    return tuple(chosen[:: len(chosen) // (_MOST_MARKS + 1) + 1])


def _points(values: NDArray[np.float64], across: _Axis, up: _Axis) -> list[dict[str, Any]]:
    return [{"x": float(x) / across.per, "y": float(y) / up.per} for x, y in values]


def _usual_line(peers: NDArray[np.float64], across: _Axis, up: _Axis) -> list[dict[str, Any]]:
    """The usual relation of the peers, the line of Theil (1950) and Sen (1968), which a tenth of odd units does not move."""
    if len(peers) < _FEWEST_FOR_LINE or np.ptp(peers[:, 0]) == 0:
        return []
    from scipy.stats import theilslopes

    x, y = (np.log(column) if axis.log else column for column, axis in zip(peers.T, (across, up), strict=True))
    fitted = theilslopes(y, x)
    ends = np.linspace(x.min(), x.max(), 2 if across.log == up.log else 25)
    heights = fitted.intercept + fitted.slope * ends
    line = np.column_stack([np.exp(ends) if across.log else ends, np.exp(heights) if up.log else heights])
    return _points(line, across, up)


def _from_nil(values: NDArray[np.float64]) -> bool:
    """Whether an axis begins at nil: where it would anyway, so that the height of a point can be read."""
    return bool(len(values)) and float(values.min()) < float(values.max()) / 2


def _or(value: float | None, otherwise: float) -> float:
    return value if value is not None and isfinite(value) else otherwise
