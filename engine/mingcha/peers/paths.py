"""What each column adds to a row's path through the trees of an isolation forest, exactly additive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


class Tree(Protocol):
    """What is read of a fitted tree of scikit-learn (its ``tree_``)."""

    children_left: Ints
    children_right: Ints
    feature: Ints
    n_node_samples: Ints

    def apply(self, X: NDArray[np.float32]) -> Ints:
        """The leaf that each row comes to."""


def contributions(trees: Sequence[Tree], lengths: Sequence[Floats], seen: NDArray[np.float32]) -> tuple[Floats, float]:
    """What each column adds to the mean path length of each row.

    A split changes the path length that is still to be expected; the change is put down to the column it asks about (as Saabas
    2014 does for predictions). The sum over all columns and the start is the row's mean path length.

    Args:
        trees: the fitted trees.
        lengths: for each tree the length of the path to each node, of which the leaves' are read.
        seen: what the trees are asked about; shape (n, columns).

    Returns:
        The parts, negative where a column makes the path shorter (more unusual), shape (n, columns); and the start, the mean path
        length of the rows that the trees were grown on.
    """
    parts = np.zeros(seen.shape)
    step = np.empty_like(parts)
    start = 0.0
    for tree, length in zip(trees, lengths, strict=True):
        expected, of_node = _by_node(tree, length, seen.shape[1])
        np.take(of_node, tree.apply(seen), axis=0, out=step, mode="clip")  # with another mode numpy makes a copy first
        parts += step
        start += float(expected[0])
    return parts / len(trees), start / len(trees)


def over_features(parts: Floats, white: Floats, gap: Floats, absent: Floats) -> Floats:
    """Parts of what is not of one feature, distributed over the features; the sum of each row stays as it is. Shape (n, p).

    Args:
        parts: of the p features, of what is missing, and of a row's largest value, its root mean square and its fourth norm;
            shape (n, p + 4).
        white: the values that these are of; shape (n, p).
        gap: how surprising it is what is missing, the last of the values that they are of; shape (n,).
        absent: how surprising it is that each is missing or that it is not; shape (n, p).
    """
    p = white.shape[1]
    squares = np.concatenate([white, gap[:, None]], axis=1) ** 2
    largest = np.zeros_like(squares)
    largest[np.arange(len(white)), squares.argmax(axis=1)] = 1.0
    out = parts[:, : p + 1].copy()
    for column, weights in enumerate((largest, squares, squares * squares), start=p + 1):
        out += parts[:, [column]] * _shares(weights)
    return np.asarray(out[:, :p] + out[:, [p]] * _shares(absent))


def _shares(weights: Floats) -> Floats:
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(weights, total, out=np.full_like(weights, 1 / weights.shape[1]), where=total > 0))


def _by_node(tree: Tree, length: Floats, columns: int) -> tuple[Floats, Floats]:
    """The path length expected at each node, and what the splits on the way to it added; shapes (nodes,), (nodes, columns)."""
    left, right = tree.children_left, tree.children_right
    levels = _levels(tree)
    size = tree.n_node_samples
    expected = length.copy()
    for nodes in reversed(levels):
        one, other = left[nodes], right[nodes]
        expected[nodes] = (size[one] * expected[one] + size[other] * expected[other]) / size[nodes]
    parts = np.zeros((len(expected), columns))
    for nodes in levels:
        column = tree.feature[nodes]
        for children in (left[nodes], right[nodes]):
            parts[children] = parts[nodes]
            parts[children, column] += expected[children] - expected[nodes]
    return expected, parts


def _levels(tree: Tree) -> list[Ints]:
    """The nodes that split, by depth from the root."""
    levels = []
    nodes = np.zeros(1, np.intp)
    while len(nodes := nodes[tree.children_left[nodes] >= 0]):
        levels.append(nodes)
        nodes = np.concatenate([tree.children_left[nodes], tree.children_right[nodes]])
    return levels
