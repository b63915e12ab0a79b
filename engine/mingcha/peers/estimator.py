"""The estimator: an isolation forest over whitened, peer-normalised features, with scikit-learn's contract."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OutlierMixin, clone
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from .absence import shares, surprise
from .calibration import pvalues, threshold, yardstick_of
from .forest import grow
from .hashing import Hashes, chunks, column_order, mixed, row_hashes, text_hashes
from .neighbours import MOST, Neighbours, neighbours_of
from .normalising import Moments, peers_of
from .paths import contributions, over_features
from .reasons import Because, because, parts_of_score, ranked
from .reshaping import Reshaping, reshaping_of
from .whitening import Whitening, whitening_of

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

_SHAPED_ON, _WHITENED_ON, _GROWN_ON, _CALIBRATED_ON = 16_384, 131_072, 65_536, 65_536
"""How many rows are enough to choose scales, for relations, for the trees, for the groups' yardsticks, and for p-values."""
_TAIL, _NORMAL_TAIL, _LEAST_TAIL = 0.98, 2.3263, 0.25
"""The share of rows within the tails, where that lies for a normal distribution, and how short tails can be."""
_LARGEST = 1e100
_AT_ONCE = 8192
"""Rows that are scored at once."""
_FEW = 200
_ROOT = np.uint64(1)


@dataclass(frozen=True)
class Standing:
    """Among whom each row is scored.

    Attributes:
        depth: how many of the group's levels are used, 0 for all rows; shape (n,).
        size: units in that group, the row's own not counted; shape (n,).
        too_few: whether a finer group was left because it has one to four units; shape (n,).
    """

    depth: NDArray[np.intp]
    size: NDArray[np.intp]
    too_few: NDArray[np.bool_]


@dataclass(frozen=True)
class Batch:
    """Rows of X and among whom they are compared.

    Attributes:
        X: NaN where missing, columns as given; shape (n, p).
        paths: hashes of the groups' paths, all rows first, then each level; shape (n, levels + 1).
        hashes: of the rows; shape (n,).
        own: whether each row is one of the reference; shape (n,).
        group: index of its finest group in ``groups``, the paths of those of the batch; ``moments`` theirs; shape (n,).
        which: index of its relations in the whitening; shape (n,).
    """

    X: Matrix
    paths: Hashes
    hashes: Hashes
    own: NDArray[np.bool_]
    group: NDArray[np.intp]
    groups: Hashes
    moments: Moments
    which: NDArray[np.intp]


@dataclass(frozen=True)
class Rows:
    """Rows of X as the forest sees them, the columns in the order of the reference.

    Attributes:
        mean, deviation: of the peers, on the reshaped scale; shape (n, p).
        z: distance from the peers in their deviations, clipped, 0 where missing; shape (n, p).
        absent: how surprising it is what is missing, in deviations; shape (n,).
        white: whitened z, each column with tails that reach as far as a normal distribution's; shape (n, p).
        seen: what the trees see; shape (n, p + 1 + aggregates).
    """

    mean: Matrix
    deviation: Matrix
    z: Matrix
    white: Matrix
    absent: Vector
    seen: NDArray[np.float32]


