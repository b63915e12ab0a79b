"""An identity: one instance of a rule over amounts, which holds or not; locating asks which amount breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from ..understanding import Figure

SUM, EQUAL, AMONG = "sum", "equal", "among"
SHARE, GROWTH, RISE = "share", "growth", "rise"
PERCENTAGES = (SHARE, GROWTH, RISE)
WHOLE = 10_000
"""100 % in 1/100 of a percent."""


class Identity(Struct, frozen=True, gc=False):
    """What must hold among some figures of a disclosure.

    Attributes:
        rule: the rule's id.
        form: SUM, the weighted figures add up to nil; EQUAL, all figures are one amount; AMONG, the first figure is one
            of the others. Each within half a unit of the last printed places. Of two figures a percentage is stated: SHARE,
            the first is that much of the second; GROWTH, it is that much more than the second; RISE, it is that much of what
            the second less the first is.
        figures: the very objects of the disclosure: two figures are the same cell only where they are one object.
        weights: of a SUM, one for each figure, +1 or -1; of a percentage those that make the two figures nil; else empty.
        slack: by how many fen more, twice, a SUM may be off: what is only said to be unchanged may have moved within rounding.
        percent: the percentage that is stated and its last place, in 1/100 of a percent.
    """

    rule: str
    form: str
    figures: tuple[Figure, ...]
    weights: tuple[int, ...] = ()
    slack: int = 0
    percent: tuple[int, int] = (0, 0)


def added_up(rule: str, total: Figure, parts: Sequence[Figure], slack: int = 0) -> Identity:
    """The total is the sum of its parts."""
    return Identity(rule, SUM, (total, *parts), _of_a_total(len(parts)), slack)


@lru_cache(maxsize=1024)
def _of_a_total(parts: int) -> tuple[int, ...]:
    """The weights of a total and its parts; the same object for thousands of sums."""
    return (1, *[-1] * parts)


def weighed(rule: str, terms: Iterable[tuple[int, Figure]]) -> Identity:
    """The figures times +1 or -1 add up to nil."""
    weights, figures = zip(*terms, strict=True)
    return Identity(rule, SUM, figures, weights)


def all_equal(rule: str, figures: Sequence[Figure]) -> Identity:
    """All figures are one amount."""
    return Identity(rule, EQUAL, tuple(figures))


def one_of(rule: str, figure: Figure, others: Sequence[Figure]) -> Identity:
    """A figure is the amount of one of the others."""
    return Identity(rule, AMONG, (figure, *others))


def share_of(rule: str, part: Figure, whole: Figure, percent: tuple[int, int]) -> Identity:
    """The part is so much of the whole."""
    return Identity(rule, SHARE, (part, whole), (WHOLE, -percent[0]), percent=percent)


def grown(rule: str, this: Figure, last: Figure, percent: tuple[int, int]) -> Identity:
    """This year's amount is so much more than last year's."""
    return Identity(rule, GROWTH, (this, last), (WHOLE, -WHOLE - percent[0]), percent=percent)


def risen(rule: str, change: Figure, this: Figure, percent: tuple[int, int]) -> Identity:
    """The change is so much of last year's amount, which is this year's less the change."""
    return Identity(rule, RISE, (change, this), (WHOLE + percent[0], -percent[0]), percent=percent)


def base_of(form: str, first: int, second: int) -> int:
    """The amount that the percentage of two amounts is of."""
    return second - first if form == RISE else second
