"""Processes of a command as Linux tells of them: which it started, how much memory they took, and how they are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

_LOOK = 0.1
"""Seconds between two looks at the memory: its peak is told by the system, and the last look misses no more than that."""
_SAID = 2000
"""So many bytes of what it printed last are kept."""
_ENDED = 20.0
"""Seconds within which what a killed command has started ends by itself."""
_EARLIEST = 0.05
"""Seconds from one kill to the next, at least."""
_COMMAND, _STARTED = "command", "started"
_OF_COMMAND, _OF = 2, 5
"""Two of five kills hit the command itself, the others what it started."""


class Ran(NamedTuple):
    """What running a command took.

    Attributes:
        status: its exit status.
        wall: seconds.
        processor: seconds of it and all it started.
        parent, worker: peak of memory of it, and of the largest process it started, in bytes.
        said: the end of what it printed.
    """

    status: int
    wall: float
    processor: float
    parent: int
    worker: int
    said: str


class Killed(NamedTuple):
    """How a command fared that was killed again and again, until it was left to complete.

    Attributes:
        parents, workers: how often it was killed, and a process it had started.
        starts: how often it was started.
        left: how many processes a killed command left that did not end by themselves.
        status: with which it completed.
    """

    parents: int
    workers: int
    starts: int
    left: int
    status: int


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
    """Run a command to its end."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed, env=_environment(environment)
        )
        parent = worker = 0
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            parent = max(parent, peak_memory(process.pid))
            worker = max([worker, *map(peak_memory, descendants(process.pid))])
            time.sleep(_LOOK)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said = printed.read()[-_SAID:].decode("utf-8", "replace")
    return Ran(process.returncode, wall, used.ru_utime + used.ru_stime, parent, worker, said)


def run_and_kill(
    command: Sequence[str], kills: int, random: Random, *, apart: float, environment: Mapping[str, str] | None = None
) -> Killed:
    """Run a command again and again, killing it or what it started at random instants, until it completes.

    Args:
        command: completes what it was killed at when it is run again.
        kills: at most so many; what comes then is not disturbed.
        random: decides.
        apart: seconds between two kills, on average.
        environment: beside that of this process.
    """
    victims = [_COMMAND if number % _OF < _OF_COMMAND else _STARTED for number in range(kills)]
    random.shuffle(victims)
    done: Counter[str] = Counter()
    starts = left = 0
    while True:
        starts += 1
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(environment)
        )
        while victims:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(random.expovariate(1 / apart), _EARLIEST))
                break
            started = descendants(process.pid)
            if victims[-1] == _COMMAND:
                process.kill()
                process.wait()
                left += _left(started)
            elif started:
                with suppress(ProcessLookupError):
                    os.kill(random.choice(started), signal.SIGKILL)
            else:
                continue
            done[victims.pop()] += 1
            if process.returncode is not None:
                break
        status = process.wait()
        if status != -signal.SIGKILL:
            return Killed(done[_COMMAND], done[_STARTED], starts, left, status)


def _left(started: Sequence[int]) -> int:
    """How many processes do not end by themselves in time; they are killed."""
    until = time.monotonic() + _ENDED
    while (alive := [process for process in started if is_alive(process)]) and time.monotonic() < until:
        time.sleep(0.02)
    for process in alive:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return len(alive)


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, **(more or {})}


def descendants(process: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    children: dict[int, list[int]] = defaultdict(list)
    for other, parent in _parents():
        children[parent].append(other)
    found = list(children[process])
    for one in found:  # grows while it is gone through
        found += children[one]
    return found


def is_alive(process: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    try:
        return _stat(process)[0] != "Z"
    except OSError:
        return False


def peak_memory(process: int) -> int:
    """The most memory that a process had at a time, in bytes; 0 where it ended."""
    with suppress(OSError):
        for line in Path("/proc", str(process), "status").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _parents() -> Iterator[tuple[int, int]]:
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            with suppress(OSError):
                yield int(path.name), int(_stat(int(path.name))[1])


def _stat(process: int) -> list[str]:
    """What the system tells of a process, from its state on: its name stands before that, in brackets."""
    return Path("/proc", str(process), "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
