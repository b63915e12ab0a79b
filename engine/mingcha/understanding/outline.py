"""The outline of a document: what its table of contents lists, its headings with their texts, and numbers out of order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..knowledge import plain
from ..reading import Block, Paragraph, Table
from .disclosure import ContentsEntry, Misnumbered, Section, UnderstoodTable

_MARK = re.compile(
    r"\s*(?:[-•·●]\s*)?(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十]+[)）]|\d{1,2}\s*[、.．](?!\d)"
    r"|[（(]\d{1,2}[)）])\s*"
)
_FIRST_OF_MARK = frozenset("第一二三四五六七八九十（(-•·●")
_TABLE_MARK = re.compile(r"\s*(?:[-•·●]\s*)?(?:附?表)\s*([一二三四五六七八九十]+|\d{1,2}(?:-\d+)?)\s*[、.．:：]?\s*")
_PAGE_AFTER = re.compile(r"(?:\s*PAGEREF\s+_Toc\d+\s*\\?h)?[.…·。\s_—-]*(?:[（(]\d{1,3}[)）]|\d{0,3})\s*\Z")
_CONTENTS = re.compile(r"目\s*录\Z")
_ENDS_SENTENCE = tuple("。；;：:，,")
_LONGEST_HEADING, _LONGEST_ENTRY, _MOST_ENTRIES = 60, 60, 120


class Mark(NamedTuple):
    """The number in front of a heading or item: how deep, which number, as printed, and where the text after it begins."""

    level: int
    number: int
    text: str
    end: int


class Outline(NamedTuple):
    """Contents, sections and numbers out of order, each in document order."""

    contents: list[ContentsEntry]
    sections: list[Section]
    misnumbered: list[Misnumbered]


def read_outline(blocks: Sequence[Block]) -> Outline:
    """Read the table of contents first, then the headings of what follows it."""
    contents, rest = _contents(blocks)
    body = blocks[rest:]
    paragraphs = [block for block in body if isinstance(block, Paragraph)]
    marks = [mark_of(paragraph.text) for paragraph in paragraphs]
    return Outline(contents, list(_sections(paragraphs, marks)), list(_misnumbered(body, paragraphs, marks)))


def mark_of(text: str) -> Mark | None:
    """The number a paragraph begins with; None where it has none."""
    first = text[:1]
    # Most paragraphs begin with a word, which is cheaper to see than to match.
    if not (first in _FIRST_OF_MARK or first.isdecimal() or first.isspace()):
        return None
    return _short_mark(text) if len(text) <= _LONGEST_HEADING else _mark(text)


def _mark(text: str) -> Mark | None:
    match = _MARK.match(text)
    if match is None:
        return None
    mark = match[1]
    digits = mark.strip("第部分、.．（）()").strip()
    number = int(digits) if digits.isdecimal() else chinese_number(digits)
    if mark.startswith("第"):
        level = 0
    elif mark[0] in "（(":
        level = 4 if digits.isdecimal() else 2
    else:
        level = 3 if digits.isdecimal() else 1
    return Mark(level, number, mark, match.end())


_short_mark = lru_cache(maxsize=16_384)(_mark)
"""Remembered: headings and labels are the same in thousands of disclosures of a form."""


def depth_of(label: str) -> int:
    """How deep the number of a row stands: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）; 0 where it has none."""
    mark = mark_of(label)
    return mark.level if mark is not None else 0


def chinese_number(text: str) -> int:
    """The value of 一 … 九十九; 0 where it is none."""
    return _VALUES.get(text, 0)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


_DIGITS = "零一二三四五六七八九"
_VALUES = {_chinese(number): number for number in range(1, 100)}


def is_heading(text: str) -> bool:
    """Whether a numbered paragraph announces what follows instead of saying something."""
    return len(text) <= _LONGEST_HEADING and not text.rstrip().endswith(_ENDS_SENTENCE) and not ("，" in text and len(text) > 30)


def _contents(blocks: Sequence[Block]) -> tuple[list[ContentsEntry], int]:
    """The entries of the table of contents, and the index of the first block after it."""
    start = next((i for i, block in enumerate(blocks[:60]) if isinstance(block, Paragraph) and _CONTENTS.match(block.text)), None)
    if start is None:
        return [], 0
    entries: list[ContentsEntry] = []
    first, part = "", 0
    for index in range(start + 1, len(blocks)):
        block = blocks[index]
        for text, line in _lines_of(block):
            mark = mark_of(text)
            # The first heading of the body stands in the contents already, so its return ends the contents.
            if mark is not None and first and plain(text[: mark.end]) == first and _starts_body(entries, text, mark):
                return entries, index
            if len(_titled(text)) > _LONGEST_ENTRY or len(entries) > _MOST_ENTRIES:
                return (entries, index) if entries else ([], 0)
            if mark is not None and mark.level == 0:
                part = mark.number
            if mark is not None and mark.level < 3:
                first = first or plain(text[: mark.end])
                entries.append(ContentsEntry(line, part, mark.level, mark.number, "", _titled(text[mark.end :])))
            elif mark is None and (label := _TABLE_MARK.match(text)):
                entries.append(ContentsEntry(line, part, 1, 0, _label(label[1]), _titled(text[label.end() :])))
    return [], 0


def _starts_body(entries: Sequence[ContentsEntry], text: str, mark: Mark) -> bool:
    """Whether a heading that bears the first entry's number is the first heading again and not a later list's 一、."""
    if mark.level == 0:
        return True
    return plain(_titled(text[mark.end :])) == plain(entries[0].title) if entries else False


def _lines_of(block: Block) -> Iterator[tuple[str, int]]:
    if isinstance(block, Paragraph):
        yield block.text, block.line
        return
    if isinstance(block, Table):
        for row in block.rows:
            cells = [cell for cell in row.cells if cell]
            if cells and len(cells) <= 2 and (len(cells) == 1 or cells[1].isdecimal()):
                yield cells[0], row.line


@lru_cache(maxsize=16_384)
def _titled(text: str) -> str:
    return _PAGE_AFTER.sub("", text).strip()


def _label(digits: str) -> str:
    return digits if digits[0].isdecimal() else str(chinese_number(digits))


def _sections(paragraphs: Sequence[Paragraph], marks: Sequence[Mark | None]) -> Iterator[Section]:
    """Each heading with the text down to the next heading as high as it or higher."""
    texts = [paragraph.text for paragraph in paragraphs]
    headings = [
        (index, mark) for index, mark in enumerate(marks) if mark is not None and mark.level < 4 and is_heading(texts[index])
    ]
    joined = "\n".join(texts)
    # Where each paragraph begins in it, and at last where one behind them all would.
    starts = list(itertools.accumulate((len(text) + 1 for text in texts), initial=0))
    part = 0
    for (index, mark), own_end, end in zip(headings, *_ends(headings, len(paragraphs)), strict=True):
        if mark.level == 0:
            part = mark.number
        below = starts[index + 1]
        yield Section(
            paragraphs[index].line,
            part,
            mark.level,
            mark.number,
            texts[index][mark.end :].strip(),
            joined[below : min(starts[end] - 1, below + _MOST_TEXT)],
            joined[below : min(starts[own_end] - 1, below + _MOST_TEXT)],
            paragraphs[min(index + 1, len(paragraphs) - 1)].line,
        )


def _ends(headings: Sequence[tuple[int, Mark]], last: int) -> tuple[list[int], list[int]]:
    """For each heading where the next one stands, and where the next one as high as it or higher."""
    own = [*(index for index, _ in headings), last][1:]
    ends: list[int] = []
    following: dict[int, int] = {}
    for index, mark in reversed(headings):
        ends.append(min((place for level, place in following.items() if level <= mark.level), default=last))
        following[mark.level] = index
    return own, ends[::-1]


_MOST_TEXT = 20_000


def _misnumbered(blocks: Sequence[Block], paragraphs: Sequence[Paragraph], marks: Sequence[Mark | None]) -> Iterator[Misnumbered]:
    """Numbers of one level that are given twice or leave one out; a list may start anywhere and again at one."""
    last: dict[int, tuple[Mark, int]] = {}
    index = -1
    for block in blocks:
        if not isinstance(block, Paragraph):
            # Notes and short lists end with the text they stand in; headings go on over tables.
            last = {level: seen for level, seen in last.items() if level < 3}
            continue
        index += 1
        mark = marks[index]
        if mark is None or not mark.number:
            continue
        if mark.level in last:
            before, at = last[mark.level]
            first = paragraphs[at]
            repeated = _out_of_order(before, first, mark, paragraphs[at + 1 : index])
            if repeated is not None and plain(block.text) != plain(first.text):
                yield Misnumbered(block.line, first.line, -1, first.text[:20], block.text[:20], repeated)
        last = {level: seen for level, seen in last.items() if level < mark.level}
        last[mark.level] = mark, index


def _out_of_order(before: Mark, first: Paragraph, mark: Mark, between: Sequence[Paragraph]) -> bool | None:
    """Whether the number is given again (True) or one is left out (False); None where it is neither."""
    if mark.number == before.number and (before.number > 1 or not between):
        return True
    if before.number > 1 and mark.number == before.number + 2 and not _stands_in(first, between, mark):
        return False
    return None


def _stands_in(first: Paragraph, between: Sequence[Paragraph], mark: Mark) -> bool:
    """Whether the number before ``mark`` stands inside a paragraph, where lines were joined or it is written with a slip."""
    printed = str if mark.level in (3, 4) else _chinese
    missing = printed(mark.number - 1)
    if mark.text.replace(printed(mark.number), missing) in first.text:
        return True
    return any(missing in paragraph.text for paragraph in between)


def misnumbered_rows(tables: Sequence[UnderstoodTable]) -> Iterator[Misnumbered]:
    """Rows of long numbered lists in which a number is given twice or left out; lists that show some classes leave out more."""
    for table in tables:
        for listing in table.listings:
            if len(listing.lines) <= _LONG_LIST:
                continue
            marked = [(mark, line) for line in listing.lines if (mark := mark_of(line.label)) is not None and mark.level == 1]
            steps = [(after[0].number - before[0].number, before[1], after[1]) for before, after in itertools.pairwise(marked)]
            wrong = [(step, first, second) for step, first, second in steps if step != 1]
            if len(steps) < _LONG_LIST or len(wrong) > _SLIPS or any(step not in (0, 2) for step, _, _ in wrong):
                continue
            for step, first, second in wrong:
                if first.label != second.label:
                    yield Misnumbered(second.line, first.line, table.index, first.label, second.label, step == 0)


_LONG_LIST, _SLIPS = 5, 2
