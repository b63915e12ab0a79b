"""What each step of screening takes, beside the bare floor: on the samples, and on made-up disclosures never seen before."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.part import Part
from benchmarks.parts.generated import generated
from benchmarks.speed import MEANING, STEPS, Sample, clocked
from mingcha import Screener
from mingcha.measuring.results import Measure, count, mean
from mingcha_datasets import load_samples, print_disclosure, sample_names

WHOLE, RATIO = 5.0, 5.0
"""The bars: ms of the processor that a text document may take, and how many times the bare floor."""


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Time both kinds of documents; only the samples are held against the bars."""
    samples = [Sample(name, print_disclosure(each).encode()) for name, each in zip(sample_names(), load_samples(), strict=True)]
    yield from _times("samples", samples, size["rounds"], size["blocks"])
    made = [Sample(name, data) for name, data in generated(size["documents"], size["seed"])]
    yield from _times("generated", made, size["rounds_of_generated"], size["blocks"])


def _times(kind: str, documents: Sequence[Sample], rounds: int, blocks: int) -> Iterator[Measure]:
    """Times of the processor; a sample is a block of rounds: the median of each document's, averaged over the documents."""
    taken = clocked(documents, rounds * blocks, Screener())

    def samples(step: str) -> list[float]:
        return [
            statistics.fmean(
                statistics.median(processor for _, processor in each[step][block * rounds : (block + 1) * rounds])
                for each in taken
            )
            for block in range(blocks)
        ]

    floor = samples("floor")
    for step in STEPS:
        whole, of = step == "screen", {"step": step, "documents": kind}
        barred = whole and kind == "samples"
        times = samples(step)
        yield mean("time", times, "ms", of, bar=WHOLE if barred else None, issue=9 * barred)
        if step != "floor":
            ratios = [time / least for time, least in zip(times, floor, strict=True)]
            yield mean("times the floor", ratios, "×", of, bar=RATIO if barred else None, issue=9 * barred)
    size = statistics.fmean(len(each.data) for each in documents) / 1000
    yield count("documents", len(documents), of={"documents": kind}, better=None)
    yield count("kB a document", round(size, 1), of={"documents": kind}, better=None)


PART = Part(
    name="speed",
    about="ms of the processor each step of screening takes, and how many times the bare floor that is: "
    + "; ".join(f"{step}: {meaning}" for step, meaning in MEANING.items()),
    sizes={
        "tiny": {"rounds": 1, "blocks": 2, "documents": 2, "rounds_of_generated": 1, "seed": 900_000},
        "quick": {"rounds": 2, "blocks": 5, "documents": 6, "rounds_of_generated": 1, "seed": 900_000},
        "full": {"rounds": 8, "blocks": 6, "documents": 30, "rounds_of_generated": 2, "seed": 900_000},
    },
    run=run,
)
