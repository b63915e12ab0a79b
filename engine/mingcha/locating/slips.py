"""How one printed amount becomes another by a slip of the hand: a digit, a pair of digits, a point, a unit, a sign."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

ONE_DIGIT, SWAPPED, INSERTED, DROPPED = "one_digit", "swapped", "inserted", "dropped"
POINT, UNIT, SIGN = "point", "unit", "sign"
SLIPS = (ONE_DIGIT, SWAPPED, INSERTED, DROPPED, POINT, UNIT, SIGN)

_UNITS = (10_000, 100_000_000)
"""How many times one money unit is the other: 元, 万元 and 亿元."""
_POINTS = (10, 100, 1_000)


@lru_cache(maxsize=65536)
def slip(stated: int, right: int, ulp: int) -> str:
    """The slip that makes ``stated`` out of ``right``, both in fen and printed to ``ulp``; "" where there is none."""
    if stated == right or not stated or not right:
        return _with_nil(stated, right, ulp)
    if stated == -right:
        return SIGN
    if (stated < 0) != (right < 0):
        return ""
    one, other = abs(stated), abs(right)
    large, small = max(one, other), min(one, other)
    if any(_times(large, small, factor, ulp) for factor in _UNITS):
        return UNIT
    if any(_times(large, small, factor, ulp) for factor in _POINTS):
        return POINT
    return _of_digits(str(one // ulp), str(other // ulp))


def _with_nil(stated: int, right: int, ulp: int) -> str:
    """A single digit may have been mistyped as or for nil; more of them were not."""
    digits = abs(stated or right) // ulp
    return ONE_DIGIT if stated != right and digits < _TEN else ""


_TEN = 10


def _times(large: int, small: int, factor: int, ulp: int) -> bool:
    """Whether ``large`` is ``factor`` times ``small``, one of them rounded to ``ulp``."""
    return 2 * abs(large - small * factor) <= ulp or (2 * abs(large - small * factor) <= ulp * factor and small >= _MANY * ulp)


_MANY = 100
"""How many last places an amount must have to tell a rounded multiple from another amount."""


def _of_digits(stated: str, right: str) -> str:
    if len(stated) == len(right):
        places = [place for place, (a, b) in enumerate(zip(stated, right, strict=True)) if a != b]
        if len(places) == 1:
            return ONE_DIGIT
        if len(places) == 2 and places[1] == places[0] + 1:
            first, second = places
            if stated[first] == right[second] and stated[second] == right[first]:
                return SWAPPED
    elif len(stated) == len(right) + 1 and _with_one_more(right, stated):
        return INSERTED
    elif len(right) == len(stated) + 1 and _with_one_more(stated, right):
        return DROPPED
    return ""


def _with_one_more(short: str, long: str) -> bool:
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def before(stated: int, ulp: int) -> Iterator[int]:
    """Every amount that one slip in its digits turns into ``stated``, each once."""
    digits, sign = str(abs(stated) // ulp), -1 if stated < 0 else 1
    seen = {digits}
    for text in _neighbours(digits):
        if text and text not in seen:
            seen.add(text)
            yield sign * int(text) * ulp


def _neighbours(digits: str) -> Iterator[str]:
    for place in range(len(digits)):
        yield from (digits[:place] + digit + digits[place + 1 :] for digit in "0123456789")
        yield digits[:place] + digits[place + 1 :]
        yield digits[:place] + digits[place + 1 : place + 2] + digits[place] + digits[place + 2 :]
    for place in range(len(digits) + 1):
        yield from (digits[:place] + digit + digits[place:] for digit in "0123456789")
