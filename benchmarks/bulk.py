"""Runs in bulk, measured: how they scale, what they cost beside screening, and what kills, poison and a lost worker do to them.

python -m benchmarks.bulk [--full] [--only PART...] [--number N] [--small N] [--kill N] [--kills N] [--poison N] [--dask N]
    [--folder DIR] [--seed N] [--json FILE]

Made-up disclosures (benchmarks/bulk_documents.py) are screened by the command ``mingcha screen`` as processes of its own. Parts:

scaling: two workers beside one, on the wall.
overhead: processor time of all processes beside that of reading … reasoning in the workers; documents a second.
memory: the peak of the process that deals out the work, of many documents beside few.
second: the same command again over the same files.
kill: workers and the command itself are killed at random instants, and the command is run again until it completes.
poison: documents among the others that hang, eat memory, crash their process, are cut off or encrypted.
dask: two workers of a Dask cluster beside two local ones; then one of them is killed on the way.

Times on the wall say something on a machine that does nothing else. Exit status 1 where a bar is not met. Linux only.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.bulk_cluster import cluster
from benchmarks.bulk_documents import DRAWN, documents, write
from benchmarks.bulk_poison import poison
from benchmarks.bulk_processes import Ran, run, run_and_kill
from benchmarks.bulk_runs import files_of, lines_without, names_in, problems_in, screening
from benchmarks.bulk_works import TIMES, TRIES, times_in
from benchmarks.speed import commit, machine

SCALING, OVERHEAD, MEMORY, SECOND = 1.8, 0.15, 1.2, 0.02
"""The bars: how much faster two workers are; what all else may take of the total; how much more memory ten times as many
documents may take; which share of the first run's time the second may take."""
COUNTRY = 346_800
"""Units that owe a budget disclosure in a year."""
SIZES = {"number": 2000, "small": 500, "kill": 400, "kills": 12, "poison": 250, "dask": 400}
FULL = {"number": 20_000, "small": 2000, "kill": 2000, "kills": 50, "poison": 1000, "dask": 2000}
POISONED = 20
APART = 1.2
"""Seconds from one kill to the next, on average: less than a run takes to begin and to do some of the documents."""
_LIMITS = ("--max-screen-seconds", "10", "--max-screen-memory", "1500000000")


class Bar(msgspec.Struct, frozen=True):
    """A figure and what it must be.

    Attributes:
        part: of the benchmark.
        what: was measured.
        value: of it.
        bar: what it must be, in words; "" where it is only told.
        met: whether it is; None where it is only told.
    """

    part: str
    what: str
    value: float | int | str
    bar: str = ""
    met: bool | None = None


class Report(msgspec.Struct, frozen=True):
    """All that was measured, and on what."""

    commit: str
    machine: dict[str, Any]
    sizes: dict[str, int]
    bars: list[Bar]


class Order(NamedTuple):
    """What is measured: where, on how many, drawn how; ``drawn`` how often the amounts of each sample."""

    folder: Path
    sizes: dict[str, int]
    seed: int
    drawn: int = DRAWN


# -- runs ----------------------------------------------------------------------------------------------------------------


