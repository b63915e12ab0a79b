"""What kind of file bytes are, told by their content and never by the name."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Set
from itertools import islice
from struct import unpack_from
from typing import NamedTuple

from ..errors import UnreadableDocumentError
from .delimited import delimiter_of


class Kind(NamedTuple):
    """A kind of file: what to call it in messages, and the module and function of ``reading`` that read it."""

    title: str
    reader: str


KINDS = {
    "text": Kind("text", "text:read_text"),
    "pdf": Kind("PDF", "pdf:read_pdf"),
    "docx": Kind("Word", "docx:read_docx"),
    "doc": Kind("old Word or WPS", "converted:read_converted"),
    "rtf": Kind("RTF", "converted:read_converted"),
    "odt": Kind("OpenDocument text", "converted:read_converted"),
    "word-xml": Kind("Word XML", "converted:read_converted"),
    "xlsx": Kind("Excel", "xlsx:read_xlsx"),
    "xls": Kind("old Excel or ET", "xls:read_xls"),
    "csv": Kind("CSV", "delimited:read_delimited"),
    "html": Kind("HTML", "html:read_html"),
    "mht": Kind("single-file web page (MHT)", "html:read_html"),
    "image": Kind("image", "pictures:read_picture"),
    "zip": Kind("zip archive", "archives:read_zip"),
}


class Refused(NamedTuple):
    """A kind of file that is known and not read: what it is, and what helps."""

    what: str
    remedy: str


_UNPACK = "unpack it and give its files, or pack them as .zip"
_AS_PDF = "open it in its reader and export it as PDF"
_PICTURE = "export it as PNG, or the document as PDF"
_REFUSED = {
    "pptx": Refused("a PowerPoint presentation", "export it as PDF"),
    "xlsb": Refused("a binary Excel workbook (.xlsb)", "save it as .xlsx"),
    "encrypted": Refused("an Office document encrypted with a password", "open it with the password and save it without one"),
    "ofd": Refused("an OFD document (GB/T 33190)", _AS_PDF),
    "odf": Refused("an OpenDocument file that holds no text", "save it as .xlsx, or export it as PDF"),
    "uof": Refused("a UOF document (GB/T 20916)", "save it as .docx or .xlsx, or export it as PDF"),
    "ceb": Refused("a CEB document (Founder Apabi)", _AS_PDF),
    "caj": Refused("a CAJ document (CNKI)", _AS_PDF),
    "excel-xml": Refused("an Excel workbook saved as XML", "save it as .xlsx"),
    "xml": Refused("an XML file that is neither a web page nor an Office document", "export the document as PDF, .docx or .xlsx"),
    "svg": Refused("an SVG drawing", _PICTURE),
    "heic": Refused("a HEIC or AVIF picture", _PICTURE),
    "ole": Refused("an OLE file that is neither a Word nor an Excel document", "export the document as PDF, .docx or .xlsx"),
    "gzip": Refused("a gzip archive", _UNPACK),
    "bzip2": Refused("a bzip2 archive", _UNPACK),
    "xz": Refused("an xz archive", _UNPACK),
    "zstd": Refused("a Zstandard archive", _UNPACK),
    "7z": Refused("a 7-Zip archive", _UNPACK),
    "rar": Refused("a RAR archive", _UNPACK),
    "tar": Refused("a tar archive", _UNPACK),
    "program": Refused("a program, not a document", "if it unpacks itself, run it where that is safe and give the files"),
}

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"II+\0", "image"),
    (b"MM\0+", "image"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"Founder CEB", "ceb"),
    (b"CAJ\0", "caj"),
    (b"KDH \0", "caj"),
    (b"\x7fELF", "program"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_NAMES = 5_000
_PART = 1_000_000


def kind_of(data: bytes, name: str) -> str:
    """The kind of file: a key of ``KINDS``.

    This runs in the process itself: it looks at a bounded part of the file and builds nothing of its size.

    Args:
        data: the file's bytes, not empty.
        name: how to call it in messages; it says nothing about the kind.

    Raises:
        UnreadableDocumentError: a kind that is not read; the message names it and says what helps.
    """
    kind = _told(data)
    if kind in KINDS:
        return kind
    what, remedy = _REFUSED[kind]
    raise UnreadableDocumentError(name, f"this is {what}, which is not read; {remedy}")


def _told(data: bytes) -> str:
    if data.startswith(_ZIP):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    return _by_position(data) or _text_kind(data)


def _by_position(data: bytes) -> str:
    """Kinds whose mark stands not quite at the beginning, or is too short to tell alone."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    if data[:2] == b"BM" and data[14:18] in (size.to_bytes(4, "little") for size in _BITMAP_HEADERS):
        return "image"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"heim", b"hevc"):
        return "heic"
    if data[257:262] == b"ustar":
        return "tar"
    if data[:2] == b"MZ" and b"\0" in data[:64]:
        return "program"
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0\f").startswith((b"%PDF-", b"{\\rtf")):
        return "rtf" if b"{\\rtf" in data[:1024] else "pdf"
    # Readers of PDF look for the mark in the first 1024 bytes; a text that only speaks of it has no objects.
    return "pdf" if re.search(rb"%PDF-\d", data[:1024]) and b" obj" in data and b"endobj" in data else ""


# Zip archives and what is packed as one.


def _zip_kind(data: bytes) -> str:
    try:
        parts = dict(islice(_central(data), _NAMES))
    except struct.error:
        parts = {}
    if not parts:
        parts = dict.fromkeys(islice(_local(data), _NAMES), -1)
    types = _member(data, parts.get("[Content_Types].xml", -1)).replace(b"\0", b"")
    for mark, kind in (
        (
            rb"wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.(?:document|template)\.macroEnabled\w*\.main\+xml",
            "docx",
        ),
        (rb"ms-excel\.sheet\.binary\.macroEnabled\.main", "xlsb"),
        (rb"spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template)\.macroEnabled\w*\.main", "xlsx"),
        (rb"presentationml\.\w+\.main|ms-powerpoint\.\w+\.macroEnabled\w*\.main", "pptx"),
    ):
        if re.search(mark, types):
            return kind
    return _by_members(parts.keys(), _member(data, parts.get("mimetype", -1)))


def _by_members(names: Set[str], mimetype: bytes) -> str:
    for member, kind in (
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("ppt/presentation.xml", "pptx"),
        ("OFD.xml", "ofd"),
        ("EncryptedPackage", "encrypted"),
    ):
        if member in names:
            return kind
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if mimetype.startswith(b"application/vnd.oasis.opendocument") or {"content.xml", "META-INF/manifest.xml"} <= names:
        return "odf"
    # Cut off after its first members, an Office document still shows what it was.
    if not names.isdisjoint({"[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml"}):
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(member.startswith(folder) for member in names):
                return kind
    return "zip"


def _central(data: bytes) -> Iterator[tuple[str, int]]:
    """The names of the members by the central directory, each with the offset of its local header."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0:
        return
    size, start = unpack_from("<II", data, end + 12)
    # What stands before the archive moves everything by as much.
    moved = end - size - start if start != 0xFFFFFFFF and end - size - start > 0 else 0
    at = start + moved if start != 0xFFFFFFFF else data.find(b"PK\x01\x02")
    while at >= 0 and data[at : at + 4] == b"PK\x01\x02":
        name, extra, comment = unpack_from("<HHH", data, at + 28)
        (offset,) = unpack_from("<I", data, at + 42)
        yield _decoded(data[at + 46 : at + 46 + name]), offset + moved
        at += 46 + name + extra + comment


def _local(data: bytes) -> Iterator[str]:
    """The names of the members by their own headers, for an archive that was cut off."""
    at = data.find(b"PK\x03\x04")
    while 0 <= at <= len(data) - 30:
        packed, _, name, extra = unpack_from("<IIHH", data, at + 18)
        yield _decoded(data[at + 30 : at + 30 + name])
        at = data.find(b"PK\x03\x04", at + 30 + name + extra + packed)


def _decoded(name: bytes) -> str:
    return name.decode("utf-8", "replace").replace("\\", "/").removeprefix("/")


def _member(data: bytes, at: int) -> bytes:
    """The first megabyte of a member, b"" where it cannot be had."""
    if at < 0 or data[at : at + 4] != b"PK\x03\x04":
        return b""
    try:
        (method,) = unpack_from("<H", data, at + 8)
        packed, _, name, extra = unpack_from("<IIHH", data, at + 18)
        start = at + 30 + name + extra
        if method == 0:
            return data[start : start + min(packed, _PART)]
        return zlib.decompressobj(-15).decompress(data[start : start + _PART], _PART) if method == 8 else b""
    except (struct.error, zlib.error):
        return b""


# OLE2 compound files: [MS-CFB], a small file system of sectors.

_FREE = 0xFFFFFFFA
_SECTORS = 10_000


def _ole_kind(data: bytes) -> str:
    try:
        streams = _streams(data)
    except struct.error:
        streams = frozenset()
    for stream, kind in (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book", "xls"),
        ("PowerPoint Document", "pptx"),
    ):
        if stream in streams:
            return kind
    return "ole"


def _streams(data: bytes) -> frozenset[str]:
    """The names of the streams and storages at the top of a compound file.

    What is embedded in a document has streams of its own further down, which say nothing about the document.
    """
    (shift,) = unpack_from("<H", data, 30)
    size = 1 << (shift if shift in (9, 12) else 9)
    (directory,) = unpack_from("<I", data, 48)
    entries: list[tuple[str, int, int, int]] = []
    for sector in _chain(data, directory, size):
        for at in range((sector + 1) * size, min((sector + 2) * size, len(data) - 127), 128):
            length, kind = unpack_from("<HB", data, at + 64)
            name = data[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
            entries.append((name if kind else "", *unpack_from("<III", data, at + 68)))
    return frozenset(_top(entries) or (name for name, *_ in entries))


def _chain(data: bytes, sector: int, size: int) -> Iterator[int]:
    """The sectors of a stream in order; a loop or a damaged table ends it."""
    tables = _tables(data, size)
    seen: set[int] = set()
    while sector < _FREE and sector not in seen and len(seen) < _SECTORS:
        seen.add(sector)
        yield sector
        table, place = divmod(sector, size // 4)
        if table >= len(tables):
            return
        try:
            (sector,) = unpack_from("<I", data, (tables[table] + 1) * size + place * 4)
        except struct.error:
            return


def _tables(data: bytes, size: int) -> list[int]:
    """The sectors of the allocation table: 109 are named in the header, the others in a chain of sectors."""
    tables = list(unpack_from("<109I", data, 76))
    (more,) = unpack_from("<I", data, 68)
    for _ in range(_SECTORS * 4 // size):
        if more >= _FREE or (more + 2) * size > len(data):
            break
        *named, more = unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        tables.extend(named)
    return tables


def _top(entries: list[tuple[str, int, int, int]]) -> list[str]:
    """The names in the tree below the root, the first entry."""
    names: list[str] = []
    seen: set[int] = set()
    todo = [entries[0][3]] if entries else []
    while todo:
        index = todo.pop()
        if index < len(entries) and index not in seen:
            seen.add(index)
            name, left, right, _ = entries[index]
            names.append(name)
            todo += [left, right]
    return names


# Marked text.

_PAGE_TAGS = (
    "html|head|body|meta|title|link|style|script|base|table|tbody|thead|tr|td|th|center|form|section|article|main|header|nav"
)
_TEXT_TAGS = "div|p|span|font|h[1-6]|br|hr|ul|ol|li|b|strong|a|img|iframe|noscript"
_PASSED = re.compile(r"(?:[\s\ufeff\0]+|<!--.*?-->|<\?(?!xml\b).*?\?>)+", re.DOTALL)
_XML = re.compile(r"<\?xml\b[^>]*>")
_DOCTYPE = re.compile(r"<!doctype\s+([\w:]+)[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_FIRST_TAG = re.compile(r"<([a-z][\w.-]*:)?([a-z][\w.-]*)", re.IGNORECASE)
_PAGE = re.compile(rf"(?:{_PAGE_TAGS})\Z", re.IGNORECASE)
_PAGE_WITHIN = re.compile(rf"<(?:{_PAGE_TAGS})[\s>]", re.IGNORECASE)
_TEXT = re.compile(rf"(?:{_TEXT_TAGS})\Z", re.IGNORECASE)
_HTML_WITHIN = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_MIME = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:\s*1\.0", re.IGNORECASE)
_HEAD = 65_536


def _text_kind(data: bytes) -> str:
    """Of what is text or nothing that is known: what its first words tell."""
    head = _head(data)
    if _MIME.match(head.lstrip()) and "multipart/related" in head.lower():
        return "mht"
    at, is_xml, word = 0, False, "progid=" in head and 'progid="Word.Document"' in head
    while True:
        mark = _PASSED.match(head, at) or _XML.match(head, at)
        if mark is None or mark.end() == at:
            break
        is_xml = is_xml or mark[0].startswith("<?xml")
        at = mark.end()
    if doctype := _DOCTYPE.match(head, at):
        if doctype[1].lower() == "html":
            return "html"
        is_xml, at = True, doctype.end()
        at = passed.end() if (passed := _PASSED.match(head, at)) else at
    tag = _FIRST_TAG.match(head, at)
    if tag:
        prefix, root = (tag[1] or "").lower(), tag[2]
        if root == "wordDocument" or (root == "package" and prefix == "pkg:") or (word and is_xml):
            return "word-xml"
        if root == "Workbook" and "urn:schemas-microsoft-com:office:spreadsheet" in head:
            return "excel-xml"
        if root.upper() == "UOF":
            return "uof"
        if root.lower() == "svg":
            return "svg"
        # A text whose tables are lines with tabs may have kept a tag or two of the page it was taken from.
        if _PAGE.match(root) or (
            not is_xml
            and _TEXT.match(root)
            and (_PAGE_WITHIN.search(head) or not any("\t" in line.strip() for line in head.split("\n")))
        ):
            return "html"
    if _HTML_WITHIN.search(head[:4096]):
        return "html"
    if is_xml:
        return "xml"
    return "csv" if delimiter_of(head) else "text"


def _head(data: bytes) -> str:
    """The beginning as characters: tags are ASCII in every encoding but UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[:_HEAD].decode("utf-16", "replace")
    if data[:1] == b"<" and data[1:2] == b"\0":
        return data[:_HEAD].decode("utf-16-le", "replace")
    if data[:2] == b"\0<":
        return data[:_HEAD].decode("utf-16-be", "replace")
    return data.removeprefix(b"\xef\xbb\xbf")[:_HEAD].decode("latin-1")
