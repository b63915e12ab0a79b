"""Draw pages with tables as many programs do, for the tests of the PDF reader and the table finder."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from mingcha.reading.finder import layout_of
from mingcha.reading.pages import PageLayout, PageLine, PageTable
from mingcha.reading.pdf import open_pdf, pages_of

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class Sheet:
    """A page to draw on, y growing downwards; each method is one thing that a program draws."""

    def __init__(self, canvas: Any, height: float) -> None:
        self.canvas = canvas
        self.height = height

    def text(self, x: float, y: float, text: str, size: float = 10, align: str = "left") -> None:
        """Text whose baseline is at ``y``."""
        self.canvas.setFont(FONT, size)
        draw = {"left": self.canvas.drawString, "right": self.canvas.drawRightString, "middle": self.canvas.drawCentredString}
        draw[align](x, self.height - y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float, stroke: bool = True, fill: float | None = None) -> None:
        """A rectangle; ``fill`` is a grey from 0 to 1."""
        if fill is not None:
            self.canvas.setFillGray(fill)
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=int(stroke), fill=int(fill is not None))
        self.canvas.setFillGray(0)


def pdf_of(*draw: Callable[[Sheet], None], size: tuple[float, float] = (WIDTH, HEIGHT), turn: int = 0) -> bytes:
    """A PDF with one page for each of ``draw``; ``turn``: degrees of its /Rotate."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    for one in draw:
        if turn:
            canvas.setPageRotation(turn)
        one(Sheet(canvas, size[0] if turn % 180 else size[1]))  # reportlab turns the page, not what is drawn
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def layout(data: bytes, index: int = 0) -> PageLayout:
    """The layout of one page."""
    with open_pdf(data, "test.pdf") as pdf:
        return layout_of(pages_of(pdf, index).pages[0])


def tables(data: bytes, index: int = 0) -> list[list[list[str]]]:
    """The texts of the tables of one page, merged cells at their first place."""
    return [texts(part) for part in layout(data, index).parts if isinstance(part, PageTable)]


def texts(table: PageTable) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.rows]


def lines(data: bytes, index: int = 0) -> list[str]:
    """The lines of text of one page outside tables."""
    return [part.text for part in layout(data, index).parts if isinstance(part, PageLine)]


def edges(start: float, widths: Sequence[float]) -> list[float]:
    places = [start]
    for width in widths:
        places.append(places[-1] + width)
    return places


def fill_in(sheet: Sheet, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]], size: float = 9) -> None:
    """Write the cells' texts: numbers to the right, the others to the left."""
    for row, (top, bottom) in zip(rows, itertools.pairwise(ys), strict=True):
        base = (top + bottom) / 2 + size * 0.35
        for text, (left, right) in zip(row, itertools.pairwise(xs), strict=True):
            if text[:1].isdigit() or text[:1] == "-":
                sheet.text(right - 3, base, text, size, "right")
            else:
                sheet.text(left + 3, base, text, size)


def ruled(xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> Callable[[Sheet], None]:
    """A fully ruled table."""

    def draw(sheet: Sheet) -> None:
        for x in xs:
            sheet.line(x, ys[0], x, ys[-1])
        for y in ys:
            sheet.line(xs[0], y, xs[-1], y)
        fill_in(sheet, xs, ys, rows)

    return draw
