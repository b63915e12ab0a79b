"""What writing the reports of a run takes, a unit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.bulk import Order, Runs
from benchmarks.part import NotMeasuredError, Part
from benchmarks.reports import Order as Written
from benchmarks.reports import Reports
from mingcha.measuring.results import Measure, mean

FORMATS = ("html", "xlsx", "sarif", "csv")


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Screen so many units once, then write every report of them a few times."""
    if sys.platform != "linux":
        raise NotMeasuredError("what processes take is asked of Linux")
    number = size["documents"]
    runs = Runs(Order(folder, {}, size["seed"], drawn=1))
    runs.done(number, 2)
    order = Written(runs.out(number, 2), folder / "reports", os.cpu_count() or 1)
    written = {name: [Reports(order).written(name) for _ in range(size["turns"])] for name in FORMATS}
    for name, turns in written.items():
        yield mean("a unit", [1000 * ran.processor / number for ran in turns], "ms", {"format": name})
        yield mean("memory", [ran.parent / 1e6 for ran in turns], "MB", {"format": name})


PART = Part(
    name="reports",
    about="ms of the processor a unit that writing the pages, the workbook, SARIF and CSV of a run takes, starting included; the "
    "bars are of 10,000 units: make bench-reports",
    sizes={
        "tiny": {"documents": 4, "turns": 1, "seed": 1},
        "quick": {"documents": 10, "turns": 2, "seed": 1},
        "full": {"documents": 60, "turns": 3, "seed": 1},
    },
    run=run,
)
