"""The report as an Excel workbook (台账), as regulators pass it on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec
from xlsxwriter import Workbook

from ..findings import SEVERITIES
from ..peers.results import Score
from ..peers.telling import Teller
from ..reporting.files import SCORES as SCORES_FILE
from ..reporting.files import whole
from .cases import RunView
from .inert import MOST, shown
from .ledger import FIGURES, FINDINGS, RULES, SCORES, TEXT, UNITS, WRAPPED, Entry, Ledger, Sheet, Value
from .listed import whole_of
from .reviews import STATES
from .sheets import LINE, LINKS, MARGIN, ROWS, Looks, Names, Table, begin_page, lines_of

FILE = "ledger.xlsx"
_INDEX = "index.html"
"""Of the report as pages (``site.INDEX``, which brings all that writes them)."""
WHOLE_RUN = 200
"""Up to so many documents, all their figures are told; of more, those that findings name."""
_WIDTHS = (18, 20, 110)
"""Of the first sheet's columns."""
_MADE = datetime(2000, 1, 1)
"""A workbook says when it was made; the same run gives the same bytes."""


def write(view: RunView, out: Path, jobs: int | None) -> Path:
    """Write it; a ``command.Format``. No more than a document and a row of each sheet are held at a time."""
    with whole(out / FILE) as file:
        _Workbook(view, file, pages=(out / _INDEX).exists()).write()
    return out / FILE


class _Places(NamedTuple):
    """How many more findings of each severity get links and their figures told."""

    left: dict[str, int]

    @classmethod
    def of(cls, counts: dict[str, int]) -> _Places:
        left, allowed = LINKS // 2, {}
        for severity in reversed(SEVERITIES):
            allowed[severity] = min(left, counts.get(severity, 0))
            left -= allowed[severity]
        return cls(allowed)

    def take(self, severity: str) -> bool:
        if not self.left[severity]:
            return False
        self.left[severity] -= 1
        return True


