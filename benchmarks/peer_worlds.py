"""Worlds of synthetic unit-years with peer groups and injected anomalies, to measure detectors of unusual spending on.

A world is drawn in amounts of money and staff, as a unit has them; anomalies are put into the amounts; features are computed from
the amounts, so what an anomaly does to other features (shares, totals, changes) it does here too. Three recipes that share no
distribution: ``lognormal`` (factors with loadings that differ by group), ``heavy`` (mixtures, Student's t, skew, legitimate
outliers) and ``structural`` (staff × cost, quotas, vehicles, projects one by one).

    population = Population("heavy", 10_000, seed=0)
    world = population.draw(seed=1)
    world.raw, world.scaled, world.groups, world.ids, world.kind, world.changed

The same arguments give the same arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Amounts = dict[str, Floats]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

RECIPES = ("lognormal", "heavy", "structural")
CLEAN, SLIP, SWOLLEN, PER_HEAD, JUMP, COMBINATION = range(6)
KINDS = ("clean", "unit slip", "swollen item", "per-head cost", "jump", "combination")
SMALL = (5, 12)
"""Units in a small group: the least and the most."""

WAGES = ("salary", "allowance", "bonus", "social", "housing")
OPERATING = (
    "office", "utilities", "travel", "upkeep", "meetings", "labour", "services", "reception", "driving", "welfare",
)  # fmt: skip
LAST = ("total", "personnel", "operating", "project", "three", "staff")


class Feature(NamedTuple):
    """A feature: its formula over amounts, and the scale a careful user would look at it on.

    Scales: log, of the value plus ``floor`` (so that nil stays finite); logit, of a share pulled in by 0.001; growth, the log of
    1 + value; plain. ``handle`` is an amount that it depends on more than other features do, with its inverse.
    """

    name: str
    scale: str
    formula: Callable[[Mapping[str, Floats]], Floats]
    floor: float = 0.0
    handle: str = ""
    inverse: Callable[[Mapping[str, Floats], Floats], Floats] | None = None


def _sum(columns: Iterable[Floats]) -> Floats:
    return np.asarray(np.add.reduce(list(columns)))


def _ratio(over: str, under: str) -> Callable[[Mapping[str, Floats]], Floats]:
    return lambda a: a[over] / a[under]


def _growth(name: str) -> Feature:
    last = f"last_{name}"
    return Feature(
        f"{name}_change", "growth", lambda a: a[name] / a[last] - 1, handle=last, inverse=lambda a, value: a[name] / (1 + value)
    )


def _of(name: str, scale: str, over: str, under: str, floor: float = 0.0, *, handle: bool = False) -> Feature:
    """The ratio of two amounts; ``handle``: the amount above is what moves it."""
    if not handle:
        return Feature(name, scale, _ratio(over, under), floor)
    return Feature(name, scale, _ratio(over, under), floor, over, lambda a, value: value * a[under])


FEATURES = (
    Feature("total", "log", lambda a: a["total"]),
    _of("total_per_head", "log", "total", "staff"),
    _of("personnel_per_head", "log", "personnel", "staff"),
    _of("operating_per_head", "log", "operating", "staff"),
    _of("project_share", "logit", "project", "total"),
    Feature("personnel_share_of_basic", "logit", lambda a: a["personnel"] / (a["personnel"] + a["operating"])),
    _of("bonus_per_salary", "log", "bonus", "salary", 0.01, handle=True),
    _of("allowance_per_salary", "log", "allowance", "salary", 0.01),
    Feature("social_rate", "log", lambda a: a["social"] / (a["salary"] + a["allowance"])),
    Feature("housing_rate", "log", lambda a: a["housing"] / (a["salary"] + a["allowance"] + a["bonus"])),
    _of("pension_per_retiree", "log", "pensions", "retirees", 100.0, handle=True),
    _of("retirees_per_staff", "log", "retirees", "staff", 0.01),
    _of("posts_filled", "log", "staff", "posts"),
    _of("office_per_head", "log", "office", "staff", 50.0, handle=True),
    _of("utilities_per_head", "log", "utilities", "staff", 50.0, handle=True),
    _of("travel_per_head", "log", "travel", "staff", 50.0, handle=True),
    _of("meetings_per_head", "log", "meetings", "staff", 50.0, handle=True),
    _of("reception_per_head", "log", "reception", "staff", 10.0, handle=True),
    _of("upkeep_share", "logit", "upkeep", "operating"),
    _of("labour_share", "logit", "labour", "operating"),
    _of("services_share", "logit", "services", "operating"),
    Feature("operating_concentration", "log", lambda a: _sum(a[i] ** 2 for i in OPERATING) / a["operating"] ** 2),
    Feature("largest_project_share", "logit", lambda a: a["largest"] / a["project"]),
    Feature("projects", "log", lambda a: a["projects"], 1.0),
    _of("three_public_share", "log", "three", "total", 1e-5),
    _of("driving_per_vehicle", "log", "driving", "vehicles", 100.0, handle=True),
    _of("vehicles_per_staff", "log", "vehicles", "staff", 0.005),
    _of("capital_share", "logit", "capital", "total"),
    Feature("procurement_share", "logit", lambda a: a["procurement"] / (a["total"] - a["personnel"])),
    _of("procured_services_share", "logit", "procured_services", "procurement", handle=True),
    _of("appropriated_share", "logit", "appropriated", "income"),
    _of("carried_share", "logit", "carried", "income", handle=True),
    *(_growth(name) for name in LAST),
    _of("executed", "log", "total", "budgeted"),
    _of("agency_share", "log", "agency", "operating"),
)
NAMES = tuple(each.name for each in FEATURES)
_HANDLES = {i: each for i, each in enumerate(FEATURES) if each.inverse is not None}

_SLIPS = (
    "salary", "bonus", "pensions", "office", "travel", "meetings", "upkeep", "reception", "driving", "personnel",
    "operating", "project", "largest", "capital", "three", "procurement", "procured_services", "appropriated", "carried",
    "budgeted", "agency", "last_total", "last_personnel", "last_operating", "last_project", "last_three",
)  # fmt: skip
_SLIP_BY = ((10.0, 0.25), (0.1, 0.2), (100.0, 0.15), (1e4, 0.2), (1e-4, 0.2))
_TABLES = (
    (*WAGES, "pensions", "personnel"),
    (*OPERATING, "operating"),
    (*WAGES, "pensions", "personnel", *OPERATING, "operating"),
    ("three", "reception", "driving"),
    ("procurement", "procured_services"),
    ("total", "personnel", "operating", "project", "largest", "capital"),
    ("last_total", "last_personnel", "last_operating", "last_project"),
)
_ITEMS = (
    "bonus",
    "allowance",
    "pensions",
    "office",
    "travel",
    "meetings",
    "upkeep",
    "labour",
    "services",
    "reception",
    "largest",
)
_PARENTS = {
    **dict.fromkeys((*WAGES, "pensions"), ("personnel", "total", "income", "appropriated")),
    **dict.fromkeys(OPERATING, ("operating", "total", "income", "appropriated")),
    **dict.fromkeys(("reception", "driving"), ("operating", "three", "total", "income", "appropriated")),
    "largest": ("project", "total", "income", "appropriated"),
    "personnel": ("total", "income", "appropriated"),
    "operating": ("total", "income", "appropriated"),
    "project": ("total", "income", "appropriated"),
}
_UNUSUAL = 3.7
"""Deviations from what a related feature lets expect that one clean unit in a hundred has in some one of its forty features."""
_NEVER_MISSING = frozenset({"staff", "total", "income"})


@dataclass(frozen=True)
class World:
    """Unit-years drawn from a population.

    Attributes:
        ids: names of the unit-years; shape (n,).
        groups: labels from the coarsest level (year and kind) to the finest (size), each unique within its level; shape (n, 4).
        leaf: index of the finest group; shape (n,).
        raw: features as a user would write them down first: shares, yuan, growth as a ratio; NaN where missing; shape (n, 40).
        scaled: the same on the scale of each feature; shape (n, 40).
        kind: index in KINDS, 0 clean; shape (n,).
        changed: which features the injection changed; shape (n, 40).
        moved: those it changed by more than one deviation of the unit's peers (or to or from missing); shape (n, 40).
        anchor: for a combination the feature that stayed, with which the changed ones no longer go (from the figures alone nobody
            can tell which end of a relation moved); -1 for all else; shape (n,).
    """

    ids: NDArray[np.str_]
    groups: NDArray[np.str_]
    leaf: Ints
    raw: Floats
    scaled: Floats
    kind: NDArray[np.int8]
    changed: Bools
    moved: Bools
    anchor: Ints

    @property
    def bad(self) -> Bools:
        """Which rows have an anomaly; shape (n,)."""
        return np.asarray(self.kind != CLEAN)

    @cached_property
    def small(self) -> Bools:
        """Which rows are in a finest group of five to twelve; shape (n,)."""
        sizes = np.bincount(self.leaf)[self.leaf]
        return np.asarray((sizes >= SMALL[0]) & (sizes <= SMALL[1]))


def features_of(amounts: Mapping[str, Floats]) -> Floats:
    """Features as a user would write them down first; NaN where a part is missing or nil divides. Shape (n, 40)."""
    columns = np.empty((len(amounts["total"]), len(FEATURES)))
    with np.errstate(divide="ignore", invalid="ignore"):
        for column, each in enumerate(FEATURES):
            columns[:, column] = each.formula(amounts)
    columns[~np.isfinite(columns)] = np.nan
    return columns


def scaled_of(raw: Floats) -> Floats:
    """Features on their own scales; shape (n, 40)."""
    scaled = raw.copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        for column, each in enumerate(FEATURES):
            value = raw[:, column]
            if each.scale == "log":
                scaled[:, column] = np.log(value + each.floor)
            elif each.scale == "growth":
                scaled[:, column] = np.log(np.maximum(value, -0.999) + 1)
            elif each.scale == "logit":
                scaled[:, column] = _logit(value)
    scaled[~np.isfinite(scaled)] = np.nan
    return scaled


def _logit(share: Floats) -> Floats:
    # A share above 1 is what a slip makes; it goes on as a logarithm, steadily, from where the logit stops.
    inside = np.clip(share, 0, 1)
    return np.log(inside + 0.001) - np.log(1 - inside + 0.001) + np.log(np.maximum(share, 1))


@dataclass(frozen=True)
class Population:
    """Groups and what is usual in each, from which any number of draws are made.

    Attributes:
        recipe: one of RECIPES.
        n: units in a draw.
        seed: of the groups.
    """

    recipe: str
    n: int
    seed: int = 0

    @cached_property
    def sizes(self) -> Ints:
        """Units in each finest group: a third has 5 to 12, the others are heavy-tailed; 60 groups for 10,000 units."""
        leaves = max(2, round(60 * (self.n / 10_000) ** 0.75))
        if self.n < SMALL[1] * leaves:
            leaves = max(1, self.n // 20)
        rng = self._rng("sizes")
        few = leaves // 3
        sizes = np.concatenate([rng.integers(SMALL[0], SMALL[1] + 1, few), np.zeros(leaves - few, int)])
        parts = np.exp(rng.normal(0, 1, leaves - few))
        rest = self.n - int(sizes.sum())
        least = min(SMALL[1] + 1, rest // (leaves - few))
        sizes[few:] = least + np.floor((rest - least * (leaves - few)) * parts / parts.sum()).astype(int)
        sizes[-1] += self.n - int(sizes.sum())
        return rng.permutation(sizes).astype(np.intp)

    @cached_property
    def paths(self) -> Ints:
        """For each finest group its year and kind, kind of unit, domain and size band; shape (groups, 4)."""
        leaf = np.arange(len(self.sizes))
        rest = leaf // 8
        return np.stack([leaf % 2, leaf // 2 % 4, rest // 3, rest % 3], axis=1)

    @cached_property
    def labels(self) -> NDArray[np.str_]:
        """Labels of the finest groups' levels; shape (groups, 4)."""
        words = ("BF", ("CA", "CP", "MA", "MP"), None, "SML")
        rows = []
        for path in self.paths:
            parts = [str(i) if names is None else names[i] for names, i in zip(words, path, strict=True)]
            rows.append(["".join(parts[: depth + 1]) for depth in range(4)])
        return np.array(rows)

    def draw(self, seed: int, *, bad: float = 0.01, small_bad: bool = False, drift: float = 0.0) -> World:
        """Draw units and spoil some.

        Args:
            seed: of the units.
            bad: share of units that get an anomaly, the five kinds in turn.
            small_bad: spoil one unit of every small group instead.
            drift: by how much all amounts of money are higher than in a draw without, this year's and last year's.
        """
        rng = self._rng("draw", seed)
        leaf = rng.permutation(np.repeat(np.arange(len(self.sizes)), self.sizes))
        members = np.split(np.argsort(leaf, kind="stable"), np.cumsum(self.sizes)[:-1])
        amounts = _RECIPES[self.recipe](self, leaf, rng)
        _forget(amounts, self, leaf, rng)
        if drift:
            for name in amounts.keys() - {"staff", "posts", "retirees", "vehicles", "projects", "last_staff"}:
                amounts[name] = amounts[name] * (1 + drift)
        raw = features_of(amounts)
        clean = scaled_of(raw)
        kind = _chosen(self, leaf, rng, bad, small_bad)
        anchor = _spoil(amounts, raw, kind, leaf, members, self, rng)
        spoiled = np.flatnonzero(kind)
        before = raw[spoiled]
        raw[spoiled] = features_of({name: column[spoiled] for name, column in amounts.items()})
        changed = np.zeros(raw.shape, bool)
        changed[spoiled] = ~((before == raw[spoiled]) | (np.isnan(before) & np.isnan(raw[spoiled])))
        kind[spoiled[~changed[spoiled].any(axis=1)]] = CLEAN
        scaled = scaled_of(raw)
        moved = np.zeros(raw.shape, bool)
        moved[spoiled] = changed[spoiled] & ~(
            np.abs(scaled[spoiled] - clean[spoiled]) <= self._spread(clean, leaf, members, spoiled)
        )
        ids = np.char.add("u", np.char.zfill(np.arange(self.n).astype(str), 7))
        return World(ids, self.labels[leaf], leaf, raw, scaled, kind, changed, moved, anchor)

    def _spread(self, clean: Floats, leaf: Ints, members: Sequence[Ints], rows: Ints) -> Floats:
        """Half the width that holds the middle 68 % of the peers of each of these rows; shape (rows, 40)."""
        spread = np.empty((len(rows), clean.shape[1]))
        for group in np.unique(leaf[rows]):
            low, high = _quantiles(clean[self.peers(members, int(group))], (0.16, 0.84))
            spread[leaf[rows] == group] = (high - low) / 2
        return spread

    def peers(self, rows: Sequence[Ints], group: int, least: int = 40) -> Ints:
        """At most 500 rows of a finest group, or of the first coarser one of ``least``; ``rows`` are those of each group."""
        for depth in (4, 3, 2, 1, 0):
            alike = (self.paths[:, :depth] == self.paths[group, :depth]).all(axis=1)
            if self.sizes[alike].sum() >= least or depth == 0:
                return np.sort(np.concatenate([rows[int(each)] for each in np.flatnonzero(alike)]))[:500]
        raise AssertionError

    def effects(self, name: str, deviations: Sequence[float], columns: int) -> Floats:
        """Sums of normal effects of year and kind, kind of unit, domain and the finest group; shape (groups, columns)."""
        rng = self._rng("effects", name)
        total = np.zeros((len(self.sizes), columns))
        for depth, deviation in enumerate(deviations):
            _, which = np.unique(self.paths[:, : depth + 1], axis=0, return_inverse=True)
            total += deviation * rng.normal(size=(which.max() + 1, columns))[which.ravel()]
        return total

    def _rng(self, *names: str | int) -> np.random.Generator:
        words = [self.recipe, *names]
        numbers = [int.from_bytes(word.encode(), "little") if isinstance(word, str) else word for word in words]
        return np.random.default_rng([self.seed, self.n, *numbers])


