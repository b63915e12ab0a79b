"""Tables without upright rules: columns told by where text stands, rows by rules across or by the gaps between lines.

Conservative: running text never becomes a table, so columns must line up over several rows and one of them must hold figures,
unless rules or many columns speak for a table.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..pages import PageCell, PageTable, Rule
from .heading import heading_rows
from .pieces import Piece, cores_of, finer, in_line, pieces_of, reach, split_at
from .rows import FIGURE, Row, cells_of, middle_of, rows_of
from .text import TextLine, text_of

_CORRIDOR, _NARROW_CORRIDOR, _MANY_ROWS = 0.35, 0.1, 10
"""Heights of a character that are the least width of the white between two columns, in few rows and in many."""

_FAR = 2.6
"""Heights of a character between two lines that no table goes over, unless rules lead over it."""

_SINGLES = 6
"""Lines in a row with one piece of text only that a table may have: wrapped text of one cell."""

_OVERLAP = 0.2
"""Heights of a character by which lines overlap that stand in one row: a label of two lines, its figure between them."""

_MANY = 3
"""Columns that the pieces of one rule tell and that are more than any line of text has by chance."""

_TALL = 2.4
"""Heights of a character between two rules that have one row between them at most, where nothing else tells."""

_TOTAL = re.compile(r"[\u4e00-\u9fff]\s*[\u4e00-\u9fff]{1,3}\Z")
"""A word that can be a whole row: 合计."""

_HEADING_LINES = 12
"""Lines that a heading has at most."""

_AMOUNT = re.compile(r"-?\d[\d,]*\.\d+%?\Z|-?\d{1,3}(?:,\d{3})+\Z|-?\d{4,}\Z|0\Z|-?\d+(?:\.\d+)?%\Z")
_BETWEEN_TABLES = re.compile(
    r"(?:金额)?单位[:：]\s*\S*元?\Z|(?:附?表|附件)\s*[\d一二三四五六七八九十]+\Z|[-—–]?\s*\d{1,3}\s*[-—–]?\Z"
)


def tables_of(
    lines: Sequence[TextLine],
    across: Sequence[Rule],
    breaks: Mapping[float, Sequence[float]],
    height: float,
    before: PageTable | None = None,
) -> list[tuple[PageTable, list[TextLine]]]:
    """The tables among lines of text, each with the lines it took.

    Args:
        lines: outside tables found already, from top to bottom.
        across: rules across that belong to no such table.
        breaks: of rules across, by level, where their pieces meet (``breaks_of``).
        height: of the page's characters.
        before: the table that the page before ended with, which may go on here.
    """
    bars = [Bar(rule, _breaks_at(rule, breaks)) for rule in sorted(across, key=lambda rule: rule.top)]
    found: list[tuple[PageTable, list[TextLine]]] = []
    left = list(lines)
    stacks = _stacks(bars, left, height)
    if before is not None and before.ruled != "grid" and not any(_as_wide(stack, before, height) for stack in stacks):
        split = [split_at(pieces_of(line), _between(before.edges), height) for line in left]
        first, last = _goes_on(split, before, height)
        if last:
            rows = rows_of(split[first:last], _between(before.edges), [bar.rule.top for bar in bars], height)
            found.append((_built(rows, _between(before.edges), before.edges, before.ruled), left[first:last]))
            left = left[:first] + left[last:]
    for stack in stacks:
        taken = [line for line in left if stack[0].rule.top < _level(line) < stack[-1].rule.top]
        table = _table([pieces_of(line) for line in taken], stack, across, height)
        if table is not None:
            found.append((table, taken))
            left = [line for line in left if line not in taken]
    split = [pieces_of(line) for line in left]
    reached = 0
    for start, end in _runs(split, across, height):
        for first, last in _cut(split, max(start, reached), end, height):
            if first < reached:
                continue
            frame = _frame(split[first:last], bars, height)
            if frame is None:
                continue
            first = _begun(split, max(reached, first - _HEADING_LINES), first, frame, across, height)
            last = _extended(split, first, last, frame, height)
            table = _built_of(split[first:last], frame, across, height)
            if table is not None:
                found.append((table, left[first:last]))
                reached = last
    return found


class Frame(NamedTuple):
    """Where the columns of a table stand: text in each, the edges between them, its rules, and whether their breaks told."""

    columns: Sequence[tuple[float, float]]
    edges: tuple[float, ...]
    rules: list[Rule]
    told: bool


def _as_wide(stack: Sequence[Bar], table: PageTable, height: float) -> bool:
    """Whether a table's columns are those of the rules."""
    return len(_broken(stack, stack[0].rule.left, stack[0].rule.right, height)) == len(table.edges)


