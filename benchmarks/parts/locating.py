"""Whether the wrong figure is named first, with its right amount, and whether confidence is what it says."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path

from benchmarks import damage as known
from benchmarks.part import Part
from mingcha.measuring.results import Measure, count, mean, share

ENOUGH = 200
"""Findings in a bin before it is held against the bar: of fewer, chance alone is as far apart."""
BATCHES = 5
"""Into which the times of locating are cut, each a sample."""


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Damage the samples and their kin as benchmarks/damage.py does, with fewer cases."""
    names = known.names_of(range(size["redrawn"] + 1))
    intact = sum(known.errors_of(known.base_of(name)) for name in names)
    yield count("findings of error without damage", intact, bar=0, issue=4)
    tasks = [
        known.Task(names[case % len(names)], damages, (), f"{size['seed']} {damages} {case}", "findings")
        for damages in known.COUNTS
        for case in range(size["cases"] if damages == 1 else size["cases"] // 2)
    ]
    with get_context("fork" if sys.platform == "linux" else "spawn").Pool(os.cpu_count()) as pool:
        outcomes = [each for group in pool.imap(known.outcomes_of, tasks, chunksize=10) for each in group]
    for damages in known.COUNTS:
        yield from _found([each for each in outcomes if each.count == damages], damages)
    yield from _kinds([each for each in outcomes if each.count == 1 and each.revealed])
    yield from _calibration(outcomes)
    yield from _times([1000 * each.locating for each in outcomes])


def _found(outcomes: Sequence[known.Outcome], damages: int) -> Iterator[Measure]:
    revealed = [each for each in outcomes if each.revealed]
    of = {"damages": damages}
    yield share("revealed by an identity", len(revealed), len(outcomes), of, better=None)
    yield share("place first", sum(each.place for each in revealed), len(revealed), of, bar=known.TOGETHER[damages], issue=4)
    bar = known.VALUE if damages == 1 else None
    yield share("right value", sum(each.value for each in revealed), len(revealed), of, bar=bar, issue=4 if bar else 0)


def _kinds(revealed: Sequence[known.Outcome]) -> Iterator[Measure]:
    for kind in sorted({each.kind for each in revealed}):
        members = [each for each in revealed if each.kind == kind]
        yield share("place first", sum(each.place for each in members), len(members), {"kind": kind})


def _calibration(outcomes: Sequence[known.Outcome]) -> Iterator[Measure]:
    """In ten bins of stated confidence the share that was right; a bin of few is not held against the bar."""
    findings = [each for first in {id(one.findings): one for one in outcomes}.values() for each in first.findings]
    told = [each for each in findings if each.expected is not None and each.severity == "error"]
    worst = 0.0
    for low in range(10):
        members = [each for each in told if min(int(each.confidence * 10), 9) == low]
        if members:
            stated, right = statistics.fmean(each.confidence for each in members), sum(each.right for each in members)
            of = {"bin": f"{low / 10:.1f} to {(low + 1) / 10:.1f}"}
            yield share("right", right, len(members), of, better=None)
            yield count("stated", round(stated, 4), "share", of, better=None)
            if len(members) >= ENOUGH:
                worst = max(worst, abs(stated - right / len(members)))
    bar = f"stated and right apart, most of bins with {ENOUGH} or more"
    yield count(bar, round(worst, 4), "share", bar=known.CALIBRATION, issue=4)


def _times(taken: Sequence[float]) -> Iterator[Measure]:
    """Medians and 99th percentiles of batches of the cases, in ms of the processor."""
    batches = [sorted(taken[start::BATCHES]) for start in range(BATCHES) if taken[start::BATCHES]]
    yield mean("locating, median", [statistics.median(batch) for batch in batches], "ms", bar=known.LOCATING[0], issue=4)
    last = [batch[min(len(batch) * 99 // 100, len(batch) - 1)] for batch in batches]
    yield mean("locating, 99th percentile", last, "ms", bar=known.LOCATING[1], issue=4)


PART = Part(
    name="locating",
    about="figures of consistent disclosures damaged in one, two or three places: whether a finding has the place first and the "
    "right amount, whether confidence is the share that is right, and how long locating takes",
    sizes={
        "tiny": {"cases": 6, "redrawn": 0, "seed": 1},
        "quick": {"cases": 30, "redrawn": 0, "seed": 1},
        "full": {"cases": 500, "redrawn": 3, "seed": 1},
    },
    run=run,
)
