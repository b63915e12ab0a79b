"""A run that is killed again and again, and a lost worker of a cluster: nothing lost, nothing doubled, the same files."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.bulk import Order, Runs, dask, kill
from benchmarks.part import NotMeasuredError, Part
from mingcha.measuring.results import Measure, count


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Kill the command and its processes at random instants; then lose a worker of Dask."""
    if sys.platform != "linux":
        raise NotMeasuredError("processes are killed as Linux tells of them")
    number = size["documents"]
    runs = Runs(Order(folder, {"kill": number, "kills": size["kills"], "dask": number}, size["seed"], drawn=1))
    yield count("kills", size["kills"], better=None)
    for bar in kill(runs):
        if bar.bar == "0" and isinstance(bar.value, int):
            yield count(bar.what, bar.value, bar=0, issue=7)
    for bar in dask(runs):
        if bar.bar == "yes":
            yield count(f"Dask: {bar.what}", int(bool(bar.met)), bar=1, better="higher", issue=7)


PART = Part(
    name="kills",
    about="mingcha screen killed at random instants and begun again until it completes, and on Dask with a worker lost: "
    "documents lost, documents doubled, files that are not those of an undisturbed run",
    sizes={
        "tiny": {"documents": 10, "kills": 1, "seed": 1},
        "quick": {"documents": 20, "kills": 1, "seed": 1},
        "full": {"documents": 120, "kills": 6, "seed": 1},
    },
    run=run,
)
