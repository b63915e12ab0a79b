"""Traces of conversion around a figure, and of a document that another unit wrote."""

from __future__ import annotations

from collections.abc import Iterator

from ..knowledge import name_key, plain
from ..understanding import MALFORMED
from .case import Symptom, View

_OWNERS = frozenset(("field", "form"))
"""Where a name is that of the unit a table is of; a title's may be a phrase, and another unit may carry a project out."""
_CLOSE_LINES = 3
_LIKE_NAMES = 0.5


def damage(view: View) -> Iterator[Symptom]:
    """What shows that the text was converted: malformed numbers, account names with wrong characters."""
    disclosure, table = view.cube.disclosure, view.figure.table
    broken = [unread for unread in disclosure.unread if unread.reason == MALFORMED]
    for sign, found in (
        ("malformed_here", [unread.text for unread in broken if unread.table == table >= 0]),
        ("malformed", [unread.text for unread in broken if unread.table != table]),
        ("misread_names", _misread_names(view) if table >= 0 else []),
    ):
        if found:
            yield view.fact("damage", [view.figure], sign=sign, example=found[0], count=len(found))


def named(view: View) -> Iterator[Symptom]:
    """The name of another unit on the table of a figure, or close to its sentence."""
    unit, (first, last) = view.cube.disclosure.unit, _lines(view)
    for one in view.cube.disclosure.names:
        near = one.table == view.figure.table >= 0 or (one.table < 0 and first <= one.line <= last)
        if near and one.of in _OWNERS and one.name and unit and _likeness(one.name, unit) < _LIKE_NAMES:
            yield view.fact("named", [view.figure], name=one.name, unit=unit)
            return


def _misread_names(view: View) -> list[str]:
    """Names beside codes that are as long as the account's own and differ in one or two characters."""
    year, found = view.cube.disclosure.year, []
    for listing in view.cube.disclosure.tables[view.figure.table].listings:
        for line in listing.lines:
            entries = view.knowledge.accounts_of(line.code).entries.get(line.code, ()) if line.code else ()
            printed, names = name_key(line.label), [name_key(one.name) for one in entries if one.certain(year)]
            if printed in names:
                continue
            for name in names:
                if len(name) == len(printed) > 4 and sum(a != b for a, b in zip(name, printed, strict=True)) <= 2:
                    found.append(line.label)
                    break
    return found


def _lines(view: View) -> tuple[int, int]:
    """The lines that speak of a figure: its table's from the end of the one before, or a few around its sentence."""
    place = view.figure.table
    if place < 0:
        return view.figure.line - _CLOSE_LINES, view.figure.line + _CLOSE_LINES
    tables = view.cube.disclosure.tables
    return (tables[place - 1].end + 1 if place else 0), tables[place].end


def _likeness(one: str, other: str) -> float:
    """The share of the shorter name's characters that the other has too."""
    short, long = sorted((set(plain(one)), set(plain(other))), key=len)
    return len(short & long) / max(len(short), 1)
