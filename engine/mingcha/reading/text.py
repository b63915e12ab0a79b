"""Text whose tables are lines of tab-separated cells: paragraphs joined again, tables, places."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from ..errors import UnreadableDocumentError
from .document import Block, Paragraph, Problem, Row, Span, Table


class Limits(Struct, frozen=True):
    """What is too large to be a disclosure.

    Attributes:
        max_bytes: of one file.
        max_columns: of one table row; a wider row is left out and recorded.
        max_lines: of one file.
    """

    max_bytes: int = 20_000_000
    max_columns: int = 512
    max_lines: int = 500_000


_PAGE_MARK = re.compile(r"\s*(?:<!--.*?-->|[-—–]+\s*\d{1,4}\s*[-—–]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)\s*\Z")
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x20)))
_RARE_BLANKS = "\x1c\x1d\x1e\x1f\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_WIDE = re.compile(f"[０-９{_RARE_BLANKS}]")
_WIDE_POINT = re.compile(r"(?<=\d)．(?=\d)")
_NARROW = str.maketrans("０１２３４５６７８９％" + _RARE_BLANKS, "0123456789%" + " " * len(_RARE_BLANKS))
_MARK_STARTS = frozenset("-—–第 <")
_PAGE_NUMBER = re.compile(r"\s*\d{1,3}\s*\Z")
_CELL_MARKUP = re.compile(r"</?(?:p|br|div|span|b|strong|sub|sup)\b[^<>]{0,200}>", re.IGNORECASE)
_ROW_IN_SPACES = re.compile(r"\s*(\d{3}|\d{5}|\d{7})\s+([^\s\d][^\t]{0,40}?)\s+(\d[\d,.]*(?:\s+\d[\d,.]*)*)\s*\Z")
_STARTS_NEW = re.compile(
    r"\s*(?:第[一二三四五六七八九十百]+[部章节]|[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]"
    r"|\d{1,2}\s*[、.．](?!\d)|[-•·●]\s|附件|附表|表\s*[\d一二三四五六七八九十]|目\s*录|注\s*[:：\d]|(?:金额)?单位\s*[:：]|(?:编制)?(?:部门|单位)(?:名称)?\s*[:：])"
)
_STARTS_INSIDE = re.compile(r"[\d,.]+\s*(?:万元|亿元|元|%|％)|[，、；。）)”]")
_WRAP_SLACK = 7
_WRAPPED_LINES = 5
_NARROWEST = 36
_ENDS_SENTENCE = tuple("。；：！？;:!?")
_TITLE_END = re.compile(r"表(?:[（(][^（()）]*[)）])?\s*\Z")


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


class Content(NamedTuple):
    """The blocks of a text, what was left out of it, and the tags that were taken out of its cells, each with its line."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]
    markup: tuple[tuple[int, str], ...]


