"""The report as an Excel workbook (台账), as regulators pass it on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from ..findings import SEVERITIES
from ..peers.results import Score
from ..peers.telling import Teller
from ..reporting.files import SCORES as SCORES_FILE
from ..reporting.files import whole
from .cases import RunView
from .inert import MOST, is_formula, shown
from .ledger import (
    FIGURES,
    FINDINGS,
    PAGE,
    PLACE,
    REAL,
    REVIEW,
    RULES,
    SCORES,
    SEVERITY,
    SHARE,
    TEXT,
    UNITS,
    WHOLE,
    WRAPPED,
    YUAN,
    Entry,
    Ledger,
    Sheet,
    Value,
)
from .listed import whole_of
from .reviews import STATES

FILE = "ledger.xlsx"
_INDEX = "index.html"
"""Of the report as pages (``site.INDEX``, which brings all that writes them)."""
ROWS = 1_048_576
"""Of a sheet, its head too."""
LINKS = 65_530
"""Of a sheet."""
WHOLE_RUN = 200
"""Up to so many documents, all their figures are told; of more, those that findings name."""
_DIGITS = 15
"""Of a number in Excel: one of more is written as text."""
_MADE = datetime(2000, 1, 1)
"""A workbook says when it was made; the same run gives the same bytes."""
_NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_INK = {"error": ("#9C0006", "#FFC7CE"), "warning": ("#7F6000", "#FFEB9C"), "info": ("#1F4E79", "#DDEBF7")}
"""Colours of letters and ground of the word of a severity."""
_HEAD = "#1F3864"
_NUMBERS = {WHOLE: "0", YUAN: "#,##0.00", REAL: "0.0000", SHARE: "0%"}


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
        from xlsxwriter import Workbook

        self._view = view
        self._words = view.words
        self._ledger = Ledger(view)
        self._pages = pages
        self._book: Any = Workbook(file, {"constant_memory": True, "use_zip64": True})
        self._book.set_properties({"title": view.words("workbook.title"), "created": _MADE})
        self._looks = _Looks(self._book, view)
        self._names: set[str] = set()

    def write(self) -> None:
        view, ledger = self._view, self._ledger
        about = self._book.add_worksheet(self._name("about"))
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
            for row in self._scores():
                scores.add(row)
        tables = [one for one in (findings, units, rules, scores, figures) if one is not None]
        self._about(about, tables, found, allowed, all_figures=all_figures)
        for table in tables:
            table.close()
        self._book.close()

    def _add(
        self,
        entry: Entry,
        findings: _Table,
        figures: _Table,
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
            place = places.get(number)
            row = self._ledger.finding(one, number, entry, place)
            links = {}
            if place:
                links[FINDINGS.at("place")] = f"internal:{place}"
            if self._pages and linked[number]:
                links[FINDINGS.at("page")] = f"external:{row[FINDINGS.at('page')]}"
            findings.add(row, links)
            for state, count in self._ledger.reviews([one]).items():
                found[one.finding.rule, state] += count

    def _linked(self, table: _Table, at: int, page: str) -> dict[int, str]:
        return {at: f"external:{page}"} if self._pages and table.rows < LINKS else {}

    def _scores(self) -> Iterator[Sequence[Value]]:
        alpha = getattr(whole_of(self._view.folder), "alpha", 0.0)
        with (self._view.folder / SCORES_FILE).open("rb") as lines:
            for score in map(msgspec.json.Decoder(Score).decode, lines):
                yield self._ledger.score(score, score.pvalue <= alpha)

    def _table(self, sheet: Sheet) -> _Table:
        return _Table(self._book, sheet, self._looks, self._ledger, self._name)

    def _name(self, key: str) -> str:
        """A sheet's name, as Excel allows it: short, without some marks, each once whatever the case of letters."""
        bare = _NOT_IN_NAMES.sub(" ", shown(self._words(f"workbook.sheets.{key}"), "")).strip() or key
        count = 1
        name = bare[:_NAME_LENGTH]
        while name.lower() in self._names:
            count += 1
            name = f"{bare[: _NAME_LENGTH - len(str(count)) - 1]} {count}"
        self._names.add(name.lower())
        return name

    def _about(
        self,
        page: Any,
        tables: Sequence[_Table],
        found: Counter[tuple[str, str]],
        allowed: dict[str, int],
        *,
        all_figures: bool,
    ) -> None:
        """What the workbook is, what it counts, how to read it, and what its columns mean."""
        page.hide_gridlines(2)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for at, width in enumerate((18, 20, 110)):
            page.set_column(at, at, width)
        for at, line in enumerate(self._told(tables, found, allowed, all_figures=all_figures)):
            for column, (value, look) in enumerate(line):
                if isinstance(value, int):
                    page.write_number(at, column, value, look)
                elif value.startswith("internal:"):
                    name = value.removeprefix("internal:")
                    page.write_url(at, column, f"internal:'{name}'!A1", look, name)
                else:
                    page.write_string(at, column, shown(value, ""), look)

    def _told(
        self,
        tables: Sequence[_Table],
        found: Counter[tuple[str, str]],
        allowed: dict[str, int],
        *,
        all_figures: bool,
    ) -> Iterator[list[tuple[str | int, Any]]]:
        """The rows of the first sheet."""
        view, words, looks = self._view, self._words, self._looks
        summary = view.summary
        yield [(words("workbook.title"), looks.title)]
        yield [(words("workbook.made", version=summary.mingcha, knowledge=summary.knowledge[:12]), looks.line)]
        yield []
        yield [(words("workbook.headings.counts"), looks.heading)]
        for status, count in summary.documents.items():
            yield [
                (words("workbook.documents"), looks.plain),
                (words(f"workbook.status.{status}"), looks.plain),
                (count, looks.whole),
            ]
        for severity in reversed(SEVERITIES):
            word = words(f"severity.{severity}")
            count = summary.findings.get(severity, 0)
            yield [(words("workbook.problems"), looks.plain), (word, looks.severities[word]), (count, looks.whole)]
        for state in STATES:
            count = sum(many for (_, one), many in found.items() if one == state)
            yield [(words("review.title"), looks.plain), (words(f"review.states.{state}"), looks.plain), (count, looks.whole)]
        yield [(words("workbook.passed_over"), looks.plain), ("", looks.plain), (len(summary.passed_over), looks.whole)]
        if whole_run := whole_of(view.folder):
            told = Teller(view.knowledge.peers, view.lang).whole(whole_run)
            yield [(words("workbook.sheets.scores"), looks.plain), ("", looks.plain), (told, looks.plain)]
        yield []
        yield [(words("workbook.headings.sheets"), looks.heading)]
        for table in tables:
            for name in table.names:
                about = words(f"workbook.about.{table.sheet.key}.sheet", rows=table.rows)
                yield [(f"internal:{name}", looks.link), ("", looks.plain), (about, looks.plain)]
        yield []
        yield [(words("workbook.headings.reading"), looks.heading)]
        for note in self._notes(tables, allowed, all_figures=all_figures):
            yield [("", looks.line), ("", looks.line), (note, looks.plain)]
        yield []
        yield [(words("workbook.headings.columns"), looks.heading)]
        for table in tables:
            for column in table.sheet.columns:
                key = f"{table.sheet.key}.{column.key}"
                texts = words(f"workbook.sheets.{table.sheet.key}"), words(f"workbook.{key}"), words(f"workbook.about.{key}")
                yield [(text, looks.plain) for text in texts]

    def _notes(self, tables: Sequence[_Table], allowed: dict[str, int], *, all_figures: bool) -> Iterator[str]:
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