def _quantiles(X: Floats, at: tuple[float, ...]) -> Floats:
    """Quantiles of each column, missing values left out; a column without values has 0. Shape (len(at), columns)."""
    result = np.zeros((len(at), X.shape[1]))
    for column in range(X.shape[1]):
        values = X[~np.isnan(X[:, column]), column]
        if len(values):
            result[:, column] = np.quantile(values, at)
    return result


# --- the first recipe: log-normal drivers with group-specific factors ------------------------------------

_DRIVERS: dict[str, tuple[float, float, int]] = {  # median, deviation on the log (logit) scale within a group, factor
    "staff": (30, 0.338, -1), "posts": (1.08, 0.06, -1), "retirees": (0.45, 0.375, -1),
    "salary": (52_000, 0.09, 0), "allowance": (26_000, 0.165, 0), "bonus": (18_000, 0.24, 0), "social": (0.27, 0.06, -1),
    "housing": (0.12, 0.045, -1), "pensions": (9_000, 0.3, 0),
    "office": (3_200, 0.3, 1), "utilities": (1_800, 0.3, 1), "travel": (2_600, 0.375, 1), "upkeep": (2_200, 0.375, 1),
    "meetings": (1_500, 0.413, 1), "labour": (1_600, 0.45, 1), "services": (2_400, 0.45, 1), "reception": (420, 0.45, 1),
    "welfare": (1_900, 0.225, 0), "driving": (26_000, 0.225, 1), "vehicles": (0.09, 0.3, -1), "bought": (0.06, 0.375, 5),
    "project": (48_000, 0.525, 2), "largest": (0.45, 0.525, 2), "projects": (6, 0.375, 2), "capital": (0.09, 0.6, 2),
    "procurement": (0.32, 0.525, 2), "procured_services": (0.4, 0.525, 2), "appropriated": (0.94, 0.6, 4),
    "carried": (0.035, 0.525, 4), "agency": (0.75, 0.15, 1), "executed": (1.03, 0.06, 4),
    "grew_personnel": (1.04, 0.053, 3), "grew_operating": (1.0, 0.09, 3), "grew_project": (1.02, 0.262, 3),
    "grew_three": (0.96, 0.15, 3), "grew_staff": (1.0, 0.038, 3),
}  # fmt: skip
_SHARES = frozenset({"largest", "capital", "procurement", "procured_services", "appropriated", "carried"})
_D = tuple(_DRIVERS)
_MEDIAN = np.array([np.log(m / (1 - m)) if name in _SHARES else np.log(m) for name, (m, _, _) in _DRIVERS.items()])
_WITHIN = np.array([deviation for _, deviation, _ in _DRIVERS.values()])
_FACTOR = np.array([factor for _, _, factor in _DRIVERS.values()])
_LOADINGS = ((0.5, 0.75), (0.4, 0.7), (0.3, 0.6), (0.75, 0.92), (0.5, 0.8), (0.5, 0.7))
"""The least and the greatest loading of pay, operating costs, projects, growth, execution, and vehicles on its factor."""
_BAND = np.array([-1.2, 0.0, 1.3])
"""How much larger, on the log scale, the staff of small, middling and large units is."""


