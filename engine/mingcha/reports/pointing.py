"""Find the cell or the words that a place of a finding means, in the document as it was read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..checking import Place
from ..running.excerpt import Excerpt, Rows, Shown, Text, Titled

WHOLE = -1
"""The cell of what stands in a paragraph, or of a place that means its whole row."""
_LONGEST = 200
"""Characters; longer words are looked for as they are only, whatever blanks are inside."""
_BLANKS = re.compile(r"\s+")
_OF_NUMBERS = frozenset("0123456789.,，．")


class Pointed(NamedTuple):
    """What a place means.

    Attributes:
        line: 1-based.
        cell: index in its row, ``WHOLE`` in a paragraph or where the row as a whole is meant.
        start, end: offsets in the text of the cell or of the paragraph; equal where no words are meant, but the line.
    """

    line: int
    cell: int
    start: int
    end: int


class Piece(NamedTuple):
    """The part of a paragraph that is one line of the source."""

    paragraph: Text
    start: int
    end: int


class Lines:
    """The lines of a document: its rows, its paragraphs, its tables.

    Attributes:
        rows: by line, the block and the number of the row in it.
        pieces: by line.
    """

    def __init__(self, excerpt: Excerpt) -> None:
        self.blocks = excerpt.blocks
        self.tables = excerpt.tables
        self.rows: dict[int, tuple[int, int]] = {}
        self.pieces: dict[int, Piece] = {}
        self._begins = [table.line for table in excerpt.tables]
        for number, block in enumerate(excerpt.blocks):
            if isinstance(block, Rows):
                self.rows |= {row.line: (number, at) for at, row in enumerate(block.rows)}
            else:
                ends = [*(start for start, _ in block.lines[1:]), len(block.text)]
                self.pieces |= {line: Piece(block, start, end) for (start, line), end in zip(block.lines, ends, strict=True)}

    def row(self, line: int) -> Shown:
        """The row in a line.

        Raises:
            KeyError: there is none.
        """
        number, at = self.rows[line]
        block = self.blocks[number]
        assert isinstance(block, Rows)
        return block.rows[at]

    def table(self, line: int) -> Titled | None:
        """The table that a line belongs to."""
        at = bisect_right(self._begins, line) - 1
        return self.tables[at] if at >= 0 and line <= self.tables[at].end else None


def point(place: Place, lines: Lines) -> Pointed | None:
    """What a place means; None where the document does not say it: its line was not read, or what is missing is named."""
    if place.line is None:
        return None
    if place.line in lines.rows:
        table = lines.table(place.line)
        return _in_row(place, lines.row(place.line), dict(table.columns) if table else {})
    piece = lines.pieces.get(place.line)
    return None if piece is None else _in_piece(place, piece)


def _in_row(place: Place, row: Shown, heads: Mapping[int, str]) -> Pointed:
    """The cell that says the text, else the one below the head; of several the one below the head, then beside the label."""
    line = row.line
    if not place.text and not place.column:
        return Pointed(line, WHOLE, 0, 0)
    same = [cell for cell, text in enumerate(row.cells) if text == place.text]
    if place.text and len(same) == 1:
        return Pointed(line, same[0], 0, len(place.text))
    wanted = [text for text in dict.fromkeys((place.text, place.spot.raw if place.spot else "")) if text] or [""]
    head, label = squeezed(place.column), squeezed(place.row)
    column = place.spot.column - 1 if place.spot is not None else -1

    def rank(cell: int) -> tuple[int, bool, bool, bool, int]:
        below = bool(head) and squeezed(heads.get(cell, "")) == head
        fit = max(_fit(text, row.cells[cell]) for text in wanted)
        return fit, below, column == cell, bool(label) and _labelled(row.cells, cell, label), -cell

    best = max(range(len(row.cells)), key=rank, default=WHOLE)
    if best == WHOLE:
        return Pointed(line, WHOLE, 0, 0)
    fit, below, *_ = rank(best)
    text = row.cells[best]
    if (fit == _EQUAL and (text or below)) or fit == _PART or below:
        return Pointed(line, best, 0, len(text))
    found = next((span for one in wanted for span in occurrences(text, one)), None) if fit else None
    return Pointed(line, WHOLE, 0, 0) if found is None else Pointed(line, best, *found)


_NOTHING, _PART, _INSIDE, _EQUAL = range(4)
"""How a cell fits words: not; it is a part of them; they are inside it; it is them."""


def _fit(wanted: str, cell: str) -> int:
    if cell == wanted:
        return _EQUAL
    if not wanted or not cell:
        return _NOTHING
    short, own = squeezed(wanted), squeezed(cell)
    if short == own:
        return _EQUAL
    if short in own and next(occurrences(cell, wanted), None):
        return _INSIDE
    return _PART if len(own) > 1 and own in short and not own.isdigit() else _NOTHING


def _labelled(cells: tuple[str, ...], at: int, label: str) -> bool:
    """Whether the words before a cell are a label: those nearest on its left that are no number."""
    before = (squeezed(cell) for cell in reversed(cells[:at]))
    nearest = next((cell for cell in before if cell and not set(cell) <= _OF_NUMBERS), "")
    return bool(nearest) and (nearest in label or label in nearest)


def _in_piece(place: Place, piece: Piece) -> Pointed | None:
    """The words in a paragraph that begin on the line; of several those that follow what they are told of most closely."""
    assert place.line is not None
    text = piece.paragraph.text
    found = list(occurrences(text, place.text))
    here = [span for span in found if piece.start <= span[0] < max(piece.end, piece.start + 1)] or found
    if not here:
        own = squeezed(text[piece.start : piece.end])
        meant = not place.text or (bool(own) and own in squeezed(place.text))  # words that go on in the next paragraph
        return Pointed(place.line, WHOLE, piece.start, piece.end) if meant else None
    subjects = [end for _, end in occurrences(text, place.row)] if place.row and len(here) > 1 else []

    def distance(span: tuple[int, int]) -> int:
        return min((span[0] - end for end in subjects if end <= span[0]), default=len(text))

    return Pointed(place.line, WHOLE, *min(here, key=distance))


def occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Where words stand in a text, whatever blanks are inside: first and last offset. Never within a number, if they can else."""
    if not wanted:
        return
    spans = [(found.start(), found.end()) for found in re.finditer(re.escape(wanted), text)]
    if not spans and len(wanted) <= _LONGEST and squeezed(wanted) in squeezed(text):
        loose = r"\s*".join(map(re.escape, squeezed(wanted)))
        spans = [(found.start(), found.end()) for found in re.finditer(loose, text)] if loose else []
    yield from [span for span in spans if not _cuts_number(text, *span)] or spans


def _cuts_number(text: str, start: int, end: int) -> bool:
    """Whether the ends of a stretch are inside a number: 0万元 in 10万元."""
    first = text[start].isdigit() and start > 0 and text[start - 1] in _OF_NUMBERS
    if first and not text[start - 1].isdigit():  # a point or a comma after a number, or after words?
        first = start > 1 and text[start - 2].isdigit()
    last = text[end - 1].isdigit() and text[end : end + 1].isdigit()
    return first or last


def squeezed(text: str) -> str:
    """A text without its blanks."""
    return _BLANKS.sub("", text)
