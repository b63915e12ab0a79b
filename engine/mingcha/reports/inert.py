"""Text of documents in spreadsheets: it stays text, whatever it begins with, and what no cell can hold is shown or marked.

A cell of a workbook is text or a formula by its type, so there ``shown`` is enough. In CSV nothing but the text itself tells, so
there a text that a spreadsheet could take for a formula gets an apostrophe before it (``guarded``), as OWASP advises; ``bared``
takes it away again.
"""

from __future__ import annotations

import re

MOST = 32_767
"""Characters that a cell holds, in UTF-16 units, as Excel counts them."""

_NONE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and carriage returns, which it does not keep."""
_FORMULA = re.compile(r"['\s\ufeff]*[=+\-@＝＋－＠\t\r\n]")
"""What a formula begins with, in the full-width forms too, which some spreadsheets take for the others."""
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?%?")


def shown(text: str, cut: str) -> str:
    r"""A text as a cell holds it.

    Controls other than tab and newline, halves of characters and noncharacters are shown as ``\x07`` or ``\ud800``. A text that
    is too long is cut, and ``cut`` stands at its end.

    Args:
        text: of a document.
        cut: the mark, with ``{count}`` for how many characters there were.
    """
    if _NONE.search(text):
        text = _NONE.sub(_escaped, text)
    if 2 * len(text) <= MOST or (len(text) <= MOST and _units(text) <= MOST):
        return text
    mark = cut.format(count=len(text))
    return _first(text, MOST - _units(mark)) + mark


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula when it is typed in or read from CSV; a plain number is none."""
    if text[:1].isalnum():  # as most are
        return False
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None


def guarded(text: str) -> str:
    """A text as CSV holds it: with an apostrophe before it where it is, but for apostrophes before it, a formula."""
    return "'" + text if is_formula(text) else text


def bared(text: str) -> str:
    """The text that ``guarded`` was given."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _first(text: str, units: int) -> str:
    """As much of a text as has so many units."""
    return text[:units].encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
