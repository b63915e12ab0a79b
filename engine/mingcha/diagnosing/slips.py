"""A stated and a right number to the slips of the pen that turn one into the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from ..amounts import print_amount
from ..telling import decimals_of
from ..understanding import Figure

UNITS_APART = 4
"""How many places 万元 and 元 are apart."""
_MOST_STEPS = 8


class Slip(NamedTuple):
    """One way to write ``stated`` for ``right``.

    Attributes:
        kind: one_digit, two_digits, swapped, inserted, dropped, point, units, sign, doubled or halved.
        stated, right: the digits that were taken for each other, where the kind has such.
        position: which digit from the left, 0 where the whole number is meant.
        steps: by how many places a point or a unit is off, below 0 where too little is stated.
    """

    kind: str
    stated: str = ""
    right: str = ""
    position: int = 0
    steps: int = 0


def slips_of(figure: Figure, right: int) -> list[Slip]:
    """Every slip that explains why ``figure`` states what it does instead of ``right``, in fen."""
    if not figure.fen or not right:
        return []
    if figure.fen == -right:
        return [Slip("sign")]
    if (figure.fen < 0) != (right < 0):
        return []
    places = decimals_of(figure)
    found = [*_of_digits(_digits(figure.fen, figure.unit, places), _digits(right, figure.unit, places))]
    found += _of_scale(abs(figure.fen), abs(right), figure.ulp)
    found += [Slip("doubled")] * (figure.fen == 2 * right) + [Slip("halved")] * (2 * figure.fen == right)
    return found


def looks_alike(one: str, other: str, groups: Collection[str]) -> bool:
    """Whether two digits are taken for each other by the eye or a scanner: both stand in one of ``groups``."""
    return any(one in group and other in group for group in groups)


def _digits(fen: int, unit: str, decimals: int) -> str:
    return print_amount(abs(fen), unit, decimals)


def _of_digits(stated: str, right: str) -> Iterator[Slip]:
    if len(stated) == len(right):
        apart = [place for place, (one, other) in enumerate(zip(stated, right, strict=True)) if one != other]
        pairs = [(stated[place], right[place]) for place in apart]
        if len(apart) == 1:
            yield Slip("one_digit", *pairs[0], _position(stated, apart[0]))
        elif len(apart) == 2 and pairs[0] == pairs[1][::-1] and _beside(apart[0], apart[1], stated):
            yield Slip("swapped", pairs[0][0] + pairs[1][0], pairs[0][1] + pairs[1][1], _position(stated, apart[0]))
        elif len(apart) == 2 and len(stated.replace(".", "")) > 3:
            yield Slip("two_digits", pairs[0][0] + pairs[1][0], pairs[0][1] + pairs[1][1], _position(stated, apart[0]))
    elif abs(len(stated) - len(right)) == 1:
        longer, shorter = (stated, right) if len(stated) > len(right) else (right, stated)
        place = next((at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter), -1)
        if place >= 0 and longer[place].isdecimal():
            digit, position = longer[place], _position(longer, place)
            yield Slip("inserted", digit, "", position) if longer == stated else Slip("dropped", "", digit, position)


def _beside(one: int, other: int, text: str) -> bool:
    """Whether two places follow each other, a point between them not counted."""
    return other - one == 1 or (other - one == 2 and text[one + 1] == ".")


def _position(text: str, place: int) -> int:
    return len(text[: place + 1].replace(".", ""))


def _of_scale(stated: int, right: int, ulp: int) -> Iterator[Slip]:
    """A point or a unit that is off by some places; what fell off the end was rounded or cut off."""
    smaller, larger = sorted((stated, right))
    for steps in range(1, _MOST_STEPS + 1):
        factor = 10**steps
        if abs(smaller * factor - larger) < max(ulp, 1) * factor:
            if smaller >= 10 * ulp:  # of less than two digits everything is a multiple of ten
                yield Slip("units" if steps == UNITS_APART else "point", steps=steps if stated > right else -steps)
            return
