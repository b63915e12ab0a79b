"""The report as pages that open from disk: an overview, and a page a unit."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path

import msgspec

from ..errors import UsageError
from ..reading import Limits
from ..reporting.files import RUN
from ..running.engine import Engine
from ..running.here import Here
from ..running.kept import cuts
from ..running.one import Screener
from ..running.pool import Pool
from ..running.task import Allow, Failure, Settings
from .cases import RunView
from .chunks import Chunks
from .gathering import LISTS, MOST, WORST, FindingRow, Gathered, Share, Tally, UnitRow
from .overview import write_pages
from .pages import PIECES, rendered
from .review_index import Index

INDEX = "index.html"
DATA, ASSETS, UNITS, RULES, PEERS = "data", "assets", "units", "rules", "peers"
_FEW = 60
"""Documents whose pages are written sooner than other processes are there."""
_FIRST = 100
"""Findings of a rule that its page tells without scripts."""
_OURS = {
    ".": re.compile(r"(index|units|findings|rules|peers(-\d+)?|unread(-\d+)?)\.html"),
    DATA: re.compile(r"[\w-]+\.js"),
    ASSETS: re.compile(r"[\w-]+\.(css|js)"),
    LISTS: re.compile(r"\d+\.html"),
    RULES: re.compile(r"[A-Z]{3}-\d+\.html"),
    PEERS: re.compile(r".*-[0-9a-f]{12}\.html"),
    f"{UNITS}/??": re.compile(r"[0-9a-f]{12}(-\d+)?\.html"),
}
"""What a report may have written, by folder."""
_MARK = b'<meta name="generator" content="Mingcha'


@dataclass
class Site:
    """What is known of all units when their pages are written.

    Attributes:
        reviews: the index of findings by which marks are counted.
        tally: as ``gathering.Tally``.
        worst: the worst units; ``first`` the first findings of each rule.
        lists: year, region, list and number of units of each static list.
        chunks: how many scripts of rows each list has.
    """

    reviews: Index
    tally: Tally = field(default_factory=Counter)
    worst: list[UnitRow] = field(default_factory=list)
    first: defaultdict[str, list[FindingRow]] = field(default_factory=lambda: defaultdict(list))
    lists: list[tuple[int, str, str, int]] = field(default_factory=list)
    chunks: Counter[str] = field(default_factory=Counter)


def write(view: RunView, out: Path, jobs: int | None) -> Path:
    """Write the pages; a ``command.Format``.

    The same run gives the same bytes for any number of processes. The pages of an earlier report are removed, and no other file.

    Raises:
        UsageError: the folder is a run's or has pages of another origin, or a page cannot be written.
        OSError: a file cannot be written.
    """
    _begin(view, out)
    shares = list(_shares(view, out))
    index = Index(out / DATA, sum(view.summary.findings.values()))
    site = Site(index, lists=[(share.year, share.region, share.list, share.most) for share in shares])
    chunks = Chunks(out / DATA)
    with _engine(view, sum(share.most for share in shares), jobs) as engine:
        for _, given in engine.run(_written, shares, ordered=True):
            if isinstance(given, Failure):
                raise UsageError(f"{out}: {given.reason}; write the report again")
            _add(given, site, chunks)
    chunks.close()
    index.close()
    site.chunks = chunks.counts
    for piece in sorted(PIECES.iterdir()):
        if piece.suffix in (".css", ".js"):
            shutil.copyfile(piece, out / ASSETS / piece.name)
    write_pages(view, out, site)
    return out / INDEX


def _add(given: Gathered, site: Site, chunks: Chunks) -> None:
    site.tally.update(given.tally)
    site.reviews.add(given.reviews)
    site.worst = nsmallest(WORST, site.worst + given.worst, key=lambda row: row.order)
    chunks.add("units", given.units)
    for rule, rows in given.findings.items():
        chunks.add(f"findings-{rule}", rows)
        first = site.first[rule]
        first.extend(map(_finding_row, rows[: _FIRST - len(first)]))


def _shares(view: RunView, out: Path) -> Iterator[Share]:
    for number, (year, region, after, most) in enumerate(cuts(view.folder, MOST), 1):
        yield Share(view.folder, out, view.lang, view.overlay, year, region, after, most, number)


def _engine(view: RunView, documents: int, jobs: int | None) -> Engine:
    if documents <= _FEW:
        return Here(Screener(view.knowledge, lang=view.lang))
    return Pool(Settings.of(view.knowledge, view.lang, Limits()), jobs)


def _written(screener: Screener, share: Share, allow: Allow) -> Gathered:
    """Write a share in a worker; an ``engine.Work``."""
    allow(None)
    return share.write(screener)


def _begin(view: RunView, out: Path) -> None:
    """Remove the pages of an earlier report, with the first page saying so: by it a report is known, one that was cut off too."""
    index = out / INDEX
    found = [path for folder, ours in _OURS.items() for path in _files(out, folder) if ours.fullmatch(path.name)]
    is_report = index.is_file() and _MARK in index.read_bytes()[:2000]
    strange = [out / RUN] if (out / RUN).exists() else [] if is_report else found
    if strange:
        raise UsageError(f"{strange[0]}: this is of another origin; choose another folder with --out")
    index.write_bytes(rendered(view, "unfinished.html"))
    for path in found:
        if path != index:
            path.unlink()
    for folder in (DATA, ASSETS, LISTS, RULES):
        (out / folder).mkdir(exist_ok=True)


def _files(out: Path, folder: str) -> list[Path]:
    """The files of a folder, or of several by a pattern."""
    folders = [out] if folder == "." else sorted(out.glob(folder))
    return [path for one in folders if one.is_dir() for path in sorted(one.iterdir()) if path.is_file()]


_finding_row = msgspec.json.Decoder(FindingRow).decode
