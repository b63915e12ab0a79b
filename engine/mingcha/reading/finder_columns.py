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

from .finder_text import TextLine, cell_text, lines_of, text_of
from .pages import Box, Char, PageCell, PageTable, Rule

_APART = 0.7
"""Heights of a character between two pieces of text on one line that may be two cells."""

_CORRIDOR = 0.35
"""Heights of a character that is the least width of the white between two columns."""

_FAR = 2.6
"""Heights of a character between two lines that no table goes over, unless rules lead over it."""

_SINGLES = 6
"""Lines in a row with one piece of text only that a table may have: wrapped text of one cell."""

_FIGURE = re.compile(r"-?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?[%％]?\Z|[-—–]{1,2}\Z")
_AMOUNT = re.compile(r"-?\d[\d,]*\.\d+%?\Z|-?\d{1,3}(?:,\d{3})+\Z|-?\d{4,}\Z|0\Z|-?\d+(?:\.\d+)?%\Z")
_BETWEEN_TABLES = re.compile(
    r"(?:金额)?单位[:：]\s*\S*元?\Z|(?:附?表|附件)\s*[\d一二三四五六七八九十]+\Z|[-—–]?\s*\d{1,3}\s*[-—–]?\Z"
)


class Piece(NamedTuple):
    """Text that stands together on a line."""

    chars: tuple[Char, ...]
    left: float
    top: float
    right: float
    bottom: float
    text: str


class Row(NamedTuple):
    """Pieces that make one row, from its top to its bottom."""

    pieces: tuple[Piece, ...]
    top: float
    bottom: float


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
        split = [pieces_of(line) for line in left]
        first, last = _goes_on(split, before.edges, height)
        if last:
            rows = _rows(split[first:last], _between(before.edges), [bar.rule.top for bar in bars], height)
            found.append((_built(rows, _between(before.edges), before.edges, before.ruled), left[first:last]))
            left = left[:first] + left[last:]
    for stack in stacks:
        taken = [line for line in left if stack[0].rule.top < _level(line) < stack[-1].rule.top]
        table = _table([pieces_of(line) for line in taken], stack, height)
        if table is not None:
            found.append((table, taken))
            left = [line for line in left if line not in taken]
    split = [pieces_of(line) for line in left]
    reached = 0
    for start, end in _runs(split, across, height):
        for first, last in _cut(split, max(start, reached), end, height):
            if first < reached:
                continue
            last = _extended(split, first, last, height)
            table = _table(split[first:last], bars, height)
            if table is not None:
                found.append((table, left[first:last]))
                reached = last
    return found


def _as_wide(stack: Sequence[Bar], table: PageTable, height: float) -> bool:
    """Whether a table's columns are those of the rules."""
    return len(_broken(stack, stack[0].rule.left, stack[0].rule.right, height)) == len(table.edges)


def _between(edges: Sequence[float]) -> list[tuple[float, float]]:
    return [(start + 1, end - 1) for start, end in itertools.pairwise(edges)]


def _goes_on(split: Sequence[Sequence[Piece]], edges: Sequence[float], height: float) -> tuple[int, int]:
    """The lines at the top of a page that keep to the columns of the table before: from which on and up to which."""
    columns = _between(edges)
    start = next((index for index, line in enumerate(split[:3]) if len(line) > 1 and _fits(line, columns)), 0)
    while start and len(split[start - 1]) == 1 and _fits(split[start - 1], columns) and _close(split, start, height):
        start -= 1
    end = start
    while end < len(split) and _fits(split[end], columns) and (end == start or _close(split, end, height)):
        end += 1
    end = _without_labels(split, start, end, columns)
    figures = any(_FIGURE.match(piece.text) for line in split[start:end] if len(line) > 1 for piece in line[1:])
    starts = [round(line[0].left) for line in split[start:end] if len(line) == 1 and _reach(line[0], columns)[0]]
    return (start, end) if figures or len(starts) > len(set(starts)) else (0, 0)


