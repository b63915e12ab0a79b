"""Small files made to crash, fill or mislead a reader, each with the words of the reason or problem it must end in."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from mingcha import Limits
from tests.reading.made import MAIN, PAGE, office, pdf, stream, word, workbook, zipped


class Hostile(NamedTuple):
    """What makes the file, and what must be said of it; "" where it may be read without a word."""

    made: Callable[[], bytes]
    said: str


LIMITS = Limits(max_memory=300_000_000, max_cpu=10, max_seconds=60, max_unpacked=50_000_000, max_pages=200, max_pixels=10_000_000)

TEXT = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
CELL = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData>'


def laughs(name: str) -> str:
    """A document type of entities that stand for ten of each other, nine deep."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f"<!DOCTYPE {name} [{entities}]>"


def outside(name: str, address: str) -> str:
    """A document type with an entity that stands for what is found at an address."""
    return f'<!DOCTYPE {name} [<!ENTITY a0 SYSTEM "{address}">]>'


def _stored_smaller(data: bytes, member: bytes) -> bytes:
    """The archive with a member said to unpack to ten bytes, in its own header and in the directory."""
    changed = bytearray(data)
    for mark, size, name in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = changed.find(mark)
        while at >= 0:
            if changed[at + name :].startswith(member):
                struct.pack_into("<I", changed, at + size, 10)
            at = changed.find(mark, at + 4)
    return bytes(changed)


def _many_members(count: int) -> bytes:
    """An archive whose directory names the one member it has many times."""
    one = zipped({"a": "x"})
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    directory = one[start:end] * count
    return one[:start] + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(directory), start, 0)


def _pages(*contents: bytes, forms: Mapping[str, str | bytes] | None = None, count: int = 1) -> bytes:
    """A PDF whose one page stands ``count`` times in the tree of pages, with form objects by name."""
    names = list(forms or {})
    xobjects = "".join(f"/{name} {5 + number} 0 R" for number, name in enumerate(names))
    return pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{'3 0 R ' * count}]/Count {count}>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<<{xobjects}>>/Font<</F<</Type/Font"
        "/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        *contents,
        *(forms or {}).values(),
    )


def _form(content: bytes, resources: str) -> bytes:
    return stream(content, f"/Type/XObject/Subtype/Form/BBox[0 0 300 300]/Resources<<{resources}>>")


def _nested_forms(deep: int, wide: int) -> bytes:
    """A page that draws a form that draws another ``wide`` times, and so on ``deep`` times: that many texts to the power."""
    forms = {f"X{n}": _form(f"/X{n + 1} Do ".encode() * wide, f"/XObject<</X{n + 1} {6 + n} 0 R>>") for n in range(deep)}
    text = _form(b"BT /F 9 Tf 20 200 Td (1.00) Tj ET", "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>")
    return _pages(stream(b"/X0 Do"), forms=forms | {f"X{deep}": text})


def _packed(content: bytes) -> bytes:
    return stream(zlib.compress(content, 9), "/Filter/FlateDecode")


