"""An example of a rule as it would look in print: paragraphs, tables, numbered lines, the places of findings marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Any

from mingcha.checking import Place

Marks = Mapping[int, list[Place]]
_AMOUNT = re.compile(r"(?!\d{3,}\Z)[-−+]?[\d,，.]+%?")
"""A number that is no code: three digits and more without a mark are one."""


def shown(example: str, places: Iterable[Place], labels: Mapping[str, Any]) -> str:
    """The example as HTML, on one line so that Markdown leaves it alone.

    Args:
        example: as the rule file has it; a line with "|" is a row of a table.
        places: what to mark.
        labels: has ``line``, how a line is numbered for a screen reader.
    """
    marks: dict[int, list[Place]] = {}
    for place in places:
        marks.setdefault(place.line or 0, []).append(place)
    lines = [(number, line) for number, line in enumerate(example.split("\n"), 1) if line.strip()]
    blocks = (
        _table(block, marks, labels) if tabular else "".join(_paragraph(number, line, marks, labels) for number, line in block)
        for tabular, block in groupby(lines, key=lambda numbered: "|" in numbered[1])
    )
    return f'<div class="document" lang="zh-CN">{"".join(blocks)}</div>'


def _table(rows: Iterable[tuple[int, str]], marks: Marks, labels: Mapping[str, Any]) -> str:
    body = "".join(
        f'<tr class="{_class(number, marks)}">{_number(number, labels, "td")}{"".join(_cells(number, line, marks))}</tr>'
        for number, line in rows
    )
    return f'<div class="wide"><table>{body}</table></div>'


def _cells(number: int, line: str, marks: Marks) -> Iterator[str]:
    texts = [place.text for place in marks.get(number, ())]
    for column, cell in enumerate(cell.strip() for cell in line.split("|")):
        told = f"<mark>{escape(cell)}</mark>" if cell and cell in texts else escape(cell)
        yield f'<td class="number">{told}</td>' if column and _AMOUNT.fullmatch(cell) else f"<td>{told}</td>"


def _paragraph(number: int, line: str, marks: Marks, labels: Mapping[str, Any]) -> str:
    told = escape(line.strip(), quote=False)
    for text in dict.fromkeys(escape(place.text, quote=False) for place in marks.get(number, ())):
        told = told.replace(text, f"<mark>{text}</mark>", 1) if text else told
    return f'<p class="{_class(number, marks)}">{_number(number, labels, "span")}{told}</p>'


def _class(number: int, marks: Marks) -> str:
    return "line marked" if number in marks else "line"


def _number(number: int, labels: Mapping[str, Any], tag: str) -> str:
    return f'<{tag} class="no" title="{labels["line"].format(line=number)}">{number}</{tag}>'
