"""PDF to pages by PDFium: every visible character and every ruled line with its place.

PDFium is not thread-safe, and hostile files crash it: this runs in a child process (``sandbox``).
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
from numpy.typing import NDArray

from ..errors import UnreadableDocumentError
from .blocks import Content, blocks_of
from .confinement import more_time
from .directions import Words, aslant_of, owners, quarters_of, rotation, skew_of, upright, watermarks, within, words_of
from .document import Problem
from .finder import last_table, layout_of
from .flow import printed
from .fonts import use_box_font
from .limits import Limits
from .pages import Char, Page, PageLayout, Rule, as_shown
from .recognised import tidied

_THIN = 3.0
"""Points up to which a filled rectangle or a picture is a ruled line."""

_LONGEST_SIDE = 7000
"""Dots of a page's picture at most."""

_FEW = 60
"""Characters up to which a page that a picture covers is that picture: a number or a stamp was printed onto a scan."""

_UNSURE = 0.5
"""The score of hidden text behind a scan: some program's recognition, who knows how good."""

_EDGE = 2.0
"""Points from the edge of a page within which nothing is a rule of a table."""

_DEEPEST = 12
"""Form objects within form objects that are looked into."""

_CLIPS = 8
"""Clip paths of an object that are looked at."""

_MOST_OBJECTS = 100_000
_MOST_RULES = 20_000

_AMOUNT = re.compile(r"\d[\d,]*\.\d")
_SAYS_NOTHING = "no text was found on the pages of this PDF; look whether it shows any, and export it again"

_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f]")
_BLANKS = frozenset(" \u3000\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\t")
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\xad\x02\r\n")
_UNMAPPED = "\ufffd"


