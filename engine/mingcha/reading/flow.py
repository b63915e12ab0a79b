"""Pages to printed lines: furniture out, sentences and tables that a page's end cut go on on the next page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf
from statistics import median
from typing import NamedTuple

import msgspec.structs

from .blocks import Printed, starts_new
from .document import Spot
from .furniture import furniture
from .pages import Box, PageCell, PageLayout, PageLine, PageTable, around, as_shown
from .text import narrow, without_markup

_BLANKS = re.compile(r"\s+")
_ENDS_SENTENCE = tuple("。；：！？;:!?")
_LEADERS = re.compile(r"[.…·．]{3,}\s*\d*\s*\Z")
_TOKEN = re.compile(r"[（(“‘《〈【\[]*(?:[0-9A-Za-z.,%+-]+|.)[，。、；：！？）)”’》〉】\]%％]*")
_TITLE = re.compile(r"表(?:\s*[（(][^（()）]*[)）]?)*\s*\Z")
_LONG, _ENOUGH = 0.5, 3
_WIDE = 0.7
_INDENT = 1.5
_DEEPEST = 6.0
_APART, _SPACED = 2.7, 1.2
_SIZES = 0.15
_EDGE_SLACK = 3.0
_LEAST_SIZE = 1.0
_ROOM = 40.0
_SMALLEST, _BRIM, _FULL, _SEVERAL = 8.0, 0.6, 0.7, 2.0
_AMOUNT = re.compile(r"[-−]?\d[\d,]*\.\d+")
_NO_WORDS = re.compile(r"[\W\d_%％]*")


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


class Style(NamedTuple):
    """How paragraphs are set apart: by an indent, and by more than ``spacing`` from line to line; infinite where not so."""

    indents: bool
    spacing: float


class GridRow(NamedTuple):
    """A row of a table under the columns of its widest page; ``aligned`` where positions told the columns, and not rules."""

    layout: PageLayout
    cells: Sequence[PageCell | None]
    aligned: bool


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
    lowest = _lowest(items)
    margins = _margins(pages, [item for item in items if isinstance(item, Line)])
    style = _style([item for item in items if isinstance(item, Line)], margins)
    joined: list[Part] = []
    first: Line | None = None
    last: Line | Part | None = None
    for item in items:
        if isinstance(item, Part):
            if joined and not (last is joined[-1] and _continues(joined, item)):
                yield from _rows(joined, lowest)
                joined = []
            joined.append(item)
        else:
            if joined:
                yield from _rows(joined, lowest)
                joined = []
            goes_on = first is not None and isinstance(last, Line) and _goes_on(first, last, item, margins, style)
            first = first if goes_on else item
            yield Printed(item.text, goes_on=goes_on, spot=_spot(item.layout, item.box, item.score))
        last = item
    if joined:
        yield from _rows(joined, lowest)


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
                if part.rows:
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
    return Line(number, layout, text, around(boxes), max(pieces[0].size, _LEAST_SIZE), min(piece.score for piece in pieces))


_OUTER = " \t\r\n\f\v\u3000\ufeff\u200d\xa0"


def _spot(layout: PageLayout, box: Box, score: float, across: int = 1, down: int = 1, *, aligned: bool = False) -> Spot:
    left, top, right, bottom = as_shown(layout, box)
    rounded = (round(left, 1), round(top, 1), round(right, 1), round(bottom, 1))
    return Spot(page=layout.number, box=rounded, across=across, down=down, score=score, aligned=aligned)


def _margins(pages: Sequence[PageLayout], lines: Sequence[Line]) -> dict[int, Margins]:
    """The margins of each page's text; those of pages as wide where a page has too few long or full lines to tell."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    found: dict[int, Margins] = {}
    alike: dict[int, list[Margins]] = {}
    for page, of_page in by_page.items():
        if sum(map(_is_long, of_page)) >= _ENOUGH:
            found[page] = _reach(of_page)
            alike.setdefault(round(pages[page].width), []).append(found[page])
    for page, of_page in by_page.items():
        if page not in found and (others := alike.get(round(pages[page].width), [])):
            found[page] = Margins(median(one.left for one in others), median(one.right for one in others))
        elif page not in found and any(map(_is_long, of_page)):
            found[page] = _reach(of_page)
    for page, own in found.items():
        right = median([one.right for one in alike.get(round(pages[page].width), [])] or [own.right])
        if right > own.right and sum(line.box[2] > own.right - 2 * line.size for line in by_page[page]) < _ENOUGH:
            found[page] = own._replace(right=right)
    return found


