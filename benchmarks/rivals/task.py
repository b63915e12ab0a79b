"""The identities of disclosures as a task for any program, or the time that Mingcha takes for them; as JSON.

python -m benchmarks.rivals.task DOCUMENTS [timed]

The first of them are the samples, the others are made up, of all forms in turn.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import Any

from mingcha import Screener
from mingcha.checking import Cube, over_figures
from mingcha.checking.identity import EQUAL, SUM, Identity
from mingcha.knowledge import Rule
from mingcha.understanding import Disclosure
from mingcha_datasets import load_samples, print_disclosure
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.printing import text_of

ROUNDS = 5
"""How often Mingcha checks each document in a process, of which the median counts."""


def main() -> None:
    """Print the task, or with ``timed`` the seconds of the processor that all documents take."""
    screener = Screener()
    disclosures = [screener.screen(text.encode(), "document").disclosure for text in islice(_texts(), int(sys.argv[1]))]
    rules = _rules(screener.knowledge.rules, [Cube(each, screener.knowledge) for each in disclosures])
    if sys.argv[2:] == ["timed"]:
        print(json.dumps({"seconds": sum(_seconds(rules, each, screener) for each in disclosures)}))
    else:
        print(json.dumps({"documents": [_document(rules, Cube(each, screener.knowledge)) for each in disclosures]}))


def _texts() -> Iterator[str]:
    yield from map(print_disclosure, load_samples())
    for number in count():
        for layout, kind in LAYOUTS:
            yield text_of(make(layout, kind, number).paper)


def _rules(rules: Sequence[Rule], cubes: Sequence[Cube]) -> list[Rule]:
    """The rules that state identities of these disclosures, and nothing else."""
    stating = {outcome.rule for cube in cubes for outcome in over_figures(rules, cube) if any(map(_is_told, outcome.identities))}
    return [rule for rule in rules if rule.id in stating]


def _is_told(identity: Identity) -> bool:
    """Whether it is a sum or an equality; that an amount is one of several is left out."""
    return identity.form in (SUM, EQUAL)


def _seconds(rules: Sequence[Rule], disclosure: Disclosure, screener: Screener) -> float:
    taken = []
    gc.collect()
    for _ in range(ROUNDS):
        begin = time.process_time()
        over_figures(rules, Cube(disclosure, screener.knowledge))
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def _document(rules: Sequence[Rule], cube: Cube) -> dict[str, Any]:
    """Cells by number, each its amount and one of its last place in fen; identities over them, and whether they are broken."""
    numbers: dict[int, int] = {}
    cells: list[tuple[int, int]] = []
    told = []
    for outcome in over_figures(rules, cube):
        for identity in filter(_is_told, outcome.identities):
            for figure in identity.figures:
                if numbers.setdefault(id(figure), len(cells)) == len(cells):
                    cells.append((figure.fen, figure.ulp))
            told.append(
                {
                    "rule": identity.rule,
                    "form": identity.form,
                    "slack": identity.slack,
                    "cells": [numbers[id(figure)] for figure in identity.figures],
                    "weights": identity.weights or [1] * len(identity.figures),
                    "broken": _broken(identity),
                }
            )
    return {"cells": cells, "identities": told}


def _broken(identity: Identity) -> bool:
    amounts = [(figure.fen, figure.ulp) for figure in identity.figures]
    if identity.form == SUM:
        off = sum(weight * fen for weight, (fen, _) in zip(identity.weights, amounts, strict=True))
        return 2 * abs(off) > sum(ulp for _, ulp in amounts) + identity.slack
    return max(2 * fen - ulp for fen, ulp in amounts) > min(2 * fen + ulp for fen, ulp in amounts)


if __name__ == "__main__":
    main()
