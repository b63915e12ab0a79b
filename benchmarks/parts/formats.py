"""The samples as files of every kind: the same figures and findings as their text, and what reading takes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.formats import Comparison, Version, compare, paired, version_of
from benchmarks.part import Part
from mingcha import Screener
from mingcha.measuring.results import Measure, mean, share
from mingcha_datasets import load_sample, sample_names
from mingcha_datasets.files import write

KINDS = ("docx", "xlsx", "html", "html-gb", "pdf", "pdf-turned", "pdf-heads")
FIGURES, FINDINGS = 0.995, 0.99
TIMES = {".docx": 150.0, ".xlsx": 250.0, ".pdf": 800.0}
"""The bars: shares that are as in the text, and ms on the clock of whole screening, of a PDF of 25 pages."""


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Print, read, compare; then time the screening of every plain kind."""
    for name in sample_names()[: size["samples"]]:
        for kind in ("txt", *KINDS):
            data, ending = write(load_sample(name), kind)
            (folder / f"{name}{ending}").write_bytes(data)
    screener = Screener()
    texts: dict[Path, Version] = {}
    compared: dict[str, list[Comparison]] = {}
    for file, text in paired(folder, folder):
        if file == text:
            continue
        texts[text] = texts[text] if text in texts else version_of(text, screener)
        compared.setdefault(_kind(file, text), []).append(compare(file.name, version_of(file, screener), texts[text]))
    for kind, members in sorted(compared.items()):
        yield from _shares(kind, members)
    for ending, bar in TIMES.items():
        yield from _times(sorted(folder.glob(f"*[0-9]{ending}")), ending, bar, size["runs"], screener)


def _kind(file: Path, text: Path) -> str:
    """pdf-turned of zizhou-2024-turned.pdf, beside zizhou-2024.txt."""
    return file.suffix[1:] + file.stem[len(text.stem) :]


def _shares(kind: str, compared: Sequence[Comparison]) -> Iterator[Measure]:
    """How many of the text's a file has; what it has beside those is counted too, as findings that are not the text's."""
    both: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for each in compared:
        for name, one in each.shares.items():
            both[name] += one.both
            there[name] += max(one.there, one.back)
    # Tables with a rule below their heads only are known to be found worse: docs/en/files.md.
    barred = kind != "pdf-heads"
    for name, bar in (("table figures", FIGURES), ("narrative figures", FIGURES), ("findings", FINDINGS)):
        if there[name]:
            yield share(
                f"{name} as in the text", both[name], there[name], {"file": kind}, bar=bar if barred else None, issue=5 * barred
            )


def _times(files: Sequence[Path], ending: str, bar: float, runs: int, screener: Screener) -> Iterator[Measure]:
    """Ms on the clock of whole screening, mean of the files, the first time left out."""
    taken = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        for file in files:
            screener.screen(file)
        taken.append(1000 * (time.perf_counter() - began) / len(files))
    yield mean("screening a file", taken[1:], "ms", {"file": ending[1:]}, bar=bar, issue=5)


PART = Part(
    name="formats",
    about="the sample disclosures printed as Word, Excel, HTML and PDF: figures and findings as in the text, both ways counted, "
    "and ms on the clock of screening a file",
    sizes={"tiny": {"samples": 1, "runs": 1}, "quick": {"samples": 1, "runs": 3}, "full": {"samples": 5, "runs": 5}},
    run=run,
)
