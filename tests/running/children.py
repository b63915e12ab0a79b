"""The processes below this one, as tests see them."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


def below(process: int | None = None) -> set[int]:
    """The processes that a process, this one where None, started and that still run."""
    parent = process or os.getpid()
    return {child for child in map(int, filter(str.isdecimal, os.listdir("/proc"))) if _state(child)[1:] == [str(parent)]}


def runs(process: int) -> bool:
    """Whether a process is there and has not ended."""
    return _state(process)[:1] not in ([], ["Z"])


def gone(processes: set[int], seconds: float = 20) -> bool:
    """Whether all processes are gone, waited for so long."""
    end = time.monotonic() + seconds
    while any(map(runs, processes)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(runs, processes))


def _state(process: int) -> list[str]:
    """State and parent of a process, nothing where it is not there."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return []
