"""What was read: blocks in reading order, each with its place."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class Span(NamedTuple):
    """Where a line of the source begins inside a joined paragraph: text offset and 1-based line."""

    offset: int
    line: int


class Paragraph(Struct, frozen=True, gc=False):
    """A paragraph whose wrapped lines were joined again.

    Attributes:
        text: the paragraph without line breaks.
        spans: for each source line it was joined from, where it begins, in order.
    """

    text: str
    spans: tuple[Span, ...]

    @property
    def line(self) -> int:
        """The 1-based line the paragraph begins on."""
        return self.spans[0].line

    def line_at(self, offset: int) -> int:
        """The 1-based source line of the character at ``offset``."""
        line = self.spans[0].line
        for start, source_line in self.spans:
            if start > offset:
                break
            line = source_line
        return line


class Row(Struct, frozen=True, gc=False):
    """One table row: its cells as printed (markup and outer blanks removed) and its 1-based line."""

    cells: tuple[str, ...]
    line: int


class Table(Struct, frozen=True, gc=False):
    """Rows that stood together; ragged rows are kept ragged."""

    rows: tuple[Row, ...]

    @property
    def line(self) -> int:
        """The 1-based line the table begins on."""
        return self.rows[0].line


Block = Paragraph | Table


class Problem(Struct, frozen=True, gc=False):
    """Something that was left out while reading, and why; ``line`` is 1-based or None for the whole."""

    reason: str
    line: int | None = None


class Document(Struct, frozen=True, gc=False):
    """A document as read.

    Attributes:
        name: as given by the caller (a path or a name for bytes).
        sha256: of the bytes read.
        blocks: in reading order.
        problems: what was left out, with the reason.
        markup: tags that stood in cells and were taken out, the first of each line, with the line.
    """

    name: str
    sha256: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    markup: tuple[tuple[int, str], ...] = ()
