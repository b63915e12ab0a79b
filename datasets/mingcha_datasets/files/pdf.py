"""Write a printed disclosure as a PDF, as text or as a scan of it; needs reportlab."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mingcha_datasets.blocks import Block
from mingcha_datasets.errors import MissingLibraryError
from mingcha_datasets.files.typeset import Page, Style, typeset

if TYPE_CHECKING:
    from PIL.Image import Image

_CHINESE, _LATIN = "STSong-Light", "Times-Roman"
"""Fonts every PDF reader has, so that no font is in the file."""
_RULE = 0.6


def pdf(blocks: Sequence[Block], title: str, style: Style | None = None) -> bytes:
    """The blocks as the bytes of a PDF with this running head; the same blocks give the same bytes.

    Raises:
        MissingLibraryError: reportlab is not installed.
    """
    canvas_of, width = _reportlab()
    style = style or Style()
    file = BytesIO()
    canvas = canvas_of(file, invariant=True, pageCompression=1)
    canvas.setTitle(title)
    for page in typeset(blocks, title, style, lambda text, size: sum(width(run, font, size) for font, run in _runs(text))):
        _draw(canvas, page, turned=style.turned and page.on_its_side)
    canvas.save()
    return file.getvalue()


def _reportlab() -> tuple[Callable[..., Any], Callable[[str, str, float], float]]:
    try:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas
    except ImportError:
        raise MissingLibraryError("a PDF", "reportlab") from None
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    return Canvas, pdfmetrics.stringWidth


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in runs of one font."""
    for is_latin, run in groupby(text, str.isascii):
        yield (_LATIN if is_latin else _CHINESE), "".join(run)


def _draw(canvas: Any, page: Page, *, turned: bool) -> None:
    """Draw a page; one that is turned is upright in the file, drawn from its right to its left."""
    # reportlab takes the size of the page as it is shown.
    canvas.setPageSize((page.width, page.height))
    canvas.setPageRotation(90 if turned else 0)
    if turned:
        canvas.translate(page.height, 0)
        canvas.rotate(90)
    canvas.setLineWidth(_RULE)
    for line in page.lines:
        canvas.line(line.left, page.height - line.top, line.right, page.height - line.bottom)
    for string in page.strings:
        text = canvas.beginText(string.left, page.height - string.baseline)
        for font, run in _runs(string.text):
            text.setFont(font, string.size)
            text.textOut(run)
        canvas.drawText(text)
    canvas.showPage()


def scan(document: bytes, dots_per_inch: int = 150) -> bytes:
    """The pages of a PDF as grey pictures in a PDF, as a scanner makes it."""
    pages = [page.convert("L") for page in pictures(document, dots_per_inch)]
    file = BytesIO()
    pages[0].save(file, "PDF", resolution=dots_per_inch, save_all=True, append_images=pages[1:])
    return file.getvalue()


def pictures(document: bytes, dots_per_inch: int = 150) -> Iterator["Image"]:
    """The pages of a PDF as pictures. Chinese characters are drawn only where the system has a font that has them."""
    import pypdfium2

    with pypdfium2.PdfDocument(document) as opened:
        for page in opened:
            yield page.render(scale=dots_per_inch / 72).to_pil()
