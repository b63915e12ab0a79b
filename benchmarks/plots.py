"""The plots of a run of the benchmarks, each for the parts that it has figures of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import altair as alt

from benchmarks.detection import WITHHELD
from benchmarks.drawing import BLUE, GREY, INK, ORANGE, RED, data_of, svg_of
from mingcha.measuring.moved import interval
from mingcha.measuring.results import Measure, Results

Measures = Mapping[str, tuple[Measure, ...]]
"""Of each part."""

_SHARE = alt.Axis(format=".0%", tickCount=6)


def plots(results: Results) -> Iterator[tuple[str, str]]:
    """Name and SVG of each plot that there are figures for; the name begins with that of the part."""
    measures = {part.name: part.measures for part in results.parts}
    for name, draw in PLOTS.items():
        chart = draw(measures)
        if chart is not None:
            yield name, svg_of(chart)


def _of(measures: Measures, part: str, name: str, *keys: str) -> list[dict[str, Any]]:
    """The figures of a name that are of these keys and no others, as rows of a chart."""
    rows = []
    for each in measures.get(part, ()):
        if each.name == name and set(each.of) == set(keys) and each.value is not None:
            low, high = interval(each) or (each.value, each.value)
            rows.append({**each.of, "value": each.value, "low": low, "high": high, "trials": each.trials})
    return rows


def _stages(measures: Measures) -> Any:
    """Time by step, samples and generated documents side by side."""
    rows = _of(measures, "speed", "time", "step", "documents")
    if not rows:
        return None
    steps = list(dict.fromkeys(row["step"] for row in rows))
    kinds = list(dict.fromkeys(row["documents"] for row in rows))
    base = alt.Chart(data_of(rows)).encode(
        y=alt.Y("step:N", sort=steps, title=None, axis=alt.Axis(ticks=False, domain=False)),
        yOffset=alt.YOffset("documents:N", sort=kinds),
    )
    across = alt.X("value:Q", title="ms of the processor a document", axis=alt.Axis(tickCount=8))
    bars = base.mark_bar().encode(
        x=across, color=alt.Color("documents:N", scale=alt.Scale(domain=kinds, range=[BLUE, ORANGE]), sort=kinds)
    )
    words = base.mark_text(align="left", dx=4, fontSize=10, color=INK).encode(x=across, text=alt.Text("value:Q", format=".2f"))
    title = alt.Title("What each step takes", subtitle="screen is all of the others but floor and explaining.")
    return (bars + words).properties(width=520, height=38 * len(steps), title=title)


def _rivals(measures: Measures) -> Any:
    """How many times as long each rival takes, on a logarithmic scale."""
    rows = [
        row for part in measures if part.startswith("rival_") for row in _of(measures, part, "times as long as ours", "rival")
    ]
    if not rows:
        return None
    across = alt.X(
        "value:Q", title="times as long as Mingcha", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g", tickCount=6)
    )
    base = alt.Chart(data_of(rows)).encode(y=alt.Y("rival:N", sort="-x", title=None, axis=alt.Axis(ticks=False, domain=False)))
    spread = base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", title="times as long as Mingcha"), x2="high:Q")
    dots = base.mark_circle(size=90, color=BLUE, opacity=1).encode(x=across)
    words = base.mark_text(dy=-14, fontSize=11, color=INK).encode(x=across, text=alt.Text("value:Q", format=",.3~g"))
    one = alt.Chart(data_of([{"value": 1}])).mark_rule(strokeDash=[4, 3], color=INK).encode(x="value:Q")
    title = alt.Title(
        "The same work done by what one would take instead", subtitle="Mean of the runs, with the interval of 95 %."
    )
    return (one + spread + dots + words).properties(width=520, height=60 * len(rows), title=title)


def _curves(measures: Measures) -> Any:
    """Recall against the share of cells that were harmed, a line for each way to harm them."""
    rows = [
        {"harm": harm, "share": row[harm], **row}
        for harm in ("slid", "truncated", "misread")
        for row in _of(measures, "robustness", "recall", harm)
    ]
    if not rows:
        return None
    names = list(dict.fromkeys(row["harm"] for row in rows))
    colour = alt.Color("harm:N", sort=names, scale=alt.Scale(domain=names, range=[BLUE, ORANGE, RED][: len(names)]))
    base = alt.Chart(data_of(rows)).encode(
        x=alt.X("share:Q", title="share of what is harmed", axis=alt.Axis(format=".1~%", tickCount=6)), color=colour
    )
    up = alt.Y("value:Q", title="recall", axis=_SHARE, scale=alt.Scale(domain=[0, 1]))
    line = base.mark_line(strokeWidth=2).encode(y=up) + base.mark_circle(size=60, opacity=1).encode(y=up)
    spread = base.mark_rule(strokeWidth=1.5, opacity=0.6).encode(y=alt.Y("low:Q", title="recall"), y2="high:Q")
    title = alt.Title(
        "Damage found in documents that are badly read",
        subtitle="slid: cells in the next column; truncated: labels cut off; misread: characters. Lines: 95 %.",
    )
    return (line + spread).properties(width=520, height=260, title=title)


def _heat(measures: Measures) -> Any:
    """Recall by kind of damage and layout."""
    rows = _of(measures, "detection", "recall", "kind", "layout")
    if not rows:
        return None
    kinds = sorted({row["kind"] for row in rows})
    layouts = sorted({row["layout"] for row in rows}, key=lambda layout: (layout in WITHHELD, layout))
    least = min(0.5, *(row["value"] for row in rows))
    base = alt.Chart(data_of(rows)).encode(
        x=alt.X("layout:N", sort=layouts, title=None, axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False)),
        y=alt.Y("kind:N", sort=kinds, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220)),
    )
    colour = alt.Color("value:Q", scale=alt.Scale(domain=[least, 1], scheme="yellowgreenblue"), legend=None)
    white = alt.condition(alt.datum.value > (1 + least) / 2, alt.value("white"), alt.value(INK))
    text = base.mark_text(fontSize=10).encode(text=alt.Text("value:Q", format=".0%"), color=white)
    title = alt.Title("Damage found, by kind and form", subtitle=f"Nothing was tuned on {' and '.join(WITHHELD)}.")
    return (base.mark_rect().encode(color=colour) + text).properties(width=90 * len(layouts), height=18 * len(kinds), title=title)


def _reliability(measures: Measures) -> Any:
    """The share that was right against stated confidence, beside the line on which both are the same."""
    panels = [
        (_reliable(measures, "locating"), "samples and their kin: right place and amount"),
        (_reliable(measures, "detection"), "made-up disclosures: a mistake that was made"),
    ]
    drawn = [panel.properties(title=alt.Title(words, fontSize=11)) for panel, words in panels if panel is not None]
    title = alt.Title("Is confidence what it says?", subtitle="A dot is a bin of findings, their number beside it. Lines: 95 %.")
    return alt.hconcat(*drawn, title=title, spacing=30) if drawn else None


def _reliable(measures: Measures, part: str) -> Any:
    stated = {row["bin"]: row["value"] for row in _of(measures, part, "stated", "bin")}
    rows = [{**row, "stated": stated[row["bin"]]} for row in _of(measures, part, "right", "bin") if row["bin"] in stated]
    if not rows:
        return None
    whole = alt.Scale(domain=[0, 1])
    across = alt.X("stated:Q", title="stated confidence", axis=_SHARE, scale=whole)
    up = alt.Y("value:Q", title="right", axis=_SHARE, scale=whole)
    base = alt.Chart(data_of(rows)).encode(x=across)
    spread = base.mark_rule(color=BLUE, strokeWidth=1.5).encode(y=alt.Y("low:Q", title="right", scale=whole), y2="high:Q")
    dots = base.mark_circle(color=BLUE, opacity=0.9).encode(
        y=up, size=alt.Size("trials:Q", scale=alt.Scale(range=[30, 400]), legend=None)
    )
    words = base.mark_text(align="left", dx=12, dy=14, fontSize=10, color=INK).encode(
        y=up, text=alt.Text("trials:Q", format=",d")
    )
    corner = alt.Chart(data_of([{"stated": 0, "value": 0}, {"stated": 1, "value": 1}]))
    same = corner.mark_line(strokeDash=[4, 3], color=GREY).encode(x=across, y=up)
    return (same + spread + dots + words).properties(width=300, height=300)


def _growth(measures: Measures) -> Any:
    """Time against cells of a document, and against rules, both on logarithmic scales."""
    panels = [
        _grown(measures, "a document", "cells", "numeric cells of a document", "ms, screening"),
        _grown(measures, "checking a document", "rules", "rules", "ms, checking"),
    ]
    drawn = [panel for panel in panels if panel is not None]
    title = alt.Title("How time grows", subtitle="Dashed: as fast as what it grows with.")
    return alt.hconcat(*drawn, title=title, spacing=30) if drawn else None


def _grown(measures: Measures, name: str, key: str, across: str, up: str) -> Any:
    rows = _of(measures, "growth", name, key)
    if not rows:
        return None
    last = rows[-1]
    even = [{key: row[key], "value": last["value"] * row[key] / last[key]} for row in rows]
    ticks = alt.Axis(values=[row[key] for row in rows], format=",", labelOverlap=True)
    x = alt.X(f"{key}:Q", title=across, scale=alt.Scale(type="log", nice=False), axis=ticks)
    y = alt.Y("value:Q", title=up, scale=alt.Scale(type="log", nice=False, padding=8), axis=alt.Axis(tickCount=5, format="~g"))
    base = alt.Chart(data_of(rows)).encode(x=x, y=y)
    straight = alt.Chart(data_of(even)).mark_line(strokeDash=[4, 3], color=GREY).encode(x=x, y=y)
    line = base.mark_line(color=BLUE, strokeWidth=2) + base.mark_circle(color=BLUE, size=60, opacity=1)
    return (straight + line).properties(width=300, height=220)


def _peers(measures: Measures) -> Any:
    """Average precision of every detector in every world."""
    rows = _of(measures, "peers", "average precision", "world", "detector")
    if not rows:
        return None
    names = list(dict.fromkeys(row["detector"] for row in sorted(rows, key=lambda row: -row["value"])))
    ours = next(row["detector"] for row in rows)
    worlds = list(dict.fromkeys(row["world"] for row in rows))
    colour = alt.condition(alt.datum.detector == ours, alt.value(BLUE), alt.value(GREY))

    def panel(world: str, first: bool) -> Any:
        labels = alt.Axis(labelLimit=260, ticks=False, domain=False, labels=first)
        across = alt.X("value:Q", title="average precision", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5))
        members = [row for row in rows if row["world"] == world]
        base = alt.Chart(data_of(members)).encode(y=alt.Y("detector:N", sort=names, title=None, axis=labels))
        spread = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title="average precision"), x2="high:Q", color=colour)
        dots = base.mark_circle(size=70, opacity=1).encode(x=across, color=colour)
        words = base.mark_text(dy=-11, fontSize=10, color=INK).encode(x=across, text=alt.Text("value:Q", format=".2f"))
        return (spread + dots + words).properties(
            width=200, height=30 * len(names), title=alt.Title(world, anchor="middle", fontSize=12)
        )

    panels = (panel(world, place == 0) for place, world in enumerate(worlds))
    title = alt.Title("Unusual units found", subtitle="Mean of the draws of each world, with the interval of 95 %.")
    return alt.hconcat(*panels, title=title, spacing=22)


PLOTS: Mapping[str, Callable[[Measures], Any]] = {
    "speed-stages": _stages,
    "growth-cells-and-rules": _growth,
    "rival_experta-and-others": _rivals,
    "detection-by-kind-and-form": _heat,
    "robustness-curves": _curves,
    "locating-reliability": _reliability,
    "peers-precision": _peers,
}
"""By the name of the file."""
