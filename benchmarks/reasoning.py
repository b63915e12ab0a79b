"""mingcha.reasoning beside CLIPS, which says what is right, and beside experta, whose programs it runs.

python -m benchmarks.reasoning [--programs N] [--rounds N] [--json FILE]

Right: N programs at random, other ones than the tests run, each step by step in both engines. Fast: a document of 30 symptoms and
100 facts under 20 and under 400 rules, every engine in processes of its own that take turns. experta gets an environment of its
own in build/, made on the first run; the programs written for it that the tests run are run there too. Exit status 1 if a program
was run otherwise than CLIPS runs it, or says something else under experta.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.reasoning.oracle.judge import RefusedError, compared
from tests.reasoning.oracle.programs import random_program
from tests.reasoning.oracle.python_text import Ours, written
from tests.reasoning.oracle.shrinking import smallest

PROGRAMS, ROUNDS, TURNS = 20_200, 300, 3
FIRST_SEED = 1_000_000
"""Beyond those of the tests."""

CHUNK = 100
RULES = (20, 400)
BARS = {20: 0.5, 400: 0.7}
"""ms a document that mingcha.reasoning may take."""

OURS = ("RuleSet", "KnowledgeEngine")
EXPERTA = ("experta==1.9.4", "frozendict==2.5.1", "schema==0.7.8")
"""experta asks for a frozendict that does not import on Python 3.10 and later; it runs with a newer one."""

_PLAIN_WIDTH = 110
_ROOT = Path(__file__).parents[1]
_WRITTEN_FOR_EXPERTA = _ROOT / "tests" / "reasoning" / "experta_programs"


class Judged(msgspec.Struct, frozen=True):
    """What became of programs: how many CLIPS took, how many it refused, and the seeds of those that differ."""

    taken: int
    refused: int
    differing: list[int]


class Timed(msgspec.Struct, frozen=True):
    """ms a document: facts made; reset, declare and run. ``concluded`` counts the diagnoses."""

    engine: str
    rules: int
    documents: int
    making_median: float
    least: float
    median: float
    concluded: int


class Report(msgspec.Struct, frozen=True):
    """All that was measured, and on what."""

    python: str
    machine: str
    load: list[float]
    seconds: float
    judged: Judged
    experta_programs: dict[str, bool]
    timed: list[Timed]


def main() -> int:
    """Judge, time, print, and write JSON where it is asked for."""
    arguments = _arguments()
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PLAIN_WIDTH)
    begin = time.perf_counter()
    judged = judge(arguments.programs)
    seconds = time.perf_counter() - begin
    theirs = environment()
    agreed = (
        {} if theirs is None else {path.stem: says_the_same(theirs, path) for path in sorted(_WRITTEN_FOR_EXPERTA.glob("*.py"))}
    )
    timed = [one for rules in RULES for one in race(rules, arguments.rounds, theirs)]
    load = [round(one, 2) for one in os.getloadavg()] if hasattr(os, "getloadavg") else []
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    report = Report(platform.python_version(), machine, load, round(seconds, 1), judged, agreed, timed)
    _print(report, console)
    if arguments.json:
        Path(arguments.json).write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    return 0 if not judged.differing and all(agreed.values()) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare mingcha.reasoning with CLIPS and with experta.")
    parser.add_argument("--programs", type=int, default=PROGRAMS, metavar="N", help="programs at random (%(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="documents timed in each process (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write all figures to FILE")
    return parser.parse_args()


def judge(programs: int) -> Judged:
    """Run so many programs in both engines, on all cores."""
    seeds = [range(first, min(first + CHUNK, FIRST_SEED + programs)) for first in range(FIRST_SEED, FIRST_SEED + programs, CHUNK)]
    with ProcessPoolExecutor(initializer=_silence) as pool:
        parts = list(track(pool.map(_judged, seeds), "programs", total=len(seeds), transient=True))
    return Judged(
        sum(part.taken for part in parts),
        sum(part.refused for part in parts),
        [seed for part in parts for seed in part.differing],
    )


def _silence() -> None:
    """CLIPS prints where it has lost some bytes of its own, past Python."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _judged(seeds: Sequence[int]) -> Judged:
    refused = 0
    differing = []
    for seed in seeds:
        try:
            apart = compared(random_program(Random(seed)), Ours)
        except RefusedError:
            refused += 1
        else:
            differing += [seed] if apart else []
    return Judged(len(seeds) - refused, refused, differing)


