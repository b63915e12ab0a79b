"""Pair what a table of contents or a catalogue lists with the titles and headings that are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ..knowledge import plain
from ..understanding import Disclosure, Section, UnderstoodTable

SAME, DIFFERS, ABSENT = "same", "differs", "absent"
_YEAR = re.compile(r"20\d\d年?(?:度)?")
_OWNER = re.compile(r"\A(?:本?(?:单位|部门))")
_NUMBER = re.compile(
    r"\A(?:第?[一二三四五六七八九十]+[、.部]|\(?[一二三四五六七八九十\d]+[)、.]|附?表[一二三四五六七八九十\d-]+)"
)
_ALL_TABLES = re.compile(r"(?:\A|年|年度|单位|部门)(?:预算|决算)(?:公开)?报?表\Z")
_ALIKE = 0.8


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
    listed = [Title(entry.title, entry.label, entry.line) for entry in disclosure.catalogue]
    listed += [
        Title(entry.title, entry.label, entry.line)
        for entry in disclosure.contents
        if entry.level and (entry.label or _names_table(entry.title))
    ]
    printed = [
        Title(_one_line(table.title), table.label, table.line)
        for table in disclosure.tables
        if table.title and table.kind not in ("catalogue", "contents")
    ]
    yield from _tables(listed, printed, disclosure.unit)
    yield from _sections(disclosure)


def _names_table(title: str) -> bool:
    """Whether a title is that of one table, and not of the part that holds them all (部门预算表, 决算报表)."""
    return plain(title).split("(")[0].endswith("表") and not _ALL_TABLES.search(plain(title))


def _one_line(text: str) -> str:
    return "".join(text.split())


def key(title: str, unit: str) -> str:
    """A title as it is compared: without the unit's name, the year, its number and 单位 or 部门 in front."""
    text = plain(title).replace(plain(unit), "") if unit else plain(title)
    return _OWNER.sub("", _YEAR.sub("", _NUMBER.sub("", text, count=1), count=1), count=1)


def _tables(listed: Sequence[Title], printed: Sequence[Title], unit: str) -> Iterator[Pairing]:
    keys = [key(title.text, unit) for title in printed]
    wanted = {key(title.text, unit) for title in listed}
    free = [place for place, one in enumerate(keys) if one not in wanted]
    for title in listed:
        mine = key(title.text, unit)
        if mine in keys:
            yield Pairing(title, "table", SAME, printed[keys.index(mine)])
            continue
        labelled = [place for place in free if title.label and _is_label(printed[place].label, title.label)]
        alike = labelled or _most_alike(mine, free, keys)
        if alike:
            yield Pairing(title, "table", DIFFERS, printed[alike[0]])
        else:
            yield Pairing(title, "table", ABSENT, None)


def _is_label(printed: str, listed: str) -> bool:
    return printed == listed or printed.startswith(listed + "-")


def _most_alike(mine: str, free: Sequence[int], keys: Sequence[str]) -> list[int]:
    scored = [(SequenceMatcher(None, mine, keys[place], autojunk=False).ratio(), -place) for place in free]
    best = max(scored, default=(0.0, 0))
    return [-best[1]] if best[0] >= _ALIKE else []


def _sections(disclosure: Disclosure) -> Iterator[Pairing]:
    titles = {plain(section.title) for section in disclosure.sections}
    for entry in disclosure.contents:
        if entry.label or (entry.level and _names_table(entry.title)) or not entry.title:
            continue
        listed = Title(entry.title, "", entry.line)
        if plain(entry.title) in titles:
            same = next(one for one in disclosure.sections if plain(one.title) == plain(entry.title))
            yield Pairing(listed, "section", SAME, Title(same.title, "", same.line))
            continue
        found = _numbered_alike(entry.part, entry.level, entry.number, disclosure.sections)
        if found is not None and entry.level and _alike(entry.title, found.title):
            yield Pairing(listed, "section", DIFFERS, Title(found.title, "", found.line))
        else:
            yield Pairing(listed, "section", ABSENT, None)


def _numbered_alike(part: int, level: int, number: int, sections: Sequence[Section]) -> Section | None:
    return next((one for one in sections if (one.part, one.level, one.number) == (part, level, number) and one.title), None)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio() >= _ALIKE - 0.2


def same_titles(tables: Sequence[UnderstoodTable]) -> Iterator[tuple[UnderstoodTable, str]]:
    """Each table with a label and a title of its own, and the label of an earlier one under the same title, or ""."""
    seen: dict[str, str] = {}
    for table in tables:
        if not table.label or "-" in table.label or not table.title:
            continue
        first = seen.setdefault(plain(table.title), table.label)
        yield table, "" if first == table.label else first
