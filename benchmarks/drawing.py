"""How the plots of the benchmarks look, and a chart as SVG."""

from __future__ import annotations

from typing import Any

import altair as alt

BLUE, RED, ORANGE, GREY, INK, PALE = "#0b6e99", "#c2410c", "#e39b62", "#8a8f98", "#22262e", "#e6e8eb"


def svg_of(chart: Any) -> str:
    """A chart in the look of all."""
    import vl_convert

    axis = {"labelColor": INK, "titleColor": INK, "gridColor": PALE, "domainColor": "#b8bcc4", "tickColor": "#b8bcc4"}
    styled = (
        chart.configure(font="sans-serif", background="white", padding=14)
        .configure_view(stroke=None)
        .configure_axis(**axis, titleFontWeight=500)
        .configure_title(anchor="start", color=INK, fontSize=14, subtitleColor="#5b616b", subtitleFontSize=11, offset=12)
        .configure_legend(labelColor=INK, title=None, labelLimit=260, orient="top")
    )
    return str(vl_convert.vegalite_to_svg(styled.to_json()))


def data_of(rows: list[dict[str, Any]]) -> Any:
    """Rows as the data of a chart."""
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # altair leaves it untyped
