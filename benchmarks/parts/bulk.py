"""Runs of the command over many documents: workers, what all but screening costs, memory, the second run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.bulk import OVERHEAD, SCALING, Order, Runs, sound
from benchmarks.bulk_processes import Ran
from benchmarks.bulk_processes import run as run_command
from benchmarks.bulk_runs import files_of, screening
from benchmarks.bulk_works import times_in
from benchmarks.part import NotMeasuredError, Part
from mingcha.measuring.results import Measure, count, mean

_MB = 1e6


class _Turn(NamedTuple):
    """Runs over few documents and over many, with one worker and with two; seconds of the processor in reading … reasoning."""

    few: tuple[Ran, Ran]
    many: tuple[Ran, Ran]
    core: float
    second: float


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Runs over few documents and over many take turns; what starting costs falls out of what further documents take."""
    if sys.platform != "linux":
        raise NotMeasuredError("what processes take is asked of Linux")
    few, many, drawn = size["few"], size["many"], size["drawn"]
    order = Order(folder, {"number": many, "small": few}, size["seed"], drawn)
    turns = [_turn(Runs(order), few, many) for _ in range(size["turns"])]
    further = many - few
    for workers in (1, 2):
        rates = [further / (turn.many[workers - 1].wall - turn.few[workers - 1].wall) for turn in turns]
        yield mean("further documents a second", rates, "/s", {"workers": workers}, better="higher")
    faster = [(turn.many[0].wall - turn.few[0].wall) / (turn.many[1].wall - turn.few[1].wall) for turn in turns]
    yield mean("two workers beside one", faster, "×", bar=SCALING, better="higher", issue=7)
    processor = [(turn.many[1].processor - turn.few[1].processor) / further for turn in turns]
    core = [turn.core / further for turn in turns]
    yield mean("a further document, all processes", [1000 * each for each in processor], "ms")
    yield mean("of it reading … reasoning", [1000 * each for each in core], "ms")
    outside = [1 - inner / whole for inner, whole in zip(core, processor, strict=True)]
    yield mean("share outside reading … reasoning", outside, "share", bar=OVERHEAD, issue=7)
    for documents, ran in ((few, [turn.few[1] for turn in turns]), (many, [turn.many[1] for turn in turns])):
        yield mean("memory of the command", [each.parent / _MB for each in ran], "MB", {"documents": documents})
        yield mean("memory of the largest worker", [each.worker / _MB for each in ran], "MB", {"documents": documents})
    yield mean("starting and ending, two workers", [_start(turn, few, many) for turn in turns], "s")
    share = [turn.second / turn.many[1].wall for turn in turns]
    yield mean("the same command again, of the first's time", share, "share", {"documents": many})
    hashes = [files_of(Runs(order).out(many, workers)) for workers in (1, 2)]
    yield count(
        "files that differ between one worker and two",
        sum(hashes[0].get(name) != each for name, each in hashes[1].items()),
        bar=0,
        issue=7,
    )


def _turn(runs: Runs, few: int, many: int) -> _Turn:
    small, large = ((runs.done(number, 1), runs.done(number, 2)) for number in (few, many))
    core = sum(each.core_processor for each in times_in(runs.times(many, 2))) - sum(
        each.core_processor for each in times_in(runs.times(few, 2))
    )
    again = sound(run_command(screening(runs.documents(many), runs.out(many, 2), 2)))
    return _Turn(small, large, core, again.wall)


def _start(turn: _Turn, few: int, many: int) -> float:
    """Seconds that a run of no documents would take, by the line through few and many."""
    slope = (turn.many[1].wall - turn.few[1].wall) / (many - few)
    return turn.few[1].wall - few * slope


PART = Part(
    name="bulk",
    about="mingcha screen over many documents: how much faster two workers are, what all but reading … reasoning costs, memory, "
    "the second run; of further documents, so that starting does not count",
    sizes={
        "tiny": {"few": 2, "many": 6, "turns": 2, "drawn": 1, "seed": 1},
        "quick": {"few": 5, "many": 25, "turns": 2, "drawn": 1, "seed": 1},
        "full": {"few": 40, "many": 240, "turns": 3, "drawn": 4, "seed": 1},
    },
    run=run,
)