def _direct(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function taking addresses as plain numbers: an array can be filled without an object for each value."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


_P, _I, _U = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
_char_code = _direct(raw.FPDFText_GetUnicode, _U, _P, _I)
_unmapped = _direct(raw.FPDFText_HasUnicodeMapError, _I, _P, _I)
_char_box = _direct(raw.FPDFText_GetLooseCharBox, _I, _P, _I, _P)
_char_object = _direct(raw.FPDFText_GetTextObject, _P, _P, _I)
_char_matrix = _direct(raw.FPDFText_GetMatrix, _I, _P, _I, _P)
_render_mode = _direct(raw.FPDFTextObj_GetTextRenderMode, _I, _P)
_object_type = _direct(raw.FPDFPageObj_GetType, _I, _P)
_object_bounds = _direct(raw.FPDFPageObj_GetBounds, _I, _P, _P, _P, _P, _P)
_object_matrix = _direct(raw.FPDFPageObj_GetMatrix, _I, _P, _P)
_draw_mode = _direct(raw.FPDFPath_GetDrawMode, _I, _P, _P, _P)
_stroke_width = _direct(raw.FPDFPageObj_GetStrokeWidth, _I, _P, _P)
_count_segments = _direct(raw.FPDFPath_CountSegments, _I, _P)
_segment = _direct(raw.FPDFPath_GetPathSegment, _P, _P, _I)
_segment_point = _direct(raw.FPDFPathSegment_GetPoint, _I, _P, _P, _P)
_segment_type = _direct(raw.FPDFPathSegment_GetType, _I, _P)
_segment_close = _direct(raw.FPDFPathSegment_GetClose, _I, _P)
_clip_path = _direct(raw.FPDFPageObj_GetClipPath, _P, _P)
_clip_paths = _direct(raw.FPDFClipPath_CountPaths, _I, _P)
_clip_points = _direct(raw.FPDFClipPath_CountPathSegments, _I, _P, _I)
_clip_point = _direct(raw.FPDFClipPath_GetPathSegment, _P, _P, _I, _I)
_page_objects = _direct(raw.FPDFPage_CountObjects, _I, _P)
_page_object = _direct(raw.FPDFPage_GetObject, _P, _P, _I)
_form_objects = _direct(raw.FPDFFormObj_CountObjects, _I, _P)
_form_object = _direct(raw.FPDFFormObj_GetObject, _P, _P, ctypes.c_ulong)

Matrix = tuple[float, float, float, float, float, float]
_AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Line = tuple[float, float, float, float]


def read_pdf(data: bytes, name: str, limits: Limits) -> Content:
    """Read a PDF; a page that is a picture, or whose fonts map to nothing, is recognised where ``mingcha[ocr]`` is installed.

    Raises:
        UnreadableDocumentError: encrypted, damaged, or nothing on any page could be read.
    """
    problems: list[Problem] = []
    with open_pdf(data, name) as pdf:
        layouts = _layouts(pdf, limits, problems)
        content = tidied(blocks_of(printed(layouts), limits))
    problems += content.problems
    if not content.blocks:
        raise UnreadableDocumentError(name, problems[0].reason if problems else _SAYS_NOTHING)
    return Content(content.blocks, tuple(problems), content.markup, content.spots)


@contextmanager
def open_pdf(data: bytes, name: str) -> Iterator[pypdfium2.PdfDocument]:
    """The opened document, whose text does not depend on the fonts of this machine.

    Raises:
        UnreadableDocumentError: encrypted, damaged or without a page.
    """
    use_box_font()
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocumentError(name, _why_closed(error)) from None
    try:
        if not len(pdf):
            raise UnreadableDocumentError(name, "the PDF has no page; publish or export it again")
        yield pdf
    finally:
        pdf.close()


def _why_closed(error: pypdfium2.PdfiumError) -> str:
    code = getattr(error, "err_code", None)
    if code == raw.FPDF_ERR_PASSWORD:
        return "the PDF is encrypted and asks for a password; publish it without one"
    if code == raw.FPDF_ERR_SECURITY:
        return "the PDF is encrypted in a way that is not supported; publish it without encryption"
    return "the PDF is damaged and cannot be opened; download or export it again"


def _layouts(pdf: pypdfium2.PdfDocument, limits: Limits, problems: list[Problem]) -> Iterator[PageLayout]:
    pages = len(pdf)
    if pages > limits.max_pages:
        problems.append(Problem(f"only the first {limits.max_pages:,} of {pages:,} pages were read (--max-pages)"))
    recognised = 0
    before = None
    for index in range(min(pages, limits.max_pages)):
        try:
            ways, unreadable, notes = pages_of(pdf, index, limits.max_objects)
        except pypdfium2.PdfiumError:
            problems.append(Problem(f"page {index + 1} is damaged and was left out; export the PDF again"))
            continue
        except CrowdedPageError as crowded:
            problems.append(Problem(f"page {index + 1} {crowded} and was left out; raise the limit (--max-objects)"))
            continue
        problems += (Problem(note, left_out=False) for note in notes)
        page = ways[0]
        if unreadable:
            over = recognised >= limits.max_ocr_pages
            found = None if over else _recognised(pdf, page, limits)
            recognised += found is not None
            if found is None:
                remedy = (
                    f"{recognised:,} pages were recognised before it (--max-ocr-pages)"
                    if over
                    else "install mingcha[ocr] to have it recognised"
                )
                left = "; only the text beside it was read" if page.recognised else " and was left out"
                problems.append(Problem(f"{_why_unread(page)}{left}; {remedy}"))
                if not page.recognised:
                    continue
            ways = [found or page]
        for page in ways:
            layout = layout_of(page, before)
            before = last_table(layout)
            yield layout


def _why_unread(page: Page) -> str:
    pictured = page.recognised or not page.chars
    return f"page {page.number} {'is a picture' if pictured else 'has fonts that map to nothing'}"


def _recognised(pdf: pypdfium2.PdfDocument, page: Page, limits: Limits) -> Page | None:
    """The page as characters are recognised in its picture, or None where recognition is not installed."""
    try:
        from .recognising import recognise
    except ImportError:
        return None
    more_time(limits)
    picture = picture_of(pdf, page.number - 1)
    return recognise(picture, page.number, *_shown_size(page), _shown_rules(page))


def picture_of(pdf: pypdfium2.PdfDocument, index: int, dpi: int = 200) -> NDArray[np.uint8]:
    """The page as shown: (height, width, 3) of red, green and blue; of a huge page fewer dots an inch."""
    page = pdf[index]
    try:
        scale = min(dpi / 72, _LONGEST_SIDE / max(*page.get_size(), 1.0))
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        picture = bitmap.to_numpy()
        picture = np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture[:, :, :3]
        copied: NDArray[np.uint8] = np.ascontiguousarray(picture)
        bitmap.close()
        return copied
    finally:
        page.close()


class _Read(NamedTuple):
    """A page as read, once for each way that text on it reads; whether it must be recognised instead; what to tell the user."""

    pages: list[Page]
    unreadable: bool
    notes: list[str]


def pages_of(pdf: pypdfium2.PdfDocument, index: int, max_objects: int | None = None) -> _Read:
    """The characters and rules of a page, turned so that its text reads upright; several pages where not all reads one way.

    Args:
        pdf: opened by ``open_pdf``.
        index: 0-based.
        max_objects: how many objects, and how many characters, the page may draw; any number where None.

    Raises:
        CrowdedPageError: it draws more.
    """
    page = pdf[index]
    try:
        # Before the text is asked for, which takes much more memory than the objects.
        _refuse_over(max_objects, raw.FPDFPage_CountObjects(page), "objects")
        text = page.get_textpage()
        try:
            _refuse_over(max_objects, text.count_chars(), "characters")
            return _read_page(page, text, index + 1)
        finally:
            text.close()
    finally:
        page.close()


def _refuse_over(most: int | None, count: int, what: str) -> None:
    if most is not None and count > most:
        raise CrowdedPageError(f"draws {count:,} {what}, over the limit of {most:,},")


class CrowdedPageError(Exception):
    """A page that draws more than any page of a disclosure; its words go on after the page's number."""


class _Drawn(NamedTuple):
    """What a page draws, in the page's own coordinates."""

    rules: list[Line]
    pictures: list[Line]


def _read_page(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, number: int) -> _Read:
    box = page.get_bbox()
    turns = page.get_rotation() // 90
    written = _chars(ctypes.cast(text.raw, ctypes.c_void_p).value or 0, text.count_chars())
    turned, off = quarters_of(written.angles)
    skew = skew_of(off[(written.codes > 32) & ~written.hidden])
    matrix = rotation(skew, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if skew else _AS_IT_IS
    drawn = _drawn(ctypes.cast(page.raw, ctypes.c_void_p).value or 0, matrix)
    corners = _straightened(written.boxes, skew, matrix) if skew else written.boxes
    most = _upright(written.codes, written.angles, turns)
    place = _Place(box, (turns + most) % 4)
    shown = place.boxes(corners)
    shows = place.holds(shown) & ~written.hidden
    letters = shows & (written.codes > 32)
    aslant = aslant_of(off - skew)
    dropped = aslant | written.clipped
    dropped |= watermarks(shown, written.runs, letters & ~dropped, (-turned - turns) % 4 != most)
    seen = shows & ~dropped
    notes = list(_notes(number, written.codes, letters & dropped, letters & seen))
    pages = _pages(number, written, corners, _Places(box, turns, most), seen, (-turned - turns) % 4, drawn.rules)
    read = sum(1 for one in pages for char in one.chars if char.text != " ")
    if read <= _FEW and _covered(drawn.pictures, box):
        behind = (char._replace(score=_UNSURE) for char in _visible(written.codes, shown, place.holds(shown) & written.hidden))
        both = (*_visible(written.codes, shown, seen), *behind)
        rules = tuple(_shown(place.boxes(np.array(drawn.rules, np.float64).reshape(-1, 4)), place))
        whole = Page(number, place.width, place.height, both, rules, recognised=bool(both), turned=most)
        return _Read([whole], True, notes)
    return _Read(pages, read > 0 and all(map(unreadable, pages)), notes)


def _straightened(boxes: NDArray[Any], skew: float, matrix: Matrix) -> NDArray[np.float64]:
    """Boxes around characters of a page that stands aslant as boxes of the characters where they would stand otherwise."""
    a, b, c, d, e, f = matrix
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    wide, tall = np.abs(boxes[:, 2] - boxes[:, 0]), np.abs(boxes[:, 3] - boxes[:, 1])
    cos, sin = math.cos(math.radians(skew)), abs(math.sin(math.radians(skew)))
    across = np.maximum(wide * cos - tall * sin, 0.1) / (cos * cos - sin * sin) / 2
    up = np.maximum(tall * cos - wide * sin, 0.1) / (cos * cos - sin * sin) / 2
    x, y = a * x + c * y + e, b * x + d * y + f
    return np.column_stack([x - across, y - up, x + across, y + up])


def _notes(number: int, codes: NDArray[Any], dropped: NDArray[np.bool_], seen: NDArray[np.bool_]) -> Iterator[str]:
    """What the user should know of text that was taken for a watermark or is clipped away."""
    count = int(dropped.sum())
    said = "".join(_text_of(int(code)) for code in codes[dropped])
    if _AMOUNT.search(said) or (count > _FEW and count > seen.sum()):
        yield (
            f"page {number} has {count:,} characters that stand aslant, are printed over or clipped away, as a watermark is; "
            "they were not read; compare the page, or export it again without them"
        )


class _Places:
    """The page as shown after each quarter turn, the one that brings most of its text upright among them."""

    def __init__(self, box: Line, turns: int, most: int) -> None:
        self.most = most
        self.by_turn = [_Place(box, (turns + turn) % 4) for turn in range(4)]


def _pages(
    number: int,
    written: _Written,
    corners: NDArray[Any],
    places: _Places,
    seen: NDArray[np.bool_],
    turns: NDArray[np.int64],
    drawn: Sequence[Line],
) -> list[Page]:
    """A page for each way that text reads; a word that is turned within a ruled table is upright in its cell."""
    lines = np.array(drawn, np.float64).reshape(-1, 4)
    letters = seen & (written.codes > 32)
    ways = np.flatnonzero(np.bincount(turns[letters], minlength=4)).tolist()
    if len(ways) < 2:
        place = places.by_turn[places.most]
        chars = tuple(_visible(written.codes, place.boxes(corners), seen & (turns == places.most)))
        return [Page(number, place.width, place.height, chars, tuple(_shown(place.boxes(lines), place)), turned=places.most)]
    most = places.by_turn[places.most]
    shown, ruled = most.boxes(corners), most.boxes(lines)
    read_as, belongs = turns.copy(), np.full(len(lines), -1)
    for box, owner in owners(_shown(ruled, most), shown, turns, letters):
        read_as[within(shown, box)] = owner
        belongs[within(ruled, box)] = owner
    found = []
    for way in sorted(ways):
        place = places.by_turn[way]
        boxes = place.boxes(corners)
        chars = tuple(_visible(written.codes, boxes, seen & (read_as == way) & (turns == way)))
        for other in ways:
            if other != way:
                turned = np.flatnonzero(letters & (read_as == way) & (turns == other)).tolist()
                chars += tuple(_turned(written.codes, corners, boxes, places.by_turn[other], turned))
        rules = tuple(_shown(place.boxes(lines[(belongs == way) | (belongs < 0)]), place))
        if chars:
            found.append(Page(number, place.width, place.height, chars, rules, turned=way))
    return found


def _turned(
    codes: NDArray[Any], corners: NDArray[Any], boxes: NDArray[np.float64], own: _Place, where: list[int]
) -> Iterator[Char]:
    """Words that read another way than their table, as if they were upright in it."""
    if not where:
        return
    texts = [_text_of(int(code)) for code in codes[where]]
    for text, word in words_of(Words(texts, [tuple(box) for box in own.boxes(corners[where]).tolist()])):
        yield upright(text, (tuple(box) for box in boxes[[where[index] for index in word]].tolist()))


class _Place:
    """From a page's own coordinates to the page as it is shown and turned: ``turns`` quarter turns clockwise."""

    def __init__(self, box: Line, turns: int) -> None:
        self.left, self.bottom, self.right, self.top = box
        self.turns = turns
        across, down = self.right - self.left, self.top - self.bottom
        self.width, self.height = (down, across) if turns % 2 else (across, down)

    def holds(self, shown: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which boxes have their middle on the page."""
        left, top, right, bottom = shown.T
        x, y = (left + right) / 2, (top + bottom) / 2
        inside: NDArray[np.bool_] = (x > 0) & (y > 0) & (x < self.width) & (y < self.height)
        return inside

    def boxes(self, own: NDArray[Any]) -> NDArray[np.float64]:
        """Boxes given as two opposite corners, as left, top, right, bottom."""
        xs = own[:, 0::2] - self.left
        ys = self.top - own[:, 1::2]
        across, down = self.right - self.left, self.top - self.bottom
        if self.turns == 1:
            xs, ys = down - ys, xs
        elif self.turns == 2:
            xs, ys = across - xs, down - ys
        elif self.turns == 3:
            xs, ys = ys, across - xs
        return np.column_stack([xs.min(axis=1), ys.min(axis=1), xs.max(axis=1), ys.max(axis=1)]).astype(np.float64)


class _Written(NamedTuple):
    """Of each character of the file: its code, two corners, angle in degrees, whether it is unseen or clipped away, its run."""

    codes: NDArray[Any]
    boxes: NDArray[Any]
    angles: NDArray[Any]
    hidden: NDArray[Any]
    clipped: NDArray[Any]
    runs: NDArray[Any]


def _chars(text: int, count: int) -> _Written:
    """The characters of the file.

    The code is 0 where the font does not tell it: PDFium then gives the font's own number for it, which means nothing.
    """
    objects = [_char_object(text, index) for index in range(count)]
    kept = [index for index, of in enumerate(objects) if of]
    codes = np.array([0 if _unmapped(text, index) else _char_code(text, index) for index in kept], np.int64)
    boxes = np.zeros((len(kept), 4), np.float32)
    address = boxes.ctypes.data
    for index in kept:
        _char_box(text, index, address)
        address += 16
    angles = np.zeros(len(kept), np.float64)
    hidden = np.zeros(len(kept), np.bool_)
    clipped = np.zeros(len(kept), np.bool_)
    runs = np.zeros(len(kept), np.int64)
    starts = [position for position, index in enumerate(kept) if not position or objects[index] != objects[kept[position - 1]]]
    for start, end in itertools.pairwise([*starts, len(kept)]):
        of = objects[kept[start]]
        runs[start:end] = start
        angles[start:end] = _angle(text, kept[start])
        if _render_mode(of) in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
            hidden[start:end] = True
        clip = _clip(of)
        if clip is not _EVERYWHERE:
            for position in range(start, end):
                x0, y0, x1, y1 = boxes[position].tolist()
                clipped[position] = not (clip[0] <= (x0 + x1) / 2 <= clip[2] and clip[1] <= (y0 + y1) / 2 <= clip[3])
    return _Written(codes, boxes, angles, hidden, clipped, runs)


_floats = (ctypes.c_float * 6)()
_EVERYWHERE: Line = (-1e9, -1e9, 1e9, 1e9)


def _angle(text: int, index: int) -> float:
    """By how many degrees clockwise a character's base line is turned; italic letters stand on a level one."""
    if not _char_matrix(text, index, ctypes.addressof(_floats)):
        return 0.0
    a, b = _floats[:2]
    return -math.degrees(math.atan2(b, a)) % 360 if b or a < 0 else 0.0


def _clip(item: int) -> Line:
    """The box of what an object's clipping lets be seen, where it is of few corners."""
    path = _clip_path(item)
    paths = _clip_paths(path) if path else 0
    if paths <= 0:
        return _EVERYWHERE
    left, bottom, right, top = _EVERYWHERE
    at = ctypes.addressof(_floats)
    for number in range(min(paths, _CLIPS)):
        if _clip_points(path, number) not in (4, 5):
            continue
        # Two opposite corners tell a rectangle, which nearly all clip paths are.
        _segment_point(_clip_point(path, number, 0), at, at + 4)
        x0, y0 = _floats[:2]
        _segment_point(_clip_point(path, number, 2), at, at + 4)
        x1, y1 = _floats[:2]
        left, right = max(left, min(x0, x1)), min(right, max(x0, x1))
        bottom, top = max(bottom, min(y0, y1)), min(top, max(y0, y1))
    return left, bottom, right, top


def _upright(codes: NDArray[Any], angles: NDArray[Any], turns: int) -> int:
    """Quarter turns clockwise that bring most of the text upright, after ``turns`` of the page itself."""
    if not angles.any() and not turns:
        return 0
    letters = angles[codes > 32]
    if not len(letters):
        return 0
    quarters = np.bincount((-np.round(letters / 90).astype(np.int64) - turns) % 4, minlength=4)
    most = int(quarters.argmax())
    return most if quarters[most] * 2 > len(letters) else 0


def _visible(codes: NDArray[Any], boxes: NDArray[np.float64], seen: NDArray[Any]) -> Iterator[Char]:
    """The characters that are seen."""
    for index in np.flatnonzero(seen).tolist():
        text = _text_of(int(codes[index]))
        if text:
            yield Char(text, *boxes[index].tolist())


def _text_of(code: int) -> str:
    """What the character says: radicals and compatibility forms as the characters they stand for, blanks as a blank."""
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return _UNMAPPED
    text = chr(code)
    if text in _BLANKS:
        return " "
    if text in _UNSEEN:
        return ""
    if code < 32 or code in (0xFFFE, 0xFFFF):
        return _UNMAPPED
    return unicodedata.normalize("NFKC", text) if _COMPATIBLE.match(text) else text


def _shown(boxes: NDArray[np.float64], place: _Place) -> Iterator[Rule]:
    """The rules within the page; those at its very edge are a background's."""
    for left, top, right, bottom in boxes.tolist():
        x, y = (left + right) / 2, (top + bottom) / 2
        if right - left >= bottom - top:
            if _EDGE < y < place.height - _EDGE and right > 0 and left < place.width:
                yield Rule(max(left, 0.0), y, min(right, place.width), y)
        elif _EDGE < x < place.width - _EDGE and bottom > 0 and top < place.height:
            yield Rule(x, max(top, 0.0), x, min(bottom, place.height))


def unreadable(page: Page) -> bool:
    """Whether most of the page's characters map to nothing, so that only its picture tells what it says."""
    letters = [char.text for char in page.chars if char.text != " "]
    lost = sum(1 for text in letters if text == _UNMAPPED or "\ue000" <= text <= "\uf8ff" or text < " ")
    return lost * 2 > len(letters)


def _covered(pictures: Sequence[Line], box: Line) -> bool:
    """Whether pictures cover most of the page."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    return sum((right - left) * (top - bottom) for left, bottom, right, top in pictures) * 2 > area


def _drawn(page: int, matrix: Matrix) -> _Drawn:
    """The straight lines and the pictures of a page, those inside its form objects too."""
    drawn = _Drawn([], [])
    objects = (_page_object(page, index) for index in range(min(_page_objects(page), _MOST_OBJECTS)))
    reader = _Paths()
    reader.read(objects, matrix, 0, drawn)
    del drawn.rules[_MOST_RULES:]
    return drawn


class _Paths:
    """Reads page objects into rules; holds the memory that PDFium writes its answers to."""

    def __init__(self) -> None:
        self._floats = (ctypes.c_float * 6)()
        self._ints = (ctypes.c_int * 2)()
        self._at = ctypes.addressof(self._floats)
        self._ints_at = ctypes.addressof(self._ints)
        self.seen = 0

    def read(self, objects: Iterable[int], matrix: Matrix, depth: int, drawn: _Drawn) -> None:
        """Add what the objects draw, placed by ``matrix``."""
        for item in objects:
            self.seen += 1
            if self.seen > _MOST_OBJECTS:
                return
            kind = _object_type(item)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix, drawn)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                box = _moved(self._bounds(item), matrix)
                thin = min(box[2] - box[0], box[3] - box[1]) <= _THIN
                (drawn.rules if thin else drawn.pictures).append(box)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = (_form_object(item, index) for index in range(_form_objects(item)))
                self.read(list(inner), _product(self._matrix(item), matrix), depth + 1, drawn)

    def _bounds(self, item: int) -> Line:
        at = self._at
        _object_bounds(item, at, at + 4, at + 8, at + 12)
        left, bottom, right, top = self._floats[:4]
        return left, bottom, right, top

    def _matrix(self, item: int) -> Matrix:
        _object_matrix(item, self._at)
        a, b, c, d, e, f = self._floats
        return a, b, c, d, e, f

    def _path(self, item: int, matrix: Matrix, drawn: _Drawn) -> None:
        _draw_mode(item, self._ints_at, self._ints_at + 4)
        filled, stroked = self._ints
        if not filled and not stroked:
            return
        left, bottom, right, top = box = _moved(self._bounds(item), matrix)
        if min(right - left, top - bottom) <= _THIN:
            if max(right - left, top - bottom) > 0:
                drawn.rules.append(box)
            return
        count = _count_segments(item)
        if count > 4000:
            return
        for line in self._segments(item, count, _product(self._matrix(item), matrix), bool(filled and not stroked)):
            drawn.rules.append(line)

    def _segments(self, item: int, count: int, matrix: Matrix, filled: bool) -> Iterator[Line]:
        """The straight sides of a path that run along the page; of one that is only filled, those of its rectangles."""
        a, b, c, d, e, f = matrix
        at = self._at
        floats = self._floats
        subpaths: list[list[tuple[float, float]]] = []
        curved = False
        for index in range(count):
            segment = _segment(item, index)
            _segment_point(segment, at, at + 4)
            x, y = floats[0], floats[1]
            point = (a * x + c * y + e, b * x + d * y + f)
            kind = _segment_type(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                subpaths.append([point])
            elif subpaths:
                curved |= kind == raw.FPDF_SEGMENT_BEZIERTO
                subpaths[-1].append(point)
                if _segment_close(segment):
                    subpaths[-1].append(subpaths[-1][0])
        if curved:
            return
        for points in subpaths:
            if filled:
                yield from _rectangle(points)
                continue
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                if abs(x1 - x0) <= 0.5 or abs(y1 - y0) <= 0.5:
                    yield (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _rectangle(points: Sequence[tuple[float, float]]) -> Iterator[Line]:
    """The sides of a filled rectangle, one line where it is thin; nothing of any other shape."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, bottom, right, top = min(xs), min(ys), max(xs), max(ys)
    if any(min(x - left, right - x) > 0.5 and min(y - bottom, top - y) > 0.5 for x, y in points):
        return
    if len(points) > 6 or len(points) < 4:
        return
    if min(right - left, top - bottom) <= _THIN:
        yield (left, bottom, right, top)
        return
    yield (left, bottom, right, bottom)
    yield (left, top, right, top)
    yield (left, bottom, left, top)
    yield (right, bottom, right, top)


def _moved(box: Line, matrix: Matrix) -> Line:
    if matrix is _AS_IT_IS:
        return box
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[0::2] for y in box[1::2]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that does ``inner`` first and ``outer`` then."""
    if outer is _AS_IT_IS:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _shown_size(page: Page) -> tuple[float, float]:
    return (page.height, page.width) if page.turned % 2 else (page.width, page.height)


def _shown_rules(page: Page) -> tuple[Rule, ...]:
    return tuple(Rule(*as_shown(page, rule)) for rule in page.rules)