def _centres(population: Population) -> Floats:
    """The drivers' centres of each finest group on the log (logit) scale; shape (groups, drivers)."""
    centres = _MEDIAN + _WITHIN * population.effects("centres", (0.1, 0.28, 0.28, 0.15), len(_D))
    centres[:, _D.index("staff")] += _BAND[population.paths[:, 3]]
    return centres


def _lognormal(population: Population, leaf: Ints, rng: np.random.Generator) -> Amounts:
    """Normal logs: factors with loadings of each group's own."""
    common = population._rng("loadings")
    factors = 6
    loadings = np.zeros((len(_D), factors))
    has = _FACTOR >= 0
    low, high = np.array([_LOADINGS[factor] for factor in _FACTOR[has]]).T
    loadings[has, _FACTOR[has]] = common.uniform(low, high)
    own = population.effects("loadings", (0, 0.12, 0.12, 0.12), len(_D) * factors).reshape(-1, len(_D), factors)
    widths = np.exp(population.effects("widths", (0, 0.12, 0.15, 0.15), len(_D)))
    loadings = loadings + own
    length = np.sqrt((loadings**2).sum(axis=2, keepdims=True))
    loadings = loadings * np.minimum(1, 0.96 / length)
    rest = np.sqrt(1 - (loadings**2).sum(axis=2))
    scores = rng.normal(size=(len(leaf), factors))
    drivers = _centres(population)[leaf]
    for row in range(len(_D)):
        z = (loadings[:, row][leaf] * scores).sum(axis=1) + rest[leaf, row] * rng.normal(size=len(leaf))
        drivers[:, row] += _WITHIN[row] * widths[leaf, row] * z
    return _assembled(population, leaf, drivers, rng)


