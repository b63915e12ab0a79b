"""What a feature's formula gives for the amounts and listings of a unit-year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from msgspec import Struct

from .declared import (
    MONEY,
    Change,
    Concentration,
    Feature,
    Formula,
    Gap,
    Largest,
    Level,
    Members,
    NamedAmount,
    Ratio,
    Rounded,
    Unchanged,
)
from .profile import KNOWN, LAST_YEAR, MISSING, UNDEFINED, Amount, Value

_FEW = 3
"""A share of fewer amounts says nothing."""

_FEN = 100
"""In a yuan."""

_TOLD = 5
"""So many members of a listing are told as the figures behind a value."""


class Member(NamedTuple):
    """One of a listing: its amount in fen, one unit of its last printed place, whether it was corrected, its name or ""."""

    fen: int
    ulp: int = 1
    corrected: bool = False
    name: str = ""


class Stated(Struct, frozen=True, dict=True):
    """What is known of a unit-year.

    Attributes:
        amounts, last: of this year and of last year, by name; those that are not in the disclosure are not in here.
        listings: the members of each listing that is in the disclosure, by name.
        named: the declarations of the amounts.
    """

    amounts: Mapping[str, Amount]
    last: Mapping[str, Amount]
    listings: Mapping[str, Sequence[Member]]
    named: Mapping[str, NamedAmount]

    @cached_property
    def this_year(self) -> Numbers:
        """The amounts of this year."""
        return _numbers(self.amounts, self.named)

    @cached_property
    def last_year(self) -> Numbers:
        """Those of last year."""
        return _numbers(self.last, self.named)


class Numbers(NamedTuple):
    """Amounts as formulas compute with them: in yuan or numbers, by name; and the names of those that were corrected."""

    of: Mapping[str, float]
    corrected: frozenset[str]


def _numbers(amounts: Mapping[str, Amount], named: Mapping[str, NamedAmount]) -> Numbers:
    return Numbers(
        {name: amount.fen / _FEN if named[name].unit == MONEY else float(amount.fen) for name, amount in amounts.items()},
        frozenset([name for name, amount in amounts.items() if amount.stated is not None]),
    )


def value_of(feature: Feature, stated: Stated) -> Value:
    """The value of a feature: missing where a part of it is, undefined where all are there and give none."""
    formula = feature.formula
    return _HOW[type(formula)](formula, stated)


def _level(formula: Level, stated: Stated) -> Value:
    return _value(stated.this_year, formula.of, lambda of: _total(of, formula.of))


def _ratio(formula: Ratio, stated: Stated) -> Value:
    def ratio(of: Mapping[str, float]) -> float | None:
        whole = _total(of, formula.to)
        return _total(of, formula.of) / whole if whole else None

    return _value(stated.this_year, formula.of + formula.to, ratio)


def _change(formula: Change, stated: Stated) -> Value:
    year, year_before = stated.this_year, stated.last_year
    this, last = _found(year, formula.of), _found(year_before, formula.of)
    names = (*this, *[LAST_YEAR + name for name in last])
    corrected = not (year.corrected.isdisjoint(this) and year_before.corrected.isdisjoint(last))
    if len(this) < len(formula.of) or len(last) < len(formula.of):
        return Value(None, MISSING, names, corrected)
    now, before = _total(year.of, formula.of), _total(year_before.of, formula.of)
    # From nil to nil nothing has changed; from nil to anything else there is no rate.
    rate = 0.0 if now == before else (now - before) / abs(before) if before else None
    return Value(rate, UNDEFINED if rate is None else KNOWN, names, corrected)


def _gap(formula: Gap, stated: Stated) -> Value:
    also = tuple([name for name in formula.also if (amount := stated.amounts.get(name)) and (amount.fen or amount.stated)])

    def gap(of: Mapping[str, float]) -> float:
        one, other = _total(of, formula.of + also), _total(of, formula.to)
        return 0.0 if one == other else 2 * (one - other) / (abs(one) + abs(other))

    return _value(stated.this_year, formula.of + also + formula.to, gap)


def _unchanged(formula: Unchanged, stated: Stated) -> Value:
    both = [name for name in formula.of if name in stated.amounts and name in stated.last]
    if not both:
        return Value(None, MISSING)
    pairs = [(stated.amounts[name], stated.last[name]) for name in both]
    corrected = any(amount.stated is not None for pair in pairs for amount in pair)
    above = [(this, last) for this, last in pairs if this.fen or last.fen]
    names = (*both, *(LAST_YEAR + name for name in both))
    if len(above) < _FEW:
        return Value(None, UNDEFINED, names, corrected)
    return Value(sum(this.fen == last.fen for this, last in above) / len(above), KNOWN, names, corrected)


def _concentration(formula: Concentration, stated: Stated) -> Value:
    return _of_members(formula.of, stated, lambda shares: sum([share * share for share in shares]))


def _largest(formula: Largest, stated: Stated) -> Value:
    return _of_members(formula.of, stated, max)


def _of_members(listing: str, stated: Stated, gives: Callable[[Sequence[float]], float]) -> Value:
    """Of the shares of the members above nil."""
    members = stated.listings.get(listing)
    if members is None:
        return Value(None, MISSING)
    corrected = any(member.corrected for member in members)
    above = [member.fen for member in members if member.fen > 0]
    whole = sum(above)
    if not whole:
        return Value(None, UNDEFINED, (), corrected)
    return Value(gives([fen / whole for fen in above]), KNOWN, _largest_of(members), corrected)


def _members(formula: Members, stated: Stated) -> Value:
    members = stated.listings.get(formula.of)
    if members is None:
        return Value(None, MISSING)
    corrected = any(member.corrected for member in members)
    return Value(float(sum(member.fen > 0 for member in members)), KNOWN, _largest_of(members), corrected)


def _rounded(formula: Rounded, stated: Stated) -> Value:
    """Amounts that are printed no finer than the grain are round by their unit and say nothing."""
    members = stated.listings.get(formula.of)
    if members is None:
        return Value(None, MISSING)
    grain = formula.grain * _FEN
    able = [member for member in members if member.fen > 0 and member.ulp < grain]
    corrected = any(member.corrected for member in able)
    if not able:
        return Value(None, UNDEFINED, (), corrected)
    rounded = [member for member in able if member.fen % grain == 0]
    return Value(len(rounded) / len(able), KNOWN, _largest_of(rounded or able), corrected)


def _largest_of(members: Iterable[Member]) -> tuple[str, ...]:
    """The names of the few largest that have one and are above nil."""
    named = [member for member in members if member.name and member.fen > 0]
    return tuple(member.name for member in sorted(named, key=lambda member: -member.fen)[:_TOLD])


_HOW: Mapping[type[Formula], Callable[..., Value]] = {
    Level: _level,
    Ratio: _ratio,
    Change: _change,
    Gap: _gap,
    Unchanged: _unchanged,
    Concentration: _concentration,
    Largest: _largest,
    Members: _members,
    Rounded: _rounded,
}


def _value(amounts: Numbers, names: tuple[str, ...], gives: Callable[[Mapping[str, float]], float | None]) -> Value:
    """What ``gives`` makes of amounts, where all that are named are there."""
    asked = _each(names)
    found = _found(amounts, asked)
    corrected = not amounts.corrected.isdisjoint(found)
    if len(found) < len(asked):
        return Value(None, MISSING, found, corrected)
    value = gives(amounts.of)
    return Value(value, UNDEFINED if value is None else KNOWN, found, corrected)


@lru_cache(maxsize=1024)
def _each(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each name once."""
    return tuple(dict.fromkeys(names))


def _found(amounts: Numbers, names: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(filter(amounts.of.__contains__, names))
    return names if len(found) == len(names) else found


def _total(amounts: Mapping[str, float], names: Iterable[str]) -> float:
    return sum(map(amounts.__getitem__, names))
