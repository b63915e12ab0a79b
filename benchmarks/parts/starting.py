"""What a cold start takes: the command on one file, the import, and loading the knowledge, each in a fresh process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.part import Part
from mingcha.measuring.results import Measure, mean
from mingcha_datasets import load_samples, print_disclosure

COMMAND, LOADING = 1000.0, 150.0
"""The bars, in ms: ``mingcha screen`` of one file, and loading the knowledge as it was cached."""
_LOADING = """import time
from mingcha.knowledge import load
began = time.perf_counter()
load()
print(1000 * (time.perf_counter() - began))"""


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Start each so often; the first start, which fills caches, does not count."""
    file = folder / "sample.txt"
    file.write_bytes(print_disclosure(load_samples()[0]).encode())
    screen = [sys.executable, "-m", "mingcha", "screen", str(file), "--out", str(folder / "out"), "--quiet"]
    starts = {
        "python alone": [sys.executable, "-c", "pass"],
        "import mingcha": [sys.executable, "-c", "import mingcha"],
        "mingcha screen, one file": screen,
    }
    for name, command in starts.items():
        taken = [_start(command) for _ in range(size["starts"] + 1)][1:]
        bar = COMMAND if command is screen else None
        yield mean("start", taken, "ms", {"what": name}, bar=bar, issue=2 if bar else 0)
    loading = [float(_output([sys.executable, "-c", _LOADING])) for _ in range(size["starts"] + 1)][1:]
    yield mean("load the knowledge", loading, "ms", bar=LOADING, issue=3)


def _start(command: Sequence[str]) -> float:
    began = time.perf_counter()
    _output(command)
    return 1000 * (time.perf_counter() - began)


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


PART = Part(
    name="starting",
    about="ms on the clock that a fresh process takes: Python alone, the import, the command on one file, loading the knowledge",
    sizes={"tiny": {"starts": 1}, "quick": {"starts": 3}, "full": {"starts": 10}},
    run=run,
)
