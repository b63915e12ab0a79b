"""Parts of a benchmark that do as tests want."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.part import NotMeasuredError, Part
from mingcha.measuring.results import Measure, count, mean, share

Run = Callable[[Path, Mapping[str, int]], Iterator[Measure]]


def _works(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    (folder / "made.txt").write_text("a file of its own")
    yield share("recall", size["documents"] - 1, size["documents"], {"kind": "a|b"}, bar=0.8, issue=9)
    yield mean("time", [1.0, 1.5], "ms", {"step": "screen"}, bar=1)


def _fails(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    yield count("before", 1)
    raise ValueError("something\nis wrong")


def _lacks(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    yield count("before", 1)
    raise NotMeasuredError("no network")


def _needs(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    import no_such_package_at_all  # type: ignore[import-not-found]

    yield count("never", no_such_package_at_all)


def _hangs(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    yield count("before", 1)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (folder / "child").write_text(str(child.pid))
    time.sleep(600)


def _part(name: str, run: Run) -> Part:
    return Part(name, f"a toy that {name}", {size: {"documents": 10, "seed": 1} for size in ("tiny", "quick", "full")}, run)


PARTS = (
    _part("works", _works),
    _part("fails", _fails),
    _part("lacks", _lacks),
    _part("needs", _needs),
    _part("hangs", _hangs),
)