class _Looks:
    """The formats of cells."""

    def __init__(self, book: Any, view: RunView) -> None:
        self._book = book
        edges = {"valign": "top", "border": 1, "border_color": "#D9D9D9"}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.line = book.add_format({"valign": "top"})
        self.heading = book.add_format({"bold": True, "font_size": 12, "font_color": _HEAD})
        self.plain = book.add_format({**edges, "text_wrap": True})
        self.whole = book.add_format({**edges, "num_format": "#,##0", "align": "left"})
        self.head = book.add_format(
            {"bold": True, "font_color": "white", "bg_color": _HEAD, "valign": "vcenter", "text_wrap": True, "border": 1}
        )
        kinds: dict[int, dict[str, Any]] = {
            TEXT: {},
            PLACE: {},
            PAGE: {},
            SEVERITY: {},
            REVIEW: {"bg_color": "#FFFFE5"},
            WRAPPED: {"text_wrap": True},
            **{kind: {"num_format": form} for kind, form in _NUMBERS.items()},
        }
        self.of = {kind: book.add_format({**edges, **look}) for kind, look in kinds.items()}
        self.quoted = {kind: book.add_format({**edges, **look, "quote_prefix": True}) for kind, look in kinds.items()}
        self.link = book.add_format({**edges, "font_color": "#0563C1", "underline": 1})
        self.severities = {
            view.words(f"severity.{severity}"): book.add_format({**edges, "bold": True, "font_color": ink, "bg_color": ground})
            for severity, (ink, ground) in _INK.items()
        }


