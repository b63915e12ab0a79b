"""Work in the place of screening: screening that is timed, and what a document may do to the process it is screened in.

A worker imports this module and calls a function of it by its name; benchmarks/bulk_command.py says which.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from mingcha import Screener, explaining
from mingcha.running import work
from mingcha.running.task import Allow, Answer, Task
from mingcha.running.work import screened

TIMES, TRIES = "MINGCHA_BENCH_TIMES", "MINGCHA_BENCH_TRIES"
"""The environment says with these which folder the times of ``timed`` and the tries of ``poisoned`` are written into."""
_CORE, _TOLD = 0, 2
"""Where the times of reading … reasoning are added up, and those of proofs and profiles."""
_STEPS = (
    (work, "contents", _CORE),
    *((Screener, name, _CORE) for name in ("read_all", "read_parts", "understand", "check")),
    (explaining, "prove", _TOLD),
    (work, "profile_of", _TOLD),
)
"""What is counted, by where it is found: what ``Screener.screen`` does with a path, and what else is told of a document."""


class Times(NamedTuple):
    """Seconds that a task took: all of its work, and of that reading … reasoning; of the processor and on the wall.

    ``told_processor`` is what proofs and profiles took of the processor.
    """

    processor: float
    core_processor: float
    wall: float
    core_wall: float
    told_processor: float


_PACKED = struct.Struct("<5d")
_counts = [0.0, 0.0, 0.0, 0.0]
_depth = 0


def timed(screener: Screener, task: Task, allow: Allow) -> Answer:
    """Screen a task and write down how long it took: some dozen calls of a clock."""
    file = _file()
    _counts[:] = (0.0, 0.0, 0.0, 0.0)
    processor, wall = time.process_time(), time.perf_counter()
    answer = screened(screener, task, allow)
    core, core_wall, told, _ = _counts
    file.write(_PACKED.pack(time.process_time() - processor, core, time.perf_counter() - wall, core_wall, told))
    return answer


def times_in(folder: Path) -> Iterator[Times]:
    """What ``timed`` wrote down."""
    for path in folder.iterdir():
        yield from map(Times._make, _PACKED.iter_unpack(path.read_bytes()))


@cache
def _file() -> BinaryIO:
    """What the times of this process go to; from the first call on the steps are timed."""
    for owner, name, count in _STEPS:
        setattr(owner, name, _counted(getattr(owner, name), count))
    return open(Path(os.environ[TIMES], str(os.getpid())), "wb", buffering=0)


def _counted(step: Callable[..., Any], count: int) -> Callable[..., Any]:
    """A step whose time is counted, unless it is part of another that is."""

    @wraps(step)
    def counted(*arguments: object, **named: object) -> object:
        global _depth
        _depth += 1
        processor, wall = time.process_time(), time.perf_counter()
        try:
            return step(*arguments, **named)
        finally:
            _depth -= 1
            if not _depth:
                _counts[count] += time.process_time() - processor
                _counts[count + 1] += time.perf_counter() - wall

    return counted


def poisoned(screener: Screener, task: Task, allow: Allow) -> Answer:
    """Screen a task, unless its file is called after something else to be done: ``hangs-1.txt``.

    Each try of such a task is written down: whether the process had tried another task before.
    """
    name = Path(task.paths[0]).name
    kind = name.partition("-")[0]
    if kind in POISONS:
        with open(Path(os.environ[TRIES], name), "a", encoding="utf-8") as tries:
            tries.write(f"{'used' if _tried else 'fresh'}\n")
    _tried.append(name)
    POISONS.get(kind, _nothing)()
    return screened(screener, task, allow)


_tried: list[str] = []


def _nothing() -> None:
    pass


def _hangs() -> None:
    time.sleep(3600)


def _eats() -> None:
    held = []
    while True:
        held.append(bytearray(20_000_000))


def _crashes() -> None:
    ctypes.string_at(0)


def _exits() -> None:
    print("this is the end", file=sys.stderr, flush=True)
    os._exit(7)


def _raises() -> None:
    raise ValueError("no such thing")


POISONS: dict[str, Callable[[], None]] = {
    "hangs": _hangs,
    "eats": _eats,
    "crashes": _crashes,
    "exits": _exits,
    "raises": _raises,
}
"""What a document may do to the process that screens it, by the first word of its file's name."""
