"""Isolation trees: like scikit-learn's in distribution, and unlike them the same but for what a unit itself decides."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import IsolationForest

from mingcha.peers.forest import Forest, grow
from mingcha.peers.hashing import mixed


def a_forest(rows: np.ndarray, trees: int = 20, sample: int = 64, names: np.ndarray | None = None) -> Forest:
    hashes = mixed(np.arange(len(rows), dtype=np.uint64) if names is None else names.astype(np.uint64))
    return grow(hashes, lambda chosen: rows[chosen], np.full(rows.shape[1], 1 / rows.shape[1]), trees, sample, 0)


def test_scores_are_those_of_scikit_learns_forest_but_for_chance() -> None:
    rows = np.random.default_rng(0).standard_t(4, size=(2000, 6)).astype(np.float32)
    ours = a_forest(rows, trees=400, sample=256).scores(rows)
    theirs = -IsolationForest(n_estimators=400, max_samples=256, random_state=0).fit(rows).score_samples(rows)
    assert np.abs(ours - theirs).max() < 0.05
    assert np.corrcoef(ours, theirs)[0, 1] > 0.99


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 60), st.integers(1, 4), st.integers(0, 2**32 - 1), st.booleans())
def test_trees_are_whole_and_part_all_that_differ(n: int, p: int, seed: int, ties: bool) -> None:
    rows = np.random.default_rng(seed).normal(size=(n, p)).astype(np.float32)
    rows = rows.round(0) if ties else rows
    for shelled in a_forest(rows, trees=3, sample=n).trees:
        tree = shelled.tree_
        inner = np.flatnonzero(tree.children_left >= 0)
        left, right = tree.children_left[inner], tree.children_right[inner]
        assert tree.n_node_samples[0] == n
        assert (tree.n_node_samples[left] + tree.n_node_samples[right] == tree.n_node_samples[inner]).all()
        assert (tree.n_node_samples > 0).all()
        assert sorted([0, *left, *right]) == list(range(tree.node_count))
        found = np.bincount(tree.apply(rows), minlength=tree.node_count)
        leaves = tree.children_left < 0
        assert (found[leaves] == tree.n_node_samples[leaves]).all()  # each row comes to the leaf it was put in


def test_a_unit_less_leaves_most_splits_as_they_are() -> None:
    rows = np.random.default_rng(1).normal(size=(300, 5)).astype(np.float32)
    names = np.arange(300)
    whole = a_forest(rows, trees=30, sample=300).scores(rows)
    fewer = a_forest(rows[1:], trees=30, sample=300, names=names[1:]).scores(rows)
    assert np.abs(whole - fewer)[1:].mean() < 0.004
    other = grow(mixed(names.astype(np.uint64)), lambda chosen: rows[chosen], np.full(5, 0.2), 30, 300, 1).scores(rows)
    assert np.abs(whole - other).mean() > 3 * np.abs(whole - fewer)[1:].mean()


def test_a_column_is_asked_about_as_often_as_its_chance_says() -> None:
    rows = np.random.default_rng(2).normal(size=(500, 3)).astype(np.float32)
    forest = grow(mixed(np.arange(500, dtype=np.uint64)), lambda chosen: rows[chosen], np.array([0.7, 0.3, 0.0]), 50, 500, 0)
    asked = np.concatenate([tree.tree_.feature[tree.tree_.feature >= 0] for tree in forest.trees])
    share = np.bincount(asked, minlength=3) / len(asked)
    np.testing.assert_allclose(share, [0.7, 0.3, 0.0], atol=0.02)
