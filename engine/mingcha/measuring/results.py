"""What a run of the benchmarks measured, as a file that others read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Literal

import msgspec

from ..errors import UsageError

FORMAT = 1
"""Of the file; a later one that cannot be read as this one gets the next number."""

RESULTS = "results.json"

Better = Literal["higher", "lower"]
Label = str | int | float


class Measure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One figure: what it is, how it was come by, and the bar it is held against.

    Made by ``share``, ``mean`` or ``count``, by which ``samples``, ``trials`` and neither tell how sure it is.

    Attributes:
        name: of the figure within its part, the same in every run.
        of: what it is of, such as {"kind": "wrong_digit", "layout": "shanxi"}; name and these tell it apart in its part.
        value: None where nothing was there to be counted.
        unit: "share", "ms", "s", "MB", "×" (a ratio within this run), "/s"; "" is a number.
        better: which way it should move; None where neither is better.
        bar: the least or the most that it may be, as ``better`` says; ``met``: whether it is. None where there is none.
        issue: the issue of the project that sets the bar; 0 where none does.
        samples: what repeated measuring gave; ``value`` is their mean.
        hits, trials: how many of how many; ``value`` is hits / trials.
    """

    name: str
    value: float | None
    unit: str = ""
    of: dict[str, Label] = {}
    better: Better | None = None
    bar: float | None = None
    met: bool | None = None
    issue: int = 0
    samples: tuple[float, ...] = ()
    hits: int = 0
    trials: int = 0


class PartResult(msgspec.Struct, frozen=True):
    """What became of one part.

    Attributes:
        name, about: which, and what it measures.
        size: the numbers it was run with, seeds among them.
        seconds: on the clock; ``processor``: of the processor, all its processes; ``peak``: MB of the largest of them.
        reason: why it measured nothing, or not all; "" where it did. ``failed``: whether that is a failure of ours.
    """

    name: str
    about: str
    size: dict[str, int]
    seconds: float
    processor: float
    peak: float
    measures: tuple[Measure, ...]
    reason: str = ""
    failed: bool = False


class Results(msgspec.Struct, frozen=True):
    """A run of the benchmarks.

    Attributes:
        commit: that was measured, with + where files differed from it.
        machine, python, versions: what it ran on.
        size: "quick" or "full".
        pulse: seconds that a fixed piece of work took before and after each part: how steady the machine was.
    """

    format: int
    commit: str
    machine: dict[str, str | int | list[float]]
    python: str
    versions: dict[str, str]
    size: str
    seconds: float
    pulse: tuple[float, ...]
    parts: tuple[PartResult, ...]


def share(
    name: str,
    hits: int,
    trials: int,
    of: Mapping[str, Label] | None = None,
    *,
    bar: float | None = None,
    better: Better | None = "higher",
    issue: int = 0,
) -> Measure:
    """So many of so many; how sure it is follows from how many there are."""
    value = hits / trials if trials else None
    return _measure(name, value, "share", of, bar, better, issue, hits=hits, trials=trials)


def mean(
    name: str,
    samples: Sequence[float],
    unit: str,
    of: Mapping[str, Label] | None = None,
    *,
    bar: float | None = None,
    better: Better | None = "lower",
    issue: int = 0,
) -> Measure:
    """The mean of what repeated measuring gave; their scatter says how sure it is."""
    value = fmean(samples) if samples else None
    return _measure(name, value, unit, of, bar, better, issue, samples=tuple(samples))


def count(
    name: str,
    value: float,
    unit: str = "",
    of: Mapping[str, Label] | None = None,
    *,
    bar: float | None = None,
    better: Better | None = "lower",
    issue: int = 0,
) -> Measure:
    """What is the same every time the same code runs on the same seeds: a number of documents, of differences."""
    return _measure(name, value, unit, of, bar, better, issue)


def _measure(
    name: str,
    value: float | None,
    unit: str,
    of: Mapping[str, Label] | None,
    bar: float | None,
    better: Better | None,
    issue: int,
    *,
    samples: tuple[float, ...] = (),
    hits: int = 0,
    trials: int = 0,
) -> Measure:
    return Measure(
        name=name,
        value=value,
        unit=unit,
        of=dict(of or {}),
        better=better,
        bar=bar,
        met=_met(value, bar, better),
        issue=issue,
        samples=samples,
        hits=hits,
        trials=trials,
    )


def _met(value: float | None, bar: float | None, better: Better | None) -> bool | None:
    """Nothing to count meets no bar."""
    if bar is None:
        return None
    if better is None:
        raise ValueError("a bar needs to know which way is better")
    return value is not None and (value >= bar if better == "higher" else value <= bar)


def write_results(results: Results, path: Path) -> None:
    """Write a run as JSON, for people to look into too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def read_results(path: Path) -> Results:
    """Read what ``write_results`` wrote, a file or ``RESULTS`` in a folder.

    Raises:
        UsageError: there is no such file, or it is none of this format.
    """
    path = path / RESULTS if path.is_dir() else path
    try:
        results = msgspec.json.decode(path.read_bytes(), type=Results)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name a results file that make bench wrote") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: not the results of a benchmark: {error}; name a file that make bench wrote") from None
    if results.format != FORMAT:
        raise UsageError(f"{path}: results of format {results.format}, this mingcha reads {FORMAT}; run make bench again")
    return results
