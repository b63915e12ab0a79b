"""Lines and tables that stand in each other, as in Word and HTML files, to printed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from msgspec import Struct

from .blocks import Content, Printed, blocks_of
from .document import Problem, Spot
from .grid import Cell, columns_of, printed_rows, said
from .limits import Limits
from .text import is_page_mark

_PAGE = re.compile(r"\d{1,3}\Z")
_AMOUNT = re.compile(r"[-+−]?[\d,，.．]*\d[%％]?\Z")
_ENDS_SENTENCE = tuple("。；：！？;:!?")
_LONG, _ENOUGH = 30, 10
_SHORT = 60
_MANY = 20


class Line(Struct, gc=False):
    """One printed line of a paragraph.

    Attributes:
        text: with tabs as tabs.
        spot: where it stands.
        goes_on: whether a line break in the same paragraph stands before it.
        contents: whether it is of a table of contents.
    """

    text: str
    spot: Spot
    goes_on: bool = False
    contents: bool = False


class Grid(Struct):
    """A table.

    Attributes:
        number: in the document, from 1.
        rows: how many it has.
        cells: what is printed.
        nested: the tables that stand in its cells; each is printed after it.
    """

    number: int
    rows: int
    cells: list[Cell]
    nested: list[Grid]


Item = Line | Grid


def lines_of(items: Sequence[Item], hidden: bool) -> tuple[list[str], bool]:
    """A cell's lines and whether it is hidden: it says what is seen, or what is hidden where nothing else stands."""
    lines = [item for item in items if isinstance(item, Line)]
    seen = [line for line in lines if not line.spot.hidden]
    texts = [said(line.text.replace("\t", " ")) for line in seen or lines]
    return texts, hidden or (bool(lines) and not seen)


def table_of(number: int, cells: list[Cell], rows: int, inside: list[Item]) -> list[Item]:
    """A table; one of a single column is no table but lines, and one that only lays out others gives what stands in it.

    Args:
        number: in the document, from 1.
        cells: what is printed.
        rows: how many it has.
        inside: what its cells hold, in reading order.
    """
    nested = [item for item in inside if isinstance(item, Grid)]
    around = bool(nested) or any(len(cell.lines) >= _MANY for cell in cells)
    if len(columns_of(cells)) < 2 or (around and _only_lays_out(cells, rows)):
        return inside
    return [Grid(number, rows, cells, nested)]


def _only_lays_out(cells: Sequence[Cell], rows: int) -> bool:
    """Whether a table has hardly a row of its own, in which two cells say something short."""
    said_in = [0] * rows
    for cell in cells:
        said_in[cell.row] += 0 < sum(map(len, cell.lines)) <= _SHORT
    return sum(count > 1 for count in said_in) * 2 < rows


def says_something(items: Sequence[Item]) -> bool:
    """Whether any of the items holds text."""
    return any(
        said(item.text)
        if isinstance(item, Line)
        else says_something(item.nested) or any(map(any, (cell.lines for cell in item.cells)))
        for item in items
    )


def content_of(items: Sequence[Item], limits: Limits, problems: Sequence[Problem] = ()) -> Content:
    """Group lines and tables into blocks.

    Args:
        items: in reading order.
        limits: tables that are too large in rows times columns are left out and recorded, and lines beyond ``max_lines``.
        problems: what the reader left out already.
    """
    left_out = list(problems)
    kept = _within(items, limits, left_out)
    printed = list(islice(_printed(kept, _are_wrapped(kept)), limits.max_lines + 1))
    if len(printed) > limits.max_lines:
        printed.pop()
        left_out.append(Problem(f"only the first {limits.max_lines:,} lines were read (--max-lines)"))
    return blocks_of(printed, limits, left_out)


def _within(items: Sequence[Item], limits: Limits, left_out: list[Problem]) -> list[Item]:
    """The items without tables that are too large; nested tables after those they stand in."""
    area = 0
    kept: list[Item] = []
    waiting: list[Item] = list(reversed(items))
    while waiting:
        item = waiting.pop()
        if isinstance(item, Line):
            kept.append(item)
            continue
        waiting.extend(reversed(item.nested))
        columns = len(columns_of(item.cells))
        area += columns * item.rows
        if columns > limits.max_columns:
            reason = f"{columns:,} columns, over the limit of {limits.max_columns:,} (--max-columns)"
        elif area > limits.max_cells:
            reason = f"more cells than the limit of {limits.max_cells:,} for a document allows (--max-cells)"
            area -= columns * item.rows
        else:
            kept.append(item)
            continue
        left_out.append(Problem(f"table {item.number} has {reason} and was left out"))
    return kept


def _are_wrapped(items: Sequence[Item]) -> bool:
    """Whether the lines are those of a page, as in a Word file made from a PDF: most long ones end within a sentence."""
    ends = [item.text.rstrip().endswith(_ENDS_SENTENCE) for item in items if isinstance(item, Line) and len(item.text) >= _LONG]
    return len(ends) >= _ENOUGH and ends.count(False) * 2 > len(ends)


def _printed(items: Sequence[Item], wrapped: bool) -> Iterator[Printed]:
    for is_line, group in groupby(items, key=lambda item: isinstance(item, Line)):
        if is_line:
            yield from _printed_lines([item for item in group if isinstance(item, Line)], wrapped)
        else:
            for item in group:
                if isinstance(item, Grid):
                    yield from printed_rows(item.cells, item.rows, item.number)


def _printed_lines(lines: Sequence[Line], wrapped: bool) -> Iterator[Printed]:
    """Lines; those with tabs between them that stand together and hold amounts are a table, as they look like one.

    Where lines are ``wrapped`` they follow each other, and the numbers of pages are left out.
    """
    for tabbed, group in groupby(lines, key=lambda line: not line.contents and "\t" in line.text.strip()):
        together = list(group)
        rows = [tuple(said(cell) for cell in line.text.strip().split("\t")) for line in together] if tabbed else []
        if _is_table(rows):
            for place, (line, cells) in enumerate(zip(together, _without_gaps(rows), strict=True)):
                yield Printed(cells=cells, follows=place > 0, spot=line.spot, spots=(line.spot,) * len(cells))
            continue
        listed = _are_contents(rows)
        for line in together:
            text = said(line.text)
            text = re.sub(r"\s*\t\s*", "……" if line.contents or listed else " ", text) if "\t" in text else text
            if text and not (wrapped and is_page_mark(text)):
                yield Printed(text, follows=line.goes_on or wrapped, spot=line.spot)


def _is_table(rows: Sequence[tuple[str, ...]]) -> bool:
    amounts = sum(any(_AMOUNT.match(cell) for cell in cells[1:]) for cells in rows)
    return len(rows) > 1 and amounts * 2 >= len(rows) and not _are_contents(rows)


def _are_contents(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether rows are titles with the pages they stand on."""
    pages = [int(cells[-1]) for cells in rows if _PAGE.match(cells[-1])]
    return bool(rows) and len(pages) == len(rows) and pages == sorted(pages) and all(len(cells) == 2 for cells in rows)


def _without_gaps(rows: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """Rows without the blank cells of doubled tabs, where that makes all of them as long as each other."""
    filled = [tuple(cell for cell in cells if cell) for cells in rows]
    return filled if len({len(cells) for cells in filled}) == 1 else rows
