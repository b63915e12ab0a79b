"""What a file is, told by its content: its name says nothing, and what is not read is named with what helps."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha import UnreadableDocumentError
from mingcha.reading.kinds import KINDS, kind_of
from tests.documents import CLEAN, written
from tests.reading.made import MAIN, PAGE, compound, office, word, workbook, zipped

ENDINGS = ("txt", "pdf", "docx", "doc", "wps", "rtf", "xlsx", "xls", "et", "html", "png", "jpg", "zip", "csv", "rar", "")
DOCUMENT, SHEET = MAIN + "wordprocessingml.document.main+xml", MAIN + "spreadsheetml.sheet.main+xml"
ODF = "application/vnd.oasis.opendocument.text"
PAGE_HTML = "<html><body><table><tr><td>合计</td><td>1.00</td></tr></table></body></html>"

READ: dict[str, tuple[str, bytes]] = {
    "a text": ("text", written(CLEAN)),
    "a text in GB18030": ("text", "合计\t1.00\n".encode("gb18030")),
    "a text in UTF-16": ("text", "合计\t1.00\n".encode("utf-16")),
    "a text with marks of pages": ("text", "<!-- page 1 -->\n合计\t1.00\n".encode()),
    "a text with tags in its cells": ("text", "<p>合计</p>\t1.00\n甲<br/>乙\t2.00\n".encode()),
    "a text that speaks of PDF": ("text", "文件以 %PDF-1.4 开头。\n合计\t1.00\n".encode()),
    "a text that speaks of MIME": ("text", "说明\nMIME-Version: 1.0\n合计\t1.00\n".encode()),
    "a text that begins with BM": ("text", b"BM\t1.00\nCM\t2.00\n"),
    "a text that begins with PK": ("text", b"PK\t1.00\nMZ\t2.00\n"),
    "PDF": ("pdf", PAGE),
    "PDF after a mark": ("pdf", b"\xef\xbb\xbf" + PAGE),
    "PDF after blank lines": ("pdf", b"\r\n\r\n" + PAGE),
    "PDF after the lines of a server": ("pdf", b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + PAGE),
    "PDF cut off after its first line": ("pdf", b"%PDF-1.7\n%\xe2\xe3"),
    "Word": ("docx", word("")),
    "Word with macros": ("docx", office("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")),
    "Word template": ("docx", office("word/document.xml", MAIN + "wordprocessingml.template.main+xml")),
    "Word with its main part elsewhere": ("docx", office("parts/main.xml", DOCUMENT)),
    "Word with a workbook in it": ("docx", word("", more={"word/embeddings/a.xlsx": workbook("")})),
    "Word without a list of types": ("docx", zipped({"word/document.xml": "<x/>"})),
    "Word cut off": ("docx", word("<w:p/>" * 100)[:-300]),
    "Excel": ("xlsx", workbook("")),
    "Excel with macros": ("xlsx", office("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    "Excel with its main part elsewhere": ("xlsx", office("book.xml", SHEET)),
    "Excel cut off": ("xlsx", zipped({"docProps/app.xml": "<x/>", "xl/worksheets/sheet1.xml": "<x/>", "z": "x"})[:-200]),
    "old Word": ("doc", compound("1Table", "WordDocument", "\x05SummaryInformation")),
    "old Word with a workbook in it": ("doc", compound("1Table", "WordDocument", embedded="Workbook")),
    "old Word of large sectors": ("doc", compound("1Table", "WordDocument", sector=4096)),
    "old Word of many streams": ("doc", compound(*(f"Stream{number}" for number in range(40)), "WordDocument")),
    "old Excel": ("xls", compound("Workbook")),
    "older Excel": ("xls", compound("Book", "\x05SummaryInformation")),
    "old Excel with a text in it": ("xls", compound("Workbook", embedded="WordDocument")),
    "RTF": ("rtf", b"{\\rtf1\\ansi a}"),
    "a page": ("html", PAGE_HTML.encode()),
    "a page of XHTML": (
        "html",
        f'<?xml version="1.0" encoding="gbk"?>\n<!DOCTYPE html PUBLIC "">{PAGE_HTML}'.encode("gbk"),
    ),
    "a page with a mark": ("html", b"\xef\xbb\xbf\r\n" + PAGE_HTML.encode()),
    "a page in UTF-16": ("html", PAGE_HTML.encode("utf-16")),
    "a page in UTF-16 without a mark": ("html", PAGE_HTML.encode("utf-16-le")),
    "a page after comments": ("html", f"\n<!-- a --><!-- b\n -->\n{PAGE_HTML}".encode()),
    "a page in capitals": ("html", f"<!DOCTYPE HTML>\n{PAGE_HTML}".upper().encode()),
    "a page after what a server says": ("html", f"Warning: x\n<!doctype html>{PAGE_HTML}".encode()),
    "a part of a page": ("html", "<div class=a>\n\t<p>合计</p>\n\t<table><tr><td>1</table></div>".encode()),
    "a table of a page": ("html", "<table>\n\t<tr><td>合计</td>\t<td>1.00</td></tr></table>".encode()),
    "paragraphs of a page": ("html", "<p>合计 1.00 万元。</p>\n<p>完。</p>".encode()),
    "a workbook saved as a page": ("html", b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table></html>'),
    "PNG": ("image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "JPEG": ("image", b"\xff\xd8\xff\xe0\0\x10JFIF"),
    "TIFF": ("image", b"II*\0\x08\0\0\0"),
    "TIFF of the other order": ("image", b"MM\0*\0\0\0\x08"),
    "GIF": ("image", b"GIF89a\x01\0\x01\0"),
    "WebP": ("image", b"RIFF\x1a\0\0\0WEBPVP8L"),
    "BMP": ("image", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"),
    "zip": ("zip", zipped({"a.txt": "x", "b/word/document.txt": "y"})),
    "zip of a PDF, stored": ("zip", zipped({"a.pdf": PAGE}, packed=False)),
    "zip of Word, stored": ("zip", zipped({"a.docx": word("")}, packed=False)),
    "zip without members": ("zip", zipped({})),
    "zip cut off": ("zip", zipped({"a.txt": "x" * 100})[:40]),
}

REFUSED: dict[str, tuple[str, str, bytes]] = {
    "PowerPoint": ("PowerPoint", "PDF", office("ppt/presentation.xml", MAIN + "presentationml.presentation.main+xml")),
    "old PowerPoint": ("PowerPoint", "PDF", compound("PowerPoint Document", "Pictures")),
    "encrypted": ("encrypted with a password", "save it without one", compound("EncryptionInfo", "EncryptedPackage")),
    "OFD": ("OFD", "PDF", zipped({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"})),
    "OLE of another program": ("OLE", "docx", compound("Contents")),
    "OLE cut off": ("OLE", "docx", compound("WordDocument")[:200]),
    "7-Zip": ("7-Zip", ".zip", b"7z\xbc\xaf\x27\x1c\0\4"),
    "RAR": ("RAR", ".zip", b"Rar!\x1a\x07\x01\0"),
    "gzip": ("gzip", ".zip", b"\x1f\x8b\x08\0"),
    "tar": ("tar", ".zip", b"a.txt".ljust(257, b"\0") + b"ustar\x0000"),
    "HEIC": ("HEIC", "PNG", b"\0\0\0\x18ftypheic\0\0\0\0"),
    "SVG": ("SVG", "PNG", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    "XML": ("XML", "docx", b'<?xml version="1.0"?>\n<data><row>1</row></data>'),
    "XML with entities": ("XML", "docx", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "UOF": ("UOF", "docx", b'<?xml version="1.0"?><uof:UOF xmlns:uof="u"/>'),
    "CEB": ("CEB", "PDF", b"Founder CEB 3.0\0"),
    "program": ("program", "files", b"MZ\x90\0\x03\0\0\0\x04\0"),
}


@pytest.mark.parametrize("what", READ)
def test_a_kind_is_told_whatever_the_name(what: str) -> None:
    kind, data = READ[what]
    assert {kind_of(data, f"a.{ending}") for ending in ENDINGS} == {kind}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_read_is_named_with_what_helps_whatever_the_name(what: str) -> None:
    said, remedy, data = REFUSED[what]
    reasons = set()
    for ending in ENDINGS:
        with pytest.raises(UnreadableDocumentError) as error:
            kind_of(data, f"a.{ending}")
        assert error.value.name == f"a.{ending}"
        reasons.add(error.value.reason)
    (reason,) = reasons
    assert said in reason
    assert remedy in reason


def test_a_directory_that_runs_in_circles_comes_to_an_end() -> None:
    data = bytearray(compound("1Table", "WordDocument"))
    data[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # the directory's sector goes on with itself
    data[1024 + 128 + 68 : 1024 + 128 + 80] = bytes([1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0])  # entry 1 is its own neighbour
    assert kind_of(bytes(data), "a.doc") == "doc"


@pytest.mark.parametrize("data", [word("<w:p/>"), compound("WordDocument"), workbook(""), PAGE, PAGE_HTML.encode()], ids=range(5))
@given(random=st.randoms(use_true_random=False))
def test_a_damaged_file_is_told_as_some_kind_or_refused(data: bytes, random: random.Random) -> None:
    damaged = bytearray(data)
    for _ in range(random.randint(1, 20)):
        damaged[random.randrange(len(damaged))] = random.randrange(256)
    del damaged[random.randint(1, len(damaged)) :]
    _told_or_refused(bytes(damaged))


@given(st.binary(max_size=3000))
def test_any_bytes_are_told_as_some_kind_or_refused(data: bytes) -> None:
    _told_or_refused(data)


def _told_or_refused(data: bytes) -> None:
    try:
        kind = kind_of(data, "a")
    except UnreadableDocumentError as error:
        kind = error.reason
    assert kind in KINDS or re.match(r"this is an? .* which is not read; ", kind)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" * 250_000,
        b"<" * 1_000_000,
        b"<div>" * 200_000,
        b"<p>" * 200_000 + b"\t1",
        b"<!--" * 250_000,
        b"<!-- -->" * 100_000,
        b"<?xml" * 200_000,
        b"<!DOCTYPE a [" * 70_000,
        b"a: b\n" * 200_000,
        b" " * 1_000_000 + b"<html>",
        b"%PDF-1" + b" obj" * 250_000,
        compound("WordDocument")[:512] + b"\0" * 1_000_000,
    ],
    ids=range(12),
)
def test_what_is_made_to_keep_the_search_busy_is_told(data: bytes) -> None:
    _told_or_refused(data)


SAMPLES = os.environ.get("MINGCHA_SAMPLES", "")


@pytest.mark.skipif(not SAMPLES, reason="MINGCHA_SAMPLES names no folder of files")
def test_every_sample_is_of_the_kind_its_name_says() -> None:
    kinds = {"txt": "text", "pdf": "pdf", "docx": "docx", "doc": "doc", "xlsx": "xlsx", "xls": "xls", "html": "html"}
    for path in Path(SAMPLES).rglob("*"):
        if "hostile" not in path.parts and path.suffix[1:] in kinds:
            data = path.read_bytes()
            assert {kind_of(data, f"a.{ending}") for ending in ENDINGS} == {kinds[path.suffix[1:]]}, path
