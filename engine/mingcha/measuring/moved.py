"""What moved between two runs of the benchmarks, beyond noise.

Every figure brings what tells its noise. Two shares are compared by Fisher's exact test on their counts. Two means are compared
by Welch's test on their samples, of positive figures on the logarithms, so that a change is a ratio. A time is also as unsure as
the machine: a fixed piece of work is timed beside every part, and the variance of its logarithm over both runs is added once for
either run; what the machine did to that work it may have done to the time. Of all figures that are tested those have moved whose
p-value passes the rule of Benjamini and Hochberg, so that of many figures of the same code hardly ever one is said to have moved.
Counts are the same whenever code and seeds are: any change of one is told, if the seeds are the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import fmean, variance
from typing import Literal, NamedTuple

import msgspec

from ..wilson import wilson
from .results import Label, Measure, PartResult, Results

LEVEL = 0.01
"""The share of false ones to expect among those said to have moved."""
CONFIDENCE = 0.95
"""Of the intervals that are told."""
TIMED = ("s", "ms", "/s")
"""Units of what another machine, or a busy one, changes."""

Key = tuple[str, str, tuple[tuple[str, Label], ...]]


class Move(msgspec.Struct, frozen=True):
    """A figure of both runs.

    Attributes:
        part, name, of, unit: which.
        old, new: its values.
        change: new / old - 1 of means of positive figures, new - old of all others; ``form`` says which.
        low, high: the interval of ``change`` with CONFIDENCE; equal to it for counts.
        p: how likely so much of a change is by noise alone; 0 for a count that changed.
        moved: whether it is beyond noise; ``better``: whether the change is for the better, None where no way is.
    """

    part: str
    name: str
    of: dict[str, Label]
    unit: str
    old: float
    new: float
    change: float
    form: Literal["ratio", "difference"]
    low: float
    high: float
    p: float
    moved: bool
    better: bool | None


class Bar(msgspec.Struct, frozen=True):
    """A figure that meets its bar in one of the runs and not in the other; None where the run has no such figure."""

    part: str
    name: str
    of: dict[str, Label]
    bar: float
    old: float | None
    new: float | None
    met: bool


class Compared(msgspec.Struct, frozen=True):
    """Two runs beside each other.

    Attributes:
        moves: every figure that was compared, in the order of the new run.
        bars: those that are met now and were not, or the other way round.
        uncompared: why figures or parts were not compared.
    """

    moves: tuple[Move, ...]
    bars: tuple[Bar, ...]
    uncompared: tuple[str, ...]


class _Difference(NamedTuple):
    change: float
    low: float
    high: float
    p: float


def compare(old: Results, new: Results, level: float = LEVEL) -> Compared:
    """Compare two runs figure by figure.

    Args:
        old: the run to compare with.
        new: the other; parts of another size or seed are told and not compared.
        level: the share of false ones to expect among those said to have moved.
    """
    noise = _Noise(
        _hardware(old) == _hardware(new) and old.python == new.python,
        _variance([math.log(pulse) for pulse in (*old.pulse, *new.pulse)]),
        len(old.pulse) + len(new.pulse),
    )
    former = {part.name: part for part in old.parts}
    moves: list[Move] = []
    uncompared = [] if noise.same_machine else ["times: the runs are of different machines or versions of Python"]
    for part in new.parts:
        before = former.pop(part.name, None)
        if before is None:
            uncompared.append(f"{part.name}: {_ALONE}")
        elif before.size != part.size:
            uncompared.append(f"{part.name}: of another size or seed in the other run")
        else:
            for found in _figures(before, part, noise):
                if isinstance(found, Move):
                    moves.append(found)
                else:
                    uncompared.append(f"{part.name}, {found}")
    uncompared += [f"{name}: {_ALONE}" for name in former]
    return Compared(tuple(_judged(moves, level)), tuple(_bars(old, new)), tuple(uncompared))


_ALONE = "only in one of the runs"


class _Noise(NamedTuple):
    """Whether times can be compared at all; the variance of the logarithm of the machine's pulse, and of how many pulses."""

    same_machine: bool
    variance: float
    pulses: int


def _figures(before: PartResult, part: PartResult, noise: _Noise) -> Iterator[Move | str]:
    """Each figure of a part in both runs, or why it is not compared."""
    measures = {_key(measure): measure for measure in before.measures}
    for new in part.measures:
        old = measures.pop(_key(new), None)
        what = told(new.name, new.of)
        if old is None:
            yield f"{what}: {_ALONE}"
        elif old.value is None or new.value is None:
            yield f"{what}: nothing to count in one of the runs"
        elif new.unit not in TIMED or noise.same_machine:
            yield _move(part.name, old, new, noise) or f"{what}: measured once, which tells no noise"
    yield from (f"{told(old.name, old.of)}: {_ALONE}" for old in measures.values())


def told(name: str, of: dict[str, Label]) -> str:
    """A figure's name and what it is of, in words."""
    return f"{name} ({', '.join(f'{key} {value}' for key, value in of.items())})" if of else name


