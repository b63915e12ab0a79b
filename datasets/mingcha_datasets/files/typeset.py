"""Set a printed disclosure on pages: where each string and each ruled line stands."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mingcha_datasets.blocks import Block, Grid, Role, Text

Measure = Callable[[str, float], float]
"""The width of a string at a size, in points."""

Ruling = Literal["grid", "heads", "none"]


@dataclass(frozen=True)
class Style:
    """How pages look.

    Attributes:
        ruling: whether all cells of tables are ruled, only their headers (and their ends), or nothing. Forms of performance
            targets, which no one could read without, always are.
        repeat_heads: whether a table that goes on over a page has its header there once more.
        turned: whether pages on their side are upright ones that the file says are to be turned.
        furniture: whether pages have a running head and a number.
    """

    ruling: Ruling = "grid"
    repeat_heads: bool = True
    turned: bool = False
    furniture: bool = True


@dataclass(frozen=True)
class String:
    """A string that begins at a point, its baseline so far from the top of the page."""

    text: str
    left: float
    baseline: float
    size: float


@dataclass(frozen=True)
class Line:
    """A straight ruled line."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Page:
    """A page as one looks at it: its measures in points, and what stands on it, counted from the left and the top."""

    width: float
    height: float
    strings: list[String] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def on_its_side(self) -> bool:
        """Whether it is wider than high."""
        return self.width > self.height


_SHORT, _LONG = 595.28, 841.89
_MARGIN, _ABOVE, _BELOW = 56.7, 70.9, 62.4
_TEXT_SIZE, _CELL_SIZE, _SMALL_CELL_SIZE, _SMALLEST_CELL_SIZE = 12.0, 9.0, 7.0, 3.0
_LEADING = 1.5
_CELL_LEADING = 1.25
_BESIDE_CELL, _ABOVE_CELL = 3.0, 2.5
_SIZES = {Role.HEADING: 14.0, Role.TITLE: 15.0, Role.ABOVE: 9.0, Role.NOTE: 9.0}
_BEFORE_TABLE = (Role.LABEL, Role.TITLE, Role.ABOVE)
_ROOM_FOR_TABLE = 120.0
"""What is left of a page below a table's title, or the title goes to the next."""
_WIDE_TABLE = 9
_SMALL_TABLE = 8
"""More columns than this are set on a page on its side; more than this in small type."""
_TOKEN = re.compile(r"[0-9A-Za-z.,%/()*-]+|.")
_NUMBER = re.compile(r"-?\d[\d,.]*%?")
_NEVER_FIRST = "，。、；：？！）》”’%"
_LONGEST_WORD = 4
"""Of so many characters a column keeps room, if it has the text."""


def typeset(blocks: Sequence[Block], title: str, style: Style, measure: Measure) -> list[Page]:
    """The blocks on A4 pages; tables of many columns stand on pages on their side."""
    setting = _Setting(title, style, measure)
    for number, block in enumerate(blocks):
        wide = _is_wide(block, blocks[number + 1 :])
        if isinstance(block, Grid):
            setting.table(block, on_its_side=wide)
        else:
            setting.text(block, on_its_side=wide)
    return setting.pages


def _is_wide(block: Block, after: Sequence[Block]) -> bool:
    """Whether it is a wide table, or a line that belongs to the table after it, which is wide."""
    for each in (block, *after):
        if isinstance(each, Grid):
            return each.width > _WIDE_TABLE
        if each.role not in _BEFORE_TABLE:
            return False
    return False


