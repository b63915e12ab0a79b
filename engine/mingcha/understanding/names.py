"""Where a disclosure says whose it is: name fields, the subject of its overview, the forms; and how alike two names are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from ..knowledge import plain
from ..reading import Block, Paragraph, Row
from .disclosure import Form, Section, UnitName
from .identity import OWNER, SUFFIX

_SUBJECT = re.compile(r"\s*([一-鿿（）()]{4,40}?)(?:是|为|系|隶属|成立于|主要负责)")
_YEAR = re.compile(r"\A20\d\d年?(?:度)?")
_FIELD_ROWS = 3
_LONGEST_FIELD = 120
_OWN_PART = re.compile(
    r"\s*(?:20\d\d\s*年度?)?([一-鿿（）()]{6,40}?)\s*(?:20\d\d\s*年度?\s*)?(?:部门|单位)(?:综合)?(?:预算|决算)"
)
_DISTRICT = re.compile(r"[一-鿿]{1,8}[县区市旗]")
_LEVELS_ABOVE = ("省", "市", "州", "盟", "自治区")


class Wording(NamedTuple):
    """All that a document says in one text, so that one search finds where it says something.

    Attributes:
        text: paragraphs and rows, a line each, the cells of a row with tabs between them.
        texts: the same apart; ``blocks`` what they are of.
    """

    text: str
    texts: list[str]
    blocks: Sequence[Block]


def wording_of(blocks: Sequence[Block]) -> Wording:
    """What paragraphs and rows say, joined."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts += ["\t".join(row.cells) for row in block.rows]
    return Wording("\n".join(texts), texts, blocks)


def unit_names(
    blocks: Sequence[Block],
    sections: Sequence[Section],
    forms: Sequence[Form],
    titles: Sequence[tuple[str, int]],
    unit: str,
    wording: Wording,
) -> Iterator[UnitName]:
    """Every place where the disclosure names its unit, in the order of lines.

    ``titles`` are those of the tables, each with its line; ``unit`` is the unit's name, "" where it is not known; ``wording`` is
    that of the blocks.
    """
    found = [*_fields(blocks), *_subject(sections), *(name for form in forms for name in _named(form)), *_titled(titles)]
    found += [*_headed(blocks, unit), *_listed(blocks, unit)]
    lines = {name.line for name in found}
    found += [name for name in _mentioned(wording, unit) if name.line not in lines]
    return iter(sorted(found, key=lambda name: name.line))


def _titled(titles: Sequence[tuple[str, int]]) -> Iterator[UnitName]:
    """The name a table's title begins with."""
    for title, line in titles:
        match = SUFFIX.match(_YEAR.sub("", plain(title), count=1))
        if match and len(match[0]) >= _LEAST_NAME:
            yield UnitName(line, -1, "title", match[0])


def _headed(blocks: Sequence[Block], unit: str) -> Iterator[UnitName]:
    """The name in a heading of the disclosure's own parts, where the unit's district is left out: that is the office above it."""
    if not _DISTRICT.search(plain(unit)):
        return
    for block in blocks:
        match = _OWN_PART.match(block.text) if isinstance(block, Paragraph) and len(block.text) < _LONGEST_FIELD else None
        if match and lacks_district(match[1], unit):
            yield UnitName(block.line, -1, "title", match[1])


def _listed(blocks: Sequence[Block], unit: str) -> Iterator[UnitName]:
    """The unit itself in a list of units, also where its name is without 县, 市, 区 or 旗 behind its place."""
    for block in blocks if unit else ():
        if isinstance(block, Paragraph):
            continue
        column = next((at for at, cell in enumerate(block.rows[0].cells) if _LIST_OF_UNITS.fullmatch(cell)), None)
        for row in block.rows[1:] if column is not None else ():
            name = row.cells[column] if column is not None and column < len(row.cells) else ""
            if name and (lacks_level(name, unit) or _own(name) == _own(unit)):
                yield UnitName(row.line, -1, "list", name)


def lacks_level(name: str, unit: str) -> bool:
    """Whether ``name`` is ``unit``, or its 机关 or 本级, without the 县 behind its place: 某河档案局机关 of 某河县档案局."""
    said, unit = _own(name), _own(unit)
    levels = (at for at, letter in enumerate(unit) if letter in "县市区旗" and at >= _LEAST_PLACE)
    return any(unit[:at] + unit[at + 1 :] == said for at in levels)