class _Workbook:
    def __init__(self, view: RunView, file: BinaryIO, *, pages: bool) -> None:
        self._view = view
        self._words = view.words
        self._ledger = Ledger(view)
        self._pages = pages
        self._book: Any = Workbook(file, {"constant_memory": True, "use_zip64": True})
        self._book.set_properties({"title": view.words("workbook.title"), "created": _MADE})
        self._looks = Looks(self._book, {severity: view.words(f"severity.{severity}") for severity in SEVERITIES})
        self._names = Names()

    def write(self) -> None:
        view, ledger = self._view, self._ledger
        about = self._book.add_worksheet(self._names.of(view.words("workbook.sheets.about")))
        findings, units, rules = (self._table(sheet) for sheet in (FINDINGS, UNITS, RULES))
        scores = self._table(SCORES) if (view.folder / SCORES_FILE).exists() else None
        figures = self._table(FIGURES)
        placed = _Places.of(view.summary.findings)
        allowed = dict(placed.left)
        all_figures = sum(view.summary.documents.values()) <= WHOLE_RUN
        found: Counter[tuple[str, str]] = Counter()
        for entry in ledger.entries():
            self._add(entry, findings, figures, placed, found, all_figures=all_figures)
            units.add(ledger.unit(entry), self._linked(units, UNITS.at("page"), entry.page))
        for row in ledger.rules(found):
            rules.add(row)
        if scores is not None:
            for score in self._scores():
                scores.add(score)
        tables = [one for one in (findings, units, rules, scores, figures) if one is not None]
        self._about(about, tables, found, allowed, all_figures=all_figures)
        for table in tables:
            table.close()
        self._book.close()

    def _add(
        self,
        entry: Entry,
        findings: Table,
        figures: Table,
        placed: _Places,
        found: Counter[tuple[str, str]],
        *,
        all_figures: bool,
    ) -> None:
        """Add the findings of a document, and the figures they name."""
        told = list(enumerate(entry.case.findings, entry.first))
        linked = {number: placed.take(one.finding.severity) for number, one in told}
        named = [(number, one.finding) for number, one in told if linked[number]]
        rows = self._ledger.figures(entry, named, all_of_them=all_figures)
        places: dict[int, str] = {}
        for figure in rows:
            at = figures.add(self._ledger.figure(figure, entry))
            for number in figure.wrong:
                places.setdefault(number, at)
        for number, one in told:
            place = places.get(number, "")
            row = self._ledger.finding(one, number, entry, place.replace("'", ""))
            links = {}
            if place:
                links[FINDINGS.at("place")] = f"internal:{place}"
            if self._pages and linked[number]:
                links[FINDINGS.at("page")] = f"external:{row[FINDINGS.at('page')]}"
            findings.add(row, links)
            for state, count in self._ledger.reviews([one]).items():
                found[one.finding.rule, state] += count

    def _linked(self, table: Table, at: int, page: str) -> dict[int, str]:
        return {at: f"external:{page}"} if self._pages and table.rows < LINKS else {}

    def _scores(self) -> Iterator[list[Value]]:
        alpha = getattr(whole_of(self._view.folder), "alpha", 0.0)
        with (self._view.folder / SCORES_FILE).open("rb") as lines:
            for score in map(msgspec.json.Decoder(Score).decode, lines):
                yield self._ledger.score(score, score.pvalue <= alpha)

    def _table(self, sheet: Sheet) -> Table:
        return Table(self._book, sheet, self._words, self._looks, self._names.of, self._ledger.states)

    def _about(
        self,
        page: Any,
        tables: Sequence[Table],
        found: Counter[tuple[str, str]],
        allowed: dict[str, int],
        *,
        all_figures: bool,
    ) -> None:
        """What the workbook is, what it counts, how to read it, and what its columns mean."""
        begin_page(page)
        page.hide_gridlines(2)
        for at, width in enumerate(_WIDTHS):
            page.set_column(at, at, width)
        for at, line in enumerate(self._told(tables, found, allowed, all_figures=all_figures)):
            height = max((lines_of(value, _WIDTHS[-1]) for value, _ in line[2:] if isinstance(value, str)), default=1)
            if height > 1:
                page.set_row(at, LINE * height + MARGIN)
            for column, (value, look) in enumerate(line):
                if isinstance(value, int):
                    page.write_number(at, column, value, look)
                elif look is self._looks.link:
                    page.write_url(at, column, f"internal:'{value}'!A1", look, value)
                else:
                    page.write_string(at, column, shown(value, ""), look)

    def _told(
        self,
        tables: Sequence[Table],
        found: Counter[tuple[str, str]],
        allowed: dict[str, int],
        *,
        all_figures: bool,
    ) -> Iterator[list[tuple[str | int, Any]]]:
        """The rows of the first sheet."""
        view, words, looks = self._view, self._words, self._looks
        summary = view.summary
        yield [(words("workbook.title"), looks.title)]
        yield [(words("workbook.made", version=summary.mingcha, knowledge=summary.knowledge[:12]), looks.of[TEXT])]
        yield []
        yield [(words("workbook.headings.counts"), looks.heading)]
        for status, count in summary.documents.items():
            yield [
                (words("workbook.documents"), looks.of[WRAPPED]),
                (words(f"workbook.status.{status}"), looks.of[WRAPPED]),
                (count, looks.count),
            ]
        for severity in reversed(SEVERITIES):
            word = words(f"severity.{severity}")
            count = summary.findings.get(severity, 0)
            yield [(words("workbook.problems"), looks.of[WRAPPED]), (word, looks.severities[word]), (count, looks.count)]
        for state in STATES:
            count = sum(many for (_, one), many in found.items() if one == state)
            yield [
                (words("review.title"), looks.of[WRAPPED]),
                (words(f"review.states.{state}"), looks.of[WRAPPED]),
                (count, looks.count),
            ]
        yield [
            (words("workbook.passed_over"), looks.of[WRAPPED]),
            ("", looks.of[WRAPPED]),
            (len(summary.passed_over), looks.count),
        ]
        if whole_run := whole_of(view.folder):
            told = Teller(view.knowledge.peers, view.lang).whole(whole_run)
            yield [(words("workbook.sheets.scores"), looks.of[WRAPPED]), ("", looks.of[WRAPPED]), (told, looks.of[WRAPPED])]
        yield []
        yield [(words("workbook.headings.sheets"), looks.heading)]
        for table in tables:
            for name in table.names:
                about = words(f"workbook.about.{table.sheet.key}.sheet", rows=table.rows)
                yield [(name, looks.link), ("", looks.of[WRAPPED]), (about, looks.of[WRAPPED])]
        yield []
        yield [(words("workbook.headings.reading"), looks.heading)]
        for note in self._notes(tables, allowed, all_figures=all_figures):
            yield [("", looks.of[TEXT]), ("", looks.of[TEXT]), (note, looks.of[WRAPPED])]
        yield []
        yield [(words("workbook.headings.columns"), looks.heading)]
        for table in tables:
            for column in table.sheet.columns:
                key = f"{table.sheet.key}.{column.key}"
                texts = words(f"workbook.sheets.{table.sheet.key}"), words(f"workbook.{key}"), words(f"workbook.about.{key}")
                yield [(text, looks.of[WRAPPED]) for text in texts]

    def _notes(self, tables: Sequence[Table], allowed: dict[str, int], *, all_figures: bool) -> Iterator[str]:
        words, findings = self._words, self._view.summary.findings
        for note in ("amounts", "review", "text"):
            yield words(f"workbook.notes.{note}", most=MOST)
        yield words("workbook.notes.pages" if self._pages else "workbook.notes.no_pages")
        if sum(allowed.values()) < sum(findings.values()):
            counts = {severity: f"{allowed[severity]}/{findings.get(severity, 0)}" for severity in SEVERITIES}
            yield words("workbook.notes.links", links=LINKS, **counts)
        yield words("workbook.notes.all_figures" if all_figures else "workbook.notes.some_figures", documents=WHOLE_RUN)
        if any(len(table.names) > 1 for table in tables):
            yield words("workbook.notes.split", rows=ROWS)
