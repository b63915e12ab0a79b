"""Ruled lines to grids: pieces joined to whole rules, rules that touch to a grid, its edges and which cells they part."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..pages import Char, Rule

_STRAIGHT = 0.8
"""Points that pieces of one rule stand aside of each other at most."""

_JOINED = 3.0
"""Points between pieces that are still one rule: dashes, and cells that were each drawn with a border of their own."""

_DASH, _BESIDE = 12.0, 1.6
"""Points up to which a piece is a dash, and between longer pieces that are one rule."""

_TOUCHES = 3.0
"""Points that a rule may end before the one it meets."""

_DOUBLE = 3.2
"""Points between the lines of a double rule: no row is as low as that."""

_NARROW, _LOW = 0.75, 0.45
"""Heights of a character up to which an empty column is no column, an empty row no row."""

_SHORTEST = 4.0
_MEETS, _LEAST_CELL = 1.3, 8.0
"""Points between two pieces of a rule that meet, and the least width of a piece that is one cell's."""

_OTHER_COLUMNS = 3
"""Edges that only one of two tables has which touch one another, at least."""

_PARTS = 0.5
"""The share of a cell's side that is ruled where the rule parts it from the next."""


Way = tuple[float, float]
"""From where to where an edge is ruled."""


class Grid(NamedTuple):
    """Edges of rules that touch one another.

    Attributes:
        xs: where its upright edges stand, from left to right; ``ys``: those across, from top to bottom.
        upright: for each upright edge where it is ruled; ``across``: for each edge across.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    upright: tuple[tuple[Way, ...], ...]
    across: tuple[tuple[Way, ...], ...]

    def parted_right(self, row: int, column: int) -> bool:
        """Whether the right side of a cell is ruled; the grid's outer sides always are."""
        edge = column + 1
        return edge == len(self.xs) - 1 or _ruled(self.upright[edge], self.ys[row], self.ys[row + 1])

    def parted_below(self, row: int, column: int) -> bool:
        """Whether the lower side of a cell is ruled."""
        edge = row + 1
        return edge == len(self.ys) - 1 or _ruled(self.across[edge], self.xs[column], self.xs[column + 1])


def _ruled(ways: Iterable[Way], start: float, end: float) -> bool:
    return sum(max(0.0, min(end, finish) - max(start, begin)) for begin, finish in ways) >= _PARTS * (end - start)


