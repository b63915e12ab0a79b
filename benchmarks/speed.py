"""How long a disclosure takes, step by step, beside a bare floor that any reader has to pay.

python benchmarks/speed.py [FILE...] [--rounds N] [--json FILE]

Warm, one process, one core, the collector of cycles set as a run in bulk sets it: the five sample disclosures, and beside
them any files named. Cold: the command line on one file and the import, each as a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mingcha import MingchaError, Screener
from mingcha.checking import Cube, check
from mingcha.diagnosing import diagnose
from mingcha.explaining import prove
from mingcha.findings import findings_of
from mingcha.knowledge import Knowledge, Rule
from mingcha.locating import locate
from mingcha.matters import matters_of
from mingcha.reading import read
from mingcha.running.worker import collect_seldom
from mingcha.understanding import Words, understand
from mingcha_datasets import load_samples, print_disclosure, sample_names

ROUNDS, WARM_UP, COLD_STARTS = 30, 3, 5
STEPS = ("floor", "reading", "understanding", "checking", "locating", "diagnosing", "findings", "explaining", "screen")
MEANING = {
    "floor": "split lines and tabs, match and parse the numbers",
    "reading": "bytes to paragraphs and tables",
    "understanding": "figures at their coordinates, claims",
    "checking": "all rules",
    "locating": "the wrong figures behind the violations",
    "diagnosing": "what went wrong with each",
    "findings": "one a cause: messages, places, basis",
    "explaining": "the proofs of all findings; only for a report",
    "screen": "Screener.screen, all of these but explaining",
}
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_DEPENDENCIES = ("msgspec", "pyyaml", "rich", "typer")
_PLAIN_WIDTH = 110
_ROOT = Path(__file__).parents[1]


class Sample(NamedTuple):
    """A document to time."""

    name: str
    data: bytes


class Timing(msgspec.Struct, frozen=True):
    """What one step takes, in ms: least and median time on the clock, and median time of the processor."""

    least: float
    median: float
    processor: float


class DocumentTimes(msgspec.Struct, frozen=True):
    """A document, how large it is, and what each step takes."""

    name: str
    bytes: int
    lines: int
    figures: int
    findings: int
    steps: dict[str, Timing]


class Group(msgspec.Struct, frozen=True):
    """Documents timed together; ``mean`` is over the documents, ``ratio`` that of the least times to the floor's."""

    name: str
    documents: list[DocumentTimes]
    mean: dict[str, Timing]
    ratio: dict[str, float]


class Report(msgspec.Struct, frozen=True):
    """All that was measured, and on what."""

    commit: str
    machine: dict[str, str | int | list[float]]
    python: str
    versions: dict[str, str]
    rounds: int
    groups: list[Group]
    cold_ms: dict[str, float]


def main() -> int:
    """Measure, print, and write JSON where it is asked for; 3 when a file that was named could not be read."""
    arguments = _arguments()
    named, unread = _readable([Path(file) for file in arguments.files])
    sample = [Sample(name, print_disclosure(each).encode()) for name, each in zip(sample_names(), load_samples(), strict=True)]
    groups = [timed("sample disclosures", sample, arguments.rounds)]
    if named:
        groups.append(timed("files named", named, arguments.rounds))
    report = Report(commit(), machine(), platform.python_version(), _versions(), arguments.rounds, groups, cold(sample[0]))
    _print(report)
    for reason in unread:
        print(f"not measured: {reason}", file=sys.stderr)
    if arguments.json:
        Path(arguments.json).write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    return 3 if unread else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time Mingcha beside a bare floor.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="documents to time beside the sample")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="how often each step is timed (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write machine, versions, commit and figures to FILE")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds is at least 1")
    return arguments


def _readable(paths: Sequence[Path]) -> tuple[list[Sample], list[str]]:
    """The documents that can be screened, and for each of the others the reason."""
    screener, samples, reasons = Screener(), [], []
    for path in paths:
        try:
            screener.screen(path)
        except MingchaError as error:
            reasons.append(str(error))
        else:
            samples.append(Sample(path.name, path.read_bytes()))
    return samples, reasons


