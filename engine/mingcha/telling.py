"""How a violation is told: its rule's sentence with the amounts filled in, and how precisely an amount is told."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from .amounts import FEN_IN, NUMBER, parse_amount, print_exact
from .checking import Violation
from .knowledge import Rule
from .understanding import Figure
from .whereabouts import Whereabouts, where

_USUAL_DECIMALS = 2
_INNER = {"“": "‘", "”": "’"}
_MARKS, _NESTED = re.compile("([“”])"), 2
"""Quotation marks; so many open where one can stand inside another."""


class Printed(NamedTuple):
    """Amounts as decimal numbers in one money unit; None where the rule is not about one amount."""

    stated: str | None
    expected: str | None
    difference: str | None


def printed(violation: Violation, unit: str = "") -> Printed:
    """The stated and the expected amount and their difference, in ``unit`` or else the violation's money unit."""
    stated, expected, unit = violation.stated, violation.expected, unit or violation.unit
    return Printed(
        None if stated is None else print_exact(stated, unit),
        None if expected is None else print_exact(expected, unit),
        None if stated is None or expected is None else print_exact(stated - expected, unit),
    )


_LINE_NAMED = re.compile(r"(?:第 ?|\bline )\{([\w.]*line)\}(?: ?行)?")
"""Where a rule's sentence names a line: 第 {b.line} 行, line {b.line}."""


def message_of(violation: Violation, rule: Rule, lang: str, whereabouts: Whereabouts | None = None) -> str:
    """What the rule says of the violation.

    Args:
        violation: an instance of the rule that does not hold.
        rule: whose sentence is told.
        lang: zh or en.
        whereabouts: of the document where it is no text: a line is then told as page, cell or paragraph.
    """
    words: dict[str, Any] = dict(violation.words)
    for name, amount in printed(violation)._asdict().items():
        if amount is not None:
            words.setdefault(name, (amount.removeprefix("-") if name == "difference" else amount) + violation.unit)
    said = rule.say[lang]
    if whereabouts is not None and whereabouts.lines:
        said = _LINE_NAMED.sub(lambda named: _escaped(_where(named[1], words, whereabouts, lang)), said)
    return _nested(said.format(**words))


def _where(name: str, words: dict[str, Any], whereabouts: Whereabouts, lang: str) -> str:
    """The place in words of the line that the placeholder ``name`` stands for."""
    line = int(f"{{{name}}}".format(**words))
    return where(whereabouts.spot(line), line, lang)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _nested(text: str) -> str:
    """Quotation marks inside others become single ones; a text whose marks do not pair stays as it is."""
    if text.count("“") < _NESTED:
        return text
    depth, told = 0, []
    for piece in _MARKS.split(text):
        depth -= piece == "”"
        if depth < 0:
            return text
        told.append(_INNER.get(piece, piece) if depth else piece)
        depth += piece == "“"
    return text if depth else "".join(told)


def told_decimals(fen: int, figure: Figure) -> int:
    """With how many decimals an amount is told beside ``figure``: its own, or two if those cannot state it."""
    decimals = decimals_of(figure)
    return max(decimals, _USUAL_DECIMALS) if figure.ulp and fen % figure.ulp else decimals


def as_told(fen: int, figure: Figure) -> int:
    """An amount rounded as it is told beside ``figure``; as it is beside a blank whose unit nothing tells."""
    if not figure.unit:
        return fen
    step = max(int(FEN_IN[figure.unit] // 10 ** told_decimals(fen, figure)), 1)
    rounded = (2 * abs(fen) + step) // (2 * step) * step
    return -rounded if fen < 0 else rounded


def decimals_of(figure: Figure) -> int:
    """How many decimals a figure is printed with."""
    return _decimals(figure.text, abs(figure.fen), figure.ulp, figure.unit)


@lru_cache(maxsize=4096)
def _decimals(text: str, fen: int, ulp: int, unit: str) -> int:
    for match in NUMBER.finditer(text):
        amount = parse_amount(match[0], unit)
        if amount is not None and abs(amount.fen) == fen:
            return len(match[0].replace("．", ".").partition(".")[2])
    scale, decimals = FEN_IN[unit] // max(ulp, 1), 0
    while scale >= 10 and decimals < 2:
        scale, decimals = scale // 10, decimals + 1
    return decimals
