"""A grid of rules and the characters in it to a table: merged cells, their texts, rows and columns that no rule parts."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence

from ..pages import Box, Char, PageCell, PageTable
from .pieces import Piece, pieces_of, reach
from .rows import FIGURE, rows_of
from .rules import Grid
from .text import TextLine, cell_text, lines_of

_STRADDLES = 0.2
"""The share of a character's width on each side of an edge from which on it is text that runs out of its cell."""

_SPARE = 0.75
"""The share of a cell's width up to which a figure leaves room: it is no piece of a longer one."""

Cells = tuple[PageCell | None, ...]
Owner = tuple[int, int, int, int]
"""Row and column of the cell that a place of the grid belongs to, and how many columns and rows that spans."""


def table_of(grid: Grid, chars: Sequence[Char], height: float) -> PageTable | None:
    """The table, or None where it is a frame or a single column.

    Args:
        grid: of rules.
        chars: whose middle is inside.
        height: of the page's characters.
    """
    if len(grid.xs) < 3 or len(grid.ys) < 2:
        return None
    owners = _owners(grid)
    held = _held(grid, owners, chars)
    owners = _wide_parted(grid, owners, held)
    rows: list[Cells] = []
    for row, line in enumerate(owners):
        lines = {owner[:2]: lines_of(held.get(owner[:2], ())) for column, owner in enumerate(line) if owner[:2] == (row, column)}
        rows.extend(_row(grid, row, line, lines, height))
    if sum(1 for cells in rows for cell in cells if cell is not None and cell.text) < 2:
        return None
    return PageTable(tuple(rows), grid.xs, (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]))


def _row(
    grid: Grid, row: int, owners: Sequence[Owner], lines: dict[tuple[int, int], list[TextLine]], height: float
) -> list[Cells]:
    """The cells of a row of the grid; where no rule parts rows, figures that stand over one another do."""
    if _several(grid, row, owners, lines):
        columns = [(left + 1, right - 1) for left, right in itertools.pairwise(grid.xs)]
        split = _by_level([pieces_of(line) for of in lines.values() for line in of])
        found = rows_of(split, columns, (), height)
        if len(found) > 1:
            tops = [grid.ys[row], *((a.bottom + b.top) / 2 for a, b in itertools.pairwise(found)), grid.ys[row + 1]]
            return [
                tuple(
                    _cell_of([piece for piece in one.pieces if reach(piece, columns)[0] == column], grid, column, top, bottom)
                    for column in range(len(columns))
                )
                for one, (top, bottom) in zip(found, itertools.pairwise(tops), strict=True)
            ]
    cells: list[PageCell | None] = []
    for column, (first, start, across, down) in enumerate(owners):
        if (first, start) != (row, column):
            cells.append(None)
            continue
        box = (grid.xs[column], grid.ys[row], grid.xs[column + across], grid.ys[row + down])
        cells.append(_cell(lines[row, column], box, across, down))
    return [tuple(cells)]


def _cell(lines: Sequence[TextLine], box: Box, across: int = 1, down: int = 1) -> PageCell:
    score = min((line.score for line in lines), default=1.0)
    return PageCell(cell_text(lines, box[0], box[2]), box, across, down, score)


def _cell_of(pieces: Iterable[Piece], grid: Grid, column: int, top: float, bottom: float) -> PageCell:
    chars = [char for piece in pieces for char in piece.chars]
    return _cell(lines_of(chars), (grid.xs[column], top, grid.xs[column + 1], bottom))


def _several(grid: Grid, row: int, owners: Sequence[Owner], lines: dict[tuple[int, int], list[TextLine]]) -> bool:
    """Whether a row of the grid holds several rows: two columns have whole figures on several lines."""
    if any(owner != (row, column, 1, 1) for column, owner in enumerate(owners)):
        return False
    stacked = 0
    for (_, column), of in lines.items():
        width = grid.xs[column + 1] - grid.xs[column]
        pieces = [pieces_of(line) for line in of]
        figures = [line[0] for line in pieces if len(line) == 1 and FIGURE.match(line[0].text)]
        spare = all(piece.right - piece.left <= _SPARE * width for piece in figures)
        stacked += len(figures) > 1 and len(figures) == len(of) and spare
    return stacked > 1


