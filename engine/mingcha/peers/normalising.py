"""Peer normalisation: how far each value is from the unit's peers, small groups leaning on the larger ones they are part of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .hashing import Hashes, chunks, places

Matrix = NDArray[np.float64]
_TINY = 1e-12


@dataclass(frozen=True)
class Level:
    """Sums of one level of the hierarchy of groups.

    Attributes:
        keys: hashes of the groups' paths, sorted; shape (g,).
        size: units; shape (g,).
        count, total, squares: values there, their sum and the sum of their squares; shape (g, p).
    """

    keys: Hashes
    size: Matrix
    count: Matrix
    total: Matrix
    squares: Matrix

    def find(self, paths: Hashes) -> NDArray[np.intp]:
        """The index of each path's group, -1 where there is none."""
        return places(self.keys, paths)


@dataclass(frozen=True)
class Moments:
    """Mean and deviation of the peers of the units in some groups; all arrays are of shape (g, p).

    Attributes:
        mean: for a unit of the reference, as a line in its value: constant, slope.
        variance: for a unit of the reference, as a parabola in its value: constant, linear, quadratic.
        of_others, deviation: for a unit that is not of the reference.
    """

    mean: tuple[Matrix, Matrix]
    variance: tuple[Matrix, Matrix, Matrix]
    of_others: Matrix
    deviation: Matrix

    def of(self, X: Matrix, group: NDArray[np.intp], own: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
        """Mean and deviation of each row's peers, itself left out; each of shape (n, p).

        Args:
            X: shape (n, p), NaN where missing.
            group: index of each row's group; shape (n,).
            own: whether each row is one of the reference; shape (n,).
        """
        if not own.any():
            return self.of_others[group], self.deviation[group]
        mean = self.mean[0][group] + self.mean[1][group] * X
        constant, linear, quadratic = (part[group] for part in self.variance)
        deviation = np.sqrt(np.maximum(constant + X * (linear + X * quadratic), _TINY))
        if own.all():
            return mean, deviation
        return np.where(own[:, None], mean, self.of_others[group]), np.where(own[:, None], deviation, self.deviation[group])


@dataclass(frozen=True)
class Peers:
    """The peers of a reference: sums for every group of every level, the coarsest (all units) first.

    Attributes:
        levels: the sums.
        members: hashes of the rows of the reference, sorted: a unit is no peer of its own.
        prior: how many units a group's parent counts as.
        few: a group with fewer units than this, the row itself not counted, says nothing.
    """

    levels: tuple[Level, ...]
    members: Hashes
    prior: float
    few: int

    def moments(self, X: Matrix, paths: Hashes, own: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
        """Mean and variance of each row's peers, itself left out; each of shape (n, p).

        A group of n units counts n, its parent ``prior``: the mean is drawn to the parent's mean, the variance to the parent's
        (empirical Bayes, as in Morris 1983, with one weight for all groups). The parent of the whole reference is what its scale
        was made to be: about 0, and about 1 apart.

        Args:
            X: shape (n, p), without NaN.
            paths: of the rows' groups, one column a level; shape (n, levels).
            own: whether each row is one of the reference; shape (n,).
        """
        mean, variance = np.zeros_like(X), np.ones_like(X)
        for depth, level in enumerate(self.levels):
            at, alike = self.known(depth, paths, own)
            known, mine = alike[:, None], (alike & own)[:, None]
            count = np.maximum(level.count[at] * known - mine, 0.0)
            total = level.total[at] * known - X * mine
            squares = level.squares[at] * known - X * X * mine
            drawn = (total + self.prior * mean) / (count + self.prior)
            about = squares - 2 * drawn * total + count * drawn * drawn
            variance = (about + self.prior * (variance + (mean - drawn) ** 2)) / (count + self.prior)
            mean = drawn
        return mean, variance

    def table(self, paths: Hashes) -> Moments:
        """The moments of groups, ready for any number of rows of each; ``paths`` of shape (g, levels)."""
        everyone, nobody = np.ones(len(paths), np.bool_), np.zeros(len(paths), np.bool_)
        x = np.zeros((len(paths), self.levels[0].total.shape[1]))
        (low, below), (mean, at_nil), (_, above) = (self.moments(x + step, paths, everyone) for step in (-1.0, 0.0, 1.0))
        of_others, variance = self.moments(x, paths, nobody)
        # The mean without a unit is linear in its value, the variance is quadratic: three values tell them.
        return Moments(
            (mean, mean - low),
            (at_nil, (above - below) / 2, (above + below) / 2 - at_nil),
            of_others,
            np.sqrt(np.maximum(variance, _TINY)),
        )

    def known(self, depth: int, paths: Hashes, own: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """The index of each row's group on a level, and whether it has units enough besides the row itself."""
        level = self.levels[depth]
        at = level.find(paths[:, depth])
        return at, (at >= 0) & ((level.size[at] - own >= self.few) | (depth == 0))

    @property
    def has_gaps(self) -> bool:
        """Whether any value of the reference is missing."""
        whole = self.levels[0]
        return bool((whole.count < whole.size[:, None]).any())

    def is_member(self, rows: Hashes) -> NDArray[np.bool_]:
        """Whether each row is one of the reference; shape (n,)."""
        order = np.argsort(rows)  # sought in order, members are found near each other
        is_one = np.empty(len(rows), np.bool_)
        is_one[order] = places(self.members, rows[order]) >= 0
        return is_one

    def sizes(self, paths: Hashes, own: NDArray[np.bool_]) -> Matrix:
        """How many units of the reference each group of a row's path has, the row itself left out; shape (n, levels)."""
        found = [(level, level.find(paths[:, depth])) for depth, level in enumerate(self.levels)]
        return np.stack([np.where(at >= 0, level.size[at] - own, 0.0) for level, at in found], axis=1)


def peers_of(take: Callable[[NDArray[np.intp]], Matrix], paths: Hashes, rows: Hashes, prior: float, few: int) -> Peers:
    """The peers in a reference; ``prior`` and ``few`` are as in ``Peers``.

    ``take`` gives rows by their index, of shape (k, p), NaN where missing; the columns are of about the same size, so that sums
    of squares are exact enough. ``paths`` are of the rows' groups, shape (n, levels), the first column the same for all. The sums
    are made in the order of ``rows``, the hashes of ``hashing.row_hashes``, so that the order the units come in does not matter.
    """
    finest = paths[:, -1]
    order = np.lexsort((rows, finest))
    _, starts = np.unique(finest[order], return_index=True)
    sums = _sums(take, order, starts)
    above = paths[order[starts]]
    levels: list[Level] = []
    for depth in range(paths.shape[1]):
        upper, index = np.unique(above[:, depth], return_inverse=True)
        levels.append(Level(upper, *(_added(part, index, len(upper)) for part in sums)))
    return Peers(tuple(levels), np.sort(rows), prior, few)


def _sums(
    take: Callable[[NDArray[np.intp]], Matrix], order: NDArray[np.intp], starts: NDArray[np.intp]
) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """Units, values, sums and sums of squares of the runs of rows that begin at ``starts``."""
    groups, p = len(starts), take(order[:0]).shape[1]
    size = np.diff(np.append(starts, len(order))).astype(np.float64)
    count, total, squares = np.zeros((groups, p)), np.zeros((groups, p)), np.zeros((groups, p))
    for part in chunks(len(order)):
        x = take(order[part])
        there = ~np.isnan(x)
        x = np.where(there, x, 0.0)
        first = np.searchsorted(starts, part.start, side="right") - 1
        last = np.searchsorted(starts, part.stop - 1, side="right")
        cuts = np.maximum(starts[first:last] - part.start, 0)
        within = slice(first, last)
        count[within] += np.add.reduceat(there.astype(np.float64), cuts, axis=0)
        total[within] += np.add.reduceat(x, cuts, axis=0)
        squares[within] += np.add.reduceat(x * x, cuts, axis=0)
    return size, count, total, squares


def _added(part: Matrix, index: NDArray[np.intp], groups: int) -> Matrix:
    """The rows of ``part`` added up by group."""
    out = np.zeros((groups, *part.shape[1:]))
    np.add.at(out, index, part)
    return out
