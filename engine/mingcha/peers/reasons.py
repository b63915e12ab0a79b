"""Why a row is unusual: which of its features are out of line with the peers, or with its other features, and how far.

What was measured with ``PeerForest``: the share of injected anomalies whose first reason names a feature that was changed (or
the one that a broken relation was broken with); the same for broken relations alone; within three reasons. Six worlds of
correlated features and of amounts with normal and heavy tails, and the three recipes of benchmarks/peer_worlds.py; two draws of
10,000 units each:

    order by                                          worlds of our own      benchmarks/peer_worlds
    the trees' path contributions                     .946  .896  .982       .935  .848  .988
    distance from the peers                           .800  .228  .886       .804  .177  .904
    conditional residual                              .932  .938  .982       .899  .926  .991
    the greater of both                               .944  .928  .984       .911  .918  .993
    residual + 0.4 distance, gross distances first    .958  .934  .981       .939  .905  .989

So the trees say what part of the score a feature has, and residual and distance say in which order to tell it. A feature that was
told is taken as explained, and the residuals of the others are computed without it: of the second and third reasons that look
strong, 87 % then name a changed feature, 71 % otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri_exp

from .hashing import chunks
from .results import ABSENT, LEVEL, RELATION
from .whitening import Whitening

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

GROSS = 6.0
"""Deviations from the peers from which a feature is told before any relation: a slip leaves few relations whole."""
OUT = 4.0
"""Deviations from which a feature is called out of line with the peers even where its residual is greater."""
STRONG = 3.5
"""Deviations from which a reason is worth telling beside the first one."""
_BESIDE = 0.4
"""How much a deviation from the peers counts beside one from what the other features let expect."""
_FIRST, _AFTER = 1e3, 1e6
_ROOM = 2**22
"""Numbers in the relations of the rows that are worked on at once."""
KINDS = (LEVEL, RELATION, ABSENT)
_LEVEL, _RELATION, _ABSENT = range(3)


@dataclass(frozen=True)
class Because:
    """One reason for a row's score, in the scale of X.

    Attributes:
        kind: level, relation or absent, as in ``mingcha.peers.results``.
        feature: its column; ``other``: the column whose usual relation with it is broken, -1 unless relation.
        z: distance from the peers in their deviations, signed; of the conditional residual for a relation; for what is absent how
            many deviations would be as rare.
        weight: its part in the score; those of all columns add up to 1.
        expected: what the row's other columns let expect (relation), else the peers' mean; NaN where unknown.
    """

    kind: str
    feature: int
    z: float
    weight: float
    expected: float
    other: int = -1


@dataclass(frozen=True)
class Ranked:
    """The reasons of n rows, the most telling first; all of shape (n, top).

    Attributes:
        kind: index in KINDS.
        feature: column, -1 where there is no further reason; ``other``: its partner in a relation, -1 unless relation.
        z, weight: as in Because.
        expected: in deviations of the peers from their mean.
    """

    kind: NDArray[np.int8]
    feature: Ints
    other: Ints
    z: Floats
    weight: Floats
    expected: Floats


def parts_of_score(parts: Floats) -> Floats:
    """Path contributions (negative where they make a path shorter) as parts of the score that add up to 1; shape (n, p)."""
    shorter = np.maximum(-parts, 0.0)
    total = shorter.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(shorter, total, out=np.full_like(shorter, 1 / max(1, shorter.shape[1])), where=total > 0))


def ranked(z: Floats, missing: Bools, surprise: Floats, share: Floats, usual: Whitening, which: Ints, top: int) -> Ranked:
    """The reasons of each row.

    Args:
        z: distance from the peers in their deviations; what it holds where a feature is missing plays no part; shape (n, p).
        missing: which features are missing; shape (n, p).
        surprise: -log of the share of peers that miss the feature too; read where it is missing; shape (n, p).
        share: of each feature in the score; shape (n, p).
        usual: relations in the reference.
        which: the index of each row's relations there; shape (n,).
        top: how many reasons; fewer where a row has fewer features.
    """
    top = max(0, min(top, z.shape[1]))
    n, p = z.shape
    parts = chunks(n, max(1, _ROOM // p**2)) if n else [slice(0)]
    done = [_ranked(_Rest(z[part], missing[part], usual, which[part]), surprise[part], share[part], top) for part in parts]
    names = ("kind", "feature", "other", "z", "weight", "expected")
    return Ranked(*(np.concatenate([getattr(each, name) for each in done]) for name in names))


def residuals(z: Floats, missing: Bools, usual: Whitening, which: Ints) -> Floats:
    """How far each feature is from what the row's others let expect, in its usual deviations; 0 where missing; shape (n, p).

    Args:
        z: as for ``ranked``.
        missing: as for ``ranked``.
        usual: as for ``ranked``.
        which: as for ``ranked``.
    """
    return _Rest(z, missing, usual, which).residual()


def because(found: Ranked, expected: Floats, columns: Ints) -> list[tuple[Because, ...]]:
    """Reasons as values.

    Args:
        found: of n rows.
        expected: of each reason's feature, in the scale of X; shape (n, top).
        columns: which column of X each feature is; shape (p,).
    """
    columns = np.append(columns, -1)  # where there is none
    each = (found.kind, columns[found.feature], found.z, found.weight, expected, columns[found.other])
    rows = zip(*(array.tolist() for array in each), strict=True)
    return [tuple(Because(KINDS[reason[0]], *reason[1:]) for reason in zip(*row, strict=True) if reason[1] >= 0) for row in rows]


class _Rest:
    """Rows and their conditional residuals, given the features that are not yet freed.

    To free a feature is to know nothing of it any more: precision and residuals of the others become those of the marginal
    distribution, one step of a Cholesky factorisation for each row.
    """

    def __init__(self, z: Floats, missing: Bools, usual: Whitening, which: Ints) -> None:
        self.z, self.usual, self.which = np.where(missing, 0.0, z), usual, which
        self.free = np.zeros(z.shape, bool)
        self.deviation = np.sqrt(np.einsum("gii->gi", usual.covariance))[which]
        self.pull = np.matmul(self.z[:, None, :], usual.precision[which])[:, 0]  # one product a row, whichever stand beside it
        self.sharp = np.einsum("gii->gi", usual.precision)[which]
        self.steps: list[Floats] = []
        order = np.argsort(~missing, axis=1, kind="stable")
        for i in range(int(missing.sum(axis=1).max(initial=0))):
            self.forget(order[:, i], np.take_along_axis(missing, order[:, [i]], 1)[:, 0])

    def forget(self, feature: Ints, where: Bools) -> None:
        """Free one feature of each row where told; it must not be free yet."""
        at = feature[:, None]
        column = self.usual.precision[self.which, feature]
        for step in self.steps:
            column = column - step * np.take_along_axis(step, at, 1)
        step = np.where(where[:, None], column / np.sqrt(np.take_along_axis(self.sharp, at, 1)), 0.0)
        self.pull = self.pull - step * np.take_along_axis(self.pull, at, 1) / np.sqrt(np.take_along_axis(self.sharp, at, 1))
        self.sharp = np.maximum(self.sharp - step**2, self.deviation**-2)  # a conditional variance is at most the marginal one
        self.steps.append(step)
        self.free[np.flatnonzero(where), feature[where]] = True

    def residual(self) -> Floats:
        """Of each feature given the others that are not free, in its usual deviations; 0 where it is free itself."""
        return np.where(self.free, 0.0, self.pull / np.sqrt(self.sharp) / self.usual.residual[self.which])

    def expected(self) -> Floats:
        """Of each feature given the others that are not free."""
        return np.asarray(self.z - self.pull / self.sharp)


def _ranked(rest: _Rest, surprise: Floats, share: Floats, top: int) -> Ranked:
    n, p = rest.z.shape
    missing = rest.free.copy()
    absent = np.where(missing, _as_rare(surprise), 0.0)
    beside = (1 - _BESIDE) * absent  # so that what is absent counts once
    level = np.maximum(np.abs(rest.z), absent)
    told = np.zeros((n, p), bool)
    rows = np.arange(n)
    first = _strength(level, np.maximum(np.abs(rest.residual()), beside))
    nobody, nothing = np.full((n, top), -1, np.intp), np.zeros((n, top))
    found = Ranked(np.zeros((n, top), np.int8), nobody, nobody.copy(), nothing, nothing.copy(), nothing.copy())
    for i in range(top):
        residual = rest.residual()
        broken = np.maximum(np.abs(residual), beside)
        strong = np.maximum(level, broken) >= STRONG
        strength = _strength(level, broken)
        # What is no longer strong once the features told are explained comes last, in the order that it had at first.
        order = np.where(strong | (i == 0), strength, first - _AFTER)
        feature = np.where(told, -np.inf, order).argmax(axis=1)
        left = ~told[rows, feature]
        gone = missing[rows, feature]
        relation = left & ~gone & (level[rows, feature] < np.minimum(broken[rows, feature], OUT))
        other = np.where(relation, _partner(rest, feature, missing | told), -1)
        relation &= other >= 0
        found.kind[:, i] = np.where(gone, _ABSENT, np.where(relation, _RELATION, _LEVEL))
        found.feature[:, i] = np.where(left, feature, -1)
        found.other[:, i] = np.where(relation, other, -1)
        found.z[:, i] = np.where(gone, absent[rows, feature], np.where(relation, residual[rows, feature], rest.z[rows, feature]))
        found.expected[:, i] = np.where(relation, rest.expected()[rows, feature], 0.0)
        told[rows[left], feature[left]] = True
        rest.forget(feature, left & ~gone)
        after = np.maximum(level, np.abs(rest.residual()))
        # The two features of a broken relation are one reason, unless the partner is odd by itself.
        quiet = relation & (after[rows, other] < STRONG)
        told[rows[quiet], other[quiet]] = True
        # Its own part in the score, and of the others' parts what it explains of them.
        explained = np.where(told, 1.0, 1 - np.minimum(1.0, (after / np.maximum(np.maximum(level, broken), 1e-12)) ** 2))
        explained[~left] = 0.0
        found.weight[:, i] = (share * explained).sum(axis=1)
        share = share * (1 - explained)
    return found


def _as_rare(surprise: Floats) -> Floats:
    """Deviations of a normal distribution beyond which lies, on both sides, the share whose -log this is."""
    return np.asarray(-ndtri_exp(-np.maximum(surprise, 0.0) - np.log(2)))


def _strength(level: Floats, broken: Floats) -> Floats:
    return np.where(level >= GROSS, _FIRST + level + 1e-6 * np.minimum(broken, _FIRST), broken + _BESIDE * level)


def _partner(rest: _Rest, feature: Ints, barred: Bools) -> Ints:
    """The feature with which this one is the oddest pair though neither is as odd alone; -1 where none is left. Shape (n,).

    Of two features either's residual given the other is what the pair adds to the other alone; the smaller of both residuals is
    what the pair adds to each.
    """
    rows = np.arange(len(feature))
    usual = rest.usual.covariance[rest.which, feature] / (rest.deviation * rest.deviation[rows, feature][:, None])
    z = rest.z / rest.deviation
    own = z[rows, feature][:, None]
    adds = np.minimum(np.abs(own - usual * z), np.abs(z - usual * own)) / np.sqrt(np.maximum(1 - usual**2, 1e-9))
    adds[barred] = -1.0
    adds[rows, feature] = -1.0
    other = adds.argmax(axis=1)
    return np.where(adds[rows, other] >= 0, other, -1)
