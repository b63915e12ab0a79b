"""Every second row of a table shaded, no rule else: the shaded rows and those between them as one grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ..pages import Char
from .rules import Grid

_SAME = 2.0
"""Points by which the columns of two shaded rows differ at most."""

_BETWEEN = (0.5, 1.6)
"""How high, in heights of a shaded row, the row between two of them is."""

_INSET = 0.3
"""The share of a character's width that may stand over the edge of its column."""


def striped(grids: Sequence[Grid], chars: Sequence[Char]) -> list[Grid]:
    """The grids, those of one row that shade every second row of a table joined with the rows between them."""
    groups: list[list[Grid]] = []
    for grid in sorted(grids, key=lambda grid: grid.ys[0]):
        group = next((group for group in groups if _goes_on(group[-1], grid, chars)), None)
        if group is None:
            groups.append([grid])
        else:
            group.append(grid)
    return [group[0] if len(group) == 1 else _joined(group, chars) for group in groups]


def _goes_on(last: Grid, grid: Grid, chars: Iterable[Char]) -> bool:
    if len(last.ys) != 2 or len(grid.ys) != 2 or len(grid.xs) < 3 or not _are_same(last.xs, grid.xs):
        return False
    return _is_row(last.xs, last.ys[1], grid.ys[0], grid.ys[1] - grid.ys[0], chars)


def _are_same(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(x - y) <= _SAME for x, y in zip(one, other, strict=True))


def _is_row(xs: Sequence[float], top: float, bottom: float, height: float, chars: Iterable[Char]) -> bool:
    """Whether what stands between two levels is a row of these columns, with something in more than one of them."""
    if not _BETWEEN[0] * height <= bottom - top <= _BETWEEN[1] * height:
        return False
    inside = [char for char in chars if char.text != " " and top <= (char.top + char.bottom) / 2 <= bottom]
    held = set()
    for char in inside:
        inset = _INSET * (char.right - char.left)
        column = next((n for n, (x, y) in enumerate(pairwise(xs)) if x <= char.left + inset and char.right - inset <= y), None)
        if column is None:
            return False
        held.add(column)
    return len(held) > 1


def _joined(group: Sequence[Grid], chars: Sequence[Char]) -> Grid:
    xs = group[0].xs
    ys = [y for grid in group for y in grid.ys]
    height = ys[1] - ys[0]
    if _is_row(xs, ys[0] - height, ys[0], height, chars):
        ys.insert(0, ys[0] - height)
    if _is_row(xs, ys[-1], ys[-1] + height, height, chars):
        ys.append(ys[-1] + height)
    return Grid(xs, tuple(ys), tuple(((ys[0], ys[-1]),) for _ in xs), tuple(((xs[0], xs[-1]),) for _ in ys))
