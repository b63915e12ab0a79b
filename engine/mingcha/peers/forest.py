"""The forest: isolation trees whose subsamples are chosen by the units' hashes, so that no order of the units matters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, log2

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import ExtraTreeRegressor

from .hashing import Hashes, mixed

Rows = NDArray[np.float32]
_ORDERS = 8
"""Random orders of the units from which trees take a stretch each: a few are as good as one for every tree, and cheaper."""


@dataclass(frozen=True)
class Forest:
    """Isolation trees (Liu, Ting and Zhou 2008).

    Attributes:
        trees: scikit-learn's, fitted.
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


def grow(hashes: Hashes, rows_at: Callable[[NDArray[np.intp]], Rows], trees: int, sample: int, seed: int) -> Forest:
    """Grow a forest.

    Args:
        hashes: of the units the trees may see; shape (n,).
        rows_at: gives the rows of units by their index, shape (k, columns).
        trees: how many.
        sample: how many units each tree sees.
        seed: the same gives the same trees.
    """
    sample = min(sample, len(hashes))
    keys = [mixed(hashes ^ np.uint64(seed * _ORDERS + k + 1)) for k in range(min(_ORDERS, trees))]
    grown = [_tree(rows_at(np.sort(chosen)), seed, t) for t, chosen in enumerate(_stretches(keys, trees, sample))]
    return Forest(tuple(grown), tuple(path_lengths(tree) for tree in grown), max(float(average_path(np.array([sample]))[0]), 1.0))


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


def _tree(rows: Rows, seed: int, number: int) -> ExtraTreeRegressor:
    random = np.random.RandomState(mixed(np.array([seed * 1_000_003 + number], np.uint64))[0] % np.uint64(2**32))
    tree = ExtraTreeRegressor(
        max_features=1, splitter="random", max_depth=max(1, ceil(log2(max(len(rows), 2)))), random_state=random.randint(2**31 - 1)
    )
    # What is predicted does not matter: with one candidate a node the split is random. Noise keeps every node impure.
    return tree.fit(rows, random.uniform(size=len(rows)))


def path_lengths(tree: ExtraTreeRegressor) -> NDArray[np.float64]:
    """The expected length of the path to each node: its depth, and what parting the rows in it would add; shape (nodes,)."""
    inner = tree.tree_
    depth = np.zeros(inner.node_count)
    for node in range(inner.node_count):
        left, right = inner.children_left[node], inner.children_right[node]
        if left >= 0:
            depth[left] = depth[right] = depth[node] + 1
    lengths: NDArray[np.float64] = depth + average_path(inner.n_node_samples)
    return lengths


def average_path(n: NDArray[np.intp]) -> NDArray[np.float64]:
    """Average length of an unsuccessful search among n rows (Liu, Ting and Zhou 2008, equation 1)."""
    n = np.asarray(n, np.float64)
    harmonic = np.log(np.maximum(n - 1, 1)) + np.euler_gamma
    many = 2 * harmonic - 2 * (n - 1) / np.maximum(n, 1)
    lengths: NDArray[np.float64] = np.where(n > 2, many, np.where(n == 2, 1.0, 0.0))
    return lengths
