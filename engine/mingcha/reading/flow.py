"""Pages to printed lines: furniture out, sentences and tables that a page's end cut go on on the next page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from ..amounts import is_number
from .blocks import Printed, starts_new
from .document import Spot
from .furniture import furniture
from .pages import Box, PageCell, PageLayout, PageLine, PageTable, as_shown
from .text import narrow

_BLANKS = re.compile(r"\s+")
_ENDS_SENTENCE = tuple("。；：！？;:!?")
_LEADERS = re.compile(r"[.…·．]{3,}\s*\d*\s*\Z")
_TOKEN = re.compile(r"[（(“‘《〈【\[]*(?:[0-9A-Za-z.,%+-]+|.)[，。、；：！？）)”’》〉】\]%％]*")
_TITLE = re.compile(r"表(?:\s*[（(][^（()）]*[)）]?)*\s*\Z")
_LONG, _ENOUGH = 0.5, 3
_INDENT = 1.5
_DEEPEST = 6.0
_GAP = 1.35
_EDGE_SLACK = 3.0


class Line(NamedTuple):
    """A line of text with the page it stands on; ``parts`` what was printed side by side in it."""

    page: int
    layout: PageLayout
    text: str
    box: Box
    size: float
    score: float


class Part(NamedTuple):
    """A table with the page it stands on."""

    page: int
    layout: PageLayout
    table: PageTable


class Margins(NamedTuple):
    """Where the text of a page begins and where its lines are full."""

    left: float
    right: float


def printed(layouts: Iterable[PageLayout]) -> Iterator[Printed]:
    """The lines and table rows of pages, in reading order.

    Running heads and feet and page numbers are left out. A line whose place shows that it goes on with the line before says so,
    over a page's end too; so does a table on the next page that has the same columns. The head it repeats is left out.

    Args:
        layouts: of all pages, in order.
    """
    pages = list(layouts)
    items = list(_items(pages, furniture(pages)))
    margins = _margins(pages, [item for item in items if isinstance(item, Line)])
    indents = _indents([item for item in items if isinstance(item, Line)], margins)
    joined: list[Part] = []
    last: Line | Part | None = None
    for item in items:
        if isinstance(item, Part):
            if joined and not (last is joined[-1] and _continues(joined, item)):
                yield from _rows(joined)
                joined = []
            joined.append(item)
        else:
            if joined:
                yield from _rows(joined)
                joined = []
            goes_on = isinstance(last, Line) and _goes_on(last, item, margins, indents)
            yield Printed(item.text, goes_on=goes_on, spot=_spot(item.layout, item.box, item.score))
        last = item
    if joined:
        yield from _rows(joined)


def _items(pages: Sequence[PageLayout], left_out: set[tuple[int, int]]) -> Iterator[Line | Part]:
    """Lines and tables in order, pieces that stand side by side as one line."""
    for number, layout in enumerate(pages):
        pieces: list[PageLine] = []
        for index, part in enumerate(layout.parts):
            if (number, index) in left_out:
                continue
            if pieces and not (isinstance(part, PageLine) and _beside(pieces[-1], part)):
                yield _line(number, layout, pieces)
                pieces = []
            if isinstance(part, PageTable):
                yield Part(number, layout, part)
            elif part.text.strip():
                pieces.append(part)
        if pieces:
            yield _line(number, layout, pieces)


def _beside(one: PageLine, other: PageLine) -> bool:
    """Whether ``other`` stands to the right of ``one`` on the same line."""
    overlap = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return other.box[0] >= one.box[2] and overlap > 0.5 * min(one.box[3] - one.box[1], other.box[3] - other.box[1])


def _line(number: int, layout: PageLayout, pieces: Sequence[PageLine]) -> Line:
    boxes = [piece.box for piece in pieces]
    text = narrow(" ".join(piece.text.strip(_OUTER) for piece in pieces))
    return Line(number, layout, text, _around(boxes), pieces[0].size, min(piece.score for piece in pieces))


_OUTER = " \t\r\n\f\v\u3000\ufeff\u200d\xa0"


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _spot(layout: PageLayout, box: Box, score: float, across: int = 1, down: int = 1) -> Spot:
    left, top, right, bottom = as_shown(layout, box)
    rounded = (round(left, 1), round(top, 1), round(right, 1), round(bottom, 1))
    return Spot(page=layout.number, box=rounded, across=across, down=down, score=score)


def _margins(pages: Sequence[PageLayout], lines: Sequence[Line]) -> dict[int, Margins]:
    """The margins of each page's text; those of pages as wide where a page has too few long lines to tell."""
    long: dict[int, list[Line]] = {page: [] for page in {line.page for line in lines}}
    for line in lines:
        if _is_long(line):
            long[line.page].append(line)
    found = {page: _reach(of_page) for page, of_page in long.items() if len(of_page) >= _ENOUGH}
    alike: dict[int, list[Margins]] = {}
    for page, margins in found.items():
        alike.setdefault(round(pages[page].width), []).append(margins)
    for page, of_page in long.items():
        others = alike.get(round(pages[page].width), [])
        if page not in found and (others or of_page):
            others = others or [_reach(of_page)]
            found[page] = Margins(median(one.left for one in others), median(one.right for one in others))
    return found


def _is_long(line: Line) -> bool:
    return line.box[2] - line.box[0] > _LONG * line.layout.width


def _reach(lines: Sequence[Line]) -> Margins:
    return Margins(min(line.box[0] for line in lines), max(line.box[2] for line in lines))


