"""What a process started, and what that started in turn: found in /proc, where the system has it, and ended."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ROUNDS = 100
"""Of looking for what was started while the others were ended."""


def descendants(process: int, mark: str) -> set[int]:
    """The processes below this one that still run.

    A session or group of its own hides none of them. One whose parent ended is the process's own child then where that asked for
    it (``confinement``); when the process itself has ended, the environment it gave them tells.

    Args:
        process: its id.
        mark: ``NAME=value`` as it stands in the environment of the process and of no other but those it starts.
    """
    parents = dict(_running())
    below = {process}
    while more := {other for other, parent in parents.items() if parent in below} - below:
        below |= more
    marked = {other for other in parents if _has(other, mark)}
    return (below | marked) - {process, os.getpid()}


def end_descendants(process: int, mark: str, found: set[int] | None = None) -> None:
    """Kill what ``descendants`` finds, until it finds nothing more; and what it found before."""
    if sys.platform == "win32":
        return
    for left in range(_ROUNDS, 0, -1):
        found = found or descendants(process, mark)
        if not found:
            return
        for other in found:
            with suppress(OSError):
                os.kill(other, signal.SIGKILL)
        found = None
        time.sleep(0.001 * (left < _ROUNDS))


def _running() -> Iterator[tuple[int, int]]:
    """Each process but those that have ended and wait to be noticed, with its parent."""
    with suppress(OSError):
        for folder in os.scandir("/proc"):
            if folder.name.isdigit():
                with suppress(OSError, ValueError):
                    state, parent, *_ = Path(folder.path, "stat").read_text(errors="replace").rpartition(")")[2].split()
                    if state not in "ZX":
                        yield int(folder.name), int(parent)


def _has(process: int, mark: str) -> bool:
    with suppress(OSError):
        return mark.encode() in Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    return False
