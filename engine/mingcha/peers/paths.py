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

    def apply(self, X: NDArray[np.float32]) -> Ints:  # noqa: N803  # scikit-learn's name
        """The leaf that each row comes to."""


def contributions(trees: Sequence[Tree], matrix: NDArray[np.float32], slots: Ints | None = None) -> tuple[Floats, float]:
    """What each column adds to the mean path length of each row.

    A split changes the path length that is still to be expected; the change is put down to the column it asks about (Saabas 2014,
    for path lengths instead of predictions). The sum over all columns and the start is the row's mean path length.

    Args:
        trees: the fitted trees.
        matrix: what they are asked about; shape (n, columns).
        slots: where each column's part goes, for columns that belong together; shape (columns,). None: each for itself.

    Returns:
        The parts, negative where a column makes the path shorter (more unusual), shape (n, slots); and the start, the mean path
        length of the rows that the trees were grown on.
    """
    slots = np.arange(matrix.shape[1]) if slots is None else slots
    parts = np.zeros((len(matrix), int(slots.max(initial=-1)) + 1))
    step = np.empty_like(parts)
    start = 0.0
    for tree in trees:
        expected, of_node = _by_node(tree, slots, parts.shape[1])
        np.take(of_node, tree.apply(matrix), axis=0, out=step, mode="clip")
        parts += step
        start += float(expected[0])
    return parts / len(trees), start / len(trees)


def path_lengths(tree: Tree) -> Floats:
    """The path length to be expected from each node on, counted from the root; shape (nodes,)."""
    return _expected(tree, _levels(tree))


def _by_node(tree: Tree, slots: Ints, width: int) -> tuple[Floats, Floats]:
    """The path length expected at each node, and what the splits on the way to it added; shapes (nodes,), (nodes, width)."""
    levels = _levels(tree)
    expected = _expected(tree, levels)
    parts = np.zeros((len(expected), width))
    for nodes in levels:
        slot = slots[tree.feature[nodes]]
        for children in (tree.children_left[nodes], tree.children_right[nodes]):
            parts[children] = parts[nodes]
            parts[children, slot] += expected[children] - expected[nodes]
    return expected, parts


def _levels(tree: Tree) -> list[Ints]:
    """The nodes that split, by depth from the root."""
    levels = []
    nodes = np.zeros(1, np.intp)
    while len(nodes := nodes[tree.children_left[nodes] >= 0]):
        levels.append(nodes)
        nodes = np.concatenate([tree.children_left[nodes], tree.children_right[nodes]])
    return levels


def _expected(tree: Tree, levels: list[Ints]) -> Floats:
    left, right = tree.children_left, tree.children_right
    size = np.asarray(tree.n_node_samples, float)
    expected = average_path_length(size)
    for depth, nodes in enumerate(levels, start=1):
        for children in (left[nodes], right[nodes]):
            expected[children] += depth
    for nodes in reversed(levels):
        one, other = left[nodes], right[nodes]
        expected[nodes] = (size[one] * expected[one] + size[other] * expected[other]) / size[nodes]
    return expected


def average_path_length(size: Floats) -> Floats:
    """Mean path length among ``size`` rows that nothing tells apart: of an unsuccessful search in a binary tree.

    Liu, Ting and Zhou, Isolation forest (2008), equation 1.
    """
    more = np.maximum(size, 3)
    length = 2 * (np.log(more - 1) + np.euler_gamma) - 2 * (more - 1) / more
    return np.where(size <= 1, 0.0, np.where(size <= 2, 1.0, length))
