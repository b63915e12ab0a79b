"""Printed lines to blocks: rows that stand together are a table, lines that one sentence was wrapped over are a paragraph."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from .document import Block, Paragraph, Problem, Row, Span, Spot, Table
from .limits import Limits

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


class Printed(Struct, gc=False):
    """A line of text or a row of a table as a reader found it.

    Attributes:
        text: what the line says, outer blanks removed; for a row "".
        cells: of a row, what each says, by grid column; None for a line of text.
        number: its 1-based line, or 0 to be counted.
        follows: whether nothing but its end parts it from the line before; a row that does not follow begins a new table.
        goes_on: of a line of text, whether its place on the page shows that it goes on with the line before; else words tell.
        spot: where it stands; ``spots``, of a row, where each cell stands.
        markup: of a row, the first tag that was taken out of its cells, or "".
    """

    text: str = ""
    cells: tuple[str, ...] | None = None
    number: int = 0
    follows: bool = False
    goes_on: bool = False
    spot: Spot | None = None
    spots: tuple[Spot | None, ...] = ()
    markup: str = ""


class Content(Struct, frozen=True, gc=False):
    """What a reader gives.

    Attributes:
        blocks: in reading order.
        problems: what was left out, with the reason.
        markup: tags that stood in cells and were taken out, the first of each line, with the line.
        spots: where each line stands in the file; none for text.
    """

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    markup: tuple[tuple[int, str], ...] = ()
    spots: dict[int, Spot] = {}


def blocks_of(lines: Iterable[Printed], limits: Limits, problems: Sequence[Problem] = ()) -> Content:
    """Group lines into paragraphs and tables.

    Args:
        lines: in reading order; blank lines, page numbers and other furniture are not among them.
        limits: a row wider than ``max_columns`` is left out and recorded, and so is what a cell has beyond ``max_cell``: findings
            and their proofs say again and again what stands in a row.
        problems: what the reader left out already.
    """
    left_out = list(problems)
    blocks: list[Block] = []
    texts: list[Printed] = []
    rows: list[Row] = []
    markup: list[tuple[int, str]] = []
    spots: dict[int, Spot] = {}
    for count, line in enumerate(lines, 1):
        if not line.number:
            line.number = count
        if line.spot is not None:
            spots[line.number] = line.spot
        if line.cells is None:
            if rows:
                blocks.append(Table(tuple(rows)))
                rows = []
            texts.append(line)
            continue
        if texts:
            blocks.extend(_paragraphs(texts))
            texts = []
        if line.markup:
            markup.append((line.number, line.markup))
        if rows and not line.follows:
            blocks.append(Table(tuple(rows)))
            rows = []
        if len(line.cells) > limits.max_columns:
            left_out.append(_too_wide(line.number, len(line.cells), limits))
            continue
        cells = line.cells
        if sum(map(len, cells)) > limits.max_cell and max(map(len, cells)) > limits.max_cell:
            left_out.append(_too_long(line.number, max(map(len, cells)), limits))
            cells = tuple([cell[: limits.max_cell] for cell in cells])
        rows.append(Row(cells, line.number, line.spots))
    if rows:
        blocks.append(Table(tuple(rows)))
    blocks.extend(_paragraphs(texts))
    return Content(tuple(blocks), tuple(left_out), tuple(markup), spots)


def _too_wide(number: int, columns: int, limits: Limits) -> Problem:
    return Problem(
        f"a table row has {columns:,} columns, over the limit of {limits.max_columns:,}, "
        "and was left out; check the separators or raise the limit (--max-columns)",
        number,
    )


def _too_long(number: int, characters: int, limits: Limits) -> Problem:
    return Problem(
        f"a table cell has {characters:,} characters, of which {limits.max_cell:,} were read; "
        "check the separators or raise the limit (--max-cell)",
        number,
    )


def _paragraphs(lines: Sequence[Printed]) -> list[Paragraph]:
    """Join lines that are one sentence cut by the page's width or by a page's end."""
    if not lines:
        return []
    full = _full_width(lines)
    paragraphs: list[Paragraph] = []
    text, spans = lines[0].text, [Span(0, lines[0].number)]
    last = lines[0].text
    for line in lines[1:]:
        if line.goes_on or _continues(last, text, line, full):
            glue = " " if _is_letter(text[-1:]) and _is_letter(line.text[:1]) else ""
            spans.append(Span(len(text) + len(glue), line.number))
            text += glue + line.text
        else:
            paragraphs.append(Paragraph(text, tuple(spans)))
            text, spans = line.text, [Span(0, line.number)]
        last = line.text
    paragraphs.append(Paragraph(text, tuple(spans)))
    return paragraphs


def starts_new(text: str) -> bool:
    """Whether a line begins as a heading, an item of a list or a label does."""
    return _STARTS_NEW.match(text) is not None


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _width(text: str) -> int:
    return len(text.encode("gb18030", "replace"))


def _full_width(lines: Sequence[Printed]) -> int:
    """The width lines are wrapped at, or 0 where they are not: wrapped text has hardly a line beyond it."""
    widths = sorted(_width(line.text) for line, after in itertools.pairwise(lines) if after.follows)
    if len(widths) < _WRAPPED_LINES:
        return 0
    full = widths[len(widths) * 3 // 4]
    beyond = sum(1 for line in lines if _width(line.text) > full + _WRAP_SLACK)
    return full if full >= _NARROWEST and beyond * 20 <= len(lines) else 0


def _continues(last: str, text: str, line: Printed, full: int) -> bool:
    """Whether ``line`` goes on with the sentence that ``last``, the latest line of ``text``, left open."""
    if text.endswith(_ENDS_SENTENCE) or _STARTS_NEW.match(line.text):
        return False
    if (full and _width(last) >= full - _WRAP_SLACK) or _STARTS_INSIDE.match(line.text) or _closes_quotation(text, line.text):
        return True
    if _TITLE_END.search(text) and len(text) < 60:
        return False
    sentence = "，" in text or "。" in text or "," in text
    return sentence and not _TITLE_END.search(line.text)


def _closes_quotation(text: str, more: str) -> bool:
    """Whether ``more`` ends what a quotation mark opened in ``text``; spaced-out type is wrapped before the usual width."""
    end = more.find("”")
    return end >= 0 and text.rfind("“") > text.rfind("”") and "“" not in more[:end]
