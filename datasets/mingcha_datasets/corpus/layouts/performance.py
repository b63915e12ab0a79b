"""Build performance forms: parts below each other, pairs of names and values, labels beside them, levels of indicators."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mingcha_datasets.blocks import Merged
from mingcha_datasets.corpus.layouts.tables import Row
from mingcha_datasets.corpus.paper import BLANK, Board, Piece, Role

Indicator = tuple[Piece | str, ...]
"""一级指标, 二级指标, 三级指标, 指标值 and what else the form has a column for; the levels are texts."""


def stacked(kind: str, title: str, parts: Iterable[Board]) -> Board:
    """The parts below each other, all as wide as the widest; a performance form has no header."""
    found = [part for part in parts if part.rows]
    width = max(len(row) for part in found for row in part.rows)
    rows: list[Row] = []
    merged: list[Merged] = []
    for part in found:
        merged.extend(replace(each, row=each.row + len(rows)) for each in part.merged)
        rows.extend((*row, *[BLANK] * (width - len(row))) for row in part.rows)
    return Board(tuple(rows), 0, tuple(merged), kind, title)


def pairs(rows: Sequence[Sequence[Piece | str]], columns: Sequence[int], width: int) -> Board:
    """Names and values at their columns, each as wide as there is room up to the next or the form's end.

    Args:
        rows: each as many cells as there are columns, or fewer; an odd one's last is as wide as the row.
        columns: where they begin, counted from 0.
        width: of the form.
    """
    cells: list[Row] = []
    merged: list[Merged] = []
    for number, row in enumerate(rows):
        placed = [BLANK] * width
        for column, cell in zip(columns, row, strict=False):
            placed[column] = Piece(cell) if isinstance(cell, str) else cell
        cells.append(tuple(placed))
        merged.extend(
            Merged(number, column, 1, after - column)
            for column, after in itertools.pairwise([*columns[: len(row)], width])
            if after - column > 1
        )
    return Board(tuple(cells), 0, tuple(merged))


def labelled(label: str, part: Board, across: int = 1) -> Board:
    """The part with a label in its first columns, which it leaves blank, that spans all of its rows."""
    first, *others = part.rows
    beside = (Merged(0, 0, len(part.rows), across),) if len(part.rows) * across > 1 else ()
    return replace(part, rows=((Piece(label), *first[1:]), *others), merged=(*beside, *part.merged))


def indented(part: Board, by: int) -> Board:
    """The part so many columns further right."""
    rows = tuple((*[BLANK] * by, *row) for row in part.rows)
    return replace(part, rows=rows, merged=tuple(replace(each, column=each.column + by) for each in part.merged))


def plain(rows: Iterable[Sequence[Piece]], merged: Iterable[Merged] = ()) -> Board:
    """Rows as they are."""
    return Board(tuple(map(tuple, rows)), 0, tuple(merged))


def indicators(head: Sequence[str], stated: Sequence[Indicator]) -> Board:
    """The indicators under their header; a first or second level that goes on is one cell."""
    rows: list[Row] = [tuple(map(Piece, head))]
    for before, indicator in itertools.pairwise([("", ""), *stated]):
        first = "" if indicator[0] == before[0] else indicator[0]
        second = "" if not first and indicator[1] == before[1] else indicator[1]
        rest = tuple(map(_cell, indicator[2:]))
        row = (_level(first), _level(second), *rest)
        rows.append((*row, *[BLANK] * (len(head) - len(row))))
    return Board(tuple(rows), 0, tuple(_levels(rows)))


def _level(stated: Piece | str) -> Piece:
    return stated if isinstance(stated, Piece) else Piece(stated)


def _cell(stated: Piece | str) -> Piece:
    return stated if isinstance(stated, Piece) else Piece(stated, Role.INDICATOR) if stated else BLANK


def _levels(rows: Sequence[Row]) -> Iterator[Merged]:
    """The cells of the first two levels, which stand for the blanks below them; a new first level ends a second."""
    for column in range(2):
        begins = [number for number, row in enumerate(rows) if any(piece.text for piece in row[: column + 1])]
        for row, after in itertools.pairwise([*begins, len(rows)]):
            if after - row > 1:
                yield Merged(row, column, after - row, 1)
