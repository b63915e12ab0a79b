"""Units with group structure as profiles and tables: what tests of peers are scored on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mingcha.checking import Place
from mingcha.knowledge import Knowledge, load
from mingcha.peers.profile import KNOWN, MISSING, Amount, Profile, Value
from mingcha.peers.table import FeatureTable

LEVELS = ("county administrative", "county institution", "city administrative")
DOMAINS = ("education", "medical_security", "courts")
_SIZE = "3m_10m"
Numbers = NDArray[np.float64]


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, read once."""
    return load()


def table(
    units: int, *, year: int = 2024, kind: str = "budget", seed: int = 0, first: int = 0, drift: float = 0.0
) -> FeatureTable:
    """Units of nine groups, features as declared.

    Args:
        units: how many.
        year, kind: of all of them.
        seed: of the numbers.
        first: number of the first unit, so that tables have other units.
        drift: by which the log or logit of every feature is higher than in other tables.
    """
    draw = np.random.default_rng(seed)
    features = tuple(knowledge().peers.features)
    numbers = np.arange(first, first + units)
    at = numbers % (len(LEVELS) * len(DOMAINS))
    level, domain = at // len(DOMAINS), at % len(DOMAINS)
    centre = np.random.default_rng(1).normal(0.0, 0.7, (len(LEVELS) * len(DOMAINS), len(features)))[at]
    common = draw.normal(0.0, 0.3, (units, 1))  # features of one unit move together
    bent = centre + common + draw.normal(0.0, 0.3, (units, len(features))) + drift
    values = np.column_stack([_unbent(bent[:, column], name) for column, name in enumerate(features)])
    groups = np.array([[f"{year} {kind}", LEVELS[a], DOMAINS[b], _SIZE] for a, b in zip(level, domain, strict=True)])
    ids = np.array([f"第{number:04}单位-{year}-{kind}" for number in numbers])
    return FeatureTable(ids=ids, features=features, values=values, groups=groups)


def _unbent(bent: Numbers, feature: str) -> Numbers:
    """Values in the feature's own unit."""
    unit = knowledge().peers.features[feature].unit
    if unit == "share":
        return np.asarray(1.0 / (1.0 + np.exp(-bent)))
    return bent / 5 if unit in ("change", "number") else np.asarray(np.exp(bent + (10 if unit.startswith("yuan") else 0)))


def spoilt(whole: FeatureTable, rows: Sequence[int], features: Sequence[str]) -> FeatureTable:
    """The table with features of some units far from what is usual."""
    values = whole.values.copy()
    for feature in features:
        column = whole.features.index(feature)
        share = knowledge().peers.features[feature].unit == "share"
        values[list(rows), column] = 0.999 if share else np.abs(values[list(rows), column]) * 30 + 1
    return FeatureTable(ids=whole.ids, features=whole.features, values=values, groups=whole.groups)


def profiles(whole: FeatureTable) -> list[Profile]:
    """The units of a table as profiles, each feature with one amount that stands in a table of its document."""
    return [_profile(whole, row) for row in range(len(whole.ids))]


def _profile(whole: FeatureTable, row: int) -> Profile:
    first, level, domain, size = whole.groups[row].tolist()
    year, kind = first.split()
    name = str(whole.ids[row])
    amounts = {
        feature: Amount(100 * row + column, places=(Place(None, column + 1, "表1", feature, "合计", str(column)),))
        for column, feature in enumerate(whole.features)
    }
    values = {
        feature: Value(float(value), KNOWN, (feature,)) if np.isfinite(value) else Value(None, MISSING)
        for feature, value in zip(whole.features, whole.values[row], strict=True)
    }
    unit_level, unit_type = level.split()
    return Profile(
        id=name,
        document=f"{name}.txt",
        sha256="0" * 64,
        unit=name.partition("-")[0],
        year=int(year),
        kind=kind,
        province="",
        unit_type=unit_type,
        level=unit_level,
        domain=domain,
        size=size,
        amounts=amounts,
        last={},
        values=values,
    )


def shuffled(whole: FeatureTable, seed: int = 0) -> FeatureTable:
    """The same units in another order."""
    order = np.random.default_rng(seed).permutation(len(whole.ids))
    return FeatureTable(whole.ids[order], whole.features, whole.values[order], whole.groups[order])


def taken(whole: FeatureTable, rows: Sequence[int]) -> FeatureTable:
    """Some of the units."""
    at = list(rows)
    return FeatureTable(whole.ids[at], whole.features, whole.values[at], whole.groups[at])