def timed(name: str, samples: Sequence[Sample], rounds: int) -> Group:
    """Time every step on every document."""
    screener = Screener()
    documents = [
        _document_times(sample, screener, {step: _timing(pairs) for step, pairs in taken.items()})
        for sample, taken in zip(samples, clocked(samples, rounds, screener), strict=True)
    ]
    mean = {step: _mean([document.steps[step] for document in documents]) for step in STEPS}
    return Group(name, documents, mean, {step: round(mean[step].least / mean["floor"].least, 1) for step in STEPS})


def clocked(samples: Sequence[Sample], rounds: int, screener: Screener) -> list[dict[str, list[tuple[float, float]]]]:
    """What every step takes on every document in each round: ms on the clock and of the processor.

    The documents take turns, so that a busy moment hits all of them.
    """
    words = Words(screener.knowledge)
    steps = [_steps(sample, screener, words) for sample in samples]
    for _ in range(WARM_UP):
        for actions in steps:
            for action in actions.values():
                action()
    collect_seldom()
    clock: list[dict[str, list[tuple[float, float]]]] = [{step: [] for step in STEPS} for _ in samples]
    for _ in range(rounds):
        gc.collect()
        for taken, actions in zip(clock, steps, strict=True):
            for step, action in actions.items():
                taken[step].append(_time(action))
    return clock


def _steps(sample: Sample, screener: Screener, words: Words) -> dict[str, Callable[[], object]]:
    """Each step as a call on what the step before it gave."""
    name, data = sample
    knowledge, lang = screener.knowledge, screener.lang
    document = read(data, name, screener.limits)
    disclosure = understand(document, words)
    cube = Cube(disclosure, knowledge)
    outcomes = check(document, disclosure, knowledge, words, cube)
    located = locate(outcomes, cube)
    diagnoses = diagnose(located, cube, knowledge).diagnoses
    matters = [matter for _, matter in findings_of(disclosure, matters_of(outcomes, _rules(knowledge), diagnoses), lang)]
    return {
        "floor": lambda: floor(data),
        "reading": lambda: read(data, name, screener.limits),
        "understanding": lambda: understand(document, words),
        "checking": lambda: check(document, disclosure, knowledge, words),
        "locating": lambda: locate(outcomes, cube),
        "diagnosing": lambda: diagnose(located, cube, knowledge),
        "findings": lambda: findings_of(disclosure, matters_of(outcomes, _rules(knowledge), diagnoses), lang),
        "explaining": lambda: [prove(matter, disclosure) for matter in matters],
        "screen": lambda: screener.screen(data, name),
    }


def _rules(knowledge: Knowledge) -> dict[str, Rule]:
    return {rule.id: rule for rule in knowledge.rules}


def floor(data: bytes) -> list[list[Decimal | str]]:
    """The least that a reader of figures does: lines, cells, and each cell that is a number as an exact one.

    Lines without a tab are narrative; the numbers inside them are matched and parsed too.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows: list[list[Decimal | str]] = []
    for line in text.split("\n"):
        if "\t" in line:
            rows.append([_number(cell) if cell and _NUMBER.fullmatch(cell) else cell for cell in line.split("\t")])
        else:
            rows.append([_number(number) for number in _NUMBER.findall(line)])
    return rows


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _time(action: Callable[[], object]) -> tuple[float, float]:
    """Time on the clock and time of the processor, in ms."""
    clock, processor = time.perf_counter(), time.process_time()
    action()
    return 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor)


def _timing(pairs: Sequence[tuple[float, float]]) -> Timing:
    clock, processor = zip(*pairs, strict=True)
    return Timing(round(min(clock), 4), round(statistics.median(clock), 4), round(statistics.median(processor), 4))


def _mean(timings: Sequence[Timing]) -> Timing:
    return Timing(
        round(statistics.fmean(timing.least for timing in timings), 4),
        round(statistics.fmean(timing.median for timing in timings), 4),
        round(statistics.fmean(timing.processor for timing in timings), 4),
    )


def _document_times(sample: Sample, screener: Screener, steps: dict[str, Timing]) -> DocumentTimes:
    screening = screener.screen(sample.data, sample.name)
    figures, findings = len(screening.disclosure.figures), len(screening.findings)
    return DocumentTimes(sample.name, len(sample.data), sample.data.count(b"\n"), figures, findings, steps)


def cold(sample: Sample) -> dict[str, float]:
    """Median ms of a whole process: Python alone, with ``import mingcha``, and ``mingcha screen`` of one file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{sample.name}.txt")
        file.write_bytes(sample.data)
        command = "from mingcha.cli import main; main()"
        return {
            "python": _cold("pass"),
            "import mingcha": _cold("import mingcha"),
            "mingcha screen": _cold(command, "screen", str(file), "--out", folder),
        }


