"""Whose disclosure it is, of which year and place, budget or final account: from the cover, the tables' heads and the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from ..reading import Block, Paragraph, Row, Table
from .disclosure import Count
from .layout import MAX_HEAD_ROWS
from .words import Words


class Identity(NamedTuple):
    """Unit ("" where not found), year (0 where not found), kind: budget or final_account."""

    unit: str
    year: int
    kind: str


_YEAR = re.compile(r"(20\d{2})\s*[—-]?\s*年(?!\s*\d{1,2}\s*月)")  # not the day of publication
OWNER = re.compile(
    r"(?:编制|公开|填报)?(?:部门|单位|预算主管部门)(?:[（(]单位[)）])?(?:名称)?\s*[:：]\s*([^\s:：]{4,40}?)"
    r"(?=[\s:：]|(?:金额|货币)?单位\s*[:：]|(?:编制|填报|填表)?日期\s*[:：]|\Z)"
)
SUFFIX = re.compile(
    r"(?:[^，。；：:\s]*?)(?:委员会|管理局|办公室|办公厅|人民政府|办事处|中心|局|厅|院|校|大学|学院|处|队|站|所|馆|会|部|中学|小学|机关|经办机构)"
)
_COVER_TAIL = re.compile(
    r"(?:20\d{2}\s*年\s*(?:度)?(?:[^，。；：]{0,24}?经费支出)?)?\s*(?:省级|市级|区级|县级)?(?:部门|单位)?(?:综合)?"
    r"(?:预算|决算)(?:公开|情况|说明|编制)*.*\Z"
)
_LEADING_YEAR = re.compile(r"\A20\d{2}年(?:度)?")
_NO_NAME = re.compile(r"附件|更新时间|[-—]")
_COVER_LINES = 8
_HEAD_WIDTH = 30
_ADMINISTRATIVE = "administrative"


def identify(blocks: Sequence[Block]) -> Identity:
    """Read the cover first, then the heads of the tables."""
    cover = [block.text for block in blocks[: _COVER_LINES * 2] if isinstance(block, Paragraph)][:_COVER_LINES]
    stop = next((i for i, text in enumerate(cover) if re.match(r"目\s*录|第一部分", text)), len(cover))
    cover = cover[:stop] or cover
    kind, year = _kind_and_year(cover, blocks)
    unit = _unit_on_cover(cover, blocks) or _owner_in_tables(blocks)
    return Identity(unit, year, kind)


def _kind_and_year(cover: Sequence[str], blocks: Sequence[Block]) -> tuple[str, int]:
    text = "".join(cover).replace(" ", "")
    years = [int(found) for found in _YEAR.findall(text)]
    everything = [block.text for block in blocks if isinstance(block, Paragraph)]
    if not years:
        counts = Counter(int(found) for paragraph in everything for found in _YEAR.findall(paragraph[:200]))
        years = [counts.most_common(1)[0][0]] if counts else _years_in_tables(blocks)
    else:
        years = [_agreed(years[0], blocks)]
    if "决算" in text or "预算" in text:
        final = text.count("决算") > 0 and "预决算" not in text
    else:
        joined = "".join(paragraph[:60] for paragraph in everything)
        final = joined.count("决算") > joined.count("预算")
    return ("final_account" if final else "budget"), (years[0] if years else 0)


def _agreed(year: int, blocks: Sequence[Block]) -> int:
    """The year on the cover, or that which most titles and tables have, and by far most of all places."""
    firm: Counter[int] = Counter()
    loose: Counter[int] = Counter()
    for block in blocks:
        for text in _lines(block):
            told = {_told(text, found) for found in _YEAR.finditer(text)} - {0}
            if told and _OF_ACCOUNTS.search(text) and not _OF_OTHER_YEARS.search(text):
                (firm if _HEADING.fullmatch(text) else loose).update(told)
        if not isinstance(block, Paragraph):
            before, *years = sorted(_years_in_head(block)) or (0,)
            firm.update(years if years == [before + 1] else ())
    weights = {each: _FIRM * firm[each] + loose[each] for each in firm | loose}
    usual = max(weights, key=weights.__getitem__, default=year)
    outweighed = weights.get(usual, 0) >= _OUTWEIGHING * weights.get(year, 0)
    return usual if outweighed and firm[usual] >= max(_AGREEING, firm[year]) else year


def _lines(block: Block) -> list[str]:
    """A paragraph, or the captions that stand in a row of their own on top of a table."""
    if isinstance(block, Paragraph):
        return [block.text]
    alone = (row.cells for row in block.rows[:MAX_HEAD_ROWS] if row.cells.count("") == len(row.cells) - 1)
    return [next(filter(None, cells)) for cells in alone]


def _told(text: str, mention: re.Match[str]) -> int:
    """The year of the disclosure that a mention of a year tells: the one after a year compared with; 0 for other times."""
    before, after = text[: mention.start()].rstrip(), text[mention.end() :].lstrip()
    if before.endswith(_LAST) or after.startswith(_END):
        return 0
    return int(mention[1]) + before.endswith(_COMPARED)


_AGREEING = 2
"""So many titles and tables must have another year than the cover."""
_FIRM = 2
"""How much a title or a table weighs, beside a sentence: sentences speak of other years too."""
_OUTWEIGHING = 2
_HEADING = re.compile(r"[^，。；：\n元]{1,60}")
"""A line that is no sentence and states no amount; a long name of the unit may stand in it."""
_OF_ACCOUNTS = re.compile(r"预算|决算|收入|支出|收支|拨款|经费")
_OF_OTHER_YEARS = re.compile(r"绩效|评价|自评|总结|规划")
_COMPARED = ("比", "较", "与", "同")
_LAST = ("上年", "上年（", "上年(", "去年", "上一年", "上年度", "上年度（", "上年度(")
_END = ("底", "末", "初")


def _years_in_tables(blocks: Sequence[Block]) -> list[int]:
    """The latest year of the tables' heads, which show it beside the year before."""
    years = {year for block in blocks if not isinstance(block, Paragraph) for year in _years_in_head(block)}
    return [max(years)] if years else []


