"""Ruled lines to grids: pieces joined to whole rules, rules that touch to a grid, its edges and which cells they part."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .pages import Char, Rule

_STRAIGHT = 0.8
"""Points that pieces of one rule stand aside of each other at most."""

_JOINED = 3.0
"""Points between pieces that are still one rule: dashes, and cells that were each drawn with a border of their own."""

_TOUCHES = 3.0
"""Points that a rule may end before the one it meets."""

_DOUBLE = 3.2
"""Points between the lines of a double rule: no row is as low as that."""

_NARROW, _LOW = 0.75, 0.45
"""Heights of a character up to which an empty column is no column, an empty row no row."""

_SHORTEST = 4.0
_PARTS = 0.5
"""The share of a cell's side that is ruled where the rule parts it from the next."""


class Grid(NamedTuple):
    """Rules that touch one another.

    Attributes:
        xs, ys: where its vertical and horizontal edges stand.
        right: for each row, whether the right side of each cell is ruled.
        below: for each row, whether the lower side of each cell is ruled.
        across, upright: its rules.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    right: tuple[tuple[bool, ...], ...]
    below: tuple[tuple[bool, ...], ...]
    across: tuple[Rule, ...]
    upright: tuple[Rule, ...]


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
                if begin <= end + _JOINED:
                    at = other if finish - begin > end - start else at
                    end = max(end, finish)
                else:
                    whole.append((at, start, end))
                    at, start, end = other, begin, finish
            whole.append((at, start, end))
            level = []
        level.append(piece)
    return [one for one in whole if one[2] - one[1] >= _SHORTEST]


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
    """The edges of rules that touch and which cells they part.

    Args:
        across: the rules across of one component; they or the upright ones may be missing.
        upright: its upright rules.
        height: of the page's characters, in points: sides left open are closed where a rule sticks out by more.
    """
    double = min(_DOUBLE, height * 0.6)
    xs = _edges([rule.left for rule in upright], double)
    ys = _edges([rule.top for rule in across], double)
    left, right = min(rule.left for rule in (*across, *upright)), max(rule.right for rule in (*across, *upright))
    top, bottom = min(rule.top for rule in (*across, *upright)), max(rule.bottom for rule in (*across, *upright))
    xs = _closed(xs, left, right, height)
    ys = _closed(ys, top, bottom, height)
    return _parting(xs, ys, across, upright)


def _parting(xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], upright: Sequence[Rule]) -> Grid:
    """The grid of these edges, with the cells that the rules part."""
    parted_right = [
        tuple(
            edge == len(xs) - 1 or _covered(upright, "x", xs[edge], ys[row], ys[row + 1]) >= _PARTS for edge in range(1, len(xs))
        )
        for row in range(len(ys) - 1)
    ]
    parted_below = [
        tuple(
            edge == len(ys) - 1 or _covered(across, "y", ys[edge], xs[column], xs[column + 1]) >= _PARTS
            for column in range(len(xs) - 1)
        )
        for edge in range(1, len(ys))
    ]
    return Grid(tuple(xs), tuple(ys), tuple(parted_right), tuple(parted_below), tuple(across), tuple(upright))


def slim(grid: Grid, chars: Iterable[Char], height: float) -> Grid:
    """The grid without columns and rows that are too narrow to write in: shading that stops short of its cell's borders.

    Of the two edges of such a column or row the one that is ruled over the shorter way goes.
    """
    middles = [((char.left + char.right) / 2, (char.top + char.bottom) / 2) for char in chars if char.text != " "]
    xs = _slim(grid.xs, sorted(x for x, _ in middles), height * _NARROW, _lengths(grid.upright, grid.xs, "x"))
    ys = _slim(grid.ys, sorted(y for _, y in middles), height * _LOW, _lengths(grid.across, grid.ys, "y"))
    return grid if (xs, ys) == (list(grid.xs), list(grid.ys)) else _parting(xs, ys, grid.across, grid.upright)


def _slim(edges: Sequence[float], places: Sequence[float], least: float, lengths: dict[float, float]) -> list[float]:
    kept = list(edges)
    index = 0
    while index < len(kept) - 1:
        left, right = kept[index], kept[index + 1]
        empty = bisect.bisect(places, left) == bisect.bisect(places, right)
        if right - left > least or not empty or len(kept) <= 2:
            index += 1
            continue
        outer = (index == 0) - (index + 1 == len(kept) - 1)
        first_stays = outer > 0 or (outer == 0 and lengths[left] >= lengths[right])
        del kept[index + 1 if first_stays else index]
        index = max(index - 1, 0)
    return kept


def _lengths(rules: Iterable[Rule], edges: Sequence[float], axis: str) -> dict[float, float]:
    """How much of each edge is ruled, in points."""
    lengths = dict.fromkeys(edges, 0.0)
    for rule in rules:
        at = rule.left if axis == "x" else rule.top
        nearest = min(edges, key=lambda edge: abs(edge - at))
        lengths[nearest] += rule.bottom - rule.top + rule.right - rule.left
    return lengths


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


def _covered(rules: Iterable[Rule], axis: str, at: float, start: float, end: float) -> float:
    """The share of the way from ``start`` to ``end`` along the edge ``at`` that is ruled."""
    length = 0.0
    for rule in rules:
        place, begin, finish = (rule.left, rule.top, rule.bottom) if axis == "x" else (rule.top, rule.left, rule.right)
        if abs(place - at) <= _DOUBLE:
            length += max(0.0, min(end, finish) - max(start, begin))
    return length / (end - start) if end > start else 1.0