def _between(edges: Sequence[float]) -> list[tuple[float, float]]:
    return [(start + 1, end - 1) for start, end in itertools.pairwise(edges)]


def _says_again(split: Iterable[Sequence[Piece]], before: PageTable) -> bool:
    """Whether lines say what the heading of the table before says: what follows is told by itself."""
    said = {cell.text for cell in before.rows[0] if cell is not None and len(cell.text) > 1}
    return sum(1 for line in split for piece in line if piece.text in said) > 1


def _goes_on(split: Sequence[Sequence[Piece]], before: PageTable, height: float) -> tuple[int, int]:
    """The lines at the top of a page that keep to the columns of the table before: from which on and up to which."""
    edges = before.edges
    columns = _between(edges)
    if _says_again(split[:3], before):
        return 0, 0
    start = next((index for index, line in enumerate(split[:3]) if len(line) > 1 and _fits(line, columns)), 0)
    while start and len(split[start - 1]) == 1 and _fits(split[start - 1], columns) and _close(split, start, height):
        start -= 1
    end = start
    while end < len(split) and _fits(split[end], columns) and (end == start or _close(split, end, height)):
        end += 1
    end = _without_labels(split, start, end, columns)
    figures = any(FIGURE.match(piece.text) for line in split[start:end] if len(line) > 1 for piece in line[1:])
    starts = [round(line[0].left) for line in split[start:end] if len(line) == 1 and reach(line[0], columns)[0]]
    return (start, end) if figures or len(starts) > len(set(starts)) else (0, 0)


