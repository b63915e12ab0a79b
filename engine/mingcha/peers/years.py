"""One unit across its years: last year as it was told then and now, changes out of line, breaks, repetitions, gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from ..amounts import NUMBER, parse_amount
from ..checking import Place
from ..locating.slips import POINT, UNIT, slip
from .observed import (
    BASIS,
    GAP,
    JUMP,
    KINDS,
    LAST_YEAR,
    MERGED,
    OTHER_AMOUNT,
    RENAMED,
    REPEATED,
    SCOPE,
    SHIFT,
    SPIKE,
    STALE,
    THIS_YEAR,
    TWICE,
    Observation,
    Point,
)
from .profile import Amount, Profile
from .thresholds import Years
from .units import renamed, series_of, unit_key

Floats = NDArray[np.float64]


def observations(profiles: Iterable[Profile], knobs: Years | None = None) -> tuple[Observation, ...]:
    """What is worth telling of every unit of which there are several years.

    Time and memory are linear in the number of amounts but for sorting.

    Args:
        profiles: of any units, years and kinds, in any order.
        knobs: thresholds; None for those that the program ships.

    Returns:
        Sorted by unit, year, kind of observation and amount; the same for any order of the profiles.
    """
    knobs = knobs or Years()
    lives = list(_lives(profiles, knobs))
    covered: dict[str, set[int]] = defaultdict(set)
    for life in lives:
        covered[life.basis].update(life.years)
    ended = _ended(lives, covered)
    told: list[Observation] = []
    for life in lives:
        told += life.told
        told += _gaps(life, covered[life.basis])
        for before, after in life.pairs():
            told += _repeated(before, after, knobs)
            told += _last_year(life, before, after, ended, knobs)
    breaks = {one.ids[-1] for one in told if one.kind in (SCOPE, MERGED) and one.amount}
    told += _changes(lives, breaks, knobs)
    return tuple(sorted(told, key=_order))


def _order(one: Observation) -> tuple[object, ...]:
    return one.unit, one.years[-1], one.basis, KINDS.index(one.kind), one.amount, one.feature, one.ids


# Lives ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Life:
    """The disclosures of one kind of one unit, one a year, and what was found while they were put in order."""

    unit: str
    basis: str
    profiles: tuple[Profile, ...]
    told: tuple[Observation, ...]
    finals: Mapping[int, Profile]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(profile.year for profile in self.profiles)

    def pairs(self) -> Iterator[tuple[Profile, Profile]]:
        """Disclosures of two years that follow each other."""
        for before, after in pairwise(self.profiles):
            if after.year == before.year + 1:
                yield before, after


def _lives(profiles: Iterable[Profile], knobs: Years) -> Iterator[_Life]:
    series = series_of(profiles)
    former = renamed(series, knobs.fewest_alike)
    joined = set(former.values())
    chosen: dict[tuple[str, str, str], tuple[tuple[Profile, ...], tuple[Observation, ...]]] = {}
    for key in series:
        if key in joined:
            continue
        chain = [key]
        while chain[-1] in former:
            chain.append(former[chain[-1]])
        members = [profile for name in reversed(chain) for profile in series[name]]
        chosen[key] = _one_a_year(members)
    for key, (one_a_year, twice) in chosen.items():
        finals = chosen.get((key[0], key[1], "final_account"), ((), ()))[0] if key[2] != "final_account" else ()
        unit = one_a_year[-1].unit
        told = (*(replace(one, unit=unit) for one in twice), *_circumstances(one_a_year))
        yield _Life(unit, key[2], one_a_year, told, {profile.year: profile for profile in finals})


def _one_a_year(members: Sequence[Profile]) -> tuple[tuple[Profile, ...], tuple[Observation, ...]]:
    """Of several disclosures for one year the one that goes on with the year before, and what they differ in."""
    by_year: dict[int, list[Profile]] = defaultdict(list)
    for profile in members:
        by_year[profile.year].append(profile)
    chosen: list[Profile] = []
    told: list[Observation] = []
    for year in sorted(by_year):
        before = chosen[-1] if chosen else None
        rivals = sorted(by_year[year], key=lambda profile: (-_continues(profile, before), -len(profile.amounts), profile.id))
        chosen.append(rivals[0])
        for other in rivals[1:]:
            told += _twice(rivals[0], other)
    return tuple(chosen), tuple(told)


def _continues(profile: Profile, before: Profile | None) -> int:
    """How many 上年数 are those of the year before."""
    if before is None:
        return 0
    return sum(name in before.amounts and before.amounts[name].fen == amount.fen for name, amount in profile.last.items())


def _twice(one: Profile, other: Profile) -> Iterator[Observation]:
    """Two disclosures for one year that differ, the amount that differs most by name."""
    shared = [name for name in sorted(one.amounts) if name in other.amounts]
    apart = [name for name in shared if not _agree(one.amounts[name], other.amounts[name])]
    if apart:
        most = max(apart, key=lambda name: abs(one.amounts[name].fen - other.amounts[name].fen))
        first, second = one.amounts[most], other.amounts[most]
        yield Observation(
            TWICE,
            one.unit,
            (one.year,),
            one.kind,
            amount=most,
            stated=second.fen,
            other=first.fen,
            slip=slip(second.fen, first.fen, min(precision(second), precision(first))),
            count=len(apart),
            of=len(shared),
            strength=_off(second.fen, first.fen),
            ids=(one.id, other.id),
            places=(*second.places[:1], *first.places[:1]),
        )


def _circumstances(profiles: Sequence[Profile]) -> Iterator[Observation]:
    """Another name or another type of unit than the year before."""
    for before, after in pairwise(profiles):
        common = {
            "unit": profiles[-1].unit,
            "years": (before.year, after.year),
            "basis": after.kind,
            "ids": (before.id, after.id),
        }
        if unit_key(before.unit) != unit_key(after.unit):
            yield Observation(kind=RENAMED, partner=before.unit, **common)  # type: ignore[arg-type]
        if before.unit_type and after.unit_type and before.unit_type != after.unit_type:
            yield Observation(kind=SCOPE, partner=before.unit_type, **common)  # type: ignore[arg-type]


def _gaps(life: _Life, covered: set[int]) -> Iterator[Observation]:
    """Years between two disclosures of the unit of which others of the run have one."""
    for before, after in pairwise(life.profiles):
        missing = [year for year in covered if before.year < year < after.year]
        if missing:
            years = (before.year, after.year)
            yield Observation(GAP, life.unit, years, life.basis, count=len(missing), ids=(before.id, after.id))


# Last year, told twice --------------------------------------------------------------------------------------------------------


def precision(amount: Amount) -> int:
    """One unit of the last printed place of an amount, in fen; 1 where its text does not show it."""
    text = amount.places[0].text if amount.places else ""
    match = NUMBER.search(text)
    stated = amount.fen if amount.stated is None else amount.stated
    if not match or not stated:
        return 1
    for unit in ("元", "千元", "万元", "百万元", "亿元"):
        read = parse_amount(match.group(), unit)
        if read is not None and abs(read.fen) == abs(stated):
            return read.ulp
    return 1


def _agree(one: Amount, other: Amount) -> bool:
    """Whether two statements of one amount can both be right as printed: the last places may be rounded or cut off.

    An amount that a finding corrected also agrees in the value it was printed with: that slip is told already.
    """
    apart = min(abs(a - b) for a in _values(one) for b in _values(other))
    return apart == 0 or apart < precision(one) + precision(other)


def _values(amount: Amount) -> tuple[int, ...]:
    return (amount.fen,) if amount.stated is None else (amount.fen, amount.stated)


def _off(one: int, other: int) -> float:
    return min(1.0, abs(one - other) / max(abs(one), abs(other), 1))


Ended = Mapping[tuple[str, int, str, int], tuple[str, ...]]


def _ended(lives: Sequence[_Life], covered: Mapping[str, set[int]]) -> Ended:
    """Units whose disclosures end before the run does, by kind, last year, amount and value."""
    ends: dict[tuple[str, int, str, int], list[str]] = defaultdict(list)
    for life in lives:
        last = life.profiles[-1]
        if last.year + 1 in covered[life.basis]:
            for name, amount in last.amounts.items():
                if amount.fen > 0:
                    ends[life.basis, last.year, name, amount.fen].append(life.unit)
    return {key: tuple(units) for key, units in ends.items()}


def _last_year(life: _Life, before: Profile, after: Profile, ended: Ended, knobs: Years) -> Iterator[Observation]:
    """This year's 上年数 against what last year's disclosure states: each that differs, or all of them where most do."""
    shared = [name for name in sorted(after.last) if name in before.amounts]
    apart = [name for name in shared if not _agree(after.last[name], before.amounts[name])]
    if not apart:
        return
    final = life.finals.get(before.year)
    same_as_final = [name for name in apart if final and name in final.amounts and _agree(after.last[name], final.amounts[name])]
    whole = max(apart, key=lambda name: abs(before.amounts[name].fen))
    many = len(apart) >= knobs.fewest_basis and len(apart) > knobs.basis_share * len(shared)
    merged = _merged_in(life, before, after, apart, ended) if many else ""
    one = Observation(
        BASIS,
        life.unit,
        (before.year, after.year),
        life.basis,
        amount=whole,
        stated=after.last[whole].fen,
        other=before.amounts[whole].fen,
        count=len(apart),
        of=len(shared),
        strength=_off(after.last[whole].fen, before.amounts[whole].fen),
        ids=(before.id, after.id),
        places=(*after.last[whole].places[:1], *before.amounts[whole].places[:1]),
    )
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


def _misstated(name: str, unit: str, earlier: Profile | None, before: Profile, after: Profile) -> Observation:
    now, then = after.last[name], before.amounts[name]
    cause, partner = _cause(name, now, then, earlier, before, after)
    return Observation(
        LAST_YEAR,
        unit,
        (before.year, after.year),
        after.kind,
        amount=name,
        stated=now.fen,
        other=then.fen,
        expected=then.fen,
        slip=cause,
        partner=partner,
        strength=_off(now.fen, then.fen),
        ids=(before.id, after.id),
        places=(*now.places[:1], *then.places[:1]),
    )


def _cause(name: str, now: Amount, then: Amount, earlier: Profile | None, before: Profile, after: Profile) -> tuple[str, str]:
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


def _merged_in(life: _Life, before: Profile, after: Profile, apart: Sequence[str], ended: Ended) -> str:
    """The one unit whose last disclosure accounts for what 上年数 have more than last year's disclosure, "" where none does."""
    found: set[str] | None = None
    for name in apart:
        more = after.last[name].fen - before.amounts[name].fen
        if more:
            units = {unit for unit in ended.get((life.basis, before.year, name, more), ()) if unit != life.unit}
            found = units if found is None else found & units
    return next(iter(found)) if found and len(found) == 1 else ""


