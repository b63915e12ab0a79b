"""A page of a PDF or a picture file as a picture, for people to look at."""

from __future__ import annotations

import math

from msgspec import Struct
from msgspec.structs import replace

from ..errors import UnreadableDocumentError
from .kinds import Kind
from .limits import Limits

_DRAWN = {"pdf": Kind("PDF", "rendering:pdf_page"), "image": Kind("image", "rendering:image_page")}
"""How pages are drawn, by the kind of file."""

MOST_PIXELS = 6_000_000
"""Of one picture; a larger page is drawn at less than the resolution asked for."""


class Picture(Struct, frozen=True, gc=False, array_like=True):
    """A page as it is shown.

    Attributes:
        pages: how many pages the file has.
        scale: pixels for each point of the page's own measures.
        width, height: in pixels.
        rgb: red, green and blue of each pixel, row by row.
    """

    pages: int
    scale: float
    width: int
    height: int
    rgb: bytes


def has_pages(kind: str) -> bool:
    """Whether a file of this kind has pages that can be drawn."""
    return kind in _DRAWN


def picture(data: bytes, name: str, kind: str, limits: Limits, page: int, dpi: int) -> Picture:
    """Draw a page in a child process.

    Args:
        data: the file's bytes.
        name: how to call it in messages.
        kind: one that has pages.
        limits: what the child may use.
        page: 1-based.
        dpi: dots per inch; less for very large pages.

    Raises:
        UnreadableDocumentError: encrypted, damaged, or without that page.
    """
    from .sandbox import shared

    # A picture is larger than what a page says.
    limits = replace(limits, max_text=max(limits.max_text, 4 * MOST_PIXELS))
    return shared().call(_DRAWN[kind], data, name, limits, page, dpi, gives=Picture)


def pdf_page(data: bytes, name: str, limits: Limits, page: int, dpi: int) -> Picture:
    """Draw a page of a PDF in this process.

    Raises:
        UnreadableDocumentError: encrypted, damaged, or without that page.
    """
    import pypdfium2

    from .fonts import machine_fonts
    from .pdf import open_pdf

    with open_pdf(data, name) as pdf, machine_fonts():
        pages = min(len(pdf), limits.max_pages)
        if not 1 <= page <= pages:
            raise UnreadableDocumentError(name, f"there is no page {page}, only {pages}")
        try:
            opened = pdf[page - 1]
            width, height = opened.get_size()
            scale = _scale(width, height, dpi)
            drawn = opened.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        except pypdfium2.PdfiumError:
            raise UnreadableDocumentError(name, f"page {page} is damaged and cannot be drawn; export the PDF again") from None
        return Picture(pages, scale, drawn.width, drawn.height, drawn.tobytes())


def image_page(data: bytes, name: str, limits: Limits, page: int, dpi: int) -> Picture:
    """Draw a page of a picture file in this process.

    Raises:
        UnreadableDocumentError: damaged, or without that page.
    """
    from PIL import Image

    from .pictures import picture_page

    pages, bitmap, own = picture_page(data, name, limits, page)
    height, width = bitmap.shape[:2]
    scale = min(own, _scale(width / own, height / own, dpi))
    drawn = Image.fromarray(bitmap).resize((max(round(width * scale / own), 1), max(round(height * scale / own), 1)))
    return Picture(pages, scale, drawn.width, drawn.height, drawn.tobytes())


def _scale(width: float, height: float, dpi: int) -> float:
    return min(dpi / 72, math.sqrt(MOST_PIXELS / max(width * height, 1.0)))
