"""The heading of a table that upright rules do not part: which words are one cell, over which columns each stands."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from ..pages import Box, PageCell, Rule
from .pieces import Piece, core_reach
from .text import cell_text, lines_of

_WRAPPED = 0.45
"""Heights of a character between two lines of one heading at most."""

_BENEATH = 1.0
"""Heights of a character between a heading and the rule under it that tells how far it reaches."""


class Words(NamedTuple):
    """Pieces of one heading, its lines joined."""

    pieces: tuple[Piece, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return (self.left + self.right) / 2


class Placed(NamedTuple):
    """A heading with its first and last column and its level from the top."""

    words: Words
    first: int
    last: int
    level: int


def heading_rows(
    lines: Sequence[Sequence[Piece]],
    columns: Sequence[tuple[float, float]],
    edges: Sequence[float],
    rules: Sequence[Rule],
    height: float,
) -> list[tuple[PageCell | None, ...]]:
    """The rows of a heading, or none where its words do not stand over one another in an order that makes sense.

    Args:
        lines: above the first row of figures.
        columns: from where to where text stands in each column.
        edges: of the columns, one more than those.
        rules: across, the short ones under a heading among them.
        height: of the page's characters.
    """
    words = _words([piece for line in lines for piece in line], height)
    placed = _placed(words, columns, edges, rules, height)
    if placed is None:
        return []
    depth = max(one.level for one in placed) + 1
    levels = [min(one.words.top for one in placed if one.level >= level) for level in range(depth)]
    levels.append(max(one.words.bottom for one in placed))
    grid: list[list[PageCell | None]] = [[None] * len(columns) for _ in range(depth)]
    taken = [[False] * len(columns) for _ in range(depth)]
    for one in placed:
        below = any(
            other.level > one.level and other.first <= one.last and other.last >= one.first
            for other in placed
            if other is not one
        )
        down = 1 if below else depth - one.level
        for row in range(one.level, one.level + down):
            for column in range(one.first, one.last + 1):
                if taken[row][column]:
                    return []
                taken[row][column] = True
        box: Box = (edges[one.first], levels[one.level], edges[one.last + 1], levels[one.level + down])
        grid[one.level][one.first] = _cell(one.words, box, one.last - one.first + 1, down)
    for row in range(depth):
        for column in range(len(columns)):
            if not taken[row][column]:
                grid[row][column] = PageCell("", (edges[column], levels[row], edges[column + 1], levels[row + 1]))
    return [tuple(row) for row in grid]


def _cell(words: Words, box: Box, across: int, down: int) -> PageCell:
    inside = lines_of([char for piece in words.pieces for char in piece.chars])
    return PageCell(cell_text(inside, box[0], box[2]), box, across, down, min(line.score for line in inside))


def _words(pieces: Sequence[Piece], height: float) -> list[Words]:
    """Pieces that stand close over one another as one, from the top."""
    words: list[Words] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top, piece.left)):
        for index, other in enumerate(words):
            beside = min(piece.right, other.right) - max(piece.left, other.left)
            near = -0.5 * height <= piece.top - other.bottom <= _WRAPPED * height
            if near and beside * 2 > min(piece.right - piece.left, other.right - other.left):
                words[index] = Words(
                    (*other.pieces, piece),
                    min(other.left, piece.left),
                    other.top,
                    max(other.right, piece.right),
                    max(other.bottom, piece.bottom),
                )
                break
        else:
            words.append(Words((piece,), piece.left, piece.top, piece.right, piece.bottom))
    return words


def _placed(
    words: Sequence[Words],
    columns: Sequence[tuple[float, float]],
    edges: Sequence[float],
    rules: Sequence[Rule],
    height: float,
) -> list[Placed] | None:
    """Each heading with its columns and its level, or None if two stand at one place."""
    reaches = [core_reach(one.left, one.right, columns) for one in words]
    spans: list[tuple[int, int]] = []
    for number, one in enumerate(words):
        beneath = _ruled(one, edges, rules, height)
        if beneath is not None:
            spans.append(beneath)
            continue
        under = [_has_below(column, one, words, reaches, height) for column in range(len(columns))]
        first, last = reaches[number]
        if not any(under[first : last + 1]):
            spans.append((first, last))
            continue
        start, end = first, last
        while start > 0 and under[start - 1]:
            start -= 1
        while end + 1 < len(columns) and under[end + 1]:
            end += 1
        mates = [
            other
            for other, (left, right) in zip(words, reaches, strict=True)
            if abs(other.top - one.top) < 0.6 * height
            and left <= end
            and right >= start
            and _ruled(other, edges, rules, height) is None
        ]
        mates.sort(key=lambda other: other.left)
        shares = _shared(mates, start, end, columns, edges)
        spans.append(shares[mates.index(one)] if shares else (first, last))
    placed: list[Placed] = []
    for number, one in enumerate(words):
        first, last = spans[number]
        above = [
            other.level
            for other in placed
            if other.first <= last and other.last >= first and other.words.bottom <= one.top + 0.5 * height
        ]
        placed.append(Placed(one, first, last, max(above, default=-1) + 1))
    return placed


def _ruled(words: Words, edges: Sequence[float], rules: Sequence[Rule], height: float) -> tuple[int, int] | None:
    """The columns of the short rule right under a heading, where there is one."""
    whole = edges[-1] - edges[0]
    for rule in rules:
        near = -0.3 * height <= rule.top - words.bottom <= _BENEATH * height
        if near and rule.left - 2 <= words.middle <= rule.right + 2 and rule.right - rule.left < 0.9 * whole:
            over = [
                number
                for number, (start, end) in enumerate(itertools.pairwise(edges))
                if min(end, rule.right) - max(start, rule.left) > 0.5 * (end - start)
            ]
            if len(over) > 1:
                return over[0], over[-1]
    return None


def _has_below(column: int, one: Words, words: Sequence[Words], reaches: Sequence[tuple[int, int]], height: float) -> bool:
    middle = (min(other.top for other in words) + max(other.bottom for other in words)) / 2
    return any(
        first <= column <= last
        and other.top >= one.bottom - 0.25 * height
        and abs((other.top + other.bottom) / 2 - middle) > 0.25 * height
        for other, (first, last) in zip(words, reaches, strict=True)
        if other is not one
    )


def _shared(
    mates: Sequence[Words], start: int, end: int, columns: Sequence[tuple[float, float]], edges: Sequence[float]
) -> list[tuple[int, int]]:
    """The columns from ``start`` to ``end`` shared out among headings, each in the middle or at the left of its own."""
    if len(mates) > min(end - start + 1, 6):
        return []
    best: tuple[float, list[tuple[int, int]]] = (float("inf"), [])
    for cuts in itertools.islice(itertools.combinations(range(start + 1, end + 1), len(mates) - 1), 5000):
        shares = list(zip((start, *cuts), (*(cut - 1 for cut in cuts), end), strict=True))
        centred = sum(abs(one.middle - (edges[a] + edges[b + 1]) / 2) for one, (a, b) in zip(mates, shares, strict=True))
        at_left = sum(abs(one.left - columns[a][0]) for one, (a, _) in zip(mates, shares, strict=True))
        cost = min(centred, at_left)
        if cost < best[0]:
            best = (cost, shares)
    return best[1]
