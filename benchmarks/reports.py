"""Reports of a run, measured: the time and memory they take, how large their files are, how soon the pages answer in a browser.

python -m benchmarks.reports [--run DIR | --number N] [--only PART...] [--jobs N] [--folder DIR] [--seed N] [--json FILE]

The run is one that is there (--run), or made-up disclosures (benchmarks/bulk_documents.py) that are screened first: ten minutes
for 10,000 on two processors, kept in --folder. The command ``mingcha report`` writes reports, as a process of its own. Parts:

html: the pages; how many files, the largest.
browser: the overview and the list of units in Chromium: from navigation to what can be used.
xlsx: the workbook.
libreoffice: opens the workbook and writes it again; all cells are the same.
sarif, csv: the formats for programs.

Times on the wall say something on a machine that does nothing else. What is not installed is told and not measured. Exit status 1
where a bar is not met. Linux only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks.bulk import Bar, Report, kept_in, show, sound
from benchmarks.bulk_documents import documents, write
from benchmarks.bulk_processes import Ran, run
from benchmarks.bulk_runs import screening
from benchmarks.speed import commit, machine
from mingcha.reports.cases import read_summary

NUMBER, SEED, JOBS = 10_000, 1, 2
PAGES, OVERVIEW, WORKBOOK = 60.0, 2.0, 60.0
"""The bars, in seconds: the pages of the run, the overview until it can be used, the workbook."""
LARGEST = 2_000_000
"""Bytes of a page or a file of data, at most."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ALONE = ["--no-sandbox"] if os.geteuid() == 0 else []  # root has no sandbox of Chromium's
_PATIENCE = 120_000
"""Milliseconds that a page may take before it is given up."""


class Order(NamedTuple):
    """What is measured.

    Attributes:
        run: folder of the run; ``out`` that of the reports.
        jobs: processes that write.
    """

    run: Path
    out: Path
    jobs: int