def _fits(line: Sequence[Piece], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether each piece of a line stands in one column, no two in the same, and the line is no heading of a table to come."""
    if len(line) == 1 and _BETWEEN_TABLES.match(line[0].text):
        return False
    reaches = [reach(piece, columns) for piece in line]
    inside = all(piece.left >= columns[0][0] - 3 and piece.right <= columns[-1][1] + 3 for piece in line)
    return inside and all(first == last for first, last in reaches) and len(set(reaches)) == len(line)


def _gap(split: Sequence[Sequence[Piece]], index: int) -> float:
    """The white between a line and the one before it."""
    return min(piece.top for piece in split[index]) - max(piece.bottom for piece in split[index - 1])


def _close(split: Sequence[Sequence[Piece]], index: int, height: float) -> bool:
    """Whether a line stands close below the one before it."""
    return _gap(split, index) < height


def _without_labels(split: Sequence[Sequence[Piece]], start: int, end: int, columns: Sequence[tuple[float, float]]) -> int:
    """Where rows end before lines that say something in the first column only: notes and what follows a table stand there."""
    last = end
    while end > start and len(split[end - 1]) == 1 and reach(split[end - 1][0], columns)[0] == 0:
        end -= 1
    return end + 1 if end < last and _TOTAL.match(split[end][0].text) else end


def _begun(split: Sequence[Sequence[Piece]], least: int, first: int, frame: Frame, across: Sequence[Rule], height: float) -> int:
    """Where the rows begin if lines above are headings over several columns: rules stand over them or right under them."""
    start = first
    while start > least and _close(split, start, height):
        line = split[start - 1]
        if len(line) == 1 and _BETWEEN_TABLES.match(line[0].text):
            break
        low, high = max(piece.bottom for piece in line), min(piece.top for piece in line)
        beneath = [rule for rule in across if low - 0.3 * height <= rule.top <= low + height]
        over = all(any(rule.left - 2 <= piece.left and piece.right <= rule.right + 2 for rule in beneath) for piece in line)
        if over or _gap(split, start) < 0.1 * height:
            start -= 1
        else:
            break
        if any(high - height <= rule.top <= high + 0.3 * height for rule in frame.rules):
            break
    return start


def _extended(split: Sequence[Sequence[Piece]], first: int, last: int, frame: Frame, height: float) -> int:
    """Where the rows end if lines below that stand in one column each are rows too."""
    columns = frame.columns
    split = [*split[:first], *(split_at(line, columns, height) for line in split[first:])]
    held = [
        [piece for line in split[first:last] for piece in line if reach(piece, columns) == (n, n)] for n in range(len(columns))
    ]
    end = last
    while end < len(split) and _fits(split[end], columns) and _close(split, end, height):
        lined = [any(in_line(piece, other, height) for other in held[reach(piece, columns)[0]]) for piece in split[end]]
        if not (all(lined) or (len(lined) > 1 and any(lined))):
            break
        for piece in split[end]:
            held[reach(piece, columns)[0]].append(piece)
        end += 1
    return max(last, _without_labels(split, last, end, columns))


class Bar(NamedTuple):
    """A rule across and where its pieces meet."""

    rule: Rule
    breaks: tuple[float, ...]


def _breaks_at(rule: Rule, breaks: Mapping[float, Sequence[float]]) -> tuple[float, ...]:
    return tuple(
        x for level, places in breaks.items() if abs(level - rule.top) <= 1 for x in places if rule.left < x < rule.right
    )


def _level(line: TextLine) -> float:
    return (line.top + line.bottom) / 2


def _stacks(bars: Sequence[Bar], lines: Sequence[TextLine], height: float) -> list[list[Bar]]:
    """Rules across that stand over one another and are broken at the same places: each pair has rows of one table between."""
    stacks: list[list[Bar]] = []
    for bar in bars:
        if not bar.breaks:
            continue
        last = stacks[-1][-1] if stacks else None
        between = [line for line in lines if last and last.rule.top < _level(line) < bar.rule.top]
        if last and _same_breaks(last.breaks, bar.breaks) and not any(_parts_tables(line) for line in between):
            stacks[-1].append(bar)
            continue
        if (
            last
            and between
            and bar.rule.top - last.rule.top < _TALL * height
            and not any(_parts_tables(line) for line in between)
        ):
            stacks[-1].append(Bar(bar.rule, ()))  # the first rule of a table that touches this one closes its last row
        stacks.append([bar])
    return [stack for stack in stacks if len(stack) > 1 and _holds_rows(stack, lines, height)]


def _same_breaks(some: Sequence[float], others: Sequence[float]) -> bool:
    """Whether one's breaks are, but for few, among the other's."""
    few, many = sorted((some, others), key=len)
    return sum(1 for x in few if any(abs(x - y) <= 1.5 for y in many)) * 5 >= len(few) * 4


def _parts_tables(line: TextLine) -> bool:
    return len(pieces_of(line)) == 1 and bool(_BETWEEN_TABLES.match(text_of(line.chars)))


def _holds_rows(stack: Sequence[Bar], lines: Sequence[TextLine], height: float) -> bool:
    """Whether rows stand between these rules, and not only the heading of rows that go on below or above them."""
    top, bottom = stack[0].rule.top, stack[-1].rule.top
    edges = _broken(stack, stack[0].rule.left, stack[0].rule.right, height)
    columns = [(start + 1, end - 1) for start, end in itertools.pairwise(edges)]
    inside = False
    for line in lines:
        inside |= top < _level(line) < bottom
        if min(abs(line.top - bottom), abs(top - line.bottom)) < height and not top < _level(line) < bottom:
            pieces = pieces_of(line)
            if len(pieces) > 1 and _keeps(pieces, columns):
                return False
    return inside


def _runs(split: Sequence[Sequence[Piece]], across: Sequence[Rule], height: float) -> list[tuple[int, int]]:
    """Stretches of lines that begin and end with several pieces and where few have one only."""
    runs: list[tuple[int, int]] = []
    start = last = -1
    levels = sorted(rule.top for rule in across)
    for index, pieces in enumerate(split):
        if index and start >= 0:
            bottom, top = max(piece.bottom for piece in split[index - 1]), min(piece.top for piece in pieces)
            ruled = bisect.bisect(levels, bottom - height) != bisect.bisect(levels, top + height)
            far = top - bottom > _FAR * height * (3 if ruled else 1)
            if far or index - last > _SINGLES or (len(pieces) == 1 and _BETWEEN_TABLES.match(pieces[0].text)):
                runs.append((start, last + 1))
                start = -1
        if len(pieces) > 1:
            start = index if start < 0 else start
            last = index
    if start >= 0:
        runs.append((start, last + 1))
    return runs


def _cut(split: Sequence[Sequence[Piece]], start: int, end: int, height: float) -> list[tuple[int, int]]:
    """The stretch in parts, without the lines that run over what are columns above and below them: text and titles."""
    columns = _columns(split[start:end], height)
    if len(columns) < 2:
        return []
    parts: list[tuple[int, int]] = []
    begin = start
    for index in range(start, end):
        pieces = split[index]
        if len(pieces) == 1 and reach(pieces[0], columns)[1] - reach(pieces[0], columns)[0] >= 1 and index - begin >= 0:
            parts.append((begin, index))
            begin = index + 1
    parts.append((begin, end))
    if len(parts) == 1:
        return parts
    trimmed = [_trimmed(split, first, last) for first, last in parts]
    return [part for first, last in trimmed if last - first >= 2 for part in _cut(split, first, last, height)]


def _trimmed(split: Sequence[Sequence[Piece]], first: int, last: int) -> tuple[int, int]:
    while first < last and len(split[first]) < 2:
        first += 1
    while last > first and len(split[last - 1]) < 2:
        last -= 1
    return first, last


def _columns(split: Sequence[Sequence[Piece]], height: float) -> list[tuple[float, float]]:
    """Where the columns of these lines stand: from the white that runs down between them, seen past merged headings."""
    rows = [finer(pieces, height) for pieces in split if len(pieces) > 1]
    if len(rows) < 2:
        return []
    pieces = [piece for row in rows for piece in row]
    spared = 0 if len(rows) < 4 else 1 if len(rows) < 12 else 2 if len(rows) < 24 else 3
    corridor = _CORRIDOR if len(rows) < _MANY_ROWS else _NARROW_CORRIDOR
    columns = cores_of(pieces, spared, corridor * height)
    rows = [split_at(row, columns, height) for row in rows]
    pieces = [piece for row in rows for piece in row]
    columns = cores_of(pieces, spared, corridor * height)
    columns = _whole(columns, pieces, height)
    columns = _widened(columns, pieces, corridor * height, height)
    touching = [piece for piece in pieces if _touches(piece, columns, -0.3 * height)]
    rare = [
        piece
        for piece in pieces
        if not _touches(piece, columns, corridor)
        and not any(over.left <= piece.left + 1 and piece.right - 1 <= over.right for over in touching)
    ]
    columns = sorted([*columns, *cores_of(rare, 0, corridor * height)])
    return _spanning(rows, _headed(rows, columns), height)


def _whole(columns: Sequence[tuple[float, float]], pieces: Sequence[Piece], height: float) -> list[tuple[float, float]]:
    """The columns, two narrow ones close together made one where a piece reaches over both: headings part no words below."""
    whole: list[tuple[float, float]] = []
    for start, end in columns:
        if whole and start - whole[-1][1] < _CORRIDOR * height and max(end - start, whole[-1][1] - whole[-1][0]) < 2 * height:
            left = whole[-1][0]
            if any(piece.left < left and piece.right > start for piece in pieces):
                whole[-1] = (left, end)
                continue
        whole.append((start, end))
    return whole


def _widened(
    columns: Sequence[tuple[float, float]], pieces: Sequence[Piece], corridor: float, height: float
) -> list[tuple[float, float]]:
    """The columns as wide as the pieces in them, as far as a corridor to the next is left."""
    wide = list(columns)
    for piece in sorted(pieces, key=lambda piece: piece.right - piece.left):
        touched = [n for n, (start, end) in enumerate(wide) if piece.left < end and piece.right > start]
        if len(touched) != 1:
            continue
        (n,) = touched
        start, end = min(wide[n][0], piece.left), max(wide[n][1], piece.right)
        clear = (n == 0 or start - wide[n - 1][1] >= corridor) and (n + 1 == len(wide) or wide[n + 1][0] - end >= corridor)
        if clear and (start, end) != wide[n] and not any(_stands_over(piece, other, height) for other in pieces):
            wide[n] = (start, end)
    return wide


def _stands_over(piece: Piece, other: Piece, height: float) -> bool:
    """Whether a piece is above words that are not its next line: it may be a heading over several columns."""
    if not 0 < other.top - piece.top <= 3 * height or other.left >= piece.right or other.right <= piece.left:
        return False
    if FIGURE.match(other.text):
        return False
    aside = abs(piece.left + piece.right - other.left - other.right) / 2
    return min(aside, abs(piece.left - other.left), abs(piece.right - other.right)) > 0.3 * height


def _touches(piece: Piece, columns: Iterable[tuple[float, float]], corridor: float) -> bool:
    return any(min(end, piece.right) - max(start, piece.left) > -corridor for start, end in columns)


def _headed(rows: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The columns, those of figures that have no heading made one with a neighbour that is nothing but a heading.

    A heading at the left of its column stands over no figure, when those are at the right.
    """
    kept = list(columns)
    index = 0
    while index + 1 < len(kept):
        texts: tuple[set[int], set[int]] = (set(), set())
        figures: tuple[set[int], set[int]] = (set(), set())
        for number, row in enumerate(rows):
            for piece in row:
                for side in (0, 1):
                    if reach(piece, kept) == (index + side, index + side):
                        (figures if FIGURE.match(piece.text) else texts)[side].add(number)
        for head, body in ((0, 1), (1, 0)):
            if texts[head] and figures[body] and not figures[head] and not texts[body] and max(texts[head]) < min(figures[body]):
                kept[index : index + 2] = [(kept[index][0], kept[index + 1][1])]
                break
        else:
            index += 1
    return kept


def _spanning(
    rows: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]], height: float
) -> list[tuple[float, float]]:
    """The columns without those that only a heading over its neighbours stands in: all it has is above their headings."""
    held: list[list[Piece]] = [[] for _ in columns]
    for row in rows:
        for piece in row:
            first, last = reach(piece, columns)
            if first == last:
                held[first].append(piece)
    kept = []
    for number, column in enumerate(columns):
        beside = [held[n] for n in (number - 1, number + 1) if 0 <= n < len(columns)]
        lowest = max((piece.bottom for piece in held[number]), default=0.0)
        over = [
            any(piece.top >= lowest - 0.25 * height for piece in side[:3]) and len(side) > len(held[number]) for side in beside
        ]
        if len(rows) > 2 and len(held[number]) == 1 and len(over) == 2 and all(over):
            continue
        kept.append(column)
    return kept


