"""Markdown that says just the text it is given, and tables of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_MARKS = re.compile(r"([\\`*_{}\[\]#|])")
_CODE = re.compile(r"(`[^`]+`)")


def plain(text: str) -> str:
    """``text`` on one line, as Markdown that says just this text; what stands between backticks stays code."""
    pieces = _CODE.split(" ".join(str(text).split()))
    return "".join(piece if _CODE.fullmatch(piece) else _MARKS.sub(r"\\\1", escape(piece, quote=False)) for piece in pieces)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are Markdown already."""
    names = list(heads)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
