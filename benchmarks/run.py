"""All benchmarks in one run: every part in a process of its own, results as JSON, a Markdown table and plots.

python -m benchmarks.run [--size tiny|quick|full] [--only PART...] [--out DIR] [--folder DIR] [--list]

Parts are modules with a ``PART`` (benchmarks/part.py). One that fails, hangs or cannot measure something here is recorded with
the reason, and the others go on. Exit status 1 where a bar is missed or a part failed, and what it was is said; 0 otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

import msgspec

from benchmarks.part import NotMeasuredError, Part, Size
from benchmarks.speed import commit, machine
from mingcha.measuring.moved import told
from mingcha.measuring.results import FORMAT, RESULTS, Measure, PartResult, Results, write_results
from mingcha.measuring.screen import number

MODULES = {
    "speed": "benchmarks.parts.speed",
    "starting": "benchmarks.parts.starting",
    "growth": "benchmarks.parts.growth",
    "rival_experta": "benchmarks.rivals.parts",
    "rival_duckdb": "benchmarks.rivals.parts",
    "rival_forest": "benchmarks.rivals.parts",
    "reasoning": "benchmarks.parts.reasoning",
    "bulk": "benchmarks.parts.bulk",
    "reports": "benchmarks.parts.reports",
    "kills": "benchmarks.parts.kills",
    "coverage": "benchmarks.parts.coverage",
    "undamaged": "benchmarks.parts.undamaged",
    "detection": "benchmarks.detection",
    "robustness": "benchmarks.robustness",
    "locating": "benchmarks.parts.locating",
    "five_files": "benchmarks.five_files",
    "formats": "benchmarks.parts.formats",
    "peers": "benchmarks.parts.peers",
}
"""The parts in their order: first those that take times, while the machine is as it was found."""

NOT_QUICK = ("reports", "kills")
"""Left out of a quick run where no parts are named: they start the command again and again."""

SIZES: tuple[Size, ...] = ("tiny", "quick", "full")
LIMIT = {"tiny": 300, "quick": 300, "full": 600}
"""Seconds after which a part is stopped; what it measured until then stands."""
RESULTS_FOLDER = Path(__file__).parent / "results"
_PACKAGES = ("mingcha", "altair", "lxml", "msgspec", "numpy", "pyarrow", "pypdfium2", "scikit-learn", "scipy")
_OURS = ("benchmarks", "mingcha", "mingcha_datasets", "tests")
_BEGUN, _MEASURES, _ENDED, _SAID = "begun.json", "measures.jsonl", "ended.json", "said.txt"
_MB = 1e6
Said = TypeVar("Said")
_ROOT = Path(__file__).parents[1]
_PULSES = 5


def main() -> int:
    """Run the parts, write what they gave, and say which bars are missed."""
    given = _arguments()
    if given.list:
        print("\n".join(f"{name:14} {part_of(name).about}" for name in given.only))
        return 0
    if given.child:
        return _child(given.child, given.size, Path(given.folder))
    with _kept_in(given.folder) as folder:
        results = run(given.only, given.size, folder)
    out = Path(given.out) if given.out else RESULTS_FOLDER / given.size
    write(results, out)
    said = missed(results)
    print("\n".join((f"{results.seconds:.0f} s; written to {out}", *said)))
    return 1 if said else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="Run all benchmarks.")
    parser.add_argument(
        "--size", choices=SIZES, default="full", help="tiny: do they work; quick: 2 minutes; full: 15 (%(default)s)"
    )
    known = f"{', '.join(MODULES)}; of another module MODULE:PART"
    parser.add_argument("--only", nargs="+", metavar="PART", help=known)
    parser.add_argument("--out", metavar="DIR", help="where results go (benchmarks/results/SIZE)")
    parser.add_argument("--folder", metavar="DIR", help="where what the parts make is kept; else nothing is")
    parser.add_argument("--list", action="store_true", help="say what the parts measure")
    parser.add_argument("--child", metavar="PART", help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.only = given.only or [name for name in MODULES if given.size == "full" or name not in NOT_QUICK]
    if strange := [name for name in given.only if ":" not in name and name not in MODULES]:
        parser.error(f"no such part: {', '.join(strange)}; there are {', '.join(MODULES)}")
    return given


@contextmanager
def _kept_in(folder: str | None) -> Iterator[Path]:
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        yield Path(folder).resolve()
    else:
        with tempfile.TemporaryDirectory() as temporary:
            yield Path(temporary)


def part_of(name: str) -> Part:
    """The part of a name, which imports what it needs."""
    path, _, name = name.rpartition(":")
    module = import_module(path or MODULES[name])
    parts: Sequence[Part] = getattr(module, "PARTS", None) or (module.PART,)
    return next(part for part in parts if part.name == name)


# -- a run -------------------------------------------------------------------------------------------------------------


def run(names: Sequence[str], size: Size, folder: Path) -> Results:
    """Run parts one after the other, each in a process and a folder of its own."""
    began = time.perf_counter()
    parts, pulses = [], [pulse()]
    for name in names:
        print(f"{name.rpartition(':')[2]:14}", end=" ", flush=True)
        part = _one(name, size, folder / name.rpartition(":")[2])
        pulses.append(pulse())
        parts.append(part)
        print(_line(part), flush=True)
    return Results(
        format=FORMAT,
        commit=commit(),
        machine=machine(),
        python=platform.python_version(),
        versions=dict(_versions()),
        size=size,
        seconds=round(time.perf_counter() - began, 1),
        pulse=tuple(pulses),
        parts=tuple(parts),
    )


def _one(name: str, size: Size, folder: Path) -> PartResult:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.run", "--child", name, "--size", size, "--folder", str(folder)]
    # A session of its own, so that what a part started ends with it.
    with open(folder / _SAID, "wb") as said:
        process = subprocess.Popen(command, cwd=_ROOT, stdout=said, stderr=said, start_new_session=True)
    killed = ""
    try:
        process.wait(LIMIT[size])
    except subprocess.TimeoutExpired:
        killed = f"stopped after {LIMIT[size]} s"
    finally:
        _end(process)
    if process.returncode and not killed:
        killed = f"its process ended with status {process.returncode}: {(folder / _SAID).read_text(errors='replace')[-500:]}"
    return _gathered(name, folder, round(time.perf_counter() - began, 1), killed)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a part and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Begun(msgspec.Struct):
    """What a child says of its part before it runs it."""

    about: str = ""
    size: dict[str, int] = {}


class _Ended(msgspec.Struct):
    """What a child says in the end: what it took, why it measured nothing or not all, and whether that is a failure."""

    processor: float = 0.0
    peak: float = 0.0
    reason: str = ""
    failed: bool = False


def _gathered(name: str, folder: Path, seconds: float, killed: str) -> PartResult:
    """What a child left: its part, its measures so far, how it ended."""
    begun = _told(folder / _BEGUN, _Begun)
    ended = _told(folder / _ENDED, _Ended)
    lines = (folder / _MEASURES).read_bytes().splitlines() if (folder / _MEASURES).exists() else []
    return PartResult(
        name=name.rpartition(":")[2],
        about=begun.about,
        size=begun.size,
        seconds=seconds,
        processor=ended.processor,
        peak=ended.peak,
        measures=tuple(msgspec.json.decode(line, type=Measure) for line in lines),
        reason=killed or ended.reason,
        failed=bool(killed) or ended.failed,
    )


def _told(path: Path, kind: type[Said]) -> Said:
    return msgspec.json.decode(path.read_bytes(), type=kind) if path.exists() else kind()


def _child(name: str, size: Size, folder: Path) -> int:
    """Run one part, and write down each measure as it comes: what is there when the process is stopped stands."""
    reason, failed = "", False
    try:
        part = part_of(name)
        numbers = part.sizes[size]
        (folder / _BEGUN).write_bytes(msgspec.json.encode(_Begun(part.about, dict(numbers))))
        with open(folder / _MEASURES, "wb", buffering=0) as file:
            for measure in part.run(folder, numbers):
                file.write(msgspec.json.encode(measure) + b"\n")
    except NotMeasuredError as error:
        reason = f"not measured: {error}"
    except Exception as error:
        # Any failure of a part is a result: the others go on. A package that is not there is none of ours.
        failed = not isinstance(error, ModuleNotFoundError) or str(error.name).partition(".")[0] in _OURS
        reason = f"{'failed' if failed else 'not measured'}: {type(error).__name__}: {error}"
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(each.ru_utime + each.ru_stime for each in used)
    peak = max(each.ru_maxrss for each in used) * (1 if sys.platform == "darwin" else 1024) / _MB
    (folder / _ENDED).write_bytes(msgspec.json.encode(_Ended(round(processor, 1), round(peak, 1), reason, failed)))
    return 0


def pulse() -> float:
    """Seconds of a fixed piece of work, the least of a few: how fast the machine is at this moment."""
    return round(min(_pulse() for _ in range(_PULSES)), 5)


def _pulse() -> float:
    began = time.perf_counter()
    rows = [{"name": str(number), "amount": number * 0.01} for number in range(20_000)]
    json.loads(json.dumps(sorted(rows, key=lambda row: row["name"])))
    return time.perf_counter() - began


def _versions() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


# -- what is said ------------------------------------------------------------------------------------------------------


def _line(part: PartResult) -> str:
    bars = [measure for measure in part.measures if measure.met is not None]
    met = sum(bool(measure.met) for measure in bars)
    told = f"{part.seconds:6.1f} s  {len(part.measures):4} figures  {met} of {len(bars)} bars met"
    return f"{told}  {part.reason.splitlines()[0]}" if part.reason else told


def missed(results: Results) -> list[str]:
    """A sentence for each bar that is missed and each part that failed."""
    return [
        f"MISSED {part.name}: {told(measure.name, measure.of)} is {number(measure.value, measure.unit)}, "
        f"the bar is {number(measure.bar, measure.unit)}"
        for part in results.parts
        for measure in part.measures
        if measure.met is False
    ] + [f"FAILED {part.name}: {part.reason}" for part in results.parts if part.failed]


def write(results: Results, folder: Path) -> None:
    """Write results, the tables and the plots into a folder."""
    from benchmarks.plots import plots
    from benchmarks.tables import markdown

    write_results(results, folder / RESULTS)
    drawn = dict(plots(results))
    for old in folder.glob("*.svg"):
        old.unlink()
    for name, svg in drawn.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    (folder / "README.md").write_text(markdown(results, list(drawn)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