def _by_level(lines: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Pieces of all cells as lines from top to bottom."""
    split: list[list[Piece]] = []
    for piece in sorted((piece for line in lines for piece in line), key=lambda piece: piece.top + piece.bottom):
        middle = (piece.top + piece.bottom) / 2
        last = split[-1][0] if split else None
        if last is not None and abs((last.top + last.bottom) / 2 - middle) <= 0.4 * (piece.bottom - piece.top):
            split[-1].append(piece)
        else:
            split.append([piece])
    return [sorted(line, key=lambda piece: piece.left) for line in split]


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


def _wide_parted(grid: Grid, owners: list[list[Owner]], held: dict[tuple[int, int], list[Char]]) -> list[list[Owner]]:
    """The cells, a merged one parted where its texts keep to the columns it spans: only some upright rules are drawn."""
    columns = [(left, right) for left, right in itertools.pairwise(grid.xs)]
    for row, line in enumerate(owners):
        for column, owner in enumerate(line):
            across, down = owner[2:]
            if owner[:2] != (row, column) or across == 1 or down > 1:
                continue
            lines = lines_of(held.get((row, column), ()))
            if len(lines) != 1:
                continue
            pieces = pieces_of(lines[0])
            reaches = [reach(piece, columns) for piece in pieces]
            apart = len(pieces) > 1 and len({first for first, _ in reaches}) == len(pieces)
            if not apart or any(first != last for first, last in reaches) or not any(FIGURE.match(p.text) for p in pieces):
                continue
            starts = [column, *(first for first, _ in reaches if first > column), column + across]
            starts = sorted(set(starts))
            for start, end in itertools.pairwise(starts):
                for x in range(start, end):
                    line[x] = (row, start, end - start, 1)
            held[row, column] = []
            for piece, (first, _) in zip(pieces, reaches, strict=True):
                held.setdefault((row, line[first][1]), []).extend(piece.chars)
    return owners


def _held(grid: Grid, owners: Sequence[Sequence[Owner]], chars: Sequence[Char]) -> dict[tuple[int, int], list[Char]]:
    """The characters of each cell, by its first row and column."""
    held: dict[tuple[int, int], list[Char]] = {}
    last_row, last_column = len(grid.ys) - 2, len(grid.xs) - 2
    crossing = False
    for char in chars:
        column = min(max(bisect.bisect(grid.xs, (char.left + char.right) / 2) - 1, 0), last_column)
        row = min(max(bisect.bisect(grid.ys, (char.top + char.bottom) / 2) - 1, 0), last_row)
        owner = owners[row][column]
        held.setdefault(owner[:2], []).append(char)
        slack = _STRADDLES * (char.right - char.left)
        left, right = grid.xs[owner[1]], grid.xs[owner[1] + owner[2]]
        crossing |= char.text != " " and (char.left + slack < left or char.right - slack > right)
    return _gathered(grid, owners, held) if crossing else held


def _gathered(
    grid: Grid, owners: Sequence[Sequence[Owner]], held: dict[tuple[int, int], list[Char]]
) -> dict[tuple[int, int], list[Char]]:
    """The characters, those of a word that runs over an edge all in the cell that has most of it."""
    for row, line in enumerate(owners):
        for (first, start, across, _), (other_row, after, *_) in itertools.pairwise(
            [owner for column, owner in enumerate(line) if owner[1] == column]
        ):
            edge = grid.xs[start + across]
            here, there = held.get((first, start), []), held.get((other_row, after), [])
            both = [char for char in (*here, *there) if char.text != " " and grid.ys[row] <= (char.top + char.bottom) / 2]
            over = [
                char
                for char in both
                if char.left + _STRADDLES * (char.right - char.left) < edge < char.right - _STRADDLES * (char.right - char.left)
            ]
            if not over:
                continue
            for text in lines_of([*here, *there]):
                for piece in pieces_of(text, _STRADDLES):
                    if not any(char in over for char in piece.chars):
                        continue
                    mine = sum(1 for char in piece.chars if (char.left + char.right) / 2 < edge) * 2 >= len(piece.chars)
                    gets, gives = (here, there) if mine else (there, here)
                    for char in piece.chars:
                        if char in gives:
                            gives.remove(char)
                            gets.append(char)
            held[first, start], held[other_row, after] = here, there
    return held
