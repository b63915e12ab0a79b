"""Figures and what must hold among them, to the figures that are likeliest wrong and what they should be.

Like mingcha.locating an error localization after Fellegi and Holt (1976), for a table of few figures a row: beside sums and
equalities it takes shares, bounds and ranks, which give a range and not an amount.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf, log
from typing import NamedTuple

from mingcha.locating.slips import before, slip


class Key(NamedTuple):
    """Which figure: of which table, unit, year, kind of disclosure and column."""

    source: str
    unit: str
    year: int
    kind: str
    name: str


class Figure(NamedTuple):
    """A stated figure: its value and one unit of its last printed place, in fen or in 0.01 %."""

    value: float
    ulp: float


Figures = Mapping[Key, Figure]
Range = tuple[float, float]


@dataclass(frozen=True)
class Linear:
    """The weighted figures add up to something between ``low`` and ``high``, each rounded or cut off at its last place."""

    rule: str
    terms: tuple[tuple[int, Key], ...]
    low: float = 0.0
    high: float = 0.0

    @property
    def keys(self) -> tuple[Key, ...]:
        """The figures it is about."""
        return tuple(key for _, key in self.terms)

    def solve(self, key: Key, figures: Figures) -> Range:
        """Between which values a figure must lie for the relation to hold, the others as they are."""
        weight = next(weight for weight, other in self.terms if other == key)
        rest = sum(other_weight * figures[other].value for other_weight, other in self.terms if other != key)
        slack = sum(abs(other_weight) * figures[other].ulp for other_weight, other in self.terms)
        ends = sorted(((self.low - slack - rest) / weight, (self.high + slack - rest) / weight))
        return ends[0], ends[1]

    def off(self, figures: Figures) -> float:
        """By how much the figures add up to too much or, below nil, too little."""
        total = sum(weight * figures[key].value for weight, key in self.terms)
        return total - self.high if total > self.high else min(0.0, total - self.low)


@dataclass(frozen=True)
class Share:
    """The part is the stated percentage of the whole, which is a weighted sum."""

    rule: str
    part: Key
    whole: tuple[tuple[int, Key], ...]
    ratio: Key

    @property
    def keys(self) -> tuple[Key, ...]:
        """The figures it is about."""
        return tuple(dict.fromkeys((self.part, *(key for _, key in self.whole), self.ratio)))

    def solve(self, key: Key, figures: Figures) -> Range:
        """Between which values a figure must lie for the relation to hold, the others as they are."""
        others = [other for other in self.keys if other != key]
        found = []
        for signs in product((-1, 1), repeat=len(others)):
            values = {other: figures[other].value + sign * figures[other].ulp for other, sign in zip(others, signs, strict=True)}
            part, whole = values.get(self.part, 0.0), sum(weight * values.get(other, 0.0) for weight, other in self.whole)
            if key == self.ratio:
                found.append(part / whole * _WHOLE if whole else inf)
                continue
            share = values[self.ratio] / _WHOLE
            in_part, in_whole = float(key == self.part), sum(weight for weight, other in self.whole if other == key)
            slope = in_part - share * in_whole
            found.append((share * whole - part) / slope if slope else inf)
        ulp = figures[key].ulp
        return min(found) - ulp, max(found) + ulp

    def off(self, figures: Figures) -> float:
        """By how much the ratio is stated too high, in 0.01 %."""
        whole = sum(weight * figures[key].value for weight, key in self.whole)
        return figures[self.ratio].value - (figures[self.part].value / whole * _WHOLE if whole else inf)


_WHOLE = 10_000.0
Relation = Linear | Share


def holds(relation: Relation, figures: Figures) -> bool:
    """Whether a relation holds with the figures as printed."""
    key = relation.keys[0]
    low, high = relation.solve(key, figures)
    return low <= figures[key].value <= high


class Suspect(NamedTuple):
    """A figure that may be wrong.

    Attributes:
        key: which; ``stated`` its value, ``ulp`` one unit of its last printed place.
        low, high: between which it should be; ``right`` what it should be, None where that is only a range.
        mends: how many relations more hold with it, as they are weighed; ``fits`` those that hold then.
        slip: what makes ``stated`` out of ``right``; ``copied`` the figure that stands here instead.
        odd: how many times it is off from what the unit's other years let expect, as a logarithm.
    """

    key: Key
    stated: float
    ulp: float
    low: float
    high: float
    right: float | None
    mends: float
    fits: tuple[Relation, ...]
    slip: str = ""
    copied: Key | None = None
    odd: float = 0.0


class Contradiction(NamedTuple):
    """Relations that cannot all hold, and what explains them.

    Attributes:
        broken: the relations that the suspect mends.
        suspects: the likeliest wrong figure first; several where nothing decides between them.
        decided: what put the first before the others: mends, or the name of a judge; "" where nothing did.
    """

    broken: tuple[Relation, ...]
    suspects: tuple[Suspect, ...]
    decided: str


def contradictions(
    relations: Sequence[Relation],
    figures: Figures,
    others: Callable[[Key], Mapping[Key, float]],
    weights: Mapping[str, float] | None = None,
) -> list[Contradiction]:
    """Every relation that does not hold, explained by the fewest figures.

    Step by step the figure is taken whose change mends most relations, those it breaks counted against it. Of several that
    mend as much it is none that an official document states; then the one that is a copy of another figure, that the unit's
    other years speak against, whose last digit is missing, or that a slip of the pen explains.

    Args:
        relations: what must hold.
        figures: as stated.
        others: the figures beside one: of its unit in the same and the neighbouring years, for copies and for what is usual.
        weights: how much a relation counts, by rule; 1 where none is given.
    """
    weight = weights or {}
    touching: dict[Key, list[Relation]] = defaultdict(list)
    for relation in relations:
        for key in relation.keys:
            touching[key].append(relation)
    now = dict(figures)
    broken = [relation for relation in relations if not holds(relation, now)]
    values = Counter(figures[key].value for key in {key for relation in broken for key in relation.keys})
    found: list[Contradiction] = []
    while broken:
        part = _connected(broken)
        step = _best(part, touching, now, others, weight, _Seen(broken, values))
        key, right = step.suspects[0].key, step.suspects[0]
        mended = [relation for relation in part if relation in right.fits]
        found.append(step._replace(broken=tuple(mended)))
        now[key] = Figure(_value(right.right, right.low, right.high), now[key].ulp)
        broken = [relation for relation in broken if relation not in mended and not holds(relation, now)]
    return found


def _connected(broken: Sequence[Relation]) -> list[Relation]:
    """The first broken relation and those that share figures with it."""
    part, keys = [broken[0]], set(broken[0].keys)
    grown = True
    while grown:
        grown = False
        for relation in broken:
            if relation not in part and not keys.isdisjoint(relation.keys):
                part.append(relation)
                keys.update(relation.keys)
                grown = True
    return part


def _best(
    part: Sequence[Relation],
    touching: Mapping[Key, Sequence[Relation]],
    now: Figures,
    others: Callable[[Key], Mapping[Key, float]],
    weight: Mapping[str, float],
    seen: _Seen,
) -> Contradiction:
    keys = dict.fromkeys(key for relation in part for key in relation.keys)
    suspects = [suspect for key in keys for suspect in _suspect(key, touching[key], now, others(key), weight)]
    if not suspects:  # whatever mends one breaks another
        first = part[0]
        suspects = [one for key in first.keys for one in _suspect(key, touching[key], now, others(key), weight, first)]
    most = max(suspect.mends for suspect in suspects)
    tied = [suspect for suspect in suspects if suspect.mends == most]
    rest: _Suspects = tied
    decided = "mends"
    for name, judge in _JUDGES.items():
        if len(rest) == 1:
            break
        better = judge(rest, seen)
        if better and len(better) < len(rest):
            rest, decided = better, name
    rest = sorted(rest, key=lambda suspect: (-suspect.odd, suspect.key))
    return Contradiction((), (*rest, *(suspect for suspect in tied if suspect not in rest)), decided if len(rest) == 1 else "")


class _Seen(NamedTuple):
    """What judges look at: the relations that are broken now, and how many figures of broken ones state each value."""

    broken: Sequence[Relation]
    values: Mapping[float, int]


_Suspects = Sequence[Suspect]


def _mending_most(suspects: _Suspects, seen: _Seen) -> _Suspects:
    """Those that mend most, what they break not counted: a sum or difference is computed from a wrong figure as it stands."""
    mended = [_mended(suspect, seen) for suspect in suspects]
    return [suspect for suspect, count in zip(suspects, map(len, mended), strict=True) if count == max(map(len, mended))]


def _settled(suspects: _Suspects, seen: _Seen) -> _Suspects:
    """Those whose right value rests on the fewest figures that are doubtful themselves."""
    doubts = []
    for suspect in suspects:
        mended = _mended(suspect, seen)
        keys = {key for relation in mended for key in relation.keys} - {suspect.key}
        doubts.append(sum(relation not in mended and not keys.isdisjoint(relation.keys) for relation in seen.broken))
    return [suspect for suspect, doubt in zip(suspects, doubts, strict=True) if doubt == min(doubts)]


def _mended(suspect: Suspect, seen: _Seen) -> list[Relation]:
    return [relation for relation in seen.broken if relation in suspect.fits]


def _recurring(suspects: _Suspects, seen: _Seen) -> _Suspects:
    """Those whose value stands in several figures that cannot be right: what a reading machine puts where it reads nothing."""
    return [suspect for suspect in suspects if seen.values.get(suspect.stated, 0) >= _OFTEN]


def _oddest(suspects: _Suspects, seen: _Seen) -> _Suspects:
    """The one that is far off its other years when no other is, or each of several is very far."""
    first, second = sorted(suspects, key=lambda suspect: -suspect.odd)[:2]
    return [first] if first.odd > _OFF and (first.odd > 2 * second.odd or second.odd > _FAR) else []


def _cut(suspects: _Suspects, seen: _Seen) -> _Suspects:
    """Those whose last digit is missing: 23.7 for 23.77."""
    return [
        suspect
        for suspect in suspects
        if suspect.right is not None
        and suspect.stated % (10 * suspect.ulp) == 0 < suspect.right - suspect.stated < 10 * suspect.ulp
    ]


_OFF, _FAR, _OFTEN = log(1.2), log(3), 3
_JUDGES: Mapping[str, Callable[[_Suspects, _Seen], _Suspects]] = {
    "official": lambda suspects, seen: [suspect for suspect in suspects if suspect.key.source != "official"],
    "mends": _mending_most,
    "copy": lambda suspects, seen: [suspect for suspect in suspects if suspect.copied is not None],
    "settled": _settled,
    "recurs": _recurring,
    "history": _oddest,
    "cut": _cut,
    "slip": lambda suspects, seen: [suspect for suspect in suspects if suspect.slip],
}
"""What decides between figures that mend as much: each leaves those that it prefers to the next."""


def _suspect(
    key: Key,
    relations: Sequence[Relation],
    now: Figures,
    others: Mapping[Key, float],
    weight: Mapping[str, float],
    only: Relation | None = None,
) -> Iterator[Suspect]:
    """A figure with the range in which most of its relations hold, where those are more than now; or ``only`` one of them."""
    stated, ulp = now[key]
    least = -inf if key.name.startswith("change") else 0.0  # amounts are not below nil
    counts = [weight.get(relation.rule, 1.0) for relation in relations]
    solved = [relation.solve(key, now) for relation in relations]

    def held(value: float) -> float:
        return sum(count for count, (low, high) in zip(counts, solved, strict=True) if low <= value <= high)

    ranges = [(max(low, least), high, count) for count, (low, high) in zip(counts, solved, strict=True) if high >= least]
    low, high, most = _deepest(ranges) if only is None else (*only.solve(key, now), inf)
    if most <= held(stated) or high < least:
        return
    exact = [
        (lowest + highest) / 2
        for relation, (lowest, highest) in zip(relations, solved, strict=True)
        if isinstance(relation, Linear) and low <= (lowest + highest) / 2 <= high
    ]
    alike = {other for relation in relations if isinstance(relation, Linear) and not relation.high for other in relation.keys}
    copied = next((at for at, value in others.items() if value == stated and stated >= 100 * ulp and at not in alike), None)
    right, kind = _right(key, stated, ulp, (max(low, least), high), others, exact)
    value = _value(right, low, high)
    fits = tuple(relation for relation, (lowest, highest) in zip(relations, solved, strict=True) if lowest <= value <= highest)
    odd = _odd(key, stated, others) - _odd(key, value, others)
    yield Suspect(key, stated, ulp, max(low, least), high, right, held(value) - held(stated), fits, kind, copied, odd)


def _value(right: float | None, low: float, high: float) -> float:
    """The right value, or one inside the range."""
    if right is not None:
        return right
    return (low + high) / 2 if -inf < low and high < inf else low if -inf < low else high


def _deepest(ranges: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """The range that most of the ranges share, and what they count together."""
    ends = sorted([(low, 0, counts) for low, _, counts in ranges] + [(high, 1, -counts) for _, high, counts in ranges])
    depth, best = 0.0, (0.0, 0.0, 0.0)
    for place, (value, _, step) in enumerate(ends):
        depth += step
        if step > 0 and depth > best[2]:
            best = (value, ends[place + 1][0], depth)
    return best


def _right(
    key: Key, stated: float, ulp: float, span: Range, others: Mapping[Key, float], exact: Sequence[float]
) -> tuple[float | None, str]:
    """The amount a range leaves, and the slip that makes the stated one of it; of a wide range only what one slip gives."""
    low, high = span
    if high - low > _TIGHT * ulp:
        return _slipped(key, stated, ulp, span, others)
    middle = round((exact[0] if exact else (low + high) / 2) / ulp) * ulp
    for value in (middle, middle - ulp, middle + ulp):  # rounded or cut off
        kind = slip(int(stated), int(value), int(ulp)) if low <= value <= high else ""
        if kind:
            return value, kind
    return middle, ""


_TIGHT = 8
_SCALES = (10_000.0, 1 / 10_000.0)


def _slipped(key: Key, stated: float, ulp: float, span: Range, others: Mapping[Key, float]) -> tuple[float | None, str]:
    """The one amount in a range that the stated one is another unit of, or a slip away from."""
    low, high = span
    for scaled in (stated * scale for scale in _SCALES):
        if low < scaled < high and _odd(key, scaled, others) < _FAR < _odd(key, stated, others):
            return scaled, "unit"
    if low > 0 and high < inf and stated / ulp < _LONGEST:
        single = [value for value in before(int(stated), int(ulp)) if low < value < high]
        if len(single) == 1:
            return float(single[0]), slip(int(stated), single[0], int(ulp))
    return None, ""


_LONGEST = 1e15


def _odd(key: Key, value: float, others: Mapping[Key, float]) -> float:
    """How far a value is from the nearest of the same column in the years beside it, as a logarithm."""
    near = [
        log(other)
        for at, other in others.items()
        if at[:2] == key[:2] and at.name == key.name and at.year != key.year and other > 0
    ]
    if value <= 0 or not near:
        return 0.0
    return min(abs(log(value) - one) for one in near)


def equal(rule: str, one: Key, other: Key) -> Linear:
    """Two figures are one amount."""
    return Linear(rule, ((1, one), (-1, other)))


def at_most(rule: str, parts: Iterable[Key], whole: Key) -> Linear:
    """The parts together are no more than the whole."""
    return Linear(rule, ((1, whole), *((-1, part) for part in parts)), 0.0, inf)


def adds_up(rule: str, parts: Iterable[tuple[int, Key]], whole: Key) -> Linear:
    """The parts add up to the whole."""
    return Linear(rule, ((1, whole), *((-weight, part) for weight, part in parts)))


def between(rule: str, key: Key, low: float, high: float) -> Linear:
    """A figure lies between two amounts."""
    return Linear(rule, ((1, key),), low, high)
