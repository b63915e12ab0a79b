"""Changes of amounts and features from year to year that are out of line with the unit's own history and with its peers'."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from ..checking import Place
from ..locating.slips import POINT, UNIT
from .declared import Feature
from .lives import Life
from .observed import JUMP, SHIFT, SPIKE, Observation
from .profile import Yearly
from .scales import BY_NAME, Scale
from .thresholds import Years

Floats = NDArray[np.float64]
Columns = Mapping[int, int]
"""Years to columns: those that some disclosure is of, so that a year misread as 9999 costs one column."""


@dataclass(frozen=True)
class Moves:
    """Changes of one amount or feature; shape (series, years - 1), NaN where there is none.

    Attributes:
        change: on the scale, from a year to the next; ``usual`` the peers' median, NaN where they are too few.
        excess: change less what is usual; ``deviation`` of it.
    """

    change: Floats
    usual: Floats
    excess: Floats
    deviation: Floats


@dataclass(frozen=True)
class _Watched:
    """An amount or a feature whose changes are watched.

    Attributes:
        name: of the amount, or id of the feature, with its declaration.
        scale: on which its changes are taken; ``of`` gives its value in a profile, None where there is none.
    """

    name: str
    scale: Scale
    of: Callable[[Yearly], float | None]
    feature: Feature | None = None


class Watch:
    """Looks for jumps, spikes and shifts of every watched amount, and of features none of whose amounts has one that year.

    Args:
        lives: of all units.
        knobs: thresholds.
        features: declarations by id; those that are changes themselves are not watched.
    """

    def __init__(self, lives: Sequence[Life], knobs: Years, features: Mapping[str, Feature]) -> None:
        by_basis: dict[str, list[Life]] = defaultdict(list)
        for life in lives:
            if len(life.profiles) > 1:
                by_basis[life.basis].append(life)
        self._groups = {basis: _Group(by_basis[basis]) for basis in sorted(by_basis)}
        self._features = [_feature(feature) for feature in features.values() if feature.unit != "change"]
        self._knobs = knobs

    def see(self, life: Life) -> None:
        """Take what is watched of a unit, one after the other in the order of all."""
        if len(life.profiles) > 1:
            self._groups[life.basis].see(life, self._features, self._knobs)

    def told(self, breaks: set[str]) -> Iterator[Observation]:
        """What is out of line, when all were seen.

        Args:
            breaks: ids of the profiles that cannot be compared with the year before.
        """
        for group in self._groups.values():
            yield from self._told(group, breaks)

    def _told(self, group: _Group, breaks: set[str]) -> Iterator[Observation]:
        kinds = _kinds(group.lives, len(group.columns))
        broken = _broken(group.lives, breaks, group.columns)
        floor = self._knobs.least_share * group.largest
        moved: dict[str, set[str]] = defaultdict(set)
        by_id = {profile.id: profile for life in group.lives for profile in life.profiles}
        for watched in [*map(_amount, sorted(group.amounts)), *self._features]:
            values = group.values(watched)
            moves = moves_of(watched.scale.forward(values), kinds, broken, self._knobs)
            large = _large(values, floor, watched, self._knobs)
            for one in _told(group.lives, watched, tuple(group.columns), values, large, moves, self._knobs):
                if watched.feature is None:
                    moved[one.ids[1]].add(one.amount)
                elif not moved[one.ids[1]].isdisjoint(by_id[one.ids[1]].values[one.feature].amounts):
                    continue
                yield one


class _Cells:
    """Numbers of a table that has few."""

    def __init__(self) -> None:
        self._at, self._values = array("q"), array("d")

    def put(self, at: int, value: float | None) -> None:
        if value is not None and isfinite(value):
            self._at.append(at)
            self._values.append(min(max(value, -_LARGEST), _LARGEST))

    def table(self, rows: int, columns: int) -> Floats:
        """All cells, NaN where there is no number; shape (rows, columns)."""
        found = np.full(rows * columns, np.nan)
        found[np.array(self._at, dtype=np.intp)] = np.array(self._values)
        return found.reshape(rows, columns)


class _Group:
    """Units of one kind of disclosure with several years.

    Attributes:
        lives: theirs; ``columns`` the years.
        largest: the largest amount of each disclosure; shape (series, years).
        amounts: what was seen of each amount by name.
    """

    def __init__(self, lives: Sequence[Life]) -> None:
        self.lives = lives
        self.columns: Columns = {
            year: column for column, year in enumerate(sorted({year for life in lives for year in life.years}))
        }
        self.largest = np.zeros((len(lives), len(self.columns)))
        self.amounts: defaultdict[str, _Cells] = defaultdict(_Cells)
        self._features: defaultdict[str, _Cells] = defaultdict(_Cells)
        self._seen = 0

    def see(self, life: Life, features: Sequence[_Watched], knobs: Years) -> None:
        """Take what is watched of the next unit."""
        for profile in life.profiles:
            column = self.columns[profile.year]
            cell = self._seen * len(self.columns) + column
            amounts = profile.amounts
            self.largest[self._seen, column] = max((abs(amount.fen) for amount in amounts.values()), default=0)
            for name, amount in amounts.items():
                if name not in knobs.unwatched:
                    self.amounts[name].put(cell, float(amount.fen))
            for watched in features:
                self._features[watched.name].put(cell, watched.of(profile))
        self._seen += 1

    def values(self, watched: _Watched) -> Floats:
        """What was seen of an amount or feature; shape (series, years), NaN where nothing."""
        cells = (self.amounts if watched.feature is None else self._features)[watched.name]
        return cells.table(len(self.lives), len(self.columns))


def logarithms(values: Floats) -> Floats:
    """Logarithms of what is above nil, NaN for the rest: how often nothing became something no ratio says."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log(np.where(values > 0, values, np.nan))