# --- the second: mixtures, Student's t, skew, legitimate outliers ----------------------------------------


def _heavy(population: Population, leaf: Ints, rng: np.random.Generator) -> Amounts:
    """Two or three sorts of units in each group, chains of dependence with t tails, skewed margins, 2 % honest outliers."""
    groups = len(population.sizes)
    common = population._rng("chain")
    count = len(_D)
    # Each driver hangs on the one before it in its block, with a slope that differs by kind of unit and domain.
    before = np.array(
        [max((j for j in range(i) if _FACTOR[j] == _FACTOR[i]), default=-1) if _FACTOR[i] >= 0 else -1 for i in range(count)]
    )
    slope = np.clip(common.uniform(0.65, 0.9, count) + population.effects("slope", (0, 0.08, 0.08, 0.05), count), 0.3, 0.96)
    skew = population.effects("skew", (0, 0.15, 0.15, 0.1), count)
    sorts = population.effects("sorts", (0, 0, 0, 0.8), 3 * count).reshape(groups, 3, count)
    prevalence = np.cumsum(np.array([0.7, 0.22, 0.08]))
    sort = np.searchsorted(prevalence, rng.uniform(size=len(leaf)), side="right").clip(0, 2)
    # One divisor of a t for each unit and block, so that a unit extreme in one thing is in its block, as a real one would be.
    heavy = np.sqrt(rng.chisquare(6, (len(leaf), 7)) / 6)
    honest = np.where(rng.uniform(size=len(leaf)) < 0.02, rng.uniform(1.4, 2.0, len(leaf)), 1.0)
    normals = np.empty((len(leaf), count))
    drivers = _centres(population)[leaf]
    for i in range(count):
        fresh = rng.normal(size=len(leaf))
        b = slope[leaf, i]
        normals[:, i] = fresh if before[i] < 0 else b * normals[:, before[i]] + np.sqrt(1 - b**2) * fresh
        t = honest * normals[:, i] / heavy[:, _FACTOR[i]]
        skewed = np.sinh(np.arcsinh(t) + skew[leaf, i]) - np.sinh(skew[leaf, i])
        drivers[:, i] += 0.75 * _WITHIN[i] * (skewed + sorts[leaf, sort, i] * (sort > 0))
    return _assembled(population, leaf, drivers, rng)