def _picture(width: int, height: int) -> bytes:
    """A PNG of one colour, packed a thousand to one."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + width // 8)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


HOSTILE: dict[str, Hostile] = {
    "a Word file with a picture of 100 MB": Hostile(
        lambda: word("", more={"word/media/a.png": bytes(100_000_000)}), r"--max-unpacked|--max-ratio"
    ),
    "a Word file with 30 MB of text": Hostile(lambda: word(TEXT.format("一" * 10_000_000)), r"--max-ratio"),
    "a Word file that says it is small": Hostile(
        lambda: _stored_smaller(word(TEXT.format("一" * 10_000_000)), b"word/document.xml"), r"damaged|--max-ratio"
    ),
    "a Word file of 10,000 members": Hostile(
        lambda: word("", more={f"word/{n}.xml": "" for n in range(10_000)}), r"--max-members"
    ),
    "a Word file whose entities multiply": Hostile(lambda: word(TEXT.format("&a9;"), laughs("w:document")), r"document type"),
    "a Word file nested deeply": Hostile(
        lambda: word("<w:tbl><w:tr><w:tc>" * 20_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 20_000), r"nested|deep|depth"
    ),
    "a Word file with a span of a million": Hostile(
        lambda: word(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr><w:p><w:r><w:t>1.00</w:t></w:r></w:p></w:tc>'
            "</w:tr></w:tbl>"
        ),
        r"--max-span|--max-columns",
    ),
    "a Word file cut off": Hostile(lambda: word(TEXT.format("合计") * 500)[:-400], r"damaged"),
    "a Word file whose body is no XML": Hostile(
        lambda: office("word/document.xml", MAIN + "wordprocessingml.document.main+xml", b"\xff\xfe<<<>"), r"damaged"
    ),
    "a workbook whose entities multiply": Hostile(lambda: workbook(CELL.format("&a9;"), laughs("worksheet")), r"document type"),
    "a workbook with 30 MB of text": Hostile(lambda: workbook(CELL.format("一" * 10_000_000)), r"--max-ratio"),
    "a workbook with a cell in the last corner": Hostile(
        lambda: workbook(
            '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
            '<c r="XFD1048576"><v>2</v></c></row></sheetData>'
        ),
        "",
    ),
    "a workbook of merged cells": Hostile(
        lambda: workbook(
            CELL.format("合计")
            + '<mergeCells count="16384">'
            + "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, 16_385))
            + "</mergeCells>"
        ),
        "",
    ),
    "a workbook merged as a whole": Hostile(
        lambda: workbook(CELL.format("合计") + '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'), ""
    ),
    "a workbook cut off": Hostile(lambda: workbook(CELL.format("合计"))[:-300], r"damaged"),
    "a page nested deeply": Hostile(lambda: b"<html><body>" + b"<div>" * 200_000 + b"1.00", r"nested"),
    "a page of nested tables": Hostile(lambda: b"<html><body>" + b"<table><tr><td>" * 5_000 + b"1.00", r"nested|deep"),
    "a page with a span of a million": Hostile(
        lambda: b"<html><table>" + b"<tr><td colspan=1000000 rowspan=1000000>1.00</td><td>2</td></tr>" * 200 + b"</table>",
        r"--max-span",
    ),
    "a page of 30,000 cells in a row": Hostile(
        lambda: b"<html><table><tr>" + b"<td>1" * 30_000 + b"</table><p>1.00", r"--max-columns|--max-cells"
    ),
    "a PDF whose forms draw themselves": Hostile(
        lambda: _pages(stream(b"/X0 Do"), forms={"X0": _form(b"/X0 Do /X0 Do", "/XObject<</X0 5 0 R>>")}), r""
    ),
    "a PDF whose forms multiply": Hostile(lambda: _nested_forms(10, 10), r"crashed|--max-"),
    "a PDF that unpacks to 30 MB": Hostile(lambda: _pages(_packed(b"1 0 0 1 0 0 cm " * 2_000_000)), r""),
    "a PDF of a million texts": Hostile(
        lambda: _pages(_packed(b"BT /F 9 Tf 20 200 Td " + b"(1.00 2.00 3.00) Tj " * 1_000_000 + b"ET")),
        r"crashed|--max-|left out",
    ),
    "a PDF of 50,000 pages": Hostile(lambda: _pages(stream(b""), count=50_000), r"--max-pages"),
    "a PDF whose pages run in circles": Hostile(
        lambda: pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"), r"PDF|page"
    ),
    "a PDF cut off": Hostile(lambda: PAGE[:200], r"PDF"),
    "a PDF of a page of 1,000 km": Hostile(lambda: PAGE.replace(b"0 300 300]", b"0 3e9 3e9]"), r""),
    "a picture of 100 million pixels": Hostile(lambda: _picture(10_000, 10_000), r"--max-pixels"),
    "a picture cut off": Hostile(lambda: _picture(1_000, 1_000)[:40], r"picture"),
    "an archive in an archive in an archive in an archive": Hostile(
        lambda: zipped({"a.zip": zipped({"a.zip": zipped({"a.zip": zipped({"a.txt": "合计\t1.00"})})})}), r"--max-archives"
    ),
    "an archive of 100 MB": Hostile(lambda: zipped({"a.txt": bytes(100_000_000)}), r"--max-unpacked|--max-ratio"),
    "an archive that says it is small": Hostile(
        lambda: _stored_smaller(zipped({"a.txt": bytes(100_000_000)}), b"a.txt"), r"damaged|--max-ratio|--max-unpacked"
    ),
    "an archive of 200,000 files": Hostile(lambda: _many_members(200_000), r"--max-members"),
    "an archive of a file of 40 MB, packed a hundred to one": Hostile(
        lambda: zipped({"a.docx": word("", more={"a.bin": (bytes(100_000) + os.urandom(900)) * 400})}, packed=False), r"no text"
    ),
    "an archive with a file that crashes its reader": Hostile(
        lambda: zipped({"a.pdf": _nested_forms(10, 10), "b.txt": "合计\t1.00"}), r"a\.x/a\.pdf: .*(?:crashed|--max-)"
    ),
    "an archive that leads outside": Hostile(lambda: zipped({"../../a.txt": "x", "/etc/b.txt": "y"}), r"^$"),
}