class _Setting:
    """The pages set so far and how far down the last one is filled."""

    def __init__(self, title: str, style: Style, measure: Measure) -> None:
        self.title, self.style, self.measure = title, style, measure
        self.pages: list[Page] = []
        self.down = 0.0

    def _page(self, *, on_its_side: bool) -> Page:
        page = Page(_LONG, _SHORT) if on_its_side else Page(_SHORT, _LONG)
        self.pages.append(page)
        self.down = _ABOVE
        if self.style.furniture:
            self._string(page, self.title, page.width / 2, 46.0, 9.0, 0.5)
            self._string(page, f"- {len(self.pages)} -", page.width / 2, page.height - 34.0, 9.0, 0.5)
        return page

    def _with_room(self, height: float, *, on_its_side: bool) -> Page:
        """The page on which the next thing of this height stands."""
        last = self.pages[-1] if self.pages else None
        if last is None or last.on_its_side != on_its_side or self.down + height > last.height - _BELOW:
            return self._page(on_its_side=on_its_side)
        return last

    def _string(self, page: Page, text: str, x: float, baseline: float, size: float, anchor: float) -> None:
        page.strings.append(String(text, x - anchor * self.measure(text, size), baseline, size))

    def text(self, block: Text, *, on_its_side: bool) -> None:
        """Set lines of text, wrapped at the page's width."""
        size = _SIZES.get(block.role, _TEXT_SIZE)
        anchor = {Role.TITLE: 0.5, Role.ABOVE: 1.0}.get(block.role, 0.0)
        indent = 2 * size if block.role is Role.TEXT and len(block.text) > _WIDE_TABLE else 0.0
        width = (_LONG if on_its_side else _SHORT) - 2 * _MARGIN
        for line in filter(None, block.text.split("\n")):
            pieces = _wrapped(line, width, size, self.measure, indent)
            for number, piece in enumerate(pieces):
                room = size * _LEADING
                if block.role in _BEFORE_TABLE:
                    # No page ends inside a title or between it and its table.
                    room = max(room, _ROOM_FOR_TABLE + len(pieces) * room) if number == 0 else 0.0
                page = self._with_room(room, on_its_side=on_its_side)
                left = _MARGIN + (indent if number == 0 else 0.0)
                x = left if anchor == 0 else _MARGIN + width * anchor
                self._string(page, piece, x, self.down + size * 1.1, size, anchor)
                self.down += size * _LEADING

    def table(self, grid: Grid, *, on_its_side: bool) -> None:
        """Set a table, over as many pages as it needs."""
        size = _SMALL_CELL_SIZE if grid.width > _SMALL_TABLE else _CELL_SIZE
        table = _set_table(grid, (_LONG if on_its_side else _SHORT) - 2 * _MARGIN, size, self.measure)
        row = 0
        page = self._with_room(sum(table.heights[: grid.heads + 1]), on_its_side=on_its_side)
        while row < len(grid.rows):
            if row:
                page = self._page(on_its_side=on_its_side)
                if self.style.repeat_heads and grid.heads:
                    self._rows(page, table, 0, grid.heads, end=False)
            end, room = row, page.height - _BELOW - self.down
            while end < len(grid.rows) and (end == row or sum(table.heights[row : end + 1]) <= room):
                end += 1
            self._rows(page, table, row, end, end=end == len(grid.rows))
            row = end
        self.down += size

    def _rows(self, page: Page, table: "_Table", first: int, after: int, *, end: bool) -> None:
        """Print some rows of a table below each other; a cell that spans more rows is cut."""
        tops = [self.down]
        for height in table.heights[first:after]:
            tops.append(tops[-1] + height)
        ruling = self.style.ruling if table.grid.heads else "grid"
        for (row, column), (down, across) in table.grid.spans().items():
            begin, stop = max(row, first), min(row + down, after)
            if begin >= stop:
                continue
            box = (table.edges[column], tops[begin - first], table.edges[column + across], tops[stop - first])
            if begin == row:
                self._cell(page, table, row, column, box)
            page.lines.extend(_rules(box, ruling, table.grid.heads, row, stop, across))
        if ruling == "heads":
            left, right = table.edges[0], table.edges[-1]
            tops_ruled = [tops[0]] * (first == 0) + [tops[-1]] * end
            page.lines.extend(Line(left, top, right, top) for top in tops_ruled)
        self.down = tops[-1]

    def _cell(self, page: Page, table: "_Table", row: int, column: int, box: tuple[float, float, float, float]) -> None:
        lines, size = table.texts[row, column], table.size
        left, top, right, bottom = box
        text = table.grid.rows[row][column]
        anchor = 0.5 if row < table.grid.heads else 1.0 if _NUMBER.fullmatch(text) and "." in text else 0.0
        beside = _beside(size)
        x = left + beside + anchor * (right - left - 2 * beside)
        baseline = (top + bottom - len(lines) * size * _CELL_LEADING) / 2 + size
        for number, line in enumerate(lines):
            self._string(page, line, x, baseline + number * size * _CELL_LEADING, size, anchor)


