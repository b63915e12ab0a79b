"""How amounts are printed: each on its own, rounded half up to the last place of its unit."""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """A money unit, the decimals it is printed with, and the fen of one unit of the last place."""

    name: str
    decimals: int
    fen: int


YUAN = Unit("元", 2, 1)
TEN_THOUSAND = Unit("万元", 2, 10_000)
PERCENT = Unit("%", 2, 1)
"""Percentages are counted in 1/100 of one percent."""


def rounded(fen: int, unit: Unit) -> int:
    """``fen`` as the printed amount says it."""
    places = (2 * abs(fen) + unit.fen) // (2 * unit.fen)
    return (places if fen >= 0 else -places) * unit.fen


def written(fen: int, unit: Unit, commas: bool = False) -> str:
    """A rounded amount in digits."""
    if not unit.decimals:
        return str(fen)
    whole, rest = divmod(abs(fen) // unit.fen, 10**unit.decimals)
    sign = "-" if fen < 0 else ""
    return f"{sign}{whole:,}.{rest:0{unit.decimals}d}" if commas else f"{sign}{whole}.{rest:0{unit.decimals}d}"


def percentage(part: int, whole: int) -> int:
    """``part`` of ``whole`` in 1/100 of a percent, rounded half up."""
    places = (2 * 10_000 * abs(part) + whole) // (2 * whole)
    return places if part >= 0 else -places
