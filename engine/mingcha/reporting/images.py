"""Draw what was read and understood over the pages of a document, to see at a glance what was not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UsageError
from ..reading import Document, Limits, Paragraph, Row, Spot, Table
from ..reading.pages import Box, around
from ..reading.rendering import Picture, has_pages, picture
from ..understanding import Disclosure, Figure

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

DPI = 110
_LOW_SCORE = 0.9
_MARGIN = 26
_WIDE = ord("\u2e80")


class Look(NamedTuple):
    """How a mark is drawn: its colour, how opaque it fills, whether only a line below it is drawn; and its name in the legend."""

    colour: tuple[int, int, int]
    fill: int
    underline: bool
    name: str


LOOKS = {
    "head": Look((40, 90, 200), 40, False, "head"),
    "label": Look((130, 130, 130), 24, False, "label or blank"),
    "figure": Look((0, 140, 60), 56, False, "figure understood"),
    "unread": Look((215, 0, 30), 72, False, "number not understood"),
    "unused": Look((150, 60, 190), 40, False, "table not understood"),
    "text": Look((0, 150, 160), 0, False, "line of text"),
    "claim": Look((0, 140, 60), 0, True, "claim"),
    "amount": Look((215, 0, 30), 0, True, "amount not understood"),
    "low": Look((255, 130, 0), 0, False, "recognised with doubt"),
    "table": Look((40, 90, 200), 0, False, "table"),
}
"""What is marked, in the order of the legend."""


class Mark(NamedTuple):
    """A box on a page, in points from its top left, and what stands there; ``note`` is written beside it."""

    role: str
    box: Box
    note: str = ""


def write_images(data: bytes, document: Document, disclosure: Disclosure, limits: Limits, folder: Path) -> list[Path]:
    """Write every page as ``page-001.png`` and on, and return the files.

    Args:
        data: the file's bytes.
        document: what was read of it.
        disclosure: what was understood of it.
        limits: what drawing may use.
        folder: made where it is not there.

    Raises:
        UsageError: the document has no pages.
        UnreadableDocumentError: a page cannot be drawn.
    """
    if not has_pages(document.kind):
        raise UsageError(f"{document.name}: only PDFs and pictures have pages to draw on; convert the file to PDF first")
    folder.mkdir(parents=True, exist_ok=True)
    marks = marks_of(document, disclosure)
    written: list[Path] = []
    pages = 1
    while len(written) < pages:
        number = len(written) + 1
        page = picture(data, document.name, document.kind, limits, number, DPI)
        pages = page.pages
        written.append(folder / f"page-{number:03}.png")
        drawn(page, marks.get(number, ())).save(written[-1])
    return written


def marks_of(document: Document, disclosure: Disclosure) -> dict[int, list[Mark]]:
    """What stands where, by page."""
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    for page, mark in (*_table_marks(document, disclosure), *_text_marks(document, disclosure)):
        marks[page].append(mark)
    return dict(marks)


def _table_marks(document: Document, disclosure: Disclosure) -> Iterator[tuple[int, Mark]]:
    figures = {(figure.line, figure.cell) for figure in _figures(disclosure) if figure.cell >= 0}
    unread = {(number.line, number.text) for number in disclosure.unread if number.table >= 0}
    understood = [(table.line, table.end, table.index + 1, table.kind) for table in disclosure.tables]
    body = {line.line for table in disclosure.tables for listing in table.listings for line in listing.lines}
    first = {
        table.line: min((line.line for listing in table.listings for line in listing.lines), default=0)
        for table in disclosure.tables
    }
    for block in document.blocks:
        if not isinstance(block, Table):
            continue
        boxes: defaultdict[tuple[int, str], list[Box]] = defaultdict(list)
        for row in block.rows:
            number, kind, start = next(
                ((index, kind, line) for line, end, index, kind in understood if line <= row.line <= end), (0, "", 0)
            )
            is_head = row.line not in body and kind != "performance" and row.line < first.get(start, 0)
            for index, (text, spot) in enumerate(_cells(row)):
                if spot is None or spot.box is None:
                    continue
                role = "unused" if not number else "head" if is_head else "label"
                if (row.line, index) in figures:
                    role = "figure"
                elif (row.line, text) in unread:
                    role = "unread"
                yield spot.page, Mark(role, spot.box)
                if spot.score < _LOW_SCORE:
                    yield spot.page, Mark("low", spot.box)
                boxes[spot.page, f"table {number} ({kind})" if number else ""].append(spot.box)
        for (page, note), found in boxes.items():
            yield page, Mark("table" if note else "unused", around(found), note)


def _figures(disclosure: Disclosure) -> Iterator[Figure]:
    yield from disclosure.figures
    for form in disclosure.forms:
        yield from (*form.funds, *form.tasks)


def _cells(row: Row) -> Iterator[tuple[str, Spot | None]]:
    spots = row.spots or (None,) * len(row.cells)
    return zip(row.cells, spots, strict=False)


def _text_marks(document: Document, disclosure: Disclosure) -> Iterator[tuple[int, Mark]]:
    told: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for claim in disclosure.claims:
        told[claim.line].append(("claim", claim.text))
    for number in disclosure.unread:
        if number.table < 0:
            told[number.line].append(("amount", number.text))
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        pieces = list(_pieces(block, document.spots))
        for _, text, spot in pieces:
            yield spot.page, Mark("text", spot.box or (0, 0, 0, 0))
            if spot.score < _LOW_SCORE and text:
                yield spot.page, Mark("low", spot.box or (0, 0, 0, 0))
        lines = {span.line for span in block.spans}
        for role, words in (each for line in sorted(lines) for each in told[line]):
            begin = block.text.find(words)
            if begin >= 0:
                yield from ((page, Mark(role, box)) for page, box in _parts(pieces, begin, begin + len(words)))


def _pieces(paragraph: Paragraph, spots: Mapping[int, Spot]) -> Iterator[tuple[int, str, Spot]]:
    """The printed lines of a paragraph that have a place: where each begins in its text, what it says."""
    ends = [span.offset for span in paragraph.spans[1:]] + [len(paragraph.text)]
    for (offset, line), end in zip(paragraph.spans, ends, strict=True):
        spot = spots.get(line)
        if spot is not None and spot.box is not None:
            yield offset, paragraph.text[offset:end], spot


def _parts(pieces: Sequence[tuple[int, str, Spot]], begin: int, end: int) -> Iterator[tuple[int, Box]]:
    """Where a part of a paragraph stands on each of its lines, by the widths of its characters."""
    for offset, text, spot in pieces:
        first, last = max(begin - offset, 0), min(end - offset, len(text))
        if first < last and spot.box is not None:
            left, top, right, bottom = spot.box
            unit = (right - left) / max(_width(text), 1)
            yield spot.page, (left + unit * _width(text[:first]), top, left + unit * _width(text[:last]), bottom)


def _width(text: str) -> int:
    return sum(2 if ord(character) >= _WIDE else 1 for character in text)


def drawn(picture: Picture, marks: Sequence[Mark]) -> Image.Image:
    """The page with its marks over it and a legend above."""
    from PIL import Image, ImageDraw

    page = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    over = Image.new("RGBA", page.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    for role, look in LOOKS.items():
        for mark in marks:
            if mark.role == role:
                _draw(pen, mark, look, picture.scale)
    page.paste(over, mask=over)
    whole = Image.new("RGB", (page.width, page.height + _MARGIN), "white")
    whole.paste(page, (0, _MARGIN))
    _legend(ImageDraw.Draw(whole), marks)
    return whole


def _draw(pen: ImageDraw.ImageDraw, mark: Mark, look: Look, scale: float) -> None:
    left, top, right, bottom = (edge * scale for edge in mark.box)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    colour = (*look.colour, 255)
    if look.underline:
        pen.line((left, bottom, right, bottom), fill=colour, width=2)
    elif mark.role == "low":
        pen.polygon(((right - 8, top), (right, top), (right, top + 8)), fill=colour)
        pen.rectangle((left, top, right, bottom), outline=colour, width=2)
    else:
        inside = 1 if look.fill else 0
        box = (left + inside, top + inside, max(right - inside, left + inside), max(bottom - inside, top + inside))
        pen.rectangle(
            box, fill=(*look.colour, look.fill) if look.fill else None, outline=colour, width=3 if mark.role == "table" else 1
        )
    if mark.note:
        pen.text((left + 2, top - 13), mark.note, fill=colour)


def _legend(pen: ImageDraw.ImageDraw, marks: Sequence[Mark]) -> None:
    """The looks that the page has, side by side."""
    left = 8.0
    roles = {mark.role for mark in marks}
    for role, look in LOOKS.items():
        if role in roles:
            pen.rectangle((left, 8, left + 12, 18), fill=look.colour)
            pen.text((left + 17, 7), look.name, fill=(0, 0, 0))
            left += 17 + pen.textlength(look.name) + 14