def _is_long(line: Line) -> bool:
    return line.box[2] - line.box[0] > _LONG * line.layout.width


def _reach(lines: Sequence[Line]) -> Margins:
    """From the long lines of a page, and the lines after full ones: both begin at the margin where they go on."""
    long = [line for line in lines if _is_long(line)]
    right = max(line.box[2] for line in long)
    after = [line for before, line in pairwise(lines) if before.box[2] > right - 2 * before.size and _is_long(before)]
    return Margins(min(line.box[0] for line in (*long, *after)), right)


def _style(lines: Sequence[Line], margins: Mapping[int, Margins]) -> Style:
    at_margin = sum(1 for line in lines if line.page in margins and _is_long(line) and _depth(line, margins[line.page]) < _INDENT)
    indented = sum(
        1 for line in lines if line.page in margins and _is_long(line) and _INDENT <= _depth(line, margins[line.page]) < _DEEPEST
    )
    wrapped: list[float] = []
    ended: list[float] = []
    for last, line in pairwise(lines):
        if last.page == line.page and last.page in margins and _are_alike(last, line):
            if not _is_full(last, line, margins[last.page]):
                ended.append(_pitch(last, line))
            elif not last.text.endswith(_ENDS_SENTENCE) and not starts_new(line.text):
                wrapped.append(_pitch(last, line))
    spacing = inf
    if min(len(wrapped), len(ended)) >= _ENOUGH and median(ended) > _SPACED * median(wrapped):
        spacing = (median(ended) + median(wrapped)) / 2
    return Style(indented * 8 > at_margin, spacing)


def _are_alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SIZES * max(one.size, other.size)


def _pitch(last: Line, line: Line) -> float:
    """From line to line, in heights of a character."""
    return (line.box[1] - last.box[1]) / line.size


def _goes_on(first: Line, last: Line, line: Line, margins: Mapping[int, Margins], style: Style) -> bool:
    """Whether ``last`` is full, so that its sentence was wrapped, and ``line`` does not begin as a paragraph does.

    ``first`` is the line that the paragraph of ``last`` begins with.
    """
    if last.page not in margins or line.page not in margins or not _is_full(last, line, margins[last.page]):
        return False
    if not _are_alike(last, line):
        return False
    ended, new = last.text.endswith(_ENDS_SENTENCE), starts_new(line.text)
    if last.page == line.page and _pitch(last, line) > _APART:
        return False
    if _is_centred_below(first, last, line):
        return not (ended or new)
    if last.page == line.page and _pitch(last, line) > style.spacing:
        return False
    if last.page == line.page and style.spacing < inf:
        return not (ended and new)
    depth, begun, before = (_depth(each, margins[each.page]) for each in (line, first, last))
    if last is not first:
        shaped = abs(begun - before) >= _INDENT
        return depth - before < _INDENT and not (ended and new if shaped else ended or new)
    if depth <= begun - _INDENT:
        return not (ended and new)
    if depth >= begun + _INDENT:
        return starts_new(first.text) and not (ended and new)
    return not (ended or new or (style.indents and depth >= _INDENT))


def _is_centred_below(first: Line, last: Line, line: Line) -> bool:
    """Whether a line stands in the middle below a wide one and is shorter, as the rest of a long title does."""
    shorter = min(line.box[0] - last.box[0], last.box[2] - line.box[2]) > _INDENT * line.size
    wide = last.box[2] - last.box[0] > _WIDE * last.layout.width
    centred = abs(first.box[0] + first.box[2] - line.box[0] - line.box[2]) < line.size
    return last.page == line.page and shorter and wide and centred


def _depth(line: Line, margins: Margins) -> float:
    """How many characters a line begins right of the margin."""
    return (line.box[0] - margins.left) / line.size


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
    if part.page == joined[-1].page:
        return False
    widest = _widest(joined)
    fits = _columns(widest, part.table) is not None or _columns(part.table, widest) is not None
    return fits and not _begins(part.table, joined[0].table)


def _widest(joined: Sequence[Part]) -> PageTable:
    """The part with the most columns; a page that shows only merged cells of a column does not have its edges."""
    return max((part.table for part in joined), key=lambda table: len(table.edges))


