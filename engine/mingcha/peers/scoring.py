"""Fit a model on a table of units and score a table with it: how unusual each is, among whom, why, and the list as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..errors import UsageError
from .among import Peers
from .declared import Feature, Level
from .drift import FEWEST, YearDrift, drift_of, year_drift
from .groups import year_of
from .model import Model, model_of
from .profile import Profile
from .results import ABSENT, LEVEL, RELATION, Reason, Score
from .scales import scaled, unscaled
from .table import FeatureTable

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from .estimator import PeerForest
    from .reasons import Because

MOST_EXPLAINED = 10_000
"""So many units, the most unusual, are given reasons."""
REASONS, _LEAST_Z, _LEAST_FIRST = 3, 3.0, 1.0
"""So many reasons a unit at most; the first none that is nearer than one deviation, so that equal units have none; after it none
nearer than three, as of forty features one is always two away."""
TREES, ALPHA = 64, 0.01


class Whole(Struct, frozen=True):
    """A list of scores as a whole: what it promises.

    Attributes:
        units: how many were scored; ``listed`` how many of them have a p-value of at most ``alpha``.
        expected: how many would be listed by chance alone, were all of them usual: alpha times units.
        least: the smallest p-value that the reference allows; where it is over alpha nothing can be listed.
        reviewed: whether the user says that the units of the reference were reviewed and found in order.
        discoveries: how many, from rank 1 on, can be told with a share of at most alpha false ones (Benjamini and Hochberg 1995);
            None unless reviewed, as unusual units in the reference leave the procedure without power.
        futile: why comparing says nothing here: alone, alike, empty or empty_reference (``futile``); "" where it does.
    """

    units: int
    listed: int
    alpha: float
    expected: float
    least: float
    reviewed: bool = False
    discoveries: int | None = None
    futile: str = ""


ALONE, ALIKE, EMPTY, EMPTY_REFERENCE = "alone", "alike", "empty", "empty_reference"


class Basis(Struct, frozen=True):
    """Which peers the units of one year and kind were compared with.

    Attributes:
        year: the first label of their groups; ``units`` how many they are.
        among: reference: units of that year in the model; own: the scored units of that year themselves, the year being new to
            the model; other: units of ``instead``, because those of a new year are too few to be compared with each other.
        instead: the latest year of the same kind in the model, where the year is new to it; "" where there is none.
    """

    year: str
    units: int
    among: str
    instead: str = ""


REFERENCE, OWN, OTHER = "reference", "own", "other"


class Scored(Struct, frozen=True):
    """What scoring a table gives.

    Attributes:
        scores: of all units, the most unusual first.
        whole: the list as a whole.
        bases: which peers they were compared with, by year and kind.
        drift: of the years that have units which are not in the reference.
    """

    scores: tuple[Score, ...]
    whole: Whole
    bases: tuple[Basis, ...]
    drift: tuple[YearDrift, ...] = ()


def fit(
    table: FeatureTable,
    knowledge: Knowledge,
    *,
    trees: int = TREES,
    neighbours: bool = False,
    jobs: int | None = 1,
    seed: int = 0,
) -> Model:
    """Learn from a table what is usual.

    Args:
        table: the reference, values in the features' own units; any order of its units gives the same model.
        knowledge: declares the features; one that it does not declare is taken as a plain number.
        trees: of the forest.
        neighbours: whether the second detector has its say.
        jobs: threads; the model is the same for any number.
        seed: of the trees.

    Raises:
        UsageError: the table has no unit, or the same twice, or too few or too many for the second detector.
    """
    from .estimator import PeerForest

    table = _in_order(_checked(table))
    X = scaled(table.values, _declared(table.features, knowledge))
    forest = PeerForest(n_estimators=trees, neighbours=neighbours, random_state=seed, n_jobs=jobs)
    try:
        forest.fit(X, groups=table.groups, ids=table.ids)
    except ValueError as error:
        if not neighbours:
            raise
        raise UsageError(f"--neighbours: {error}") from None
    return model_of(forest.set_params(n_jobs=None), table, knowledge)  # threads are the machine's, not the model's


def score(
    table: FeatureTable,
    model: Model,
    knowledge: Knowledge,
    *,
    profiles: Mapping[str, Profile] | None = None,
    alpha: float = ALPHA,
    reviewed: bool = False,
    jobs: int | None = 1,
) -> Scored:
    """Score units with a model.

    Args:
        table: the units; any order gives the same.
        model: that was fitted with this knowledge.
        knowledge: declares the features.
        profiles: of the units, by id, as far as there are any; they say which document a unit is from and what was corrected.
        alpha: units with a p-value of at most this are listed.
        reviewed: whether the reference was reviewed and found in order, so that the share of false discoveries can be held.
        jobs: threads; the scores are the same for any number.

    Raises:
        UsageError: the table has no unit, or the same twice, or other features than the model.
    """
    table = _in_order(_fitting(_checked(table), model))
    features = _declared(table.features, knowledge)
    forest = copy(model.forest).set_params(n_jobs=jobs)
    bases = tuple(_bases(table, model.reference))
    parts = tuple(_parts(table, model, bases, forest, knowledge))
    standings = [one for at, part in enumerate(parts) for one in _standings(at, part)]
    standings.sort(key=lambda one: (one.pvalue, -one.score, one.id))
    reasons = _reasons(standings[:MOST_EXPLAINED], parts, features)
    told = profiles or {}
    scores = tuple(
        _score(one, rank, len(standings), reasons.get(one.id, ()), parts[one.part], told.get(one.id))
        for rank, one in enumerate(standings, 1)
    )
    pvalues = {one.id: one.pvalue for one in standings}
    drift = tuple(_drifts(parts, pvalues, model, forest, features))
    told_whole = whole(np.array(list(pvalues.values())), alpha, forest, reviewed=reviewed)
    return Scored(scores, msgspec.structs.replace(told_whole, futile=futile(table, model.reference)), bases, drift)


def futile(table: FeatureTable, reference: FeatureTable) -> str:
    """Why comparing units with a reference says nothing, though it gives numbers; "" where it does say something.

    Args:
        table: the units.
        reference: those they are compared with, which may be the same; with the same features in the same order.
    """
    if np.isnan(table.values).all():
        return EMPTY
    if np.isnan(reference.values).all():
        return EMPTY_REFERENCE
    if len(table.ids) == 1 and np.array_equal(table.ids, reference.ids):
        return ALONE
    first = reference.values[0]
    same = (
        np.array_equal(values, np.broadcast_to(first, values.shape), equal_nan=True)
        for values in (table.values, reference.values)
    )
    return ALIKE if all(same) else ""


def whole(pvalues: NDArray[np.float64], alpha: float, forest: PeerForest, *, reviewed: bool) -> Whole:
    """What a list promises.

    Args:
        pvalues: of all units; shape (n,).
        alpha: units with a p-value of at most this are listed.
        forest: knows from how many scores the p-values are.
        reviewed: whether its reference was.
    """
    return Whole(
        units=len(pvalues),
        listed=int((pvalues <= alpha).sum()),
        alpha=alpha,
        expected=alpha * len(pvalues),
        least=1.0 / (len(forest.calibration_) + 1),
        reviewed=reviewed,
        discoveries=_discoveries(pvalues, alpha) if reviewed else None,
    )


def _discoveries(pvalues: NDArray[np.float64], alpha: float) -> int:
    """Benjamini and Hochberg (1995): the most p-values of which the k-th smallest is at most alpha k / n."""
    below = np.sort(pvalues) <= alpha * np.arange(1, len(pvalues) + 1) / len(pvalues)
    return int(np.flatnonzero(below)[-1]) + 1 if below.any() else 0


class _Part(NamedTuple):
    """Units that are compared with the same peers.

    Attributes:
        table: the units, values in the features' own units; ``X`` as they are scored.
        groups: those they are compared within, as they are told: of a few units of a new year those of another.
        seen: the same as the forest knows them: a new year bears the name of the year it is most like, so that what was learnt of
            its groups (how their features go together) is found.
        forest: knows their peers; ``peers`` the values of these.
    """

    table: FeatureTable
    X: NDArray[np.float64]
    groups: NDArray[np.str_]
    seen: NDArray[np.str_]
    forest: PeerForest
    peers: Peers


class _Standing(NamedTuple):
    """A unit with its p-value, before it is told why; ``part`` and ``row`` say where it is."""

    id: str
    score: float
    pvalue: float
    group: tuple[str, ...]
    size: int
    too_few: str
    part: int
    row: int


def _checked(table: FeatureTable) -> FeatureTable:
    if not len(table.ids):
        raise UsageError("there is no unit in the table; name runs or tables with at least one")
    ids, counts = np.unique(table.ids, return_counts=True)
    if len(ids) < len(table.ids):
        raise UsageError(f"the unit {str(ids[counts > 1][0])!r} stands twice in the table; keep one row of each")
    return table


def _fitting(table: FeatureTable, model: Model) -> FeatureTable:
    """The table with the features of the model, in their order."""
    wanted = model.head.features
    lacking = [feature for feature in wanted if feature not in table.features]
    if lacking:
        raise UsageError(
            f"the table lacks features that the model has ({', '.join(lacking[:5])}); add them, blank where they are missing, "
            "or fit a model on tables like this one"
        )
    more = [feature for feature in table.features if feature not in wanted]
    if more:
        raise UsageError(
            f"the table has features that the model has not ({', '.join(more[:5])}); leave them out, or fit a model on tables "
            "like this one"
        )
    levels, known = table.groups.shape[1], model.reference.groups.shape[1]
    if levels != known:
        raise UsageError(
            f"the table has {levels} levels of groups, year and kind counted as one, and the model has {known}; give as many "
            "columns group_1, group_2 … as the tables that it was fitted on, or fit a model on tables like this one"
        )
    order = [table.features.index(feature) for feature in wanted]
    return replace(table, features=wanted, values=table.values[:, order])


def _in_order(table: FeatureTable) -> FeatureTable:
    return _taken(table, np.argsort(table.ids, kind="stable"))


def _taken(table: FeatureTable, rows: NDArray[Any]) -> FeatureTable:
    units = None if table.units is None else table.units[rows]
    return replace(table, ids=table.ids[rows], values=table.values[rows], groups=table.groups[rows], units=units)


def _declared(features: Iterable[str], knowledge: Knowledge) -> list[Feature]:
    return [knowledge.peers.features.get(feature) or _plain(feature) for feature in features]


def _plain(name: str) -> Feature:
    """A feature of a user's own table: a number, called what its column is called."""
    title = {"zh": name, "en": name}
    return Feature(
        id=name,
        family="",
        title=title,
        formula=Level(()),
        unit="number",
        scale="none",
        suspicious="both",
        missing=title,
        why=title,
        exclusions=(),
        examples=(),
        path="",
    )