def _table(split: Sequence[Sequence[Piece]], bars: Sequence[Bar], across: Sequence[Rule], height: float) -> PageTable | None:
    """The table that lines make with the rules across them, or None where they are none."""
    frame = _frame(split, bars, height)
    return None if frame is None else _built_of(split, frame, across, height)


def _frame(split: Sequence[Sequence[Piece]], bars: Sequence[Bar], height: float) -> Frame | None:
    """Where columns stand in these lines: by the breaks of the rules across them, or else by the text."""
    pieces = [piece for line in split for piece in line]
    if not pieces:
        return None
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    top, bottom = min(piece.top for piece in split[0]), max(piece.bottom for piece in split[-1])
    bars = [
        bar
        for bar in bars
        if top - height <= bar.rule.top <= bottom + height
        and min(right, bar.rule.right) - max(left, bar.rule.left) > 0.6 * (right - left)
    ]
    rules = [bar.rule for bar in bars]
    if rules:
        left, right = min([left, *(rule.left for rule in rules)]), max([right, *(rule.right for rule in rules)])
    edges = _broken(bars, left, right, height)
    columns = [(start + 1, end - 1) for start, end in itertools.pairwise(edges)]
    if len(columns) > 1 and _keeps(pieces, columns):
        return Frame(columns, edges, rules, told=True)
    columns = _columns(split, height)
    if len(columns) < 2:
        return None
    return Frame(columns, (left, *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)), right), rules, told=False)