def _rules(
    box: tuple[float, float, float, float], ruling: Ruling, heads: int, row: int, stop: int, across: int
) -> Iterator[Line]:
    left, top, right, bottom = box
    if ruling == "grid":
        yield Line(left, top, right, top)
        yield Line(left, bottom, right, bottom)
        yield Line(left, top, left, bottom)
        yield Line(right, top, right, bottom)
    elif ruling == "heads" and row < heads and (across > 1 or stop == heads):
        # The rule below a header, and below a head that stands over several.
        yield Line(left, bottom, right, bottom) if stop == heads else Line(left + 2, bottom, right - 2, bottom)


@dataclass(frozen=True)
class _Table:
    grid: Grid
    size: float
    edges: list[float]
    heights: list[float]
    texts: dict[tuple[int, int], list[str]]


def _beside(size: float) -> float:
    """What is kept free beside a cell's text: less in the smallest type."""
    return min(_BESIDE_CELL, size * _BESIDE_CELL / _SMALL_CELL_SIZE)


def _set_table(grid: Grid, width: float, size: float, measure: Measure) -> _Table:
    """Set a table in this size, or in the largest below it in which no number runs into the next."""
    spans = grid.spans()
    while sum(_least(grid, size, measure)) > width and size > _SMALLEST_CELL_SIZE:
        size -= 0.25
    widths = _widths(grid, width, size, measure)
    edges = [_MARGIN]
    for each in widths:
        edges.append(edges[-1] + each)
    texts = {
        (row, column): _wrapped(
            grid.rows[row][column], edges[column + across] - edges[column] - 2 * _beside(size), size, measure, 0.0
        )
        for (row, column), (_, across) in spans.items()
    }
    line = size * _CELL_LEADING
    heights = [line + 2 * _ABOVE_CELL] * len(grid.rows)
    for (row, column), (down, _) in sorted(spans.items(), key=lambda each: each[1][0]):
        lacks = len(texts[row, column]) * line + 2 * _ABOVE_CELL - sum(heights[row : row + down])
        for each in range(row, row + down):
            heights[each] += max(lacks, 0.0) / down
    return _Table(grid, size, edges, heights, texts)


def _least(grid: Grid, size: float, measure: Measure) -> list[float]:
    """The columns' widths that their longest number or word needs."""
    least = [4 * size] * grid.width
    for (row, column), (_, across) in grid.spans().items():
        text = grid.rows[row][column]
        if across == 1 and text:
            tokens = [measure(token, size) for token in _TOKEN.findall(text)]
            word = min(len(text), _LONGEST_WORD) * size if row >= grid.heads else 2 * size
            least[column] = max(least[column], max(tokens), min(sum(tokens), word))
    return [each + 2 * _beside(size) + 1.0 for each in least]


def _widths(grid: Grid, width: float, size: float, measure: Measure) -> list[float]:
    """The columns' widths: at least their longest number or word, then as their texts need room, together the table's."""
    room = 2 * _beside(size) + 1.0
    least, wanted = _least(grid, size, measure), [4 * size + room] * grid.width
    for (row, column), (_, across) in grid.spans().items():
        if across == 1:
            needed = measure(grid.rows[row][column], size)
            wanted[column] = max(wanted[column], min(needed, width / 2) + room)
    free = width - sum(least)
    more = [want - need for want, need in zip(wanted, least, strict=True)]
    share = min(free / sum(more), 1.0) if sum(more) and free > 0 else 0.0
    found = [need + extra * share for need, extra in zip(least, more, strict=True)]
    return [each * width / sum(found) for each in found]


def _wrapped(text: str, width: float, size: float, measure: Measure, indent: float) -> list[str]:
    """The text in lines of at most this width; numbers and Latin words are not broken, and no line begins with a comma."""
    lines: list[list[str]] = [[]]
    room = width - indent
    for token in _TOKEN.findall(text):
        room -= measure(token, size)
        if room < 0 and lines[-1]:
            # What may not begin a line takes the word before it along.
            along = [lines[-1].pop()] if token in _NEVER_FIRST and len(lines[-1]) > 1 else []
            lines.append(along)
            token = token if along else token.lstrip()
            room = width - sum(measure(each, size) for each in (*along, token))
        lines[-1].append(token)
    return ["".join(line) for line in lines]