def _assembled(population: Population, leaf: Ints, drivers: Floats, rng: np.random.Generator) -> Amounts:
    """Amounts from drivers on their log (logit) scales."""
    d: Amounts = {
        name: 1 / (1 + np.exp(-drivers[:, i])) if name in _SHARES else np.exp(drivers[:, i]) for i, name in enumerate(_D)
    }
    a: Amounts = {"staff": np.maximum(2, np.round(d["staff"]))}
    staff = a["staff"]
    a["posts"] = np.maximum(1, np.round(staff * d["posts"]))
    a["retirees"] = np.round(staff * d["retirees"])
    a["vehicles"] = np.round(staff * d["vehicles"])
    for name in (
        "salary",
        "allowance",
        "bonus",
        "office",
        "utilities",
        "travel",
        "upkeep",
        "meetings",
        "labour",
        "services",
        "welfare",
    ):
        a[name] = staff * d[name]
    a["reception"] = staff * d["reception"] * (rng.uniform(size=len(leaf)) < 0.85)
    a["social"] = d["social"] * (a["salary"] + a["allowance"])
    a["housing"] = d["housing"] * (a["salary"] + a["allowance"] + a["bonus"])
    a["pensions"] = a["retirees"] * d["pensions"]
    a["driving"] = a["vehicles"] * d["driving"]
    a["bought"] = 180_000 * d["bought"] / 0.06 * (rng.uniform(size=len(leaf)) < 0.06) * (a["vehicles"] > 0)
    a["project"] = staff * d["project"] * (rng.uniform(size=len(leaf)) < 0.97)
    a["projects"] = np.where(a["project"] > 0, np.maximum(1, np.round(d["projects"])), 0)
    least = 1 / np.maximum(a["projects"], 1)
    a["largest"] = a["project"] * (least + (1 - least) * d["largest"])
    a["capital"] = a["project"] * d["capital"]
    return _totalled(
        a, population, leaf, procurement=d["procurement"], services=d["procured_services"], appropriated=d["appropriated"],
        carried=d["carried"], agency=d["agency"], executed=d["executed"], grew={name: d[f"grew_{name}"] for name in LAST[1:]},
    )  # fmt: skip


def _totalled(
    a: Amounts,
    population: Population,
    leaf: Ints,
    *,
    procurement: Floats,
    services: Floats,
    appropriated: Floats,
    carried: Floats,
    agency: Floats,
    executed: Floats,
    grew: Mapping[str, Floats],
) -> Amounts:
    """Totals, income, last year and what else follows; in units of 100 yuan, as disclosures in 万元 with two decimals print."""
    a["personnel"] = _sum(a[name] for name in (*WAGES, "pensions"))
    a["operating"] = _sum(a[name] for name in OPERATING)
    # Driving is an operating cost; a vehicle bought is a project.
    a["project"] = a["project"] + a["bought"]
    a["largest"] = np.maximum(a["largest"], a["bought"])
    a["projects"] = np.maximum(a["projects"], a["bought"] > 0).astype(float)
    a["total"] = a["personnel"] + a["operating"] + a["project"]
    a["three"] = a["reception"] + a["driving"] + a.pop("bought")
    a["procurement"] = (a["operating"] + a["project"]) * procurement
    a["procured_services"] = a["procurement"] * services
    a["income"] = a["total"].copy()
    a["carried"] = a["income"] * carried
    a["appropriated"] = (a["income"] - a["carried"]) * appropriated
    a["budgeted"] = a["total"] / executed
    # Only agencies (the even kinds of unit) have agency operating expenditure.
    a["agency"] = np.where(population.paths[leaf, 1] % 2 == 0, a["operating"] * agency, np.nan)
    for name in LAST[1:]:
        a[f"last_{name}"] = a[name] / grew[name]
    a["last_staff"] = np.maximum(1, np.round(a["last_staff"]))
    a["last_total"] = a["last_personnel"] + a["last_operating"] + a["last_project"]
    for name in a.keys() - {"staff", "posts", "retirees", "vehicles", "projects", "last_staff"}:
        a[name] = np.round(a[name] / 100) * 100
    return a


