"""Old Excel workbooks (.xls) and those of WPS (.et): what every cell shows, sheet by sheet."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDocError
from xlrd.formula import FormulaError

from ..errors import UnreadableDocumentError
from .blocks import Content
from .document import Problem
from .limits import Limits
from .number_formats import shown, shown_text
from .sheets import Merge, Sheet, cell_text, read_sheets, refuse_blank

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet as Found

_DAMAGED = "the workbook is damaged or of a form that is not read ({}); save it as .xlsx and publish it again"
_PASSWORD = "the workbook is encrypted; open it with its password and save it without one"


def read_xls(data: bytes, name: str, limits: Limits) -> Content:
    """Read a workbook.

    Args:
        data: the file's bytes.
        name: how to call it in messages.
        limits: cells, columns, spans.

    Raises:
        UnreadableDocumentError: damaged, encrypted, or over a limit.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            logfile=io.StringIO(),
            ignore_workbook_corruption=True,
        )
        problems: list[Problem] = []
        sheets: list[Sheet] = []
        room = limits.max_cells
        for index in range(book.nsheets):
            found = book.sheet_by_index(index)
            sheets.append(_sheet(book, found, limits))
            room -= sum(found.row_len(row) for row in range(found.nrows))
            book.unload_sheet(index)
            if room <= 0:
                problems.append(
                    Problem(f"only the first {limits.max_cells:,} cells were read, up to sheet {found.name!r} (--max-cells)")
                )
                break
    except (XLRDError, CompDocError, FormulaError) as error:
        if "encrypted" in str(error).lower():
            raise UnreadableDocumentError(name, _PASSWORD) from None
        raise UnreadableDocumentError(name, _DAMAGED.format(error)) from None
    # What xlrd does not expect of a file ends in whatever Python raises for it.
    except (
        AssertionError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        struct.error,
        EOFError,
    ) as error:
        raise UnreadableDocumentError(name, _DAMAGED.format(str(error) or type(error).__name__)) from None
    refuse_blank(sheets, name, problems)
    return read_sheets(sheets, limits, problems)


def _sheet(book: Book, found: Found, limits: Limits) -> Sheet:
    codes, ruled_styles = _codes(book), _ruled(book)
    rows: dict[int, dict[int, str]] = {}
    ruled: dict[int, tuple[int, int]] = {}
    errors: list[tuple[int, int]] = []
    unseen: list[tuple[int, int]] = []
    for row in range(found.nrows):
        for column in range(found.row_len(row)):
            style = found.cell_xf_index(row, column)
            if ruled_styles[style]:
                first, last = ruled.get(row, (column, column))
                ruled[row] = (min(first, column), max(last, column))
            kind = found.cell_type(row, column)
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            if kind == xlrd.XL_CELL_ERROR:
                errors.append((row, column))
            value = found.cell_value(row, column)
            text = cell_text(_shown(book, kind, value, codes[style], zeros=bool(getattr(found, "show_zero_values", 1))))
            if not text and kind == xlrd.XL_CELL_NUMBER and value:
                unseen.append((row, column))
            if text:
                rows.setdefault(row, {})[column] = text
    return Sheet(
        found.name,
        rows,
        _merges(found, limits),
        found.visibility != 0,
        frozenset(row for row, info in found.rowinfo_map.items() if info.hidden or info.height == 0),
        frozenset(column for column, info in found.colinfo_map.items() if info.hidden or info.width == 0),
        ruled,
        errors,
        unseen=unseen,
    )


def _codes(book: Book) -> list[str]:
    formats = book.format_map
    return [str(formats[style.format_key].format_str) if style.format_key in formats else "General" for style in book.xf_list]


def _ruled(book: Book) -> list[bool]:
    """Of each style whether it has a rule at its left or right."""
    borders = [style.border for style in book.xf_list]
    return [border is not None and bool(border.left_line_style or border.right_line_style) for border in borders]


def _merges(found: Found, limits: Limits) -> Sequence[Merge]:
    return [Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in found.merged_cells[: limits.max_cells]]


def _shown(book: Book, kind: int, value: float | str, code: str, *, zeros: bool) -> str:
    if isinstance(value, str):
        return shown_text(value, code)
    if kind == xlrd.XL_CELL_ERROR:
        return str(error_text_from_code.get(int(value), "#ERROR!"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if value == 0 and not zeros:
        return ""
    return shown(value, code, from_1904=book.datemode == 1)