def _repeated(before: Profile, after: Profile, knobs: Years) -> Iterator[Observation]:
    """A year all of whose amounts are those of the year before."""
    shared = [name for name in after.amounts if name in before.amounts]
    same = [name for name in shared if after.amounts[name].fen == before.amounts[name].fen]
    if len(same) == len(shared) and len({after.amounts[name].fen for name in same} - {0}) >= knobs.fewest_repeated:
        whole = max(sorted(same), key=lambda name: after.amounts[name].fen)
        yield Observation(
            REPEATED,
            after.unit,
            (before.year, after.year),
            after.kind,
            amount=whole,
            stated=after.amounts[whole].fen,
            other=before.amounts[whole].fen,
            count=len(same),
            of=len(shared),
            strength=1.0,
            ids=(before.id, after.id),
            places=(*after.amounts[whole].places[:1], *before.amounts[whole].places[:1]),
        )


# Changes ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Moves:
    """Changes of one amount; shape (series, years - 1), NaN where a year is missing or an amount is not above nil.

    Attributes:
        change: of the logarithm, from a year to the next; ``usual`` the peers' median, NaN where they are too few.
        excess: change less what is usual; ``deviation`` of it.
    """

    change: Floats
    usual: Floats
    excess: Floats
    deviation: Floats