def _years_in_head(table: Table) -> set[int]:
    cells = [cell for row in table.rows[:MAX_HEAD_ROWS] for cell in row.cells if len(cell) < _HEAD_WIDTH]
    return set(map(int, _YEAR.findall("\0".join(cells))))


def _unit_on_cover(cover: Sequence[str], blocks: Sequence[Block]) -> str:
    """The unit's name: on a line of its own or before the title, or wrapped over the cover's lines.

    A line may hold what is a name by itself and still be a part of one; the text has the whole name then.
    """
    lines = [text.replace(" ", "") for text in cover if not _NO_NAME.match(text)]
    owner = OWNER.search("\n".join(lines))
    if owner:
        return owner[1]
    name = next((name for name in map(_unit_in, [*lines, "".join(lines)]) if name), "")
    runs = ("".join(lines[start:end]) for start, end in combinations(range(len(lines) + 1), 2) if end > start + 1)
    longer = {whole for run in runs if (whole := _unit_in(run)) and name in whole and whole != name} if name else set()
    if longer:
        text = "\n".join(block.text.replace(" ", "") for block in blocks if isinstance(block, Paragraph))
        longer = {whole for whole in longer if text.count(whole) >= _OFTEN}
    return max(longer, key=len, default=name)


_OFTEN = 2


def _unit_in(text: str) -> str:
    name = _COVER_TAIL.sub("", _LEADING_YEAR.sub("", text, count=1), count=1)
    return name if 4 <= len(name) <= 40 and SUFFIX.fullmatch(name) else ""


def _owner_in_tables(blocks: Sequence[Block]) -> str:
    owners: Counter[str] = Counter()
    for block in blocks:
        lines = [block.text] if isinstance(block, Paragraph) else [_first_cells(row) for row in block.rows[:3]]
        for line in lines:
            match = OWNER.search(line) if len(line) < 120 else None
            if match and SUFFIX.match(match[1]):
                owners[match[1]] += 1
    return owners.most_common(1)[0][0] if owners else ""


def _first_cells(row: Row) -> str:
    return " ".join(cell for cell in row.cells if cell)[:120]


def unit_type_of(paragraphs: Sequence[Paragraph], counts: Iterable[Count], words: Words) -> str:
    """The type of unit that the text says and the posts do not contradict, else "".

    Posts of agencies alone make an administrative unit. Those of institutions alone say nothing: units under the civil
    service law hold them too.
    """
    known = words.knowledge.words["units"]
    spoken = [
        "".join(paragraph.text.split())
        for paragraph in paragraphs
        if "单位" in paragraph.text and not _speaks_of_others(paragraph.text, known["several"])
    ]
    said = {
        kind
        for kind, patterns in known["types"].items()
        if any(re.search(pattern, text) for pattern in patterns for text in spoken)
    }
    posts = {count.part for count in counts if count.what == "staff_quota" and count.number}
    held = {kind for kind, names in known["posts"].items() if not posts.isdisjoint(names)}
    if not said:
        return _ADMINISTRATIVE if held == {_ADMINISTRATIVE} else ""
    kind = next(iter(said))
    contradicted = bool(held) and kind in known["posts"] and held != {kind}
    return "" if len(said) > 1 or contradicted else kind


def _speaks_of_others(text: str, several: Iterable[str]) -> bool:
    """Whether a paragraph defines a word or speaks of several units."""
    return "指" in text or any(word in text for word in several)


def province_of(unit: str, paragraphs: Sequence[Paragraph], words: Words) -> str:
    """The province in the unit's name, else the only one that the text names."""
    provinces = words.knowledge.words["units"]["provinces"]
    text = "\n".join([paragraph.text for paragraph in paragraphs])
    named = [province for province in provinces if unit.startswith(province)]
    found = named or [province for province in provinces if province in text]
    return found[0] if len(found) == 1 else ""