def _built_of(split: Sequence[Sequence[Piece]], frame: Frame, across: Sequence[Rule], height: float) -> PageTable | None:
    """The table in a frame, or None where the lines are none."""
    columns, edges, rules, told = frame
    levels = [rule.top for rule in rules]
    split = [split_at(line, columns, height) for line in split]
    rows = rows_of(split, columns, levels, height)
    if not _is_table(rows, columns, len(rules), height) and not (told and (len(rules) > 1 or len(columns) > _MANY)):
        return None
    ruled = "partly" if rules else "none"
    whole = [rule.top for rule in rules if rule.right - rule.left > 0.9 * (edges[-1] - edges[0])]
    head = _head(split, columns, whole, height)
    if head:
        headings = heading_rows(split[:head], columns, edges, across, height)
        if headings:
            return _built(rows_of(split[head:], columns, levels, height), columns, edges, ruled, headings)
    return _built(rows, columns, edges, ruled)


def _head(
    split: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]], levels: Iterable[float], height: float
) -> int:
    """How many lines stand above the first row of figures or rule, but for those that name that row or one before it."""
    head = 0
    rules = sorted(levels)
    for line in split:
        if any(FIGURE.match(piece.text) and reach(piece, columns)[0] for piece in line):
            break
        if head and bisect.bisect(rules, middle_of(split[0])) != bisect.bisect(rules, middle_of(line)):
            return head
        head += 1
    while head and len(split[head - 1]) == 1 and reach(split[head - 1][0], columns)[1] == 0:
        head -= 1
    while 0 < head < len(split) and _gap(split, head) < -_OVERLAP * height:
        head -= 1
    return head if head < min(len(split), _HEADING_LINES) else 0