def _years(table: FeatureTable) -> NDArray[np.str_]:
    """The first label of each unit's groups, which says year and kind; "" in tables without groups; shape (n,)."""
    return table.groups[:, 0] if table.groups.shape[1] else np.full(len(table.ids), "", np.str_)


def _bases(table: FeatureTable, reference: FeatureTable) -> Iterator[Basis]:
    """With which peers the units of each year and kind are compared.

    A year that is new to the model is compared with itself: prices and duties move, and a drift of 10 % makes false alarms half
    as many again. But a few early units say nothing of each other and are compared with the latest year of their kind.
    """
    known = set(np.unique(_years(reference)).tolist())
    for year, count in zip(*(one.tolist() for one in np.unique(_years(table), return_counts=True)), strict=True):
        kind = year_of(year)[1]
        if year in known or not kind:  # what is no year, in a table of the user's own, drifts with none
            yield Basis(year, count, REFERENCE)
            continue
        others = [other for other in known if year_of(other)[1] == kind]
        latest = max(others, key=lambda other: (year_of(other)[0], other), default="")
        if count < FEWEST and latest:
            yield Basis(year, count, OTHER, latest)
        else:
            yield Basis(year, count, OWN, latest)


def _parts(
    table: FeatureTable, model: Model, bases: Sequence[Basis], forest: PeerForest, knowledge: Knowledge
) -> Iterator[_Part]:
    """The units that are compared with the reference, and those that are compared with each other."""
    features = _declared(table.features, knowledge)
    own_years = {basis.year: basis.instead for basis in bases if basis.among == OWN}
    years = _years(table)
    own = np.isin(years, list(own_years))
    if not own.all():
        known = _taken(table, np.flatnonzero(~own))
        groups = _with_years(known.groups, {basis.year: basis.instead for basis in bases if basis.among == OTHER})
        yield _Part(known, scaled(known.values, features), groups, groups, forest, Peers(model.reference))
    for year in own_years:
        new = _taken(table, np.flatnonzero(years == year))
        X, seen = scaled(new.values, features), _with_years(new.groups, own_years)
        yield _Part(new, X, new.groups, seen, forest.at(X, groups=seen), Peers(new))