def _own(name: str) -> str:
    """A name without what says that only the unit's own office is meant."""
    return _OWN_OFFICE.sub("", plain(name))


_LIST_OF_UNITS = re.compile(r"(?:[二三]级|基层|预算|二级预算|所属|下属)?单位全?名称")
_OWN_OFFICE = re.compile(r"\(?(?:机关|本级)\)?\Z")
_LEAST_PLACE = 2


def lacks_district(name: str, unit: str) -> bool:
    """Whether ``name`` is ``unit`` without the district in it, as 某市规划局 is 某市某区规划局: the office of another level."""
    name, unit = plain(name), plain(unit)
    kept = next((at for at, (one, other) in enumerate(zip(name, unit, strict=False)) if one != other), len(name))
    rest = name[kept:]
    left_out = unit[kept : len(unit) - len(rest)]
    return (
        len(rest) > 2
        and unit.endswith(rest)
        and name[:kept].endswith(_LEVELS_ABOVE)
        and _DISTRICT.fullmatch(left_out) is not None
    )


def _mentioned(wording: Wording, unit: str) -> Iterator[UnitName]:
    """Where the text or a cell has the unit's name with a slip in it, the first of a cell."""
    slips = list(slips_in(wording.text, forms_of(unit)))
    if not slips:
        return
    printed = [one for block in wording.blocks for one in ((block,) if isinstance(block, Paragraph) else block.rows)]
    starts = list(accumulate((len(text) + 1 for text in wording.texts), initial=0))
    cell = -1
    for place, words in slips:
        at = bisect_right(starts, place) - 1
        own, start = printed[at], starts[at]
        if isinstance(own, Paragraph):
            yield UnitName(own.line_at(place - start), -1, "mention", words)
            continue
        begins = max(wording.text.rfind("\t", start, place) + 1, start)
        if begins != cell:
            yield UnitName(own.line, -1, "mention", words)
        cell = begins


def _fields(blocks: Sequence[Block]) -> Iterator[UnitName]:
    lines: list[tuple[str, Paragraph | Row]] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append((block.text, block))
        else:
            lines += [(" ".join(filter(None, row.cells)), row) for row in block.rows[:_FIELD_ROWS]]
    for text, where in lines:
        if len(text) < _LONGEST_FIELD and ("：" in text or ":" in text) and ("单位" in text or "部门" in text):
            match = OWNER.search(text)
            if match and SUFFIX.match(match[1]):
                yield UnitName(where.line, -1, "field", match[1])


def _subject(sections: Sequence[Section]) -> Iterator[UnitName]:
    """The subject of the first sentence about the unit's duties."""
    for section in sections:
        if "职责" in section.title or "职能" in section.title or "概况" in section.title:
            match = _SUBJECT.match(section.own)
            if match and SUFFIX.fullmatch(match[1]):
                yield UnitName(section.own_line, -1, "text", match[1])


def forms_of(unit: str) -> tuple[str, ...]:
    """The unit's name and what follows its place in it, as far as they are long enough to be told with a slip in them."""
    name = plain(unit)
    place = _PLACE.match(name)
    rest = name[place.end() :] if place else ""
    return (*([name] if len(name) >= _LEAST_WHOLE else ()), *([rest] if len(rest) >= _LEAST_NAME else ()))


