"""How much of a disclosure is understood: numeric cells of its tables, amounts of its narrative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.part import Part
from benchmarks.parts.generated import generated
from mingcha import Screener
from mingcha.measuring.results import Measure, share
from mingcha_datasets import load_samples, print_disclosure, sample_names

TABLES, NARRATIVE = 0.99, 0.97
"""The bars: shares that are understood."""


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Both kinds of documents; only the samples are held against the bars."""
    samples = [(name, print_disclosure(each).encode()) for name, each in zip(sample_names(), load_samples(), strict=True)]
    yield from _understood("samples", samples)
    yield from _understood("generated", generated(size["documents"], size["seed"]))


def _understood(kind: str, documents: Iterable[tuple[str, bytes]]) -> Iterator[Measure]:
    screener = Screener()
    cells = amounts = figures = cells_unread = amounts_unread = 0
    for name, data in documents:
        disclosure = screener.screen(data, name).disclosure
        cells += sum(table.numbers for table in disclosure.tables)
        figures += sum(table.figures for table in disclosure.tables)
        cells_unread += sum(unread.table >= 0 for unread in disclosure.unread)
        amounts += disclosure.amounts_in_text
        amounts_unread += sum(unread.table < 0 for unread in disclosure.unread)
    bars = (TABLES, NARRATIVE) if kind == "samples" else (None, None)
    issue = 2 if kind == "samples" else 0
    of = {"documents": kind}
    yield share("numeric cells understood", cells - cells_unread, cells, of, bar=bars[0], issue=issue)
    yield share("of them figures with a coordinate", figures, cells, of, better=None)
    yield share("amounts of the narrative understood", amounts - amounts_unread, amounts, of, bar=bars[1], issue=issue)


PART = Part(
    name="coverage",
    about="the share of numeric cells and of amounts in sentences that are understood, of the samples and of made-up disclosures",
    sizes={
        "tiny": {"documents": 3, "seed": 910_000},
        "quick": {"documents": 5, "seed": 910_000},
        "full": {"documents": 100, "seed": 910_000},
    },
    run=run,
)