def _with_years(groups: NDArray[np.str_], instead: Mapping[str, str]) -> NDArray[np.str_]:
    """Groups under the years that stand for theirs."""
    if not groups.shape[1]:
        return groups
    years = np.array([instead.get(year) or year for year in groups[:, 0].tolist()])
    return np.column_stack([years, groups[:, 1:]])


def _standings(at: int, part: _Part) -> Iterator[_Standing]:
    low = part.forest.score_samples(part.X, groups=part.seen)
    standing = part.forest.standing(part.X, groups=part.seen)
    columns = (-low, part.forest.pvalues_of(low), standing.depth, standing.size, standing.too_few)
    for row, (score, pvalue, depth, size, too_few) in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        labels = tuple(part.groups[row].tolist())
        finer = labels[depth] if too_few and depth < len(labels) else ""
        yield _Standing(str(part.table.ids[row]), score, pvalue, labels[:depth], size, finer, at, row)


def _reasons(
    standings: Sequence[_Standing], parts: Sequence[_Part], features: Sequence[Feature]
) -> dict[str, tuple[Reason, ...]]:
    found: dict[str, tuple[Reason, ...]] = {}
    for at, part in enumerate(parts):
        mine = [one for one in standings if one.part == at]
        if mine:
            rows = [one.row for one in mine]
            explained = part.forest.explain(part.X[rows], groups=part.seen[rows], top=REASONS)
            apart = part.forest.normalised(part.X[rows], groups=part.seen[rows])
            few = len(part.forest.calibration_) < part.X.shape[1]  # half of the units are there
            for one, becauses, z in zip(mine, explained, apart, strict=True):
                if few:
                    becauses = tuple(_as_level(because, z) for because in becauses)
                told = [because for i, because in enumerate(becauses) if abs(because.z) >= (_LEAST_Z if i else _LEAST_FIRST)]
                found[one.id] = tuple(_reason(because, one, part, features) for because in told)
    return found