class Reports:
    """Reports that several parts look at, each written once."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.written = cache(self._written)

    def folder(self, name: str) -> Path:
        """Where the report of a format is."""
        return self.order.out / name

    def _written(self, name: str) -> Ran:
        folder = self.folder(name)
        shutil.rmtree(folder, ignore_errors=True)
        command = ["report", str(self.order.run), "--format", name, "--out", str(folder), "--jobs", str(self.order.jobs)]
        return sound(run([sys.executable, "-m", "mingcha", *command]))


def html(reports: Reports) -> Iterator[Bar]:
    """The pages."""
    yield from _cost(reports, "html", PAGES)
    sizes = {path: path.stat().st_size for path in reports.folder("html").rglob("*") if path.is_file()}
    largest = max(sizes, key=lambda path: sizes[path])
    yield Bar("html", "files", len(sizes))
    yield Bar("html", "MB in all", round(sum(sizes.values()) / 1e6, 1))
    name = largest.relative_to(reports.folder("html"))
    yield Bar("html", f"bytes of the largest, {name}", sizes[largest], f"<= {LARGEST}", sizes[largest] <= LARGEST)


def browser(reports: Reports) -> Iterator[Bar]:
    """The overview and the list of units in Chromium."""
    try:
        from playwright.sync_api import Page, sync_playwright
    except ImportError:
        yield Bar("browser", "not measured: Playwright is not installed", "-")
        return
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        yield Bar("browser", f"not measured: none of {', '.join(_BROWSERS)} is installed", "-")
        return
    reports.written("html")

    def opened(page: Page, name: str, ready: str) -> float:
        began = time.perf_counter()
        page.goto((reports.folder("html") / name).resolve().as_uri(), wait_until="commit")
        page.wait_for_function(ready)
        return time.perf_counter() - began

    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=_ALONE) as chromium:
        page = chromium.new_page(bypass_csp=True)  # what is asked here is evaluated, which the pages forbid
        page.set_default_timeout(_PATIENCE)
        index = opened(page, "index.html", "() => document.readyState === 'complete'")
        yield Bar("browser", "seconds until the overview is whole", round(index, 2), f"<= {OVERVIEW}", index <= OVERVIEW)
        for name, bar in (("units.html", OVERVIEW), ("findings.html", None)):
            drawn = opened(page, name, _DRAWN)
            met = None if bar is None else drawn <= bar
            yield Bar("browser", f"seconds until {name} has its rows", round(drawn, 2), f"<= {bar}" if bar else "", met)
            found = _searched(page)
            met = None if bar is None else found <= bar
            yield Bar("browser", "  until a search is answered", round(found, 2), f"<= {bar}" if bar else "", met)


_DRAWN = """() => !document.querySelector('form.filters').hidden && document.querySelector('.count').textContent
    && document.querySelector('#list tbody tr')"""
_FOUND = """before => { const told = document.querySelector('.count').textContent;
    return told !== before && !told.includes('…') && document.querySelectorAll('#list tbody tr').length > 0; }"""


def _searched(page: Any) -> float:
    """Seconds until the rows are there that a search for the name of the first unit leaves."""
    wanted = page.locator("#list tbody th").first.inner_text().split()[0]
    before = page.locator(".count").inner_text()
    began = time.perf_counter()
    page.get_by_role("searchbox").fill(wanted)
    page.wait_for_function(_FOUND, arg=before)
    return time.perf_counter() - began


def xlsx(reports: Reports) -> Iterator[Bar]:
    """The workbook."""
    yield from _cost(reports, "xlsx", WORKBOOK)
    yield Bar("xlsx", "MB", round(_file(reports, "xlsx").stat().st_size / 1e6, 1))


def libreoffice(reports: Reports) -> Iterator[Bar]:
    """LibreOffice reads the workbook and writes it again."""
    if shutil.which("soffice") is None:
        yield Bar("libreoffice", "not measured: LibreOffice is not installed", "-")
        return
    reports.written("xlsx")
    path, again = _file(reports, "xlsx"), reports.order.out / "libreoffice"
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(again),
        ]
        began = time.perf_counter()
        subprocess.run(["soffice", *options, str(path)], check=True, capture_output=True)
        wall = time.perf_counter() - began
    cells, others = _compared(path, again / path.name)
    yield Bar("libreoffice", "seconds to open the workbook and write it again", round(wall, 1))
    yield Bar("libreoffice", "cells compared", cells)
    yield Bar("libreoffice", "cells that are not the same", others, "0", not others)


def _compared(one: Path, other: Path) -> tuple[int, int]:
    """How many cells two workbooks have, and how many differ; a cell without text is an empty one."""
    from openpyxl import load_workbook

    first, second = (load_workbook(path, read_only=True) for path in (one, other))
    cells = others = abs(len(first.sheetnames) - len(second.sheetnames))
    for name in first.sheetnames:
        rows = zip_longest(first[name].iter_rows(values_only=True), second[name].iter_rows(values_only=True), fillvalue=())
        for mine, theirs in rows:
            pairs = [(a or None, b or None) for a, b in zip_longest(mine, theirs)]
            cells += sum(a is not None or b is not None for a, b in pairs)
            others += sum(a != b for a, b in pairs)
    first.close()
    second.close()
    return cells, others


def sarif(reports: Reports) -> Iterator[Bar]:
    """SARIF."""
    yield from _cost(reports, "sarif")
    yield Bar("sarif", "MB", round(_file(reports, "sarif").stat().st_size / 1e6, 1))


def csv(reports: Reports) -> Iterator[Bar]:
    """CSV."""
    yield from _cost(reports, "csv")
    yield Bar("csv", "MB", round(_file(reports, "csv").stat().st_size / 1e6, 1))


def _cost(reports: Reports, name: str, most: float | None = None) -> Iterator[Bar]:
    """Time and memory of writing a format; ``most`` seconds on the wall are its bar."""
    ran = reports.written(name)
    met = None if most is None else ran.wall <= most
    yield Bar(name, "seconds on the wall", round(ran.wall, 1), "" if most is None else f"<= {most:g}", met)
    yield Bar(name, "seconds of the processor", round(ran.processor, 1))
    yield Bar(name, "MB of the command, at its peak", round(ran.parent / 1e6))
    if ran.worker:
        yield Bar(name, "MB of its largest process", round(ran.worker / 1e6))


def _file(reports: Reports, name: str) -> Path:
    """The file to open of a format, as the command says."""
    return Path(reports.written(name).said.splitlines()[-1])


PARTS: dict[str, Callable[[Reports], Iterator[Bar]]] = {
    "html": html,
    "browser": browser,
    "xlsx": xlsx,
    "libreoffice": libreoffice,
    "sarif": sarif,
    "csv": csv,
}
"""What is measured, in this order."""


def main() -> int:
    """Measure, print, and write JSON where it is asked for; 1 where a bar is not met."""
    arguments = _arguments()
    with kept_in(arguments.folder) as folder:
        of = arguments.run or _screened(folder, arguments.number, arguments.seed)
        summary = read_summary(of)
        reports = Reports(Order(of, folder / "reports", arguments.jobs))
        bars = [bar for name, part in PARTS.items() if name in arguments.only for bar in part(reports)]
    sizes = {"documents": sum(summary.documents.values()), "findings": sum(summary.findings.values()), "jobs": arguments.jobs}
    report = Report(commit(), machine(), sizes, bars)
    print(", ".join(f"{name}: {count:,}" for name, count in sizes.items()))
    show(report)
    if arguments.json:
        arguments.json.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    return 1 if any(bar.met is False for bar in bars) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure reports.")
    parser.add_argument("--run", type=Path, metavar="DIR", help="a run that is there, in the place of one that is made")
    parser.add_argument("--number", type=int, default=NUMBER, metavar="N", help="documents that are made up (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--jobs", type=int, default=JOBS, metavar="N", help="processes that write (%(default)s)")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where the run and the reports are kept; else nothing is")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="which documents are made up")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to FILE")
    return parser.parse_args()


def _screened(folder: Path, number: int, seed: int) -> Path:
    """A run of so many made-up disclosures; the same command goes on with one that was begun."""
    sources, out = folder / f"documents-{number}-{seed}", folder / f"run-{number}-{seed}"
    if not sources.exists():
        write(sources, documents(number, seed))
    sound(run(screening(sources, out, JOBS)))
    return out


if __name__ == "__main__":
    sys.exit(main())
