"""What was read: blocks in reading order, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct


class Spot(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a line or a cell stands in its file, in the words of the file's kind; what does not apply keeps its default.

    Attributes:
        file: of several files read as one disclosure, the file.
        page: 1-based page of a PDF or scan.
        box: left, top, right and bottom in points (1/72 inch) from the top left of the page as it is shown.
        sheet, cell: of a workbook: the sheet's name and the cell as ``D3``.
        paragraph: 1-based paragraph of a Word document, counted over those with text outside tables.
        table, row, column: 1-based table of a Word or HTML document, in document order, and the cell's row and grid column.
        line: 1-based source line of an HTML or text file.
        across, down: how many grid columns and rows the cell spans.
        hidden: whether the file keeps it from the reader's eyes (hidden row, column or sheet).
        aligned: whether positions told the columns of a PDF's table, because no rules did: a column may then be the wrong one.
        score: the least score of the recognition of a scan's characters, 0 to 1; 1 where nothing was recognised.
        raw: what recognition read, where it was put right; else "".
    """

    file: str = ""
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    sheet: str = ""
    cell: str = ""
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    line: int = 0
    across: int = 1
    down: int = 1
    hidden: bool = False
    aligned: bool = False
    score: float = 1.0
    raw: str = ""


class Span(NamedTuple):
    """Where a line of the source begins inside a joined paragraph: text offset and 1-based line."""

    offset: int
    line: int


class Paragraph(Struct, frozen=True, gc=False, array_like=True, tag="p"):
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


class Row(Struct, frozen=True, gc=False, array_like=True):
    """One table row.

    Attributes:
        cells: as printed (markup and outer blanks removed); a cell that spans several stands at its first, the others are "".
        line: 1-based line, see ``Document.spots``.
        spots: where each cell stands, as many as cells; none for text, whose lines are places enough.
    """

    cells: tuple[str, ...]
    line: int
    spots: tuple[Spot | None, ...] = ()


class Table(Struct, frozen=True, gc=False, array_like=True, tag="t"):
    """Rows that stood together; ragged rows are kept ragged."""

    rows: tuple[Row, ...]

    @property
    def line(self) -> int:
        """The 1-based line the table begins on."""
        return self.rows[0].line


Block = Paragraph | Table


def lines_of(block: Block) -> list[int]:
    """The 1-based lines of a block: of what a paragraph was joined from, or of the rows of a table."""
    return [span.line for span in block.spans] if isinstance(block, Paragraph) else [row.line for row in block.rows]


class Problem(Struct, frozen=True, gc=False):
    """Something that was left out while reading, and why.

    Attributes:
        reason: what, why, and what helps.
        line: 1-based, or None for the whole.
        left_out: whether something was; else it was read, and the user should know of it.
    """

    reason: str
    line: int | None = None
    left_out: bool = True


class Document(Struct, frozen=True, gc=False):
    """A document as read.

    Attributes:
        name: as given by the caller (a path or a name for bytes).
        sha256: of the bytes read.
        blocks: in reading order.
        problems: what was left out, with the reason.
        markup: tags that stood in cells and were taken out, the first of each line, with the line.
        kind: the kind of file, a name of ``kinds.KINDS``.
        spots: where each line stands in the file. For text a line is a line of the file and there are no spots; every other kind
            counts what it reads (a printed line, a table row) as lines, in reading order.
    """

    name: str
    sha256: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    markup: tuple[tuple[int, str], ...] = ()
    kind: str = "text"
    spots: Mapping[int, Spot] = {}
