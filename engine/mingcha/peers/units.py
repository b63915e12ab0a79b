"""Which profiles are of the same unit: names are made alike, and never so far that two units become one."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from .owners import Owners
from .profile import Yearly

_ALIKE = str.maketrans("〔［【｛「『", "((((((") | str.maketrans("〕］】｝」』", "))))))")


@lru_cache(maxsize=65536)
def unit_key(name: str) -> str:
    """The name without what differs between two prints of it: widths, blanks, shapes of brackets, marks at its ends.

    What stands in brackets stays: 中国地质大学（武汉） and 中国地质大学（北京） are two units, 某局 and 某局（本级） too.
    """
    text = "".join(unicodedata.normalize("NFKC", name).translate(_ALIKE).split())
    first, last = 0, len(text)
    while first < last and not (text[first].isalnum() or text[first] == "("):
        first += 1
    while last > first and not (text[last - 1].isalnum() or text[last - 1] == ")"):
        last -= 1
    return text[first:last]


def series_of(profiles: Iterable[Yearly]) -> dict[tuple[str, str, str], list[Yearly]]:
    """Profiles by unit and kind of disclosure, each in the order of its years.

    The same name in two provinces is two units. A profile whose unit has no name is no part of any series.

    Returns:
        (name made alike, province where the name alone is not enough, kind) to profiles by year and id.
    """
    named: dict[tuple[str, str], list[Yearly]] = defaultdict(list)
    for profile in sorted(profiles, key=lambda one: (one.year, one.id, one.sha256, one.document)):
        key = unit_key(profile.unit)
        if key and profile.year:
            named[key, profile.kind].append(profile)
    provinces: dict[str, set[str]] = defaultdict(set)
    for (name, _), members in named.items():
        provinces[name].update(profile.province for profile in members if profile.province)
    series: dict[tuple[str, str, str], list[Yearly]] = defaultdict(list)
    for (name, kind), members in named.items():
        for profile in members:
            series[name, profile.province if len(provinces[name]) > 1 else "", kind].append(profile)
    return dict(sorted(series.items()))


Key = tuple[str, str, str]


def renamed(series: Mapping[Key, Sequence[Yearly]], fewest: int) -> dict[Key, Key]:
    """Units that go on under another name: a series that begins, and the one that ends the year before.

    They are the same when the 上年数 of the one are the amounts of the other: at least ``fewest`` different amounts above nil,
    all that both state, and of no second unit.

    Returns:
        The later series to the earlier one.
    """
    ends, keys = Owners(), list(series)
    begins: list[Key] = []
    first = {kind: min(members[0].year for key, members in series.items() if key[2] == kind) for kind in {k[2] for k in series}}
    final = {kind: max(members[-1].year for key, members in series.items() if key[2] == kind) for kind in first}
    for at, (key, members) in enumerate(series.items()):
        last = members[-1]
        if last.year < final[key[2]]:
            for name, amount in last.amounts.items():
                if amount.fen:
                    ends.add(at, (key[2], last.year, name, amount.fen))
        if members[0].year > first[key[2]]:
            begins.append(key)
    found: dict[Key, Key] = {}
    taken: dict[Key, int] = defaultdict(int)
    for key in begins:
        start = series[key][0]
        votes: dict[int, set[int]] = defaultdict(set)
        for name, amount in start.last.items():
            for other in ends.of((key[2], start.year - 1, name, amount.fen)):
                votes[other].add(amount.fen)
        likely = [keys[other] for other, seen in votes.items() if len(seen) >= fewest]
        sure = [other for other in likely if _goes_on(series[other][-1], start, fewest)]
        if len(sure) == 1 and _may_be_one(key, sure[0]):
            found[key] = sure[0]
            taken[sure[0]] += 1
    return {later: earlier for later, earlier in found.items() if taken[earlier] == 1}


def _goes_on(earlier: Yearly, later: Yearly, fewest: int) -> bool:
    """Whether all 上年数 of the later disclosure that the earlier one states are its amounts, and they are enough."""
    amounts = earlier.amounts
    shared = {name: amount.fen for name, amount in later.last.items() if name in amounts}
    return all(amounts[name].fen == fen for name, fen in shared.items()) and len(set(shared.values()) - {0}) >= fewest


def _may_be_one(one: Key, other: Key) -> bool:
    return not (one[1] and other[1]) or one[1] == other[1]