def _begins(table: PageTable, first: PageTable) -> bool:
    """Whether a table's first row begins another one: a title, or what the first table began with, filled in otherwise."""
    repeated = table.rows[: _repeated(table, first)]
    said, began = _said(table.rows[0]), _said(first.rows[0])
    if any(len(_said(row)) > 1 for row in repeated):
        return False
    if len(said) == 1 and len(table.edges) > 2:
        return _TITLE.search(said[0]) is not None
    return bool(said) and said[:1] == began[:1] and not repeated


def _said(row: Sequence[PageCell | None]) -> list[str]:
    return [text for cell in row if (text := _text(cell))]


def _text(cell: PageCell | None) -> str:
    return _BLANKS.sub("", cell.text) if cell is not None else ""


def _repeated(table: PageTable, first: PageTable) -> int:
    """How many rows of the first table's head stand again at the top of ``table``, where they may be cut off below."""
    count = 0
    for row, head in zip(table.rows, first.rows, strict=False):
        said, whole = _said(row), _said(head)
        alike = sum(map(str.__eq__, said, whole))
        cut_off = len(said) == len(whole) and 2 * alike >= len(said) and all(map(_begins_as, said, whole))
        # A table without a head may begin on each page with the same row of amounts.
        if (said != whole and not cut_off) or (not count and any(map(_AMOUNT.fullmatch, said))):
            break
        count += 1
    return count


def _begins_as(said: str, whole: str) -> bool:
    return whole.startswith(said) and 2 * len(said) >= len(whole)


def _columns(wide: PageTable, table: PageTable) -> list[int] | None:
    """The column of ``wide`` that each column of ``table`` begins with, None where they are not columns of one table."""
    shift = 0.0
    if abs((wide.edges[-1] - wide.edges[0]) - (table.edges[-1] - table.edges[0])) <= _EDGE_SLACK:
        shift = wide.edges[0] - table.edges[0]
    ruled = wide.ruled == table.ruled == "grid"
    found = []
    for place, edge in enumerate(table.edges):
        nearest = min(range(len(wide.edges)), key=lambda index: abs(wide.edges[index] - edge - shift))
        slack = _EDGE_SLACK if ruled else max(_EDGE_SLACK, _half_width(table.edges, place))
        if abs(wide.edges[nearest] - edge - shift) > slack:
            return None
        found.append(nearest)
    if len(set(found)) < len(found) or (ruled and (found[0] != 0 or found[-1] != len(wide.edges) - 1)):
        return None
    return found[:-1]


def _half_width(edges: Sequence[float], place: int) -> float:
    return 0.5 * min(abs(edges[other] - edges[place]) for other in (place - 1, place + 1) if 0 <= other < len(edges))


def _rows(joined: Sequence[Part], lowest: Mapping[int, float]) -> Iterator[Printed]:
    """The rows of a table that stands on one page or more."""
    first, widest = joined[0].table, _widest(joined)
    repeats = [count for part in joined[1:] if (count := _repeated(part.table, first))]
    rows: list[GridRow] = []
    for part in joined:
        # A form that begins as the first did is no repeated head, so that no page repeats more than another.
        skipped = min(_repeated(part.table, first), *repeats) if part is not joined[0] and repeats else 0
        added = _grid_rows(part, skipped, widest)
        if rows and added and _fills_page(rows[-1], lowest) and _is_rest(rows[-1].cells, added[0].cells):
            rows[-1] = rows[-1]._replace(cells=[*map(_with_rest, rows[-1].cells, added.pop(0).cells)])
        rows += added
    for index, row in enumerate(rows):
        yield _row(row, follows=index > 0)


def _grid_rows(part: Part, skipped: int, widest: PageTable) -> list[GridRow]:
    """The rows after the head that a later page repeats, under the columns of the widest page."""
    columns = _columns(widest, part.table) or range(len(part.table.edges) - 1)
    rows = []
    for row in part.table.rows[skipped:]:
        cells: list[PageCell | None] = [None] * (len(widest.edges) - 1)
        for column, cell in zip(columns, row, strict=False):
            cells[column] = cell
        rows.append(GridRow(part.layout, cells, part.table.ruled != "grid"))
    return rows