def _changes(lives: Sequence[_Life], breaks: set[str], knobs: Years) -> Iterator[Observation]:
    """Jumps, spikes and shifts of every watched amount."""
    by_basis: dict[str, list[_Life]] = defaultdict(list)
    for life in lives:
        if len(life.profiles) > 1:
            by_basis[life.basis].append(life)
    for basis in sorted(by_basis):
        group = by_basis[basis]
        columns = {year: column for column, year in enumerate(sorted({year for life in group for year in life.years}))}
        names = sorted({name for life in group for profile in life.profiles for name in profile.amounts})
        kinds = _kinds(group, len(columns))
        broken = _broken(group, breaks, columns)
        floor = knobs.least_share * _largest(group, columns)
        for name in names:
            if name not in knobs.unwatched:
                values = _values_of(group, name, columns)
                yield from _told(group, name, tuple(columns), values, floor, moves_of(values, kinds, broken, knobs), knobs)


Columns = Mapping[int, int]
"""Years to columns: those that some disclosure is of, so that a year misread as 9999 costs one column."""


def _values_of(lives: Sequence[_Life], name: str, columns: Columns) -> Floats:
    values = np.full((len(lives), len(columns)), np.nan)
    for row, life in enumerate(lives):
        for profile in life.profiles:
            amount = profile.amounts.get(name)
            if amount is not None:
                values[row, columns[profile.year]] = amount.fen
    return values


