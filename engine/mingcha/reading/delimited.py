"""Text whose cells are parted by commas or semicolons, as workbooks are exported (CSV)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from .blocks import Content
from .document import Problem
from .limits import Limits
from .sheets import Sheet, cell_text, read_sheets
from .text import decode

_DELIMITERS = (",", ";")
_FEWEST_ROWS = 3
_FEWEST_FIELDS = 3
_NUMBER = re.compile(r"\s*[-−(（]?\d[\d,]*(?:\.\d+)?[)）]?%?\s*\Z")
_AS_TEXT = re.compile(r'="([^"]*)"\Z')
_ALIKE = 0.8
_LOOKED_AT = 200


def delimiter_of(text: str) -> str:
    """What parts the cells of a text, or "" where it has no such cells.

    Rows exported from a sheet are equally wide, blank cells included; the parts of sentences between commas are not. A text
    with tabs is read by its tabs.

    Args:
        text: the whole, or its first lines.
    """
    if "\t" in text:
        return ""
    return next((delimiter for delimiter in _DELIMITERS if _is_grid(text, delimiter)), "")


def _is_grid(text: str, delimiter: str) -> bool:
    if text.count(delimiter) < _FEWEST_ROWS:
        return False
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LOOKED_AT))
    except csv.Error:
        return False
    widths = Counter(len(row) for row in rows if row)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if width < _FEWEST_FIELDS:
        return _are_labels_with_figures([row for row in rows if row])
    return count >= max(_FEWEST_ROWS, _ALIKE * widths.total())


def _are_labels_with_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows are two cells wide without exception and most are a label and a figure; no comma parts 1,234 here."""
    told = [row for row in rows if len(row) == 2 and _NUMBER.match(row[1]) and not row[0][-1:].isdecimal()]
    return len(rows) >= _FEWEST_ROWS and all(len(row) == 2 for row in rows) and len(told) * 2 > len(rows)


def read_delimited(data: bytes, name: str, limits: Limits) -> Content:
    """Read a text of cells like one sheet; lines are counted from 1 at each newline.

    Args:
        data: the file's bytes.
        name: how to call it in messages.
        limits: lines, cells, columns.

    Raises:
        UnreadableDocumentError: binary data, or an unknown encoding.
    """
    text = decode(data, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text) or ",")
    rows: list[Sequence[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    line = 1
    try:
        for row in reader:
            if len(rows) == limits.max_lines:
                problems.append(Problem(f"only the first {limits.max_lines:,} lines were read (--max-lines)"))
                break
            rows.append(row)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(f"what follows line {reader.line_num} was not read ({error}); export the table again"))
    return read_sheets([_sheet(rows, lines)], limits, problems)


def _sheet(rows: Iterable[Sequence[str]], lines: Sequence[int]) -> Sheet:
    cells = ([cell_text(_unwrapped(cell)) for cell in row] for row in rows)
    return Sheet(
        "", {row: {column: cell for column, cell in enumerate(own) if cell} for row, own in enumerate(cells)}, lines=lines
    )


def _unwrapped(cell: str) -> str:
    """What a cell says; some systems write ``="0201"`` to have a workbook keep its leading zero."""
    match = _AS_TEXT.match(cell)
    return match[1] if match else cell
