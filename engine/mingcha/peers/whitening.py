"""Whitening: each feature freed of what the unit's other features let expect, and staying that one feature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .hashing import Hashes, places

Matrix = NDArray[np.float64]
Stack = NDArray[np.float64]
Indices = NDArray[np.intp]
_TILE = 48
"""Rows are multiplied in multiples of it, so that a row comes out the same whichever rows stand beside it."""
_CALM = 0.5
"""The least that a residual is taken to vary: columns that have been in step to the last digit would shout at a rounding."""
_BOUND = 4.0
"""Peer z beyond it counts as it where relations are learnt: one slip must not teach a relation."""
_AT_ONCE = 4096


@dataclass(frozen=True)
class Whitening:
    """Symmetric (ZCA) whitening, which keeps each column as near to itself as can be (Kessy, Lewin and Strimmer 2018).

    Groups with units enough have relations of their own, leaning on those of the larger group they are part of; the first of each
    stack is that of all units.

    Attributes:
        keys: hashes of the paths of these groups, sorted, and ``index`` their places in the stacks; shape (m,).
        covariance: of the peer z; shape (m, p, p).
        matrix: its inverse square root; shape (m, p, p).
        precision: its inverse; shape (m, p, p).
        residual: root mean square in the reference of each column's conditional residual, in deviations that the precision lets
            expect; shape (m, p).
    """

    keys: Hashes
    index: Indices
    covariance: Stack
    matrix: Stack
    precision: Stack
    residual: Matrix

    def which(self, paths: Hashes) -> Indices:
        """The place in the stacks of each path's deepest group that has one; ``paths`` of shape (n, levels), result (n,)."""
        which = np.zeros(len(paths), np.intp)
        for depth in range(paths.shape[1]):
            at = places(self.keys, paths[:, depth])
            which = np.where(at >= 0, self.index[at], which)
        return which

    def whitened(self, z: Matrix, which: Indices) -> Matrix:
        """Z freed of its relations; shape (n, p)."""
        order = np.argsort(which, kind="stable")
        z = z[order]
        out = np.empty_like(z)
        for group, start, stop in _runs(which[order]):
            out[order[start:stop]] = product(z[start:stop], self.matrix[group])
        return out


def whitening_of(
    z_at: Callable[[Indices], Matrix], rows: Indices, paths: Hashes, shrinkage: float, relations: float
) -> Whitening:
    """Learn the relations of peer z in all units and in each group that has units enough: twice as many as columns.

    Args:
        z_at: gives peer z of rows by their index; shape (k, p).
        rows: of which to learn, in an order that does not depend on the order of X.
        paths: of the groups of all rows; shape (n, levels).
        shrinkage: weight of a covariance without correlations, beside which p further rows count: of few rows nothing but the
            variances is believed.
        relations: as how many rows the relations of the larger group count, on which a group's lean.
    """
    p = z_at(rows[:0]).shape[1]
    home, keys, depths, parents = _homes(paths[rows], 2 * p)
    order = np.argsort(home, kind="stable")
    products, count = np.zeros((len(keys), p, p)), np.zeros(len(keys))
    for start in range(0, len(rows), _AT_ONCE):
        part = order[start : start + _AT_ONCE]
        z = np.clip(z_at(rows[part]), -_BOUND, _BOUND)
        for group, first, last in _runs(home[part]):
            products[group] += z[first:last].T @ z[first:last]
            count[group] += last - first
    for group in np.argsort(-depths, kind="stable")[: len(keys) - 1]:  # a group's rows are its parent's too
        products[parents[group]] += products[group]
        count[parents[group]] += count[group]
    covariance = np.empty_like(products)
    sample = products / np.maximum(count, 1)[:, None, None]
    covariance[0] = _calmed(sample[0], count[0], shrinkage)
    for group in np.argsort(depths, kind="stable")[1:]:
        covariance[group] = (products[group] + relations * covariance[parents[group]]) / (count[group] + relations)
    values, vectors = np.linalg.eigh(covariance)
    values = np.maximum(values, 1e-9)[:, None, :]
    matrix = (vectors / np.sqrt(values)) @ vectors.transpose(0, 2, 1)
    precision = (vectors / values) @ vectors.transpose(0, 2, 1)
    spread = np.einsum("gij,gij->gi", precision @ sample, precision) / np.einsum("gii->gi", precision)
    by_key = np.argsort(keys, kind="stable")
    return Whitening(keys[by_key], by_key, covariance, matrix, precision, np.sqrt(np.maximum(spread, _CALM**2)))


def _homes(paths: Hashes, least: int) -> tuple[Indices, Hashes, Indices, Indices]:
    """The deepest group of each row that has ``least`` rows; hashes, depths and parents of these groups, all rows first."""
    home = np.zeros(len(paths), np.intp)
    keys, depths, parents = [paths[:1, 0]], [np.zeros(1, np.intp)], [np.zeros(1, np.intp)]
    found = 1
    for depth in range(1, paths.shape[1]):
        names, first, inverse, count = np.unique(paths[:, depth], return_index=True, return_inverse=True, return_counts=True)
        # A group as large as the one it is part of is that one.
        enough = (count >= least) & (count < len(paths))
        place = np.where(enough, found + np.cumsum(enough) - 1, -1)
        parents.append(home[first[enough]])
        keys.append(names[enough])
        depths.append(np.full(int(enough.sum()), depth))
        home = np.where(place[inverse] >= 0, place[inverse], home)
        found += int(enough.sum())
    return home, np.concatenate(keys), np.concatenate(depths), np.concatenate(parents)


def _calmed(sample: Matrix, count: float, shrinkage: float) -> Matrix:
    # A column without any spread (constant, or never there) is whitened by nothing.
    diagonal = np.where(np.diag(sample) > 1e-9, np.diag(sample), 1.0)
    covariance = (1.0 - shrinkage) * count / (count + len(sample)) * sample
    np.fill_diagonal(covariance, diagonal)
    return covariance


def _runs(groups: Indices) -> list[tuple[int, int, int]]:
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    return list(zip(groups[starts].tolist(), starts.tolist(), [*starts[1:].tolist(), len(groups)], strict=True))


def product(z: Matrix, matrix: Matrix) -> Matrix:
    """Z times the matrix, filled up to whole tiles: a matrix product may round otherwise at the end of a block."""
    full = np.zeros((-(-len(z) // _TILE) * _TILE, z.shape[1]))
    full[: len(z)] = z
    return np.asarray((full @ matrix)[: len(z)])
