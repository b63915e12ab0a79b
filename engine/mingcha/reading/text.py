"""Text whose tables are lines of tab-separated cells: paragraphs joined again, tables, places."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

from ..errors import UnreadableDocumentError
from .blocks import Content, Printed, blocks_of
from .document import Problem
from .limits import Limits

_PAGE_MARK = re.compile(r"\s*(?:<!--.*?-->|[-—–]+\s*\d{1,4}\s*[-—–]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)\s*\Z")
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x20)))
_RARE_BLANKS = "\x1c\x1d\x1e\x1f\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_WIDE = re.compile(f"[０-９{_RARE_BLANKS}]")
_WIDE_POINT = re.compile(r"(?<=\d)．(?=\d)")
_NARROW = str.maketrans("０１２３４５６７８９％" + _RARE_BLANKS, "0123456789%" + " " * len(_RARE_BLANKS))
_MARK_STARTS = frozenset("-—–第 <")
_PAGE_NUMBER = re.compile(r"\s*\d{1,3}\s*\Z")
_QUOTED = re.compile(r'"((?:[^"]|"")*(?:,|"")(?:[^"]|"")*)"\Z')  # as spreadsheets export a cell with a comma or a quote in it
_CELL_MARKUP = re.compile(r"</?(?:p|br|div|span|b|strong|sub|sup)\b[^<>]{0,200}>", re.IGNORECASE)
_ROW_IN_SPACES = re.compile(r"\s*(\d{3}|\d{5}|\d{7})\s+([^\s\d][^\t]{0,40}?)\s+(\d[\d,.]*(?:\s+\d[\d,.]*)*)\s*\Z")


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030.

    Raises:
        UnreadableDocumentError: binary data, or bytes that are none of these encodings.
    """
    encodings: tuple[str, ...] = ("utf-8", "gb18030")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif b"\0" in data[:65536]:
        raise UnreadableDocumentError(name, "the file is binary, not text; export it as text with tabs between cells")
    data = data.removeprefix(codecs.BOM_UTF8)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-16" or _looks_like_text(data):
            return text
    raise UnreadableDocumentError(name, "the encoding is neither UTF-8 nor GB18030; save the file as UTF-8")


def _looks_like_text(data: bytes) -> bool:
    """Whether there are hardly any control characters; in UTF-8 and GB18030 their bytes stand for nothing else."""
    sample = data[:60000]
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) // 100


def read_text(data: bytes, name: str, limits: Limits) -> Content:
    """Split a text into paragraphs and tables; lines are counted from 1 at each newline.

    Raises:
        UnreadableDocumentError: binary data, or an unknown encoding.
    """
    lines = narrow(decode(data, name)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems: list[Problem] = []
    if len(lines) > limits.max_lines:
        problems.append(Problem(f"only the first {limits.max_lines:,} of {len(lines):,} lines were read (--max-lines)"))
        lines = lines[: limits.max_lines]
    return blocks_of(_lines(lines), limits, problems)


def narrow(text: str) -> str:
    """Full-width digits, decimal points and percent signs and rare blanks as ordinary ones, so that a number has one form."""
    if not _WIDE.search(text):
        return text
    return _WIDE_POINT.sub(".", text.translate(_NARROW))


def is_page_mark(line: str) -> bool:
    """Whether a line says only on which page it stands."""
    return len(line) < 60 and _PAGE_MARK.match(line) is not None


def _lines(lines: Sequence[str]) -> Iterator[Printed]:
    """The lines that say something: page marks, page numbers and blank lines are passed over."""
    follows = in_table = False
    marked = any(line[0] in _MARK_STARTS and (line.startswith("<!-- page") or _PAGE_MARK.match(line)) for line in lines if line)
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield _row(line, number, follows)
            follows = in_table = True
            continue
        stripped = line.strip(" \r\f\v\u3000\ufeff\u200d\xa0")
        if not stripped or (stripped[0] in _MARK_STARTS and is_page_mark(stripped)):
            follows = False
            continue
        if len(stripped) <= 3 and _PAGE_NUMBER.match(stripped) and (marked or _between_blanks(lines, number - 1)):
            follows = False
            continue
        in_spaces = in_table and _ROW_IN_SPACES.match(stripped)
        if in_spaces:
            cells = (in_spaces[1], in_spaces[2].strip(), *in_spaces[3].split())
            yield Printed(cells=cells, number=number, follows=follows)
        else:
            yield Printed(stripped, number=number, follows=follows)
            in_table = False
        follows = True


def _between_blanks(lines: Sequence[str], index: int) -> bool:
    before = lines[index - 1].strip() if index else ""
    after = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return not before and not after


def without_markup(text: str) -> tuple[str, str]:
    """The text of cells without the tags that a web page left in them, and the first of these tags or ""."""
    tag = _CELL_MARKUP.search(text) if "<" in text else None
    return (_CELL_MARKUP.sub(" ", text), tag[0]) if tag else (text, "")


def _row(line: str, number: int, follows: bool) -> Printed:
    text, tag = without_markup(line)
    cells = text.split("\t")
    if '"' in text:
        cells = [match[1].replace('""', '"') if (match := _QUOTED.match(cell)) else cell for cell in cells]
    blank = " " in text or "\u3000" in text or "\xa0" in text or "\f" in text or "\v" in text
    return Printed(
        cells=tuple([cell.strip() for cell in cells] if blank else cells),
        number=number,
        follows=follows,
        markup=tag,
    )
