"""How time grows with the cells of a document, with its findings aside, and with the rules of the knowledge."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random

import msgspec

from benchmarks.part import Part
from mingcha import Screener
from mingcha.checking import check
from mingcha.knowledge import Knowledge
from mingcha.measuring.results import Measure, mean
from mingcha.reading import Document, read
from mingcha.understanding import Disclosure, Words, understand
from mingcha_datasets import load_samples, print_disclosure

_CELLS_A_ROW = 3
_FIRST_ROWS = 100


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Double the cells of one document, and the rules over the samples, so often."""
    yield from _cells(size)
    yield from _rules(size)


def _cells(size: Mapping[str, int]) -> Iterator[Measure]:
    screener = Screener()
    for step in range(size["doublings"] + 1):
        rows = _FIRST_ROWS << step
        data = long_table(rows)
        taken = _taken(partial(screener.screen, data, "long.txt"), size["runs"])
        cells = {"cells": _CELLS_A_ROW * (rows + 1)}
        yield mean("a document", taken, "ms", cells)
        yield mean("a thousand cells", [1000 * each / cells["cells"] for each in taken], "ms", cells)


def long_table(rows: int) -> bytes:
    """A disclosure with one table of so many units of a department, their sums in its first row, nothing wrong in it."""
    random = Random(rows)
    amounts = [(random.randrange(10**6, 10**8), random.randrange(10**6, 10**8)) for _ in range(rows)]
    basic, project = (sum(each) for each in zip(*amounts, strict=True))
    lines = [
        "子虚市教育局2024年部门预算",
        "",
        "表2 部门支出总体情况表",
        "单位：元",
        "序号\t单位名称\t合计\t基本支出\t项目支出",
        _row("", "合计", basic, project),
        *(_row(str(number), f"子虚市第{number}小学", *pair) for number, pair in enumerate(amounts, 1)),
    ]
    return "\n".join(lines).encode()


def _row(number: str, name: str, basic: int, project: int) -> str:
    return "\t".join((number, name, *(f"{fen // 100}.{fen % 100:02}" for fen in (basic + project, basic, project))))


def _rules(size: Mapping[str, int]) -> Iterator[Measure]:
    """Checking with all rules once, twice, four times …, each copy under an id of its own."""
    screener = Screener()
    words = Words(screener.knowledge)
    documents = [read(print_disclosure(each).encode(), "sample.txt", screener.limits) for each in load_samples()]
    understood = [(document, understand(document, words)) for document in documents]
    for step in range(size["doublings_of_rules"] + 1):
        knowledge = _repeated(screener.knowledge, 1 << step)
        taken = [each / len(understood) for each in _taken(partial(_checked, understood, knowledge, words), size["runs"])]
        rules = {"rules": len(knowledge.rules)}
        yield mean("checking a document", taken, "ms", rules)
        yield mean("checking by a hundred rules", [100 * each / rules["rules"] for each in taken], "ms", rules)


def _checked(understood: Sequence[tuple[Document, Disclosure]], knowledge: Knowledge, words: Words) -> None:
    for document, disclosure in understood:
        check(document, disclosure, knowledge, words)


def _repeated(knowledge: Knowledge, times: int) -> Knowledge:
    copies = (msgspec.structs.replace(rule, id=f"{rule.id}-{copy}") for copy in range(1, times) for rule in knowledge.rules)
    return msgspec.structs.replace(knowledge, rules=(*knowledge.rules, *copies))


def _taken(work: Callable[[], object], runs: int) -> Sequence[float]:
    """Ms of the processor that some work takes, each time; the first time, which fills caches, does not count."""
    taken = []
    for _ in range(runs + 1):
        began = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - began))
    return taken[1:]


PART = Part(
    name="growth",
    about="ms of the processor for one document of ever more cells, and for checking the samples by ever more rules",
    sizes={
        "tiny": {"doublings": 1, "doublings_of_rules": 1, "runs": 2},
        "quick": {"doublings": 3, "doublings_of_rules": 2, "runs": 3},
        "full": {"doublings": 6, "doublings_of_rules": 3, "runs": 7},
    },
    run=run,
)