def _cold(code: str, *arguments: str) -> float:
    return round(statistics.median(_starts([sys.executable, "-c", code, *arguments])), 1)


def _starts(command: Sequence[str]) -> Iterator[float]:
    for _ in range(COLD_STARTS):
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        yield 1000 * (time.perf_counter() - begin)


def commit() -> str:
    """The commit that is checked out, with + where files differ from it; "" outside a checkout."""
    try:
        head, changed = _git("rev-parse", "HEAD"), _git("status", "--porcelain")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f"{head}+" if changed else head


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=_ROOT, check=True, capture_output=True, text=True).stdout.strip()


def machine() -> dict[str, str | int | list[float]]:
    """Its system and processor, and how busy it is."""
    told: dict[str, str | int | list[float]] = {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
    }
    if hasattr(os, "getloadavg"):
        told["load"] = [round(load, 2) for load in os.getloadavg()]
    return told


def _processor() -> str:
    """The processor's name; Linux says it in a file, other systems to Python."""
    file = Path("/proc/cpuinfo")
    if file.is_file():
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("mingcha", *_DEPENDENCIES)}


def _print(report: Report) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PLAIN_WIDTH)
    for group in report.groups:
        console.print(_steps_table(group, report.rounds))
        console.print(_documents_table(group))
    cold_starts = ", ".join(f"{name} {taken:.0f} ms" for name, taken in report.cold_ms.items())
    console.print(Text(f"cold, a process each, median of {COLD_STARTS}: {cold_starts}"))
    machine = ", ".join(str(value) for key, value in report.machine.items() if key != "load")
    commit = report.commit[:12] + "+" * report.commit.endswith("+") or "unknown"
    console.print(Text(f"{machine}; Python {report.python}; commit {commit}"))


def _steps_table(group: Group, rounds: int) -> Table:
    title = f"{group.name}: ms a document, warm, mean of {len(group.documents)} documents, {rounds} rounds"
    table = Table(title=title, title_justify="left")
    table.add_column("step")
    for head in ("min", "median", "cpu", "× floor"):
        table.add_column(head, justify="right")
    table.add_column("what")
    for step in STEPS:
        timing = group.mean[step]
        figures = (f"{value:.2f}" for value in (timing.least, timing.median, timing.processor))
        table.add_row(step, *figures, f"{group.ratio[step]:.1f}", MEANING[step])
    return table


def _documents_table(group: Group) -> Table:
    table = Table(title=f"{group.name}: Screener.screen, ms", title_justify="left")
    table.add_column("document")
    for head in ("kB", "lines", "figures", "findings", "min", "median", "× floor"):
        table.add_column(head, justify="right")
    for document in group.documents:
        whole, base = document.steps["screen"], document.steps["floor"]
        table.add_row(
            document.name,
            f"{document.bytes / 1000:.0f}",
            *(str(count) for count in (document.lines, document.figures, document.findings)),
            f"{whole.least:.2f}",
            f"{whole.median:.2f}",
            f"{whole.least / base.least:.1f}",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
