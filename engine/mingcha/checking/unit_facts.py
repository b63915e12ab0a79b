"""Facts of budget units: a number of units that is told, and the list of them that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..reading import Block, Paragraph, Table
from ..understanding import Disclosure
from ..understanding.names import likeness
from ..understanding.outline import chinese_number, mark_of
from .fact import Fact, Value, place_at
from .texts import Texts


def unit_facts(texts: Texts, disclosure: Disclosure) -> Iterator[Fact]:
    """Each number of the units of a budget that a sentence tells before it lists them, and how many it lists."""
    blocks = texts.document.blocks
    for number, block in enumerate(blocks):
        # Most paragraphs do not end in a colon, which is cheaper to see than to search.
        if not isinstance(block, Paragraph) or not block.text.rstrip().endswith(("：", ":")):
            continue
        told = _TOLD.search(block.text)
        listed = _listed(blocks[number + 1 :]) if told else []
        if told and listed:
            counts = [int(found) if found.isdecimal() else chinese_number(found) for found in _COUNT.findall(told[0])]
            stated = counts[0] if _WHOLE_FIRST.search(told[0]) else sum(counts)
            # The department itself may be counted with the others or beside them.
            least = len(listed) - sum(_is_own(name, disclosure.unit) for name in listed)
            values: dict[str, Value] = {
                "stated": stated,
                "listed": len(listed),
                "agree": "yes" if least <= stated <= len(listed) else "no",
                "line": block.line,
            }
            yield Fact("units", values, place_at(block.line, told[0]))


def _is_own(name: str, unit: str) -> bool:
    return _OWN.search(name) is not None or (bool(unit) and likeness(name.rstrip("。；;"), unit) == "same")


def _listed(blocks: Sequence[Block]) -> list[str]:
    """The names of the units listed next, in a table or in numbered paragraphs; a page may end within either."""
    first = next((block for block in blocks if isinstance(block, Table) or mark_of(block.text)), None)
    return _in_table(blocks) if isinstance(first, Table) else _numbered(blocks)


def _in_table(blocks: Sequence[Block]) -> list[str]:
    """The names in all columns of names; long lists are printed side by side."""
    names: list[str] = []
    columns: list[int] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if len(block.text) > _PAGE_NUMBER:
                break
            continue
        head = next((row.cells for row in block.rows if any(map(_is_head, row.cells))), ())
        columns = [place for place, cell in enumerate(head) if _is_head(cell)] or columns
        if not columns:
            break
        names += [row.cells[column] for row in block.rows for column in columns if _is_entry(row.cells, head, column)]
    return names


def _numbered(blocks: Sequence[Block]) -> list[str]:
    """What stands between the items says more of them; a number of a higher kind, or one out of order, ends the list."""
    names: list[str] = []
    level = -1
    for block in blocks:
        if isinstance(block, Table):
            break
        mark = mark_of(block.text)
        if mark is None or mark.level > level >= 0:
            continue
        if mark.number != len(names) + 1 or (level >= 0 and mark.level != level) or mark.level < _BELOW_HEADINGS:
            break
        level = mark.level
        names.append(block.text[mark.end :])
    return names


def _is_entry(cells: Sequence[str], head: Sequence[str], column: int) -> bool:
    return cells is not head and column < len(cells) and bool(cells[column]) and not _TOTAL.search("".join(cells[: column + 1]))


def _is_head(cell: str) -> bool:
    return _HEAD.fullmatch("".join(cell.split())) is not None


_NUMBER = r"(\d{1,3}|[一二三四五六七八九十]{1,3})"
_COUNT = re.compile(_NUMBER + r"\s*[个家]")
# Units of a budget, how many, and that they follow: offices within a unit are no units of a budget.
_TOLD = re.compile(
    r"[^。；\n]*(?:预算单位|(?:预算|决算)编制范围|行政单位|事业单位|下属单位|所属单位)[^。；]*?" + _NUMBER + r"\s*[个家][^。；]*"
    r"(?:包括|如下|详见下表|分别[为是]|名单)[^。；，,]{0,6}[：:]\s*\Z"
)
_WHOLE_FIRST = re.compile(r"(?:共|合计|总计)[计有]*\s*" + _NUMBER + r"\s*[个家]|其中")
_HEAD = re.compile(r"(?:预算|所属|下属|基层|二级预算)?单位(?:名称|全称)?|名称")
_TOTAL = re.compile(r"合\s*计|总\s*计")
_OWN = re.compile(r"本级|机关|本部")
_PAGE_NUMBER = 12
"""Characters that stand alone where a page ends."""
_BELOW_HEADINGS = 3
"""第一部分, 一、 and （一） number sections: the next section would be taken for one more unit."""