def _fits(line: Sequence[Piece], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether each piece of a line stands in one column, no two in the same, and the line is no heading of a table to come."""
    if len(line) == 1 and _BETWEEN_TABLES.match(line[0].text):
        return False
    reaches = [_reach(piece, columns) for piece in line]
    inside = all(piece.left >= columns[0][0] - 3 and piece.right <= columns[-1][1] + 3 for piece in line)
    return inside and all(first == last for first, last in reaches) and len(set(reaches)) == len(line)


def _close(split: Sequence[Sequence[Piece]], index: int, height: float) -> bool:
    """Whether a line stands close below the one before it."""
    return min(piece.top for piece in split[index]) - max(piece.bottom for piece in split[index - 1]) < height


def _without_labels(split: Sequence[Sequence[Piece]], start: int, end: int, columns: Sequence[tuple[float, float]]) -> int:
    """Where rows end before lines that say something in the first column only: notes and what follows a table stand there."""
    while end > start and len(split[end - 1]) == 1 and _reach(split[end - 1][0], columns)[0] == 0:
        end -= 1
    return end


def _extended(split: Sequence[Sequence[Piece]], first: int, last: int, height: float) -> int:
    """Where the rows end if lines below that stand in one column each are rows too."""
    columns = _columns(split[first:last], height)
    if len(columns) < 2:
        return last
    held = [
        [piece for line in split[first:last] for piece in line if _reach(piece, columns) == (n, n)] for n in range(len(columns))
    ]
    end = last
    while end < len(split) and _fits(split[end], columns) and _close(split, end, height):
        if not all(any(_in_line(piece, other, height) for other in held[_reach(piece, columns)[0]]) for piece in split[end]):
            break
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
        else:
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


def pieces_of(line: TextLine) -> list[Piece]:
    """The pieces of a line, parted where white shows."""
    pieces: list[list[Char]] = []
    right = 0.0
    for char in line.chars:
        if char.text == " ":
            continue
        if pieces and char.left - right <= _APART * line.height:
            pieces[-1].append(char)
        else:
            pieces.append([char])
        right = max(char.right, right)
    return [_piece(chars) for chars in pieces]


def _in_line(piece: Piece, other: Piece, height: float) -> bool:
    """Whether two pieces begin or end at the same place."""
    return min(abs(piece.left - other.left), abs(piece.right - other.right)) <= 0.3 * height


def _piece(chars: Sequence[Char]) -> Piece:
    return Piece(
        tuple(chars),
        chars[0].left,
        min(char.top for char in chars),
        max(char.right for char in chars),
        max(char.bottom for char in chars),
        text_of(chars),
    )


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
        if len(pieces) == 1 and _reach(pieces[0], columns)[1] - _reach(pieces[0], columns)[0] >= 1 and index - begin >= 0:
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
    rows = [pieces for pieces in split if len(pieces) > 1]
    if len(rows) < 2:
        return []
    pieces = [piece for row in rows for piece in row]
    spared = 0 if len(rows) < 6 else 1 if len(rows) < 12 else 2 if len(rows) < 24 else 3
    columns = _cores(pieces, spared, height)
    within = [piece for piece in pieces if _reach(piece, columns)[0] == _reach(piece, columns)[1]]
    return _headed(rows, _cores(within, 0, height))


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
                    if _reach(piece, kept) == (index + side, index + side):
                        (figures if _FIGURE.match(piece.text) else texts)[side].add(number)
        for head, body in ((0, 1), (1, 0)):
            if texts[head] and figures[body] and not figures[head] and not texts[body] and max(texts[head]) < min(figures[body]):
                kept[index : index + 2] = [(kept[index][0], kept[index + 1][1])]
                break
        else:
            index += 1
    return kept


def _cores(pieces: Iterable[Piece], spared: int, height: float) -> list[tuple[float, float]]:
    """The stretches of x that more than ``spared`` pieces cover, those with less white than a corridor between them joined."""
    ends = sorted([(piece.left, 1) for piece in pieces] + [(piece.right, -1) for piece in pieces])
    cores: list[tuple[float, float]] = []
    depth, begin = 0, 0.0
    for x, step in ends:
        if step == 1 and depth == spared:
            begin = x
        if step == -1 and depth == spared + 1:
            if cores and begin - cores[-1][1] < _CORRIDOR * height:
                cores[-1] = (cores[-1][0], x)
            elif x > begin:
                cores.append((begin, x))
        depth += step
    return cores


def _reach(piece: Piece, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The first and the last column that a piece touches; of one between columns the nearest."""
    touched = [
        number
        for number, (left, right) in enumerate(columns)
        if min(right, piece.right) - max(left, piece.left) > min(2.0, 0.3 * (right - left))
    ]
    if touched:
        return touched[0], touched[-1]
    middle = (piece.left + piece.right) / 2
    nearest = min(range(len(columns)), key=lambda n: max(columns[n][0] - middle, middle - columns[n][1]), default=0)
    return nearest, nearest


def _table(split: Sequence[Sequence[Piece]], bars: Sequence[Bar], height: float) -> PageTable | None:
    """The table that lines make with the rules across them, or None where they are none."""
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
    told = len(columns) > 1 and _keeps(pieces, columns)
    if not told:
        columns = _columns(split, height)
        if len(columns) < 2:
            return None
        edges = (left, *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)), right)
    rows = _rows(split, columns, [rule.top for rule in rules], height)
    if not _is_table(rows, columns, len(rules), height) and not (told and len(rules) > 1):
        return None
    return _built(rows, columns, edges, "partly" if rules else "none")


