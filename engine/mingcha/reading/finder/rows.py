"""Pieces of text to the rows of a table whose columns are known."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..pages import Box, PageCell
from .pieces import Piece, reach
from .text import cell_text, lines_of

FIGURE = re.compile(r"-?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?[%％]?\Z|[-—–]{1,2}\Z|[*＊]{1,4}\Z")


class Row(NamedTuple):
    """Pieces that make one row, from its top to its bottom."""

    pieces: tuple[Piece, ...]
    top: float
    bottom: float


def rows_of(
    split: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]], levels: Iterable[float], height: float
) -> list[Row]:
    """Lines to rows: those between two rules are one row unless a column has two figures there; else what stands close."""
    edges = sorted(levels)
    rows: list[list[Piece]] = []
    near = _near(split, columns, height)
    for place, lines in itertools.groupby(split, key=lambda pieces: bisect.bisect(edges, middle_of(pieces))):
        block = list(lines)
        whole = [piece for pieces in block for piece in pieces]
        if 0 < place < len(edges) and not _conflict(whole, columns):
            rows.append(whole)
            continue
        joined: list[list[Piece]] = []
        for pieces in block:
            together = joined and min(p.top for p in pieces) - max(p.bottom for p in joined[-1]) <= near
            if together and not _conflict([*joined[-1], *pieces], columns):
                joined[-1].extend(pieces)
            else:
                joined.append(list(pieces))
        rows.extend(joined)
    return [Row(tuple(row), min(piece.top for piece in row), max(piece.bottom for piece in row)) for row in rows]


def middle_of(pieces: Sequence[Piece]) -> float:
    """The y of the middle of pieces on one line."""
    return sum(piece.top + piece.bottom for piece in pieces) / len(pieces) / 2


def _near(split: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]], height: float) -> float:
    """The white between two lines up to which they are one row: less than that between most rows with figures."""
    gaps = sorted(
        min(piece.top for piece in after) - max(piece.bottom for piece in before)
        for before, after in itertools.pairwise(split)
        if _conflict([*before, *after], columns)
    )
    if not gaps:
        return -0.2 * height
    return gaps[len(gaps) // 4] - 0.15 * height


def _conflict(pieces: Iterable[Piece], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a column has two figures among these."""
    seen: set[int] = set()
    for piece in pieces:
        if FIGURE.match(piece.text):
            column = reach(piece, columns)[0]
            if column in seen:
                return True
            seen.add(column)
    return False


def cells_of(row: Row, columns: Sequence[tuple[float, float]], edges: Sequence[float]) -> tuple[PageCell | None, ...]:
    """The cells of a row; a piece that reaches over several columns, alone there, is a merged cell."""
    reaches = [reach(piece, columns) for piece in row.pieces]
    held: dict[int, list[Piece]] = {}
    across: dict[int, int] = {}
    for piece, (first, last) in zip(row.pieces, reaches, strict=True):
        others = [reach for reach in reaches if reach != (first, last) and reach[0] <= last and reach[1] >= first]
        if last > first and others:
            first = last = max(
                range(first, last + 1), key=lambda n: min(columns[n][1], piece.right) - max(columns[n][0], piece.left)
            )
        held.setdefault(first, []).append(piece)
        across[first] = max(across.get(first, 1), last - first + 1)
    cells: list[PageCell | None] = []
    while len(cells) < len(columns):
        column = len(cells)
        wide = across.get(column, 1)
        box: Box = (edges[column], row.top, edges[column + wide], row.bottom)
        inside = lines_of([char for piece in held.get(column, ()) for char in piece.chars])
        score = min((line.score for line in inside), default=1.0)
        cells.append(PageCell(cell_text(inside, box[0], box[2]), box, wide, 1, score))
        cells.extend([None] * (wide - 1))
    return tuple(cells)
