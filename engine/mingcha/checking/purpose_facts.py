"""Facts of what the text says accounts are for, why they changed, and which of them expenditure includes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..knowledge import name_key, plain
from ..understanding import Disclosure, Figure, Words
from ..understanding.outline import mark_of
from .fact import Fact, Value, place_at
from .texts import Texts


def purpose_facts(texts: Texts, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """All of them."""
    yield from _purposes(texts)
    yield from _included(texts, disclosure, words)


_ITEM = re.compile(r"([^（(）)“”，。；：\s]{2,30})[（(]款[）)]([^（(）)“”，。；：]{2,30})[（(]项[）)]")
_OF_ITEM = re.compile("[（(]项[）)]")
_LEVEL = re.compile("[（(][类款][）)]")
_MAYBE = re.compile("[（(][类款项][）)]|主要")
_SAYS = re.compile(r"(主要用于|主要原因)是?[：:]?([^，。；：]{2,40})[。；]")
_AROUND = re.compile(r"\A(?:20\d{2}年)?(?:新增)?|(?:等|经费|支出|费用|资金|预算|有所|增加|减少|增长|下降|保持不变|持平)*\Z")
"""What stands around a name where a purpose or a reason says no more than the name of an account."""
_OTHERS = "其他"


class _Said(NamedTuple):
    """What the text says of an item (项) of its: what for or why, in which words."""

    section: str
    item: str
    of: str
    text: str
    line: int


def _purposes(texts: Texts) -> Iterator[Fact]:
    """What the text says an item is for, or why it changed, where that is no more than a name; and the item of that name.

    What 其他 stands before may be for anything.
    """
    said = list(_said(texts)) if _OF_ITEM.search(texts.joined) else []
    items = {name: one.item for one in said for name in (one.item, one.section + one.item)}
    named = {_bare(name): item for name, item in items.items()}
    for one in said:
        told, own = _bare(one.text), {_bare(one.item), _bare(one.section + one.item)}
        other = "" if told in own or one.item.startswith(_OTHERS) else named.get(told, "")
        values: dict[str, Value] = {"item": one.item, "of": one.of, "text": one.text, "other": other, "line": one.line}
        yield Fact("purpose", values, place_at(one.line, one.text, "", one.item))


def _said(texts: Texts) -> Iterator[_Said]:
    """What follows the name of an item, down to the next number or name, whole or cut by the end of a page."""
    section = item = ""
    for block in texts.paragraphs:
        if mark_of(block.text) is not None:
            section = item = ""
        found = (
            [match for pattern in (_LEVEL, _ITEM, _SAYS) for match in pattern.finditer(block.text)]
            if _MAYBE.search(block.text)
            else []
        )
        for match in sorted(found, key=re.Match.end):
            if match.re is _LEVEL:
                section = item = ""
            elif match.re is _ITEM:
                section, item = match[1], match[2]
            elif item:
                yield _Said(section, item, match[1], match[2].strip(), block.line_at(match.start(2)))


def _bare(name: str) -> str:
    return _AROUND.sub("", plain(name))


_INCLUDE = "主要包括"
_INCLUDES = re.compile(rf"(?:人员|公用)经费[^；]{{0,40}}?{_INCLUDE}[:：]?([^。；]+)")
_FEWEST = 8
"""A table of fewer accounts by economic nature may be of something else than basic expenditure."""


def _included(texts: Texts, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """Each account by economic nature that basic expenditure is said to include, and whether any table has money for it."""
    if _INCLUDE not in texts.joined:
        return
    spent = {
        key
        for table in disclosure.tables
        for listing in table.listings
        for line, cells in zip(listing.lines, listing.cells, strict=True)
        if line.economy_dept and any(figure is not None and _may_be_money(figure, line.economy_dept) for figure in cells)
        for key in (line.economy_dept, name_key(line.label))
    }
    if len(spent) < 2 * _FEWEST:
        return
    accounts = words.knowledge.economy_dept
    for block in texts.paragraphs:
        if _INCLUDE not in block.text:
            continue
        named = (
            match
            for included in _INCLUDES.finditer(block.text)
            for match in _BETWEEN_COMMAS.finditer(block.text, included.start(1), included.end(1))
        )
        for match in named:
            name = match[0].strip()
            keys = [name_key(name), name_key(name.removesuffix("支出"))]
            codes = [code for key in keys for code in accounts.codes.get(key, ()) if len(code) > _CLASS]
            if codes:
                line, there = block.line_at(match.start()), "no" if spent.isdisjoint((*codes, *keys)) else "yes"
                yield Fact("included", {"name": name, "spent": there, "line": line}, place_at(line, name))


def _may_be_money(figure: Figure, code: str) -> bool:
    """Whether an amount is not nil, or a nil that is printed in so large a unit that a small fee is rounded to it."""
    return bool(figure.fen) or (figure.ulp > _YUAN and code.startswith(_SMALL))


_YUAN = 100
_SMALL = "302"
"""Goods and services may cost a few yuan a year, such as fees of a bank; pay and pensions do not."""
_BETWEEN_COMMAS = re.compile("[^、]+")
_CLASS = 3
"""Digits of the code of a class."""