class Runs:
    """Runs that several parts look at, each done once; their folders are below one."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.folder = order.folder
        self.done = cache(self._done)
        self.documents = cache(self._documents)

    def _documents(self, number: int) -> Path:
        """The folder of so many made-up disclosures."""
        folder = self.folder / f"documents-{number}"
        if not folder.exists():
            write(folder, documents(number, self.order.seed, drawn=self.order.drawn))
        return folder

    def out(self, number: int, jobs: int) -> Path:
        """The folder that a run is written into."""
        return self.folder / f"out-{number}-{jobs}"

    def _done(self, number: int, jobs: int) -> Ran:
        """So many disclosures screened by so many workers, with the times of each written down."""
        out, times = self.out(number, jobs), self.times(number, jobs)
        for former in (out, times):
            shutil.rmtree(former, ignore_errors=True)
        times.mkdir()
        return sound(run(screening(self.documents(number), out, jobs, work="timed"), {TIMES: str(times)}))

    def times(self, number: int, jobs: int) -> Path:
        """The folder of the times of a run."""
        return self.folder / f"times-{number}-{jobs}"


def sound(ran: Ran) -> Ran:
    """A run that came to its end; anything else ends the benchmark."""
    if ran.status:
        raise SystemExit(f"a run ended with status {ran.status}:\n{ran.said}")
    return ran


# -- the parts -----------------------------------------------------------------------------------------------------------


def scaling(runs: Runs) -> Iterator[Bar]:
    """Two workers beside one."""
    number = runs.order.sizes["number"]
    one, two = runs.done(number, 1), runs.done(number, 2)
    same, faster = files_of(runs.out(number, 1)) == files_of(runs.out(number, 2)), one.wall / two.wall
    yield Bar("scaling", f"seconds for {number:,} documents, one worker", round(one.wall, 1))
    yield Bar("scaling", f"seconds for {number:,} documents, two workers", round(two.wall, 1))
    yield Bar("scaling", "two workers are so much faster", round(faster, 3), f">= {SCALING}", faster >= SCALING)
    yield Bar("scaling", "both give the same files", "yes" if same else "NO", "yes", same)


def overhead(runs: Runs) -> Iterator[Bar]:
    """What all but reading … reasoning takes of the total."""
    number, jobs = runs.order.sizes["number"], 2
    ran = runs.done(number, jobs)
    times = list(times_in(runs.times(number, jobs)))
    core = sum(each.core_processor for each in times)
    work = sum(each.processor for each in times)
    told = sum(each.told_processor for each in times)
    share, on_wall = 1 - core / ran.processor, 1 - sum(each.core_wall for each in times) / (jobs * ran.wall)
    rate = number / ran.wall
    yield Bar("overhead", "ms of the processor a document, in all", round(1000 * ran.processor / number, 2))
    yield Bar("overhead", "  reading … reasoning", round(1000 * core / number, 2))
    yield Bar("overhead", "  proofs and profiles", round(1000 * told / number, 2))
    yield Bar("overhead", "  rows and encoding in the worker", round(1000 * (work - core - told) / number, 2))
    yield Bar("overhead", "  dealing out, journal, files, starts", round(1000 * (ran.processor - work) / number, 2))
    yield Bar("overhead", "share outside reading … reasoning", round(share, 4), f"<= {OVERHEAD}", share <= OVERHEAD)
    yield Bar("overhead", "  of it without proofs and profiles", round(share - told / ran.processor, 4))
    yield Bar("overhead", "  on the wall", round(on_wall, 4))
    yield Bar("overhead", "documents a second, two workers", round(rate, 1))
    yield Bar("overhead", f"hours for {COUNTRY:,} on this machine", round(COUNTRY / rate / 3600, 2))


def memory(runs: Runs) -> Iterator[Bar]:
    """The peak of the parent for many documents beside few."""
    few, many = runs.order.sizes["small"], runs.order.sizes["number"]
    small, large = runs.done(few, 2), runs.done(many, 2)
    ratio = large.parent / small.parent
    yield Bar("memory", f"MB of the parent at {few:,}", round(small.parent / 1e6, 1))
    yield Bar("memory", f"MB of the parent at {many:,}", round(large.parent / 1e6, 1))
    yield Bar("memory", "so much more", round(ratio, 3), f"<= {MEMORY}", ratio <= MEMORY)
    yield Bar("memory", f"MB of the largest worker at {few:,}", round(small.worker / 1e6, 1))
    yield Bar("memory", f"MB of the largest worker at {many:,}", round(large.worker / 1e6, 1))


def second(runs: Runs) -> Iterator[Bar]:
    """The same command again."""
    number = runs.order.sizes["number"]
    first, out = runs.done(number, 2), runs.out(number, 2)
    before = files_of(out)
    again = sound(run(screening(runs.documents(number), out, 2)))
    share = again.wall / first.wall
    yield Bar("second", "seconds of the second run", round(again.wall, 2))
    yield Bar("second", "of the first run's time", round(share, 4), f"<= {SECOND}", share <= SECOND)
    same = files_of(out) == before
    yield Bar("second", "the files stay as they are", "yes" if same else "NO", "yes", same)


def kill(runs: Runs) -> Iterator[Bar]:
    """Random kills until so many were done, in as many runs as that takes."""
    number, kills = runs.order.sizes["kill"], runs.order.sizes["kills"]
    folder, out = runs.documents(number), runs.folder / "out-killed"
    runs.done(number, 2)
    undisturbed = files_of(runs.out(number, 2))
    expected = Counter(map(str, folder.rglob("*.txt")))
    random = Random(runs.order.seed)
    parents = workers = starts = left = lost = doubled = others = rounds = 0
    while parents + workers < kills:
        rounds += 1
        shutil.rmtree(out, ignore_errors=True)
        fared = run_and_kill(screening(folder, out, 2), kills - parents - workers, random, apart=APART)
        if fared.status:
            raise SystemExit(f"a run that was killed and begun again ended with status {fared.status}; see {out}")
        parents, workers = parents + fared.parents, workers + fared.workers
        starts, left = starts + fared.starts, left + fared.left
        names, files = names_in(out), files_of(out)
        lost += (expected - names).total()
        doubled += (names - expected).total()
        others += sum(files.get(name) != undisturbed.get(name) for name in files | undisturbed)
    done = parents + workers
    yield Bar("kill", "kills: of the command, of its processes", f"{parents} + {workers}", f">= {kills}", done >= kills)
    yield Bar("kill", f"runs of {number:,} that were completed, begun so often", f"{rounds}, {starts}")
    yield Bar("kill", "documents lost", lost, "0", not lost)
    yield Bar("kill", "documents doubled", doubled, "0", not doubled)
    yield Bar("kill", "files that are not those of an undisturbed run", others, "0", not others)
    yield Bar("kill", "processes that a killed command left", left, "0", not left)


def poisoning(runs: Runs) -> Iterator[Bar]:
    """Documents that are hostile among others."""
    number = runs.order.sizes["poison"]
    folder, tries = runs.folder / f"poison-{number}", runs.folder / "tries"
    shutil.rmtree(tries, ignore_errors=True)
    tries.mkdir()
    shutil.rmtree(folder, ignore_errors=True)
    write(folder, documents(number - POISONED, runs.order.seed))
    clean, dirty = runs.folder / "out-clean", runs.folder / "out-poisoned"
    for out in (clean, dirty):
        shutil.rmtree(out, ignore_errors=True)
    sound(run(screening(folder, clean, 2, *_LIMITS)))
    hostile = {str(path) for path in poison(folder, POISONED)}
    ran = run(screening(folder, dirty, 2, *_LIMITS, work="poisoned"), {TRIES: str(tries)})
    reasons = problems_in(dirty)
    told = sum(bool(reasons.get(name)) for name in hostile)
    same = lines_without(dirty, hostile) == lines_without(clean, hostile)
    again = {path.name: path.read_text(encoding="utf-8").split()[1:] for path in tries.iterdir()}
    alone = all(each == ([] if name.startswith("raises") else ["fresh"]) for name, each in again.items())
    results = len(names_in(dirty).keys() - hostile)
    yield Bar("poison", "the run ends, with status 3: some were not read", ran.status, "3", ran.status == 3)
    yield Bar("poison", "seconds it takes", round(ran.wall, 1))
    yield Bar("poison", "results of the others", results, str(number - POISONED), results == number - POISONED)
    yield Bar("poison", "they are as without", "yes" if same else "NO", "yes", same)
    yield Bar("poison", "reasons told", told, str(POISONED), told == POISONED)
    yield Bar("poison", "what ended its process was tried once more, alone", "yes" if alone else "NO", "yes", alone)


def dask(runs: Runs) -> Iterator[Bar]:
    """Two workers of a cluster beside two local ones; then one is lost."""
    number = runs.order.sizes["dask"]
    folder = runs.documents(number)
    local = runs.done(number, 2)
    expected = files_of(runs.out(number, 2))
    for lost in (False, True):
        out = runs.folder / f"out-dask-{'lost' if lost else 'whole'}"
        shutil.rmtree(out, ignore_errors=True)
        with cluster(runs.folder) as (scheduler, workers):
            began = time.perf_counter()
            process = subprocess.Popen(screening(folder, out, 2, "--on", f"dask={scheduler}"), stdout=subprocess.DEVNULL)
            if lost:
                time.sleep(local.wall / 2)
                workers[0].send_signal(signal.SIGKILL)
            status = process.wait()
            wall = time.perf_counter() - began
        if status:
            raise SystemExit(f"a run on Dask ended with status {status}")
        same = files_of(out) == expected
        if lost:
            yield Bar("dask", "one worker killed on the way: the same files", "yes" if same else "NO", "yes", same)
        else:
            more = wall / local.wall - 1
            yield Bar("dask", f"seconds for {number:,} documents, two local workers", round(local.wall, 1))
            yield Bar("dask", f"seconds for {number:,} documents, two workers of Dask", round(wall, 1))
            yield Bar("dask", "so much slower", round(more, 4), f"<= {OVERHEAD}", more <= OVERHEAD)
            yield Bar("dask", "both give the same files", "yes" if same else "NO", "yes", same)


PARTS: dict[str, Callable[[Runs], Iterator[Bar]]] = {
    "scaling": scaling,
    "overhead": overhead,
    "memory": memory,
    "second": second,
    "kill": kill,
    "poison": poisoning,
    "dask": dask,
}
"""What is measured, in this order."""


def main() -> int:
    """Measure, print, and write JSON where it is asked for; 1 where a bar is not met."""
    arguments = _arguments()
    sizes = {name: getattr(arguments, name) or (FULL if arguments.full else SIZES)[name] for name in SIZES}
    with kept_in(arguments.folder) as folder:
        runs = Runs(Order(folder, sizes, arguments.seed))
        bars = [bar for name, part in PARTS.items() if name in arguments.only for bar in part(runs)]
    report = Report(commit(), machine(), sizes, bars)
    show(report)
    if arguments.json:
        Path(arguments.json).write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    return 1 if any(bar.met is False for bar in bars) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure runs in bulk.")
    parser.add_argument("--full", action="store_true", help=f"on {FULL['number']:,} documents, with {FULL['kills']} kills")
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS), metavar="PART", help=", ".join(PARTS))
    for name, number in SIZES.items():
        parser.add_argument(f"--{name}", type=int, metavar="N", help=f"{_MEANING[name]} ({number:,}, --full {FULL[name]:,})")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where documents and runs are kept; else nothing is")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which documents are made up, and when is killed")
    parser.add_argument("--json", metavar="FILE", help="write all figures to FILE")
    return parser.parse_args()


_MEANING = {
    "number": "documents of scaling, overhead, memory and second",
    "small": "few documents, beside which memory is looked at",
    "kill": "documents of kill",
    "kills": "how often is killed",
    "poison": f"documents of poison, {POISONED} of them hostile",
    "dask": "documents of dask",
}


@contextmanager
def kept_in(folder: Path | None) -> Iterator[Path]:
    """Where a benchmark keeps its files: the folder that was named, or one that goes with it."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.resolve()
    else:
        with tempfile.TemporaryDirectory() as temporary:
            yield Path(temporary)


def show(report: Report) -> None:
    """Print all figures beside their bars."""
    table = Table("part", "measured", "value", "bar", "")
    for bar in report.bars:
        value = f"{bar.value:,}" if isinstance(bar.value, int | float) else bar.value
        verdict = "" if bar.met is None else "met" if bar.met else "MISSED"
        table.add_row(bar.part, bar.what, value, bar.bar, verdict)
    Console(width=130).print(table)


if __name__ == "__main__":
    sys.exit(main())
