"""What a part of the benchmark is: what it measures, how large, and the function that does it.

A module with a part has ``PART = Part(...)`` and is named in benchmarks/run.py. ``run(folder, size)`` works in a folder of its
own, with one of the part's sizes, and gives measures (``share``, ``mean``, ``count`` of mingcha.measuring.results) as they come;
it runs in a process of its own. A part that cannot measure something, for a package or the network is missing, raises
``NotMeasuredError`` with the reason: what it gave before stands, and the other parts go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from mingcha.measuring.results import Measure

Size = Literal["tiny", "quick", "full"]
"""For the tests: a few seconds; two minutes for all parts together; a quarter of an hour."""


class Part(NamedTuple):
    """A part of the benchmark.

    Attributes:
        name: as in the results.
        about: what it measures, in a sentence.
        sizes: for each size the numbers that ``run`` is given, seeds among them.
        run: (folder, numbers) -> measures.
    """

    name: str
    about: str
    sizes: Mapping[Size, Mapping[str, int]]
    run: Callable[[Path, Mapping[str, int]], Iterable[Measure]]


class NotMeasuredError(Exception):
    """Something cannot be measured here; the text is the reason."""
