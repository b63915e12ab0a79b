"""What performance forms seem to have copied: an objective, a clause with another amount, an indicator of another project."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ..amounts import NUMBER
from ..understanding import Disclosure, Form, Indicator
from .fact import Fact, Value, place_at
from .form_projects import Content
from .texts import Texts
from .violation import Place, table_name

CHINESE = re.compile("[一-鿿]+")


def copied_objectives(forms: Sequence[Form], content: Content) -> Mapping[int, str]:
    """The lines of forms whose objective begins like that of an earlier form, with the project of that one.

    Projects with half of their names in common may well have one objective: parts of one, or the same for other schools.
    """
    earlier: dict[str, Form] = {}
    found: dict[int, str] = {}
    for form in forms:
        aim = "".join(CHINESE.findall(form.objective))
        if len(aim) < _LEAST_AIM:
            continue
        first = earlier.setdefault(aim[:_LEAST_AIM], form)
        mine, other = content(form.project), content(first.project)
        if first is not form and 2 * len(mine & other) < len(mine | other) and _one_in_other(aim, first.objective):
            found[form.line] = first.project
    return found


def _one_in_other(aim: str, other: str) -> bool:
    """Whether one of two objectives is all of the other, or its beginning."""
    longer, shorter = sorted((aim, "".join(CHINESE.findall(other))), key=len, reverse=True)
    return longer.startswith(shorter)


_LEAST_AIM = 30
"""So many characters no two objectives have in common by chance."""


def copied_facts(texts: Texts, disclosure: Disclosure, forms: Sequence[Form], content: Content) -> Iterator[Fact]:
    """Clauses and indicators.

    Args:
        texts: of the document, whose cells are gone through for clauses.
        disclosure: as it was understood; it names the tables.
        forms: those of projects.
        content: what a text says beside words that fit any project.
    """
    yield from _clauses(texts)
    yield from _indicators(forms, disclosure, content)


def _clauses(texts: Texts) -> Iterator[Fact]:
    """Each clause with an amount that a cell says twice, and the other amount, "" where it is the same."""
    for row, printed in zip(texts.rows, texts.printed, strict=True):
        if printed.count("元") > 1:
            for cell in dict.fromkeys(row.cells):
                if cell.count("元") > 1:
                    yield from _said_twice(cell, row.line)


def _said_twice(cell: str, line: int) -> Iterator[Fact]:
    said: dict[tuple[str, str], str] = {}
    for before, amount, after in _CLAUSE.findall(cell):
        if not _EACH.search(before):
            first = said.setdefault((before, after), amount)
            other = first if first != amount else ""
            values: dict[str, Value] = {"text": before + amount + after, "other": other, "line": line}
            yield Fact("clause", values, place_at(line, before + amount + after, "表"))


_CLAUSE = re.compile(rf"(?<![一-鿿\d：:])([一-鿿]{{8,30}})((?:{NUMBER.pattern})[万亿]?元)([一-鿿]{{2,20}})(?=[，。；,;、\s]|\Z)")
"""A clause of words, an amount, and words again: the same words around two amounts were copied."""
_EACH = re.compile("每|人均|标准|其中|累计|新增|上年|去年")


def _indicators(forms: Sequence[Form], disclosure: Disclosure, content: Content) -> Iterator[Fact]:
    """Each indicator that forms of several projects have, and the project it is of where it is none of this one's."""
    having: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        for indicator in form.indicators:
            if form.project not in having[indicator.name]:
                having[indicator.name].append(form.project)
    for form in forms:
        own = content(form.project) | content(form.objective)
        for indicator in form.indicators:
            others = having[indicator.name]
            if len(others) > 1:
                of = "" if content(indicator.name) & own else _owner(indicator.name, form, others)
                yield _shared(indicator, of, table_name(form.table, disclosure))


def _owner(name: str, form: Form, others: Sequence[str]) -> str:
    """The project among ``others`` whose name an indicator repeats, "" where there is none or this form's objective is blank."""
    if not form.objective:
        return ""
    return next((project for project in others if project != form.project and _have_in_common(name, project)), "")


@lru_cache(maxsize=4096)
def _have_in_common(name: str, project: str) -> bool:
    """Whether two names share words: so many characters in a row."""
    bare = "".join(CHINESE.findall(name))
    return any(bare[place : place + _SHARED] in project for place in range(len(bare) - _SHARED + 1))


def _shared(indicator: Indicator, of: str, table: str) -> Fact:
    values: dict[str, Value] = {
        "project": indicator.project,
        "name": indicator.name,
        "value": indicator.value,
        "of": of,
        "line": indicator.line,
    }
    return Fact("shared", values, Place(None, indicator.line, table, indicator.name, indicator.level2, indicator.value))


_SHARED = 6