def _indents(lines: Sequence[Line], margins: dict[int, Margins]) -> bool:
    """Whether paragraphs begin with an indent, so that a line at the margin goes on with the one before."""
    at_margin = indented = 0
    for line in lines:
        if line.page in margins and _is_long(line):
            depth = (line.box[0] - margins[line.page].left) / line.size
            if depth < _INDENT:
                at_margin += 1
            elif depth < _DEEPEST:
                indented += 1
    return indented * 8 > at_margin


def _goes_on(last: Line, line: Line, margins: dict[int, Margins], indents: bool) -> bool:
    """Whether ``last`` is full, so that its sentence was wrapped, and ``line`` does not begin as a paragraph does."""
    if last.page not in margins or line.page not in margins or not _is_full(last, line, margins[last.page]):
        return False
    if abs(last.size - line.size) > 0.15 * max(last.size, line.size):
        return False
    if last.page == line.page and line.box[1] - last.box[1] > _GAP * 2 * line.size + (last.box[3] - last.box[1]) - last.size:
        return False
    depth = (line.box[0] - margins[line.page].left) / line.size
    before = (last.box[0] - margins[last.page].left) / last.size
    if depth >= _INDENT and not (before > depth - 0.5 and not starts_new(line.text)) and not starts_new(last.text):
        return False
    if depth >= _INDENT and depth <= before + 0.5 and starts_new(line.text):
        return False
    if indents and depth < _INDENT:
        return True
    return not (last.text.endswith(_ENDS_SENTENCE) or starts_new(line.text))


def _is_full(last: Line, line: Line, margins: Margins) -> bool:
    """Whether the first word of ``line`` would not have found room at the end of ``last``."""
    left, _, right, _ = last.box
    if left - margins.left > _DEEPEST * last.size or _LEADERS.search(last.text):
        return False
    if _width(last.text) * last.size < 0.75 * (right - left):
        return False
    token = _TOKEN.match(line.text)
    room = _width(token[0]) * line.size if token else line.size
    return right + room + 0.5 * last.size > margins.right


def _width(text: str) -> float:
    """How many full-width characters a text is wide, about."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _continues(joined: Sequence[Part], part: Part) -> bool:
    """Whether a table is the rest of the one that ends the page before: the same columns, and no beginning of another."""
    last = joined[-1]
    if part.page == last.page or not part.table.rows or not last.table.rows:
        return False
    if _columns(joined[0].table, part.table) is None:
        return False
    return not _begins(part.table, joined[0].table)


def _begins(table: PageTable, first: PageTable) -> bool:
    """Whether a table's first row begins another one: a title, or what the first table began with, filled in otherwise."""
    said, began = _said(table.rows[0]), _said(first.rows[0])
    if len(said) == 1 and len(table.edges) > 2:
        return bool(_TITLE.search(said[0])) or said == began
    return bool(said) and said[:1] == began[:1] and said != began and _repeated(table, first) == 0


def _said(row: Sequence[PageCell | None]) -> list[str]:
    return [text for cell in row if cell is not None and (text := _BLANKS.sub("", cell.text))]


def _repeated(table: PageTable, first: PageTable) -> int:
    """How many rows of the first table's head stand again at the top of ``table``."""
    count = 0
    for row, head in zip(table.rows, first.rows, strict=False):
        said = _said(row)
        if said != _said(head) or any(is_number(text) and len(text) > 2 for text in said):
            break
        count += 1
    return count


def _columns(first: PageTable, table: PageTable) -> list[int] | None:
    """The column of ``first`` for each column of ``table``, None where they are not columns of one table."""
    shift = 0.0
    if abs((first.edges[-1] - first.edges[0]) - (table.edges[-1] - table.edges[0])) <= _EDGE_SLACK:
        shift = first.edges[0] - table.edges[0]
    edges = [edge + shift for edge in table.edges]
    columns = []
    for place, edge in enumerate(edges):
        nearest = min(range(len(first.edges)), key=lambda index: abs(first.edges[index] - edge))
        slack = _EDGE_SLACK if first.ruled == table.ruled == "grid" else max(_EDGE_SLACK, _half_width(edges, place))
        if abs(first.edges[nearest] - edge) > slack:
            return None
        columns.append(nearest)
    if len(set(columns)) < len(columns):
        return None
    if first.ruled == table.ruled == "grid" and (columns[0] != 0 or columns[-1] != len(first.edges) - 1):
        return None
    return columns[:-1]


def _half_width(edges: Sequence[float], place: int) -> float:
    around = [abs(edges[other] - edges[place]) for other in (place - 1, place + 1) if 0 <= other < len(edges)]
    return 0.5 * min(around)


def _rows(joined: Sequence[Part]) -> Iterator[Printed]:
    """The rows of a table, those of later pages under the columns of the first, without the head they repeat."""
    first = joined[0].table
    for part in joined:
        skipped = _repeated(part.table, first) if part is not joined[0] else 0
        columns = (_columns(first, part.table) if part is not joined[0] else None) or list(range(len(first.edges) - 1))
        for index, row in enumerate(part.table.rows[skipped:]):
            yield _row(part.layout, row, columns, len(first.edges) - 1, follows=index > 0 or part is not joined[0])


def _row(layout: PageLayout, row: Sequence[PageCell | None], columns: Sequence[int], width: int, *, follows: bool) -> Printed:
    cells = [""] * width
    spots: list[Spot | None] = [None] * width
    for column, cell in zip(columns, row, strict=False):
        if cell is not None:
            cells[column] = narrow(cell.text.strip(_OUTER))
            spots[column] = _spot(layout, cell.box, cell.score, cell.across, cell.down)
    boxes = [cell.box for cell in row if cell is not None]
    spot = (
        _spot(layout, _around(boxes), min(cell.score for cell in row if cell is not None)) if boxes else Spot(page=layout.number)
    )
    return Printed(cells=tuple(cells), follows=follows, spot=spot, spots=tuple(spots))
