"""The races as parts of the benchmark: how many times as long each rival takes, and whether it says the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.part import Part
from benchmarks.rivals.racing import Rival, Turn, our_program, raced
from mingcha.measuring.results import Measure, count, mean

EXPERTA = Rival("in_experta", "experta", ("experta==1.9.4", "frozendict==2.5.1", "schema==0.7.8"), dependencies=False)
"""experta asks for a frozendict that does not import on Python 3.10 and later; it runs with a newer one."""
DUCKDB = Rival("in_duckdb", "DuckDB", ("duckdb",))
FOREST = Rival("plain_forest", "IsolationForest", ("scikit-learn", "numpy", "scipy"))
TIMES_EXPERTA = 100
"""The bar: so many times as long as we experta must take."""
_TASK, _OUR_FOREST = "benchmarks.rivals.task", "benchmarks.rivals.our_forest"


def _identities(rival: Rival, bar: float | None, folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Race over the identities of so many documents."""
    documents = str(size["documents"])
    task = folder / "task.json"
    task.write_text(our_program(_TASK, documents), encoding="utf-8")
    broken = [
        [i for i, one in enumerate(each["identities"]) if one["broken"]] for each in json.loads(task.read_text())["documents"]
    ]
    turns = raced(rival, size["runs"], lambda _: (_TASK, documents, "timed"), (str(task),))
    yield from _times(rival, turns, size["documents"], "a document", bar)
    same = sum(turn.theirs["broken"] == broken for turn in turns)
    yield count("runs with other identities broken", len(turns) - same, of={"rival": rival.called}, bar=0)


def _forests(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Race over worlds of so many synthetic units, a world a run."""
    units = str(size["units"])
    turns = raced(
        FOREST, size["runs"], lambda number: (_OUR_FOREST, str(folder), units, str(size["seed"] + number)), (str(folder),)
    )
    yield from _times(FOREST, turns, size["units"], "a unit", None)
    name = "average precision"
    yield mean(name, [turn.ours["average_precision"] for turn in turns], "", {"forest": "ours"}, better="higher")
    yield mean(name, [turn.theirs["average_precision"] for turn in turns], "", {"forest": "plain"}, better=None)


def _times(rival: Rival, turns: Sequence[Turn], of: int, what: str, bar: float | None) -> Iterator[Measure]:
    name = {"rival": rival.called}
    yield mean(
        "times as long as ours", [turn.ratio for turn in turns], "×", name, bar=bar, better="higher", issue=9 if bar else 0
    )
    yield mean(f"ours, {what}", [1000 * turn.ours["seconds"] / of for turn in turns], "ms", name)
    yield mean(f"theirs, {what}", [1000 * turn.theirs["seconds"] / of for turn in turns], "ms", name, better=None)


PARTS = (
    Part(
        "rival_experta",
        "Identities of a document judged by experta, a rule of the knowledge as two of its rules over cells.",
        {
            "tiny": {"runs": 1, "documents": 1},
            "quick": {"runs": 3, "documents": 1},
            "full": {"runs": 7, "documents": 1},
        },
        partial(_identities, EXPERTA, TIMES_EXPERTA),
    ),
    Part(
        "rival_duckdb",
        "Identities of documents judged by one SQL query in DuckDB, all documents at once.",
        {
            "tiny": {"runs": 1, "documents": 1},
            "quick": {"runs": 3, "documents": 5},
            "full": {"runs": 5, "documents": 24},
        },
        partial(_identities, DUCKDB, None),
    ),
    Part(
        "rival_forest",
        "Unusual units ranked by scikit-learn's isolation forest on raw features.",
        {
            "tiny": {"runs": 1, "units": 500, "seed": 1},
            "quick": {"runs": 3, "units": 500, "seed": 1},
            "full": {"runs": 5, "units": 10_000, "seed": 1},
        },
        _forests,
    ),
)