def _largest(lives: Sequence[_Life], columns: Columns) -> Floats:
    largest = np.zeros((len(lives), len(columns)))
    for row, life in enumerate(lives):
        for profile in life.profiles:
            largest[row, columns[profile.year]] = max((abs(amount.fen) for amount in profile.amounts.values()), default=0)
    return largest


def _broken(lives: Sequence[_Life], breaks: set[str], columns: Columns) -> NDArray[np.bool_]:
    """Where a year cannot be compared with the column before; shape (series, years - 1)."""
    broken = np.tile(np.diff(list(columns)) != 1, (len(lives), 1))
    for row, life in enumerate(lives):
        for profile in life.profiles[1:]:
            if profile.id in breaks:
                broken[row, columns[profile.year] - 1] = True
    return broken


def _kinds(lives: Sequence[_Life], width: int) -> list[NDArray[np.intp]]:
    """Numbers of the peer group that each change is compared in, from the finest to that of all; shape (series, years - 1)."""
    levels: list[NDArray[np.intp]] = []
    for depth in (2, 1, 0):
        known: dict[tuple[str, ...], int] = {}
        numbers = [known.setdefault((life.profiles[-1].level, life.profiles[-1].domain)[:depth], len(known)) for life in lives]
        levels.append(np.array(numbers, dtype=np.intp)[:, None] * width + np.arange(width - 1))
    return levels


def moves_of(values: Floats, kinds: Sequence[NDArray[np.intp]], broken: NDArray[np.bool_], knobs: Years) -> _Moves:
    """Changes of one amount, and how far each is from what is usual.

    What is usual in a year is the median change of the finest peer group with enough changes that year, else the median of the
    unit's own other changes. The deviation is 1.4826 times the median absolute excess of the unit's other changes, those next to
    it left out, drawn to that of the peers by ``own_weight``: the two variances are weighed by how many changes they rest on.

    Args:
        values: amounts by series and year, NaN where unknown.
        kinds: numbers of the peer groups, the finest first; each of the shape of the changes.
        broken: changes that are none, because the scope changed.
        knobs: thresholds.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.where(values > 0, values, np.nan))
    change = np.where(broken, np.nan, np.diff(logs, axis=1))
    usual, spread = np.full_like(change, np.nan), np.full_like(change, np.nan)
    for numbers in kinds:
        middle, seen = _medians(change, numbers)
        width, _ = _medians(np.abs(change - middle), numbers)
        use = np.isnan(usual) & (seen >= knobs.fewest_peers)
        usual, spread = np.where(use, middle, usual), np.where(use, 1.4826 * width, spread)
    own, _ = _others(change)
    excess = change - np.where(np.isnan(usual), np.nan_to_num(own), usual)
    own_spread, count = _others(np.abs(excess))
    peers = np.where(np.isnan(spread), knobs.unknown_deviation, spread)
    own_variance = np.nan_to_num(1.4826 * own_spread) ** 2
    variance = (count * own_variance + knobs.own_weight * peers**2) / (count + knobs.own_weight)
    return _Moves(change, usual, excess, np.maximum(np.sqrt(variance), knobs.least_deviation))


def _medians(values: Floats, groups: NDArray[np.intp]) -> tuple[Floats, NDArray[np.intp]]:
    """The median of each value's group, and of how many it is; NaN are no part of it."""
    flat, labels = values.ravel(), groups.ravel()
    known = np.flatnonzero(~np.isnan(flat))
    size = int(labels.max(initial=-1)) + 1
    counts = np.bincount(labels[known], minlength=size)
    middle = np.full(size, np.nan)
    if known.size:
        order = known[np.lexsort((flat[known], labels[known]))]
        starts = np.cumsum(counts) - counts
        some = np.flatnonzero(counts)
        low, high = starts[some] + (counts[some] - 1) // 2, starts[some] + counts[some] // 2
        middle[some] = (flat[order[low]] + flat[order[high]]) / 2
    return middle[labels].reshape(values.shape), counts[labels].reshape(values.shape)


