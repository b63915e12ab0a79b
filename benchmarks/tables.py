"""The results of a run as a page in Markdown: every bar first, then each part with its plots and all of its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mingcha.measuring.moved import interval, told
from mingcha.measuring.results import Measure, PartResult, Results
from mingcha.measuring.screen import number

_MET = {True: "yes", False: "**no**", None: ""}


def markdown(results: Results, plots: Sequence[str]) -> str:
    """The page.

    Args:
        results: a run.
        plots: names of the SVG files beside the page; each begins with the name of its part and a hyphen.
    """
    return "\n".join(_lines(results, plots)) + "\n"


def _lines(results: Results, plots: Sequence[str]) -> Iterator[str]:
    yield f"# Benchmarks, {results.size} size"
    yield ""
    command = "make bench" if results.size == "full" else f"make bench-{results.size}"
    yield f"Made by `{command}`; `results.json` has every sample. {_ran(results)}"
    yield ""
    yield "Intervals are of 95 %: Wilson's of a share, Student's of a mean of repeated measuring. Without one it is a count."
    yield ""
    barred = [(part, measure) for part in results.parts for measure in part.measures if measure.met is not None]
    met = sum(bool(measure.met) for _, measure in barred)
    yield f"## Bars: {met} of {len(barred)} met"
    yield ""
    yield "| part | figure | measured | interval | bar | met | issue |"
    yield "| --- | --- | ---: | ---: | ---: | :-: | ---: |"
    for part, measure in sorted(barred, key=lambda each: bool(each[1].met)):
        cells = (part.name, *_figure(measure), _bar(measure), _MET[measure.met], str(measure.issue or ""))
        yield f"| {' | '.join(cells)} |"
    unmeasured = [part for part in results.parts if part.reason]
    if unmeasured:
        yield ""
        yield "Not measured, or not whole:"
        yield ""
        yield from (f"* {part.name}: {_cell(part.reason)}" for part in unmeasured)
    for part in results.parts:
        yield from _part(part, [plot for plot in plots if plot.split("-")[0] == part.name])


def _ran(results: Results) -> str:
    machine = ", ".join(str(results.machine[key]) for key in ("system", "processor") if results.machine.get(key))
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    commit = results.commit[:12] + "+" * results.commit.endswith("+") or "unknown"
    steady = f"{1000 * min(results.pulse):.0f} to {1000 * max(results.pulse):.0f} ms" if results.pulse else "not timed"
    return (
        f"Commit {commit}, {results.seconds / 60:.1f} minutes on {machine}, {results.machine.get('cores')} cores; "
        f"Python {results.python}, {versions}. A fixed piece of work beside the parts took {steady}: so steady was the machine."
    )


def _part(part: PartResult, plots: Iterable[str]) -> Iterator[str]:
    size = ", ".join(f"{name} {value}" for name, value in part.size.items())
    yield ""
    yield f"## {part.name}"
    yield ""
    about = f"{part.about[:1].upper()}{part.about[1:].rstrip('.')}."
    yield f"{about} Size: {size or 'unknown'}; {part.seconds:.0f} s, {part.peak:.0f} MB at most."
    for plot in plots:
        yield ""
        yield f"![{plot}]({plot}.svg)"
    if part.measures:
        yield ""
        yield "| figure | measured | interval |"
        yield "| --- | ---: | ---: |"
        yield from (f"| {' | '.join(_figure(measure))} |" for measure in part.measures)


def _figure(measure: Measure) -> tuple[str, str, str]:
    """What it is, its value, and its interval."""
    between = interval(measure)
    words = f"{number(between[0], measure.unit)} … {number(between[1], measure.unit)}" if between else ""
    value = number(measure.value, measure.unit)
    return _cell(told(measure.name, measure.of)), value + f" of {measure.trials:,}" * bool(measure.trials), words


def _bar(measure: Measure) -> str:
    return f"{'≥' if measure.better == 'higher' else '≤'} {number(measure.bar, measure.unit)}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
