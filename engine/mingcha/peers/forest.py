"""The forest: isolation trees whose subsamples are chosen by the units' hashes, so that no order of the units matters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from math import ceil, log2
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import ExtraTreeRegressor

from .hashing import Hashes, mixed

Rows = NDArray[np.float32]
_ORDERS = 8
"""Random orders of the units from which trees take a stretch each: a few are as good as one for every tree, and cheaper."""
_LEAF = -2
_SIDES = np.array([1, 2], np.uint64)


@dataclass(frozen=True)
class Forest:
    """Isolation trees (Liu, Ting and Zhou 2008).

    Attributes:
        trees: as scikit-learn keeps them.
        lengths: for each tree the expected length of the path to each of its nodes; shape (nodes,).
        usual: expected length of a path in a tree of random rows.
    """

    trees: tuple[ExtraTreeRegressor, ...]
    lengths: tuple[NDArray[np.float64], ...]
    usual: float

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """How soon each row is parted from others: 2 to the minus mean path length in usual ones, 0 to 1; shape (n,)."""
        total = np.zeros(len(rows))
        for tree, lengths in zip(self.trees, self.lengths, strict=True):
            total += lengths[tree.tree_.apply(rows)]
        scores: NDArray[np.float64] = np.exp2(-total / (len(self.trees) * self.usual))
        return scores


def grow(
    hashes: Hashes, rows_at: Callable[[NDArray[np.intp]], Rows], chances: NDArray[np.float64], trees: int, sample: int, seed: int
) -> Forest:
    """Grow a forest.

    Args:
        hashes: of the units the trees may see; shape (n,).
        rows_at: gives the rows of units by their index, shape (k, columns).
        chances: how often a split asks about each column, in parts of one; shape (columns,).
        trees: how many.
        sample: how many units each tree sees.
        seed: the same gives the same trees.
    """
    sample = min(sample, len(hashes))
    keys = [mixed(hashes ^ np.uint64(seed * _ORDERS + k + 1)) for k in range(min(_ORDERS, trees))]
    shell = ExtraTreeRegressor(max_depth=1).fit(np.repeat([[0.0], [1.0]], len(chances), axis=1), [0.0, 1.0])
    grown, lengths = [], []
    for number, chosen in enumerate(_stretches(keys, trees, sample)):
        tree = _tree(rows_at(np.sort(chosen)), chances, mixed(np.array([seed * trees + number], np.uint64)))
        grown.append(_shelled(tree, shell))
        lengths.append(tree.depth + average_path(tree.size))
    return Forest(tuple(grown), tuple(lengths), max(float(average_path(np.array([sample]))[0]), 1.0))


def _stretches(keys: Sequence[Hashes], trees: int, sample: int) -> list[NDArray[np.intp]]:
    """For each tree the units that follow a place on the ring of one of the keys; the places of one ring are spread evenly.

    A unit more or less changes those trees alone that see it (as in consistent hashing, Karger et al. 1997).
    """
    rings = [(order, key[order]) for key in keys for order in [np.argsort(key, kind="stable")]]
    turns = -(-trees // len(keys))
    found = []
    for t in range(trees):
        order, ring = rings[t % len(keys)]
        start = int(np.searchsorted(ring, np.uint64((t // len(keys)) * 2**64 // turns)))
        found.append(np.take(order, np.arange(start, start + sample), mode="wrap"))
    return found


class _Nodes(NamedTuple):
    """The nodes of a tree, each before those below it; all of shape (nodes,). ``left`` and ``right`` of a leaf are -1."""

    left: NDArray[np.intp]
    right: NDArray[np.intp]
    column: NDArray[np.intp]
    threshold: NDArray[np.float64]
    size: NDArray[np.intp]
    depth: NDArray[np.intp]


def _tree(rows: Rows, chances: NDArray[np.float64], root: Hashes) -> _Nodes:
    """Grow a tree, level by level.

    scikit-learn draws its random numbers one after another, so that one unit less makes another tree. Here they are hashes of the
    way that leads to a node, and only what the unit decided changes.

    Args:
        rows: shape (n, columns).
        chances: as for ``grow``.
        root: hash of the tree; shape (1,).
    """
    nodes = np.zeros(len(rows), np.intp)  # of the rows, numbered within the level
    names, first, levels = root, 0, []
    deepest = ceil(log2(max(len(rows), 2)))
    for depth in range(deepest + 1):
        order = np.argsort(nodes, kind="stable")
        nodes = nodes[order]
        rows = rows[order]
        starts = np.flatnonzero(np.diff(nodes, prepend=-1))
        size = np.diff(np.append(starts, len(rows)))
        low, high = np.minimum.reduceat(rows, starts, axis=0), np.maximum.reduceat(rows, starts, axis=0)
        chance = np.cumsum(chances * (high > low), axis=1)
        splits = (chance[:, -1] > 0) & (depth < deepest)
        column = (chance > _uniform(names)[:, None] * chance[:, [-1]]).argmax(axis=1)
        here = np.arange(len(starts))
        low, high = low[here, column].astype(np.float64), high[here, column].astype(np.float64)
        threshold = np.minimum(low + _uniform(mixed(names)) * (high - low), np.nextafter(high, -np.inf))
        rank = np.cumsum(splits) - 1
        below = first + len(starts)
        levels.append(
            _Nodes(
                np.where(splits, below + 2 * rank, -1),
                np.where(splits, below + 2 * rank + 1, -1),
                np.where(splits, column, _LEAF),
                np.where(splits, threshold, _LEAF),
                size,
                np.full(len(starts), depth),
            )
        )
        if not splits.any():
            break
        goes = splits[nodes]
        right = rows[np.arange(len(rows)), column[nodes]] > threshold[nodes]
        nodes, rows = (2 * rank[nodes] + right)[goes], rows[goes]
        names = mixed(np.repeat(names[splits], 2) + np.tile(_SIDES, int(splits.sum())))
        first = below
    return _Nodes(*(np.concatenate(parts) for parts in zip(*levels, strict=True)))


def _uniform(names: Hashes) -> NDArray[np.float64]:
    """A number from 0 up to 1 for each name."""
    return np.asarray((mixed(names) >> np.uint64(11)) * 2.0**-53)


def _shelled(tree: _Nodes, shell: ExtraTreeRegressor) -> ExtraTreeRegressor:
    """The tree as one of scikit-learn's, which follows it fast."""
    kind, arguments, state = shell.tree_.__reduce__()
    nodes = np.zeros(len(tree.left), state["nodes"].dtype)
    nodes["left_child"], nodes["right_child"] = tree.left, tree.right
    nodes["feature"], nodes["threshold"] = tree.column, tree.threshold
    nodes["n_node_samples"] = nodes["weighted_n_node_samples"] = tree.size
    inner = kind(*arguments)
    values = np.zeros((len(nodes), *state["values"].shape[1:]))
    inner.__setstate__({"max_depth": int(tree.depth.max()), "node_count": len(nodes), "nodes": nodes, "values": values})
    whole = copy(shell)
    whole.tree_ = inner
    return whole


def average_path(n: NDArray[np.intp]) -> NDArray[np.float64]:
    """Average length of an unsuccessful search among n rows (Liu, Ting and Zhou 2008, equation 1)."""
    n = np.asarray(n, np.float64)
    harmonic = np.log(np.maximum(n - 1, 1)) + np.euler_gamma
    many = 2 * harmonic - 2 * (n - 1) / np.maximum(n, 1)
    lengths: NDArray[np.float64] = np.where(n > 2, many, np.where(n == 2, 1.0, 0.0))
    return lengths
