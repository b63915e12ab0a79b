"""Find the tables of a document: their titles, labels and money units, joined where a page cut them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec.structs
from msgspec import Struct

from ..knowledge import plain
from ..reading import Block, Paragraph, Row, Spot, Table
from .layout import has_head_words, is_filler, split_head, usual_width, with_sub_heads
from .words import Words

_LABEL = re.compile(r"(?:(?:部门|预算|单位)?公开)?(?:附?表)\s*([一二三四五六七八九十\d]+(?:-\d+)?)\s*[：:]?\s*")
_LABEL_ONLY = re.compile(
    r"[（(]?(?:(?:(?:部门|预算|单位)?公开)?附?表\s*([一二三四五六七八九十]+|\d+(?:-\d+)?)"
    # The label of the form of final accounts.
    r"|(?:财?决算?|部门|预算|单位)?公开\s*0?(\d{1,2}(?:-\d+)?)\s*表)[）)]?\s*\Z"
)
_UNIT = re.compile(r"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*(亿元|百万元|千元|万元|元)")
_UNIT_IN_HEAD = re.compile(r"[（(]\s*(亿元|万元|千元|元)\s*[)）]")
_OWNER = re.compile(r"(?:(?:编制|公开|填报)?(?:部门|单位)(?:名称)?|部门[（(]单位[)）](?:名称)?)\s*[:：]")
_TITLE = re.compile(r"表(?:\s*[（(][^（()）]*[)）]?)*\s*\Z")
_TITLE_REST = re.compile(r"(?:(?:基本|项目)?支出|收入|收支)?(?:预算|决算)?(?:总|明细|情况)?表")
_TITLE_START = re.compile(r"(?!.*(?:公开|[表。；：]\Z|(?:部门|单位)(?:预算|决算)\Z)).{4,60}")
_CONTINUED = re.compile(r"\s*[（(]?\s*(?:[续接]上?表|续)\s*\d*\s*[)）]?\s*\Z")
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]+|\d{1,2})\s*[、.．]\s*")
_NAMES_FORM = frozenset(("项目名称", "项目编码", "单位名称", "部门(单位)名称"))
_STARTS_FORM = _NAMES_FORM | {"序号", "报表"}
_PROJECT_ABOVE = re.compile(r"项目名称[:：\s]\s*(\S.*)")
_BELOW_PROJECT = re.compile(r"(?:项目)?主管(?:部门|单位)")
_YEAR_ONLY = re.compile(r"[（(]\d{4}\s*年度?[)）]")
_BEFORE_OWNER = re.compile(r"(?:编制)?(?:部门|单位)(?:名称)?\s*[:：]")
_WINDOW = 6


class RawTable(Struct, frozen=True):
    """A table with its surroundings, before its body is read.

    Attributes:
        label: 表6 as "6", "" where none is printed; ``title`` as printed; ``title_line`` its line or 0.
        unit: money unit stated beside, above or in the table, "" where none.
        head, body: rows; repeated heads of later pages are dropped.
        width: how many cells the rows of its first page have.
    """

    label: str
    title: str
    title_line: int
    unit: str
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    width: int

    @property
    def rows(self) -> tuple[Row, ...]:
        """Head and body together."""
        return self.head + self.body


def find_tables(blocks: Sequence[Block], words: Words) -> list[RawTable]:
    """Collect the tables in order, joining what a page end or a blank line cut in two."""
    tables: list[RawTable] = []
    above: list[Paragraph] = []
    pending: RawTable | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            above.append(block)
            continue
        for part in _split_at_captions(block):
            raw = _describe(part, above, words)
            if pending is not None and not raw.title:
                raw = msgspec.structs.replace(
                    raw, title=pending.title, title_line=pending.title_line, unit=raw.unit or pending.unit
                )
            pending = None if raw.head or raw.body else raw
            last = tables[-1] if tables else None
            if last is not None and last.head and not last.body and not above and not raw.title and not starts_form(raw):
                tables[-1] = _head_completed(last, part, words)
            elif last is not None and _goes_on(last, raw, above):
                tables[-1] = _joined(last, raw)
            elif raw.head or raw.body:
                tables.append(raw)
            above = []
    return tables


def _head_completed(last: RawTable, part: Table, words: Words) -> RawTable:
    """A table that was cut inside its head."""
    whole = _describe(Table(last.head + part.rows), (), words)
    return msgspec.structs.replace(
        whole, label=last.label, title=last.title, title_line=last.title_line, unit=last.unit or whole.unit
    )


def _split_at_captions(table: Table) -> list[Table]:
    """Cut where the title of another table stands in a row of its own, or a form begins like the one before.

    Text taken from a PDF has titles in rows; one table of a Word file or a PDF can hold several forms below each other.
    """
    starts = [0]
    begins = _first_cell(table.rows[:1])
    form = begins in _NAMES_FORM
    for place, row in enumerate(table.rows):
        cells = row.cells
        if not place:
            continue
        if form and _first_cell((row,)) == begins and cells != table.rows[starts[-1]].cells:
            starts.append(place)
            continue
        if cells.count("") != len(cells) - 1:
            continue
        text = next(filter(None, cells))
        if len(text) < 40 and _TITLE.search(text) and not text[0].isdigit():
            starts.append(place)
    return [Table(table.rows[start:end]) for start, end in zip(starts, [*starts[1:], len(table.rows)], strict=True)]


def titled(tables: Sequence[RawTable], titles: Mapping[str, str]) -> list[RawTable]:
    """Give tables that print a label only the title that a list of the tables has for it."""
    return [
        msgspec.structs.replace(table, title=titles[table.label]) if not table.title and table.label in titles else table
        for table in tables
    ]


def _describe(table: Table, above: Sequence[Paragraph], words: Words) -> RawTable:
    rows = [*_project_above(table, above), *table.rows]
    label, title, line, unit = _surroundings(above)
    while rows:
        texts = [cell for cell in rows[0].cells if cell]
        joined = " ".join(texts)
        if not texts:
            rows.pop(0)
            continue
        labelled = _LABEL_ONLY.match(joined) if len(texts) == 1 else None
        if labelled:
            label = labelled[1] or labelled[2]
            rows.pop(0)
            continue
        caption = len(texts) <= 3 and (
            _UNIT.search(joined) or _OWNER.match(joined) or (len(texts) == 1 and _TITLE.search(_before_owner(joined)))
        )
        if not caption or any(cell[0].isdigit() and "年" not in cell for cell in texts):
            break
        found = _UNIT.search(joined)
        unit = found[1] if found else unit
        name = _before_owner(texts[0])
        if name and _TITLE.search(name):
            title, line = name, rows[0].line
        rows.pop(0)
    head, body = split_head(rows)
    if head and not has_head_words(head, words):
        head, body = [], list(rows)
    head, body = with_sub_heads(head, body, words)
    if not unit:
        found = next((m for row in head for cell in row.cells if "元" in cell and (m := _UNIT_IN_HEAD.search(cell))), None)
        unit = found[1] if found else ""
    body = [row for row in body if any(row.cells)]
    return RawTable(label, title, line, unit, tuple(head), tuple(body), usual_width(body or head))


def _project_above(table: Table, above: Sequence[Paragraph]) -> list[Row]:
    """The row of the project's name where a page's end, or a line of its own, parted it from its form."""
    if not _BELOW_PROJECT.match(_first_cell(table.rows)):
        return []
    found = ((paragraph, _PROJECT_ABOVE.fullmatch(paragraph.text.strip())) for paragraph in reversed(above[-_WINDOW:]))
    return [Row(("项目名称", match[1]), paragraph.line) for paragraph, match in found if match][:1]


def _before_owner(text: str) -> str:
    match = _BEFORE_OWNER.search(text)
    return (text[: match.start()] if match else text).strip()


def _surroundings(above: Sequence[Paragraph]) -> tuple[str, str, int, str]:
    """Label, title, its line and money unit from the paragraphs above a table, the nearest first."""
    label = title = unit = ""
    line, whole = 0, True
    for paragraph in reversed(above[-_WINDOW:]):
        text = paragraph.text.strip()
        found = _UNIT.search(text)
        if found and len(text) < 80:
            unit = unit or found[1]
            rest = _before_owner(text[: found.start()])
            if not rest or len(rest) < 4:
                continue
            text = rest
        if _OWNER.match(text) or _YEAR_ONLY.fullmatch(text) or _PROJECT_ABOVE.fullmatch(text):
            continue
        only = _LABEL_ONLY.match(text)
        if only:
            label = label or only[1] or only[2]
            continue
        if title:
            if whole and _TITLE_REST.fullmatch(plain(title)) and _TITLE_START.fullmatch(text):
                title, line = text + title, paragraph.line
            whole = False  # what stands further up is no part of it
            continue
        if text.startswith(("注", "说明")):
            continue
        if len(text) > 90 or text.endswith(("。", "；")):
            break
        named = _LABEL.match(text)
        if named and _TITLE.search(text):
            label, title, line = label or named[1], text[named.end() :], paragraph.line
        elif _TITLE.search(text) or text.endswith("明细"):
            title, line = _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text, paragraph.line
        elif text in ("目录", "目 录") or not _without_continued(text):
            title, line = text, paragraph.line
            break
        elif not unit and not label:
            break
    return label, title, line, unit


def _goes_on(last: RawTable, raw: RawTable, above: Sequence[Paragraph]) -> bool:
    """Whether ``raw`` is the rest of ``last``: no title of its own, and no head or the same head again."""
    if raw.title and plain(_without_continued(raw.title)) not in ("", plain(_without_continued(last.title))):
        return False
    if raw.label and raw.label != last.label:
        return False
    if any(paragraph.text.startswith(("注", "说明")) or len(paragraph.text) > 30 for paragraph in above):
        return False
    if _has_indicators(last) and _has_indicators(raw) and _BELOW_PROJECT.match(_first_cell(raw.rows)):
        return False
    if raw.head and not is_form(last) and _signature(raw.head) == _signature(last.head):
        return True
    if starts_form(raw):
        return False
    if not raw.head or (not raw.title and not raw.label and is_form(last)):
        return True
    return _signature(raw.head) == _signature(last.head)


@lru_cache(maxsize=8192)
def _without_continued(title: str) -> str:
    """A title without the mark that its table goes on: 收支总表（续）, 续表."""
    return _CONTINUED.sub("", title)


def starts_form(raw: RawTable) -> bool:
    """Whether a table begins as a form does, so that it goes on with nothing."""
    return _first_cell(raw.rows) in _STARTS_FORM


def _first_cell(rows: Sequence[Row]) -> str:
    for row in rows:
        for cell in row.cells:
            if cell:
                return plain(cell)
    return ""


def _realigned(rows: Sequence[Row], width: int, last: RawTable) -> tuple[Row, ...]:
    """Rows of a later page put under the columns of the first, where the page lost the columns it left blank."""
    counts = Counter(index for row in last.body if len(row.cells) == last.width for index, cell in enumerate(row.cells) if cell)
    used = sorted(index for index, count in counts.items() if count > 1)
    if width >= last.width or len(used) != width:
        return tuple(rows)
    moved = []
    for row in rows:
        cells = [""] * last.width
        spots: list[Spot | None] = [None] * last.width
        for index, cell, spot in zip(used, row.cells, row.spots or spots, strict=False):
            cells[index], spots[index] = cell, spot
        moved.append(Row(tuple(cells), row.line, tuple(spots) if row.spots else ()))
    return tuple(moved)


def is_form(table: RawTable) -> bool:
    """Whether a table is a performance form."""
    return "绩效" in table.title or _has_indicators(table)


def _has_indicators(table: RawTable) -> bool:
    """Whether the heads of indicators stand in a table."""
    return any(plain(cell) == "一级指标" for row in table.rows if "指" in "".join(row.cells) for cell in row.cells)


def _signature(head: Sequence[Row]) -> str:
    return "|".join(plain(cell) for row in head if not is_filler(row) for cell in row.cells if cell)


def _joined(last: RawTable, raw: RawTable) -> RawTable:
    added = raw.body if _signature(raw.head) == _signature(last.head) else raw.rows
    body = last.body + _realigned(added, raw.width, last)
    return RawTable(last.label, last.title, last.title_line, last.unit or raw.unit, last.head, body, last.width)
