"""The disclosures of a unit, one a year, and what stands in the way of comparing them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec.structs import replace

from ..amounts import FEN_IN, NUMBER, parse_amount
from ..locating.slips import slip
from .observed import GAP, RENAMED, SCOPE, TWICE, Observation
from .profile import Amount, Yearly
from .thresholds import Years
from .units import renamed, series_of, unit_key


@dataclass(frozen=True)
class Life:
    """The disclosures of one kind of one unit.

    Attributes:
        unit: its name in the latest of them; ``basis`` their kind.
        profiles: one a year, in the order of the years.
        told: what was seen while they were put in order.
        finals: final accounts of the same unit by year, where these are budgets.
    """

    unit: str
    basis: str
    profiles: tuple[Yearly, ...]
    told: tuple[Observation, ...]
    finals: Mapping[int, Yearly]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of its disclosures."""
        return tuple(profile.year for profile in self.profiles)

    def pairs(self) -> Iterator[tuple[Yearly, Yearly]]:
        """Disclosures of two years that follow each other."""
        for before, after in pairwise(self.profiles):
            if after.year == before.year + 1:
                yield before, after


def lives_of(profiles: Iterable[Yearly], knobs: Years) -> Iterator[Life]:
    """The life of every unit by kind of disclosure, in the order of their names."""
    series = series_of(profiles)
    former = renamed(series, knobs.fewest_alike)
    joined = set(former.values())
    chosen: dict[tuple[str, str, str], tuple[tuple[Yearly, ...], tuple[Observation, ...]]] = {}
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
        yield Life(unit, key[2], one_a_year, told, {profile.year: profile for profile in finals})


def _one_a_year(members: Sequence[Yearly]) -> tuple[tuple[Yearly, ...], tuple[Observation, ...]]:
    """Of several disclosures for one year the one that goes on with the year before, and what they differ in."""
    by_year: dict[int, list[Yearly]] = defaultdict(list)
    for profile in members:
        by_year[profile.year].append(profile)
    chosen: list[Yearly] = []
    told: list[Observation] = []
    for year in sorted(by_year):
        if len(by_year[year]) == 1:
            chosen += by_year[year]
            continue
        before = chosen[-1] if chosen else None
        rivals = sorted(by_year[year], key=lambda one: (-_continues(one, before), -len(one.amounts), *_name(one)))
        chosen.append(rivals[0])
        for other in rivals[1:]:
            told += _twice(rivals[0], other)
    return tuple(chosen), tuple(told)


def _name(profile: Yearly) -> tuple[str, str, str]:
    return profile.id, profile.sha256, profile.document


def _continues(profile: Yearly, before: Yearly | None) -> int:
    """How many 上年数 are those of the year before."""
    if before is None:
        return 0
    return sum(name in before.amounts and before.amounts[name].fen == amount.fen for name, amount in profile.last.items())


def _twice(one: Yearly, other: Yearly) -> Iterator[Observation]:
    """Two disclosures for one year that differ, the amount that differs most by name."""
    shared = [name for name in sorted(one.amounts) if name in other.amounts]
    apart = [name for name in shared if not agree(one.amounts[name], other.amounts[name])]
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
            printed=second.stated,
            other_printed=first.stated,
            slip=slip(second.fen, first.fen, min(precision(second), precision(first))),
            count=len(apart),
            of=len(shared),
            strength=off(second.fen, first.fen),
            ids=(one.id, other.id),
            places=(*second.places[:1], *first.places[:1]),
        )


def _circumstances(profiles: Sequence[Yearly]) -> Iterator[Observation]:
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


def gaps(life: Life, covered: set[int]) -> Iterator[Observation]:
    """Years between two disclosures of the unit of which others of the run have one."""
    for before, after in pairwise(life.profiles):
        missing = [year for year in covered if before.year < year < after.year]
        if missing:
            years = (before.year, after.year)
            yield Observation(GAP, life.unit, years, life.basis, count=len(missing), ids=(before.id, after.id))


def precision(amount: Amount) -> int:
    """One unit of the last printed place of an amount, in fen; 1 where its text does not show it.

    Where the text states another amount, such as the change that last year's was computed from, that one's place counts.
    """
    text = amount.places[0].text if amount.places else ""
    stated = amount.fen if amount.stated is None else amount.stated
    coarsest = 1
    for match in NUMBER.finditer(text):
        for unit in FEN_IN:
            read = parse_amount(match.group(), unit)
            if read is not None and read.fen and abs(read.fen) == abs(stated):
                return read.ulp
            if read is not None and text.startswith(unit, match.end()):
                coarsest = max(coarsest, read.ulp)
    return coarsest


def agree(one: Amount, other: Amount) -> bool:
    """Whether two statements of one amount can both be right as printed: the last places may be rounded or cut off.

    An amount that a finding corrected also agrees in the value it was printed with: that slip is told already.
    """
    if one.fen == other.fen:
        return True
    apart = min(abs(a - b) for a in _values(one) for b in _values(other))
    return apart == 0 or apart < precision(one) + precision(other)


def _values(amount: Amount) -> tuple[int, ...]:
    return (amount.fen,) if amount.stated is None else (amount.fen, amount.stated)


def off(one: int, other: int) -> float:
    """By which share of the larger two amounts differ, at most 1."""
    return min(1.0, abs(one - other) / max(abs(one), abs(other), 1))