def _built(rows: Sequence[Row], columns: Sequence[tuple[float, float]], edges: Sequence[float], ruled: str) -> PageTable:
    cells = tuple(_cells(row, columns, edges) for row in rows)
    return PageTable(cells, tuple(edges), (edges[0], rows[0].top, edges[-1], max(row.bottom for row in rows)), ruled)


def _broken(bars: Sequence[Bar], left: float, right: float, height: float) -> tuple[float, ...]:
    """The edges of columns that the breaks of rules tell."""
    edges = [left]
    for x in sorted(x for bar in bars for x in bar.breaks):
        if x - edges[-1] > 0.6 * height and right - x > 0.6 * height:
            edges.append(x)
    return (*edges, right)


def _keeps(pieces: Sequence[Piece], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether text keeps to these columns, but for few merged cells."""
    over = sum(1 for piece in pieces if _reach(piece, columns)[0] != _reach(piece, columns)[1])
    return over * 4 <= len(pieces)


def _rows(
    split: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]], levels: Iterable[float], height: float
) -> list[Row]:
    """Lines to rows: those between two rules are one row unless a column has two figures there; else what stands close."""
    edges = sorted(levels)
    rows: list[list[Piece]] = []
    near = _near(split, columns, height)
    for place, lines in itertools.groupby(split, key=lambda pieces: bisect.bisect(edges, _middle(pieces))):
        block = list(lines)
        whole = [piece for pieces in block for piece in pieces]
        if 0 < place < len(edges) and not _conflict(whole, columns):
            rows.append(whole)
            continue
        joined: list[list[Piece]] = []
        for pieces in block:
            together = joined and min(p.top for p in pieces) - max(p.bottom for p in joined[-1]) <= near
            if together and not _conflict([*joined[-1], *pieces], columns):
                joined[-1].extend(pieces)
            else:
                joined.append(list(pieces))
        rows.extend(joined)
    return [Row(tuple(row), min(piece.top for piece in row), max(piece.bottom for piece in row)) for row in rows]


def _middle(pieces: Sequence[Piece]) -> float:
    return sum(piece.top + piece.bottom for piece in pieces) / len(pieces) / 2


def _near(split: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]], height: float) -> float:
    """The white between two lines up to which they are one row: less than that between most rows with figures."""
    gaps = sorted(
        min(piece.top for piece in after) - max(piece.bottom for piece in before)
        for before, after in itertools.pairwise(split)
        if _conflict([*before, *after], columns)
    )
    if not gaps:
        return -0.2 * height
    return gaps[len(gaps) // 4] - 0.15 * height


def _conflict(pieces: Iterable[Piece], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a column has two figures among these."""
    seen: set[int] = set()
    for piece in pieces:
        if _FIGURE.match(piece.text):
            column = _reach(piece, columns)[0]
            if column in seen:
                return True
            seen.add(column)
    return False


def _is_table(rows: Sequence[Row], columns: Sequence[tuple[float, float]], rules: int, height: float) -> bool:
    """Whether rows are a table's: columns that line up, figures in one of them, or else many columns or rules."""
    whole = [row for row in rows if len(row.pieces) > 1]
    if len(whole) < (2 if rules >= 2 else 3) or len(whole) * 3 < len(rows):
        return False
    held: list[list[Piece]] = [[] for _ in columns]
    for row in rows:
        for piece in row.pieces:
            first, last = _reach(piece, columns)
            if first == last:
                held[first].append(piece)
    figures = [[piece for piece in column if _FIGURE.match(piece.text)] for column in held]
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
    full = sum(1 for row in whole if len(row.pieces) >= len(columns))
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


def _cells(row: Row, columns: Sequence[tuple[float, float]], edges: Sequence[float]) -> tuple[PageCell | None, ...]:
    """The cells of a row; a piece that reaches over several columns, alone there, is a merged cell."""
    reaches = [_reach(piece, columns) for piece in row.pieces]
    held: dict[int, list[Piece]] = {}
    across: dict[int, int] = {}
    for piece, (first, last) in zip(row.pieces, reaches, strict=True):
        others = [reach for reach in reaches if reach != (first, last) and reach[0] <= last and reach[1] >= first]
        if last > first and others:
            first = last = max(
                range(first, last + 1), key=lambda n: min(columns[n][1], piece.right) - max(columns[n][0], piece.left)
            )
        held.setdefault(first, []).append(piece)
        across[first] = max(across.get(first, 1), last - first + 1)
    cells: list[PageCell | None] = []
    while len(cells) < len(columns):
        column = len(cells)
        wide = across.get(column, 1)
        box: Box = (edges[column], row.top, edges[column + wide], row.bottom)
        inside = lines_of([char for piece in held.get(column, ()) for char in piece.chars])
        score = min((line.score for line in inside), default=1.0)
        cells.append(PageCell(cell_text(inside, box[2] - box[0]), box, wide, 1, score))
        cells.extend([None] * (wide - 1))
    return tuple(cells)
