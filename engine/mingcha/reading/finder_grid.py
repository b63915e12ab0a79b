"""A grid of rules and the characters in it to a table: merged cells, their texts, edges that part nothing left out."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

from .finder_rules import Grid
from .finder_text import cell_text, lines_of
from .pages import Box, Char, PageCell, PageTable

_STRADDLES = 0.2
"""A character that an edge cuts by more than this share of its width belongs to text that runs out of its cell."""


def table_of(grid: Grid, chars: Sequence[Char]) -> PageTable | None:
    """The table, or None where it is a frame or a single column."""
    if len(grid.xs) < 3 or len(grid.ys) < 2:
        return None
    owners = _owners(grid)
    held = _held(grid, owners, chars)
    rows: list[tuple[PageCell | None, ...]] = []
    for row in range(len(grid.ys) - 1):
        cells: list[PageCell | None] = []
        for column in range(len(grid.xs) - 1):
            across, down = owners[row][column][2:]
            if owners[row][column][:2] != (row, column):
                cells.append(None)
                continue
            box = (grid.xs[column], grid.ys[row], grid.xs[column + across], grid.ys[row + down])
            cells.append(_cell(held.get((row, column), ()), box, across, down))
        rows.append(tuple(cells))
    return _slim(PageTable(tuple(rows), grid.xs, (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])))


def _cell(chars: Iterable[Char], box: Box, across: int, down: int) -> PageCell:
    lines = lines_of(chars)
    score = min((line.score for line in lines), default=1.0)
    return PageCell(cell_text(lines, box[2] - box[0]), box, across, down, score)


Owner = tuple[int, int, int, int]
"""Row and column of the cell that a place of the grid belongs to, and how many columns and rows that spans."""


def _owners(grid: Grid) -> list[list[Owner]]:
    """For each place of the grid the rectangle of places that no rule parts it from."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    owners: list[list[Owner | None]] = [[None] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if owners[row][column] is not None:
                continue
            across = 1
            while (
                column + across < columns
                and not grid.parted_right(row, column + across - 1)
                and owners[row][column + across] is None
            ):
                across += 1
            down = 1
            while row + down < rows and _same_below(grid, row + down, column, across):
                down += 1
            for y in range(row, row + down):
                for x in range(column, column + across):
                    owners[y][x] = (row, column, across, down)
    return [[owner for owner in line if owner is not None] for line in owners]


def _same_below(grid: Grid, row: int, column: int, across: int) -> bool:
    """Whether the places of ``row`` belong to the cell above them."""
    columns = range(column, column + across)
    inside = any(grid.parted_right(row, x) for x in columns[:-1])
    return not inside and not any(grid.parted_below(row - 1, x) for x in columns)


def _held(grid: Grid, owners: Sequence[Sequence[Owner]], chars: Sequence[Char]) -> dict[tuple[int, int], list[Char]]:
    """The characters of each cell, by its first row and column."""
    held: dict[tuple[int, int], list[Char]] = {}
    last_row, last_column = len(grid.ys) - 2, len(grid.xs) - 2
    for char in chars:
        column = min(max(bisect.bisect(grid.xs, (char.left + char.right) / 2) - 1, 0), last_column)
        row = min(max(bisect.bisect(grid.ys, (char.top + char.bottom) / 2) - 1, 0), last_row)
        held.setdefault(owners[row][column][:2], []).append(char)
    return held


def _slim(table: PageTable) -> PageTable | None:
    """The table without columns and rows that are all empty and too narrow to write in, or None if it says next to nothing."""
    filled = sum(1 for row in table.rows for cell in row if cell is not None and cell.text)
    return table if filled >= 2 else None
