"""Pictures of pages, PNG, JPEG, TIFF, BMP, GIF and WebP, to printed lines, by recognition."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from ..errors import UnreadableDocumentError
from .blocks import Content, blocks_of
from .confinement import more_time
from .document import Problem
from .limits import Limits
from .pages import Page
from .recognised import tidied

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
INSTALL = "install mingcha[ocr] to have it recognised, or export the document as text"

_PAGE_INCHES = 4.0, 50.0
_LONG_SIDE = 841.89
_UNKNOWN = "the picture is damaged; scan or export it again"  # Pillow's own words differ from run to run
_LOWEST, _HIGHEST = 60.0, 2400.0
# What Pillow does not expect of a file ends in whatever Python raises for it.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    Image.DecompressionBombError,
)


def read_picture(data: bytes, name: str, limits: Limits) -> Content:
    """Recognise the pages of a picture file.

    Raises:
        UnreadableDocumentError: damaged, too large, without text, or recognition is not installed.
    """
    try:
        from .finder import layout_of
        from .flow import printed
        from .recognising import recognise
    except ModuleNotFoundError as missing:
        raise UnreadableDocumentError(name, f"this is a picture, and {missing.name} is not installed; {INSTALL}") from None
    problems: list[Problem] = []
    pages: list[Page] = []
    for number, picture in enumerate(_bitmaps(data, name, limits, problems), 1):
        if picture is not None:
            bitmap, width, height = picture
            more_time(limits)
            pages.append(recognise(bitmap, number, width, height))
    if not any(page.chars for page in pages):
        said = "; ".join(problem.reason for problem in problems) or "no text was found in this picture; check the scan"
        raise UnreadableDocumentError(name, said)
    return tidied(blocks_of(printed(layout_of(page) for page in pages), limits, problems))


def picture_page(data: bytes, name: str, limits: Limits, number: int) -> tuple[int, NDArray[np.uint8], float]:
    """How many pages a picture file has, and one of them as RGB with its pixels a point.

    Raises:
        UnreadableDocumentError: damaged, too large, or without that page.
    """
    problems: list[Problem] = []
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            pages = min(getattr(image, "n_frames", 1), limits.max_pages)
            if not 1 <= number <= pages:
                raise UnreadableDocumentError(name, f"there is no page {number}, only {pages}")
            image.seek(number - 1)
            found = _bitmap(image, number, limits, problems)
    except UnidentifiedImageError:
        raise UnreadableDocumentError(name, _UNKNOWN) from None
    except _DAMAGE as error:
        raise UnreadableDocumentError(name, f"page {number} is damaged ({error}); scan or export it again") from None
    if found is None:
        raise UnreadableDocumentError(name, problems[0].reason)
    bitmap, width, _ = found
    return pages, bitmap, bitmap.shape[1] / width


_Bitmap = tuple[NDArray[np.uint8], float, float]


def _bitmaps(data: bytes, name: str, limits: Limits, problems: list[Problem]) -> Iterator[_Bitmap | None]:
    """Each page as RGB with its width and height in points; None where it is left out, which is added to the problems."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise UnreadableDocumentError(name, _UNKNOWN) from None
    except _DAMAGE as error:
        raise UnreadableDocumentError(name, f"the picture cannot be read ({error}); scan or export it again") from None
    most = min(limits.max_pages, limits.max_ocr_pages)
    with image:
        count = getattr(image, "n_frames", 1)
        if count > most:
            option = "--max-ocr-pages" if most == limits.max_ocr_pages else "--max-pages"
            problems.append(Problem(f"only the first {most:,} of {count:,} pages were recognised ({option})"))
        for number in range(1, min(count, most) + 1):
            try:
                image.seek(number - 1)
                yield _bitmap(image, number, limits, problems)
            except _DAMAGE as error:
                problems.append(Problem(f"page {number} is damaged and was left out ({error}); scan or export it again"))
                yield None


def _bitmap(image: Image.Image, number: int, limits: Limits, problems: list[Problem]) -> _Bitmap | None:
    width, height = image.size
    if width * height > limits.max_pixels:
        problems.append(
            Problem(
                f"page {number} has {width:,} x {height:,} pixels, over the limit of {limits.max_pixels:,}, and was left out; "
                "scan it with fewer dots an inch or raise the limit (--max-pixels)"
            )
        )
        return None
    upright = ImageOps.exif_transpose(image)
    bitmap = np.asarray(_rgb(upright))
    scale = _scale(upright.info.get("dpi"), bitmap.shape[1], bitmap.shape[0])
    return bitmap, bitmap.shape[1] / scale, bitmap.shape[0] / scale


def _rgb(image: Image.Image) -> Image.Image:
    """As RGB; what is transparent is paper, and of 16 bits the upper eight are kept."""
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("RGB")
    return image.convert("RGB")


def _scale(dots: object, width: int, height: int) -> float:
    """Pixels a point: as the file says where that gives a page of a likely size, else as if the page were A4."""
    long_side = max(width, height)
    if isinstance(dots, tuple) and dots and isinstance(dots[0], int | float) and _LOWEST <= dots[0] <= _HIGHEST:
        least, most = _PAGE_INCHES
        if least <= long_side / float(dots[0]) <= most and not (dots[0] in (72, 96) and long_side > 1500):
            return float(dots[0]) / 72
    return long_side / _LONG_SIDE
