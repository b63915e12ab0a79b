"""Sheets of a workbook: tables of the ledger row by row, in constant memory, over as many sheets as they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from .inert import is_formula, shown
from .ledger import DATE, PAGE, PLACE, REAL, REVIEW, SEVERITY, SHARE, TEXT, WHOLE, WRAPPED, YUAN, Sheet, Value
from .words import Words

ROWS = 1_048_576
"""Of a sheet, its head too."""
LINKS = 65_530
"""Of a sheet."""
DIGITS = 15
"""Of a number: one that has more is written as text."""
_NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_INK = {"error": ("#9C0006", "#FFC7CE"), "warning": ("#7F6000", "#FFEB9C"), "info": ("#1F4E79", "#DDEBF7")}
"""Colours of letters and ground of the word of a severity."""
_DARK, _TO_FILL_IN, _LINK = "#1F3864", "#FFFFE5", "#0563C1"
_NUMBERS = {YUAN: "#,##0.00", REAL: "0.0000", SHARE: "0%", DATE: "yyyy-mm-dd"}
_FIRST_DAY = datetime(1899, 12, 30)
LINE, MARGIN, _MOST_LINES = 16, 3, 20
"""Points of a line, and what a row has beside its lines; no row has more lines."""
_FILLED = 0.92
"""Of a line that is wrapped: as much of it stands in a column."""
_A4 = 9
_SPACED = '<t xml:space="preserve">'
_COLUMNS = [xl_col_to_name(at) for at in range(64)]
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet takes for an escaped character, where it is the document's own."""


class Page(Worksheet):  # type: ignore[misc]
    """A sheet whose rows are written at once: in a third of the time that its cells take one by one, and none is remembered.

    The library's own way would also take a text that begins with ``<r>`` for markup, and keep the height of every row.
    """

    def add_row(self, row: int, height: int, cells: Iterable[tuple[int, str | float, Any]]) -> None:
        """Write a row.

        Args:
            row: from 0, after all before it.
            height: in points.
            cells: columns from 0 in their order, what stands there, and the format.
        """
        self._write_single_row(row)  # what the library has of a row before this one
        self._check_dimensions(row, 0)
        made = [
            f'<c r="{_COLUMNS[at]}{row + 1}" s="{look._get_xf_index()}" t="inlineStr"><is>{_SPACED}{_in_xml(value)}</t></is></c>'
            if isinstance(value, str)
            else f'<c r="{_COLUMNS[at]}{row + 1}" s="{look._get_xf_index()}"><v>{value:.16G}</v></c>'
            for at, value, look in cells
        ]
        self.fh.write(f'<row r="{row + 1}" ht="{height}" customHeight="1">{"".join(made)}</row>')

    def add_link(self, row: int, at: int, link: str) -> None:
        """Have a cell that was written lead somewhere, as the library says it."""
        self.ignore_write_string = True
        self.write_url(row, at, link)
        self.ignore_write_string = False


