"""How much of a disclosure a file of any format gives, beside the text version of the same disclosure.

python -m benchmarks.formats FILE... --against TEXT [--show]
python -m benchmarks.formats --folder DIR --texts DIR [--show]

Figures are the same where coordinate and amount are; findings where rule, amounts and the labels of their first place are.
Each share is printed both ways: how much of the text's the file gives, and how much of the file's the text has. Of a workbook,
which has no narrative, only the tables are compared and the findings that speak of nothing else.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from mingcha import Finding, MingchaError, Screener
from mingcha.amounts import is_number
from mingcha.reading import Document, Row, Table, read_here
from mingcha.understanding import Disclosure, Figure, UnderstoodTable

_BLANKS = re.compile(r"\s+")
_UNNAMED = re.compile(r"\S*的表\Z")
_LEADING = re.compile(r"[^-_.]+")
_ALIKE = 0.5
_WIDE = 200
Result = TypeVar("Result")


class Known(NamedTuple):
    """A thing that both versions should have: what tells it apart, how much it weighs, and how to show it."""

    key: Hashable
    weight: int
    shown: str


class Version(NamedTuple):
    """What one version of a disclosure gives; times in ms of processor time, of screening without reading."""

    table_figures: list[Known]
    narrative_figures: list[Known]
    rows: list[Known]
    tables: list[Known]
    findings: list[Known]
    table_findings: list[Known]
    told: bool
    reading: float | None
    screening: float


class Share(NamedTuple):
    """Of how many things how many were found again, and the others on either side."""

    there: int
    back: int
    both: int
    missing: list[Known]
    extra: list[Known]


class Comparison(NamedTuple):
    """A file beside its text: a share for each kind of thing, or why there is none."""

    file: str
    shares: dict[str, Share]
    version: Version | None
    reason: str = ""


KINDS = ("table figures", "narrative figures", "cells", "tables", "findings")


def main() -> int:
    """Compare and print; 3 when a file or its text could not be read or has no text."""
    arguments = _arguments()
    screener = Screener()
    pairs = [(Path(file), Path(arguments.against)) for file in arguments.files] if arguments.against else []
    if arguments.folder:
        pairs += paired(arguments.folder, arguments.texts)
    texts: dict[Path, Version] = {}
    compared = []
    for file, text in pairs:
        try:
            if text not in texts:
                texts[text] = version_of(text, screener)
            compared.append(compare(file.name, version_of(file, screener, timed=arguments.times), texts[text]))
        except MingchaError as error:
            compared.append(Comparison(file.name, {}, None, str(error)))
        except Exception as error:
            if arguments.crash:
                raise
            compared.append(Comparison(file.name, {}, None, f"{file.name}: crashed, {type(error).__name__}: {error}"))
    _print(compared, show=arguments.show)
    return 3 if any(each.reason for each in compared) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare files with the text version of the same disclosure.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="files of one disclosure")
    parser.add_argument("--against", metavar="TEXT", help="the text version of the files")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="files of several disclosures")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="the texts, of the same name or its beginning up to - _ .")
    parser.add_argument("--show", action="store_true", help="list what is missing and what is too much")
    parser.add_argument("--times", action="store_true", help="read each file once more, in this process, to time it")
    parser.add_argument("--crash", action="store_true", help="let an exception through instead of recording it")
    arguments = parser.parse_args()
    if bool(arguments.files) != bool(arguments.against) or bool(arguments.folder) != bool(arguments.texts):
        parser.error("give FILE... --against TEXT, or --folder DIR --texts DIR, or both")
    if not arguments.files and not arguments.folder:
        parser.error("nothing to compare")
    return arguments


def paired(folder: Path, texts: Path) -> list[tuple[Path, Path]]:
    """The files of a folder that have a text version: the one of the same stem, else the only one that begins alike."""
    by_stem = {text.stem: text for text in sorted(texts.glob("*.txt"))}
    by_start: dict[str, list[Path]] = {}
    for text in by_stem.values():
        by_start.setdefault(_start(text), []).append(text)
    pairs = []
    for file in sorted(file for file in folder.iterdir() if file.is_file()):
        alike = [by_stem[file.stem]] if file.stem in by_stem else by_start.get(_start(file), [])
        if len(alike) == 1:
            pairs.append((file, alike[0]))
    return pairs


def _start(path: Path) -> str:
    found = _LEADING.match(path.name)
    return found[0] if found else ""


def version_of(path: Path, screener: Screener, *, timed: bool = False) -> Version:
    """Read and screen a file; ``timed`` reads it once more, in this process and not in its child.

    Raises:
        MingchaError: it could not be read.
    """
    data = path.read_bytes()
    document = screener.read(data, path.name)
    reading = _timed(lambda: read_here(data, path.name, document.kind, screener.limits))[1] if timed else None
    screening, taken = _timed(lambda: screener.screen(document))
    disclosure = screening.disclosure
    claimed = [
        (what, figure)
        for claim in disclosure.claims
        for what, figure in (("amount", claim.amount), ("change", claim.change))
        if figure is not None
    ]
    return Version(
        [_known_figure(figure, "", disclosure) for figure in disclosure.figures if figure.table >= 0],
        [_known_figure(figure, what, disclosure) for what, figure in claimed],
        list(_rows(document)),
        [_known_table(table) for table in disclosure.tables],
        [_known_finding(finding) for finding in screening.findings],
        [_known_finding(finding) for finding in screening.findings if all(place.table for place in finding.places)],
        bool(disclosure.claims),
        reading,
        taken,
    )


def _timed(action: Callable[[], Result]) -> tuple[Result, float]:
    begin = time.process_time()
    result = action()
    return result, 1000 * (time.process_time() - begin)


def _plain(text: str) -> str:
    return _BLANKS.sub("", text)


def _known_figure(figure: Figure, what: str, disclosure: Disclosure) -> Known:
    coordinate = figure.coordinate
    said = " ".join(f"{name}={value}" for name in coordinate.__struct_fields__ if (value := getattr(coordinate, name)))
    table = f"{disclosure.tables[figure.table].title} | " if figure.table >= 0 else ""
    shown = f"line {figure.line}: {table}{figure.row} | {figure.column} | {figure.text} ({what + ' ' if what else ''}{said})"
    key = (what, figure.fen, *(_plain(str(getattr(coordinate, name))) for name in coordinate.__struct_fields__))
    return Known(key, 1, shown)


def _known_table(table: UnderstoodTable) -> Known:
    shown = f"line {table.line}: {table.label} {table.title} ({table.kind}, {table.figures} figures)"
    return Known((table.label, _plain(table.title)), 1, shown)


def _known_finding(finding: Finding) -> Known:
    place = finding.places[0]
    labels = (_UNNAMED.sub("", _plain(place.table)), _plain(place.row), _plain(place.column))
    shown = (
        f"line {place.line}: {finding.rule} {finding.severity} {place.table} | {place.row} | {place.column}: {finding.message}"
    )
    return Known((finding.rule, finding.stated, finding.expected, *labels), 1, shown)


def _rows(document: Document) -> Iterator[Known]:
    """The rows with text; one without a number counts once, for a head may be repeated on each page or not."""
    heads = set()
    for block in document.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                said = _said(row)
                if said and (said not in heads or any(map(is_number, said))):
                    heads.add(said)
                    yield Known(said, len(said), f"line {row.line}: {' | '.join(said)}")


def _said(row: Row) -> tuple[str, ...]:
    return tuple(plain for cell in row.cells if (plain := _plain(cell)))


def compare(file: str, version: Version, text: Version) -> Comparison:
    """A share for each kind of thing; of a version without narrative only for the tables."""
    whole = version.told or not text.told
    shares = {
        "table figures": _share(text.table_figures, version.table_figures),
        "cells": _share_of_cells(text.rows, version.rows),
        "tables": _share(text.tables, version.tables),
        "findings": _share(text.findings, version.findings) if whole else _share(text.table_findings, version.table_findings),
    }
    if whole:
        shares["narrative figures"] = _share(text.narrative_figures, version.narrative_figures)
    return Comparison(file, shares, version)


def _share(text: Sequence[Known], file: Sequence[Known]) -> Share:
    missing, extra = _without(text, file), _without(file, text)
    there, back = _weight(text), _weight(file)
    return Share(there, back, there - _weight(missing), missing, extra)


def _share_of_cells(text: Sequence[Known], file: Sequence[Known]) -> Share:
    """As ``_share``, and of a row that is not there as it is, those cells that the row most like it has in the same order."""
    share = _share(text, file)
    left = list(share.extra)
    found = 0
    for row in share.missing:
        alike = max(left, key=lambda other: _alike(row, other), default=None)
        if alike is not None and (common := _alike(row, alike)) >= _ALIKE * row.weight:
            found += common
            left.remove(alike)
    return share._replace(both=share.both + found)


def _alike(row: Known, other: Known) -> int:
    assert isinstance(row.key, tuple)
    assert isinstance(other.key, tuple)
    if not set(row.key) & set(other.key):
        return 0
    return sum(block.size for block in SequenceMatcher(None, row.key, other.key, autojunk=False).get_matching_blocks())


def _without(these: Iterable[Known], those: Iterable[Known]) -> list[Known]:
    """What these have that those do not have, or not so often."""
    left = Counter(one.key for one in those)
    missing = []
    for one in these:
        if left[one.key]:
            left[one.key] -= 1
        else:
            missing.append(one)
    return missing


def _weight(known: Iterable[Known]) -> int:
    return sum(one.weight for one in known)


def _print(compared: Sequence[Comparison], *, show: bool) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDE, soft_wrap=True)
    if show:
        for each in compared:
            _print_differences(each, console)
    grid = Grid(title="of the text's how many the file gives, % (and of the file's how many the text has)", title_justify="left")
    grid.add_column("file")
    for kind in KINDS:
        grid.add_column(kind, justify="right")
    for head in ("reading, ms", "screening, ms"):
        grid.add_column(head, justify="right")
    for each in compared:
        if each.version is not None:
            told = (_told(each.shares.get(kind)) for kind in KINDS)
            grid.add_row(escape(each.file), *told, _ms(each.version.reading), _ms(each.version.screening))
    console.print(grid)
    for each in compared:
        if each.reason:
            console.print(escape(f"not compared: {each.reason}"))


def _told(share: Share | None) -> str:
    if share is None:
        return "-"
    return f"{share.both}/{share.there} {_percent(share.both, share.there)} ({_percent(share.both, share.back)})"


def _ms(taken: float | None) -> str:
    return "-" if taken is None else f"{taken:.0f}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "-"


def _print_differences(each: Comparison, console: Console) -> None:
    for kind in KINDS:
        share = each.shares.get(kind)
        if share is not None and (share.missing or share.extra):
            console.print(escape(f"{each.file}: {kind}: {len(share.missing)} missing, {len(share.extra)} extra"), style="bold")
            for sign, known in (("-", share.missing), ("+", share.extra)):
                for one in known:
                    console.print(escape(f"  {sign} {one.shown}"))


if __name__ == "__main__":
    sys.exit(main())
