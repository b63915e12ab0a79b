"""Fit a model on a table of units and score a table with it: how unusual each is, among whom, why, and the list as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..errors import UsageError
from .among import Peers
from .blocks import Part, Scorer, here
from .declared import Feature, Level
from .drift import FEWEST, YearDrift, drift_of, year_drift
from .groups import year_of
from .model import Model, model_of
from .profile import Yearly
from .ranking import ranking
from .results import Score
from .sampling import sample
from .scales import scaled
from .table import FeatureTable

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from .estimator import PeerForest

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
        own: whether the reference is they themselves, or a sample of them: about ``expected`` are listed by construction.
        futile: why comparing says nothing here: alone, alike, empty or empty_reference (``futile``); "" where it does.
    """

    units: int
    listed: int
    alpha: float
    expected: float
    least: float
    reviewed: bool = False
    discoveries: int | None = None
    own: bool = False
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
        scores: of all units, the most unusual first; each is made when it is asked for.
        whole: the list as a whole.
        bases: which peers they were compared with, by year and kind.
        drift: of the years that have units which are not in the reference.
    """

    scores: Sequence[Score]
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
        table: the reference, values in the features' own units; any order of its units gives the same model. Of more than
            ``sampling.MOST`` units a sample is learnt from, which then is the reference.
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
    table = _taken(table, sample(table))
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
    profiles: Mapping[str, Yearly] | None = None,
    alpha: float = ALPHA,
    reviewed: bool = False,
    jobs: int | None = 1,
    scorer: Scorer = here,
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
        scorer: scores blocks of units; the scores are the same for any.

    Raises:
        UsageError: the table has no unit, or the same twice, or other features than the model.
    """
    table = _in_order(_fitting(_checked(table), model))
    features = _declared(table.features, knowledge)
    forest = copy(model.forest).set_params(n_jobs=jobs)
    bases = tuple(_bases(table, model.reference))
    parts = tuple(_parts(table, model, bases, forest, features))
    ranked = ranking(table, parts, scorer(block for part in parts for block in part.blocks()), profiles or {})
    own = np.array_equal(model.reference.ids, table.ids[sample(table)])
    drift = () if own else tuple(_drifts(parts, ranked.pvalues, model, forest, features))
    told_whole = whole(ranked.pvalues, alpha, forest, reviewed=reviewed)
    told_whole = msgspec.structs.replace(told_whole, own=own, futile=futile(table, model.reference))
    return Scored(ranked, told_whole, bases, drift)


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
    if table.features == wanted:
        return table
    order = [table.features.index(feature) for feature in wanted]
    return replace(table, features=wanted, values=table.values[:, order])


def _in_order(table: FeatureTable) -> FeatureTable:
    return _taken(table, np.argsort(table.ids, kind="stable"))


def _taken(table: FeatureTable, rows: NDArray[Any]) -> FeatureTable:
    """Rows of a table; the table itself where they are all of it as they stand, for it may be large."""
    if np.array_equal(rows, np.arange(len(table.ids))):
        return table
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
    table: FeatureTable, model: Model, bases: Sequence[Basis], forest: PeerForest, features: Sequence[Feature]
) -> Iterator[Part]:
    """The units that are compared with the reference, and those that are compared with each other."""
    own_years = {basis.year: basis.instead for basis in bases if basis.among == OWN}
    years = _years(table)
    own = np.isin(years, list(own_years))
    if not own.all():
        rows = np.flatnonzero(~own)
        known = _taken(table, rows)
        groups = _with_years(known.groups, {basis.year: basis.instead for basis in bases if basis.among == OTHER})
        yield Part(rows, known, groups, groups, forest, Peers(model.reference), features)
    for year in own_years:
        rows = np.flatnonzero(years == year)
        new = _taken(table, rows)
        seen = _with_years(new.groups, own_years)
        yield Part(rows, new, new.groups, seen, forest.at(scaled(new.values, features), groups=seen), Peers(new), features)


def _with_years(groups: NDArray[np.str_], instead: Mapping[str, str]) -> NDArray[np.str_]:
    """Groups under the years that stand for theirs."""
    if not groups.shape[1] or not instead:
        return groups
    years = np.array([instead.get(year) or year for year in groups[:, 0].tolist()])
    return np.column_stack([years, groups[:, 1:]])


def _drifts(
    parts: Sequence[Part], pvalues: NDArray[np.float64], model: Model, forest: PeerForest, features: Sequence[Feature]
) -> Iterator[YearDrift]:
    """How each year compares with the reference, by its units that are not in it."""
    reference = model.reference
    names = [feature.id for feature in features]
    paths = {tuple(path) for path in np.unique(reference.groups[:, 1:], axis=0).tolist()}
    old = scaled(reference.values, features)
    usual: NDArray[np.float64] | None = None
    for part in parts:
        new = ~np.isin(part.table.ids, reference.ids)
        years = _years(part.table)
        for year in np.unique(years[new]).tolist():
            rows = np.flatnonzero(new & (years == year))
            if usual is None:
                usual = forest.normalised(old, groups=reference.groups)
            yield year_drift(
                year,
                drift_of(names, part.block(rows).X, old),
                drift_of(names, part.normalised(rows), usual),
                pvalues[part.rows[rows]],
                [tuple(path) for path in part.groups[rows][:, 1:].tolist()],
                frozenset(paths),
            )