# --- the third: staff × cost, quotas, vehicles, projects one by one --------------------------------------


def _structural(population: Population, leaf: Ints, rng: np.random.Generator) -> Amounts:
    """What a finance bureau would compute: pay scales by grade, quotas a head, vehicles by entitlement, changing projects."""
    n = len(leaf)

    def group(name: str, *deviations: float) -> Floats:
        return np.asarray(population.effects(name, deviations, 1)[leaf, 0])

    region = np.exp(group("region", 0.02, 0.12, 0.1, 0.06))
    posts = np.maximum(3, np.round(rng.gamma(4, np.array([2.5, 8.0, 30.0])[population.paths[leaf, 3]])))
    vacancy = rng.beta(1.5, 15, n)
    a: Amounts = {"posts": posts, "staff": np.maximum(2, np.round(posts * (1 - vacancy)))}
    staff = a["staff"]
    # Grades: seniority of the unit decides pay, retirees and what hangs on both.
    senior = np.clip(rng.beta(5, 6, n) + group("senior", 0, 0.05, 0.06, 0.03), 0.05, 0.95)
    pay = (38_000 + 34_000 * senior) * region
    a["salary"] = staff * pay * rng.uniform(0.97, 1.03, n)
    a["allowance"] = staff * (14_000 + 16_000 * senior) * region * np.exp(group("allowance", 0, 0.15, 0.15, 0.05))
    a["allowance"] *= rng.gamma(60, 1 / 60, n)
    thirteenth = staff * pay / 12
    merit = staff * 14_000 * np.exp(group("merit", 0, 0.3, 0.2, 0.1)) * region * rng.gamma(12, 1 / 12, n)
    a["bonus"] = thirteenth + merit
    base = a["salary"] + a["allowance"]
    a["social"] = base * rng.choice([0.245, 0.255, 0.335], n, p=[0.3, 0.4, 0.3]) * rng.uniform(0.97, 1.03, n)
    a["housing"] = (base + a["bonus"]) * rng.choice([0.1, 0.12], n, p=[0.25, 0.75]) * rng.uniform(0.97, 1.03, n)
    a["retirees"] = rng.poisson(staff * (0.1 + 0.9 * senior) * np.exp(group("age", 0, 0.2, 0.2, 0.1))).astype(float)
    a["pensions"] = a["retirees"] * (4_000 + 9_000 * senior) * region * rng.gamma(10, 0.1, n)
    # A quota a head, split by habit: the domain's, then the unit's own.
    quota = np.exp(9.6 + group("quota", 0.03, 0.25, 0.25, 0.1)) * np.where(staff < 10, 1.2, 1.0) * rng.gamma(25, 1 / 25, n)
    names = ("office", "utilities", "travel", "upkeep", "meetings", "labour", "services", "welfare")
    habit = np.array([2.0, 1.2, 1.8, 1.3, 0.9, 0.8, 1.3, 1.2]) * np.exp(
        population.effects("habit", (0, 0.25, 0.3, 0.15), len(names))
    )
    parts = rng.gamma(5 * habit[leaf])
    parts /= parts.sum(axis=1, keepdims=True)
    for i, name in enumerate(names):
        a[name] = staff * quota * parts[:, i]
    a["reception"] = np.where(rng.uniform(size=n) < 0.2, 0.0, a["meetings"] * rng.gamma(4, 0.08, n))
    entitled = staff * 0.08 * np.exp(group("vehicles", 0, 0.3, 0.4, 0.2))
    a["vehicles"] = rng.poisson(entitled).astype(float)
    old = rng.beta(2, 3, n)
    a["driving"] = a["vehicles"] * (16_000 + 22_000 * old) * np.exp(group("distance", 0, 0.1, 0.2, 0.1))
    a["driving"] *= rng.gamma(30, 1 / 30, n)
    a["bought"] = np.where((rng.uniform(size=n) < 0.12 * old) & (a["vehicles"] > 0), rng.uniform(120_000, 240_000, n), 0.0)
    # Projects one by one: some recur from last year, some are new, some have ended.
    slots = 12
    expected = 5 * np.exp(group("projects", 0, 0.3, 0.3, 0.2)) * (staff / 30) ** 0.3
    here = np.arange(slots) < np.minimum(rng.poisson(expected), slots)[:, None]
    worth = (
        np.exp(10.3 + group("worth", 0, 0.3, 0.5, 0.2))[:, None]
        * (1 + rng.pareto(2.2, (n, slots)))
        * (staff[:, None] / 30) ** 0.8
    )
    recurs = rng.uniform(size=(n, slots)) < 0.85
    now = worth * here
    then = np.where(recurs, now * rng.gamma(60, 1 / 60, (n, slots)), rng.permuted(now, axis=0) * 0.5)
    built = (rng.uniform(size=(n, slots)) < 0.15) * rng.beta(3, 2, (n, slots))
    outsourced = rng.beta(2, 3, (n, slots))
    a["project"], a["projects"], a["largest"] = now.sum(axis=1), here.sum(axis=1).astype(float), now.max(axis=1)
    a["capital"] = (now * built).sum(axis=1)
    bought = 0.6 * a["capital"] + 0.35 * (now * outsourced).sum(axis=1) + 0.3 * a["office"]
    share = np.divide(0.35 * (now * outsourced).sum(axis=1), bought)
    procurement = bought / (a["project"] + _sum(a[name] for name in (*names, "reception", "driving")))
    # The budget is executed as far as projects are; what is not spent is carried over.
    unspent = rng.beta(1.2, 12, n) * (0.4 + a["project"] / (a["project"] + a["salary"]))
    earns = np.where(population.paths[leaf, 1] % 2 == 0, rng.beta(1, 60, n), rng.beta(1.2, 8, n))
    hired = rng.binomial(staff.astype(int), 0.06) - rng.binomial(staff.astype(int), 0.05)
    grew_staff = staff / np.maximum(1, staff - hired)
    raise_ = np.exp(0.035 + group("raise", 0.01, 0.01, 0.01, 0.005))
    wages = raise_ * grew_staff**0.9 * rng.gamma(1500, 1 / 1500, n)
    growth = np.divide(a["project"], then.sum(axis=1), out=np.ones(n), where=(a["project"] > 0) & (then.sum(axis=1) > 0))
    carried = 0.7 * unspent * rng.uniform(0.5, 1.0, n)
    agency = 0.6 + 0.35 * rng.beta(6, 3, n)
    grew = {
        "personnel": wages,
        "operating": grew_staff**0.7 * rng.gamma(200, 1 / 200, n),
        "project": growth,
        "three": np.exp(rng.normal(-0.03, 0.1, n)) * (1 + 0.8 * (a["bought"] > 0)),
        "staff": grew_staff,
    }
    return _totalled(
        a, population, leaf, procurement=procurement, services=share, appropriated=1 - earns, carried=carried, agency=agency,
        executed=1.02 - unspent, grew=grew,
    )  # fmt: skip


