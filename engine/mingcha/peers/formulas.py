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

    @cached_property
    def above_nil(self) -> Mapping[str, AboveNil]:
        """What is above nil of each listing."""
        return {name: _above_nil(members) for name, members in self.listings.items()}


class Numbers(NamedTuple):
    """Amounts as formulas compute with them: in yuan or numbers, by name; and the names of those that were corrected."""

    of: Mapping[str, float]
    corrected: frozenset[str]

    def has_corrected(self, names: Iterable[str]) -> bool:
        """Whether one of these was corrected."""
        return bool(self.corrected) and not self.corrected.isdisjoint(names)


class AboveNil(NamedTuple):
    """The members of a listing that are above nil.

    Attributes:
        fens: their amounts.
        largest: the names of the few largest.
        corrected: whether any member was corrected.
    """

    fens: Sequence[int]
    largest: tuple[str, ...]
    corrected: bool


def _above_nil(members: Sequence[Member]) -> AboveNil:
    fens = [member.fen for member in members if member.fen > 0]
    return AboveNil(fens, _largest_of(members), any(member.corrected for member in members))


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
    year = stated.this_year
    try:
        return Value(_total(year.of, formula.of), KNOWN, formula.of, year.has_corrected(formula.of))
    except KeyError:
        return _missing(year, formula.of)


def _ratio(formula: Ratio, stated: Stated) -> Value:
    year, names = stated.this_year, _each(formula.of, formula.to)
    try:
        part, whole = _total(year.of, formula.of), _total(year.of, formula.to)
    except KeyError:
        return _missing(year, names)
    if not whole:
        return Value(None, UNDEFINED, names, year.has_corrected(names))
    return Value(part / whole, KNOWN, names, year.has_corrected(names))


def _change(formula: Change, stated: Stated) -> Value:
    year, year_before = stated.this_year, stated.last_year
    this, last = _found(year, formula.of), _found(year_before, formula.of)
    names = (*this, *[LAST_YEAR + name for name in last])
    corrected = year.has_corrected(this) or year_before.has_corrected(last)
    if len(this) < len(formula.of) or len(last) < len(formula.of):
        return Value(None, MISSING, names, corrected)
    now, before = _total(year.of, formula.of), _total(year_before.of, formula.of)
    # From nil to nil nothing has changed; from nil to anything else there is no rate.
    rate = 0.0 if now == before else (now - before) / abs(before) if before else None
    return Value(rate, UNDEFINED if rate is None else KNOWN, names, corrected)


def _gap(formula: Gap, stated: Stated) -> Value:
    also = tuple([name for name in formula.also if (amount := stated.amounts.get(name)) and (amount.fen or amount.stated)])

    year, names = stated.this_year, _each(formula.of + also, formula.to)
    try:
        one, other = _total(year.of, formula.of + also), _total(year.of, formula.to)
    except KeyError:
        return _missing(year, names)
    gap = 0.0 if one == other else 2 * (one - other) / (abs(one) + abs(other))
    return Value(gap, KNOWN, names, year.has_corrected(names))


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
    above = stated.above_nil.get(listing)
    if above is None:
        return Value(None, MISSING)
    whole = sum(above.fens)
    if not whole:
        return Value(None, UNDEFINED, (), above.corrected)
    return Value(gives([fen / whole for fen in above.fens]), KNOWN, above.largest, above.corrected)


def _members(formula: Members, stated: Stated) -> Value:
    above = stated.above_nil.get(formula.of)
    if above is None:
        return Value(None, MISSING)
    return Value(float(len(above.fens)), KNOWN, above.largest, above.corrected)


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


def _missing(amounts: Numbers, names: tuple[str, ...]) -> Value:
    """That not all of these amounts are there, with those that are."""
    found = _found(amounts, names)
    return Value(None, MISSING, found, amounts.has_corrected(found))


@lru_cache(maxsize=1024)
def _each(of: tuple[str, ...], to: tuple[str, ...]) -> tuple[str, ...]:
    """Each name once."""
    return tuple(dict.fromkeys(of + to))


def _found(amounts: Numbers, names: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(filter(amounts.of.__contains__, names))
    return names if len(found) == len(names) else found


def _total(amounts: Mapping[str, float], names: Iterable[str]) -> float:
    return sum(map(amounts.__getitem__, names))
