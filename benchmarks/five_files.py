"""How many generated disclosures give the same figures and findings from every kind of file as from their text.

python -m benchmarks.five_files [--documents 10] [--first 0] [--out FILE] [--show]

Every second document is damaged in two places, so that there is something to find. Figures are the same where coordinate and
amount are, findings where rule, amounts and the labels of their first place are, both ways counted (see benchmarks.formats).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.formats import Comparison, compare, version_of
from benchmarks.part import Part
from mingcha import Screener
from mingcha.measuring.results import Measure, share
from mingcha_datasets.blocks import Text
from mingcha_datasets.corpus.damaging import damage
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import make, title_of
from mingcha_datasets.corpus.printing import blocks_of
from mingcha_datasets.files import file_of

FILES = ("docx", "xlsx", "html", "pdf")
SAME = 0.99
"""The bar."""
COMPARED = ("table figures", "narrative figures", "findings")


class Compared(NamedTuple):
    """A document's file beside its text: whether figures and findings are the same, and what differs."""

    layout: str
    kind: str
    seed: int
    file: str
    same: bool
    differs: tuple[str, ...]


def compared(layout: str, kind: str, seed: int, files: Sequence[str], folder: Path, screener: Screener) -> Iterator[Compared]:
    """A disclosure as files of these kinds, each beside its text; those of odd seeds are damaged in two places."""
    made = make(layout, kind, seed)
    done = damage(made.paper, count=2, random=Random(f"{layout} {kind} {seed} files")) if seed % 2 else None
    blocks = blocks_of(done.paper if done else made.paper)
    title = title_of(made)
    # A PDF's running head stands on its first page too, above all else: there the document says what it says first.
    head = next((block.text for block in blocks if isinstance(block, Text)), title)

    def written(format_: str) -> Path:
        data, ending = file_of(blocks, head if format_ == "pdf" else title, format_)
        path = folder / f"{made.name}{ending}"
        path.write_bytes(data)
        return path

    text = version_of(written("txt"), screener)
    for file in files:
        path = written(file)
        differs = tuple(_differences(compare(path.name, version_of(path, screener), text)))
        yield Compared(layout, kind, seed, file, not differs, differs)


def _differences(beside: Comparison) -> Iterator[str]:
    for name in COMPARED:
        found = beside.shares.get(name)
        if found is not None:
            yield from (f"- {one.shown}" for one in found.missing)
            yield from (f"+ {one.shown}" for one in found.extra)


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Print as files, screen, compare: all layouts and kinds, or the first few."""
    seeds = range(size["seed"], size["seed"] + size["documents"])
    tasks = [(*form, seed, folder) for form in list(LAYOUTS)[: size["forms"]] for seed in seeds]
    same: Counter[tuple[str, str]] = Counter()
    there: Counter[tuple[str, str]] = Counter()
    for found in _mapped(tasks, size["processes"]):
        for each in found:
            same[each.layout, each.file] += each.same
            there[each.layout, each.file] += 1
    for (layout, file), trials in there.items():
        hits = same[layout, file]
        yield share("documents as in the text", hits, trials, {"layout": layout, "file": file}, bar=SAME, issue=9)


Task = tuple[str, str, int, Path]


def _mapped(tasks: Sequence[Task], processes: int) -> Iterator[list[Compared]]:
    if processes == 1:
        yield from map(_compared, tasks)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(_compared, tasks)


def _compared(task: Task) -> list[Compared]:
    layout, kind, seed, folder = task
    return list(compared(layout, kind, seed, FILES, folder, _screener()))


@cache
def _screener() -> Screener:
    """The one screener of a process."""
    return Screener()


PART = Part(
    name="five_files",
    about="generated disclosures, half of them damaged, printed as Word, Excel, HTML and PDF: how many give exactly the figures "
    "and findings of their text",
    sizes={
        "tiny": {"forms": 1, "documents": 1, "seed": 900_000, "processes": 1},
        "quick": {"forms": 3, "documents": 1, "seed": 900_000, "processes": 2},
        "full": {"forms": 10, "documents": 5, "seed": 900_000, "processes": 2},
    },
    run=run,
)


def main() -> int:
    """Compare, tell the shares by layout and kind of file, and write them as JSON."""
    parser = argparse.ArgumentParser(description="Compare generated disclosures as files with their text.")
    parser.add_argument("--documents", type=int, default=10, help="so many of each layout and kind (10 where not given)")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the shares are written as JSON")
    parser.add_argument("--show", action="store_true", help="list what differs")
    arguments = parser.parse_args()
    screener = Screener()
    shares = []
    with TemporaryDirectory() as folder:
        for layout, kind in LAYOUTS:
            found = [
                each
                for seed in range(arguments.first, arguments.first + arguments.documents)
                for each in compared(layout, kind, seed, FILES, Path(folder), screener)
            ]
            for file in FILES:
                alike = [each.same for each in found if each.file == file]
                shares.append({"layout": layout, "kind": kind, "file": file, "documents": len(alike), "same": sum(alike)})
                print(f"{layout} {kind} {file}: {sum(alike)} of {len(alike)}")
            for each in found if arguments.show else ():
                for line in each.differs:
                    print(f"  {each.layout} {each.kind} {each.seed} {each.file} {line}")
    if arguments.out:
        arguments.out.write_text(json.dumps(shares, indent=1) + "\n", encoding="utf-8")
    return 0 if all(each["same"] == each["documents"] for each in shares) else 3


if __name__ == "__main__":
    sys.exit(main())