class PeerForest(OutlierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Isolation forest that asks how unusual a row is among its peers.

    Each value is compared with the unit's peers (itself left out, small groups leaning on the larger ones they are part of) and
    freed of what the unit's other values let expect; its size, whatever its sign, goes into an isolation forest. Scores are made
    comparable between groups, and p-values say how many clean units score as high.

    The result does not depend on the order of rows or columns nor on ``n_jobs``, to the last bit.

    Args:
        n_estimators, max_samples: trees, and rows a tree is grown on.
        alpha: ``predict`` gives -1 where the p-value is at most this.
        clip: peer z beyond it counts as it.
        prior: as how many units the larger group counts, on which a group leans.
        lean: the same for the level and spread of a group's scores.
        min_peers: units a group must have besides the row itself; else the larger group is used.
        shrinkage: weight of no correlation in the covariance.
        relations: as how many rows a column the relations of the larger group count, on which a group's relations lean.
        emphasis: share of the trees' choices that fall on the whole of a row (its largest value, its root mean square, its fourth
            norm) instead of a single feature.
        reshape: whether skewed or heavy-tailed columns may be put on a logarithmic scale; monotone, so that no order changes.
        neighbours: whether a second detector has its say, half and half: how thin the rows are around a row. It finds more, but
            every row is compared with every other, so that a reference of more than 50,000 rows is refused.
        n_jobs: threads; the scores are the same for any number.
        random_state: seed of the trees.

    Attributes:
        n_features_in_: columns of X.
        offset_: ``decision_function`` is ``score_samples`` minus this.
    """

    def __init__(
        self,
        *,
        n_estimators: int = 64,
        max_samples: int = 1024,
        alpha: float = 0.01,
        clip: float = 10.0,
        prior: float = 10.0,
        lean: float = 100.0,
        min_peers: int = 4,
        shrinkage: float = 0.0,
        relations: float = 20.0,
        emphasis: float = 0.25,
        reshape: bool = True,
        neighbours: bool = False,
        n_jobs: int | None = None,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.alpha = alpha
        self.clip = clip
        self.prior = prior
        self.lean = lean
        self.min_peers = min_peers
        self.shrinkage = shrinkage
        self.relations = relations
        self.emphasis = emphasis
        self.reshape = reshape
        self.neighbours = neighbours
        self.n_jobs = n_jobs
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        """NaN is welcome: missing is a state of its own."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: ArrayLike, y: Any = None, *, groups: ArrayLike | None = None, ids: ArrayLike | None = None) -> PeerForest:
        """Learn what is usual.

        Args:
            X: features, NaN where missing; infinities count as missing, with a warning; shape (n, p).
            y: ignored.
            groups: labels of peer groups, shape (n,), or (n, levels) from the coarsest to the finest; None for one group.
            ids: stable names of the rows, so that subsamples stay as they are when figures are corrected. None: the contents.

        Raises:
            ValueError: X, groups or ids have wrong shapes, or a parameter is out of range.
        """
        self._check_parameters()
        X = _finite(validate_data(self, X, dtype=np.float64, ensure_all_finite=False))
        paths = _paths(groups, len(X))
        hashes = row_hashes(X, paths[:, -1])
        names = hashes if ids is None else _names(ids, len(X))
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        with threadpool_limits(1, user_api="blas"):
            self._learn(X, paths, hashes, names, seed)
        return self

    def _learn(self, X: Matrix, paths: Hashes, hashes: Hashes, names: Hashes, seed: int) -> None:
        # An order that only the rows' names decide. Its first rows calibrate: no tree and no covariance sees them.
        key = mixed(names ^ np.uint64(seed))
        order = np.argsort(key, kind="stable") if names is hashes else np.lexsort((hashes, key))
        kept = _kept(key[order])
        growing = order[kept:]
        self.columns_ = column_order(X, hashes)
        self.reshaping_ = self._reshaping(X, paths, order[:_SHAPED_ON])
        self.peers_ = peers_of(self._taker(X), paths, hashes, self.prior, self.min_peers)
        batch = self._batch(X, paths, hashes, None)
        self.whitening_ = whitening_of(
            lambda rows: self._z(batch, rows)[0], growing[:_WHITENED_ON], paths, self.shrinkage, self.relations * X.shape[1]
        )
        batch = replace(batch, which=self.whitening_.which(batch.groups)[batch.group])
        self.tails_ = np.ones(X.shape[1])
        self.tails_ = _tails(self._rows(batch, growing[:_SHAPED_ON]).white)
        pool = growing[: max(_GROWN_ON, self.max_samples)]
        self.forest_ = grow(
            names[pool],
            lambda rows: self._rows(batch, pool[rows]).seen,
            self._chances(X.shape[1]),
            self.n_estimators,
            self.max_samples,
            seed,
        )
        self.neighbours_ = self._neighbours(batch, growing) if self.neighbours else None
        # What the trees have seen scores lower than what they have not, so that only the latter is a measure for new rows.
        measured = order[:kept] if kept else order
        detected = self._detected(batch, measured)
        self.halves_ = tuple(_half(found) for found in detected)
        scores = self._together(detected)
        self.yardstick_ = yardstick_of(scores, paths[measured], self.lean)
        self.calibration_ = np.sort(self._standardised(scores, batch, measured)[:kept])
        # Scores at the threshold are alarms, and scikit-learn counts what is below the offset.
        self.offset_ = float(np.nextafter(-threshold(self.calibration_, self.alpha), np.inf))

    def score_samples(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> Vector:
        """Minus the score in spreads above the middle of the row's group: the lower, the more unusual; shape (n,).

        Args:
            X: as for ``fit``.
            groups: as for ``fit``; a group that ``fit`` did not see is scored as the larger group that it is part of.

        Raises:
            ValueError: X or groups have wrong shapes.
        """
        return -self._scores(X, groups)

    def decision_function(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> Vector:
        """``score_samples`` less the threshold: negative where ``predict`` gives -1; shape (n,)."""
        return self.score_samples(X, groups=groups) - self.offset_

    def predict(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> NDArray[np.intp]:
        """-1 where the p-value is at most ``alpha``, else 1; shape (n,)."""
        return np.where(self.decision_function(X, groups=groups) < 0, -1, 1)

    def fit_predict(self, X: ArrayLike, y: Any = None, *, groups: ArrayLike | None = None) -> NDArray[np.intp]:
        """``fit``, then ``predict`` of the same rows."""
        return self.fit(X, groups=groups).predict(X, groups=groups)

    def pvalues(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> Vector:
        """Split-conformal p-values: the share of clean rows as unusual or more; shape (n,)."""
        return self.pvalues_of(self.score_samples(X, groups=groups))

    def pvalues_of(self, scores: Vector) -> Vector:
        """The p-values of what ``score_samples`` gave, without scoring again; shape (n,)."""
        check_is_fitted(self)
        return pvalues(-np.asarray(scores), self.calibration_)

    def explain(self, X: ArrayLike, *, groups: ArrayLike | None = None, top: int = 3) -> list[tuple[Because, ...]]:
        """Why each row scores as it does: its ``top`` reasons, the most telling first, fewer where it has fewer features.

        Args:
            X: as for ``score_samples``; give only the rows that are to be explained.
            groups: as for ``score_samples``.
            top: how many.

        Raises:
            ValueError: X or groups have wrong shapes.
        """
        batch = self._checked(X, groups)
        with threadpool_limits(1, user_api="blas"):
            return [reasons for part in chunks(len(batch.X)) for reasons in self._explained(batch, part, top)]

    def _explained(self, batch: Batch, part: slice, top: int) -> list[tuple[Because, ...]]:
        rows = self._rows(batch, np.arange(part.start, part.stop))
        missing = np.isnan(batch.X[part][:, self.columns_])
        share = shares(missing, self.peers_, batch.paths[part], batch.own[part])
        surprises = -np.log(np.where(missing, share, 1 - share))
        trees = [tree.tree_ for tree in self.forest_.trees]
        parts, _ = contributions(trees, self.forest_.lengths, rows.seen)
        weights = parts_of_score(over_features(parts, rows.white, rows.absent, surprises))
        found = ranked(rows.z, missing, surprises, weights, self.whitening_, batch.which[part], top)
        expected = np.empty_like(found.expected)
        group = batch.group[part]
        mean = np.where(missing, batch.moments.of_others[group], rows.mean)
        deviation = np.where(missing, batch.moments.deviation[group], rows.deviation)
        never = self.peers_.levels[0].count[0] == 0
        for i in range(expected.shape[1]):
            usual = self.reshaping_.undo(mean + found.expected[:, [i]] * deviation)
            of = found.feature[:, i]
            expected[:, i] = np.where(never[of], np.nan, usual[np.arange(len(usual)), of])
        return because(found, expected, self.columns_)

    def standing(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> Standing:
        """Among whom each row is scored."""
        batch = self._checked(X, groups)
        sizes = self.peers_.sizes(batch.paths, batch.own)
        enough = sizes >= self.min_peers
        enough[:, 0] = True
        depth = enough.shape[1] - 1 - np.argmax(enough[:, ::-1], axis=1)
        rows = np.arange(len(sizes))
        finer = np.minimum(depth + 1, sizes.shape[1] - 1)
        too_few = (finer > depth) & (sizes[rows, finer] + batch.own > 0)
        return Standing(depth, sizes[rows, depth].astype(np.intp), too_few)

    def normalised(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> Matrix:
        """How far each value is from the row's peers, in their deviations, clipped; NaN where missing; shape (n, p)."""
        batch = self._checked(X, groups)
        z = np.empty_like(batch.X)
        for part in chunks(len(z)):
            z[part, self.columns_] = self._z(batch, np.arange(part.start, part.stop))[0]
        return np.where(np.isnan(batch.X), np.nan, z)

    def at(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> PeerForest:
        """The same forest and calibration with the peers of X, such as all units of another year.

        A general rise of all units is no anomaly of each: the rows of X are normalised among themselves, and their groups' scores
        measured anew; how unusual a row must be stays as it was.
        """
        batch = self._checked(X, groups)
        other: PeerForest = clone(self)
        other.__dict__.update(self.__dict__)
        with threadpool_limits(1, user_api="blas"):
            other.peers_ = peers_of(self._taker(batch.X), batch.paths, batch.hashes, self.prior, self.min_peers)
            few = np.argsort(mixed(batch.hashes), kind="stable")[:_CALIBRATED_ON]
            scores = other._raw(other._batch(batch.X, batch.paths, batch.hashes, self.whitening_), few)
            root = (float(self.yardstick_.middle[0][0]), float(self.yardstick_.spread[0][0]))
            other.yardstick_ = yardstick_of(scores, batch.paths[few], self.lean, root)
        return other

    def _scores(self, X: ArrayLike, groups: ArrayLike | None) -> Vector:
        batch = self._checked(X, groups)
        with threadpool_limits(1, user_api="blas"):
            everything = np.arange(len(batch.X))
            return self._standardised(self._raw(batch, everything), batch, everything)

    def _checked(self, X: ArrayLike, groups: ArrayLike | None) -> Batch:
        check_is_fitted(self)
        X = _finite(validate_data(self, X, dtype=np.float64, ensure_all_finite=False, reset=False))
        paths = _paths(groups, len(X))
        if paths.shape[1] != len(self.peers_.levels):
            raise ValueError(
                f"groups have {paths.shape[1] - 1} levels, fit was given {len(self.peers_.levels) - 1}; "
                "give as many columns of labels"
            )
        return self._batch(X, paths, row_hashes(X, paths[:, -1]), self.whitening_)

    def _batch(self, X: Matrix, paths: Hashes, hashes: Hashes, whitening: Whitening | None) -> Batch:
        _, first, group = np.unique(paths[:, -1], return_index=True, return_inverse=True)
        groups = paths[first]
        which = np.zeros(len(groups), np.intp) if whitening is None else whitening.which(groups)
        own = self.peers_.is_member(hashes)
        return Batch(X, paths, hashes, own, group, groups, self.peers_.table(groups), which[group])

    def _standardised(self, scores: Vector, batch: Batch, rows: NDArray[np.intp]) -> Vector:
        """The forest's scores of some rows compared within their groups; shape (k,)."""
        middle, spread = self.yardstick_.of(batch.groups)
        return np.asarray((scores - middle[batch.group[rows]]) / spread[batch.group[rows]])

    def _raw(self, batch: Batch, rows: NDArray[np.intp]) -> Vector:
        """The scores of some rows, not yet compared within groups; shape (k,)."""
        return self._together(self._detected(batch, rows))

    def _detected(self, batch: Batch, rows: NDArray[np.intp]) -> tuple[Vector, ...]:
        """The scores of some rows by each detector; each of shape (k,)."""
        isolation = self._isolation(batch, rows)
        return (isolation,) if self.neighbours_ is None else (isolation, self._thinness(self.neighbours_, batch, rows))

    def _together(self, detected: tuple[Vector, ...]) -> Vector:
        """The scores of one detector as they are, of two weighed alike; shape (k,)."""
        if len(detected) == 1:
            return detected[0]
        weighed = ((found - middle) / spread for found, (middle, spread) in zip(detected, self.halves_, strict=True))
        return np.asarray(sum(weighed) / 2)

    def _neighbours(self, batch: Batch, growing: NDArray[np.intp]) -> Neighbours:
        if len(batch.X) > MOST:
            raise ValueError(f"neighbours=True compares every row with every other, at most {MOST} of them; leave it False")
        return neighbours_of(np.concatenate(list(self._white(batch, growing))), batch.hashes[growing])

    def _white(self, batch: Batch, rows: NDArray[np.intp]) -> Iterator[Matrix]:
        for part in chunks(len(rows), _AT_ONCE):
            seen = self._rows(batch, rows[part])
            yield np.concatenate([seen.white, seen.absent[:, None]], axis=1)

    def _thinness(self, neighbours: Neighbours, batch: Batch, rows: NDArray[np.intp]) -> Vector:
        """How thin the rows are around some rows; shape (k,)."""
        parts = zip(self._white(batch, rows), chunks(len(rows), _AT_ONCE), strict=True)
        found = [neighbours.scores(white, batch.hashes[rows[part]]) for white, part in parts]
        return np.concatenate(found) if found else np.zeros(0)

    def _isolation(self, batch: Batch, rows: NDArray[np.intp]) -> Vector:
        """The forest's scores of some rows, 0 to 1; shape (k,)."""
        order = np.lexsort((batch.group[rows], batch.which[rows]))
        scores = np.empty(len(rows))

        def score(part: slice) -> None:
            scores[order[part]] = self.forest_.scores(self._rows(batch, rows[order[part]]).seen)

        Parallel(n_jobs=self.n_jobs, require="sharedmem")(delayed(score)(part) for part in chunks(len(rows), _AT_ONCE))
        return scores

    def _rows(self, batch: Batch, rows: NDArray[np.intp]) -> Rows:
        """Rows as the forest sees them."""
        z, mean, deviation, gaps = self._z(batch, rows)
        white = self.whitening_.whitened(z, batch.which[rows]) / self.tails_
        if gaps.any() or self.peers_.has_gaps:
            absent = surprise(gaps, self.peers_, batch.paths[rows], batch.own[rows])
        else:
            absent = np.zeros(len(rows))
        return Rows(mean, deviation, z, white, absent, self._seen(white, absent))

    def _z(self, batch: Batch, rows: NDArray[np.intp]) -> tuple[Matrix, Matrix, Matrix, NDArray[np.bool_]]:
        """Peer z, clipped, 0 where missing; the peers' mean and deviation; and what is missing; each of shape (k, p)."""
        x = self._taker(batch.X)(rows)
        mean, deviation = batch.moments.of(x, batch.group[rows], batch.own[rows])
        gaps = np.isnan(x)
        z = (x - mean) / deviation
        z[gaps] = 0.0
        return np.clip(z, -self.clip, self.clip, out=z), mean, deviation, gaps

    def _seen(self, white: Matrix, absent: Vector) -> NDArray[np.float32]:
        size = np.concatenate([np.abs(white), absent[:, None]], axis=1)
        squares = size * size
        whole = np.stack([size.max(axis=1), np.sqrt(squares.mean(axis=1)), (squares * squares).mean(axis=1) ** 0.25], axis=1)
        return np.concatenate([size, whole], axis=1, dtype=np.float32, casting="unsafe")

    def _chances(self, p: int) -> Vector:
        """How often the trees ask about each of p features, about what is missing, and about the three wholes of a row."""
        return np.concatenate([np.full(p + 1, (1 - self.emphasis) / (p + 1)), np.full(3, self.emphasis / 3)])

    def _taker(self, X: Matrix) -> Callable[[NDArray[np.intp]], Matrix]:
        """Gives rows of X with the columns in the order of the reference and on their scales."""
        return lambda rows: self.reshaping_.apply(X.take(rows, axis=0).take(self.columns_, axis=1))

    def _reshaping(self, X: Matrix, paths: Hashes, few: NDArray[np.intp]) -> Reshaping:
        few = few[np.argsort(paths[few, -1], kind="stable")]
        together = paths[few[1:], -1] == paths[few[:-1], -1]
        return reshaping_of(X[few][:, self.columns_], together, self.reshape)

    def _check_parameters(self) -> None:
        for name, least, most in _RANGES:
            value = getattr(self, name)
            if not least <= value <= most:
                raise ValueError(f"{name} is {value!r}; it must be from {least} to {most}")


_RANGES = (
    ("n_estimators", 1, 100_000),
    ("max_samples", 2, 1_000_000),
    ("alpha", 0.0, 1.0),
    ("clip", 1.0, 1e6),
    ("prior", 1e-3, 1e6),
    ("lean", 0.0, 1e6),
    ("min_peers", 1, 1_000_000),
    ("shrinkage", 0.0, 1.0),
    ("relations", 0.0, 1e6),
    ("emphasis", 0.0, 0.99),
)


def _finite(X: Matrix) -> Matrix:
    """X with infinities as NaN, said in a warning, and nothing so large that its square is not a number."""
    # fmax and fmin pass over NaN.
    if np.fmax.reduce(X, axis=None, initial=0.0) <= _LARGEST and np.fmin.reduce(X, axis=None, initial=0.0) >= -_LARGEST:
        return X
    infinite = np.isinf(X)
    X = np.clip(X, -_LARGEST, _LARGEST)
    if not infinite.any():
        return X
    columns = np.flatnonzero(infinite.any(axis=0))
    told = ", ".join(map(str, columns[:5])) + (" …" if len(columns) > 5 else "")
    warnings.warn(f"{infinite.sum()} infinite values in columns {told} of X count as missing", UserWarning, stacklevel=3)
    return np.where(infinite, np.nan, X)


def _half(scores: Vector) -> tuple[float, float]:
    """Middle and spread of a detector's scores, by which two detectors are weighed alike."""
    middle, high = np.quantile(scores, (0.5, 0.9))
    return float(middle), max(float(high - middle), 1e-6)


def _kept(keys: Hashes) -> int:
    """How many rows calibrate: a half, or as many as are enough; told by the sorted hashes, so that one unit moves no other."""
    n = len(keys)
    if n < _FEW:
        return n // 2
    share = min(0.5, _CALIBRATED_ON / n)
    return int(np.searchsorted(keys, np.uint64(int(share * 2**64))))


def _tails(white: Matrix) -> Vector:
    """How far the tails of each column reach, in those of a normal distribution; shape (p,)."""
    reach = np.quantile(np.abs(white), _TAIL, axis=0) / _NORMAL_TAIL if len(white) else np.ones(white.shape[1])
    # A column that is nearly always the same has no tails to speak of.
    return np.maximum(reach, _LEAST_TAIL)


def _paths(groups: ArrayLike | None, n: int) -> Hashes:
    """Hashes of the groups' paths: of all rows, then of each level with those above it; shape (n, levels + 1)."""
    paths = [np.full(n, _ROOT)]
    if groups is not None:
        labels = np.asarray(groups)
        labels = labels[:, None] if labels.ndim == 1 else labels
        if labels.ndim != 2 or len(labels) != n:
            raise ValueError(
                f"groups have the shape {np.shape(groups)}; give a label or a row of labels for each of the {n} rows of X"
            )
        for level in range(labels.shape[1]):
            paths.append(mixed(paths[-1] ^ text_hashes(labels[:, level])))
    return np.stack(paths, axis=1)


def _names(ids: ArrayLike, n: int) -> Hashes:
    names = np.asarray(ids)
    if names.shape != (n,):
        raise ValueError(f"ids have the shape {names.shape}; give one for each of the {n} rows of X")
    return text_hashes(names)
