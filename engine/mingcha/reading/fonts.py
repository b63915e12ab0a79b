"""The one font that PDFium is given for text whose font is not in the file, so that no text depends on the fonts of a machine.

PDFium measures text by its glyphs and leaves out what measures nothing: without a Chinese font on the machine, each Chinese
character that stands alone. In this font every character is the same small box.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pypdfium2.raw as raw

_EM = 1000
_BOX = (10, 0, 110, 100)
"""Left, bottom, right and top of the box: smaller than any character, whose width and height the file tells."""
_LATIN = (0, 1, 2)
"""The charsets for which PDFium has fonts of its own: ANSI, default, symbol."""
_FACE = b"Mingcha Boxes\0"
_HANDLE = 1


def use_box_font() -> None:
    """From now on PDFium knows its own fonts and this one, and none of the machine's."""
    raw.FPDF_SetSystemFontInfo(_provider())


@contextmanager
def machine_fonts() -> Iterator[None]:
    """Within it, PDFium knows the fonts of the machine instead: for pictures that people look at."""
    fonts = raw.FPDF_GetDefaultSystemFontInfo()
    raw.FPDF_SetSystemFontInfo(fonts)
    try:
        yield
    finally:
        use_box_font()
        raw.FPDF_FreeDefaultSystemFontInfo(fonts)


@cache
def _provider() -> raw.FPDF_SYSFONTINFO:
    """What PDFium asks for fonts; kept, for PDFium has its address."""
    font = box_font()
    of = dict(raw.FPDF_SYSFONTINFO._fields_)

    def map_font(_self: object, _weight: int, _italic: int, charset: int, _pitch: int, _face: object, _exact: object) -> int:
        return 0 if charset in _LATIN else _HANDLE

    def font_data(_self: object, _font: int, table: int, buffer: object, size: int) -> int:
        data = font if table == 0 else _table(font, table)
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))  # type: ignore[arg-type]  # a pointer of ctypes
        return len(data)

    def face_name(_self: object, _font: int, buffer: object, size: int) -> int:
        if buffer and size >= len(_FACE):
            ctypes.memmove(buffer, _FACE, len(_FACE))  # type: ignore[arg-type]  # a pointer of ctypes
        return len(_FACE)

    return raw.FPDF_SYSFONTINFO(
        version=1,
        Release=of["Release"](lambda _self: None),
        EnumFonts=of["EnumFonts"](lambda _self, _mapper: None),
        MapFont=of["MapFont"](map_font),
        GetFont=of["GetFont"](lambda _self, _face: 0),
        GetFontData=of["GetFontData"](font_data),
        GetFaceName=of["GetFaceName"](face_name),
        GetFontCharset=of["GetFontCharset"](lambda _self, _font: 0),
        DeleteFont=of["DeleteFont"](lambda _self, _font: None),
    )


def _table(font: bytes, tag: int) -> bytes:
    """One table of a font, b"" where it has none of this tag."""
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        name, _, offset, length = struct.unpack_from(">4L", font, 12 + 16 * number)
        if name == tag:
            return font[offset : offset + length]
    return b""


def box_font() -> bytes:
    """A TrueType font in which every character is the same small box."""
    left, bottom, right, top = _BOX
    sides = [right - left, 0, -(right - left), 0], [0, top - bottom, 0, bottom - top]
    # One contour of four points on the line, each given by its distance to the one before.
    glyph = struct.pack(">5h", 1, left, bottom, right, top) + struct.pack(">HH4B", 3, 0, 1, 1, 1, 1)
    glyph += struct.pack(">8h", left, *sides[0][:3], bottom, *sides[1][:3])
    tables = {
        # Format 13: a range of characters has one glyph; 3, 10: all of Unicode.
        b"cmap": struct.pack(">HHHHL", 0, 1, 3, 10, 12) + struct.pack(">HHLLLLLL", 13, 0, 28, 0, 1, 1, 0x10FFFF, 1),
        b"glyf": glyph,
        b"head": struct.pack(">LLLLHHQQ4hHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, *_BOX, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, _BOX[3], _BOX[1], 0, _EM, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hhh", _EM, left, left),
        b"loca": struct.pack(">HHH", 0, 0, len(glyph) // 2),
        b"maxp": struct.pack(">L14H", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    directory, body = struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64), b""
    start = 12 + 16 * len(tables)
    for name, table in tables.items():
        directory += struct.pack(">4sLLL", name, 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return directory + body