def _others(values: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """The median of a row's other values, the neighbours of each left out too (a spike moves two), and how many there are."""
    middle, count = np.full_like(values, np.nan), np.zeros(values.shape, dtype=np.intp)
    for column in range(values.shape[1]):
        rest = np.delete(values, [at for at in (column - 1, column, column + 1) if 0 <= at < values.shape[1]], axis=1)
        ordered = np.sort(rest, axis=1)  # NaN last
        known = np.count_nonzero(~np.isnan(rest), axis=1)
        rows = np.flatnonzero(known)
        low, high = (known[rows] - 1) // 2, known[rows] // 2
        middle[rows, column] = (ordered[rows, low] + ordered[rows, high]) / 2
        count[:, column] = known
    return middle, count


def _told(
    lives: Sequence[_Life], name: str, columns: Sequence[int], values: Floats, floor: Floats, moves: _Moves, knobs: Years
) -> Iterator[Observation]:
    """The changes that are out of line, each spike once."""
    z = moves.excess / moves.deviation
    large = np.fmax(values[:, 1:], values[:, :-1]) >= np.fmax(floor[:, 1:], floor[:, :-1])
    with np.errstate(invalid="ignore"):
        out = (np.abs(z) >= knobs.deviations) & (np.abs(moves.excess) >= np.log1p(knobs.least_change)) & large
    back: set[tuple[int, int]] = set()
    for row, column in np.argwhere(out).tolist():
        if (row, column) in back:
            continue
        excess, after = moves.excess[row, column], moves.excess[row, column + 1 :]
        kind, lasts = JUMP, 0
        if after.size and not np.isnan(after[0]):
            left = (excess + after[0]) / excess
            if abs(left) <= knobs.comes_back:
                kind = SPIKE
                back.add((row, column + 1))
            elif left >= knobs.stays:
                kind, lasts = SHIFT, _lasting(excess, after, knobs)
        yield _moved(lives[row], name, columns[column + 1], kind, lasts, moves, (row, column), knobs)


def _lasting(excess: float, after: Floats, knobs: Years) -> int:
    """For how many years a jump stays, its own counted."""
    left, years = excess, 1
    for move in after:
        left += move
        if np.isnan(left) or left / excess < knobs.stays:
            break
        years += 1
    return years


def _moved(
    life: _Life, name: str, year: int, kind: str, lasts: int, moves: _Moves, at: tuple[int, int], knobs: Years
) -> Observation:
    profiles = {profile.year: profile for profile in life.profiles}
    now, before = profiles[year].amounts[name], profiles[year - 1].amounts[name]
    excess, usual = float(moves.excess[at]), float(moves.usual[at])
    expected = now.fen / np.exp(excess)
    following = profiles.get(year + 1)
    if kind == SPIKE and following is not None:  # between what the year before and the year after let expect
        step = moves.change[at[0], at[1] + 1] - moves.excess[at[0], at[1] + 1]
        expected = np.sqrt(expected * following.amounts[name].fen / np.exp(step))
    cause = _scale(now.fen / expected, float(moves.deviation[at]), knobs)
    factor = 10.0 ** round(np.log10(now.fen / expected)) if cause else 0.0
    shown = [profiles[year - 1], profiles[year], *([following] if kind == SPIKE and following is not None else [])]
    return Observation(
        kind,
        life.unit,
        tuple(profile.year for profile in shown[:2]),
        life.basis,
        amount=name,
        stated=now.fen,
        other=before.fen,
        expected=round(now.fen / factor) if cause else round(float(expected)),
        slip=cause,
        count=lasts,
        strength=round(abs(excess) / float(moves.deviation[at]), 3),
        usual=None if np.isnan(usual) else round(float(np.expm1(usual)), 6),
        ids=tuple(profile.id for profile in shown),
        places=_places(now, before),
    )


def _scale(ratio: float, deviation: float, knobs: Years) -> str:
    """Whether a jump is about a power of ten, as a money unit or a decimal point that is off gives."""
    powers = abs(float(np.log10(ratio)))
    nearest = round(powers)
    if not 1 <= nearest <= 8 or abs(powers - nearest) > min(knobs.slip_within, 2 * deviation):
        return ""
    return UNIT if nearest in (4, 8) else POINT if nearest <= 3 else ""


def _places(*amounts: Amount) -> tuple[Place, ...]:
    return tuple(place for amount in amounts for place in amount.places[:1])


# Plots ------------------------------------------------------------------------------------------------------------------------


def own_years(profiles: Iterable[Profile], name: str, knobs: Years | None = None) -> tuple[Point, ...]:
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
    moves = moves_of(values, (), broken, knobs)
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