def interval(measure: Measure) -> tuple[float, float] | None:
    """How sure a figure is, with 95 %: Wilson's interval of a share, Student's of a mean; None where nothing tells it."""
    if measure.trials:
        return wilson(measure.hits, measure.trials)
    if len(measure.samples) < 2 or measure.value is None:
        return None
    from scipy.stats import t

    error = math.sqrt(variance(measure.samples) / len(measure.samples))
    half = float(t.ppf((1 + CONFIDENCE) / 2, len(measure.samples) - 1)) * error
    return measure.value - half, measure.value + half


def _hardware(results: Results) -> tuple[object, ...]:
    return tuple(results.machine.get(key) for key in ("system", "processor", "cores"))


def _key(measure: Measure) -> tuple[str, tuple[tuple[str, Label], ...]]:
    return measure.name, tuple(sorted(measure.of.items()))


# -- one figure --------------------------------------------------------------------------------------------------------


def _move(part: str, old: Measure, new: Measure, noise: _Noise) -> Move | None:
    """The figure in both runs; None where nothing tells its noise. Whether it moved is not judged here."""
    assert old.value is not None
    assert new.value is not None
    form: Literal["ratio", "difference"] = "difference"
    if old.trials and new.trials:
        difference = _shares(old, new)
    elif old.samples and new.samples:
        if len(old.samples) < 2 or len(new.samples) < 2:
            return None
        if min(*old.samples, *new.samples) > 0:
            form = "ratio"
        difference = _means(old, new, form, noise if new.unit in TIMED else None)
    else:
        change = new.value - old.value
        difference = _Difference(change, change, change, float(change == 0))
    better = None if new.better is None or not difference.change else (difference.change > 0) == (new.better == "higher")
    return Move(part, new.name, new.of, new.unit, old.value, new.value, difference.change, form, *difference[1:], False, better)


def _shares(old: Measure, new: Measure) -> _Difference:
    """Fisher's exact test; the interval is Newcombe's, from those of Wilson."""
    from scipy.stats import fisher_exact

    first, second = old.hits / old.trials, new.hits / new.trials
    (low1, high1), (low2, high2) = wilson(old.hits, old.trials), wilson(new.hits, new.trials)
    change = second - first
    low = change - math.hypot(second - low2, high1 - first)
    high = change + math.hypot(high2 - second, first - low1)
    table = [[old.hits, old.trials - old.hits], [new.hits, new.trials - new.hits]]
    return _Difference(change, low, high, float(fisher_exact(table)[1]))


def _means(old: Measure, new: Measure, form: str, noise: _Noise | None) -> _Difference:
    """Welch's test, with the machine as one more thing that is unsure, in either run."""
    from scipy.stats import t

    first, second = ([math.log(each) if form == "ratio" else each for each in one.samples] for one in (old, new))
    change = fmean(second) - fmean(first)
    parts = [(_variance(each) / len(each), len(each) - 1) for each in (first, second)]
    if noise is not None and noise.variance:
        parts.append((2 * noise.variance, noise.pulses - 1))
    total = sum(part for part, _ in parts)
    if not total:
        low = high = change
        p = float(change == 0)
    else:
        # Welch and Satterthwaite: as many degrees of freedom as a single variance that is as unsure would have.
        freedom = 1 / sum((part / total) ** 2 / degrees for part, degrees in parts)
        error = math.sqrt(total)
        half = float(t.ppf((1 + CONFIDENCE) / 2, freedom)) * error
        low, high, p = change - half, change + half, float(2 * t.sf(abs(change) / error, freedom))
    if form == "ratio":
        return _Difference(_ratio(change), _ratio(low), _ratio(high), p)
    return _Difference(change, low, high, p)


def _ratio(logarithm: float) -> float:
    """By how much more; beyond what a number can hold, the largest."""
    return math.expm1(min(logarithm, _LARGEST))


_LARGEST = 700.0


def _variance(values: Sequence[float]) -> float:
    return variance(values) if len(values) > 1 else 0.0


# -- all of them -------------------------------------------------------------------------------------------------------


def _judged(moves: Sequence[Move], level: float) -> Iterator[Move]:
    """Say which have moved: Benjamini and Hochberg's rule over what was tested; a count where it is another."""
    tested = sorted(move.p for move in moves if move.low < move.high)
    passed = [p for rank, p in enumerate(tested, 1) if p <= level * rank / len(tested)]
    most = max(passed, default=-1.0)
    for move in moves:
        moved = bool(move.change) and (move.p <= most if move.low < move.high else move.p == 0)
        yield msgspec.structs.replace(move, moved=moved)


def _bars(old: Results, new: Results) -> Iterator[Bar]:
    """Bars that are met in one of the runs and missed in the other."""
    before = {(part.name, *_key(measure)): measure for part in old.parts for measure in part.measures}
    for part in new.parts:
        for measure in part.measures:
            one = before.get((part.name, *_key(measure)))
            if measure.met is not None and measure.bar is not None and one is not None and one.met not in (None, measure.met):
                yield Bar(part.name, measure.name, measure.of, measure.bar, one.value, measure.value, measure.met)
