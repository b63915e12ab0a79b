"""One unit across its years: last year as it was told then and now, changes out of line, breaks, repetitions, gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from msgspec.structs import replace

from ..locating.slips import slip
from .changes import Watch, logarithms, moves_of
from .declared import Feature
from .lives import Life, agree, gaps, lives_of, off, precision
from .observed import (
    BASIS,
    JUMP,
    KINDS,
    LAST_YEAR,
    MERGED,
    OTHER_AMOUNT,
    REPEATED,
    SCOPE,
    SHIFT,
    SPIKE,
    STALE,
    THIS_YEAR,
    Observation,
    Point,
)
from .owners import Owners
from .profile import Amount, Yearly
from .thresholds import Years


def observations(
    profiles: Iterable[Yearly], knobs: Years | None = None, features: Mapping[str, Feature] | None = None
) -> tuple[Observation, ...]:
    """What is worth telling of every unit of which there are several years.

    Time is linear in the number of amounts but for sorting. Of ``Stored`` profiles those of a unit are read together, and of each
    some numbers are held.

    Args:
        profiles: of any units, years and kinds, in any order.
        knobs: thresholds; None for those that the program ships.
        features: declarations of the features whose changes are watched too, beside those of the amounts.

    Returns:
        Sorted by unit, year, kind of observation and amount; the same for any order of the profiles.
    """
    knobs = knobs or Years()
    lives = list(lives_of(profiles, knobs))
    covered: dict[str, set[int]] = defaultdict(set)
    for life in lives:
        covered[life.basis].update(life.years)
    ended = _Ended(lives, covered)
    watch = Watch(lives, knobs, features or {})
    told: list[Observation] = []
    for life in lives:
        told += life.told
        told += gaps(life, covered[life.basis])
        for before, after in life.pairs():
            told += _repeated(before, after, knobs)
            told += _last_year(life, before, after, ended, knobs)
        watch.see(life)
    breaks = {one.ids[-1] for one in told if one.kind in (SCOPE, MERGED) and one.amount}
    told += watch.told(breaks)
    return tuple(sorted(_one_each_cause(told, lives), key=_order))


def _order(one: Observation) -> tuple[object, ...]:
    return one.unit, one.years[-1], one.basis, KINDS.index(one.kind), one.amount, one.feature, one.ids


def _one_each_cause(told: Iterable[Observation], lives: Iterable[Life]) -> Iterator[Observation]:
    """Amounts that are off by as much told as one, and features of the same amounts: one slip moves its part and all totals.

    The one whose slip is known is told, else the one that is off by most of itself: totals follow their parts.
    """
    profiles = {profile.id: profile for life in lives for profile in life.profiles}
    causes: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for one in told:
        if one.kind not in _OF_ONE_CAUSE or one.stated is None or one.other is None:
            yield one
            continue
        cause: object = one.stated - one.other
        if one.feature:
            cause = frozenset(profiles[one.ids[-1]].values[one.feature].amounts) or one.feature
        causes[one.kind, one.unit, one.basis, one.ids, one.count, bool(one.feature), cause].append(one)
    for same in causes.values():
        first, *others = sorted(same, key=lambda one: (not one.slip, -one.strength, one.amount, one.feature))
        yield replace(first, also=tuple(one.amount or one.feature for one in others))


_OF_ONE_CAUSE = (LAST_YEAR, JUMP, SPIKE, SHIFT)


class _Ended:
    """Units whose disclosures end before the run does, by what the last of them states."""

    def __init__(self, lives: Sequence[Life], covered: Mapping[str, set[int]]) -> None:
        self._lives, self._owners = lives, Owners()
        for at, life in enumerate(lives):
            last = life.profiles[-1]
            if last.year + 1 in covered[life.basis]:
                for name, amount in last.amounts.items():
                    if amount.fen > 0:
                        self._owners.add(at, (life.basis, last.year, name, amount.fen))

    def with_all(self, basis: str, year: int, amounts: Mapping[str, int]) -> set[str]:
        """The units of which disclosures that end in a year state all these amounts."""
        found: set[str] | None = None
        stating: list[tuple[str, int, list[int]]] = []
        for name, fen in amounts.items():
            owners = self._owners.of((basis, year, name, fen))
            stating.append((name, fen, owners))
            units = {self._lives[at].unit for at in owners}
            found = units if found is None else found & units
            if not found:
                return set()
        return {unit for unit in found or () if all(self._states(unit, *one) for one in stating)}

    def _states(self, unit: str, name: str, fen: int, owners: Sequence[int]) -> bool:
        lasts = (self._lives[at].profiles[-1] for at in owners if self._lives[at].unit == unit)
        return any(name in last.amounts and last.amounts[name].fen == fen for last in lasts)


def _last_year(life: Life, before: Yearly, after: Yearly, ended: _Ended, knobs: Years) -> Iterator[Observation]:
    """This year's 上年数 against what last year's disclosure states: each that differs, or all of them where most do."""
    shared = [name for name in sorted(after.last) if name in before.amounts]
    apart = [name for name in shared if not agree(after.last[name], before.amounts[name])]
    if not apart:
        return
    final = life.finals.get(before.year)
    same_as_final = [name for name in apart if final and name in final.amounts and agree(after.last[name], final.amounts[name])]
    whole = max(apart, key=lambda name: abs(before.amounts[name].fen))
    many = len(apart) >= knobs.fewest_basis and len(apart) > knobs.basis_share * len(shared)
    merged = _merged_in(life, before, after, apart, ended) if many else ""
    now, then = after.last[whole], before.amounts[whole]
    one = _beside(BASIS, life.unit, life.basis, before, after, whole, now, then)
    one = replace(one, count=len(apart), of=len(shared), strength=off(now.fen, then.fen))
    if len(same_as_final) == len(apart) and (many or len(apart) == len(shared)):
        yield replace(one, partner="final_account")
    elif merged:
        yield replace(one, kind=MERGED, partner=merged)
    elif many:
        yield replace(one, kind=SCOPE) if one.strength >= knobs.least_change else one
    else:
        earlier = {profile.year: profile for profile in life.profiles}.get(before.year - 1)
        for name in apart:
            if name not in same_as_final:
                yield _misstated(name, life.unit, earlier, before, after)


def _misstated(name: str, unit: str, earlier: Yearly | None, before: Yearly, after: Yearly) -> Observation:
    now, then = after.last[name], before.amounts[name]
    cause, partner = _cause(name, now, then, earlier, before, after)
    one = _beside(LAST_YEAR, unit, after.kind, before, after, name, now, then)
    return replace(one, expected=then.fen, slip=cause, partner=partner, strength=off(now.fen, then.fen))


def _beside(kind: str, unit: str, basis: str, before: Yearly, after: Yearly, name: str, now: Amount, then: Amount) -> Observation:
    """What two years' disclosures say of one amount, and where."""
    return Observation(
        kind,
        unit,
        (before.year, after.year),
        basis,
        amount=name,
        stated=now.fen,
        other=then.fen,
        printed=now.stated,
        other_printed=then.stated,
        ids=(before.id, after.id),
        places=(*now.places[:1], *then.places[:1]),
    )


