"""Find what stands on a page: tables ruled, partly ruled and unruled, and the lines of text between them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from ..pages import Box, Char, Page, PageLayout, PageLine, PageTable, Rule
from .columns import tables_of
from .grid import table_of
from .rules import Grid, between, breaks_of, components, grid_of, slim, touching, whole_rules
from .stripes import striped
from .text import ink_of, lines_of, page_line

_FURNITURE = 12
"""Characters that the line below a page's last table has at most: its number."""


def layout_of(page: Page, before: PageTable | None = None) -> PageLayout:
    """The tables and lines of a page in reading order.

    Args:
        page: born digital or recognised.
        before: the table that the page before ended with (``last_table``): where no rules part its columns, rows that go on with
            it could not be told otherwise.
    """
    ink = ink_of(page)
    across, upright = whole_rules(page.rules)
    free = list(page.chars)
    tables: list[PageTable] = []
    for grid in striped(list(_grids(across, upright, ink.height)), free):
        inside, outside = _parted(free, (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]))
        table = table_of(slim(grid, inside, ink.height), inside, ink.height)
        if table is not None:
            tables.append(table)
            free = outside
    lines = lines_of(free)
    bars = [rule for rule in across if not _within(rule, tables)]
    for table, taken in tables_of(lines, bars, breaks_of(page.rules), ink.height, before):
        tables.append(table)
        lines = [line for line in lines if line not in taken]
    parts: list[PageLine | PageTable] = [*tables, *(page_line(line) for line in lines)]
    parts.sort(key=lambda part: (part.box[1] + part.box[3]) / 2 if isinstance(part, PageLine) else part.box[1])
    return PageLayout(page.number, page.width, page.height, tuple(parts), page.recognised, page.turned)


def last_table(layout: PageLayout) -> PageTable | None:
    """The table a page ends with, but for a page number and the like."""
    tail = [part for part in layout.parts[-3:] if isinstance(part, PageTable)]
    if not tail:
        return None
    below = [part for part in layout.parts if isinstance(part, PageLine) and part.box[1] > tail[-1].box[3]]
    return tail[-1] if len(below) <= 1 and all(len(line.text) <= _FURNITURE for line in below) else None


def _grids(across: Sequence[Rule], upright: Sequence[Rule], height: float) -> Iterator[Grid]:
    """Rules that touch as grids; where a table touches the next, each is one."""
    for bars, posts in components(across, upright):
        if not bars or not posts:
            continue
        grid = grid_of(bars, posts, height)
        levels = touching(grid)
        if not levels:
            yield grid
            continue
        for top, bottom in itertools.pairwise([grid.ys[0], *levels, grid.ys[-1]]):
            yield grid_of(between(bars, top, bottom), between(posts, top, bottom), height)


def grids_of(rules: Iterable[Rule]) -> list[Box]:
    """The boxes of what rules across and upright ones that touch draw."""
    found = []
    for bars, posts in components(*whole_rules(rules)):
        if bars and posts:
            both = (*bars, *posts)
            left, top = min(rule.left for rule in both), min(rule.top for rule in both)
            found.append((left, top, max(rule.right for rule in both), max(rule.bottom for rule in both)))
    return found


def _within(rule: Rule, tables: Sequence[PageTable]) -> bool:
    """Whether a rule across belongs to a table."""
    return any(
        table.box[1] - 2 <= rule.top <= table.box[3] + 2 and table.box[0] - 2 <= rule.left <= table.box[2] + 2 for table in tables
    )


def _parted(chars: list[Char], box: tuple[float, float, float, float]) -> tuple[list[Char], list[Char]]:
    """The characters whose middle is in the box, and the others."""
    left, top, right, bottom = box
    inside: list[Char] = []
    outside: list[Char] = []
    for char in chars:
        x, y = (char.left + char.right) / 2, (char.top + char.bottom) / 2
        (inside if left <= x <= right and top <= y <= bottom else outside).append(char)
    return inside, outside
