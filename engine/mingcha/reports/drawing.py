"""Draw the rows and the sentences of a document again, with what a finding says of them marked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from markupsafe import Markup

from ..amounts import is_number
from ..running.excerpt import Rows, Shown, Titled
from .pointing import WHOLE, Lines, Pointed

WRONG, DOUBT, OTHER, PROOF = KINDS = ("wrong", "doubt", "other", "proof")
"""Marks, the strongest first: wrong; here is the matter, or one of several that may be wrong; what else may be; what shows it."""
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[{_UNSEEN}]")
"""Characters that cannot be seen and may turn a line around."""
_SPECIAL = re.compile(f"[&<>\"'{_UNSEEN}]")
"""Characters that do not stand for themselves in a page."""
_WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


class Mark(NamedTuple):
    """What a finding says of a cell or of words.

    Attributes:
        kind: one of ``KINDS``.
        right: what should stand there, or what it is compared with; "" where nothing is told.
    """

    kind: str
    right: str = ""


class Marked(NamedTuple):
    """A mark and where it stands."""

    at: Pointed
    mark: Mark


class Brush(NamedTuple):
    """How much is drawn, and in which words.

    Attributes:
        tags: the short word of each kind of mark; ``rights`` how its amount is introduced, with {right}.
        line: how a line of a text is called, with {line}; "" where lines are no places.
        gap: what stands for rows left out, with {count}.
        long: what stands after a text that is cut, with {count} of its characters.
        around: rows drawn beside a marked one; ``few`` rows of a table that is drawn whole; ``most`` rows drawn at most.
        text: characters drawn of a text that has no mark, and around each mark of a longer one.
    """

    tags: Mapping[str, str]
    rights: Mapping[str, str]
    line: str
    gap: str
    long: str
    around: int = 1
    few: int = 9
    most: int = 60
    text: int = 400


class Drawing(NamedTuple):
    """A table or sentences, drawn.

    Attributes:
        table: where it is one; None of sentences.
        line: the first that is marked.
        html: the rows of the table, or the paragraphs.
        marks: how many there are.
        rows: how many rows the table has; 0 of sentences.
    """

    table: Titled | None
    line: int
    html: Markup
    marks: int
    rows: int = 0


class Painter:
    """Draws what findings of one document mark; rows that several of them show are drawn once.

    Args:
        lines: of the document.
        brush: how much is drawn, and in which words.
    """

    def __init__(self, lines: Lines, brush: Brush) -> None:
        self._lines = lines
        self._brush = brush
        self._sheets: dict[int, Sheet] = {}

    def draw(self, marks: Iterable[Marked]) -> list[Drawing]:
        """The tables and sentences that are marked, in the order of their strongest marks."""
        tables: defaultdict[int, list[Marked]] = defaultdict(list)
        texts: defaultdict[int, list[Marked]] = defaultdict(list)
        lines = self._lines
        for marked in strongest(marks):
            line = marked.at.line
            if line in lines.rows:
                table = lines.table(line)
                tables[table.line if table else -lines.rows[line][0]].append(marked)
            else:
                texts[id(lines.pieces[line].paragraph)].append(marked)
        drawn = [(own, self._table(key, own)) for key, own in tables.items()]
        drawn += [(own, _sentences(own, lines, self._brush)) for own in texts.values()]
        drawn.sort(key=lambda one: min((_RANK[marked.mark.kind], one[1].rows > 0, marked.at.line) for marked in one[0]))
        return [drawing for _, drawing in drawn]

    def _table(self, key: int, marks: Sequence[Marked]) -> Drawing:
        line = marks[0].at.line
        sheet = self._sheets.get(key)
        if sheet is None:
            table = self._lines.table(line)
            sheet = self._sheets[key] = sheet_of(_rows_of(table, self._lines) if table else _block(self._lines, line), table)
        by_line: defaultdict[int, defaultdict[int, list[Marked]]] = defaultdict(lambda: defaultdict(list))
        for marked in marks:
            by_line[marked.at.line][marked.at.cell].append(marked)
        return Drawing(sheet.table, line, draw_rows(sheet, by_line, self._brush), len(marks), len(sheet.rows))


def strongest(marks: Iterable[Marked]) -> list[Marked]:
    """Of the marks at one place only the strongest, in the order of the places."""
    found: dict[Pointed, Mark] = {}
    for at, mark in marks:
        if at not in found or _RANK[mark.kind] < _RANK[found[at].kind]:
            found[at] = mark
    return [Marked(at, found[at]) for at in sorted(found)]


# -- tables


class Sheet(NamedTuple):
    """A table to be drawn.

    Attributes:
        table: as understood; None of rows that are no table.
        rows: all of its rows, ``heads`` of them heads.
        amounts: the cells of its columns of amounts.
        covers: by row and cell the merged cell that covers it: its row, its cell, how many it spans across and down.
        plain: rows without marks that were drawn already, by number.
    """

    table: Titled | None
    rows: Sequence[Shown]
    heads: int
    amounts: frozenset[int]
    covers: Mapping[tuple[int, int], tuple[int, int, int, int]]
    plain: dict[int, str]


def sheet_of(rows: Sequence[Shown], table: Titled | None = None) -> Sheet:
    """The sheet of rows that stood together, or of a table on all of its pages."""
    amounts = frozenset(index for index, _ in table.columns) if table else frozenset[int]()
    return Sheet(table, rows, _heads(rows, table), amounts, _covers(rows), {})


def _rows_of(table: Titled, lines: Lines) -> list[Shown]:
    """All rows of a table, of all the pages it stands on."""
    return [lines.row(line) for line in range(table.line, table.end + 1) if line in lines.rows]


def _block(lines: Lines, line: int) -> list[Shown]:
    block = lines.blocks[lines.rows[line][0]]
    assert isinstance(block, Rows)
    return list(block.rows)


def _heads(rows: Sequence[Shown], table: Titled | None) -> int:
    """How many rows are heads: those before the first with an amount below one of them."""
    columns = [index for index, _ in table.columns] if table else []
    if not columns:
        return min(len(rows), 1)
    for number, row in enumerate(rows[:_MOST_HEADS]):
        if any(index < len(row.cells) and is_number(row.cells[index]) for index in columns):
            return number
    return min(len(rows), 1)


_MOST_HEADS = 6


def draw_rows(sheet: Sheet, marks: Mapping[int, Mapping[int, Sequence[Marked]]], brush: Brush) -> Markup:
    """The rows of a table: its heads, those with marks and some beside them; for the others a row that says how many.

    Args:
        sheet: the table.
        marks: by line and cell.
        brush: how much is drawn, and in which words.
    """
    rows, heads = sheet.rows, sheet.heads
    width = max((len(row.cells) for row in rows), default=1) + bool(brush.line)
    out = ["<thead>" if heads else "<tbody>"]
    last = 0
    for start, stop in [*_runs(rows, heads, marks, brush), (len(rows), len(rows))]:
        if start > last:
            out.append(f'<tr class="gap"><td colspan="{width}">{shown(brush.gap.format(count=start - last))}</td></tr>')
        for at in range(start, stop):
            out.append(_row(sheet, at, range(start, stop), marks.get(rows[at].line), brush))
            if at == heads - 1:
                out.append("</thead><tbody>")
        last = stop
    out.append("</tbody>")
    return Markup("".join(out))


def _runs(rows: Sequence[Shown], heads: int, marks: Container[int], brush: Brush) -> list[tuple[int, int]]:
    """Which rows are drawn, as numbers of the first and behind the last of each run; those whose lines have marks always are.

    No run has both heads and others.
    """
    marked = [number for number, row in enumerate(rows) if row.line in marks]
    kept = set(range(len(rows) if len(rows) <= brush.few else heads)) | set(marked)
    for number in marked:
        if len(kept) < brush.most:
            kept.update(range(max(number - brush.around, 0), min(number + brush.around + 1, len(rows))))
    kept.update(number for number in range(1, len(rows) - 1) if number - 1 in kept and number + 1 in kept)
    runs: list[tuple[int, int]] = []
    for number in sorted(kept):
        if runs and runs[-1][1] == number and number != heads:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs


def _covers(rows: Sequence[Shown]) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """By row and cell the merged cell that covers it: its row, its cell, how many it spans across and down.

    A cell that says something is never covered, whatever the file says.
    """
    found: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for at, row in enumerate(rows):
        for cell, across, down in row.spans:
            across, down = min(across, len(row.cells) - cell), min(down, len(rows) - at)
            spots = product(range(at, at + down), range(cell, cell + across))
            if all(spot not in found and (spot == (at, cell) or _is_blank(rows, *spot)) for spot in spots):
                found |= dict.fromkeys(product(range(at, at + down), range(cell, cell + across)), (at, cell, across, down))
    return found


def _is_blank(rows: Sequence[Shown], at: int, cell: int) -> bool:
    return cell < len(rows[at].cells) and not rows[at].cells[cell]


def _row(sheet: Sheet, at: int, run: range, marks: Mapping[int, Sequence[Marked]] | None, brush: Brush) -> str:
    """A row; what is drawn of it depends on its run only where cells are merged."""
    if marks or sheet.covers:
        return _drawn_row(sheet, at, run, marks or {}, brush)
    if at not in sheet.plain:
        sheet.plain[at] = _drawn_row(sheet, at, run, {}, brush)
    return sheet.plain[at]


def _drawn_row(sheet: Sheet, at: int, run: range, marks: Mapping[int, Sequence[Marked]], brush: Brush) -> str:
    row = sheet.rows[at]
    whole = marks.get(WHOLE, ())
    out = [f'<tr class="{whole[0].mark.kind}">' if whole else "<tr>"]
    tag = f"{_tag(whole[0].mark, brush)} " if whole else ""
    if brush.line:
        out.append(f'<th scope="row" class="line">{tag}{row.line}</th>')
    name, scope = ("th", ' scope="col"') if at < sheet.heads else ("td", "")
    for cell, text in enumerate(row.cells):
        span = ""
        if sheet.covers:
            merged = _merged(sheet, at, cell, run)
            if merged is None and not marks.get(cell):
                continue
            text, span = merged or (text, "")
        own = marks.get(cell)
        if own:
            out.append(f"<{name}{scope}{span}{_marked_cell(text, own, brush)}</{name}>")
        elif not text:
            out.append(f"<{name}{scope}{span}></{name}>")
        elif text[-1].isdigit() and (cell in sheet.amounts or "." in text) and is_number(text):
            out.append(f'<{name}{scope}{span} class="n">{text}</{name}>')
        else:
            out.append(f"<{name}{scope}{span}>{said(text, (), brush)}</{name}>")
    if tag and not brush.line:
        out[1:2] = [out[1].replace(">", f">{tag}", 1) if len(out) > 1 else f"<td>{tag}</td>"]
    out.append("</tr>")
    return "".join(out)


def _merged(sheet: Sheet, at: int, cell: int, run: range) -> tuple[str, str] | None:
    """What a cell says and how far it spans in its run of rows; None where another one covers it.

    One that begins above the run is said again in its first row.
    """
    cover = sheet.covers.get((at, cell))
    if cover is None:
        return sheet.rows[at].cells[cell], ""
    above, left, across, down = cover
    first = max(above, run.start)
    if (at, cell) != (first, left):
        return None
    down = min(above + down, run.stop) - first
    span = (f' colspan="{across}"' if across > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
    return sheet.rows[above].cells[left], span


def _marked_cell(text: str, marks: Sequence[Marked], brush: Brush) -> str:
    """A cell from behind its name on: marked as a whole, or the words in it that are meant."""
    full = next((marked.mark for marked in marks if marked.at.start == 0 and marked.at.end >= len(text)), None)
    if full is None:
        return f">{said(text, marks, brush)}"
    inner = said(text, (), brush)
    number = " n" if is_number(text) else ""
    return f' class="m {full.kind}{number}">{_marked(inner, full, brush)}'


# -- sentences


def _sentences(marks: Sequence[Marked], lines: Lines, brush: Brush) -> Drawing:
    line = marks[0].at.line
    piece = lines.pieces[line]
    told = shown(brush.line.format(line=line)) if brush.line else ""
    where = f'<span class="at">{told}</span> ' if told else ""
    text = said(piece.paragraph.text, marks, brush)
    return Drawing(None, line, Markup(f"<blockquote><p>{where}{text}</p></blockquote>"), len(marks))


def said(text: str, marks: Sequence[Marked], brush: Brush) -> str:
    """A text with its marks; of a long one what is around the marks, or its beginning, and how long it is."""
    if not marks and len(text) <= brush.text:
        return shown(text)
    out: list[str] = []
    for start, end, kept in _stretches(text, marks, brush.text):
        if not kept:
            out.append('<span class="cut">…</span>')
            continue
        covering = [marked for marked in marks if marked.at.start <= start and end <= marked.at.end and start < end]
        inner = shown(text[start:end])
        if covering:
            best = min(covering, key=lambda marked: _RANK[marked.mark.kind])
            begins = any(marked.at.start == start for marked in covering)
            ends = any(marked.at.end == end for marked in covering)
            inner = f'<mark class="{best.mark.kind}">{_marked(inner, best.mark, brush, begins, ends)}</mark>'
        out.append(inner)
    empty = [marked.mark for marked in marks if marked.at.start >= marked.at.end]
    if empty:
        inner = "".join(out)
        out = [f'<mark class="{empty[0].kind} line">{_tag(empty[0], brush)}{inner}</mark>']
    if any(not kept for _, _, kept in _stretches(text, marks, brush.text)):
        out.append(f' <small class="cut">{shown(brush.long.format(count=len(text)))}</small>')
    return "".join(out)


_LONG_MARK = 4
"""Times the characters drawn of a text: of longer words that are marked only the beginning and the end are drawn."""


def _stretches(text: str, marks: Sequence[Marked], most: int) -> Iterator[tuple[int, int, bool]]:
    """A text in stretches that begin and end where marks do: first, end, and whether it is shown."""
    cuts = {0, len(text)}
    kept: list[tuple[int, int]] = []
    for at, _ in marks:
        cuts |= {at.start, at.end}
        short = at.end - at.start <= _LONG_MARK * most
        for first, last in ((at.start, at.end),) if short else ((at.start, at.start), (at.end, at.end)):
            kept.append((max(first - most // 2, 0), min(last + most // 2, len(text))))
    if len(text) <= 2 * most:
        kept = [(0, len(text))]
    elif not kept:
        kept = [(0, most)]
    for start, end in kept:
        cuts |= {start, end}
    for start, end in pairwise(sorted(cuts)):
        yield start, end, any(first <= start and end <= last for first, last in kept)


def _marked(inner: str, mark: Mark, brush: Brush, begins: bool = True, ends: bool = True) -> str:
    """What is marked, with the mark's word before it and the right amount behind it."""
    tag = _tag(mark, brush) if begins else ""
    if mark.kind == WRONG:
        inner = f"<s>{inner}</s>" if inner else ""
    right = shown(brush.rights[mark.kind].format(right=mark.right)) if mark.right and ends else ""
    return tag + inner + (f" <ins>{right}</ins>" if right else "")


def _tag(mark: Mark, brush: Brush) -> str:
    return f'<b class="tag">{shown(brush.tags[mark.kind])}</b>'


def shown(text: str) -> str:
    """A text from a document as HTML that says just that: a character that cannot be seen is shown by its number."""
    return _SPECIAL.sub(_written, text) if _SPECIAL.search(text) else text


def _written(found: re.Match[str]) -> str:
    sign = found[0]
    return _WRITTEN.get(sign) or f'<span class="sign">U+{ord(sign):04X}</span>'


def unseen(text: str) -> str:
    """A text without the characters that cannot be seen."""
    return _HIDDEN.sub("", text)