def slips_in(text: str, forms: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where ``text`` has one of ``forms`` with one inner character changed or left out, or two swapped, and in which words.

    和, 与, 及 and 的 are often left out, which is no slip; a changed number or point of the compass is another unit, and in a
    short name any changed character is: 民政局 and 财政局. No pattern is made of the name: that costs more than to screen a
    document, and every document has a name of its own.
    """
    end = 0
    for place, words in sorted((place, words) for form in forms for place, words in _slips_of_form(text, form)):
        if place >= end:
            end = place + len(words)
            yield place, words


def _slips_of_form(text: str, form: str) -> Iterator[tuple[int, str]]:
    size = len(form)
    # A slip leaves the beginning of the name or its end as it is; most of the text has neither.
    begins, ends = form[: size // 2], form[size // 2 + 1 :]
    end = size - len(ends)
    place = text.find(form[0])
    while place >= 0:
        if text.startswith(form, place):
            place = text.find(form[0], place + size)
            continue
        if text.startswith(begins, place) or text.startswith(ends, place + end) or text.startswith(ends, place + end - 1):
            said = text[place : place + size]
            same = next((at for at, (one, other) in enumerate(zip(said, form, strict=False)) if one != other), len(said))
            if 0 < same < min(len(said), size - 1):
                known = size >= _LEAST_NAME and "一" <= said[same] <= "鿿" and not _TELLS_APART.match(said[same])
                changed = known and said[same + 1 :] == form[same + 1 :]
                lacks = _may_be_lost(form[same]) and said.startswith(form[same + 1 :], same)
                if changed or lacks or _swapped(said, form):
                    yield place, said[: size - 1] if lacks else said
        place = text.find(form[0], place + 1)


def _swapped(one: str, other: str) -> bool:
    """Whether the names differ in two neighbours that changed places, and in nothing else."""
    at = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), 0)
    return len(one) == len(other) and one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


def usual_name(unit: str, wording: Wording) -> str:
    """The unit's name as the text has it, where the cover alone has it with a slip: a character lost or two swapped."""
    if len(unit) < _LEAST_WHOLE - 1:
        return unit
    own = wording.text.count(unit)
    if own >= _USUAL:
        return unit
    texts = wording.text.replace("\n", "\t").split("\t")
    counts = Counter(name for text in texts for name in _slipped_in(text, unit))
    usual, often = next(iter(counts.most_common(1)), (unit, 0))
    return usual if often >= _USUAL and often > 2 * own else unit


def _slipped_in(text: str, unit: str) -> Iterator[str]:
    """The names in ``text`` of which ``unit`` is a slip."""
    place = text.find(unit[0])
    while place >= 0:
        swapped, whole = text[place : place + len(unit)], text[place : place + len(unit) + 1]
        if len(swapped) == len(unit) >= _LEAST_WHOLE and swapped != unit and _swapped(swapped, unit):
            yield swapped
        elif whole.endswith(unit[-1]) and len(whole) > len(unit) and shortens(unit, whole) and _lost(unit, whole):
            yield whole
        place = text.find(unit[0], place + 1)


_USUAL = 3
"""A name that the text has as often is the unit's."""
_PLACE = re.compile(r"[一-鿿]{2,12}?[县区市旗州](?=[一-鿿]{6})")
_LEAST_NAME = 7
_LEAST_WHOLE = 6
"""So long is a name with its place in it: 某某县民政局."""
_MAY_LACK = "和与及的"


def _named(form: Form) -> Iterator[UnitName]:
    if form.unit_line:
        yield UnitName(form.unit_line, form.table, "form", form.unit_name)
    if form.operator_line:
        yield UnitName(form.operator_line, form.table, "operator", form.operator)


def likeness(name: str, unit: str) -> str:
    """How a name compares with the unit's: same, part (one contains or shortens the other), variant (a slip apart) or other.

    A variant shares at least three quarters of the characters in order: 某县医疗保险经办机构 and 某县医疗保险经办中心 do, a
    county's bureau and its centre do not. Names apart only in a number or a point of the compass are other units: 第一中学 and
    第二中学.
    """
    one, two = sorted((plain(name), plain(unit)))  # the matcher is not symmetric, likeness is
    if one == two:
        return "same"
    if not one or not two:
        return "other"
    short, long = sorted((one, two), key=len)
    if short in long:
        return "part"
    if shortens(short, long):
        return "variant" if len(long) - len(short) == 1 and len(long) >= _LEAST_WHOLE and _lost(short, long) else "part"
    if _swapped(one, two) and len(one) >= _LEAST_WHOLE:
        return "variant"
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return "other"
    changed = "".join(one[i1:i2] + two[j1:j2] for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")
    return "other" if _TELLS_APART.fullmatch(changed) else "variant"


def shortens(short: str, name: str) -> bool:
    """Whether ``short`` is ``name`` with characters left out, as 交警大队 is 交通警察大队."""
    rest = iter(name)
    return all(character in rest for character in short)


def _lost(short: str, long: str) -> bool:
    """Whether the one character that ``short`` has not was lost: not one that names may lack, or that tells units apart."""
    missing = next(two for one, two in zip(f"{short} ", long, strict=False) if one != two)
    return _may_be_lost(missing)


def _may_be_lost(character: str) -> bool:
    """Whether a name without this character is neither a short form nor the name of another unit."""
    return character not in _MAY_LACK and not _TELLS_APART.match(character)


_ALIKE = 0.75
_TELLS_APART = re.compile(r"[\d一二三四五六七八九十东南西北县市区省镇乡村街第分总]+")
