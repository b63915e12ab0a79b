"""Cells of a Word or HTML table, with their spans, to printed rows: one cell for each column that a reader sees."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from msgspec import Struct

from .blocks import Printed
from .document import Spot
from .text import narrow, without_markup

_BLANK = re.compile(r"[ \t\r\f\v\xa0\u3000]+")
_INVISIBLE = re.compile(r"[\xad\u200b-\u200f\u2060\ufeff]")
_OUTER = " \t\r\n\f\v\u3000\xa0"
_COLUMNS = 4
_GROUPED = re.compile(r"[-+−]?\d{1,3}(?:[,，]\d{3})+(?:[.．]\d+)?")


class Cell(Struct, gc=False):
    """A cell as its table gives it.

    Attributes:
        row, column: where it begins in the file's grid, from 0.
        across, down: how many grid columns and rows it spans.
        lines: what it says.
        hidden: whether the file keeps it from the reader's eyes.
        source: its 1-based line in the file, 0 where the file has none.
    """

    row: int
    column: int
    across: int
    down: int
    lines: Sequence[str]
    hidden: bool = False
    source: int = 0


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """A raised number, as of a note or an exponent, in raised digits: it is none of the digits that it stands behind."""
    return text.translate(_RAISED)


def said(text: str) -> str:
    """A line as it is printed: full-width digits narrowed, invisible characters and outer blanks removed."""
    if text.isascii():
        return text.strip(_OUTER)
    return _INVISIBLE.sub("", narrow(text)).replace("\xa0", " ").strip(_OUTER)


def together(lines: Iterable[str]) -> str:
    """The lines of one cell as one text: a blank between them, none inside a number that was cut between its digits."""
    whole = ""
    for line in lines:
        if not line:
            continue
        if whole and not (_GROUPED.fullmatch(whole + line) and not _GROUPED.fullmatch(line)):
            whole += " "
        whole += line
    return whole


def columns_of(cells: Iterable[Cell]) -> list[int]:
    """The grid columns in which a cell begins; in the others there is nothing to see."""
    return sorted({cell.column for cell in cells})


def printed_rows(cells: Sequence[Cell], rows: int, table: int) -> Iterator[Printed]:
    """Lay cells out in rows, merged ones at their first cell with "" in the others.

    Args:
        cells: of one table, in any order, none over another.
        rows: how many the table has.
        table: its number in the document.
    """
    for begin, end in pairwise(_cuts(cells, rows)):
        part = [cell for cell in cells if begin <= cell.row < end] if end - begin < rows else cells
        starts = columns_of(part)
        places = {start: place for place, start in enumerate(starts)}
        width = len(starts)
        texts = [[""] * width for _ in range(begin, end)]
        spots: list[list[Spot | None]] = [[None] * width for _ in range(begin, end)]
        for cell in part:
            row, column = cell.row, places[cell.column]
            across = 1 if cell.across == 1 else bisect_left(starts, cell.column + cell.across) - column
            down = min(cell.down, rows - row)
            texts[row - begin][column] = cell.lines[0] if len(cell.lines) == 1 else together(cell.lines)
            spots[row - begin][column] = Spot(
                table=table, row=row + 1, column=column + 1, line=cell.source, across=across, down=down, hidden=cell.hidden
            )
        for row in range(begin, end):
            yield _row(texts[row - begin], spots[row - begin], row, table, row > begin)


def _cuts(cells: Sequence[Cell], rows: int) -> list[int]:
    """Where a table begins, is cut and ends: tables that touch are one for Word, however different their columns are.

    It is cut between rows that are alike in their columns and others that are, where hardly a column is the same.
    """
    begun: list[set[int]] = [set() for _ in range(rows)]
    crossed: set[int] = set()
    for cell in cells:
        begun[cell.row].add(cell.column)
        for row in range(cell.row + 1, min(cell.row + cell.down, rows)):
            begun[row].add(cell.column)
            crossed.add(row)
    runs = [(next(group), *group) for _, group in groupby(range(rows), key=lambda row: begun[row])]
    cuts = [0]
    for above, below in pairwise(runs):
        columns, others = begun[above[0]], begun[below[0]]
        long = min(len(above), len(below)) > 1 and max(len(above), len(below)) > 2
        unlike = len(columns & others) * 2 <= min(len(columns), len(others))
        if long and unlike and min(len(columns), len(others)) >= _COLUMNS and below[0] not in crossed:
            cuts.append(below[0])
    return [*cuts, rows]


def _row(texts: Sequence[str], spots: Sequence[Spot | None], row: int, table: int, follows: bool) -> Printed:
    hidden = all(spot is None or spot.hidden for spot in spots)
    tag = ""
    if any("<" in text for text in texts):
        text, tag = without_markup("\t".join(texts))
        texts = [cell.strip() for cell in text.split("\t")]
    source = next((spot.line for spot in spots if spot is not None), 0)
    spot = Spot(table=table, row=row + 1, line=source, hidden=hidden)
    return Printed(cells=tuple(texts), follows=follows, spot=spot, spots=tuple(spots), markup=tag)