def _cause(name: str, now: Amount, then: Amount, earlier: Yearly | None, before: Yearly, after: Yearly) -> tuple[str, str]:
    """How the amount may have come to stand there: a copy from elsewhere, else a slip of the pen."""
    if now.fen:
        if earlier is not None and name in earlier.amounts and earlier.amounts[name].fen == now.fen:
            return STALE, ""
        if name in after.amounts and after.amounts[name].fen == now.fen:
            return THIS_YEAR, ""
    kind = slip(now.fen, then.fen, min(precision(now), precision(then)))
    if kind or not now.fen:
        return kind, ""
    others = sorted(other for other, amount in before.amounts.items() if other != name and amount.fen == now.fen)
    return (OTHER_AMOUNT, others[0]) if others else ("", "")


def _merged_in(life: Life, before: Yearly, after: Yearly, apart: Sequence[str], ended: _Ended) -> str:
    """The one unit whose last disclosure accounts for what 上年数 have more than last year's disclosure, "" where none does."""
    more = {name: after.last[name].fen - before.amounts[name].fen for name in apart}
    found = ended.with_all(life.basis, before.year, {name: fen for name, fen in more.items() if fen}) - {life.unit}
    return next(iter(found)) if len(found) == 1 else ""


def _repeated(before: Yearly, after: Yearly, knobs: Years) -> Iterator[Observation]:
    """A year all of whose amounts are those of the year before."""
    shared = [name for name in after.amounts if name in before.amounts]
    same = [name for name in shared if after.amounts[name].fen == before.amounts[name].fen]
    if len(same) == len(shared) and len({after.amounts[name].fen for name in same} - {0}) >= knobs.fewest_repeated:
        whole = max(sorted(same), key=lambda name: after.amounts[name].fen)
        now, then = after.amounts[whole], before.amounts[whole]
        one = _beside(REPEATED, after.unit, after.kind, before, after, whole, now, then)
        yield replace(one, count=len(same), of=len(shared), strength=1.0)


def own_years(profiles: Iterable[Yearly], name: str, knobs: Years | None = None) -> tuple[Point, ...]:
    """One amount of one unit by year, with the band that its own history lets expect.

    Args:
        profiles: of one unit and kind, one a year.
        name: of the amount.
        knobs: thresholds.
    """
    knobs = knobs or Years()
    by_year = {profile.year: profile for profile in sorted(profiles, key=lambda one: (one.year, one.id), reverse=True)}
    years = sorted({*by_year, *(year - 1 for year, profile in by_year.items() if name in profile.last)})
    stated = {year: profile.amounts[name].fen for year, profile in by_year.items() if name in profile.amounts}
    if not stated:
        return ()
    values = np.array([[stated.get(year, np.nan) for year in years]], dtype=float)
    broken = np.array([[after != before + 1 for before, after in pairwise(years)]], dtype=bool).reshape(1, -1)
    moves = moves_of(logarithms(values), (), broken, knobs)
    points = []
    for at, year in enumerate(years):
        low = high = None
        if at and values[0, at - 1] > 0 and not broken[0, at - 1]:
            step = np.nan_to_num(moves.change[0, at - 1] - moves.excess[0, at - 1])
            middle, wide = values[0, at - 1] * np.exp(step), np.exp(2 * moves.deviation[0, at - 1])
            low, high = float(middle / wide), float(middle * wide)
        following = by_year.get(year + 1)
        later = following.last[name].fen if following is not None and name in following.last else None
        points.append(Point(year, stated.get(year), later, low, high))
    return tuple(points)