def _in_xml(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ESCAPED.sub("_x005F_", text) if "_x" in text else text


class Looks:
    """The formats of cells.

    Args:
        book: of the library.
        severities: the word of each severity, by which its colour is found.
    """

    def __init__(self, book: Any, severities: Mapping[str, str]) -> None:
        top = {"valign": "top"}
        kinds: dict[int, dict[str, Any]] = {
            **{kind: {} for kind in (TEXT, PLACE, PAGE, SEVERITY)},
            WRAPPED: {"text_wrap": True},
            REVIEW: {"bg_color": _TO_FILL_IN},
            **{kind: {"num_format": form} for kind, form in _NUMBERS.items()},
            WHOLE: {"num_format": "0", "align": "center"},
        }
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.heading = book.add_format({"bold": True, "font_size": 12, "font_color": _DARK})
        self.count = book.add_format({**top, "num_format": "#,##0", "align": "left"})
        self.link = book.add_format({**top, "font_color": _LINK, "underline": 1})
        self.head = book.add_format(
            {"bold": True, "font_color": "white", "bg_color": _DARK, "valign": "vcenter", "text_wrap": True}
        )
        self.of = {kind: book.add_format({**top, **look}) for kind, look in kinds.items()}
        # What would become a formula when a cell is edited is text by its format too.
        self.quoted = {kind: book.add_format({**top, **look, "quote_prefix": True}) for kind, look in kinds.items()}
        self.severities = {
            severities[severity]: book.add_format({**top, "bold": True, "font_color": ink, "bg_color": ground})
            for severity, (ink, ground) in _INK.items()
        }

    def of_text(self, kind: int, text: str) -> Any:
        """The format of a text in a column of this kind."""
        if kind == SEVERITY and text in self.severities:
            return self.severities[text]
        return (self.quoted if is_formula(text) else self.of)[kind]


class Names:
    """Names of sheets, as Excel allows them: short, without some marks, each once whatever the case of letters."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def of(self, wanted: str) -> str:
        """The name that a sheet gets."""
        bare = _NOT_IN_NAMES.sub(" ", shown(wanted, "")).strip() or "-"
        name, count = bare[:_NAME_LENGTH], 1
        while name.lower() in self._used:
            count += 1
            name = f"{bare[: _NAME_LENGTH - len(str(count)) - 1]} {count}"
        self._used.add(name.lower())
        return name


class Table:
    """A table of the ledger.

    Args:
        book: of the library.
        sheet: the columns.
        words: of the report.
        looks: formats of this book.
        names: of its sheets.
        choices: what can be chosen in a column of reviews.

    Attributes:
        sheet: as given; ``rows`` how many there are so far, ``names`` those of its sheets.
    """

    def __init__(
        self, book: Any, sheet: Sheet, words: Words, looks: Looks, names: Callable[[str], str], choices: Sequence[str]
    ) -> None:
        self.sheet = sheet
        self.rows = 0
        self.names: list[str] = []
        self._book, self._words, self._looks, self._named, self._choices = book, words, looks, names, list(choices)
        self._cut = words("workbook.cut")
        self._begin()

    def add(self, values: Sequence[Value], links: Mapping[int, str] | None = None) -> str:
        """Add a row.

        Args:
            values: of its columns; None and "" leave a cell empty.
            links: the columns of texts that are links, and where they lead, as the library says it.

        Returns:
            Where it is, as such a link says it within the workbook.
        """
        if self._row == ROWS:
            self.close()
            self._begin()
        cells: list[tuple[int, str | float, Any]] = []
        lines = 1
        for at, (column, value) in enumerate(zip(self.sheet.columns, values, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                text = shown(value, self._cut)
                linked = links is not None and at in links
                cells.append((at, text, self._looks.link if linked else self._looks.of_text(column.kind, text)))
                if column.kind == WRAPPED and at < self.sheet.printed:
                    lines = max(lines, lines_of(text, column.width))
            else:
                cells.append((at, _held(value), self._looks.of[column.kind]))
        self._page.add_row(self._row, LINE * min(lines, _MOST_LINES) + MARGIN, cells)
        for at, link in links.items() if links else ():
            self._page.add_link(self._row, at, link)
        self._row += 1
        self.rows += 1
        return f"'{self.names[-1]}'!A{self._row}"

    def close(self) -> None:
        """Set what depends on how many rows there are."""
        last = max(self._row - 1, 1)
        self._page.autofilter(0, 0, last, len(self.sheet.columns) - 1)
        self._page.print_area(0, 0, last, self.sheet.printed - 1)
        self._page.ignore_errors({"number_stored_as_text": f"A1:{_COLUMNS[len(self.sheet.columns) - 1]}{last + 1}"})
        for at, column in enumerate(self.sheet.columns):
            if column.kind == REVIEW:
                self._page.data_validation(1, at, last, at, {"validate": "list", "source": self._choices})

    def _begin(self) -> None:
        """Begin a sheet with its head."""
        self.names.append(self._named(self._words(f"workbook.sheets.{self.sheet.key}")))
        self._page = self._book.add_worksheet(self.names[-1], Page)
        self._row = 1
        self._page.freeze_panes(1, self.sheet.frozen)
        self._page.repeat_rows(0)
        begin_page(self._page)
        for at, column in enumerate(self.sheet.columns):
            self._page.set_column(at, at, column.width)
        self._page.set_row(0, 2 * LINE + MARGIN)
        for at, column in enumerate(self.sheet.columns):
            head = shown(self._words(f"workbook.{self.sheet.key}.{column.key}"), self._cut)
            self._page.write_string(0, at, head, self._looks.head)


def _held(value: int | float | Decimal | datetime) -> str | float:
    """A number as a cell holds it: a date by its days since 1900, an amount that has too many digits as text."""
    if isinstance(value, datetime):
        return (value - _FIRST_DAY).total_seconds() / 86_400
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > DIGITS:
        return f"{value:f}"
    return float(value)


def begin_page(page: Any) -> None:
    """Have a sheet printed on A4 across, as wide as the paper, with its name and the number of the page."""
    page.hide_gridlines(0)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&R&P / &N")


def lines_of(text: str, width: int) -> int:
    """About how many lines a text takes in a column of so many characters; a Chinese one is as wide as two."""
    return sum(ceil((len(line) + len(line.encode())) / 2 / (_FILLED * width)) or 1 for line in text.split("\n"))