_LOGARITHMIC = Scale(logarithms, np.exp)


def _amount(name: str) -> _Watched:
    def of(profile: Yearly) -> float | None:
        amount = profile.amounts.get(name)
        return None if amount is None else float(amount.fen)

    return _Watched(name, _LOGARITHMIC, of)


def _feature(feature: Feature) -> _Watched:
    def of(profile: Yearly) -> float | None:
        value = profile.values.get(feature.id)
        return None if value is None else value.value

    return _Watched(feature.id, BY_NAME[feature.scale], of, feature)


_LARGEST = 1e100
"""What is larger counts as it: far beyond any amount, and no scale overflows."""


def _large(values: Floats, floor: Floats, watched: _Watched, knobs: Years) -> NDArray[np.bool_]:
    """Which changes are large enough to be told, however unusual they are."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if watched.feature is not None and watched.feature.unit == "share":
            return np.asarray(np.abs(np.diff(values, axis=1)) >= knobs.least_points)
        change = np.abs(np.diff(logarithms(values), axis=1)) >= np.log1p(knobs.least_change)
        enough = np.fmax(values[:, 1:], values[:, :-1]) >= np.fmax(floor[:, 1:], floor[:, :-1])
    return np.asarray(change if watched.feature is not None else change & enough)


def _broken(lives: Sequence[Life], breaks: set[str], columns: Columns) -> NDArray[np.bool_]:
    """Where a year cannot be compared with the column before; shape (series, years - 1)."""
    broken = np.tile(np.diff(list(columns)) != 1, (len(lives), 1))
    for row, life in enumerate(lives):
        for profile in life.profiles[1:]:
            if profile.id in breaks:
                broken[row, columns[profile.year] - 1] = True
    return broken


def _kinds(lives: Sequence[Life], width: int) -> list[NDArray[np.intp]]:
    """Numbers of the peer group that each change is compared in, from the finest to that of all; shape (series, years - 1)."""
    levels: list[NDArray[np.intp]] = []
    for depth in (2, 1, 0):
        known: dict[tuple[str, ...], int] = {}
        numbers = [known.setdefault((life.profiles[-1].level, life.profiles[-1].domain)[:depth], len(known)) for life in lives]
        levels.append(np.array(numbers, dtype=np.intp)[:, None] * width + np.arange(width - 1))
    return levels


def moves_of(scaled: Floats, kinds: Sequence[NDArray[np.intp]], broken: NDArray[np.bool_], knobs: Years) -> Moves:
    """Changes of one amount or feature, and how far each is from what is usual.

    What is usual in a year is the median change of the finest peer group with enough changes that year, else the median of the
    unit's own other changes. The deviation is 1.4826 times the median absolute excess of the unit's other changes, those next to
    it left out, drawn to that of the peers by ``own_weight``: the two variances are weighed by how many changes they rest on.

    Args:
        scaled: values on a scale on which equal steps mean alike, by series and year; NaN where unknown.
        kinds: numbers of the peer groups, the finest first; each of the shape of the changes.
        broken: changes that are none, because a year is missing or the scope changed.
        knobs: thresholds.
    """
    change = np.where(broken, np.nan, np.diff(scaled, axis=1))
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
    return Moves(change, usual, excess, np.maximum(np.sqrt(variance), knobs.least_deviation))


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
    lives: Sequence[Life],
    watched: _Watched,
    columns: Sequence[int],
    values: Floats,
    large: NDArray[np.bool_],
    moves: Moves,
    knobs: Years,
) -> Iterator[Observation]:
    """The changes that are out of line, each spike once."""
    with np.errstate(invalid="ignore"):
        out = (np.abs(moves.excess) >= knobs.deviations * moves.deviation) & large
        if watched.feature is None:
            out &= np.abs(moves.excess) >= np.log1p(knobs.least_change)
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
        expected, cause = _expected(watched, values, moves, (row, column), kind, knobs)
        yield _moved(lives[row], watched, columns[column + 1], kind, lasts, expected, cause, moves, (row, column))


def _lasting(excess: float, after: Floats, knobs: Years) -> int:
    """For how many years a jump stays, its own counted."""
    left, years = excess, 1
    for move in after:
        left += move
        if np.isnan(left) or left / excess < knobs.stays:
            break
        years += 1
    return years


def _expected(
    watched: _Watched, values: Floats, moves: Moves, at: tuple[int, int], kind: str, knobs: Years
) -> tuple[float | None, str]:
    """What the year before lets expect, for a spike the year after too; and whether a unit or a point accounts for the rest.

    Where a power of ten does, and there is no year before the year before, either of the two years may be the wrong one.
    """
    row, column = at
    now = watched.scale.forward(values[row : row + 1, column + 1])[0]
    expected = now - moves.excess[at]
    if kind == SPIKE:
        after = watched.scale.forward(values[row : row + 1, column + 2])[0]
        expected = (expected + after - (moves.change[row, column + 1] - moves.excess[row, column + 1])) / 2
    right = float(watched.scale.inverse(np.array([expected]))[0])
    if watched.feature is not None or kind == SHIFT:
        return right, ""
    cause = _scale(now - expected, float(moves.deviation[at]), knobs)
    if not cause:
        return right, ""
    if kind == JUMP and (column == 0 or np.isnan(moves.change[row, column - 1])):
        return None, cause
    return float(values[row, column + 1] / 10.0 ** round((now - expected) / np.log(10))), cause


def _scale(excess: float, deviation: float, knobs: Years) -> str:
    """Whether a jump of the logarithm is about a power of ten, as a money unit or a decimal point that is off gives."""
    powers = abs(excess) / np.log(10)
    nearest = round(powers)
    if not 1 <= nearest <= _MOST or abs(powers - nearest) > min(knobs.slip_within, 2 * deviation):
        return ""
    return UNIT if nearest in _UNITS else POINT if nearest < min(_UNITS) else ""


_UNITS, _MOST = (4, 8), 8
"""How many places 元, 万元 and 亿元 are apart."""


def _moved(
    life: Life,
    watched: _Watched,
    year: int,
    kind: str,
    lasts: int,
    expected: float | None,
    cause: str,
    moves: Moves,
    at: tuple[int, int],
) -> Observation:
    profiles = {profile.year: profile for profile in life.profiles}
    stated, other = watched.of(profiles[year]), watched.of(profiles[year - 1])
    usual = float(moves.usual[at])
    common = {
        "kind": kind,
        "unit": life.unit,
        "years": (year - 1, year),
        "basis": life.basis,
        "slip": cause,
        "count": lasts,
        "strength": round(float(abs(moves.excess[at]) / moves.deviation[at]), 3),
        "ids": (profiles[year - 1].id, profiles[year].id),
        "places": _places(watched, profiles[year], profiles[year - 1]),
    }
    if watched.feature is not None:
        return Observation(feature=watched.name, stated=stated, other=other, expected=expected, **common)  # type: ignore[arg-type]
    amounts = [None if value is None else round(value) for value in (stated, other, expected)]
    relative = None if np.isnan(usual) else round(float(np.expm1(usual)), 6)
    return Observation(
        amount=watched.name,
        stated=amounts[0],
        other=amounts[1],
        printed=profiles[year].amounts[watched.name].stated,
        other_printed=profiles[year - 1].amounts[watched.name].stated,
        expected=amounts[2],
        usual=relative,
        **common,  # type: ignore[arg-type]
    )


def _places(watched: _Watched, *profiles: Yearly) -> tuple[Place, ...]:
    """The first place of each amount behind a value."""
    if watched.feature is None:
        return tuple(place for profile in profiles for place in profile.amounts[watched.name].places[:1])
    return tuple(
        place
        for profile in profiles
        for name in profile.values[watched.name].amounts
        if name in profile.amounts
        for place in profile.amounts[name].places[:1]
    )
