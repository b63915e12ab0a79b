"""Amounts of money as exact integers of 0.01 yuan (fen), with the precision they were printed in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

FEN_IN: dict[str, int] = {"元": 100, "千元": 100_000, "万元": 1_000_000, "百万元": 100_000_000, "亿元": 10_000_000_000}
"""How many fen one of each printed money unit is."""

NUMBER = re.compile(r"[-−﹣－]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?|[-−﹣－]?[.．]\d+")
_WHOLE_NUMBER = re.compile(rf"(?:{NUMBER.pattern})\Z|[(（](?:{NUMBER.pattern})[)）]\Z")
_TO_ASCII = str.maketrans("−﹣－，．０１２３４５６７８９", "---,.0123456789")

FIRST_OF_NUMBER = frozenset("0123456789-−﹣－(（.０１２３４５６７８９")
"""What a number can begin with: a cheap question to ask first."""

_BROKEN_NUMBER = re.compile(r"[-−﹣－(（]?\d[\d.,，．]*[,，．.][\d.,，．]*[)）]?\Z")
_DATE = re.compile(r"20\d\d\.\d{1,2}\.\d{1,2}\Z")

MAX_DIGITS = 18
"""A run of more digits is an identifier, never an amount."""


class Amount(NamedTuple):
    """A stated amount.

    Attributes:
        fen: the value in 0.01 yuan.
        ulp: one unit of the last printed place, in fen; the true value lies within half of it.
    """

    fen: int
    ulp: int


@lru_cache(maxsize=65536)
def is_number(text: str) -> bool:
    """Whether the whole of ``text`` is one plain number (thousands separators, sign and brackets allowed)."""
    return _WHOLE_NUMBER.match(text) is not None


def is_broken_number(text: str) -> bool:
    """Whether ``text`` is digits, points and commas that make no number, such as 1,52.36."""
    return _BROKEN_NUMBER.match(text) is not None and not is_number(text) and not _DATE.match(text)


def quantity(text: str) -> float:
    """The value of ``text``, a whole match of ``NUMBER``, where it counts things and not money."""
    return float(text.translate(_TO_ASCII).replace(",", ""))


@lru_cache(maxsize=65536)
def parse_amount(text: str, unit: str) -> Amount | None:
    """Read ``text``, a number printed in ``unit``, as an exact amount; None where it is not a number.

    A nil printed without decimals is exactly zero: units print "0" for "none", not for "below half a unit".
    """
    text = text.strip()
    if not text or not is_number(text):
        return None
    factor = FEN_IN[unit]
    negative = text[0] in "(（" and text[-1] in ")）"
    digits = text.strip("()（）").translate(_TO_ASCII).replace(",", "")
    if digits[0] == "-":
        negative, digits = not negative, digits[1:]
    whole, _, decimals = digits.partition(".")
    if len(whole) + len(decimals) > MAX_DIGITS:
        return None
    scale = 10 ** len(decimals)
    scaled = int(whole + decimals) * factor
    fen = (2 * scaled + scale) // (2 * scale)
    if not decimals and fen == 0:
        return Amount(0, 0)
    return Amount(-fen if negative else fen, max(factor // scale, 1))


def print_amount(fen: int, unit: str, decimals: int = 2) -> str:
    """Print ``fen`` in ``unit`` with ``decimals`` places, rounding half up, without separators."""
    factor = FEN_IN[unit]
    scale = 10**decimals
    units = (2 * abs(fen) * scale + factor) // (2 * factor)
    whole, rest = divmod(units, scale)
    sign = "-" if fen < 0 and units else ""
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


def print_exact(fen: int, unit: str) -> str:
    """Print ``fen`` in ``unit`` with at least two decimals and as many more as exactness needs."""
    factor = FEN_IN[unit]
    decimals = 2
    while decimals < 12 and abs(fen) * 10**decimals % factor:
        decimals += 1
    return print_amount(fen, unit, decimals)