_RECIPES: dict[str, Callable[[Population, Ints, np.random.Generator], Amounts]] = {
    "lognormal": _lognormal,
    "heavy": _heavy,
    "structural": _structural,
}


# --- what is missing, and what goes wrong ----------------------------------------------------------------


def _forget(amounts: Amounts, population: Population, leaf: Ints, rng: np.random.Generator) -> None:
    """Leave out a few percent of the amounts, in some groups many more: what the disclosure doesn't state."""
    rates = 0.015 * np.exp(population.effects("missing", (0.2, 0.5, 0.5, 0.5), 1))[:, 0]
    for name in amounts:
        lost = rng.uniform(size=len(leaf)) < np.minimum(rates, 0.3)[leaf]
        if name not in _NEVER_MISSING:
            amounts[name][lost] = np.nan


def _chosen(population: Population, leaf: Ints, rng: np.random.Generator, bad: float, small_bad: bool) -> NDArray[np.int8]:
    kind = np.zeros(len(leaf), np.int8)
    if small_bad:
        sizes = population.sizes[leaf]
        order = rng.permutation(len(leaf))
        order = order[(sizes[order] >= SMALL[0]) & (sizes[order] <= SMALL[1])]
        _, first = np.unique(leaf[order], return_index=True)
        rows = rng.permutation(order[first])
    else:
        rows = rng.choice(len(leaf), round(bad * len(leaf)), replace=False)
    kind[rows] = 1 + np.arange(len(rows)) % 5
    return kind


def _spoil(
    a: Amounts,
    raw: Floats,
    kind: NDArray[np.int8],
    leaf: Ints,
    members: Sequence[Ints],
    population: Population,
    rng: np.random.Generator,
) -> Ints:
    """Put the anomaly of its kind into each row's amounts; gives the anchors of the combinations."""
    anchor = np.full(len(kind), -1, np.intp)
    simple = {SLIP: _slip, SWOLLEN: _swell, PER_HEAD: _per_head, JUMP: _jump}
    for which, spoil in simple.items():
        for row in np.flatnonzero(kind == which):
            spoil(a, int(row), rng)
    rows = np.flatnonzero(kind == COMBINATION)
    for group in np.unique(leaf[rows]):
        known = population.peers(members, int(group))
        peers = raw[known[kind[known] == CLEAN]]
        for row in rows[leaf[rows] == group]:
            kind[row] = CLEAN
            others = members[group][kind[members[group]] == CLEAN]
            # Where a unit has no relation to break, another of its group that has one.
            for other in (row, *rng.permutation(others)[:30]):
                anchor[other] = _combine(a, int(other), raw, peers, rng)
                if anchor[other] >= 0:
                    kind[other] = COMBINATION
                    break
    return anchor


def _present(a: Amounts, row: int, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if a[name][row] > 0]


def _slip(a: Amounts, row: int, rng: np.random.Generator) -> None:
    """One amount, or one table, printed in the wrong unit or with the point in the wrong place; nothing else follows it."""
    factors, shares = zip(*_SLIP_BY, strict=True)
    factor = rng.choice(factors, p=shares)
    tables = [table for table in _TABLES if _present(a, row, table)]
    names = (str(rng.choice(_present(a, row, _SLIPS))),) if rng.uniform() < 0.35 else tables[rng.integers(len(tables))]
    for name in names:
        a[name][row] *= factor


def _add(a: Amounts, row: int, name: str, more: float) -> None:
    """More of an item, and of every total it is in."""
    for each in (name, *_PARENTS[name]):
        a[each][row] += more


def _swell(a: Amounts, row: int, rng: np.random.Generator) -> None:
    """One item four to ten times what it would be."""
    name = str(rng.choice(_present(a, row, _ITEMS)))
    _add(a, row, name, a[name][row] * (np.exp(rng.uniform(np.log(5), np.log(15))) - 1))


