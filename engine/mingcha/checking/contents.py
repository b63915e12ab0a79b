"""Pair what a table of contents or a catalogue lists with the titles and headings that are printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import NamedTuple

from ..knowledge import plain
from ..understanding import Disclosure, Section, UnderstoodTable

SAME, DIFFERS, ABSENT = "same", "differs", "absent"
_YEAR = re.compile(r"20\d\d年?(?:度)?")
_BEHIND = re.compile(r"(.*表)\(([^()]*(?:预算|基金|拨款))\)")
_OWNER = re.compile(r"\A(?:本?(?:单位|部门))")
_NUMBER = re.compile(
    r"\A(?:第?[一二三四五六七八九十]+[、.部]|\(?[一二三四五六七八九十\d]+[)、.]|附?表[一二三四五六七八九十\d-]+)"
)
_ALL_TABLES = re.compile(r"(?:\A|年|年度|单位|部门)(?:预算|决算)(?:公开)?报?表\Z")
_ALIKE, _SECTIONS_ALIKE = 0.8, 0.6
_MOST_LISTED, _MOST_COMPARED = 300, 100
"""A list of more titles, and titles nobody lists, are no disclosure's; comparing all with all would take too long."""


class Title(NamedTuple):
    """A title as listed or printed; ``label`` the number of a table, "" where it has none."""

    text: str
    label: str
    line: int


class Pairing(NamedTuple):
    """A listed title, how it compares with what is printed, and the printed title, None where it is absent."""

    listed: Title
    of: str
    match: str
    printed: Title | None


def pairings(disclosure: Disclosure) -> Iterator[Pairing]:
    """Every listed title: of tables first in the order of the list, then of sections."""
    catalogue = [Title(entry.title, entry.label, entry.line) for entry in disclosure.catalogue]
    contents = [
        Title(entry.title, entry.label, entry.line)
        for entry in disclosure.contents
        if entry.level and (entry.label or _names_table(entry.title))
    ]
    printed = [
        Title(one_line(table.title), table.label, table.line)
        for table in disclosure.tables
        if table.title and table.kind not in ("catalogue", "contents")
    ]
    # Each list by itself: a table that the one calls by its title may be called otherwise by the other.
    for listed in (catalogue, contents):
        yield from _tables(listed, printed, disclosure.unit)
    yield from _sections(disclosure)


def _names_table(title: str) -> bool:
    """Whether a title is that of one table, not of the part that holds them all (部门预算表, 决算报表)."""
    return plain(title).split("(")[0].endswith("表") and not _ALL_TABLES.search(plain(title))


def one_line(text: str) -> str:
    """A title without the blanks and line breaks of its cell."""
    return "".join(text.split())


def key(title: str, unit: str) -> str:
    """A title as it is compared: without the unit's name, the year, its number and 单位 or 部门 in front.

    What stands in brackets behind 表 is put in front, where others have it: 支出预算表（一般公共预算） is 一般公共预算支出预算表.
    """
    return _key(plain(title).replace(plain(unit), "") if unit else plain(title))


@lru_cache(maxsize=16_384)
def _key(text: str) -> str:
    behind = _BEHIND.fullmatch(text)
    text = behind[2] + behind[1] if behind else text
    return _OWNER.sub("", _YEAR.sub("", _NUMBER.sub("", text, count=1), count=1), count=1)


def _tables(listed: Sequence[Title], printed: Sequence[Title], unit: str) -> Iterator[Pairing]:
    """Pair by equal titles, then, among what no other title of the list names, by the label, then by the most alike title."""
    by_key: dict[str, Title] = {}
    keys = {text: key(text, unit) for text in dict.fromkeys([title.text for title in (*printed, *listed)])}
    for title in printed:
        by_key.setdefault(keys[title.text], title)
    twice = Counter(keys[title.text] for title in listed)
    wanted = set(twice)
    free = [title for title in printed if title.label and keys[title.text] not in wanted]
    compared = [mine for mine in by_key if mine not in wanted][:_MOST_COMPARED]
    for title in listed[:_MOST_LISTED]:
        mine = keys[title.text]
        if mine in by_key and twice[mine] == 1:
            yield Pairing(title, "table", SAME, by_key[mine])
            continue
        labelled = next((one for one in free if title.label and _is_label(one.label, title.label)), None)
        # Of two tables listed under one title, one may be printed under another.
        if mine in by_key and not labelled:
            yield Pairing(title, "table", SAME, by_key[mine])
            continue
        found = labelled
        if found is None and (alike := get_close_matches(mine, compared, n=1, cutoff=_ALIKE)):
            found = by_key[alike[0]]
        yield Pairing(title, "table", DIFFERS if found else ABSENT, found)


def _is_label(printed: str, listed: str) -> bool:
    return printed == listed or printed.startswith(listed + "-")


def _sections(disclosure: Disclosure) -> Iterator[Pairing]:
    by_title: dict[str, Section] = {}
    by_number: dict[tuple[int, int, int], Section] = {}
    for section in disclosure.sections:
        by_title.setdefault(plain(section.title), section)
        if section.title:
            by_number.setdefault((section.part, section.level, section.number), section)
    for entry in disclosure.contents:
        if entry.label or (entry.level and _names_table(entry.title)) or not entry.title:
            continue
        listed = Title(entry.title, "", entry.line)
        same = by_title.get(plain(entry.title))
        if same is not None:
            yield Pairing(listed, "section", SAME, Title(same.title, "", same.line))
            continue
        found = by_number.get((entry.part, entry.level, entry.number))
        comparable = entry.level or max(len(entry.title), len(found.title) if found is not None else 0) <= _SHORT_PART
        if found is not None and comparable and _alike(entry.title, found.title):
            yield Pairing(listed, "section", DIFFERS, Title(found.title, "", found.line))
        else:
            yield Pairing(listed, "section", ABSENT, None)


_SHORT_PART = 8
"""A part of a longer title has the unit's name and the year in it, which the body may print on a line of their own."""


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio() >= _SECTIONS_ALIKE


def same_titles(tables: Sequence[UnderstoodTable]) -> Iterator[tuple[UnderstoodTable, str]]:
    """Each table with a label and a title of its own, and the label of an earlier one under the same title, or ""."""
    seen: dict[str, str] = {}
    for table in tables:
        if not table.label or "-" in table.label or not table.title:
            continue
        first = seen.setdefault(plain(table.title), table.label)
        yield table, "" if first == table.label else first