class _Table:
    """A table of the ledger, on as many sheets as it takes."""

    def __init__(self, book: Any, sheet: Sheet, looks: _Looks, ledger: Ledger, name: Any) -> None:
        self.sheet = sheet
        self.rows = 0
        self._book, self._looks, self._ledger, self._name = book, looks, ledger, name
        self._cut = ledger.words("workbook.cut")
        self.names: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self.names.append(self._name(self.sheet.key))
        self._page: Any = self._book.add_worksheet(self.names[-1])
        self._row = 1
        words, columns = self._ledger.words, self.sheet.columns
        for at, column in enumerate(columns):
            self._page.set_column(at, at, column.width)
        self._page.freeze_panes(1, self.sheet.frozen)
        self._page.repeat_rows(0)
        self._page.set_landscape()
        self._page.set_paper(8)
        self._page.fit_to_pages(1, 0)
        self._page.set_footer("&L&A&R&P / &N")
        self._page.set_row(0, 32)
        for at, column in enumerate(columns):
            self._page.write_string(0, at, words(f"workbook.{self.sheet.key}.{column.key}"), self._looks.head)

    def add(self, row: Sequence[Value], links: dict[int, str] | None = None) -> str:
        """Add a row; where it is, as links say it."""
        if self._row == ROWS:
            self.close()
            self._begin()
        for at, (column, value) in enumerate(zip(self.sheet.columns, row, strict=True)):
            if value is None or value == "":
                continue
            if links and at in links:
                self._page.write_url(self._row, at, links[at], self._looks.link, value)
            else:
                self._write(at, column.kind, value)
        self._row += 1
        self.rows += 1
        return f"'{self.names[-1]}'!A{self._row}"

    def _write(self, at: int, kind: int, value: Value) -> None:
        looks = self._looks
        if isinstance(value, str):
            self._text(at, kind, value)
        elif isinstance(value, Decimal) and len(value.as_tuple().digits) > _DIGITS:
            self._text(at, kind, f"{value:f}")
        else:
            self._page.write_number(self._row, at, float(value), looks.of[kind])

    def _text(self, at: int, kind: int, value: str) -> None:
        text = shown(value, self._cut)
        if kind == SEVERITY:
            look = self._looks.severities.get(text, self._looks.of[kind])
        else:
            look = (self._looks.quoted if is_formula(text) else self._looks.of)[kind]
        if text.startswith("<r>") and text.endswith("</r>"):  # which the library takes for markup of its own
            self._page.write_rich_string(self._row, at, text[:1], text[1:], look)
        else:
            self._page.write_string(self._row, at, text, look)

    def close(self) -> None:
        """Set what depends on how many rows there are."""
        last = max(self._row - 1, 1)
        self._page.autofilter(0, 0, last, len(self.sheet.columns) - 1)
        self._page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        for at, column in enumerate(self.sheet.columns):
            if column.kind == REVIEW:
                self._page.data_validation(1, at, last, at, {"validate": "list", "source": self._ledger.states})