def _per_head(a: Amounts, row: int, rng: np.random.Generator) -> None:
    """All pay, or all operating costs, far from the peers' per head, this year as last."""
    part, items, most = (("personnel", (*WAGES, "pensions"), 4.0), ("operating", OPERATING, 5.0))[rng.integers(2)]
    factor = np.exp(rng.uniform(np.log(2.0), np.log(most)) * rng.choice([1, 1, 1, -1]))
    for name in items:
        a[name][row] *= factor
    if part == "operating":
        a["three"][row] += (factor - 1) / factor * np.nansum([a["reception"][row], a["driving"][row]])
        a["agency"][row] *= factor
    more = a[part][row] * (factor - 1)
    if np.isnan(more):
        more = np.nansum([a[name][row] for name in items]) * (1 - 1 / factor)
    _add(a, row, part, more)
    last = a[f"last_{part}"][row] * (factor - 1)
    a[f"last_{part}"][row] += last
    a["last_total"][row] += np.nan_to_num(last)
    a["budgeted"][row] += more


def _jump(a: Amounts, row: int, rng: np.random.Generator) -> None:
    """Two to five times last year's, or a half to a fifth: the whole budget or one part of it; out of line is either year."""
    both = [name for name in LAST if name != "staff" and a[name][row] > 0 and a[f"last_{name}"][row] > 0]
    part = f"last_{rng.choice(both)}"
    factor = np.exp(rng.uniform(np.log(2), np.log(5)) * rng.choice([1, 1, -1]))
    if part != "last_total" and part != "last_three" and rng.integers(2):
        part = part.removeprefix("last_")
        for name in {"personnel": (*WAGES, "pensions"), "operating": (*OPERATING, "agency"), "project": ("largest", "capital")}[
            part
        ]:
            a[name][row] *= factor
        _add(a, row, part, np.nan_to_num(a[part][row] * (factor - 1)))
        return
    parts = ("last_personnel", "last_operating", "last_project")
    more = np.nan_to_num(a[part][row] * (1 / factor - 1))
    for name in (*parts, "last_total") if part == "last_total" else (part,):
        a[name][row] /= factor
    if part in parts:
        a["last_total"][row] += more


def _combine(a: Amounts, row: int, raw: Floats, peers: Floats, rng: np.random.Generator) -> int:
    """Break one of the unit's usual relations: where it is at one end of a feature, move what goes with it to the other end.

    Up to three features are moved; every feature stays within the peers' range. Gives the feature that stayed; -1, and nothing is
    changed, where no relation can be broken so.
    """
    partners = [partner for partner in range(len(FEATURES)) if _at_an_end(raw[row, partner], peers[:, partner])]
    low, high = _quantiles(peers, (0.01, 0.99))
    for partner in rng.permutation(partners)[:6]:
        one = {name: column[[row]].copy() for name, column in a.items()}
        broken = 0
        for handle, rank in _related(int(partner), raw[row], peers):
            other = {name: column.copy() for name, column in one.items()}
            if not _move(other, handle, float(np.quantile(_known(peers[:, handle]), rank))):
                continue
            new = features_of(other)[0]
            differs = ~((new == raw[row]) | (np.isnan(new) & np.isnan(raw[row])))
            if not differs[partner] and differs.any() and ((new >= low) & (new <= high))[differs].all():
                one, broken = other, broken + 1
            if broken == 3:
                break
        if broken:
            for name in a:
                a[name][row] = one[name][0]
            return int(partner)
    return -1


def _move(one: Amounts, handle: int, goal: float) -> bool:
    """Set the amount behind a feature so that the feature is ``goal``; False where that cannot be."""
    feature = FEATURES[handle]
    assert feature.inverse is not None
    was, now = one[feature.handle][0], feature.inverse(one, np.array([goal]))
    value = float(now.round()[0] if feature.handle == "last_staff" else np.round(now / 100)[0] * 100)
    if not (was > 0 and value > 0):
        return False
    if feature.handle in _PARENTS:
        _add(one, 0, feature.handle, value - was)
    else:
        one[feature.handle][0] = value
    return True


def _at_an_end(value: float, peers: Floats) -> bool:
    """Whether a value is among the lowest or the highest eighth of its peers'."""
    known = _known(peers)
    return len(known) >= 30 and not np.isnan(value) and not 0.12 < (known < value).mean() < 0.88


def _related(partner: int, unit: Floats, peers: Floats) -> list[tuple[int, float]]:
    """Features that can be moved and go with this one among the peers, closest first, with the rank that would not go with it."""
    found: list[tuple[float, int, float]] = []
    for handle in _HANDLES:
        both = ~np.isnan(peers[:, handle]) & ~np.isnan(peers[:, partner])
        if handle == partner or np.isnan(unit[handle]) or both.sum() < 30:
            continue
        x, y = (np.argsort(np.argsort(peers[both, column])) for column in (handle, partner))
        together = float(np.corrcoef(x, y)[0, 1])
        rank = float(np.clip((peers[both, partner] < unit[partner]).mean(), 0.05, 0.95))
        # On the normal scale, how far the mirrored value is from what the partner lets expect.
        residual = (1 + abs(together)) * abs(ndtri(rank)) / np.sqrt(max(1 - together**2, 1e-9))
        if abs(together) <= 0.97 and residual >= _UNUSUAL:
            found.append((-abs(together), handle, 1 - rank if together > 0 else rank))
    return [(handle, rank) for _, handle, rank in sorted(found)]


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]
