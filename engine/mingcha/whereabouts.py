"""Where a line or a cell stands in its file, in the words of the file's kind: line, page, cell of a sheet, paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from .reading import Document, Row, Spot

_FILE = {"zh": "《{file}》", "en": "{file}, "}
_PAGE = {"zh": "第{page}页", "en": "page {page}"}
_SHEET = {"zh": "工作表“{sheet}”", "en": 'sheet "{sheet}"'}
_TABLE = {"zh": "第{table}个表格第{row}行", "en": "table {table}, row {row}"}
_PARAGRAPH = {"zh": "第{paragraph}段", "en": "paragraph {paragraph}"}
_LINE = {"zh": "第{line}行", "en": "line {line}"}


class Scores(Struct, frozen=True, gc=False):
    """How sure the recognition of a scan must be.

    Attributes:
        sure: the score from which on what was recognised counts as read.
        legible: the score below which a cell shows that its page is partly illegible, so that others may have been lost.
    """

    sure: float = 0.0
    legible: float = 0.0


class Whereabouts(Struct, frozen=True, gc=False):
    """Where the lines of a document stand in its file; nothing for a text, whose lines are places enough.

    Attributes:
        lines: by line.
        cells: of the lines that are rows of tables, where each cell stands.
        scores: how sure the recognition of a scan must be.
    """

    lines: Mapping[int, Spot] = {}
    cells: Mapping[int, tuple[Spot | None, ...]] = {}
    scores: Scores = Scores()

    def spot(self, line: int | None, cell: int = -1) -> Spot | None:
        """Where a cell stands, or its line where the cell is not known; None for text."""
        if line is None or not (self.lines or self.cells):
            return None
        cells = self.cells.get(line, ())
        own = cells[cell] if 0 <= cell < len(cells) else None
        return own or self.lines.get(line)

    def corrected(self) -> Iterator[tuple[int, int, Spot]]:
        """Line, cell and place of each cell of a scan that was put right by inference; ``raw`` is what was read."""
        for line, spots in self.cells.items():
            yield from ((line, cell, spot) for cell, spot in enumerate(spots) if spot is not None and spot.raw)

    def legibility(self, spot: Spot) -> float:
        """The least score of the cells on the page of a scan where ``spot`` is."""
        own = (spot.file, spot.page)
        cells = (cell for row in self.cells.values() for cell in row if cell is not None)
        return min((cell.score for cell in cells if (cell.file, cell.page) == own), default=spot.score)


def whereabouts_of(document: Document, rows: Iterable[Row], scores: Scores) -> Whereabouts:
    """Where the lines of a document and the cells of its rows, as they were understood, stand."""
    if not document.spots:
        return Whereabouts()
    return Whereabouts(document.spots, {row.line: row.spots for row in rows if row.spots}, scores)


def where(spot: Spot | None, line: int | None, lang: str) -> str:
    """A place in words: 第12行, 第3页, 工作表“收支总表”D3, 第2个表格第5行; with the file first where there are several.

    Args:
        spot: where it stands in the file, None for text.
        line: the 1-based line, told where the spot has no better word.
        lang: zh or en.
    """
    if spot is None:
        return _LINE[lang].format(line=line)
    return (_FILE[lang].format(file=spot.file) if spot.file else "") + _inside(spot, line, lang)


def _inside(spot: Spot, line: int | None, lang: str) -> str:
    if spot.page:
        return _PAGE[lang].format(page=spot.page)
    if spot.sheet:
        cell = spot.cell if lang == "zh" or not spot.cell else f" {spot.cell}"
        return _SHEET[lang].format(sheet=spot.sheet) + cell
    if spot.line:
        return _LINE[lang].format(line=spot.line)
    if spot.table:
        return _TABLE[lang].format(table=spot.table, row=spot.row)
    if spot.paragraph:
        return _PARAGRAPH[lang].format(paragraph=spot.paragraph)
    return _LINE[lang].format(line=line)