def _built(
    rows: Sequence[Row],
    columns: Sequence[tuple[float, float]],
    edges: Sequence[float],
    ruled: str,
    headings: Sequence[tuple[PageCell | None, ...]] = (),
) -> PageTable:
    cells = (*headings, *(cells_of(row, columns, edges) for row in rows))
    top = min(cell.box[1] for row in cells for cell in row if cell is not None)
    return PageTable(cells, tuple(edges), (edges[0], top, edges[-1], max(row.bottom for row in rows)), ruled)


def _broken(bars: Sequence[Bar], left: float, right: float, height: float) -> tuple[float, ...]:
    """The edges of columns that the breaks of rules tell."""
    edges = [left]
    for x in sorted(x for bar in bars for x in bar.breaks):
        if x - edges[-1] > 0.6 * height and right - x > 0.6 * height:
            edges.append(x)
    return (*edges, right)


def _keeps(pieces: Sequence[Piece], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether text keeps to these columns, but for few merged cells."""
    over = sum(1 for piece in pieces if reach(piece, columns)[0] != reach(piece, columns)[1])
    return over * 4 <= len(pieces)


def _is_table(rows: Sequence[Row], columns: Sequence[tuple[float, float]], rules: int, height: float) -> bool:
    """Whether rows are a table's: columns that line up, figures in one of them, or else many columns or rules."""
    whole = [row for row in rows if len(row.pieces) > 1]
    if len(whole) < (2 if rules >= 2 else 3) or len(whole) * 3 < len(rows):
        return False
    held: list[list[Piece]] = [[] for _ in columns]
    for row in rows:
        for piece in row.pieces:
            first, last = reach(piece, columns)
            if first == last:
                held[first].append(piece)
    figures = [[piece for piece in column if FIGURE.match(piece.text)] for column in held]
    amounts = sum(1 for column in figures[1:] for piece in column if _AMOUNT.match(piece.text))
    numeric = any(
        len(of) >= 2 and len(of) * 2 >= len(column) and _aligned(of, height)
        for of, column in zip(figures[1:], held[1:], strict=True)
    )
    if numeric and (amounts >= 2 or len(columns) > 2):
        return True
    if len(columns) > 2 and len(whole) > 2 and amounts >= 2 and max(len(row.pieces) for row in whole) > 2:
        return True
    lined = sum(1 for column in held if len(column) * 2 >= len(whole) and _aligned(column, height))
    if rules >= 3 and lined >= 2:
        return True
    full = sum(1 for row in whole if len(row.pieces) > 2)
    return len(columns) >= 3 and lined >= 3 and len(whole) >= 4 and full * 2 >= len(whole)


def _aligned(pieces: Sequence[Piece], height: float) -> bool:
    """Whether most pieces begin, end or are centred at the same place."""
    for places in (
        [piece.right for piece in pieces],
        [piece.left for piece in pieces],
        [(piece.left + piece.right) / 2 for piece in pieces],
    ):
        middle = sorted(places)[len(places) // 2]
        if sum(1 for place in places if abs(place - middle) <= 0.3 * height) * 3 >= len(places) * 2:
            return True
    return False
