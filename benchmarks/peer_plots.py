"""Plots of the benchmark of peers: curves, average precision, kinds, false alarms by group size, time against n."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from .drawing import BLUE, GREY, INK, ORANGE, RED, data_of, svg_of

if TYPE_CHECKING:
    from .peers import Report

_OURS, _THEIRS = "PeerForest", "IsolationForest"
_WIDTH = 240
_SHARE = alt.Axis(format="%", tickCount=5)


def plots(report: Report) -> Iterator[tuple[str, str]]:
    """The plots for which the report has figures: name and SVG."""
    if report.draws and "detection" in report.plan.sections:
        yield "curves", svg_of(_curves(report))
        yield "precision", svg_of(_precision(report))
        yield "kinds", svg_of(_kinds(report))
    if report.years:
        yield "alarms", svg_of(_alarms(report))
    if len({each.n for each in report.costs}) > 1:
        yield "time", svg_of(_time(report))


def _side_by_side(report: Report, panel: Callable[[str, bool], Any]) -> Any:
    """A panel for each world; only the first names its vertical axis."""
    worlds = enumerate(report.plan.recipes)
    return alt.hconcat(*(panel(world, place == 0).properties(title=_heading(world)) for place, world in worlds), spacing=26)


def _heading(world: str) -> Any:
    return alt.Title(world, anchor="middle", fontSize=12, offset=4)


def _detectors(names: list[str]) -> Any:
    colours = [{_OURS: BLUE, _THEIRS: RED}.get(name, ORANGE) for name in names]
    return alt.Color("detector:N", scale=alt.Scale(domain=names, range=colours), sort=names)


def _curves(report: Report) -> Any:
    """Mean ROC and precision-recall curves over the draws."""
    from .peers import GRID, LIKE_OURS

    names = [_OURS, LIKE_OURS, _THEIRS]

    def panel(curve: str, across: str, up: str, most: float) -> Callable[[str, bool], Any]:
        def draw(world: str, first: bool) -> Any:
            of = [each.quality for each in report.draws if each.recipe == world]
            rows = [
                {"detector": name, "x": float(x), "y": float(y)}
                for name in names
                for x, y in zip(GRID, np.mean([getattr(each[name], curve) for each in of], axis=0), strict=True)
                if x <= most
            ]
            y = alt.Y("y:Q", title=up if first else None, axis=_SHARE, scale=alt.Scale(domain=[0, 1]))
            base = alt.Chart(data_of(rows)).mark_line(strokeWidth=2, clip=True)
            x = alt.X("x:Q", title=across, axis=_SHARE, scale=alt.Scale(domain=[0, most], nice=False))
            return base.encode(x=x, y=y, color=_detectors(names), order="x:Q").properties(width=_WIDTH, height=190)

        return draw

    # More than one clean unit in five flagged is nobody's working point.
    upper = _side_by_side(report, panel("roc", "clean units flagged", "anomalies flagged", 0.2))
    lower = _side_by_side(report, panel("precision", "anomalies flagged", "of those flagged, anomalies", 1.0))
    title = alt.Title(
        "How many anomalies are found at what price",
        subtitle=f"{report.plan.n:,} units, 1 % anomalies of five kinds; mean of {report.plan.draws} draws.",
    )
    return alt.vconcat(upper, lower, title=title, spacing=24)


def _precision(report: Report) -> Any:
    """Average precision of every detector in every draw, and the mean."""
    values: dict[str, list[float]] = {}
    for each in report.draws:
        for name, quality in each.quality.items():
            values.setdefault(name, []).append(quality.ap)
    names = sorted(values, key=lambda name: -float(np.mean(values[name])))
    most = max(value for some in values.values() for value in some)

    def panel(world: str, first: bool) -> Any:
        rows = [
            {"detector": name, "value": quality.ap}
            for each in report.draws
            if each.recipe == world
            for name, quality in each.quality.items()
        ]
        labels = alt.Axis(labelLimit=260, ticks=False, domain=False, labels=first, grid=True)
        x = alt.X("value:Q", title="average precision", scale=alt.Scale(domain=[0, most]), axis=alt.Axis(tickCount=5))
        colour = alt.condition(alt.datum.detector == _OURS, alt.value(BLUE), alt.value(GREY))
        base = alt.Chart(data_of(rows)).encode(y=alt.Y("detector:N", sort=names, title=None, axis=labels))
        dots = base.mark_circle(size=26, opacity=0.35).encode(x=x, color=colour)
        mean = base.mark_tick(thickness=3, height=16).encode(x=alt.X("mean(value):Q", title="average precision"), color=colour)
        words = base.mark_text(dy=-13, fontSize=10, color=INK).encode(
            x=alt.X("mean(value):Q", title="average precision"), text=alt.Text("mean(value):Q", format=".2f")
        )
        return (dots + mean + words).properties(width=_WIDTH, height=34 * len(names))

    title = alt.Title("Average precision", subtitle="A dot is a draw; the bar is the mean, its figure above it.")
    return _side_by_side(report, panel).properties(title=title)


def _kinds(report: Report) -> Any:
    """ROC-AUC by kind of anomaly, ours and theirs, against the bar."""
    names = [_OURS, _THEIRS]
    kinds = list(dict.fromkeys(kind for each in report.draws for kind in each.quality[_OURS].kinds))
    lowest = min(value for each in report.draws for name in names for value in each.quality[name].kinds.values())
    least = np.floor(10 * min(0.5, lowest)) / 10

    def panel(world: str, first: bool) -> Any:
        rows = [
            {"detector": name, "kind": kind, "value": value}
            for each in report.draws
            if each.recipe == world
            for name in names
            for kind, value in each.quality[name].kinds.items()
        ]
        y = alt.Y("kind:N", sort=kinds, title=None, axis=alt.Axis(ticks=False, domain=False, grid=True, labels=first))
        scale, axis = alt.Scale(domain=[least, 1], zero=False, nice=False), alt.Axis(tickCount=6)
        base = alt.Chart(data_of(rows)).encode(y=y, color=_detectors(names))
        each = base.mark_circle(size=20, opacity=0.35).encode(x=alt.X("value:Q", title="ROC-AUC", scale=scale, axis=axis))
        mean = base.mark_circle(size=110, opacity=1).encode(x=alt.X("mean(value):Q", title="ROC-AUC", scale=scale, axis=axis))
        bar = alt.Chart(data_of([{"bar": 0.8}])).mark_rule(strokeDash=[4, 3], color=INK)
        bar = bar.encode(x=alt.X("bar:Q", title="ROC-AUC", scale=scale, axis=axis))
        return (bar + each + mean).properties(width=_WIDTH, height=30 * len(kinds))

    title = alt.Title(
        "Which kinds are found", subtitle="Large: mean of the draws; small: each draw. Dashed: the bar of every kind."
    )
    return _side_by_side(report, panel).properties(title=title)


def _alarms(report: Report) -> Any:
    """False-alarm rate of every finest group against its size, with what chance alone would do."""
    rates = {}
    for world in report.plan.recipes:
        of = [each for each in report.years if each.recipe == world]
        rates[world] = (np.array(of[0].sizes), np.sum([each.new for each in of], axis=0) / (len(of) * np.array(of[0].sizes)))
    sizes = np.geomspace(5, max(int(some.max()) for some, _ in rates.values()), 80)
    reach = 2 * np.sqrt(0.01 * 0.99 / (sizes * report.plan.years))
    band = [{"size": float(s), "low": max(0.0, 0.01 - r), "high": 0.01 + r} for s, r in zip(sizes, reach, strict=True)]
    most = max(0.04, float(max(rate.max() for _, rate in rates.values())))
    percents = alt.Axis(values=[each / 100 for each in range(int(100 * most) + 1)], format=".0%")
    ticks = alt.Axis(values=[5, 10, 30, 100, 300, 1000, 3000], format=",")

    def panel(world: str, first: bool) -> Any:
        scale = alt.Scale(domain=[0, most])
        across = alt.X("size:Q", title="units in the group", scale=alt.Scale(type="log", nice=False), axis=ticks)
        up = alt.Y("rate:Q", title="false-alarm rate" if first else None, axis=percents, scale=scale)
        rows = [{"size": int(s), "rate": float(r)} for s, r in zip(*rates[world], strict=True)]
        chance = alt.Chart(data_of(band)).mark_area(opacity=0.15, color=BLUE)
        limits = [{"rate": rate, "from": 100, "to": float(sizes[-1])} for rate in (0.003, 0.03)]
        layers = (
            chance.encode(x=across, y=alt.Y("low:Q", title="false-alarm rate" if first else None, scale=scale), y2="high:Q"),
            alt.Chart(data_of([{"rate": 0.01}])).mark_rule(color=BLUE, opacity=0.7).encode(y=up),
            alt.Chart(data_of(limits)).mark_rule(strokeDash=[4, 3], color=INK).encode(x="from:Q", x2="to:Q", y=up),
            alt.Chart(data_of(rows)).mark_circle(size=42, opacity=0.8, color=BLUE).encode(x=across, y=up),
        )
        return alt.layer(*layers).properties(width=_WIDTH, height=230)

    title = alt.Title(
        "False alarms at a nominal 1 %, group by group",
        subtitle=f"Clean new units, {report.plan.years} draws. Band: chance, 2 deviations. Dashed: bars for groups of ≥ 100.",
    )
    return _side_by_side(report, panel).properties(title=title)


def _time(report: Report) -> Any:
    """Processor time and memory against the number of units."""
    from .peers import LIKE_OURS

    rows = [{"detector": each.detector, "n": each.n, "seconds": each.total, "MiB": each.peak} for each in report.costs]
    ticks = alt.Axis(values=sorted({each.n for each in report.costs}), format="~s")
    across = alt.X("n:Q", title="units", scale=alt.Scale(type="log", nice=False), axis=ticks)
    base = alt.Chart(data_of(rows)).encode(x=across, color=_detectors([_OURS, LIKE_OURS, _THEIRS]))

    def panel(column: str, what: str, values: list[float]) -> Any:
        y = alt.Y(f"{column}:Q", title=what, scale=alt.Scale(type="log", nice=False), axis=alt.Axis(values=values, format=","))
        return (
            (base.mark_line(strokeWidth=2) + base.mark_circle(size=60, opacity=1)).encode(y=y).properties(width=340, height=240)
        )

    title = alt.Title("Time and memory", subtitle="40 features, one thread, each detector in a process of its own.")
    time = panel("seconds", "fit + score, seconds of one processor", [0.1, 0.3, 1, 3, 10, 30, 100])
    return alt.hconcat(
        time, panel("MiB", "peak memory, MiB", [100, 150, 200, 300, 500, 700, 1000, 1500, 2000]), title=title, spacing=30
    )
