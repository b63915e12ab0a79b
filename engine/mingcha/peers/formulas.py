"""What a feature's formula gives for the amounts and listings of a unit-year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

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


class Stated(NamedTuple):
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


def value_of(feature: Feature, stated: Stated) -> Value:
    """The value of a feature: missing where a part of it is, undefined where all are there and give none."""
    formula = feature.formula
    return _HOW[type(formula)](formula, stated)


def _level(formula: Level, stated: Stated) -> Value:
    found = _found(stated.amounts, formula.of)
    return _value(found, formula.of, lambda: _total(found, formula.of, stated))


def _ratio(formula: Ratio, stated: Stated) -> Value:
    names = formula.of + formula.to
    found = _found(stated.amounts, names)

    def ratio() -> float | None:
        whole = _total(found, formula.to, stated)
        return _total(found, formula.of, stated) / whole if whole else None

    return _value(found, names, ratio)


def _change(formula: Change, stated: Stated) -> Value:
    this, last = _found(stated.amounts, formula.of), _found(stated.last, formula.of)
    names, corrected = (*this, *(LAST_YEAR + name for name in last)), _corrected([*this.values(), *last.values()])
    if len(this) < len(formula.of) or len(last) < len(formula.of):
        return Value(None, MISSING, names, corrected)
    now, before = _total(this, formula.of, stated), _total(last, formula.of, stated)
    # From nil to nil nothing has changed; from nil to anything else there is no rate.
    rate = 0.0 if now == before else (now - before) / abs(before) if before else None
    return Value(rate, UNDEFINED if rate is None else KNOWN, names, corrected)


def _gap(formula: Gap, stated: Stated) -> Value:
    also = tuple(name for name, amount in _found(stated.amounts, formula.also).items() if amount.fen or amount.stated)
    names = formula.of + also + formula.to
    found = _found(stated.amounts, names)

    def gap() -> float:
        one, other = _total(found, formula.of + also, stated), _total(found, formula.to, stated)
        return 0.0 if one == other else 2 * (one - other) / (abs(one) + abs(other))

    return _value(found, names, gap)


def _unchanged(formula: Unchanged, stated: Stated) -> Value:
    both = [name for name in formula.of if name in stated.amounts and name in stated.last]
    if not both:
        return Value(None, MISSING)
    pairs = [(stated.amounts[name], stated.last[name]) for name in both]
    corrected = _corrected(amount for pair in pairs for amount in pair)
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


def _found(amounts: Mapping[str, Amount], names: Sequence[str]) -> dict[str, Amount]:
    return {name: amounts[name] for name in names if name in amounts}


def _value(found: Mapping[str, Amount], names: Sequence[str], gives: Callable[[], float | None]) -> Value:
    corrected = _corrected(found.values())
    if any(name not in found for name in names):
        return Value(None, MISSING, tuple(found), corrected)
    value = gives()
    return Value(value, UNDEFINED if value is None else KNOWN, tuple(found), corrected)


def _total(found: Mapping[str, Amount], names: Iterable[str], stated: Stated) -> float:
    """The sum of amounts in yuan or numbers."""
    return sum([found[name].fen / _FEN if stated.named[name].unit == MONEY else float(found[name].fen) for name in names])


def _corrected(amounts: Iterable[Amount]) -> bool:
    return any(amount.stated is not None for amount in amounts)