def _as_level(because: Because, z: NDArray[np.float64]) -> Because:
    """A broken relation as distance from the peers: relations that few units teach are chance."""
    if because.kind != RELATION:
        return because
    return replace(because, kind=LEVEL, z=float(z[because.feature]), other=-1)


def _reason(because: Because, one: _Standing, part: _Part, features: Sequence[Feature]) -> Reason:
    """A reason in the features' own units, beside the peers' values."""
    among = part.peers.range(one.group, because.feature, one.id)
    relation = because.kind == RELATION
    absent = because.kind == ABSENT
    return Reason(
        kind=because.kind,
        feature=features[because.feature].id,
        value=_known(part.table.values[one.row, because.feature]),
        peers=among.units if absent else among.known,
        weight=because.weight,
        other=features[because.other].id if relation else "",
        other_value=_known(part.table.values[one.row, because.other]) if relation else None,
        expected=_own_unit(because.expected, because.feature, features) if relation else among.median,
        median=among.median,
        low=among.low,
        high=among.high,
        z=because.z,
        known=among.known / among.units if absent and among.units else None,
        suspicious=absent or features[because.feature].suspicious in ("both", "high" if because.z > 0 else "low"),
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _own_unit(value: float, column: int, features: Sequence[Feature]) -> float | None:
    """A value in the scale that is scored, in the feature's own unit."""
    return _known(unscaled(np.array([[value]]), [features[column]])[0, 0])


def _score(one: _Standing, rank: int, of: int, reasons: tuple[Reason, ...], part: _Part, profile: Profile | None) -> Score:
    values = part.table.values[one.row]
    year, kind = (profile.year, profile.kind) if profile is not None else year_of(str(_years(part.table)[one.row]))
    return Score(
        id=one.id,
        document=profile.document if profile is not None else "",
        unit=profile.unit if profile is not None else _named(part.table, one.row),
        year=year,
        score=one.score,
        pvalue=one.pvalue,
        rank=rank,
        of=of,
        group=one.group,
        size=one.size,
        too_few=one.too_few,
        reasons=reasons,
        corrected=tuple(name for name, value in profile.values.items() if value.corrected) if profile is not None else (),
        missing=int(np.isnan(values).sum()),
        kind=kind,
    )


def _named(table: FeatureTable, row: int) -> str:
    """The unit's name where the table has one, else its id."""
    return str("" if table.units is None else table.units[row]) or str(table.ids[row])


def _drifts(
    parts: Sequence[_Part], pvalues: Mapping[str, float], model: Model, forest: PeerForest, features: Sequence[Feature]
) -> Iterator[YearDrift]:
    """How each year compares with the reference, by its units that are not in it."""
    reference = model.reference
    names = [feature.id for feature in features]
    known = set(reference.ids.tolist())
    paths = {tuple(path) for path in np.unique(reference.groups[:, 1:], axis=0).tolist()}
    old = scaled(reference.values, features)
    usual: NDArray[np.float64] | None = None
    for part in parts:
        new = np.array([name not in known for name in part.table.ids.tolist()])
        years = _years(part.table)
        for year in np.unique(years[new]).tolist():
            rows = np.flatnonzero(new & (years == year))
            if usual is None:
                usual = forest.normalised(old, groups=reference.groups)
            groups = part.groups[rows]
            yield year_drift(
                year,
                drift_of(names, part.X[rows], old),
                drift_of(names, part.forest.normalised(part.X[rows], groups=part.seen[rows]), usual),
                np.array([pvalues[name] for name in part.table.ids[rows].tolist()]),
                [tuple(path) for path in groups[:, 1:].tolist()],
                frozenset(paths),
            )