def says_the_same(python: str, program: Path) -> bool:
    """Whether a program says under experta what the tests expect of mingcha.reasoning."""
    done = subprocess.run([python, str(program)], capture_output=True, text=True, encoding="utf-8")
    return done.stdout == program.with_suffix(".txt").read_text(encoding="utf-8")


def race(rules: int, rounds: int, theirs: str | None) -> list[Timed]:
    """Time every engine under so many rules, in turns; ``theirs`` is a Python that has experta."""
    ours = sys.executable
    runners: dict[str, tuple[str, ...]] = {
        OURS[0]: (ours, "mingcha.reasoning", "set"),
        OURS[1]: (ours, "mingcha.reasoning", "class"),
        "CLIPS, by clipspy": (ours, "clips", "clips"),
    }
    if theirs:
        runners["experta"] = (theirs, "experta", "class")
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in runners}
    for _ in range(TURNS):
        for name, (python, module, how) in runners.items():
            # experta is so slow that it gets fewer documents.
            documents = rounds if module != "experta" else max(3, rounds // rules)
            taken[name].append(_process(python, module, how, rules, documents))
    return [_timed(name, rules, each) for name, each in taken.items()]


def _process(python: str, module: str, how: str, rules: int, documents: int) -> dict[str, Any]:
    command = [python, "-m", "benchmarks.diagnosis_rules", module, how, str(rules), str(documents)]
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def one_process(python: str | None, module: str, how: str, rules: int, documents: int) -> float:
    """Median ms a document of one process; ``python`` is this one's where none is named."""
    ran: list[float] = _process(python or sys.executable, module, how, rules, documents)["ran"]
    return statistics.median(ran)


def _timed(name: str, rules: int, turns: Sequence[dict[str, Any]]) -> Timed:
    made = [one for turn in turns for one in turn["made"]]
    ran = [one for turn in turns for one in turn["ran"]]
    return Timed(
        name,
        rules,
        len(ran),
        round(statistics.median(made), 3),
        round(min(ran), 3),
        round(statistics.median(ran), 3),
        len(turns[0]["concluded"]),
    )


def environment() -> str | None:
    """Python in an environment with experta, made where there is none; None where it cannot be had."""
    folder = _ROOT / "build" / "experta"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        done = subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", *EXPERTA], capture_output=True, text=True)
        if done.returncode:
            print(f"not measured: experta could not be installed\n{done.stderr}", file=sys.stderr)
            return None
        (folder / "ready").touch()
    return str(python)


def _print(report: Report, console: Console) -> None:
    judged = report.judged
    differing = f"{len(judged.differing)} run otherwise"
    console.print(f"{judged.taken} programs in both engines, {differing} than CLIPS runs them")
    console.print(f"({judged.refused} more that CLIPS refuses; {report.seconds:.0f} s)")
    for seed in judged.differing[:5]:
        console.print(_shown(seed), markup=False)
    for name, same in report.experta_programs.items():
        console.print(f"{name}: {'the same' if same else 'NOT THE SAME'} under experta")
    console.print(_table(report.timed))
    console.print(f"{report.machine}, Python {report.python}, load {' '.join(map(str, report.load))}")


def _shown(seed: int) -> str:
    small = smallest(random_program(Random(seed)), Ours)
    return f"seed {seed}: {compared(small, Ours)}\n{written(small)}\nfacts: {small.facts}\n"


def _table(timed: Sequence[Timed]) -> Table:
    table = Table(title="ms a document: 30 symptoms and 100 facts; reset, declare and run", title_justify="left")
    table.add_column("engine")
    for head in ("rules", "documents", "diagnoses", "min", "median", "bar", "× first"):
        table.add_column(head, justify="right")
    for one in timed:
        first = next(other for other in timed if other.rules == one.rules)
        bar = f"{BARS[one.rules]}" if one.engine in OURS else ""
        figures = (one.rules, one.documents, one.concluded, f"{one.least:.2f}", f"{one.median:.2f}", bar)
        table.add_row(one.engine, *map(str, figures), f"{one.least / first.least:.1f}")
    return table


if __name__ == "__main__":
    sys.exit(main())