def read_blocks(text: str, limits: Limits) -> Content:
    """Split ``text`` into paragraphs and tables; lines are counted from 1 at each newline."""
    lines = _narrow(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems: list[Problem] = []
    if len(lines) > limits.max_lines:
        problems.append(Problem(f"only the first {limits.max_lines:,} of {len(lines):,} lines were read (--max-lines)"))
        lines = lines[: limits.max_lines]
    blocks: list[Block] = []
    texts: list[_Line] = []
    rows: list[Row] = []
    markup: list[tuple[int, str]] = []
    for line in _lines(lines):
        in_table = rows or (blocks and not texts and isinstance(blocks[-1], Table))
        if "\t" in line.text or (in_table and _ROW_IN_SPACES.match(line.text)):
            if texts:
                blocks.extend(_paragraphs(texts))
                texts = []
            row = _row(line)
            if "<" in line.text and (tag := _CELL_MARKUP.search(line.text)):
                markup.append((line.number, tag[0]))
            if rows and not line.follows:
                blocks.append(Table(tuple(rows)))
                rows = []
            if len(row.cells) > limits.max_columns:
                problems.append(
                    Problem(
                        f"a table row has {len(row.cells):,} columns, over the limit of {limits.max_columns:,}, "
                        "and was left out; check the separators or raise the limit (--max-columns)",
                        row.line,
                    )
                )
                continue
            rows.append(row)
            continue
        if rows:
            blocks.append(Table(tuple(rows)))
            rows = []
        texts.append(line)
    if rows:
        blocks.append(Table(tuple(rows)))
    blocks.extend(_paragraphs(texts))
    return Content(tuple(blocks), tuple(problems), tuple(markup))


def _narrow(text: str) -> str:
    """Full-width digits, decimal points and percent signs and rare blanks as ordinary ones, so that a number has one form."""
    if not _WIDE.search(text):
        return text
    return _WIDE_POINT.sub(".", text.translate(_NARROW))


class _Line(Struct, gc=False):
    """A line with text: what it says, its number, and whether the line right above it has text too."""

    text: str
    number: int
    follows: bool


def _lines(lines: Sequence[str]) -> Iterator[_Line]:
    """The lines that say something: page marks, page numbers and blank lines are passed over."""
    follows = False
    marked = any(line[0] in _MARK_STARTS and (line.startswith("<!-- page") or _PAGE_MARK.match(line)) for line in lines if line)
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield _Line(line, number, follows)
            follows = True
            continue
        stripped = line.strip(" \r\f\v\u3000\ufeff\u200d\xa0")
        if not stripped or (stripped[0] in _MARK_STARTS and len(stripped) < 60 and _PAGE_MARK.match(stripped)):
            follows = False
            continue
        if len(stripped) <= 3 and _PAGE_NUMBER.match(stripped) and (marked or _between_blanks(lines, number - 1)):
            follows = False
            continue
        yield _Line(stripped, number, follows)
        follows = True


def _between_blanks(lines: Sequence[str], index: int) -> bool:
    before = lines[index - 1].strip() if index else ""
    after = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return not before and not after


def _row(line: _Line) -> Row:
    if "\t" not in line.text:
        match = _ROW_IN_SPACES.match(line.text)
        assert match is not None
        return Row((match[1], match[2].strip(), *match[3].split()), line.number)
    text = line.text
    if "<" in text:
        text = _CELL_MARKUP.sub(" ", text)
    cells = text.split("\t")
    blank = " " in text or "\u3000" in text or "\xa0" in text or "\f" in text or "\v" in text
    return Row(tuple([cell.strip() for cell in cells] if blank else cells), line.number)


def _paragraphs(lines: Sequence[_Line]) -> list[Paragraph]:
    """Join lines that are one sentence cut by the page's width or by a page's end."""
    if not lines:
        return []
    full = _full_width(lines)
    paragraphs: list[Paragraph] = []
    text, spans = lines[0].text, [Span(0, lines[0].number)]
    last = lines[0].text
    for line in lines[1:]:
        if _continues(last, text, line, full):
            glue = " " if _is_letter(text[-1:]) and _is_letter(line.text[:1]) else ""
            spans.append(Span(len(text) + len(glue), line.number))
            text += glue + line.text
        else:
            paragraphs.append(Paragraph(text, tuple(spans)))
            text, spans = line.text, [Span(0, line.number)]
        last = line.text
    paragraphs.append(Paragraph(text, tuple(spans)))
    return paragraphs


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _width(text: str) -> int:
    return len(text.encode("gb18030", "replace"))


def _full_width(lines: Sequence[_Line]) -> int:
    """The width lines are wrapped at, or 0 where they are not: wrapped text has hardly a line beyond it."""
    widths = sorted(_width(line.text) for line, after in itertools.pairwise(lines) if after.follows)
    if len(widths) < _WRAPPED_LINES:
        return 0
    full = widths[len(widths) * 3 // 4]
    beyond = sum(1 for line in lines if _width(line.text) > full + _WRAP_SLACK)
    return full if full >= _NARROWEST and beyond * 20 <= len(lines) else 0


def _continues(last: str, text: str, line: _Line, full: int) -> bool:
    """Whether ``line`` goes on with the sentence that ``last``, the latest line of ``text``, left open."""
    if text.endswith(_ENDS_SENTENCE) or _STARTS_NEW.match(line.text):
        return False
    if (full and _width(last) >= full - _WRAP_SLACK) or _STARTS_INSIDE.match(line.text):
        return True
    if _TITLE_END.search(text) and len(text) < 60:
        return False
    sentence = "，" in text or "。" in text or "," in text
    return sentence and not _TITLE_END.search(line.text)