def whole_rules(rules: Iterable[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules across and the upright ones, pieces that lie on one line joined."""
    across, upright = [], []
    for rule in rules:
        wide, tall = rule.right - rule.left, rule.bottom - rule.top
        if wide <= _JOINED and tall <= _JOINED:  # a dot, or the corner between pieces
            across.append((rule.top, rule.left, rule.right))
            upright.append((rule.left, rule.top, rule.bottom))
        elif wide >= tall:
            across.append(((rule.top + rule.bottom) / 2, rule.left, rule.right))
        else:
            upright.append(((rule.left + rule.right) / 2, rule.top, rule.bottom))
    return (
        [Rule(start, at, end, at) for at, start, end in _joined(across)],
        [Rule(at, start, at, end) for at, start, end in _joined(upright)],
    )


def _joined(pieces: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Pieces (where, from, to) on one line as whole rules."""
    pieces.sort()
    whole: list[tuple[float, float, float]] = []
    level: list[tuple[float, float, float]] = []
    for piece in [*pieces, (float("inf"), 0.0, 0.0)]:
        if level and piece[0] - level[-1][0] > _STRAIGHT:
            level.sort(key=lambda one: one[1])
            at, start, end = level[0]
            for other, begin, finish in level[1:]:
                if begin <= end + (_JOINED if min(end - start, finish - begin) <= _DASH else _BESIDE):
                    at = other if finish - begin > end - start else at
                    end = max(end, finish)
                else:
                    whole.append((at, start, end))
                    at, start, end = other, begin, finish
            whole.append((at, start, end))
            level = []
        level.append(piece)
    return [one for one in whole if one[2] - one[1] >= _SHORTEST]


def breaks_of(rules: Iterable[Rule]) -> dict[float, list[float]]:
    """By the level of rules across, where one piece ends and the next begins: many programs draw them cell by cell."""
    levels: list[tuple[float, list[Rule]]] = []
    for rule in sorted((rule for rule in rules if rule.right - rule.left > _JOINED), key=lambda rule: rule.top):
        if rule.bottom - rule.top > _STRAIGHT:
            continue
        if levels and rule.top - levels[-1][0] <= _STRAIGHT:
            levels[-1][1].append(rule)
        else:
            levels.append((rule.top, [rule]))
    breaks: dict[float, list[float]] = {}
    for level, pieces in levels:
        pieces.sort(key=lambda piece: piece.left)
        breaks[level] = [
            (before.right + after.left) / 2
            for before, after in itertools.pairwise(pieces)
            if abs(after.left - before.right) <= _MEETS and min(_wide(before), _wide(after)) >= _LEAST_CELL
        ]
    return breaks


def _wide(rule: Rule) -> float:
    return rule.right - rule.left


def components(across: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch one another, from top to bottom; those that touch none stand alone."""
    parent = list(range(len(across) + len(upright)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for number, bar in enumerate(upright, len(across)):
        low, high = bar.left - _TOUCHES, bar.left + _TOUCHES
        top, bottom = bar.top - _TOUCHES, bar.bottom + _TOUCHES
        for index, rule in enumerate(across):
            if top <= rule.top <= bottom and rule.left <= high and rule.right >= low:
                parent[root(index)] = root(number)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate(across):
        groups.setdefault(root(index), ([], []))[0].append(rule)
    for number, rule in enumerate(upright, len(across)):
        groups.setdefault(root(number), ([], []))[1].append(rule)
    return sorted(groups.values(), key=lambda group: min(rule.top for part in group for rule in part))


def grid_of(across: Sequence[Rule], upright: Sequence[Rule], height: float) -> Grid:
    """The edges of rules that touch and where they are ruled.

    Args:
        across: the rules across of one component; they or the upright ones may be missing.
        upright: its upright rules.
        height: of the page's characters, in points: sides left open are closed where a rule sticks out by more.
    """
    double = min(_DOUBLE, height * 0.6)
    xs = _edges([rule.left for rule in upright], double)
    ys = _edges([rule.top for rule in across], double)
    xs = _closed(xs, min(rule.left for rule in (*across, *upright)), max(rule.right for rule in (*across, *upright)), height)
    ys = _closed(ys, min(rule.top for rule in (*across, *upright)), max(rule.bottom for rule in (*across, *upright)), height)
    return Grid(
        tuple(xs),
        tuple(ys),
        _ways(xs, [(rule.left, rule.top, rule.bottom) for rule in upright]),
        _ways(ys, [(rule.top, rule.left, rule.right) for rule in across]),
    )


def _ways(edges: Sequence[float], rules: Iterable[tuple[float, float, float]]) -> tuple[tuple[Way, ...], ...]:
    """For each edge where the rules nearest to it lead."""
    ways: list[list[Way]] = [[] for _ in edges]
    for at, start, end in rules:
        after = bisect.bisect(edges, at)
        nearest = after - 1 if after == len(edges) or (after and at - edges[after - 1] <= edges[after] - at) else after
        ways[nearest].append((start, end))
    return tuple(map(tuple, ways))


def touching(grid: Grid) -> list[float]:
    """The levels where a table ends that touches the next: other columns stand below than above.

    Two rows on either side are looked at: of a row with merged cells not all edges are seen. Some edges may agree by chance.
    """
    inner = range(1, len(grid.xs) - 1)
    rows = [{edge for edge in inner if _ruled(grid.upright[edge], top, bottom)} for top, bottom in itertools.pairwise(grid.ys)]
    levels = []
    for row in range(1, len(rows)):
        above, below = set().union(*rows[max(row - 2, 0) : row]), set().union(*rows[row : row + 2])
        fewest = min(len(above - below), len(below - above))
        if fewest >= _OTHER_COLUMNS and len(above & below) < fewest and rows[row - 1] - below and rows[row] - above:
            levels.append(grid.ys[row])
    return levels


def between(rules: Iterable[Rule], top: float, bottom: float) -> list[Rule]:
    """What of the rules stands between two levels."""
    return [
        Rule(rule.left, max(rule.top, top), rule.right, min(rule.bottom, bottom))
        for rule in rules
        if rule.top <= bottom + _TOUCHES
        and rule.bottom >= top - _TOUCHES
        and (rule.top == rule.bottom or min(rule.bottom, bottom) - max(rule.top, top) > _TOUCHES)
    ]


def slim(grid: Grid, chars: Iterable[Char], height: float) -> Grid:
    """The grid without columns and rows that are too narrow to write in: shading that stops short of its cell's borders.

    The two edges of such a column or row become one, where that stands which is ruled over the longer way.
    """
    seen = [char for char in chars if char.text != " "]
    xs, upright = _slim(grid.xs, grid.upright, sorted((char.left, char.right) for char in seen), height * _NARROW)
    ys, across = _slim(grid.ys, grid.across, sorted((char.top, char.bottom) for char in seen), height * _LOW)
    return Grid(xs, ys, upright, across)


def _slim(
    edges: Sequence[float], ways: Sequence[tuple[Way, ...]], places: Sequence[Way], least: float
) -> tuple[tuple[float, ...], tuple[tuple[Way, ...], ...]]:
    kept, led = list(edges), list(ways)
    index = 0
    while index < len(kept) - 1:
        first, second = kept[index], kept[index + 1]
        if second - first > least or len(kept) <= 2 or _holds(places, first, second):
            index += 1
            continue
        outer = (index == 0) - (index + 1 == len(kept) - 1)
        first_stays = outer > 0 or (outer == 0 and _length(led[index]) >= _length(led[index + 1]))
        kept[index : index + 2] = [first if first_stays else second]
        led[index : index + 2] = [led[index] + led[index + 1]]
        index = max(index - 1, 0)
    return tuple(kept), tuple(led)


def _holds(places: Iterable[Way], first: float, second: float) -> bool:
    """Whether a character stands within two edges all by itself; a word that only ends there stands in the next cell."""
    return any(
        first < (start + end) / 2 < second
        and not any(other != (start, end) and -1 < start - other[1] < 1.5 and other[0] < first for other in places)
        and not any(other != (start, end) and -1 < other[0] - end < 1.5 and other[1] > second for other in places)
        for start, end in places
    )


def _length(ways: Iterable[Way]) -> float:
    return sum(end - start for start, end in ways)


def _edges(places: Iterable[float], double: float) -> list[float]:
    """Places as edges: those of a double rule are one."""
    edges: list[list[float]] = []
    for place in sorted(places):
        if edges and place - edges[-1][0] <= double:
            edges[-1].append(place)
        else:
            edges.append([place])
    return [(edge[0] + edge[-1]) / 2 for edge in edges]


def _closed(edges: list[float], first: float, last: float, height: float) -> list[float]:
    """The edges with an outer one where the rules of the other direction stick out."""
    if not edges or edges[0] - first > height:
        edges = [first, *edges]
    if last - edges[-1] > height:
        edges = [*edges, last]
    return edges