def _fills_page(row: GridRow, lowest: Mapping[int, float]) -> bool:
    bottom = max((cell.box[3] for cell in row.cells if cell is not None), default=0.0)
    return bottom > lowest[_shape(row.layout)] - _ROOM


def _lowest(items: Iterable[Line | Part]) -> dict[int, float]:
    """How far down pages of one shape are filled."""
    found: dict[int, float] = {}
    for item in items:
        bottom = item.table.box[3] if isinstance(item, Part) else item.box[3]
        found[_shape(item.layout)] = max(bottom, found.get(_shape(item.layout), 0.0))
    return found


def _shape(layout: PageLayout) -> int:
    return round(layout.height)


def _is_rest(cut: Sequence[PageCell | None], rest: Sequence[PageCell | None]) -> bool:
    """Whether a row is what a page's end left over of the row before.

    Then it goes on with words only, in cells that the row before filled to the brim. It leaves its numbers or its first cell
    blank, or a text of several lines broke off inside a sentence. A label that goes on over the rows below belongs to a row of
    its own. Where figures left blank are the only sign, all that goes on was full: a label may have no figure beside it.
    """
    going_on = [(cell, more) for cell, more in zip(cut, rest, strict=True) if more is not None and _text(more)]
    blank = [(cell, more) for cell, more in zip(cut, rest, strict=True) if cell is not None and _text(cell) and not _text(more)]
    for cell, more in going_on:
        if cell is None or _NO_WORDS.fullmatch(_text(more)) or starts_new(more.text) or not _is_brimful(cell, _text(more)):
            return False
    if not going_on or any(more is not None and more.down > 1 for _, more in blank):
        return False
    if blank and blank[0] == _first(cut, rest) and not _two_sided(cut):
        return True
    if any(_NO_WORDS.fullmatch(_text(cell)) for cell, _ in blank):
        return all(cell is not None and _is_full_cell(cell) for cell, _ in going_on)
    return any(cell is not None and _lines(cell) > _SEVERAL and not _text(cell).endswith(_ENDS_SENTENCE) for cell, _ in going_on)


def _is_full_cell(cell: PageCell) -> bool:
    """Whether the next word may have found no room in a cell; a total's name is whole."""
    return _lines(cell) > _FULL and not _text(cell).endswith("计")


def _two_sided(row: Sequence[PageCell | None]) -> bool:
    """Whether a figure follows a label twice."""
    figures = [_NO_WORDS.fullmatch(text) is not None for text in _said(row)]
    return sum(figure and not before for before, figure in pairwise(figures)) > 1


def _first(cut: Sequence[PageCell | None], rest: Sequence[PageCell | None]) -> tuple[PageCell | None, PageCell | None]:
    return next((cell, more) for cell, more in zip(cut, rest, strict=True) if _text(cell))


def _lines(cell: PageCell) -> float:
    """How many lines the text of a cell takes, if its characters are small."""
    return _width(_text(cell)) * _SMALLEST / max(cell.box[2] - cell.box[0], 1.0)


def _is_brimful(cell: PageCell, more: str) -> bool:
    """Whether the text of a cell takes up its width, so that there can be more of it."""
    text = _text(cell)
    return _lines(cell) > _BRIM and (2 * _width(text) > _width(more) or not text.endswith(_ENDS_SENTENCE))


def _with_rest(cell: PageCell | None, rest: PageCell | None) -> PageCell | None:
    if cell is None or rest is None or not _text(rest):
        return cell
    return msgspec.structs.replace(cell, text=cell.text + rest.text, score=min(cell.score, rest.score))


def _row(row: GridRow, *, follows: bool) -> Printed:
    found = [cell for cell in row.cells if cell is not None]
    spot = Spot(page=row.layout.number)
    if found:
        box = around([cell.box for cell in found])
        spot = _spot(row.layout, box, min(cell.score for cell in found), aligned=row.aligned)
    text, tag = without_markup("\t".join("" if cell is None else cell.text for cell in row.cells))
    return Printed(
        cells=tuple(narrow(said).strip(_OUTER) for said in text.split("\t")),
        follows=follows,
        spot=spot,
        spots=tuple(
            None if cell is None else _spot(row.layout, cell.box, cell.score, cell.across, cell.down, aligned=row.aligned)
            for cell in row.cells
        ),
        markup=tag,
    )
