"""The overview's plots: units by their gravest finding, and findings by family of rules."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
from altair.utils.schemapi import debug_mode

from ..reporting.plots import INK, Rows, finished, svg_of

FILLS = {"error": "#9b1c1c", "warning": "#eda95a", "info": "#dbe6f2", "none": "#ffffff", "failed": "#6b6b6b"}
"""By lightness: they differ in black and white and for the colour-blind, and each has a rim and a number."""
_ROW = 26


class Bar(NamedTuple):
    """A bar: what it is of, and the length and the name of each of its parts, by the key of its fill."""

    name: str
    parts: dict[str, int]


def bars(rows: Sequence[Bar], names: dict[str, str], x: str, title: str) -> str:
    """Bars of counts from top to bottom, parts side by side, as the source of an image.

    Args:
        rows: the bars.
        names: of the parts, for the legend; the order of the parts.
        x: what is counted.
        title: of the plot; the page tells it beside.
    """
    data = Rows()
    most = max((sum(row.parts.values()) for row in rows), default=0) or 1
    pieces = [
        {"row": index, "name": row.name, "begin": begin, "end": begin + count, "part": part, "count": f"{count:,}"}
        for index, row in enumerate(rows)
        for part, begin, count in _placed(row)
    ]
    ends = [
        {"name": row.name, "end": sum(row.parts.values()), "count": f"{sum(row.parts.values()):,}"} for row in rows if row.parts
    ]
    order = [row.name for row in rows]
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=190, labelPadding=8))
    scale = alt.Scale(domain=[0, most * 1.12], nice=False)
    across = alt.X("begin:Q", title=x, scale=scale, axis=alt.Axis(tickCount=4, tickMinStep=1, format="~s"))
    fill = alt.Fill("part:N", scale=alt.Scale(domain=list(names), range=[FILLS[part] for part in names]), legend=None)
    layers = [
        data.chart(pieces)
        .mark_bar(height=_ROW - 9, stroke="#3a3a3a", strokeWidth=0.8)
        .encode(x=across, x2="end:Q", y=y, fill=fill),
        data.chart(ends).mark_text(align="left", dx=5, color=INK, fontSize=12).encode(x="end:Q", y=y, text="count:N"),
    ]
    with debug_mode(False):  # the shape is fixed and the tests check it against the schema: here that would double the time
        chart = finished(data, layers, title, "", _ROW * max(len(rows), 1))
        svg = svg_of(chart, titled=False)
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _placed(row: Bar) -> list[tuple[str, int, int]]:
    """Each part with where it begins and its length; parts of no length are left out."""
    placed, begin = [], 0
    for part, count in row.parts.items():
        if count:
            placed.append((part, begin, count))
        begin += count
    return placed
