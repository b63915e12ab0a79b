"""An identity: one instance of a rule over amounts, which holds or not; locating asks which amount breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from ..understanding import Figure

SUM, EQUAL, AMONG = "sum", "equal", "among"


class Identity(Struct, frozen=True, gc=False):
    """What must hold among some figures of a disclosure.

    Attributes:
        rule: the rule's id.
        form: SUM, the weighted figures add up to nil; EQUAL, all figures are one amount; AMONG, the first figure is one
            of the others. Each within half a unit of the last printed places.
        figures: the very objects of the disclosure: two figures are the same cell only where they are one object.
        weights: of a SUM, one for each figure, +1 or -1; else empty.
        slack: by how many fen more, twice, a SUM may be off: what is only said to be unchanged may have moved within rounding.
    """

    rule: str
    form: str
    figures: tuple[Figure, ...]
    weights: tuple[int, ...] = ()
    slack: int = 0


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
